"""What the pages say is so: paths, links, commands, columns, settings and the order of the day."""

import fnmatch
import re
import shlex
import shutil
from itertools import zip_longest
from pathlib import Path

import pytest

from experiments import check, describe
from experiments.__main__ import main
from experiments.folder import result_folder
from experiments.protocol import not_for, odd
from experiments.protocol.pages import stale
from experiments.scenario_file import write_scenario
from experiments.units import COLUMNS
from experiments.verbs import compare, run
from experiments.verbs.words import asked
from sim import calendar
from sim.geography import roads, series, settlements
from sim.model import run as live
from sim.scenario.glossary import describe_settings
from sim.scenario.load import load
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Rules, Scenario

ROOT = Path(__file__).parent.parent
README, DESIGN, ODD = ROOT / "README.md", ROOT / "docs" / "design.md", ROOT / "docs" / "odd.md"
TRACE, PARAMETERS = ROOT / "docs" / "trace.md", ROOT / "docs" / "parameters.md"
PAGES = {page.name: page for page in (README, DESIGN, ODD, TRACE, PARAMETERS)}
LEFT_BEHIND = ("results/", "docs/", "my/")  # what a command of the page makes, and a user's own files
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
SETTINGS = {one.name for one in describe_settings(Scenario)}
COMMAND = re.compile(r"(corridor|cp|python3) ")


def blocks(page):
    """The fenced blocks of a page: (language, text), in order."""
    return [(found[1], found[2]) for found in FENCED.finditer(page.read_text(encoding="utf-8"))]


def spans(page):
    """What stands in code font within lines, outside fenced blocks."""
    return re.findall(r"`([^`\n]+)`", FENCED.sub("", page.read_text(encoding="utf-8")))


def commands():
    """(command, the output that the README shows right below it, or None) for every `corridor` line of the README."""
    found = list(FENCED.finditer(README.read_text(encoding="utf-8")))
    lines = []
    for block, below in zip_longest(found, found[1:]):
        is_output = below and below.start() == block.end() + 1 and not COMMAND.match(below[2])
        shown = below[2].rstrip("\n") if is_output else None
        lines += [(line, shown) for line in block[2].split("\n") if line.startswith("corridor ")]
    return lines


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder in which a newcomer has followed the README: a preset copied, two results written."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "configs" / "mandate" / "skeletal_2020.yaml", "my_mandate.yaml")
    for out, verb, name in (("results/one", "run", "scenario.yaml"), ("results/enclave", "compare", "arms/twice_the_troops.yaml")):
        with result_folder(out, verb) as aside:
            (aside / name).parent.mkdir(exist_ok=True)
            write_scenario(aside / name, load("enclave"), "As a run leaves it behind.")


# Paths and links


@pytest.mark.parametrize("page", PAGES)
def test_every_path_named_in_code_font_exists(page):
    python = {path.name for folder in ("sim", "experiments", "tests") for path in (ROOT / folder).rglob("*.py")}
    tops = {path.name for path in ROOT.iterdir()}
    missing = []
    for span in spans(PAGES[page]):
        if re.search(r"[A-Z]{3,}|[\s*{(=<>]", span) and not span.endswith("SOURCES.md"):
            continue  # a placeholder, a pattern, or no path at all
        if "/" in span:
            is_there = span.startswith(LEFT_BEHIND) or span.split("/")[0] not in tops or (ROOT / span).exists()
            is_there |= (ROOT / "experiments" / span).exists()
        else:
            is_there = not span.endswith(".py") or span in python or (ROOT / span).exists()
        if not is_there:
            missing.append(span)
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page):
    text = PAGES[page].read_text(encoding="utf-8")
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        whither = (PAGES[page].parent / path).resolve() if path else PAGES[page]
        if not whither.exists() or (anchor and anchor not in anchors(whither)):
            wrong.append(target)
    assert wrong == []


def anchors(page):
    """The names under which a page's headings can be linked to."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_pictures_are_small():
    pictures = list((ROOT / "docs" / "images").glob("*.png"))
    assert 1 <= len(pictures) <= 2
    assert all(picture.stat().st_size < 300_000 for picture in pictures)


# Commands


def test_the_readme_shows_every_verb_that_a_newcomer_needs():
    assert {line.split()[1] for line, _ in commands()} >= {"run", "compare", "check", "describe"}


@pytest.mark.parametrize("line, shown", commands())
def test_every_command_of_the_readme_is_taken(line, shown, desk, capsys):
    verb, *words = shlex.split(line)[1:]
    if verb == "run" and shown and "refused" in shown:
        with pytest.raises(ScenarioRefused) as caught:
            asked(words, run.WORDS)
        assert str(caught.value) == shown
        return
    if verb == "run":
        asked(words, run.WORDS)
    elif verb == "compare":
        assert len(compare.planned(words)[0].arms) > 1
    elif verb in ("check", "describe"):
        assert {"check": check, "describe": describe}[verb].main(words) == 0
        if shown:
            assert capsys.readouterr().out.rstrip("\n") == shown
    else:
        assert main([verb, "--help"]) == 0
        told = capsys.readouterr().out
        assert [name for name in names_in(words) if name not in told and name not in SETTINGS] == []


def names_in(words):
    """The names that a command's words give something to: `worlds` of `worlds=50`; options as they stand."""
    return [word.split("=")[0] for word in words if "=" in word or word.startswith("--")]


