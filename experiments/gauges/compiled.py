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
from sim.ground.observe import observe
from sim.model import MandateModel
from sim.scenario.root import Scenario

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


def live_days_timed(seconds: list[list[float]]) -> Any:
    """A stand-in for sim.calendar.live_days that times each rule: same rules, same order, same history."""

    def live_days(w: Any, first: int, end: int) -> int:
        for day in range(first, end):
            row = [_time(act, w, day) for act in calendar.DAY]
            is_hourly = bool(w.now["is_hourly"][0])
            row.append(0.0 if is_hourly else _time(observe, w, day))
            seconds.append([*row, _time(_idle, w, day)])
            if is_hourly:
                return day
        return end

    return live_days


@rule
def _idle(w, day):
    """A rule that does nothing: what it takes is the price of calling a rule from Python."""


def _rule_by_rule(scenario: Scenario, seed: int) -> np.ndarray:
    """(days, rules + 1) seconds of every rule on every day of one run."""
    seconds: list[list[float]] = []
    with _in_place(calendar, "live_days", live_days_timed(seconds)):
        MandateModel(scenario, seed).advance(scenario.horizon_days)
    return np.array(seconds)


def _time(act: Any, w: Any, day: int) -> float:
    start = perf_counter()
    act(w, day)
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


@contextmanager
def _in_place(module: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
