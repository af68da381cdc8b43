"""The engine of clusters, through Dask: one piece at a time for each worker process, which writes it into the shared ledger itself.

Each piece is given to one worker by name, so that it is certain which piece a dead worker held. Dask's own second tries
are switched off: a lost piece comes back to us, as from every engine, and its runs are then tried alone.
"""

from __future__ import annotations

import contextlib
import sys
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from distributed import Client, Future

from experiments.study.engines.clients import client_of, option
from experiments.study.engines.hands import Hello, do_here, facts, hello
from experiments.study.file import Engine as Settings
from experiments.study.work import Piece, Report, Work
from sim.scenario.problem import Problem
from sim.scenario.refusal import ScenarioRefused

LOOK_SECONDS = 1.0
FETCH_SECONDS = 10.0


class ClusterFailed(RuntimeError):
    """The cluster is gone, or has no workers left."""

    exit_status = 1


@dataclass(eq=False)
class _Hand:
    """One worker process: where it is, which of those that were ever there, and the piece that it holds."""

    address: str
    name: str
    piece: Piece | None = None
    future: Future | None = None


class Cluster:
    """The workers of a scheduler, as many as `most`; those that join later are taken on, those that are gone are missed."""

    def __init__(self, client: Client, work: Work, *, most: int, patience: float, is_deaf: bool) -> None:
        self._client, self._work, self._most, self._patience, self._is_deaf = client, work, most, patience, is_deaf
        self._hands: dict[str, _Hand] = {}
        self._unfit: set[str] = set()
        self._done: SimpleQueue[Future] = SimpleQueue()
        self._lost: deque[Piece] = deque()
        self._looked = 0.0
        self._name, self._count = f"corridor-{uuid.uuid4().hex[:12]}", 0
        self._look(is_first=True)
        self._wait_for_hands()

    @property
    def workers(self) -> int:
        """How many worker processes there are now."""
        return len(self._hands)

    @property
    def has_idle(self) -> bool:
        """Whether it can take another piece now; without any worker it takes one piece, and waits."""
        return not self._lost and (not self._hands or any(hand.piece is None for hand in self._hands.values()))

    @property
    def is_busy(self) -> bool:
        """Whether it holds a piece."""
        return bool(self._lost) or any(hand.piece is not None for hand in self._hands.values())

    def give(self, piece: Piece) -> None:
        """Hands a piece to a worker that has none."""
        self._wait_for_hands()
        hand = next(one for one in self._hands.values() if one.piece is None)
        self._count += 1
        with _told_as_failure():
            hand.piece, hand.future = (
                piece,
                self._client.submit(
                    do_here,
                    self._work,
                    list(piece),
                    hand.name,
                    key=f"{self._name}-{self._count}",
                    workers=[hand.address],
                    allow_other_workers=False,
                    retries=0,
                    pure=False,
                ),
            )
        hand.future.add_done_callback(self._done.put)

    def take(self) -> tuple[Piece, Report | None]:
        """Waits for the next piece that is done, or whose worker died."""
        while not self._lost:
            try:
                future = self._done.get(timeout=LOOK_SECONDS)
            except Empty:
                self._look()
                continue
            hand = next((one for one in self._hands.values() if one.future is future), None)
            if hand is None or hand.piece is None:
                continue  # its worker was missed before
            piece, found = hand.piece, _report(future)
            hand.piece = hand.future = None
            if found is None:
                del self._hands[hand.address]  # taken on again if it is still there
            if time.monotonic() - self._looked > LOOK_SECONDS:
                self._look()
            return piece, found
        return self._lost.popleft(), None

    def let_go(self) -> None:
        """Gives up what is being done."""
        with contextlib.suppress(Exception):
            self._client.cancel([hand.future for hand in self._hands.values() if hand.future], force=True)

    def _wait_for_hands(self) -> None:
        until = time.monotonic() + self._patience
        while not self._hands:
            if time.monotonic() > until:
                raise ClusterFailed(f"no worker came within {self._patience:g} s; the same command goes on when there are some")
            time.sleep(0.1)
            self._look()

    def _look(self, is_first: bool = False) -> None:
        """Misses the workers that are gone, and takes on new ones."""
        with _told_as_failure():
            there = set(self._client.nthreads())
        for address in [one for one in self._hands if one not in there]:
            hand = self._hands.pop(address)
            if hand.piece is not None:
                self._lost.append(hand.piece)
                with contextlib.suppress(Exception):
                    self._client.cancel([hand.future], force=True)
        fresh = sorted(there - set(self._hands) - self._unfit)[: self._most - len(self._hands)]
        if fresh:
            self._take_on(fresh, is_first)
        self._looked = time.monotonic()

    def _take_on(self, fresh: list[str], is_first: bool) -> None:
        with _told_as_failure():
            told = self._client.run(hello, self._work, self._is_deaf, workers=fresh, on_error="return")
        faults = {address: fault_in(told[address]) for address in fresh if address in told}
        self._hands.update({address: _Hand(address, told[address].name) for address, fault in faults.items() if not fault})
        unfit = [Problem("engine", None, f"the worker {address} {fault}") for address, fault in faults.items() if fault]
        if unfit and is_first:
            raise ScenarioRefused(unfit, "engine")
        for one in unfit:
            print(f"Not used: {one.message}", file=sys.stderr)
        self._unfit |= {address for address, fault in faults.items() if fault}


def get_ready() -> None:
    """A cluster is asked for its workers when there is work."""


@contextmanager
def engine(settings: Settings, work: Work, n_runs: int) -> Iterator[Cluster]:
    """The workers of a running scheduler (`address`), of Slurm, or of a cluster on this machine for trying it out."""
    is_ours = settings.address is None and settings.kind == "dask"
    with client_of(settings, n_runs) as client:
        cluster = Cluster(client, work, most=settings.workers or sys.maxsize, patience=float(option(settings, "patience")), is_deaf=is_ours)
        try:
            yield cluster
        except BaseException:
            cluster.let_go()
            raise


def _report(future: Future) -> Report | None:
    """What a worker says of its piece; None where it died, or was replaced, before it could say anything."""
    if future.status == "cancelled":
        raise ClusterFailed("the scheduler is gone; what is in the ledger is whole, and the same command goes on from there")
    try:
        return future.result(timeout=FETCH_SECONDS) if future.status == "finished" else None
    except Exception:  # noqa: BLE001 - the worker died with its answer; its file tells
        return None


def fault_in(told: Any) -> str:
    """Why a worker cannot be used; empty where it can."""
    if not isinstance(told, Hello):
        return f"cannot do the work: {type(told).__name__}: {' '.join(str(told).split())[:200]}"
    here = facts()
    differing = [
        f"{name} {theirs} (here {ours})" for name, theirs, ours in zip(here._fields, told.facts, here, strict=True) if theirs != ours
    ]
    return told.fault or (f"would not give the same results bit for bit: it has {', '.join(differing)}" if differing else "")


@contextmanager
def _told_as_failure() -> Iterator[None]:
    """A scheduler that is gone is no fault of the ledger's disk."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise ClusterFailed(f"the scheduler does not answer: {type(error).__name__}; what is in the ledger is whole") from error
