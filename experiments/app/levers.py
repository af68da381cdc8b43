"""The levers of the page: which settings can be moved, in whose words, over which range. Ranges are the door's own."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from math import log
from typing import Any, NamedTuple

from sim.scenario.glossary import SettingInfo, describe_settings
from sim.scenario.policy import RUNGS
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data

ENTRY = "<name>"
STEEPEST = 6.0
LEVERS = {
    "mandate.consent.quality": "Freedom of movement that consent gives",
    "mandate.authorised.harassment": "May answer harassment",
    "mandate.authorised.grab": "May answer a grab of ground",
    "mandate.authorised.obstruction": "May clear an obstruction of the road",
    "mandate.authorised.checkpoint": "May clear a checkpoint",
    "mandate.authorised.closure": "May break a closure",
    "mandate.monitoring.detection": "Sees an act away from its posts",
    "mandate.monitoring.attribution": "Can tie a seen act to its author",
    "mandate.monitoring.publish": "Publishes findings with names",
    "resources.contributors.<name>.troops": "Troops",
    "resources.contributors.<name>.honour": "Honour: would act when its mission is defied",
    "resources.posts": "Observation posts",
    "resources.routes_per_day": "Patrol routes a day",
    "resources.budget_musd_per_month": "Budget",
    "resources.reserve_stock_days": "Food in reserve at the start",
    "resources.second_road.length_km": "Second road (0: none)",
    "resources.evacuation_buses": "Buses once the road is open to leavers",
    "guarantees.guarantors.<name>.capability": "Force it can bring",
    "guarantees.guarantors.<name>.forward_force": "Force already on the ground",
    "guarantees.guarantors.<name>.honour": "Honour: does what it promised",
    "guarantees.guarantors.<name>.delay_days": "Until it acts",
    "guarantees.guarantors.<name>.sanctions": "Sanctions",
    "guarantees.guarantors.<name>.sees_for_itself": "Sees for itself who did what",
    "theory.pi": "Punishment that survives a fait accompli (0: tripwires bluff, 1: they bind)",
}


class Lever(NamedTuple):
    """One lever of one arm: its setting, words, unit, range, present value, and how a slider spreads its range.

    A slider at a share t of its way stands for low + (high - low) * t ** steep: fine where usual values are."""

    name: str
    words: str
    unit: str
    kind: str
    low: float
    high: float
    value: Any
    steep: float
    help: str
    source: str


def is_lever(name: str) -> bool:
    """Whether a setting can be moved on the page."""
    return any(fnmatchcase(name, known.replace(ENTRY, "*")) and name.count(".") == known.count(".") for known in LEVERS)


def levers_of(scenario: Scenario) -> list[Lever]:
    """Every lever of an arm, entries by name, with the value that it has in this arm."""
    data = as_data(scenario)
    return [_lever(name, known, _value(scenario, data, name)) for known in LEVERS for name in _names(known, data)]


def _names(known: str, data: dict[str, Any]) -> Iterator[str]:
    """The dotted names that a lever has in an arm: one for every contributor or guarantor."""
    if ENTRY not in known:
        yield known
        return
    group, entries, _, _ = known.split(".")
    yield from (known.replace(ENTRY, one) for one in data[group][entries])


def _value(scenario: Scenario, data: Any, name: str) -> Any:
    """What a setting is; a right to answer that a mandate leaves open is that of its rules of engagement."""
    for part in name.split("."):
        data = data[part]
    if data is None and name.startswith("mandate.authorised."):
        return scenario.mandate.answer_row()[RUNGS.index(name.rsplit(".", 1)[1]) - 1]
    return data


def _lever(name: str, known: str, value: Any) -> Lever:
    info = _glossary()[known]
    entry = name.split(".")[2].replace("_", " ") if ENTRY in known else ""
    words = f"{entry[:1].upper()}{entry[1:]}: {LEVERS[known][:1].lower()}{LEVERS[known][1:]}" if entry else LEVERS[known]
    low, high = (float(info.low), float(info.high)) if info.low is not None else (0.0, 1.0)
    kind = "truth" if "true" in info.kind else "whole" if info.kind.startswith("whole") else "number"
    return Lever(name, words, info.unit, kind, low, high, value, _steep(info, low, high), info.help, info.source)


def _steep(info: SettingInfo, low: float, high: float) -> float:
    """How a slider's way is bent so that a usual value stands near its middle, where the range is far wider."""
    usual = float(info.default) if isinstance(info.default, (int, float)) else high
    share = (usual - low) / (high - low) if high > low else 0.0
    return 1.0 if high <= 1.0 or share > 0.5 else STEEPEST if share <= 0 else min(STEEPEST, round(log(share) / log(0.5), 2))


@lru_cache
def _glossary() -> dict[str, SettingInfo]:
    return {info.name: info for info in describe_settings(Scenario)}
