"""What a worker does: lives a piece of work, a second or two of runs, and writes its own file into the ledger."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyarrow.compute as pc

from experiments.crew import clear_up
from experiments.study import parquet
from experiments.study.design import Task, read_design
from experiments.study.desk import Desk, Lived
from experiments.study.ledger import Ledger, reason
from experiments.version import version
from sim.outcomes import UNITS

Piece = Sequence[Task]
OTHER_MODEL = "the model's files changed while the study was running; the same command begins again with the new ones"


class Work(NamedTuple):
    """What a worker must know: where the ledger is, which design to follow, which outcome is watched."""

    ledger: str
    digest: str
    watched: str


class Report(NamedTuple):
    """What became of a piece: which runs ended well, the watched outcome of each, and how long it took.

    `fault` tells why nothing could be written; then none of the runs counts."""

    tasks: tuple[Task, ...]
    is_ok: tuple[bool, ...]
    watched: tuple[float, ...]
    seconds: float
    model_seconds: float
    fault: str = ""


def do(work: Work, piece: Piece) -> Report:
    """Lives the runs of a piece and writes them; called in whatever process an engine chooses."""
    start = time.perf_counter()
    try:
        desk = desk_of(work)
        if version() != desk.design.version:
            return _nothing(piece, OTHER_MODEL)
        lived = [desk.live(task) for task in piece]
        middle = time.perf_counter()
        write(work, desk, piece, lived)
    except OSError as error:
        return _nothing(piece, reason(error))
    return report(work, lived, time.perf_counter() - start, middle - start)


def do_alone(work: Work, piece: Piece) -> Report:
    """As `do`, in a process that does nothing else: what its runs leave in memory is cleared after every piece."""
    found = do(work, piece)
    clear_up()
    return found


@lru_cache(maxsize=2)
def desk_of(work: Work) -> Desk:
    """The desk of a study, kept from one piece to the next."""
    return Desk(read_design(str(Ledger(Path(work.ledger)).design_path(work.digest))))


def write(work: Work, desk: Desk, piece: Piece, lived: Sequence[Lived]) -> None:
    """Writes a piece's rows, after its daily series: where the row is, the series are."""
    ledger, name = Ledger(Path(work.ledger)), batch_name(work, piece)
    series, runs = desk.series(lived), desk.runs(lived)
    if series is not None:
        parquet.write(ledger.daily.incoming / name, [series], series.schema, with_words=False)
    parquet.write(ledger.runs.incoming / name, [runs], runs.schema, with_words=False)


def batch_name(work: Work, piece: Piece) -> str:
    """The name of a piece's file: the same piece has the same name in whichever process it is done."""
    told = "\n".join([work.digest, *(f"{task.arm} {task.world}" for task in piece)])
    return f"batch-{hashlib.sha256(told.encode()).hexdigest()[:16]}.parquet"


def report(work: Work, lived: Sequence[Lived], seconds: float = 0.0, model: float = 0.0) -> Report:
    """What is told of runs that were lived."""
    tasks, at = tuple(Task(one.arm.name, one.world) for one in lived), list(UNITS).index(work.watched)
    return Report(tasks, tuple(one.why is None for one in lived), tuple(one.outcomes[at] for one in lived), seconds, model)


def recovered(work: Work, piece: Piece) -> Report | None:
    """The report of a piece whose worker died after its file was complete; None where there is no such file."""
    path = Ledger(Path(work.ledger)).runs.incoming / batch_name(work, piece)
    tasks, is_ok, watched = [], [], []
    try:
        for table in parquet.tables(path, ["arm", "world", "status", work.watched]):
            tasks += map(Task, table["arm"].to_pylist(), table["world"].to_pylist())
            is_ok += pc.equal(table["status"], "ok").to_pylist()
            watched += pc.fill_null(table[work.watched], math.nan).to_pylist()
    except parquet.BROKEN:
        return None
    return Report(tuple(tasks), tuple(is_ok), tuple(watched), 0.0, 0.0)


def _nothing(piece: Piece, fault: str) -> Report:
    return Report(tuple(piece), (), (), 0.0, 0.0, fault)
