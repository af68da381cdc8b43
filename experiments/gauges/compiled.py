"""Where the time of one run goes among compiled functions: those that Python calls, and each rule of the day."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numba.core.dispatcher import Dispatcher

from sim import calendar
from sim.compiled import rule
from sim.model import MandateModel
from sim.observe import observe
from sim.roads.crowd import run_hours
from sim.scenario.root import Scenario
from sim.world.build import with_road

RULES = (*calendar.DAY, observe)


@dataclass
class Calls:
    """How often a compiled function was called from Python, and the seconds it took, the call itself included."""

    n: int = 0
    seconds: float = 0.0


def entries_of(scenario: Scenario, seed: int) -> dict[str, Calls]:
    """Every compiled function that Python calls in one run of a world."""
    with _counted() as calls:
        MandateModel(scenario, seed).advance(scenario.horizon_days)
    return dict(calls)


def rules_of(scenario: Scenario, seed: int, repeats: int) -> tuple[dict[str, float], float]:
    """Seconds that each rule of the day takes in one run; and of a call from Python, which are already taken off.

    The same world is lived several times with every rule called from Python, one at a time, on the state of its day;
    beside them a rule that does nothing. For each day the least of the repeats counts, less the call that does nothing.
    """
    ledgers = [_rule_by_rule(scenario, seed) for _ in range(repeats)]
    least = np.min(ledgers, axis=0)  # (days, rules + 1)
    idle = least[:, -1:]
    names = [act.__name__ for act in RULES]
    return dict(zip(names, (least[:, :-1] - idle).sum(axis=0).tolist(), strict=True)), float(np.median(idle))


def live_rule_by_rule(model: MandateModel, seconds: list[list[float]]) -> None:
    """Live a world to its end with every rule of the day called from Python and timed: same rules, same order, same history.

    A day of the hourly road is lived as the model does it; its observer is then part of the road."""
    while model.day < model.horizon_days:
        start_day(model)
        world, day = model.world, model.day
        row = [_time(calendar.DAY[which], world, day) for which in world.day_order]
        if model.zone["is_hourly"]:
            row.append(0.0)
            finish_hourly_day(model)
        else:
            row.append(_time(observe, world, day))
            model.zone["day"] += 1
        seconds.append([*row, _time(_idle, world, day)])


def start_day(model: MandateModel) -> None:
    """What a day begins with: capitals where they meet, and what falls due."""
    if not calendar.has_room(model.world):
        model.make_room()
    if calendar.is_day_of_capitals(model.world, model.day):
        model.deliberate()
    calendar.turn_of_day(model.world, model.day)


def finish_hourly_day(model: MandateModel) -> None:
    """The hours of a day on the road, and its close."""
    if not len(model.world.leavers.rows):
        model.world = with_road(model.world)
    run_hours(model.world, model.day)
    calendar.close_day(model.world, model.day)


@rule
def _idle(world, day):
    """A rule that does nothing: what it takes is the price of calling a rule from Python."""


def _rule_by_rule(scenario: Scenario, seed: int) -> np.ndarray:
    """(days, rules + 1) seconds of every rule on every day of one run."""
    seconds: list[list[float]] = []
    live_rule_by_rule(MandateModel(scenario, seed), seconds)
    return np.array(seconds)


def _time(act: Any, world: Any, day: int) -> float:
    start = perf_counter()
    act(world, day)
    return perf_counter() - start


@contextmanager
def _counted() -> Iterator[dict[str, Calls]]:
    """While it lasts, every compiled function that a module of sim calls by name is counted and timed."""
    calls: dict[str, Calls] = defaultdict(Calls)
    modules = [module for name, module in list(sys.modules.items()) if name == "sim" or name.startswith("sim.")]
    named = [(module, name, value) for module in modules for name, value in vars(module).items()]
    before = [(module, name, value) for module, name, value in named if isinstance(value, Dispatcher)]
    for module, name, value in before:
        setattr(module, name, _counting(value, calls))
    try:
        yield calls
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def _counting(act: Dispatcher, calls: dict[str, Calls]) -> Any:
    name = f"{act.py_func.__module__}.{act.py_func.__name__}"

    def counting(*given: Any) -> Any:
        start = perf_counter()
        found = act(*given)
        took = perf_counter() - start
        calls[name].n += 1
        calls[name].seconds += took
        return found

    return counting
