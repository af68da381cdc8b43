"""The race: one leaving and moving rule, three programs, the same clocks, the same counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from experiments.gauges.figure import Figure, ratio, timed
from experiments.rivals import numpy_rule, plain_mesa, sorted_clocks
from experiments.rivals.case import Case

GROUP = "The same leaving and moving rule"
OURS, NUMPY = "Corridor: sorted clocks, compiled", "NumPy: whole-array operations"
MESA, SHUFFLED = "plain Mesa: agents.do('step')", "plain Mesa: agents.shuffle_do('step')"

DOES = {
    OURS: "agents sorted by place and clock once; a day touches each place and those whose clock rings"
    " (sim.ground.leave.decide itself); numba",
    NUMPY: "a row an agent; every day one mask over all agents for who decides and one for who arrives",
    MESA: "an Agent an agent, each woken every day, in the order in which they were made",
    SHUFFLED: "the same, woken in a new random order every day",
}


@dataclass
class Rival:
    """One program of the rule, and what was measured of it (seconds; living for all days of the case)."""

    name: str
    prepare: Callable[[Case], Any]
    live: Callable[[Any, int], np.ndarray]
    days: int
    forget: Callable[[Any], None] = lambda prepared: None
    set_up: list[float] = field(default_factory=list)
    living: list[float] = field(default_factory=list)
    counts: np.ndarray | None = None


def rivals(case: Case, mesa_days: int) -> list[Rival]:
    """Who runs: plain Mesa on so many days only, scaled to all."""
    few = min(mesa_days, case.days)
    return [
        Rival(OURS, sorted_clocks.prepare, sorted_clocks.live, case.days),
        Rival(NUMPY, numpy_rule.prepare, numpy_rule.live, case.days),
        Rival(MESA, plain_mesa.prepare, plain_mesa.live, few, plain_mesa.forget),
        Rival(SHUFFLED, partial(plain_mesa.prepare, shuffle=True), plain_mesa.live, few, plain_mesa.forget),
    ]


def run_race(case: Case, repeats: int, mesa_days: int) -> list[Figure]:
    """Every rival in turn, several times; a rival whose counts differ ends the race."""
    field_of = rivals(case, mesa_days)
    sorted_clocks.live(sorted_clocks.prepare(case), case.days)  # compiles
    for _ in range(repeats):
        for rival in field_of:
            _run(rival, case)
    for rival in field_of[1:]:
        if not np.array_equal(rival.counts, field_of[0].counts[: rival.days]):
            raise ArithmeticError(f"{rival.name} gives other counts than {OURS}: the race means nothing")
    return _figures(field_of, case)


def _run(rival: Rival, case: Case) -> None:
    set_up, prepared = timed(partial(rival.prepare, case))
    living, rival.counts = timed(partial(rival.live, prepared, rival.days), is_tidy=True)
    rival.forget(prepared)
    rival.set_up.append(set_up)
    rival.living.append(living * case.days / rival.days)


def _figures(field_of: list[Rival], case: Case) -> list[Figure]:
    group = f"{GROUP}: {len(case.home):,} agents, {len(case.base)} places, {case.days:,} days"
    figures = []
    for rival in field_of:
        note = "" if rival.days == case.days else f"{rival.days} days, scaled to {case.days:,}"
        figures.append(Figure(group, f"{rival.name}, set-up", "ms", tuple(1000 * s for s in rival.set_up)))
        figures.append(Figure(group, f"{rival.name}, living", "ms", tuple(1000 * s for s in rival.living), note))
    ours = field_of[0]
    for rival in field_of[1:]:
        figures.append(ratio(group, f"{rival.name} / ours, living", rival.living, ours.living))
        figures.append(ratio(group, f"{rival.name} / ours, set-up and living", _sums(rival), _sums(ours)))
    return figures


def _sums(rival: Rival) -> list[float]:
    return [a + b for a, b in zip(rival.set_up, rival.living, strict=True)]
