"""Outcomes of both arms as they are lived, world by world, for one visitor; and the limits on how much anybody may ask."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from typing import Any

from experiments.app.asked import Judged
from experiments.app.measures import Shown, shown_for, summary
from experiments.app.runs import URGENT, Runs, pieces_of
from experiments.app.work import Piece
from experiments.execute import Row, Task
from sim.outcomes import as_dict

FIRST_SEED = 1
WORLDS_A_PIECE = 4
SUMMARY_EVERY = 20  # pairs
MOST_STREAMS = 48
STOP = None


class Busy(RuntimeError):
    """More is asked than this machine gives at once."""


class Streams:
    """The streams under way. A visitor has one: a lever moved again ends the answer to the move before.

    Visitors count their questions, because two may overtake each other on the way; the one that was asked last is answered."""

    def __init__(self, most: int = MOST_STREAMS) -> None:
        self._mine: dict[str, tuple[int, Stream]] = {}
        self._all: set[Stream] = set()
        self._most = most

    def open(self, runs: Runs, judged: Judged, visitor: str = "", count: int = 0) -> Stream:
        """A new stream for a visitor; Busy where there are too many."""
        stream = Stream(runs, judged)
        number, before = self._mine.get(visitor, (count, None))
        if before and count < number:
            stream.stop()  # overtaken
            return stream
        if before:
            self.close(before)
        if len(self._all) >= self._most:
            raise Busy("Many are asking at once; try again in a moment.")
        self._all.add(stream)
        if visitor:
            self._mine[visitor] = count, stream
        return stream

    def close(self, stream: Stream) -> None:
        """Forgets a stream that has ended, and leaves what it had not begun."""
        stream.stop()
        self._all.discard(stream)
        for visitor in [name for name, (_, one) in self._mine.items() if one is stream]:
            del self._mine[visitor]


class Stream:
    """The pairs of one question: what is known at once, the rest as it is lived."""

    def __init__(self, runs: Runs, judged: Judged) -> None:
        self.judged, self.seeds = judged, range(FIRST_SEED, FIRST_SEED + judged.question.worlds)
        self.rows: dict[str, dict[int, Row]] = {key: {} for key in judged.keys}
        self._runs, self._loop = runs, asyncio.get_running_loop()
        self._come: asyncio.Queue[Any] = asyncio.Queue()
        self._job: Any = None
        self._is_over = False

    def stop(self) -> None:
        """Ends the stream, whoever is waiting for it."""
        self._is_over = True
        if self._job:
            self._job.cancel()
        self._come.put_nowait(STOP)

    async def pairs(self) -> AsyncIterator[list[int]]:
        """Seeds whose worlds are lived under both arms, as they come; ends early where the stream is stopped."""
        memory, told = self._runs.memory["worlds"], set()
        for key, rows in self.rows.items():
            rows.update({seed: row for seed in self.seeds if (row := memory.get(key, seed)) is not None})
        if not self._is_over and (left := self._pieces()):
            self._job = self._runs.submit(left, self._tell, URGENT)
        while not self._is_over:
            fresh = [seed for seed in self.seeds if seed not in told and all(seed in rows for rows in self.rows.values())]
            told.update(fresh)
            if fresh:
                yield fresh
            if len(told) == len(self.seeds):
                return
            if (come := await self._come.get()) is STOP:
                return
            self._take(*come)

    def _pieces(self) -> list[Piece]:
        """What is not known yet, world by world."""
        arms = dict(zip(self.judged.keys, self.judged.arms, strict=True))
        left = [(key, seed) for seed in self.seeds for key, rows in self.rows.items() if seed not in rows]
        return pieces_of("worlds", arms, left, WORLDS_A_PIECE)

    def _tell(self, piece: Piece, found: Any) -> None:
        """Called from a crew's thread."""
        self._loop.call_soon_threadsafe(self._come.put_nowait, (piece, found))

    def _take(self, piece: Piece, found: Mapping[tuple[str, int], Row] | str) -> None:
        if isinstance(found, str):
            found = {(key, seed): Row(Task("", seed), found, {}) for key, seed in piece.runs}
        for (key, seed), row in found.items():
            self.rows[key][seed] = row

    def pair(self, seed: int) -> tuple[Row, Row]:
        """Both arms' rows of a world."""
        first, second = self.judged.keys
        return self.rows[first][seed], self.rows[second][seed]


async def lines(streams: Streams, stream: Stream) -> AsyncIterator[bytes]:
    """A stream as lines of JSON: what is measured, then worlds and what they say so far, at last that it is whole."""
    measures = shown_for(stream.judged)
    known: dict[int, Any] = {}
    failed, summarised = 0, 0
    try:
        yield _line({"measures": [one._asdict() for one in measures], "titles": stream.judged.titles, "worlds": len(stream.seeds)})
        async for seeds in stream.pairs():
            pairs = {seed: stream.pair(seed) for seed in seeds}
            good = {seed: (one.outcomes, other.outcomes) for seed, (one, other) in pairs.items() if one.is_ok and other.is_ok}
            bad = [one.why or other.why for seed, (one, other) in pairs.items() if seed not in good]
            known |= good
            failed += len(bad)
            line: dict[str, Any] = {"pairs": [_values(seed, pair, measures) for seed, pair in good.items()]}
            if bad:
                line |= {"failed": failed, "why": bad[0]}
            is_last = len(known) + failed == len(stream.seeds)
            if known and (is_last or len(known) - summarised >= SUMMARY_EVERY or summarised == 0):
                line["summary"], summarised = summary(known, measures), len(known)
            yield _line(line)
        yield _line({"is_whole": len(known) + failed == len(stream.seeds), "n": len(known)})
    except Exception as error:  # noqa: BLE001 - the answer has begun: it ends short, and the terminal tells why
        print(f"corridor app: {type(error).__name__}: {error}", file=sys.stderr)
    finally:
        streams.close(stream)


def _values(seed: int, pair: Any, measures: list[Shown]) -> list[Any]:
    """A world's values: seed, those of the first arm, those of the second; None where a measure does not apply."""
    first, second = (as_dict({one.name: outcomes[one.name] for one in measures}) for outcomes in pair)
    return [seed, list(first.values()), list(second.values())]


def _line(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
