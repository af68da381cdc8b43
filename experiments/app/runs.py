"""A warm crew for many visitors at once: everybody's work in turn, in small pieces, and what was lived is remembered."""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from experiments.app.work import Piece, do
from experiments.crew import Crew
from sim.scenario.root import Scenario

URGENT, PICTURE, IDLE = 0, 1, 2  # distributions before maps, and what nobody waits for last
MOST_ROWS = 20_000  # outcomes of runs; about 130 MB
MOST_HISTORIES = 64  # about 15 MB
AT_THE_END = 6  # pieces at least that are made of the worlds left: the last ones are small, so that all workers end together
DIED = "the worker process died in this run"


class Job:
    """Pieces of one visitor's work. `tell(piece, found)` is called from a crew's thread for each that is done:
    what was found by key and seed, or a text that says why nothing was."""

    def __init__(self, pieces: Iterable[Piece], tell: Callable[[Piece, Any], None], rank: int) -> None:
        self.left, self.tell, self.rank = deque(pieces), tell, rank
        self.is_over = False

    def cancel(self) -> None:
        """Leaves what has not begun; what is under way is finished for nobody."""
        self.is_over = True
        self.left.clear()


class Runs:
    """`count` workers, each with a thread that hands it the next piece as soon as it is free."""

    def __init__(self, count: int) -> None:
        self.memory = {"worlds": Memory(MOST_ROWS), "history": Memory(MOST_HISTORIES)}
        self._jobs: dict[int, deque[Job]] = {rank: deque() for rank in (URGENT, PICTURE, IDLE)}
        self._more = threading.Condition()
        self._is_closed = False
        self._threads = [threading.Thread(target=self._serve, name=f"crew-{n}", daemon=True) for n in range(count)]

    def start(self) -> None:
        """Hires the workers."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Sends the workers home; waits for the pieces under way."""
        with self._more:
            self._is_closed = True
            for jobs in self._jobs.values():
                jobs.clear()
            self._more.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(10)

    def submit(self, pieces: Iterable[Piece], tell: Callable[[Piece, Any], None], rank: int = URGENT) -> Job:
        """Queues a job behind the others of its rank; they take turns, a piece each."""
        job = Job(pieces, tell, rank)
        with self._more:
            self._jobs[rank].append(job)
            self._more.notify_all()
        return job

    def _serve(self) -> None:
        """The life of one worker's thread."""
        with Crew(1, do, None) as crew:
            while (taken := self._next()) is not None:
                job, piece = taken
                found = self._found(crew, piece)
                if not job.is_over:
                    job.tell(piece, found)

    def _found(self, crew: Crew, piece: Piece) -> Any:
        """What a piece gives, by key and seed; or why there is nothing. Whatever anybody has lived before is not lived again."""
        memory = self.memory.get(piece.kind)
        known = {run: memory.get(*run) for run in piece.runs} if memory else {}
        left = tuple(run for run in piece.runs if known.get(run) is None)
        if not left:
            return known
        crew.give(piece._replace(runs=left))
        _, lived = crew.take()
        if not isinstance(lived, list):
            return DIED if lived is None else lived
        fresh = dict(zip(left, lived, strict=True))
        for run, one in fresh.items() if memory else ():
            memory.put(*run, one)
        return {**known, **fresh}

    def _next(self) -> tuple[Job, Piece] | None:
        """The next piece: of the most urgent rank, its jobs in turn; None when the crew goes home."""
        with self._more:
            while not self._is_closed:
                for jobs in self._jobs.values():
                    while jobs:
                        job = jobs.popleft()
                        if job.left:
                            piece = job.left.popleft()
                            jobs.append(job)
                            return job, piece
                self._more.wait()
        return None


class Memory:
    """What was lived, by arm and world, the longest unused forgotten first. A world is the same for whoever asks."""

    def __init__(self, most: int) -> None:
        self._rows: OrderedDict[tuple[str, int], Any] = OrderedDict()
        self._most, self._lock = most, threading.Lock()

    def get(self, key: str, seed: int) -> Any:
        """What is known of a run; None where it is not."""
        with self._lock:
            row = self._rows.get((key, seed))
            if row is not None:
                self._rows.move_to_end((key, seed))
            return row

    def put(self, key: str, seed: int, row: Any) -> None:
        """Remembers a run."""
        with self._lock:
            self._rows[key, seed] = row
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)


def pieces_of(kind: str, arms: Mapping[str, Scenario], runs: Iterable[tuple[str, int]], most: int = 1) -> list[Piece]:
    """Pieces of at most so many worlds, each with all its arms; the first two of a single world, so that something is there at once.

    `runs` are keys of arms and seeds, the arms of a world one after another."""
    packed = {key: pickle.dumps(arm) for key, arm in arms.items()}
    worlds = [tuple(one) for _, one in groupby(runs, key=itemgetter(1))]
    parts = (tuple(chain.from_iterable(part)) for part in _parts(worlds, most))
    return [Piece(kind, {key: packed[key] for key, _ in part}, part) for part in parts]


def _parts(worlds: list[Any], most: int) -> Iterator[list[Any]]:
    at = 0
    while at < len(worlds):
        size = 1 if at < 2 else max(1, min(most, (len(worlds) - at) // AT_THE_END))
        yield worlds[at : at + size]
        at += size
