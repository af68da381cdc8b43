"""Every number of the levers, as it stands in one world: what may be asked 'what if this were different?'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.model import MandateModel
from sim.scenario.glossary import describe_settings
from sim.scenario.named import Named
from sim.scenario.problem import nearest
from sim.scenario.refusal import refuse
from sim.scenario.root import Scenario
from sim.world.tables import LADDER, authorised_shares

GROUPS = ("mandate", "resources", "guarantees", "observers")
AUTHORISED = "mandate.authorised."
ENTRY = "<name>"
CALENDAR = "day"  # the first and last day of an observer's work are dates, not amounts


class Lever(NamedTuple):
    """One number that may be changed: its dotted name, its value in this world that week, its range and unit."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    is_whole: bool

    def rounded(self, value: float) -> float:
        """A value as the setting takes it, inside its range."""
        inside = min(max(value, self.low), self.high)
        return round(inside) if self.is_whole else float(inside)


def levers_of(model: MandateModel, names: Sequence[str] = ()) -> list[Lever]:
    """The numbers of mandate, resources, guarantees and observers of a model on its day; or the numbers named, of whatever group.

    A state's distraction and ties are circumstances rather than levers; they are among them, with their value of that day."""
    found = {lever.name: lever for lever in _all(model)}
    if not names:
        return [lever for lever in found.values() if lever.name.split(".")[0] in GROUPS and lever.unit != CALENDAR]
    unknown = [name for name in names if name not in found]
    if unknown:
        name = unknown[0]
        raise refuse("levers", name, f"no number of this scenario is named {name!r}", suggestion=nearest(name, found))
    return [found[name] for name in names]


def with_lever(scenario: Scenario, numbers: Mapping[str, Any], lever: Lever, value: float) -> tuple[Scenario, dict[str, Any]]:
    """The scenario and the world's numbers with another value of one lever; a prior on it has no say any more."""
    return _put(scenario, lever.name.split("."), value), {**numbers, lever.name: value}


def _all(model: MandateModel) -> Iterator[Lever]:
    numbers = _numbers(model)
    for info in describe_settings(Scenario):
        if "number" not in info.kind or info.low is None or info.high is None or info.name.startswith(("uncertainty.", "codings.")):
            continue
        for name in _names(info.name, numbers):
            yield Lever(name, float(numbers[name]), float(info.low), float(info.high), info.unit, info.kind == "whole number")


def _numbers(model: MandateModel) -> dict[str, float]:
    """Numbers as they act that day: what may be answered by the rules of engagement, series by their value."""
    numbers = {**model.numbers}
    shares = authorised_shares(model.scenario, model.numbers)
    numbers |= {f"{AUTHORISED}{rung}": share for rung, share in zip(LADDER[1:], shares, strict=True)}
    day = min(model.day, model.horizon_days - 1)
    for row, prefix in enumerate(model.commitment_prefixes):
        numbers[f"{prefix}.distraction"] = float(model.world.distraction[row, day])
        numbers[f"{prefix}.ties"] = float(model.world.ties[row, day])
    return {name: value for name, value in numbers.items() if not isinstance(value, (bool, str))}


def _names(pattern: str, numbers: Mapping[str, Any]) -> list[str]:
    """The settings that a line of the glossary stands for: itself, or one for each entry."""
    parts = pattern.split(".")
    if ENTRY not in parts:
        return [pattern] if pattern in numbers else []
    mine = [name for name in numbers if len(name.split(".")) == len(parts)]
    return [name for name in mine if all(part in (ENTRY, one) for part, one in zip(parts, name.split("."), strict=True))]


def _put(level: Any, path: Sequence[str], value: Any) -> Any:
    """The same settings with one value changed; its range was judged when the lever was made."""
    name, *below = path
    if isinstance(level, Mapping):
        return Named({**level, name: _put(level[name], below, value) if below else value})
    return level.model_copy(update={name: _put(getattr(level, name), below, value) if below else value})
