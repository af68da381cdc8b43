"""A session: failures are rows, dead workers cost only time, what is run depends on no clock, and engines agree bit for bit."""

import math
import os
import signal
from contextlib import contextmanager
from importlib.util import find_spec

import pytest
from toy_studies import ARMS, every, keys, lived, plan, runs

from experiments import study
from experiments.crew import Crew
from experiments.study import desk as desks
from experiments.study import session
from experiments.study.board import Board
from experiments.study.design import Task
from experiments.study.engines.local import Local
from experiments.study.session import DIED
from experiments.study.supply import Supply
from experiments.study.work import Report, do

UNTIL = {"outcome": "harassments", "arm": "strong", "half_width": 0.5, "look": 10}


# What workers do in these tests; they live in other processes, so these stand at the top of the module.


def killed_by_world_three(work, piece):
    """Does its work, but every worker dies of the third world under the strong arm."""
    if Task("strong", 3) in piece:
        os.kill(os.getpid(), signal.SIGKILL)
    return do(work, piece)


def killed_after_its_file_is_written(work, piece):
    """Writes its file, and dies before it can say so."""
    do(work, piece)
    if Task("strong", 3) in piece:
        os.kill(os.getpid(), signal.SIGKILL)
    return do(work, piece)


def crew_of(doing):
    """An engine of two workers that do something else."""

    @contextmanager
    def engine(settings, work, n_runs):
        with Crew(2, doing, work) as crew:
            yield Local(crew, 2)

    return engine


@pytest.fixture(scope="module")
def inline(tmp_path_factory):
    """The study as one process lives it."""
    folder = tmp_path_factory.mktemp("inline")
    lived(plan(worlds=6).design, folder)
    return folder


@pytest.mark.parametrize("workers", [1, 2])
def test_tables_are_identical_in_process_and_with_any_number_of_workers(inline, tmp_path, workers):
    progress, _ = lived(plan(worlds=6).design, tmp_path / "ledger", "local", workers)
    assert (progress.n_lived, progress.how, progress.workers) == (12, "finished", workers)
    assert runs(tmp_path / "ledger").equals(runs(inline))


def test_a_run_that_keeps_killing_workers_fails_alone(inline, tmp_path, monkeypatch):
    monkeypatch.setattr(session, "open_engine", crew_of(killed_by_world_three))
    progress, _ = lived(plan(worlds=6).design, tmp_path / "ledger", "local", 2)
    rows = runs(tmp_path / "ledger").to_pylist()
    failed = [row for row in rows if row["status"] == "failed"]
    assert [(row["arm"], row["world"], row["why"]) for row in failed] == [("strong", 3, DIED)]
    assert failed[0]["replay"] == f"corridor replay {failed[0]['run_id']}"
    whole = {row["run_id"]: row for row in runs(inline).to_pylist()}
    assert all(row == whole[row["run_id"]] for row in rows if row["status"] == "ok") and len(rows) == 12
    assert progress.n_deaths >= 3 and progress.board.n_failed() == 1


def test_what_a_dead_worker_had_finished_is_not_done_again(inline, tmp_path, monkeypatch):
    monkeypatch.setattr(session, "open_engine", crew_of(killed_after_its_file_is_written))
    progress, _ = lived(plan(worlds=6).design, tmp_path / "ledger", "local", 2)
    assert progress.n_deaths == 1 and progress.n_lived == 12
    assert runs(tmp_path / "ledger").equals(runs(inline))


def test_a_run_that_raises_is_a_row_and_is_tried_again_only_when_asked(inline, tmp_path, monkeypatch):
    honest, folder = desks.run, tmp_path / "ledger"

    def failing(scenario, world):
        if world == 2:
            raise SystemExit("no such\n number")
        return honest(scenario, world)

    with monkeypatch.context() as patched:
        patched.setattr(desks, "run", failing)
        lived(plan(worlds=6).design, folder)
        assert lived(plan(worlds=6).design, folder)[0].n_lived == 0
    failed = [row for row in runs(folder).to_pylist() if row["status"] == "failed"]
    assert [(row["world"], row["why"]) for row in failed] == [(2, "SystemExit: no such number")] * 2
    assert all(row["theory.pi"] is not None and row["harassments"] is None for row in failed)
    progress, told = lived(plan(worlds=6).design, folder, retry=True)
    assert progress.n_lived == 2 and told == ["2 runs that had failed are tried again"]
    assert runs(folder).equals(runs(inline))


def test_any_run_is_lived_again_bit_for_bit(inline):
    for row in runs(inline).to_pylist()[::5]:
        again = study.replay(row["run_id"], inline)
        assert again.is_same and again.row["harassments"] == row["harassments"]


def test_a_run_that_failed_fails_again_when_replayed(tmp_path, monkeypatch):
    monkeypatch.setattr(desks, "run", lambda *_: 1 / 0)
    lived(plan(worlds=1).design, tmp_path / "ledger")
    row = runs(tmp_path / "ledger").to_pylist()[0]
    again = study.replay(row["run_id"], tmp_path / "ledger")
    assert again.is_same and again.row["why"] == "ZeroDivisionError: division by zero"


