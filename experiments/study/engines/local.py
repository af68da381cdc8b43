"""The engine of one machine: a crew of processes, in which the dead are replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from experiments.crew import Crew, start_server
from experiments.execute import cores
from experiments.study.file import Engine as Settings
from experiments.study.work import Piece, Report, Work, do_alone


class Local:
    """A crew, as an engine: one piece at a time for each worker."""

    def __init__(self, crew: Crew, workers: int) -> None:
        self._crew, self.workers = crew, workers

    @property
    def has_idle(self) -> bool:
        """Whether it can take another piece now."""
        return self._crew.has_idle

    @property
    def is_busy(self) -> bool:
        """Whether it holds a piece."""
        return self._crew.is_busy

    def give(self, piece: Piece) -> None:
        """Takes a piece of work."""
        self._crew.give(piece)

    def take(self) -> tuple[Piece, Report | None]:
        """Waits for the next piece that is done, or whose worker died."""
        return self._crew.take()


def get_ready() -> None:
    """Workers are copies of a server, which imports the model while this process tries out the first runs."""
    start_server(do_alone.__module__)


@contextmanager
def engine(settings: Settings, work: Work, n_runs: int) -> Iterator[Local]:
    """As many workers as the study asks for (0: one a core), and never more than there are runs."""
    workers = max(1, min(settings.workers or cores(), n_runs))
    with Crew(workers, do_alone, work) as crew:
        yield Local(crew, workers)
