"""A crew of worker processes: each gets one piece of work at a time over a pipe of its own; the dead are replaced.

A pipe of its own tells for certain which piece a dead worker held; no lock is shared that a dying worker could keep.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any

READY = "ready"
MOST_FALSE_STARTS = 10
PATIENCE = 5.0
PRELOADED = ("experiments.lean", "experiments.execute")


class CrewFailed(RuntimeError):
    """Worker processes cannot be started on this machine at all."""

    exit_status = 1


@dataclass(eq=False)
class _Hand:
    """One worker, its pipe, and the piece of work it holds."""

    process: Any
    pipe: Connection
    piece: Any = None
    is_ready: bool = False


class Crew:
    """`count` workers that do `work(payload, piece)`; the payload is sent once, when a worker starts.

    `give` a piece while `has_idle`, and `take` what comes back: a piece with its result, or None if its worker died.
    """

    def __init__(self, count: int, work: Callable[[Any, Any], Any], payload: Any) -> None:
        self._context = _context(work.__module__)
        self._work, self._payload = work, payload
        self._false_starts = 0
        self._hands: list[_Hand] = []
        self._count = count

    def __enter__(self) -> Crew:
        for _ in range(self._count):
            self._hands.append(self._hire())
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for hand in self._hands:
            hand.pipe.close()
            if kind is not None:
                hand.process.terminate()
        for hand in self._hands:
            _part_with(hand)

    @property
    def has_idle(self) -> bool:
        """Whether somebody has nothing to do."""
        return any(hand.piece is None for hand in self._hands)

    @property
    def is_busy(self) -> bool:
        """Whether somebody has something to do."""
        return any(hand.piece is not None for hand in self._hands)

    def give(self, piece: Any) -> None:
        """Hands a piece of work to somebody idle."""
        _hand_over(next(one for one in self._hands if one.piece is None), piece)

    def take(self) -> tuple[Any, Any]:
        """Waits for the next piece that is done, or whose worker died (then its result is None)."""
        while True:
            for pipe in wait([hand.pipe for hand in self._hands]):
                hand = next(one for one in self._hands if one.pipe is pipe)
                try:
                    message = hand.pipe.recv()
                except (EOFError, OSError):
                    lost = self._replace(hand)
                    if lost is not None:
                        return lost, None
                    continue
                if isinstance(message, str) and message == READY:
                    hand.is_ready, self._false_starts = True, 0
                    continue
                piece, hand.piece = hand.piece, None
                return piece, message

    def _replace(self, dead: _Hand) -> Any:
        """Puts a new worker in the place of a dead one; returns the piece that was lost with it, if any.

        A worker that died before it began is not its piece's fault: the new one takes the piece over."""
        dead.pipe.close()
        _part_with(dead)
        self._false_starts += not dead.is_ready
        if self._false_starts > MOST_FALSE_STARTS:
            self._hands.remove(dead)
            raise CrewFailed(f"worker processes end before they begin (exit code {dead.process.exitcode}); try workers=1")
        fresh = self._hire()
        self._hands[self._hands.index(dead)] = fresh
        if dead.is_ready or dead.piece is None:
            return dead.piece
        _hand_over(fresh, dead.piece)
        return None

    def _hire(self) -> _Hand:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._work, self._payload), daemon=True)
        with _deaf_to_ctrl_c():
            process.start()
        theirs.close()
        return _Hand(process, ours)


def clear_up() -> None:
    """Clears what the runs of a piece left in a worker's memory. What is there after the first piece stays, and is not
    looked through again, which makes clearing cheap."""
    gc.collect()
    _keep_for_good()


@cache
def _keep_for_good() -> None:
    """Once in a process: asking how much is kept takes as long as a run."""
    gc.freeze()


def start_server(module: str = PRELOADED[-1]) -> None:
    """Begins to import what workers need, and the module with their work, in the server that they will be copies of; waits for nothing."""
    if _has_server():
        from multiprocessing.forkserver import ensure_running

        _context(module)
        with _deaf_to_ctrl_c():
            ensure_running()


def _context(module: str) -> Any:
    """How workers are started: on Linux as copies of one server that has imported the model and the work, elsewhere from nothing."""
    if not _has_server():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*PRELOADED, *([module] if module.startswith("experiments.") else [])])
    return context


def _has_server() -> bool:
    return sys.platform.startswith("linux")


def _hand_over(hand: _Hand, piece: Any) -> None:
    hand.piece = piece
    with contextlib.suppress(OSError):  # a worker that has just died: `take` will notice
        hand.pipe.send(piece)


def _part_with(hand: _Hand) -> None:
    """Waits for a worker to end, and ends it if it does not."""
    hand.process.join(PATIENCE)
    if hand.process.is_alive():
        hand.process.kill()
        hand.process.join()


def _serve(pipe: Connection, work: Callable[[Any, Any], Any], payload: Any) -> None:
    """The life of a worker: pieces in, results out, until the pipe closes."""
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with contextlib.suppress(EOFError, OSError):
        pipe.send(READY)
        while True:
            pipe.send(work(payload, pipe.recv()))


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Whoever starts while inside is born deaf to Ctrl-C: the parent alone decides when the crew goes home."""
    if os.name == "nt" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
