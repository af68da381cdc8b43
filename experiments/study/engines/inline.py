"""The engine without other processes: each piece is done on the spot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from experiments.study.file import Engine as Settings
from experiments.study.work import Piece, Report, Work, do


class Inline:
    """Does a piece when it is asked for it."""

    workers = 1

    def __init__(self, work: Work) -> None:
        self._work = work
        self._piece: Piece | None = None

    @property
    def has_idle(self) -> bool:
        """Whether it can take another piece now."""
        return self._piece is None

    @property
    def is_busy(self) -> bool:
        """Whether it holds a piece."""
        return self._piece is not None

    def give(self, piece: Piece) -> None:
        """Takes a piece of work."""
        self._piece = piece

    def take(self) -> tuple[Piece, Report | None]:
        """Does the piece."""
        piece, self._piece = self._piece, None
        assert piece is not None
        return piece, do(self._work, piece)


def get_ready() -> None:
    """Nothing takes time here."""


@contextmanager
def engine(settings: Settings, work: Work, n_runs: int) -> Iterator[Inline]:
    """An engine in this process."""
    yield Inline(work)
