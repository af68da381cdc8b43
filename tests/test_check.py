"""`corridor check` judges files without running or writing anything."""

from pathlib import Path

import pytest

from experiments.check import FILES, check_files, main
from sim.scenario.paths import configs_dir
from tests.toy_configs import toy

__all__ = ["toy"]


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def told(path: Path, kind: str | None = None) -> str:
    return "\n".join(map(str, check_files([path], kind)[0][1]))


def test_a_good_file_is_fine_and_the_exit_status_says_so(toy, capsys):
    assert main([str(write("mine.yaml", "roe: observer\nterm_days: 90\n"))]) == 0
    assert capsys.readouterr().out == "mine.yaml: fine\n"


def test_every_fault_of_every_file_is_told_and_the_exit_status_is_two(toy, capsys):
    write("a.yaml", "roe: observr\nterm_days: 1\nmonitorin: {}\n")
    write("b.yaml", "x: &a 1\ny: *a\n")
    write("c.yaml", "roe: observer\n")
    assert main(["a.yaml", "b.yaml", "c.yaml", "d.yaml"]) == 2
    assert capsys.readouterr().out == (
        "a.yaml refused, 3 problems:\n"
        "  mandate.roe: 'observr' is not one of observer, self_defence, protect_civilians, enforce_access; "
        "did you mean observer?\n"
        "  mandate.term_days: 1 is outside 30 to 3,650 (days)\n"
        "  mandate.monitorin: no such setting; did you mean monitoring?\n"
        "b.yaml refused, 2 problems:\n"
        "  b.yaml, line 1, column 4: an anchor (&); write the value out where it is needed\n"
        "  b.yaml, line 2, column 4: an alias (*); write the value out\n"
        "c.yaml: fine\n"
        "d.yaml refused, 1 problem:\n"
        "  d.yaml: no such file\n"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("roe: 3\n", "mandate.roe"),
        ("posts: -1\n", "resources.posts"),
        ("guarantors: {north: {honour: 3}}\n", "guarantees.guarantors.north.honour"),
        ("- {name: north, honour: 3}\n", "guarantees.guarantors.north.honour"),
        ("observers: {eu: {coverage: 3}}\n", "observers.observers.eu.coverage"),
        ("priors: {theory.pi: {kind: uniform, low: 1, high: 0}}\n", "uncertainty.priors.theory.pi"),
        ("name: a\nhorizon_days: 0\n", "horizon_days"),
    ],
)
def test_a_file_is_known_by_its_content(toy, text, name):
    assert told(write("mine.yaml", text)).startswith(f"{name}: ")


def test_a_file_is_known_by_its_folder(toy):
    assert "mandate.posts: no such setting; did you mean resources.posts?" in told(
        write("mandate/mine.yaml", "posts: 3\n")
    )


def test_a_user_may_say_what_a_file_is(toy, capsys):
    path = write("mine.yaml", "title: nothing else\n")
    assert "say it with --as" in told(path)
    assert told(path, "resources") == ""
    assert main(["--as", "mandat", "mine.yaml"]) == 2
    assert "did you mean mandate?" in capsys.readouterr().out


def test_a_place_is_judged_by_its_folder_or_its_tables(toy):
    enclave = configs_dir() / "places" / "enclave"
    assert told(enclave) == "" and told(enclave / "roads.csv") == ""
    folder = write("here/settlements.csv", "id,name\n").parent
    assert told(folder) != ""


def test_a_folder_of_files_is_every_file_in_it(toy):
    assert [path.name for path, _ in check_files([toy / "mandate"])] == [
        "skeletal.yaml",
        "skeletal_2020.yaml",
        "strong.yaml",
    ]


def test_a_scenario_is_judged_with_its_place_and_its_series(toy):
    case = "name: a\nplace: {place}\nresources: {{contributors: {{sponsor: {{ties: {ties}}}}}}}\n"
    missing = told(write("mine.yaml", case.format(place="nowhere", ties="ties_stedy")), "scenario")
    assert "nowhere" in missing
    misspelt = told(write("mine.yaml", case.format(place="enclave", ties="ties_stedy")), "scenario")
    assert misspelt.startswith("resources.contributors.sponsor.ties: ") and "did you mean ties_steady?" in misspelt


def test_a_series_that_is_shorter_than_the_scenario_is_refused(toy):
    case = "name: a\nplace: enclave\nstart: 2000-01-03\nhorizon_days: 9999\ncodings: {ties: ties_rising}\n"
    assert "but the scenario needs 2000-01-03 to" in told(write("mine.yaml", case), "scenario")


def test_a_study_is_judged_with_the_presets_of_its_arms(toy):
    pytest.importorskip("experiments.arms")
    study = "baseline: a\narms:\n  a: {mandate: skeletal}\n  b: {mandate: strng}\n"
    assert told(write("mine.yaml", study)).startswith("arms.b.mandate: no preset is named 'strng'")
    assert "did you mean a?" in told(write("mine.yaml", "baseline: aa\narms:\n  a: {mandate: skeletal}\n"))


def test_check_writes_nothing(toy, tmp_path):
    write("a.yaml", "roe: observer\n")
    before = sorted(tmp_path.rglob("*"))
    main(["a.yaml", "none.yaml"])
    assert sorted(tmp_path.rglob("*")) == before


def test_everything_that_comes_with_corridor_is_fine():
    root = configs_dir()
    folders = [root / name for name in FILES]
    places = [path for path in (root / "places").iterdir() if path.is_dir()]
    for path, problems in check_files([folder for folder in [*folders, *places] if folder.is_dir()]):
        assert not problems, (path, problems)
