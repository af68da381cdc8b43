"""What the cluster engine asks of a worker: whether it is fit for the study, and to do a piece. Workers call these, by name."""

from __future__ import annotations

import os
import platform
import signal
import uuid
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from distributed import get_worker

from experiments.study.ledger import Ledger, reason
from experiments.study.parquet import ASIDE
from experiments.study.work import Piece, Report, Work, do
from experiments.version import version


class Facts(NamedTuple):
    """What must be the same on two machines for a run to come out the same, bit for bit."""

    model: str
    python: str
    numpy: str
    numba: str
    processor: str


class Hello(NamedTuple):
    """Who a worker is (a new name with every start), what it has, and why it cannot be used, if it cannot."""

    name: str
    facts: Facts
    fault: str


class Replaced(RuntimeError):
    """The worker that was to do a piece is gone, and another has its address."""


def facts() -> Facts:
    """The facts of this process."""
    import numba

    return Facts(version(), ".".join(platform.python_version_tuple()[:2]), np.__version__, numba.__version__, platform.machine())


def hello(work: Work, is_deaf: bool, dask_worker: Any) -> Hello:
    """A worker's answer to whether it can do a study's work; Dask says which worker it is.

    `is_deaf`: from now on Ctrl-C is its parent's business."""
    if is_deaf:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return Hello(dask_worker.id, facts(), fault_of(work))


def do_here(work: Work, piece: Piece, name: str) -> Report:
    """Does a piece, if this is still the worker that it was meant for: nothing is ever done again unasked."""
    if get_worker().id != name:
        raise Replaced(name)
    return do(work, piece)


def fault_of(work: Work) -> str:
    """Why this process cannot write to the ledger; empty where it can."""
    ledger = Ledger(Path(work.ledger))
    if not ledger.design_path(work.digest).is_file():
        return f"does not see the ledger {ledger.folder}: engines on several machines need a folder that all of them share"
    path = ledger.runs.incoming / f"{ASIDE}{uuid.uuid4().hex}"
    try:
        path.write_bytes(b"")
        os.unlink(path)
    except OSError as error:
        return f"cannot write into the ledger {ledger.folder}: {reason(error)}"
    return ""
