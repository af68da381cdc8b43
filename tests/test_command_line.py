"""The command line: wrong input is refused in words, right input gives the same tables every time."""

import errno
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from experiments import __main__ as command
from experiments import drawing, execute
from experiments.units import COLUMNS
from sim import load
from sim.outcomes import UNITS

SHORT = ("horizon_days=40",)
TABLES = ("daily", "settlements", "segments", "exits", "incidents", "decisions")
TWO_ARMS = """
title: Two arms
question: Which?
baseline: skeletal
arms:
  strong: {title: Strong, mandate: un_chapter_vii_access, settings: {guarantees.guarantors.north.honour: 0.9}}
  skeletal: {mandate: skeletal_2020, guarantees: none}
  more: {mandate: skeletal_2020, times: {resources.contributors.each.troops: 1.5}}
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(TWO_ARMS, encoding="utf-8")
    return path


@pytest.fixture
def no_figures(monkeypatch) -> None:
    """Leaves out the figures, which have tests of their own and take their time."""
    monkeypatch.setattr(drawing, "drawn", lambda tables, folder: [])


def call(capsys, *argv: object) -> tuple[int, str, str]:
    """Exit status, and what was said on either stream."""
    capsys.readouterr()
    status = command.main([str(word) for word in argv])
    said = capsys.readouterr()
    return status, said.out, said.err


# Wrong input


REFUSED = [
    (("rnu",), "no verb is named 'rnu'; did you mean run?"),
    (("comparre", "worlds=3"), "did you mean compare?"),
    (("seed=7",), "a verb comes first, e.g. corridor run seed=7"),
    (("--seed", "7"), "no verb is named '--seed'"),
    (("run", "mandat=un_chapter_vi"), "mandat: no such word or setting; did you mean mandate?"),
    (("run", "mandate=un_chapter_v"), "did you mean un_chapter_vi?"),
    (("run", "scenario=enclav"), "did you mean enclave?"),
    (("run", "mandate.consent.qualty=1"), "mandate.consent.qualty: no such setting; did you mean quality?"),
    (("run", "mandate.consent.quality=3"), "mandate.consent.quality: 3 is outside 0 to 1 (share)"),
    (("run", "seed=-1"), "seed: -1 is below 0"),
    (("run", "seed=abc"), "seed: 'abc' is not a whole number"),
    (("run", "seed=1,2"), "seed: '1,2' is not a whole number; one value per run"),
    (("run", "seed=9223372036854775808"), "seed: 9,223,372,036,854,775,808 is above 9,223,372,036,854,775,807"),
    (("run", "seed=1", "seed=2"), "seed: given twice: seed=1 and seed=2"),
    (("run", "horizon_days=3", "horizon_days=3"), "horizon_days: given twice"),
    (("run", "mandate=skeletal_2020,un_chapter_vi"), "stands for several"),
    (("run", "--seed", "7"), "'--seed': not of the form name=value"),
    (("run", "worlds=3"), "worlds: no such word or setting"),
    (("run", "hydra.run.dir=x"), "hydra's own settings are not available"),
    (("run", "title=${oc.env:HOME}"), "an interpolation"),
    (("compare", "worlds=0"), "worlds: 0 is below 1"),
    (("compare", "worlds=abc"), "worlds: 'abc' is not a whole number"),
    (("compare", "workers=-2"), "workers: -2 is below 0"),
    (("compare", "first_seed=-1"), "first_seed: -1 is below 0"),
    (("compare", "study=defalt"), "did you mean default?"),
    (("compare", "study=no/such.yaml"), "no such file"),
    (("compare", "mandate=un_chapter_vi"), "mandate: every arm of this study brings its own"),
    (("check", "no/such/file.yaml"), "no such file"),
    (("check",), "required: FILE"),
    (("describe", "mandate.consent.qualty"), "did you mean mandate.consent.quality?"),
]


@pytest.mark.parametrize(("argv", "told"), REFUSED, ids=[" ".join(argv) for argv, _ in REFUSED])
def test_a_users_mistake_is_told_in_words(argv, told, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = call(capsys, *argv)
    assert (status, told in out + err) == (2, True), out + err
    assert "Traceback" not in out + err
    assert not list(tmp_path.iterdir())


def test_every_mistake_of_a_line_is_told_at_once(capsys, tmp_path):
    (tmp_path / "file").touch()
    status, _, err = call(
        capsys, "run", "seed=-1", "mandate=x", "horizon_days=no", "posts=3", f"out={tmp_path / 'file'}"
    )
    assert status == 2
    assert all(
        told in err for told in ("5 problems", "seed: ", "mandate: ", "horizon_days: ", "posts: ", "a file; give")
    )


def test_no_word_at_all_shows_the_help_and_fails(capsys):
    status, out, err = call(capsys)
    assert (status, out) == (2, "") and "corridor VERB" in err


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_a_folder_that_cannot_take_results_is_refused(verb, capsys, tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    cases = {
        "file": "a file; give a folder",
        "file/below": "is a file, not a folder",
        "full": "holds files that no result",
    }
    for name, told in cases.items():
        status, _, err = call(capsys, verb, f"out={tmp_path / name}")
        assert (status, told in err) == (2, True), err
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["thesis.txt"]


STUDIES = [
    ("baselin: a\narms: {a: {}}", "baselin: no such setting; did you mean baseline?"),
    ("baseline: b\narms: {a: {}}", "baseline: no arm is named 'b' (arms: a)"),
    ("baseline: a\narms: {a: {mandat: x}}", "arms.a.mandat: no such setting; did you mean mandate?"),
    ("baseline: a\narms: {a: {mandate: un_chapter_v}}", "did you mean un_chapter_vi?"),
    ("baseline: a\narms: {a: {settings: {resources.post: 3}}}", "resources.post: no such setting; did you mean posts?"),
    ("baseline: a\narms: {a: {settings: {resources.posts: -3}}}", "resources.posts: -3 is outside 0 to 500 (posts)"),
    (
        "baseline: a\narms: {a: {times: {resources.contributor.each.troops: 2}}}",
        "times.resources.contributor.each.troops",
    ),
    ("baseline: a\narms: {a: {times: {resources.posts: two}}}", "arms.a.times.resources.posts"),
    ("baseline: a\narms: {a: {}, a: {}}", "stands twice"),
    ("baseline: a\narms: {a: {mandate: ../none.yaml}}", "no such file"),
    ("- a", "holds a list"),
    ("", "the file is empty"),
]


@pytest.mark.parametrize(("text", "told"), STUDIES, ids=[told for _, told in STUDIES])
def test_a_study_at_fault_is_refused(text, told, capsys, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    status, _, err = call(capsys, "compare", f"study={path}", f"out={tmp_path / 'out'}")
    assert (status, told in err) == (2, True), err
    assert not (tmp_path / "out").exists()


# Help


@pytest.mark.parametrize("verb", ["run", "compare", "check", "describe"])
def test_every_verb_explains_itself(verb, capsys):
    status, out, _ = call(capsys, verb, "--help")
    assert status == 0 and f"corridor {verb}" in out
    assert call(capsys, "help", verb) == (0, out, "")


def test_help_loads_nothing_heavy():
    heavy = ("numpy", "mesa", "numba", "hydra", "matplotlib", "pyarrow", "pydantic", "rich", "yaml")
    code = (
        "import sys; from experiments.__main__ import main; status = main(['--help']); main(['--version']);"
        f" main(['rnu']); print(status, [name for name in {heavy} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.endswith("0 []\n")
    assert all(f"  {verb} " in said for verb in command.VERBS)


# One world


def test_a_run_leaves_its_tables_its_summary_and_a_scenario_that_lives_again(capsys, tmp_path):
    out = tmp_path / "one"
    status, said, err = call(capsys, "run", "seed=7", *SHORT, f"out={out}")
    assert (status, err) == (0, "")
    assert "First harassment" in said or "Outcome:" in said
    assert {f"{name}.parquet" for name in TABLES} | {"summary.json", "scenario.yaml", "report.html"} <= _names(out)
    assert len(list(out.glob("*.png"))) >= 4
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["seed"], summary["scenario"], set(summary["units"])) == (7, "enclave", set(UNITS))
    assert load(out / "scenario.yaml").horizon_days == 40


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(capsys, tmp_path, no_figures):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        assert call(capsys, "run", f"seed={seed}", *SHORT, f"out={tmp_path / name}")[0] == 0
    for file in (*(f"{name}.parquet" for name in TABLES), "summary.json", "scenario.yaml"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file
    assert (tmp_path / "a/daily.parquet").read_bytes() != (tmp_path / "c/daily.parquet").read_bytes()


def test_a_scenario_file_of_a_result_gives_the_same_run(capsys, tmp_path, no_figures):
    first, again = tmp_path / "first", tmp_path / "again"
    call(capsys, "run", "seed=3", "mandate=un_chapter_vi", *SHORT, f"out={first}")
    assert call(capsys, "run", f"scenario={first / 'scenario.yaml'}", "seed=3", f"out={again}")[0] == 0
    assert (first / "daily.parquet").read_bytes() == (again / "daily.parquet").read_bytes()
    ids = [json.loads((one / "summary.json").read_text(encoding="utf-8"))["run_id"] for one in (first, again)]
    assert ids[0] == ids[1]


def test_every_column_carries_its_unit_and_meaning(capsys, tmp_path, no_figures):
    call(capsys, "run", *SHORT, f"out={tmp_path / 'one'}")
    for name in TABLES:
        for field in pq.read_schema(tmp_path / "one" / f"{name}.parquet"):
            assert field.metadata and field.metadata[b"unit"] and field.metadata[b"description"], (name, field.name)
    assert not [name for name in COLUMNS if name in UNITS and not COLUMNS[name][0]]


def test_a_result_is_replaced_file_by_file_and_nothing_else_is_touched(capsys, tmp_path, no_figures, study):
    out = tmp_path / "out"
    call(capsys, "run", *SHORT, f"out={out}")
    (out / "notes.txt").write_text("mine")
    assert call(capsys, "compare", "worlds=1", "workers=1", *SHORT, f"study={study}", f"out={out}")[0] == 0
    assert "notes.txt" in _names(out) and "outcomes.parquet" in _names(out)
    assert "daily.parquet" not in _names(out)
    assert not [name for name in _names(out) if name.startswith(".unfinished")]


def test_a_forged_mark_never_reaches_outside_the_folder(capsys, tmp_path, no_figures):
    (tmp_path / "mine.txt").write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    forged = {"made_by": "Corridor 0", "verb": "run", "files": ["../mine.txt", str(tmp_path / "mine.txt")]}
    (out / "corridor.json").write_text(json.dumps(forged))
    assert call(capsys, "run", *SHORT, f"out={out}")[0] == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_without_a_folder_nothing_is_written(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, said, _ = call(capsys, "run", *SHORT)
    assert status == 0 and "Nothing was written" in said
    assert not list(tmp_path.iterdir())


def test_what_a_user_sets_holds_against_its_prior(capsys):
    status, _, err = call(capsys, "run", "theory.pi=1", *SHORT)
    assert (status, err) == (0, "theory.pi: your value holds in every world; its prior is left out\n")


# Faults of the machine and of ours


def test_a_full_disk_leaves_nothing_under_a_final_name(capsys, tmp_path, monkeypatch, no_figures):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("experiments.tables.write_json", full)
    status, _, err = call(capsys, "run", *SHORT, f"out={tmp_path / 'one'}")
    assert status == 1 and err.endswith("cannot be written: the disk is full\n")
    assert not (tmp_path / "one").exists()


def test_figures_that_cannot_be_drawn_do_not_cost_the_tables(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.figures.save_all", lambda *_: 1 / 0)
    status, _, err = call(capsys, "run", *SHORT, f"out={tmp_path / 'one'}")
    assert status == 1 and "figures could not be drawn (ZeroDivisionError" in err
    assert "daily.parquet" in _names(tmp_path / "one")


def test_a_fault_of_ours_is_one_line_and_a_traceback_on_request(capsys, monkeypatch):
    monkeypatch.setattr("experiments.verbs.run.lived", lambda *_: {}["gone"])
    status, _, err = call(capsys, "run")
    assert status == 70 and "KeyError: 'gone'" in err and "CORRIDOR_DEBUG=1" in err and "Traceback" not in err
    monkeypatch.setenv("CORRIDOR_DEBUG", "1")
    with pytest.raises(KeyError):
        command.main(["run"])


def test_ctrl_c_ends_with_its_own_status_and_leaves_nothing(capsys, tmp_path, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.verbs.run.lived", stopped)
    status, _, err = call(capsys, "run", f"out={tmp_path / 'one'}")
    assert (status, err.strip()) == (130, "corridor: stopped")
    assert not (tmp_path / "one").exists()


# Many worlds


def test_a_comparison_tells_each_arm_and_its_difference(capsys, tmp_path, study):
    out = tmp_path / "out"
    status, said, err = call(capsys, "compare", "worlds=3", "workers=1", *SHORT, f"study={study}", f"out={out}")
    assert (status, err) == (0, "")
    for told in (
        "3 arms meet the same 3 worlds (seeds 1 to 3)",
        "P(road",
        "P(offensive)",
        "persons",
        "Difference from",
    ):
        assert told in said
    table = pq.read_table(out / "outcomes.parquet").to_pydict()
    assert table["arm"] == ["skeletal"] * 3 + ["strong"] * 3 + ["more"] * 3
    assert table["world"] == table["seed"] == [1, 2, 3] * 3
    assert set(table["status"]) == {"ok"} and len(set(table["run_id"])) == 9
    assert set(UNITS) < set(table)
    assert {"report.html", "arms.yaml", "arms.png", "paired_differences.png"} <= _names(out)
    assert {one.name for one in (out / "examples").iterdir()} >= {"skeletal"}
    arms = (out / "arms.yaml").read_text(encoding="utf-8")
    assert "authorised answer to obstruction 0.12 -> 0.75" in arms and "troops of sponsor 240 -> 360 persons" in arms


def test_any_run_of_a_comparison_can_be_lived_again(capsys, tmp_path, study, no_figures):
    out, again = tmp_path / "out", tmp_path / "again"
    call(capsys, "compare", "worlds=2", "workers=1", *SHORT, f"study={study}", f"out={out}")
    call(capsys, "run", f"scenario={out / 'arms/strong.yaml'}", "seed=2", f"out={again}")
    table = pq.read_table(out / "outcomes.parquet").to_pandas().set_index(["arm", "world"]).loc[("strong", 2)]
    summary = json.loads((again / "summary.json").read_text(encoding="utf-8"))
    assert summary["run_id"] == table["run_id"]
    assert {name: summary["outcomes"][name] for name in UNITS} == {
        name: None if np.isnan(table[name]) else table[name] for name in UNITS
    }


def test_outcomes_do_not_depend_on_the_number_of_workers(capsys, tmp_path, study, no_figures):
    for workers in (1, 2):
        words = (
            "compare",
            "worlds=3",
            f"workers={workers}",
            *SHORT,
            f"study={study}",
            f"out={tmp_path / str(workers)}",
        )
        assert call(capsys, *words)[0] == 0
    assert (tmp_path / "1/outcomes.parquet").read_bytes() == (tmp_path / "2/outcomes.parquet").read_bytes()


def test_a_failed_run_is_a_row_and_the_exit_status_says_so(capsys, tmp_path, study, monkeypatch, no_figures):
    honest = execute.run

    def failing(scenario, seed):
        if seed == 2 and scenario.mandate.roe == "enforce_access":
            raise ValueError("the ground shook")
        return honest(scenario, seed)

    monkeypatch.setattr(execute, "run", failing)
    words = ("compare", "worlds=3", "workers=1", *SHORT, f"study={study}", f"out={tmp_path / 'out'}")
    status, said, err = call(capsys, *words)
    assert status == 1 and "1 of 9 runs failed" in err and "arm strong, world 2: ValueError: the ground shook" in err
    table = pq.read_table(tmp_path / "out/outcomes.parquet").to_pydict()
    at = table["status"].index("failed")
    assert (table["arm"][at], table["world"][at], table["why"][at]) == ("strong", 2, "ValueError: the ground shook")
    assert "Failed runs, left out: Strong 1" in said


def test_a_comparison_in_which_every_run_fails_still_says_why(capsys, tmp_path, study, monkeypatch, no_figures):
    monkeypatch.setattr(execute, "run", lambda *_: 1 / 0)
    words = ("compare", "worlds=2", "workers=1", *SHORT, f"study={study}", f"out={tmp_path / 'out'}")
    status, _, err = call(capsys, *words)
    assert status == 1 and "6 of 6 runs failed" in err and "ZeroDivisionError" in err
    assert set(pq.read_table(tmp_path / "out/outcomes.parquet")["status"].to_pylist()) == {"failed"}


def test_ctrl_c_says_how_far_a_comparison_came(capsys, tmp_path, study, monkeypatch):
    honest = execute.run

    def stopped(scenario, seed):
        if seed == 3:
            raise KeyboardInterrupt
        return honest(scenario, seed)

    monkeypatch.setattr(execute, "run", stopped)
    words = ("compare", "worlds=9", "workers=1", *SHORT, f"study={study}", f"out={tmp_path / 'out'}")
    status, _, err = call(capsys, *words)
    assert (status, err.strip()) == (130, "corridor: stopped; 6 of 27 runs were done; nothing was written")
    assert not (tmp_path / "out").exists()


def test_what_is_set_for_all_arms_holds_in_every_arm_that_has_it(capsys, tmp_path, study, no_figures):
    words = ("resources.posts=2", "guarantees.guarantors.north.honour=0.1", "theory.pi=0.5")
    out = tmp_path / "out"
    assert call(capsys, "compare", "worlds=1", "workers=1", *SHORT, *words, f"study={study}", f"out={out}")[0] == 0
    arms = {name: load(out / "arms" / f"{name}.yaml") for name in ("skeletal", "strong", "more")}
    assert {arm.resources.posts for arm in arms.values()} == {2}
    assert {arm.theory.pi for arm in arms.values()} == {0.5}
    assert "theory.pi" not in arms["more"].uncertainty.priors
    assert not arms["skeletal"].guarantees.guarantors
    assert arms["strong"].guarantees.guarantors["north"].honour == 0.9


@pytest.mark.parametrize("name", ["default", "enclave"])
def test_our_own_studies_are_sound(name):
    from experiments.arms import read_study, scenarios_of

    study, beside = read_study(name)
    arms = scenarios_of(study, load("nagorno_karabakh" if name == "default" else name), beside=beside)
    assert len(arms) == 6 and next(iter(arms)) == study.baseline
    assert all(study.arms[arm].title and study.arms[arm].words for arm in arms)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
