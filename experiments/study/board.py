"""How far a study is: which runs are done, and the outcome that is watched. A few bytes a run, and nothing else grows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from experiments import intervals
from experiments.analysis import difference
from experiments.intervals import Interval
from experiments.study import parquet
from experiments.study.design import Design, Task
from experiments.study.shelf import Shelf, snapshot
from experiments.study.work import Report

TODO, GIVEN, OK, FAILED = range(4)
ARMS_AT_HAND = 256  # of more than these, a few at a time meet several worlds, so that no worker builds an arm for every run
ARMS_TOGETHER, WORLDS_AT_A_TIME = 8, 25
READ = ("run_id", "arm", "world", "status", "configuration", "version")


class Known(NamedTuple):
    """A paired difference from the baseline: its interval, the worlds that an unpaired design would have needed, and in
    how many worlds the arms differ at all."""

    interval: Interval
    unpaired_worlds: float
    n_differing: int

    @property
    def half_width(self) -> float:
        """Half the length of the interval."""
        return (self.interval.high - self.interval.low) / 2


class Board:
    """Worlds down, arms across: what became of each run."""

    def __init__(self, design: Design, watched: str) -> None:
        self.design, self.outcome = design, watched
        self.arms = {arm.name: at for at, arm in enumerate(design.arms)}
        self.state = np.zeros((design.count, len(design.arms)), np.uint8)
        self.watched = np.full(self.state.shape, np.nan)

    def read(self, shelf: Shelf, with_series: set[str] | None = None) -> None:
        """Takes note of the runs in the ledger. `with_series`: only those whose daily series are there too, or that failed."""
        found = snapshot(shelf)
        configurations = {arm.name: arm.configuration for arm in self.design.arms}
        for path in (*found.parts, *found.batches):
            for table in parquet.tables(path, [*READ, self.outcome]):
                values = pc.fill_null(table[self.outcome], float("nan")).to_pylist()
                for run_id, arm, world, status, mine, version, value in zip(
                    *(table[name].to_pylist() for name in READ), values, strict=True
                ):
                    is_ours = version == self.design.version and configurations.get(arm) == mine
                    if is_ours and (with_series is None or status == "failed" or run_id in with_series):
                        self.note(Task(arm, world), status == "ok", value)

    def note(self, task: Task, is_ok: bool, value: float) -> None:
        """Takes note of one run; one that the design does not have is passed over."""
        at, arm = task.world - self.design.first_seed, self.arms.get(task.arm)
        if arm is not None and 0 <= at < self.design.count:
            self.state[at, arm] = OK if is_ok else FAILED
            self.watched[at, arm] = value if is_ok else np.nan

    def took(self, report: Report) -> None:
        """Takes note of a piece that is done."""
        for task, is_ok, value in zip(report.tasks, report.is_ok, report.watched, strict=True):
            self.note(task, is_ok, value)

    def n_done(self, worlds: int | None = None) -> int:
        """How many runs of the first worlds are done, well or not."""
        return int((self.state[:worlds] >= OK).sum())

    def n_failed(self, worlds: int | None = None) -> int:
        """How many runs of the first worlds failed."""
        return int((self.state[:worlds] == FAILED).sum())

    def is_complete(self, worlds: int) -> bool:
        """Whether every run of the first worlds is done."""
        return bool((self.state[:worlds] >= OK).all())

    def known(self, arm: str, worlds: int | None = None) -> Known:
        """What the first worlds say about an arm against the baseline."""
        first, second = self.watched[:worlds, 0], self.watched[:worlds, self.arms[arm]]
        unit = "share" if self.outcome.startswith("is_") else ""
        n_differing = int((np.nan_to_num(first - second) != 0).sum())
        return Known(difference(first, second, unit), intervals.unpaired_worlds(first, second), n_differing)

    def rows(self, start: int, end: int) -> Iterator[list[Task]]:
        """The runs still to do of the worlds from `start` to `end`, in rows of one world: its arms one after another, so that they
        share what is laid out for it and comparisons narrow early."""
        names = list(self.arms)
        together, step = (len(names), 1) if len(names) <= ARMS_AT_HAND else (ARMS_TOGETHER, WORLDS_AT_A_TIME)
        for first in range(start, end, step):
            for arm in range(0, len(names), together):
                for at in range(first, min(first + step, end)):
                    left = np.flatnonzero(self.state[at, arm : arm + together] == TODO)
                    if len(left):
                        yield [Task(names[arm + one], self.design.first_seed + at) for one in left.tolist()]
