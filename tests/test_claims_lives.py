"""Arms lived for evidence: every run once, nothing twice, failures told."""

import pytest

from experiments.evidence.lives import NothingLived, lived, series_of
from experiments.study.engines import inline
from experiments.study.work import do
from sim.measures import UNITS
from sim.model import run
from sim.scenario.load import load

SHORT = load("enclave", settings={"horizon_days": 20})
STRONG = SHORT.with_(mandate="un_chapter_vii_access")
ARMS = {"plain": SHORT, "strong": STRONG}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """Two arms in three worlds, lived once, with a daily series."""
    folder = tmp_path_factory.mktemp("lives") / "ledger"
    lived(ARMS, range(5, 8), folder, daily=["fear"], workers=1)
    return folder


def test_a_table_holds_every_arm_in_every_world_with_every_outcome(ledger):
    table = lived(ARMS, range(5, 8), ledger, daily=["fear"], workers=1)
    assert list(zip(table["arm"].to_pylist(), table["world"].to_pylist(), strict=True)) == [(a, w) for a in ARMS for w in (5, 6, 7)]
    assert table.column_names == ["arm", "world", "status", "why", *UNITS]
    assert table["harassments"].to_pylist()[4] == run(STRONG, 6).outcomes["harassments"]


def test_a_second_call_lives_nothing(ledger, monkeypatch):
    monkeypatch.setattr("experiments.study.engines.inline.do", lambda *_: pytest.fail("lived again"))
    assert len(lived(ARMS, range(5, 8), ledger, daily=["fear"], workers=1)) == 6
    assert len(lived({"strong": STRONG}, range(5, 8), ledger, workers=1)) == 3


def test_more_worlds_cost_only_the_new_ones(ledger, monkeypatch):
    done = []
    monkeypatch.setattr(inline, "do", lambda work, piece: (done.extend(piece), do(work, piece))[1])
    assert len(lived(ARMS, range(5, 9), ledger, daily=["fear"], workers=1)) == 8
    assert [(task.arm, task.world) for task in done] == [("plain", 8), ("strong", 8)]


def test_daily_series_are_read_from_the_ledger(ledger):
    series = series_of(ledger, ["fear"], arm="plain")
    assert series.column_names == ["arm", "world", "day", "fear"]
    assert set(series["day"].to_pylist()) == set(range(20))


def test_without_a_ledger_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert len(lived({"plain": SHORT}, range(1, 3), workers=1)) == 2
    assert not list(tmp_path.iterdir())


def test_failed_runs_are_told_and_an_arm_of_which_nothing_is_known_is_refused(tmp_path, monkeypatch):
    def broken(scenario, seed, **_):
        if seed > 1:
            raise FloatingPointError("a fault in world 2")
        return run(scenario, seed)

    monkeypatch.setattr("experiments.study.desk.run", broken)
    told = []
    table = lived({"plain": SHORT}, range(1, 3), tmp_path / "one", workers=1, tell=told.append)
    assert table["status"].to_pylist() == ["ok", "failed"]
    assert "1 of 2 runs failed" in told[-1] and "a fault in world 2" in told[-1]
    with pytest.raises(NothingLived, match="every run failed"):
        lived({"plain": SHORT}, range(2, 4), tmp_path / "two", workers=1)


def test_series_without_a_ledger_and_no_worlds_are_refused():
    with pytest.raises(ValueError, match="give its folder"):
        lived(ARMS, range(1, 3), daily=["fear"])
    with pytest.raises(ValueError, match="at least one arm"):
        lived({}, range(1, 3))
