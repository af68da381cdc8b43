"""Which priors a scenario's worlds draw from, and what may be wrong with one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.scenario.problem import Problem, nearest
from sim.scenario.settings import Settings, declared
from sim.scenario.uncertainty import Prior

if TYPE_CHECKING:
    from sim.scenario.root import Scenario

ALWAYS = "codings."  # which coding of a series is believed is never decided by a case


def in_force(scenario: Scenario) -> Iterator[tuple[str, Prior]]:
    """The priors that are drawn from. A prior is about a setting's default: where a case or a policy decided otherwise
    (a stock of 120 days, a gate scaled to a small place), its number stands. So is one on a party that this arm lacks left out."""
    for name, prior in scenario.uncertainty.priors.items():
        found = find(scenario, name)
        if found and (name.startswith(ALWAYS) or found[2] == found[0].model_fields[found[1]].default):
            yield name, prior


def find(scenario: Scenario, name: str) -> tuple[type[Settings], str, Any] | None:
    """The group that declares a dotted setting, its field and its value; None for a party that this scenario lacks.

    KeyError where no such setting can exist.
    """
    level: Any = scenario
    owner: type[Settings] | None = None
    field = ""
    for part in name.split("."):
        if isinstance(level, Mapping):
            if part not in level:
                return None
            level = level[part]
        elif isinstance(level, Settings) and part in type(level).model_fields:
            owner, field, level = type(level), part, getattr(level, part)
        else:
            raise KeyError(name)
    return (owner, field, level) if owner else None


def faults_of(scenario: Scenario, name: str, prior: Prior) -> Iterator[Problem]:
    """What is wrong with one prior: it names no setting, or reaches outside the setting's range."""
    where = f"uncertainty.priors.{name}"
    try:
        found = find(scenario, name)
    except KeyError:
        yield Problem(where, name, "no such setting", nearest(name, scenario.numbers()))
        return
    about = declared(found[0], found[1]) if found else {}
    if found and (not about or isinstance(found[2], Settings)):
        yield Problem(where, name, "a group of settings, not one of them")
        return
    for value in prior.extremes() if about else ():
        if not isinstance(value, str) and not _within(value, about["low"], about["high"]):
            yield Problem(where, value, f"{value:g} is outside {about['low']} to {about['high']} ({about['unit']})")


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
