"""The data that comes with Corridor: every preset fits both cases, names its sources, and is no magic word."""

import ast
import re
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.geography import find_series, series_names
from sim.scenario.load import load
from sim.scenario.paths import configs_dir
from sim.scenario.policy import RUNGS
from sim.scenario.presets import GROUPS, preset_names
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data, flat_numbers
from sim.world.draw import draw_numbers
from sim.world.tables import commitment_prefixes, series_table

CASES = ("nagorno_karabakh", "enclave")
LEVERS = ("mandate", "resources", "guarantees", "observers")
PRESETS = [(group, name) for group in LEVERS for name in preset_names(group)]
FILES = [*PRESETS, *(("scenario", name) for name in CASES)]
NUMBER = re.compile(r"(?<![\w.])-?\d+(\.\d+)?(?![\w.])")
SOURCES = (
    r"sourced|recalled|assumption|invented|a policy|as in|default kept|none|\.csv|evidence\.md|x 0\.12|/ 0\.12|twice|"
    r"half|persons; 0|as long as|armed actor = 1, utility|nothing on the ground"
)


def lines(group: str, name: str) -> list[str]:
    return (configs_dir() / group / f"{name}.yaml").read_text(encoding="utf-8").splitlines()


def values(group: str, name: str) -> list[tuple[str, str]]:
    """The lines of a file that hold values rather than words for people, as (value, comment)."""
    found, is_text = [], False
    for line in lines(group, name):
        said, _, comment = line.partition(" #")
        is_text = said.startswith(("title:", "note:", "question:")) or (is_text and said.startswith("  "))
        if not is_text and not line.startswith("#"):
            found.append((said.partition(":")[2] if "{" not in said else said, comment.strip()))
    return found


@cache
def case_with(case: str, group: str = "mandate", name: str = "skeletal_2020") -> Scenario:
    """A case with one preset of the reader's choice and nothing uncertain."""
    return load(case, uncertainty="none", **{group: name})


def flat(data: Any, prefix: str = "") -> dict[str, Any]:
    """Plain data by dotted name."""
    if not isinstance(data, dict):
        return {prefix: data}
    return {name: one for key, inner in data.items() for name, one in flat(inner, f"{prefix}.{key}").items()}


def changed(group: str, one: str, other: str) -> set[str]:
    """The last names of the settings in which two presets differ, words for people apart."""
    a, b = (flat(as_data(getattr(case_with("nagorno_karabakh", group, name), group))) for name in (one, other))
    names = {name for name in a.keys() | b.keys() if a.get(name) != b.get(name)} - {".title", ".note"}
    return {name.rsplit(".", 1)[-1] for name in names}


# Every file fits, and speaks for itself


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("group", "name"), PRESETS)
def test_every_preset_fits_both_cases(case, group, name):
    assert getattr(case_with(case, group, name).presets, group) == name


@pytest.mark.parametrize("case", CASES)
def test_every_case_loads_with_its_own_presets_and_with_every_uncertainty(case):
    assert load(case).name == case
    assert all(load(case, uncertainty=name).presets.uncertainty == name for name in preset_names("uncertainty"))


@pytest.mark.parametrize(("group", "name"), FILES)
def test_every_file_has_a_title_and_says_where_it_comes_from(group, name):
    scenario = case_with(name) if group == "scenario" else case_with("enclave", group, name)
    about = scenario if group == "scenario" else getattr(scenario, group)
    assert 5 < len(about.title) <= 60
    assert len(about.note) > 30


@pytest.mark.parametrize(("group", "name"), FILES)
def test_every_number_names_its_source_on_its_line(group, name):
    numbers = [(value, said) for value, said in values(group, name) if NUMBER.search(value)]
    assert [(value, said) for value, said in numbers if not re.search(SOURCES, said)] == []


@pytest.mark.parametrize(("group", "name"), PRESETS)
def test_every_preset_is_short_enough_to_copy(group, name):
    assert lines(group, name)[0].startswith("# ")
    assert len(lines(group, name)) <= 40
    assert max(len(line) for line in lines(group, name)) <= 120


@pytest.mark.parametrize("name", preset_names("uncertainty"))
def test_every_prior_says_why(name):
    assert all(prior.source for prior in load("nagorno_karabakh", uncertainty=name).uncertainty.priors.values())


@pytest.mark.parametrize(("group", "name"), FILES)
def test_no_file_gives_an_outcome_a_date(group, name):
    dates = [value.strip() for value, _ in values(group, name) if re.search(r"\d{4}-\d{2}-\d{2}", value)]
    assert dates == ([str(case_with(name).start)] if group == "scenario" else [])


# Labels


@pytest.mark.parametrize("name", preset_names("mandate"))
def test_a_label_leaves_every_number_that_the_model_reads(name):
    plain = case_with("enclave", "mandate", name)
    labels = {"mandate.legal_basis": "bilateral", "mandate.consent.host": "none", "mandate.title": "x", "title": "x"}
    labelled = plain.with_(settings=labels)
    assert labelled.numbers() == plain.numbers()
    assert labelled.mandate.answer_row() == plain.mandate.answer_row()


