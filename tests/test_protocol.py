"""The ODD, the parameters and the TRACE notes leave nothing out, and a case's own page shows that case."""

from html import escape
from pathlib import Path

import pytest

from experiments.describe import main
from experiments.page.assets import classroom_page
from experiments.protocol import code, data, not_for, odd, parameters, state, submodels, trace
from experiments.protocol.code import ROOT
from sim.scenario.glossary import describe_settings
from sim.scenario.load import load
from sim.scenario.paths import configs_dir
from sim.scenario.root import Rules, Scenario


@pytest.fixture(scope="module")
def page():
    return odd.odd()


@pytest.fixture(scope="module")
def table():
    return parameters.page()


# Nothing is left out


def test_the_odd_has_the_seven_elements_of_its_protocol(page):
    heads = [line.lstrip("# ") for line in page.split("\n") if line.startswith("#")]
    for number, word in enumerate(("Purpose", "Entities", "Process", "Design concepts", "Initialisation", "Input data", "Submodels"), 1):
        assert any(head.startswith(f"{number} {word}") for head in heads), word


def test_every_module_of_the_model_that_acts_belongs_to_one_submodel():
    placed = [path for one in submodels.SUBMODELS.values() for path in one.modules]
    there = [path for folder in ("sim/capitals", "sim/ground", "sim/roads") for path in code.modules(folder)]
    assert sorted(placed) == sorted([*there, "sim/observe.py"])


def test_every_group_of_settings_belongs_to_a_submodel():
    placed = {group for one in submodels.SUBMODELS.values() for group in one.groups} | {*submodels.OTHER_GROUPS, parameters.CASE}
    assert {parameters.group_of(info.name) for info in describe_settings(Scenario)} <= placed
    assert {f"rules.{name}" for name in Rules.model_fields} <= placed


def test_the_table_of_parameters_has_every_setting_once_with_its_strength(table):
    for info in parameters.glossary():
        if info.name.rsplit(".", 1)[-1] not in parameters.LABELS:
            (row,) = (line for line in table.split("\n") if line.startswith(f"| `{info.name}` |") and line.count(" | ") == 5)
            assert (info.status in row or info.source == "-") and info.help in row, info.name


def test_every_state_variable_has_a_unit_and_a_meaning_on_the_page(page):
    for _, module, name in state.TABLES:
        for column in getattr(__import__(module, fromlist=[name]), name):
            assert f"| `{column[0]}` |" in page
    rows = [line for line in state.state_variables().split("\n") if line.startswith("| `")]
    assert all(len(row.split(" | ")) == 3 for row in rows) and len(rows) > 150


def test_every_draw_of_luck_is_made_somewhere():
    for row in state.draws().split("\n")[2:]:
        assert "`sim/" in row, f"a decision that nothing draws: {row}"


def test_every_rule_tells_what_it_does():
    for path in (path for one in submodels.SUBMODELS.values() for path in one.modules):
        assert code.module_says(path), path
        assert all(len(one.says) > 10 for one in code.public(path)), path


def test_every_file_of_data_has_an_answer_of_rat_rs():
    told = {path for one in trace.data_sets() for pattern in one.files for path in configs_dir().glob(pattern)}
    there = {path for end in ("csv", "yaml", "json") for path in configs_dir().rglob(f"*.{end}")}
    assert there - told == set()


def test_every_pattern_of_the_answers_finds_a_file():
    for one in trace.data_sets():
        assert all(any(configs_dir().glob(pattern)) for pattern in one.files), one.name


def test_what_verification_rests_on_is_there():
    assert all((ROOT / "tests" / name).is_file() for name in trace.VERIFICATION)


# What is counted is right


def test_the_sizes_told_of_both_places_are_those_of_a_world(page):
    from sim.model import MandateModel

    (row,) = (line for line in page.split("\n") if line.startswith("| household | about"))
    for name, told in (("nagorno_karabakh", 27_600), ("enclave", 3_300)):
        assert f"{told:,}" in row
        assert len(MandateModel(load(name), seed=1).world.households) == pytest.approx(told, rel=0.03)


def test_strengths_are_counted_as_the_tables_have_them():
    told = data.tables_of()
    text = (configs_dir() / "places" / "nagorno_karabakh" / "roads.csv").read_text(encoding="utf-8")
    n_roads = len(text.strip().split("\n")) - 1
    (row,) = (line for line in told.split("\n") if "nagorno_karabakh/roads.csv" in line)
    assert f"| {n_roads} |" in row


# A case's own page


def test_the_odd_of_a_case_shows_its_values_and_what_worlds_draw(capsys):
    words = ["scenario=nagorno_karabakh", "mandate=un_chapter_vi", "resources.posts=11"]
    assert main(["--odd", *words]) == 0
    told = capsys.readouterr().out
    arm = load("nagorno_karabakh", mandate="un_chapter_vi")
    lines = told.split("\n")
    assert "Nagorno-Karabakh, 2020-2023" in lines[0]
    (posts,) = (line for line in lines if line.startswith("| `resources.posts` |"))
    assert posts.startswith("| `resources.posts` | 11 |") and "set here" in posts
    (quality,) = (line for line in lines if line.startswith("| `mandate.consent.quality` |"))
    assert f"| {arm.mandate.consent.quality} |" in quality
    (omega,) = (line for line in lines if line.startswith("| `theory.omega` |"))
    assert omega.rstrip(" |").endswith(")") and "drawn" not in omega
    assert any(line.startswith("| `resources.contributors.sponsor.troops` |") for line in lines)


def test_the_odd_of_the_model_comes_with_every_setting(capsys, page, table):
    assert main(["--odd"]) == 0
    told = capsys.readouterr().out
    assert page in told and table in told


def test_a_case_that_is_refused_is_refused_in_words():
    from sim.scenario.refusal import ScenarioRefused

    with pytest.raises(ScenarioRefused, match="did you mean"):
        main(["--odd", "scenario=nagorno_karabak"])


# What it is not for


def test_the_block_rules_out_what_it_must():
    told = " ".join(not_for.sentences()).lower()
    ruled_out = ("forecast", "prediction", "targeting", "optimise for an attacker", "guilt", "evidence", "protection of actual people")
    assert all(word in told for word in ruled_out)


def test_describe_shows_what_corridor_is_not_for(capsys):
    assert main([]) == 0
    assert "\n".join(not_for.in_terminal()) in capsys.readouterr().out


def test_the_page_of_the_classroom_shows_the_block_escaped():
    page = classroom_page()
    assert all(escape(limit.text) in page for limit in not_for.NOT_FOR) and not_for.TITLE in page and "<!--" not in page


def test_every_template_of_a_page_shows_the_block():
    templates = [path for path in Path(ROOT / "experiments").rglob("*.html.j2")]
    assert templates
    for path in templates:
        assert "must_not" in path.read_text(encoding="utf-8") or "not_for" in path.read_text(encoding="utf-8"), path
