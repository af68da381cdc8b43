"""Lives many worlds under many arms, in this process or in a crew of others; a failed run is a row, not an end."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from experiments.crew import Crew
from sim.model import run
from sim.scenario.root import Scenario

CHUNK_SECONDS = 1.0
MOST_IN_A_CHUNK = 1000
TRIES = 4
DIED = "the worker process died in this run (out of memory, or killed from outside)"

Arms = Mapping[str, Scenario]


class Task(NamedTuple):
    """One run to live: an arm by name, and a world by its seed."""

    arm: str
    world: int


class Row(NamedTuple):
    """What became of a run: its outcomes, or why there are none."""

    task: Task
    why: str
    outcomes: dict[str, float]

    @property
    def is_ok(self) -> bool:
        """Whether the run ended well."""
        return not self.why


Work = Callable[[Any, Sequence[Task]], tuple[list[Row], float]]


def live(arms: Arms, task: Task) -> Row:
    """Lives one world under one arm. Whatever it raises becomes the reason of a failed row."""
    try:
        one = run(arms[task.arm], task.world)
        one.model.release()
        return Row(task, "", one.outcomes)
    except Exception as error:  # noqa: BLE001 - a study outlives any of its runs
        return Row(task, _reason(error), {})


def rows(arms: Any, tasks: Iterable[Task], workers: int, work: Work | None = None) -> Iterator[Row]:
    """Every task's row, in whatever order they come; their values depend on neither the order nor the workers.

    `work` is what a worker does with a chunk, if not `live_chunk`; it must be importable by name."""
    tasks, work = list(tasks), work or live_chunk
    if workers <= 1 or len(tasks) <= 1:
        for task in tasks:
            yield from work(arms, [task])[0]
    else:
        yield from _by_crew(arms, tasks, min(workers, len(tasks)), work)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def live_chunk(arms: Arms, chunk: Sequence[Task]) -> tuple[list[Row], float]:
    """What a worker does: a chunk of runs, and the seconds it took."""
    start = time.perf_counter()
    return [live(arms, task) for task in chunk], time.perf_counter() - start


def _by_crew(arms: Any, tasks: list[Task], workers: int, work: Work = live_chunk) -> Iterator[Row]:
    supply = Supply(tasks, workers)
    with Crew(workers, work, arms) as crew:
        while supply or crew.is_busy:
            while supply and crew.has_idle:
                crew.give(supply.chunk())
            chunk, found = crew.take()
            if found is None:
                yield from supply.lost(chunk)
            else:
                supply.learn(len(chunk), found[1])
                yield from found[0]


class Supply:
    """Tasks still to be handed out, in chunks of about a second; smaller towards the end, so that all end together.

    A chunk goes on to the end of its last world where that is near: arms of a world that are lived one after another share
    what is laid out for it."""

    def __init__(self, tasks: Iterable[Task], workers: int) -> None:
        self._left = deque(tasks)
        self._alone: deque[Task] = deque()
        self._deaths: dict[Task, int] = {}
        self._workers, self._seconds = workers, 0.0

    def __bool__(self) -> bool:
        return bool(self._left or self._alone)

    def chunk(self) -> list[Task]:
        """The next tasks for a worker; one that was lost with a worker goes alone, after all others."""
        if not self._left:
            return [self._alone.popleft()]
        size = CHUNK_SECONDS / self._seconds if self._seconds else 1
        fair = -(-len(self._left) // (2 * self._workers))
        size = max(1, min(int(size), fair, MOST_IN_A_CHUNK))
        found = [self._left.popleft() for _ in range(size)]
        while self._left and self._left[0].world == found[-1].world and len(found) < 2 * size:
            found.append(self._left.popleft())
        return found

    def learn(self, runs: int, seconds: float) -> None:
        """Takes note of how long runs take: the mean, leaning to the latest."""
        each = max(seconds / runs, 1e-6)
        self._seconds = 0.5 * (self._seconds + each) if self._seconds else each

    def lost(self, chunk: Sequence[Task]) -> list[Row]:
        """Takes back a dead worker's tasks, each to be tried alone; one that keeps killing becomes a failed row."""
        failed = []
        for task in chunk:
            self._deaths[task] = self._deaths.get(task, 0) + (len(chunk) == 1)
            if self._deaths[task] >= TRIES:
                failed.append(Row(task, DIED, {}))
            else:
                self._alone.append(task)
        return failed


def _reason(error: Exception) -> str:
    """Why a run failed, on one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:500] if said else type(error).__name__
