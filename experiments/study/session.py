"""A session: lives whatever a study still lacks, and leaves a ledger that another session can go on with."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.folder import NotWritten
from experiments.study import manifest
from experiments.study.board import Board
from experiments.study.design import Design, Task
from experiments.study.engines import Engine, judged, open_engine
from experiments.study.file import Engine as Settings
from experiments.study.heal import heal
from experiments.study.ledger import Ledger, folder_fault, written_to
from experiments.study.supply import Supply
from experiments.study.tryout import try_out
from experiments.study.work import Report, Work, desk_of, recovered, report, write
from sim.scenario.problem import printable
from sim.scenario.refusal import refuse

DIED = "the worker process died in this run (out of memory, or killed from outside)"
FOLD_AT = 100  # batches that wait before they are folded into the tables


@dataclass
class Progress:
    """Where a session is; what a screen shows and what is told at the end."""

    board: Board
    total: int
    worlds: int
    workers: int
    began: float = field(default_factory=time.perf_counter)
    n_lived: int = 0
    n_deaths: int = 0
    worker_seconds: float = 0.0
    model_seconds: float = 0.0
    is_known: bool = False
    how: str = "under way"
    stopped_by: int = 0

    @property
    def seconds(self) -> float:
        """How long it has lasted."""
        return time.perf_counter() - self.began


class Stop:
    """Whether somebody has asked for an end: the first Ctrl-C (or SIGTERM) lets batches in flight finish, the second does not."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.signal = 0
        self._tell = tell

    def __call__(self, number: int, frame: Any) -> None:
        if self.signal:
            raise KeyboardInterrupt("batches in flight were dropped; everything else is in the ledger")
        self.signal = number
        self._tell("Stopping: the batches in flight are being finished (Ctrl-C again drops them) ...")

    @contextlib.contextmanager
    def heard(self) -> Iterator[Stop]:
        """While inside, signals only ask."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = {one: signal.signal(one, self) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


Show = Callable[[Progress], None]


def live(
    design: Design,
    folder: Path,
    engine: Settings,
    *,
    command: str = "experiments.study.run",
    retry: bool = False,
    tell: Callable[[str], None] = print,
    show: Show = lambda _: None,
) -> Progress:
    """Lives the runs that a ledger lacks. Returns where it came to; `how` says finished, known, or stopped.

    `tell` hears what there is to say, `show` is called after every piece."""
    module, seconds = judged(engine), 0.0
    if lacks(design, folder):
        module.get_ready()
        seconds = try_out(design).seconds
    with Stop(tell).heard() as stop, written_to(folder, command) as ledger:
        before = manifest.read(folder)
        ledger.keep(design)
        for line in heal(ledger, design, retry=retry):
            tell(line)
        board = Board(design, design.watched)
        board.read(ledger.runs, _with_series(ledger, design))
        about = manifest.begun(before, design, command)
        manifest.write(folder, about)
        progress = Progress(board, design.n_runs, design.count, 0)
        try:
            _live(ledger, design, engine, Supply(board, 1, seconds), progress, stop, show)
        except BaseException as error:
            progress.how = "stopped" if isinstance(error, (KeyboardInterrupt, SystemExit)) else f"ended by {type(error).__name__}"
            raise
        finally:
            with contextlib.suppress(OSError):
                manifest.write(folder, _ended(about, progress, engine))
    return progress


def lacks(design: Design, folder: Path) -> bool:
    """Whether there is anything to live, as far as one can see without a lock; refuses a folder that cannot be a ledger."""
    fault = folder_fault(folder)
    if fault:
        raise refuse("ledger", str(folder), f"{printable(str(folder), 120)}: {fault}")
    try:
        board = Board(design, design.watched)
        board.read(Ledger(folder).runs)
        return board.n_done() < design.n_runs
    except (OSError, ValueError, KeyError):
        return True


def _live(ledger: Ledger, design: Design, engine: Settings, supply: Supply, progress: Progress, stop: Stop, show: Show) -> None:
    """Hands out pieces and takes note of what comes back, until nothing is left or somebody asks for an end."""
    work = Work(str(ledger.folder), design.digest, design.watched)
    n_left = design.n_runs - progress.board.n_done()
    if supply.is_known or not n_left:
        _finish(progress, supply, stop)
        show(progress)
        return
    with open_engine(engine, work, n_left) as crew:
        progress.workers = crew.workers
        supply.workers = crew.workers
        show(progress)
        _drive(crew, ledger, work, supply, progress, stop, show)
    for shelf in ledger.shelves:
        shelf.fold()
    _finish(progress, supply, stop)
    show(progress)


def _drive(crew: Engine, ledger: Ledger, work: Work, supply: Supply, progress: Progress, stop: Stop, show: Show) -> None:
    fault = ""
    while True:
        while crew.has_idle and not stop.signal and not fault and (piece := supply.piece()):
            crew.give(piece)
        _fold_when_due(ledger)
        if not crew.is_busy:
            break
        piece, found = crew.take()
        found = found or _lost(work, piece, supply, progress)
        if found and found.fault:
            fault = found.fault
        elif found:
            _take_note(found, supply, progress)
            show(progress)
    if fault:
        raise NotWritten(f"{ledger.folder}: {fault}; what is in it is whole, and the same command goes on from there")


def _take_note(found: Report, supply: Supply, progress: Progress) -> None:
    supply.done(found)
    progress.n_lived += len(found.tasks)
    progress.worker_seconds += found.seconds
    progress.model_seconds += found.model_seconds
    progress.worlds, progress.is_known = supply.worlds, supply.is_known


def _lost(work: Work, piece: list[Task], supply: Supply, progress: Progress) -> Report | None:
    """A worker died with a piece: its file may be complete; else its runs are tried alone, and recorded as failed in the end."""
    progress.n_deaths += 1
    found = recovered(work, piece)
    if found:
        return found
    for task in supply.lost(piece):
        desk = desk_of(work)
        lived = [desk.failed(task, DIED)]
        write(work, desk, [task], lived)
        return report(work, lived)
    return None


def _fold_when_due(ledger: Ledger) -> None:
    for shelf in ledger.shelves:
        if len(shelf.batches()) >= FOLD_AT:
            for each in ledger.shelves:
                each.fold()


def _finish(progress: Progress, supply: Supply, stop: Stop) -> None:
    progress.worlds, progress.is_known = supply.worlds, supply.is_known
    is_done = progress.board.is_complete(supply.worlds)
    progress.how = "known" if supply.is_known else "stopped" if stop.signal or not is_done else "finished"
    progress.stopped_by = stop.signal


def _ended(about: dict[str, Any], progress: Progress, engine: Settings) -> dict[str, Any]:
    facts = {
        "engine": engine.kind,
        "workers": progress.workers,
        "runs": progress.n_lived,
        "failed": progress.board.n_failed(),
        "done": progress.board.n_done(),
        "worlds_let_through": progress.worlds,
        "worker_deaths": progress.n_deaths,
        "seconds": round(progress.seconds, 3),
        "worker_seconds": round(progress.worker_seconds, 3),
        "model_seconds": round(progress.model_seconds, 3),
    }
    return manifest.ended(about, progress.how, **facts)


def _with_series(ledger: Ledger, design: Design) -> set[str] | None:
    """Runs whose daily series are in the ledger; None where the study asks for none."""
    if not design.daily:
        return None
    from experiments.study.query import names_in

    return names_in(ledger.daily)
