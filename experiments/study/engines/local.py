"""The engine of one machine: a crew of processes, in which the dead are replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from experiments.crew import Crew
from experiments.execute import cores
from experiments.study.file import Engine as Settings
from experiments.study.work import Work, do


class Local(Crew):
    """A crew that does the work of a study."""

    workers: int


@contextmanager
def engine(settings: Settings, work: Work, n_runs: int) -> Iterator[Crew]:
    """As many workers as the study asks for (0: one a core), and never more than there are runs."""
    count = max(1, min(settings.workers or cores(), n_runs))
    with Crew(count, do, work) as crew:
        crew.workers = count  # type: ignore[attr-defined]
        yield crew
