"""The words `corridor study` and `corridor replay`: what they print, what they refuse, and their exit statuses."""

import json
from pathlib import Path

import pytest
from toy_studies import runs

from experiments.__main__ import main
from experiments.study import desk as desks
from experiments.study.schema import OWN

STUDY = """
title: A toy
settings: {horizon_days: 20}
worlds: {count: 3}
arms: {plain: {}, strong: {mandate: un_chapter_vii_access}}
engine: {kind: inline}
outcomes: [harassments, is_obstructed_30]
"""


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty folder with a study file in it, where the user stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def test_describe_tells_what_will_be_run_and_writes_nothing(here, capsys):
    assert main(["study", "describe", "toy.yaml"]) == 0
    told = capsys.readouterr().out
    assert "2 arms meet the same 3 worlds" in told and "Forecast: about" in told
    assert [one.name for one in here.iterdir()] == ["toy.yaml"]


def test_run_goes_on_where_it_was_and_status_tells_how_far(here, capsys):
    assert main(["study", "run", "toy.yaml"]) == 0
    assert "All 6 runs are in results/toy." in capsys.readouterr().out
    assert main(["study", "run", "toy.yaml", "worlds=5"]) == 0
    assert "4 were lived now" in capsys.readouterr().out
    assert main(["study", "status", "toy"]) == 0
    told = capsys.readouterr().out
    assert "10 of 10 runs are done (2 arms, 5 worlds)." in told and "Difference from plain, same worlds" in told
    assert main(["study", "compact", "ledger=results/toy"]) == 0
    assert "in 1 file, and nothing waits" in capsys.readouterr().out


def test_json_is_lines_that_a_program_can_read(here, capsys):
    assert main(["study", "run", "toy.yaml", "ledger=out", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1]["event"] == "end" and lines[-1]["done"] == lines[-1]["total"] == 6
    assert all(line["event"] == "progress" for line in lines[:-1]) and lines[0]["headline"]["arm"] == "strong"
    assert main(["study", "status", "ledger=out", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["done"] == 6 and {one["arm"] for one in status["comparisons"]} == {"plain", "strong"}


def test_a_pipe_sees_no_bar(here, capsys):
    main(["study", "run", "toy.yaml"])
    assert capsys.readouterr().err == ""


def test_failures_are_counted_told_and_replayed(here, capsys, monkeypatch):
    honest = desks.run
    monkeypatch.setattr(desks, "run", lambda scenario, world: 1 / 0 if world == 2 else honest(scenario, world))
    assert main(["study", "run", "toy.yaml"]) == 1
    told = capsys.readouterr().out
    assert "2 of 6 runs failed" in told and "2 x ZeroDivisionError: division by zero" in told
    failed = next(row for row in runs(here / "results/toy").to_pylist() if row["status"] == "failed")
    assert f"corridor replay {failed['run_id']} ledger=results/toy" in told
    assert main(failed["replay"].split()[1:]) == 1
    assert "It fails again: ZeroDivisionError: division by zero" in capsys.readouterr().out


def test_replay_lives_a_run_again_and_says_that_it_is_the_same(here, capsys):
    main(["study", "run", "toy.yaml"])
    row = runs(here / "results/toy").to_pylist()[4]
    capsys.readouterr()
    assert main(["replay", row["run_id"]]) == 0
    told = capsys.readouterr().out
    assert "bit for bit" in told and f"harassments: {row['harassments']}" in told


def test_replay_tells_where_a_run_differs_from_what_was_stored(here, capsys, monkeypatch):
    main(["study", "run", "toy.yaml"])
    row, honest = runs(here / "results/toy").to_pylist()[0], desks.run

    def other(scenario, world):
        one = honest(scenario, world)
        one.outcomes["harassments"] += 1
        return one

    monkeypatch.setattr(desks, "run", other)
    assert main(["replay", row["run_id"]]) == 1
    assert "1 column differs from what was stored" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["study", "rnu", "toy.yaml"], "did you mean run?"),
        (["study", "run"], "a study's name or file is missing"),
        (["study", "run", "levers_gird"], "did you mean levers_grid?"),
        (["study", "run", "toy.yaml", "engine=locl"], "did you mean local?"),
        (["study", "run", "toy.yaml", "worlds=0"], "below 1"),
        (["study", "run", "toy.yaml", "ledgre=x"], "did you mean ledger?"),
        (["study", "run", "toy.yaml", "mandate.rue=observer"], "did you mean roe?"),
        (["study", "status", "toy"], "no ledger of a study"),
        (["replay", "nonsense"], "16 digits"),
        (["replay", "0" * 16], "no run is named"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_writes_nothing(here, capsys, words, said):
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert [one.name for one in here.iterdir()] == ["toy.yaml"]


def test_every_column_is_told_with_its_unit(here, capsys):
    assert main(["study", "columns"]) == 0
    told = capsys.readouterr().out
    assert "cost_musd: double (million US$)" in told
    page = (Path(__file__).parent.parent / "docs" / "ledger.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in OWN)
    main(["study", "run", "toy.yaml"])
    capsys.readouterr()
    assert main(["study", "columns", "toy"]) == 0
    assert "mandate.authorised.obstruction: double (share)" in capsys.readouterr().out


def test_help_tells_every_act_and_word(capsys):
    assert main(["study", "--help"]) == 0 and main(["replay", "--help"]) == 0
    told = capsys.readouterr().out
    assert all(word in told for word in ("describe", "run", "status", "compact", "ledger=DIR", "retry=true", "--json", "RUN_ID"))