def rules() -> list[Path]:
    """The code that lives a world: everything in `sim` but the door."""
    return [path for path in sorted(Path(sim.__file__).parent.rglob("*.py")) if "scenario" not in path.parts]


def labels_read(tree: ast.AST) -> set[str]:
    """Labels of the mandate, and names of presets, that a module mentions in its code."""
    presets = {name for _, name in PRESETS} - {"none"}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = getattr(node.value, "attr", getattr(node.value, "id", ""))
            found |= {node.attr} & {"legal_basis"} | {f"{owner}.{node.attr}"} & {"consent.host"}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_label = node.value in presets or re.search(r"legal_basis|consent\.host$", node.value)
            found |= {node.value} if is_label else set()
    return found


def test_no_rule_reads_a_label_or_knows_a_preset_by_its_name():
    assert len(rules()) > 20
    assert {path.name: labels_read(ast.parse(path.read_text(encoding="utf-8"))) for path in rules()} == {
        path.name: set() for path in rules()
    }


def test_the_search_for_labels_finds_them():
    code = "a = mandate.legal_basis; b = x.consent.host; n['mandate.consent.host']; c == 'un_chapter_vi'"
    assert labels_read(ast.parse(code)) == {"legal_basis", "consent.host", "mandate.consent.host", "un_chapter_vi"}


# What each file changes


def test_the_files_of_2020_say_what_the_settings_say_by_default():
    usual, record = flat(as_data(Scenario(name="usual"))), flat(as_data(case_with("nagorno_karabakh")))
    own = (".name", ".question", ".start", ".place", ".presets", ".codings", ".observers", ".uncertainty")
    differ = {name for name in usual.keys() | record.keys() if usual.get(name) != record.get(name)}
    assert {name for name in differ if not name.startswith(own) and not name.endswith(("title", "note"))} == {
        ".resources.contributors.sponsor.distraction",
        ".resources.contributors.sponsor.ties",
        *(f".mandate.authorised.{rung}" for rung in RUNGS[1:]),
    }
    assert case_with("nagorno_karabakh").mandate.answer_row() == Scenario(name="usual").mandate.answer_row()


def test_a_stronger_mandate_never_authorises_less():
    ladder = (
        "unarmed_observers",
        "skeletal_2020",
        "un_chapter_vi",
        "multinational_formal_consent",
        "un_chapter_vii_protect",
        "un_chapter_vii_access",
    )
    rows = [case_with("enclave", "mandate", name).mandate.answer_row() for name in ladder]
    for weaker, stronger in pairwise(rows):
        assert all(a <= b for a, b in zip(weaker, stronger, strict=True))


def test_chapter_vii_for_access_differs_from_protection_on_the_road_alone():
    differences = changed("mandate", "un_chapter_vii_protect", "un_chapter_vii_access")
    assert differences == {"roe", "obstruction", "checkpoint", "closure"}


MISSION = {"troops", "vehicles", "budget_musd_per_month", "reconstruction"}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("diverted", MISSION),
        ("halved", {*MISSION, "posts", "spare_posts", "routes_per_day"}),
        ("doubled", {*MISSION, "posts", "spare_posts", "routes_per_day"}),
        ("extra_posts", {"posts", "spare_posts"}),
        ("permanent_bases", {"basing"}),
        ("prepositioned_stocks", {"reserve_stock_days"}),
        ("second_road", {"length_km", "capacity_veh_h"}),
    ],
)
def test_a_preset_of_resources_changes_what_its_first_lines_say_and_nothing_else(name, changes):
    assert changed("resources", "as_2020", name) == changes


@pytest.mark.parametrize(
    ("one", "other", "changes"),
    [
        ("coalition_opaque", "coalition_monitored", {"sees_for_itself"}),
        ("coalition_opaque", "coalition_over_the_horizon", {"delay_days"}),
        ("coalition_over_the_horizon", "coalition_tripwire", {"forward_force"}),
        ("coalition_tripwire", "coalition_forward_force", {"forward_force"}),
        ("coalition_opaque", "coalition_sanctions", {"capability", "sanctions"}),
    ],
)
def test_guarantees_differ_in_the_one_thing_that_names_them(one, other, changes):
    assert changed("guarantees", one, other) == changes


def test_the_sponsors_own_guarantee_is_the_coalitions_promise_by_another_promiser():
    coalition = case_with("enclave", "guarantees", "coalition_opaque").guarantees.guarantors["coalition"]
    sponsor = case_with("enclave", "guarantees", "sponsor_alone").guarantees.guarantors["sponsor"]
    different = {key for key, value in sponsor if value != getattr(coalition, key)}
    assert different == {"interest", "distraction", "ties"}


def test_several_contributors_send_in_sum_what_one_sponsor_sent():
    one = case_with("nagorno_karabakh").resources.contributors["sponsor"]
    several = case_with("nagorno_karabakh", "resources", "several_contributors").resources.contributors
    assert len(several) == 5
    for key in ("troops", "vehicles", "capability", "sanctions"):
        assert sum(getattr(state, key) for state in several.values()) == pytest.approx(getattr(one, key), rel=1e-12)


