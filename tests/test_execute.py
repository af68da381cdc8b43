"""Many runs: a failure is a row, a dead worker costs nothing but time, and the number of workers changes nothing."""

import os
import signal

import pytest

from experiments import execute
from experiments.execute import DIED, Row, Supply, Task, live, rows
from sim import Scenario, load

TASKS = [Task(arm, world) for world in range(1, 5) for arm in ("plain", "strong")]


@pytest.fixture(scope="module")
def arms() -> dict[str, Scenario]:
    plain = load("enclave", horizon_days=60)
    return {"plain": plain, "strong": plain.with_(mandate="un_chapter_vii_access")}


# What a worker does in one of these tests; it lives in another process, so it stands at the top of the module.


def killed_by_world_three(arms: object, chunk: list[Task]) -> tuple[list[Row], float]:
    """Ends well in every world but the third, of which every worker dies."""
    if any(task.world == 3 for task in chunk):
        os.kill(os.getpid(), signal.SIGKILL)
    return [Row(task, "", {"world": float(task.world)}) for task in chunk], 0.01


def test_results_are_the_same_in_one_process_and_in_two(arms):
    here = {row.task: str(row) for row in rows(arms, TASKS, 1)}
    there = {row.task: str(row) for row in rows(arms, reversed(TASKS), 2)}
    assert here == there
    assert set(here) == set(TASKS)


def test_a_run_that_raises_is_a_row_with_its_reason(arms, monkeypatch):
    honest = execute.run

    def failing(scenario, seed):
        if seed == 2:
            raise ZeroDivisionError("no such\n   number")
        return honest(scenario, seed)

    monkeypatch.setattr(execute, "run", failing)
    found = list(rows(arms, TASKS, 1))
    assert [row.why for row in found if not row.is_ok] == ["ZeroDivisionError: no such number"] * 2
    assert all(row.outcomes for row in found if row.is_ok)
    assert {row.task.world for row in found if not row.is_ok} == {2}


def test_an_error_without_words_still_has_a_reason(arms, monkeypatch):
    monkeypatch.setattr(execute, "run", lambda *_: (_ for _ in ()).throw(MemoryError()))
    assert live(arms, TASKS[0]) == Row(TASKS[0], "MemoryError", {})


def test_a_run_that_keeps_killing_its_worker_fails_alone(monkeypatch):
    tasks = [Task("plain", world) for world in range(1, 7)]
    found = {row.task.world: row for row in execute._by_crew({}, tasks, 2, killed_by_world_three)}
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    assert found[3].why == DIED
    assert all(found[world].outcomes == {"world": float(world)} for world in (1, 2, 4, 5, 6))


def test_every_task_is_handed_out_once_in_chunks_of_about_a_second():
    tasks = [Task("plain", world) for world in range(1000)]
    supply = Supply(tasks, workers=2)
    assert supply.chunk() == tasks[:1]
    supply.learn(1, 0.02)
    sizes, seen = [], tasks[:1]
    while supply:
        chunk = supply.chunk()
        sizes.append(len(chunk))
        seen += chunk
    assert seen == tasks
    assert sizes[0] == 50 and sizes[-1] == 1 and sizes == sorted(sizes, reverse=True)


def test_a_chunk_goes_on_to_the_end_of_its_last_world():
    supply = Supply([Task(arm, world) for world in range(200) for arm in "abc"], workers=2)
    assert len(supply.chunk()) == 2
    supply.learn(2, 0.04)
    supply.chunk()
    while supply:
        chunk = supply.chunk()
        assert len(chunk) < 4 or (chunk[0].arm, chunk[-1].arm) == ("a", "c")


def test_a_lost_chunk_is_tried_again_one_by_one_and_neighbours_are_not_blamed():
    supply = Supply([], workers=2)
    assert supply.lost([1, 2]) == []
    assert [supply.chunk(), supply.chunk()] == [[1], [2]]
    for _ in range(execute.TRIES - 1):
        assert supply.lost([2]) == []
        assert supply.chunk() == [2]
    assert [row.why for row in supply.lost([2])] == [DIED]
    assert not supply