def test_worlds_stop_when_the_difference_is_known_whoever_does_the_work(tmp_path):
    design = plan(worlds=60, until=UNTIL).design
    ends = []
    for kind, workers in (("inline", 1), ("local", 2)):
        progress, _ = lived(design, tmp_path / f"{kind}{workers}", kind, workers)
        ends.append(progress.worlds)
        known = progress.board.known("strong", progress.worlds)
        assert progress.how == "known" and known.half_width <= 0.5
        assert keys(tmp_path / f"{kind}{workers}") == sorted((arm, world) for arm in ARMS for world in range(1, progress.worlds + 1))
        before = progress.board.known("strong", progress.worlds - 10).half_width
        assert before > 0.5
        assert math.isfinite(known.unpaired_worlds)
    assert ends[0] == ends[1] == 20
    again, _ = lived(design, tmp_path / "inline1")
    assert (again.n_lived, again.how, again.worlds) == (0, "known", 20)


def test_a_stricter_question_goes_on_from_where_the_first_stopped(tmp_path):
    first, _ = lived(plan(worlds=60, until=UNTIL).design, tmp_path / "ledger")
    second, _ = lived(plan(worlds=60, until={**UNTIL, "half_width": 0.25}).design, tmp_path / "ledger")
    assert second.worlds > first.worlds
    assert second.n_lived == 2 * (second.worlds - first.worlds)


def test_never_known_well_enough_means_every_world_was_lived(tmp_path):
    progress, _ = lived(plan(worlds=17, until={**UNTIL, "half_width": 0.0001}).design, tmp_path / "ledger")
    assert (progress.how, progress.worlds, progress.n_lived) == ("finished", 17, 34)


def test_supply_hands_out_every_run_once_world_by_world_in_pieces_of_a_second_or_two():
    design = plan(worlds=500).design
    supply, seen, sizes = Supply(Board(design, "harassments"), 2), [], []
    while piece := supply.piece():
        seen += piece
        sizes.append(len(piece))
        supply.done(Report(tuple(piece), (True,) * len(piece), (0.0,) * len(piece), 0.02 * len(piece), 0.02 * len(piece)))
    assert sorted(seen) == sorted(Task(*one) for one in every(design))
    assert [task.world for task in seen] == sorted(task.world for task in seen)
    assert sizes[:3] == [1, 75, 76] and sizes[-1] == 1
    assert all(size % 2 == 0 for size in sizes[2:] if size > 1)


def test_of_many_arms_a_few_at_a_time_meet_several_worlds(monkeypatch):
    monkeypatch.setattr("experiments.study.board.ARMS_AT_HAND", 9)
    design = plan(worlds=30, arms={f"arm_{n:02d}": {"settings": {"resources.posts": 10 + n}} for n in range(20)}).design
    rows = list(Board(design, "harassments").rows(0, 30))
    assert sorted(task for row in rows for task in row) == sorted(Task(*one) for one in every(design))
    assert all(len({task.world for task in row}) == 1 and len(row) in (8, 4) for row in rows)
    assert len({task.arm for row in rows[:25] for task in row}) == 8


def test_supply_never_hands_out_a_world_beyond_the_next_look():
    design = plan(worlds=60, until={**UNTIL, "half_width": 1e-9}).design
    supply = Supply(Board(design, "harassments"), 2)
    first = []
    while piece := supply.piece():
        first.append(piece)
    assert {task.world for piece in first for task in piece} == set(range(1, 11))
    for piece in first:
        supply.done(Report(tuple(piece), (True,) * len(piece), tuple(float(task.world) for task in piece), 0.0, 0.0))
    beyond = supply.piece()
    assert beyond and beyond[0].world == 11


def test_a_study_stopped_by_ctrl_c_finishes_its_batch_and_goes_on_later(inline, tmp_path):
    def interrupt(progress):
        if progress.n_lived and not interrupted:
            interrupted.append(progress.n_lived)
            os.kill(os.getpid(), signal.SIGINT)

    interrupted: list[int] = []

    progress, told = lived(plan(worlds=6).design, tmp_path / "ledger", show=interrupt)
    assert progress.how == "stopped" and 1 <= progress.n_lived < 12
    assert any("being finished" in line for line in told)
    again, _ = lived(plan(worlds=6).design, tmp_path / "ledger")
    assert again.n_lived == 12 - progress.n_lived
    assert runs(tmp_path / "ledger").equals(runs(inline))


def test_results_are_grouped_and_compared_without_the_command_line(inline):
    results = study.results(inline)
    grouped = results.grouped(["mandate"], ["harassments"]).to_pylist()
    assert [(row["mandate"], row["runs"], row["failed"]) for row in grouped] == [("skeletal_2020", 6, 0), ("un_chapter_vii_access", 6, 0)]
    base, other = results.compare(["harassments"])
    frame = results.pandas(["arm", "world", "harassments"]).pivot(index="world", columns="arm", values="harassments")
    assert base.difference is None and other.difference.value == pytest.approx((frame["strong"] - frame["plain"]).mean())
    if find_spec("polars"):
        assert results.polars(["arm"]).shape == (12, 1)
    assert results.table(["world"]).column("world").to_pylist() == [*range(1, 7)] * 2
    assert study.results(inline).figure("arms").get_axes()