def test_the_launcher_knows_the_two_commands():
    import run as launcher

    asked_for = re.findall(r"^python3 run\.py (\w+)$", README.read_text(encoding="utf-8"), re.M)
    assert asked_for == ["demo", "test"]
    assert all(f"python3 run.py {verb}" in launcher.USAGE for verb in asked_for)


def test_the_python_of_the_readme_runs_as_shown(capsys):
    code = next(text for language, text in blocks(README) if language == "python")
    names = {"__name__": "readme"}
    exec(compile(code, "README.md", "exec"), names)
    displaced, states = capsys.readouterr().out.strip().split("\n", 1)
    assert float(displaced) >= 0
    assert "home" in states
    assert type(names["model"].command) is names["Cautious"]


def test_a_study_in_python_runs_as_the_readme_shows(tmp_path, monkeypatch, capsys):
    code = next(text for language, text in blocks(README) if language == "python" and "study.run" in text)
    monkeypatch.chdir(tmp_path)
    exec(compile(code.replace("worlds=50", "worlds=1, settings={'horizon_days': 20}"), "README.md", "exec"), {"__name__": "readme"})
    assert "displaced_persons" in capsys.readouterr().out


# Tables


@pytest.fixture(scope="module")
def tables():
    return live(load("enclave", horizon_days=15), seed=1, ledger=True).tables()


def listed(name):
    """The columns that the design page lists for a table, in order."""
    (columns,) = re.findall(rf"^{name}(?: \([^)]*\))?: `([a-z_, 0-9]+)`$", DESIGN.read_text(encoding="utf-8"), re.M)
    return [column.strip() for column in columns.split(",")]


@pytest.mark.parametrize("table", ["daily", "settlements", "segments", "exits", "incidents", "decisions"])
def test_the_design_page_lists_the_columns_of_every_table(table, tables):
    assert listed(table) == list(tables[table])
    assert set(listed(table)) <= set(COLUMNS), "every column has a unit"


def test_no_table_is_left_out(tables):
    assert len(tables) == 6


@pytest.mark.parametrize("table, parsers", [("settlements", settlements.PARSERS), ("roads", roads.PARSERS)])
def test_the_design_page_lists_the_columns_of_a_place(table, parsers):
    (told,) = re.findall(rf"^{table}\.csv: `([a-z_,]+)`", DESIGN.read_text(encoding="utf-8"), re.M)
    assert set(parsers) <= set(told.split(","))
    for place in (ROOT / "configs" / "places").iterdir():
        assert (place / f"{table}.csv").read_text(encoding="utf-8").split("\n")[0] == told


def test_the_design_page_lists_the_roles_of_a_place_and_the_keys_of_a_series():
    text = DESIGN.read_text(encoding="utf-8")
    (role,) = re.findall(r"\* role: (.*?)\n\*", text, re.S)
    assert all(word in role for word in settlements.ROLES)
    (keys,) = re.findall(r"^series/NAME\.yaml: `\{(.*)\}`", text, re.M)
    assert set(re.findall(r"\w+", keys)) >= {*series.Coding.model_fields, *series.Point.model_fields}


def test_the_design_page_names_every_key_of_a_scenario():
    (tree,) = (text for _, text in blocks(DESIGN) if text.startswith("scenario file"))
    assert set(re.findall(r"\w+", tree)) >= {*Scenario.model_fields, *Rules.model_fields}


# Pages written from the code


def test_pages_written_from_the_code_say_what_it_says_now():
    old = [path.relative_to(ROOT).as_posix() for path, _ in stale()]
    assert old == [], f"write them anew with: {odd.COMMAND}"


def test_every_page_says_what_corridor_is_not_for():
    for page in (README, ODD, TRACE):
        assert not_for.in_markdown() in page.read_text(encoding="utf-8")


# The ODD page


def test_the_odd_page_names_settings_that_exist():
    known = [info.name.replace("<name>", "x") for info in describe_settings(Scenario)]
    groups = {*Scenario.model_fields, *Rules.model_fields}
    unknown = []
    for span in spans(ODD):
        if not re.fullmatch(r"[a-z_]+(\.[a-z_*]+)+", span) or span.endswith(".py") or span.split(".")[0] not in groups:
            continue
        if not any(fnmatch.filter(known, pattern) for pattern in (span, f"rules.{span}", f"{span}.*")):
            unknown.append(span)
    assert unknown == []


def test_the_odd_page_tells_the_order_of_the_day():
    (told,) = re.findall(r"\*\*Every day\*\* \(`DAY`\): ([a-z_, ]+)\.", ODD.read_text(encoding="utf-8"))
    assert told.split(", ") == [rule.__name__ for rule in calendar.DAY]