def test_observers_work_on_the_days_of_the_record():
    scenario = case_with("nagorno_karabakh")
    days = {name: (one.from_day, one.to_day) for name, one in scenario.observers.observers.items()}
    assert {name: scenario.start + timedelta(first) for name, (first, _) in days.items()} == {
        "joint_centre": date(2021, 1, 30),
        "eu_first_team": date(2022, 10, 20),
        "eu_mission": date(2023, 2, 20),
    }
    assert scenario.start + timedelta(days["eu_first_team"][1]) == date(2022, 12, 19)


def test_the_record_can_be_lived_to_the_withdrawal():
    scenario = load("nagorno_karabakh", uncertainty="none", horizon_days=1311)
    assert scenario.start + timedelta(scenario.horizon_days - 1) == date(2024, 6, 12)
    assert len(daily(scenario, scenario.codings.distraction)) == 1311


def test_the_enclave_counts_what_the_record_counts_in_proportion_to_its_people():
    """Whole posts and routes are rounded up, and a mission's weight in battle is per attacker."""
    usual, small = flat_numbers(Scenario(name="usual")), flat_numbers(case_with("enclave"))
    groups = ("rules", "armed_actor", "defenders", "resources")
    both = [key for key in usual if key in small and key.startswith(groups)]
    ratio = {key: small[key] / usual[key] for key in both if small[key] != usual[key]}
    assert len(ratio) > 15
    rounded = {"rules.patrol.teams_per_route", "resources.posts", "resources.spare_posts", "resources.routes_per_day"}
    assert all(0.11 < ratio[key] < 0.14 for key in ratio.keys() - rounded - {"rules.contest.mission_share"})
    assert ratio["rules.contest.mission_share"] == pytest.approx(101_848 / 12_000, rel=0.02)


# Codings of distraction and ties


def daily(scenario: Scenario, name: str):
    return find_series(configs_dir() / "places" / scenario.place, name).daily(scenario.start, scenario.horizon_days)


def lived(scenario: Scenario, dotted: str, seed: int = 1):
    """The series that a model would live by, without making one."""
    prefix, _, variable = dotted.rpartition(".")
    found = series_table(scenario, draw_numbers(scenario, seed), configs_dir() / "places" / scenario.place, variable)
    return found[commitment_prefixes(scenario).index(prefix)].tolist()


@pytest.mark.parametrize("case", CASES)
def test_every_coding_of_a_place_can_take_the_place_of_the_first(case):
    for name in series_names(configs_dir() / "places" / case):
        variable = name.partition("_")[0]
        scenario = load(case, uncertainty="none", settings={f"codings.{variable}": name})
        assert lived(scenario, f"resources.contributors.sponsor.{variable}") == daily(scenario, name).tolist()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", preset_names("resources"))
def test_every_preset_of_resources_finds_its_series_in_both_places(case, name):
    scenario = case_with(case, "resources", name)
    for state in scenario.resources.contributors:
        assert len(lived(scenario, f"resources.contributors.{state}.distraction")) == scenario.horizon_days
        assert len(lived(scenario, f"resources.contributors.{state}.ties")) == scenario.horizon_days


def test_a_coding_may_be_a_constant():
    scenario = load("enclave", uncertainty="none", settings={"codings.distraction": 0.25, "horizon_days": 3})
    assert lived(scenario, "resources.contributors.sponsor.distraction") == [0.25] * 3


def test_a_state_may_name_a_series_of_its_own_beside_the_coding():
    settings = {"resources.contributors.sponsor.ties": "ties_steady"}
    scenario = load("enclave", uncertainty="none", settings=settings)
    assert lived(scenario, "resources.contributors.sponsor.ties") == daily(scenario, "ties_steady").tolist()


def test_a_world_draws_its_coding_for_everybody_who_refers_to_it():
    codings = ["distraction_war_steps", "distraction_flat"]
    prior = {"priors": {"codings.distraction": {"kind": "choice", "values": codings, "source": "a test"}}}
    scenario = load("nagorno_karabakh", uncertainty=prior, guarantees="sponsor_alone")
    drawn = {seed: draw_numbers(scenario, seed)["codings.distraction"] for seed in range(20)}
    assert set(drawn.values()) == set(codings)
    for seed, name in drawn.items():
        for state in ("resources.contributors.sponsor", "guarantees.guarantors.sponsor"):
            assert lived(scenario, f"{state}.distraction", seed) == daily(scenario, name).tolist()


def test_a_misspelt_coding_is_refused_with_the_nearest_name():
    with pytest.raises(ScenarioRefused, match=r"codings\.distractoin: no such setting; did you mean distraction"):
        load("enclave", uncertainty="none", settings={"codings.distractoin": "distraction_flat"})


def test_a_prior_on_a_coding_that_is_none_is_refused():
    with pytest.raises(ScenarioRefused, match="no such setting"):
        load("enclave", uncertainty={"priors": {"codings.distractoin": {"kind": "choice", "values": ["ties_steady"]}}})


def test_groups_are_all_there():
    assert set(GROUPS) == {*LEVERS, "uncertainty"}
    assert all(len(preset_names(group)) >= 3 for group in GROUPS)
