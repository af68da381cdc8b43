"""Amendments: a policy that changes on a date. A mandate is renewed, strengthened or withdrawn while the world goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.scenario.problem import Problem
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.settings import Settings, as_data, setting

if TYPE_CHECKING:
    from sim.scenario.root import Scenario

GROUPS = ("mandate", "resources", "guarantees", "observers")
NOT_A_POLICY = "belongs to the world or the case, not to a policy; an amendment changes mandate, resources, guarantees or observers"
OURS: dict[str, Any] = {"source": "-", "status": "sourced"}
Phases = tuple[tuple[int, "Scenario"], ...]


class Amendment(Settings):
    """What a policy is from a day on: other presets, other settings; everything else stays as it was."""

    day: int | None = setting(None, "day", 0, 10_000, **OURS, help="Day on whose morning it comes into force; or give the date.")
    date: dt.date | None = setting(None, "date", dt.date(1900, 1, 1), dt.date(2200, 1, 1), **OURS, help="The same as a date.")
    mandate: str | None = setting(None, "preset", **OURS, help="Another mandate: a name in configs/mandate, or a path.")
    resources: str | None = setting(None, "preset", **OURS, help="Other resources: a name in configs/resources, or a path.")
    guarantees: str | None = setting(None, "preset", **OURS, help="Other guarantees: a name in configs/guarantees, or a path.")
    observers: str | None = setting(None, "preset", **OURS, help="Other observers: a name in configs/observers, or a path.")
    settings: dict[str, Any] = {}  # noqa: RUF012  pydantic copies it

    @property
    def words(self) -> str:
        """What it changes, on one line."""
        presets = [f"{group}: {getattr(self, group)}" for group in GROUPS if getattr(self, group) is not None]
        return ", ".join([*presets, *(f"{name}: {value}" for name, value in self.settings.items())])


def later_phases(scenario: Scenario) -> Phases:
    """(day, scenario) from each amendment on, each built on the one before; ScenarioRefused names all faults."""
    if not scenario.amendments:
        return ()
    problems = list(_faults(scenario))
    if problems:
        raise ScenarioRefused(problems)
    phases: list[tuple[int, Scenario]] = []
    current = type(scenario).model_validate({**as_data(scenario), "amendments": ()})
    for n, amendment in enumerate(scenario.amendments, 1):
        try:
            after = _amended(current, amendment)
        except ScenarioRefused as refusal:
            problems += [Problem(_below(n, one.name), one.value, one.message, one.suggestion, one.where) for one in refusal.problems]
            continue
        if after.resources.second_road != current.resources.second_road:
            problems.append(Problem(f"amendments.{n}", None, "a second road cannot be built on a date; give it from the start"))
        phases.append((_day(scenario, amendment), after))
        current = after
    if problems:
        raise ScenarioRefused(problems)
    return tuple(phases)


def _amended(scenario: Scenario, amendment: Amendment) -> Scenario:
    from sim.scenario.load import change

    presets = {group: getattr(amendment, group) for group in GROUPS if getattr(amendment, group) is not None}
    return change(scenario, settings=dict(amendment.settings), **presets)


def _below(n: int, name: str) -> str:
    """The name of a fault, below the amendment that has it; a setting's below its settings."""
    return f"amendments.{n}.{'' if name in GROUPS else 'settings.'}{name}"


def _day(scenario: Scenario, amendment: Amendment) -> int:
    return amendment.day if amendment.date is None else (amendment.date - scenario.start).days  # type: ignore[return-value]


def _faults(scenario: Scenario) -> Iterator[Problem]:
    """What is wrong with the days, and settings that are no policy's."""
    before = 0
    for n, one in enumerate(scenario.amendments, 1):
        name = f"amendments.{n}"
        if (one.day is None) == (one.date is None):
            yield Problem(name, None, "give the day or the date from which it holds, one of them")
            continue
        day = _day(scenario, one)
        if not 0 < day < scenario.horizon_days:
            yield Problem(name, day, f"day {day} is not between the first day (0) and the horizon ({scenario.horizon_days} days)")
        elif day <= before:
            yield Problem(name, day, f"day {day} is not after day {before}, that of the amendment before it")
        before = max(before, day)
        if not one.words:
            yield Problem(name, None, "changes nothing; give a preset (mandate: NAME) or settings")
        for dotted, value in one.settings.items():
            if dotted.split(".")[0] not in GROUPS:
                yield Problem(f"{name}.settings.{dotted}", value, NOT_A_POLICY)
