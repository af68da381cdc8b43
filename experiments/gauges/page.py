"""How long a visitor of the page waits for 100 worlds under two arms, and how much of that is the page's own doing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from experiments.app import runs as crews
from experiments.app.asked import judged
from experiments.app.choices import OPENING
from experiments.app.stream import Streams, lines
from experiments.app.work import Piece, do
from experiments.execute import cores
from experiments.gauges.effort import Effort
from experiments.gauges.engine import from_memory
from experiments.gauges.figure import Figure

LEVER = "mandate.authorised.obstruction"
Waits = list[tuple[float, float]]


def page_figures(effort: Effort) -> Iterator[Figure]:
    """Seconds to the first pair and to all, both arms new; with the model, and with one that answers from memory."""
    worlds = 10 if effort.is_rough else 100
    for what, work in (("the model", do), ("a model that answers from memory", do_from_memory)):
        group = f"{worlds} pairs on the page, {cores()} workers: {what}"
        waits = _waits(work, worlds, effort.repeats)
        yield Figure(group, "to the first pair", "ms", tuple(1000 * first for first, _ in waits))
        yield Figure(group, "to all pairs", "ms", tuple(1000 * whole for _, whole in waits), "both arms new")


def do_from_memory(_: object, piece: Piece) -> Any:
    """What a worker of the page does, but its runs take no time."""
    with from_memory("experiments.execute"):
        return do(_, piece)


def _waits(work: Callable[[object, Piece], Any], worlds: int, repeats: int) -> Waits:
    """Questions one after another to a crew that has answered others before."""
    honest, crews.do = crews.do, work
    crew = crews.Runs(cores())
    try:
        crew.start()
        waits = [asyncio.run(_ask(crew, _question(number, worlds))) for number in range(repeats + 2)]
        return waits[2:]
    finally:
        crew.close()
        crews.do = honest


def _question(number: int, worlds: int) -> str:
    """A question whose arms nobody has asked for before."""
    arms = {"first": 0.02 + 0.01 * number, "second": 0.98 - 0.01 * number}
    return json.dumps({**OPENING, "worlds": worlds, **{name: {"settings": {LEVER: round(share, 4)}} for name, share in arms.items()}})


async def _ask(crew: crews.Runs, question: str) -> tuple[float, float]:
    """Seconds from a question to the first pair and to the last line of its answer."""
    start, first, streams = perf_counter(), 0.0, Streams()
    async for line in lines(streams, streams.open(crew, judged(question))):
        if not first and b'"pairs"' in line:
            first = perf_counter() - start
    return first, perf_counter() - start
