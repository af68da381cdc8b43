"""Runs still to be handed out, world by world, in pieces of a second or two; and what is done about pieces that were lost."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator

from experiments.study.board import TODO, Board
from experiments.study.design import Task
from experiments.study.work import Piece, Report

PIECE_SECONDS = 1.5
LEAST_SECONDS = 0.02  # of a piece: a shorter one takes longer to write than to live
MOST_IN_A_PIECE = 2000
TRIES = 3
LEAST_DIFFERING = 5  # worlds in which the arms differ: fewer say nothing of how much they differ elsewhere


class Supply:
    """Hands out the runs of a board. With `until`, never beyond the next look: which worlds are lived depends on no worker's speed.

    `seconds`: how long a run takes, as far as is known before the first."""

    def __init__(self, board: Board, workers: int, seconds: float = 0.0) -> None:
        self._board, self.workers = board, workers
        self._until = board.design.until
        self._look = self._until["look"] if self._until else board.design.count
        self._alone: deque[Task] = deque()
        self._deaths: dict[Task, int] = {}
        self._seconds = seconds
        self.worlds = 0  # how many are let through
        self.is_known = False
        self._rows: Iterator[list[Task]] = iter(())
        self._row: list[Task] = []
        self._left = 0
        self._let_through()

    def piece(self) -> list[Task] | None:
        """The next runs for a worker; None while there are none to give."""
        if self._alone:
            return [self._alone.popleft()]
        found = self._take(self._size()) if self._left else []
        self._left -= len(found)
        return found or None

    def _take(self, size: int) -> list[Task]:
        """So many runs; a world that fits into a piece is not divided, so that its arms share what is laid out for it."""
        found: list[Task] = []
        while len(found) < size and (row := self._row or next(self._rows, [])):
            n = len(row) if len(row) <= size else size - len(found)
            found += row[:n]
            self._row = row[n:]
        return found

    def done(self, report: Report) -> None:
        """Takes note of a piece that is done: how long runs take, and whether the next worlds may begin."""
        if report.seconds and report.tasks:
            each = max(report.seconds / len(report.tasks), 1e-6)
            self._seconds = 0.5 * (self._seconds + each) if self._seconds else each
        self._board.took(report)
        self._let_through()

    def lost(self, piece: Piece) -> list[Task]:
        """Takes back a dead worker's piece, each run to be tried alone; returns those that have killed too often."""
        failed = []
        for task in piece:
            self._deaths[task] = self._deaths.get(task, 0) + (len(piece) == 1)
            if self._deaths[task] >= TRIES:
                failed.append(task)
            else:
                self._alone.append(task)
        return failed

    @property
    def seconds_a_run(self) -> float:
        """How long a run takes, as far as is known."""
        return self._seconds

    def _size(self) -> int:
        """A second or two of runs; fewer towards the end, so that all workers end together."""
        if not self._seconds:
            return 1
        fair = -(-self._left // (2 * max(1, self.workers)))
        least, most = int(LEAST_SECONDS / self._seconds), int(PIECE_SECONDS / self._seconds)
        return max(1, min(max(fair, least), most, MOST_IN_A_PIECE))

    def _let_through(self) -> None:
        """Opens the worlds up to the next look, once all before it are done and leave the difference too uncertain."""
        board = self._board
        while self.worlds < board.design.count and not self.is_known and board.is_complete(self.worlds):
            if self.worlds and self._is_enough():
                self.is_known = True
                return
            start, self.worlds = self.worlds, min(self.worlds + self._look, board.design.count)
            self._rows = board.rows(start, self.worlds)
            self._left = int((board.state[start : self.worlds] == TODO).sum())
        if self._until and self.worlds == board.design.count and not self.is_known and board.is_complete(self.worlds):
            self.is_known = self._is_enough()

    def _is_enough(self) -> bool:
        if not self._until:
            return False
        known = self._board.known(self._until["arm"], self.worlds)
        return known.n_differing >= LEAST_DIFFERING and math.isfinite(known.half_width) and known.half_width <= self._until["half_width"]
