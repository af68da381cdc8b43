"""Engines: where pieces of work are done. Each is a module of this folder, fetched when a study asks for it.

An engine is a context manager made by its module's `engine(settings, work)`. It holds pieces, and gives back what became
of them; which runs there are, what they are called and where their rows go is none of its business.

| what | means |
|---|---|
| `has_idle` | it can take another piece now |
| `is_busy` | it holds a piece |
| `give(piece)` | takes a piece: a list of Task(arm, world) |
| `take()` | waits; returns `(piece, Report)`, or `(piece, None)` where the worker that held the piece died |

Its module also has `get_ready()`: it is called before the first run is tried, and may begin what takes time.

What is done with a piece, in whatever process, is `experiments.study.work.do(work, piece)`. On leaving with an exception an
engine lets its workers go at once; otherwise they have nothing left to do.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Protocol

from experiments.study.file import Engine as Settings
from experiments.study.work import Piece, Report, Work
from sim.scenario.refusal import refuse

MODULES = {"inline": "inline", "local": "local", "dask": "cluster", "slurm": "cluster"}


class Engine(Protocol):
    """What every engine can do."""

    workers: int

    @property
    def has_idle(self) -> bool:
        """Whether it can take another piece now."""

    @property
    def is_busy(self) -> bool:
        """Whether it holds a piece."""

    def give(self, piece: Piece) -> None:
        """Takes a piece of work."""

    def take(self) -> tuple[Piece, Report | None]:
        """Waits for the next piece that is done, or whose worker died."""


def judged(settings: Settings) -> Any:
    """The module of an engine; refuses one whose packages are not installed."""
    name = f"experiments.study.engines.{MODULES[settings.kind]}"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise refuse(
            "engine.kind", settings.kind, f"the {settings.kind} engine needs the package {error.name}: install corridor-lab[dask]"
        ) from None


def open_engine(settings: Settings, work: Work, n_runs: int) -> AbstractContextManager[Engine]:
    """The engine that a study asks for, for about so many runs."""
    return judged(settings).engine(settings, work, n_runs)
