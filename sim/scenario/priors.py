"""Which priors a scenario's worlds draw from, and what may be wrong with one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.scenario.ensemble import Ensemble, read_sets
from sim.scenario.problem import Problem, nearest, shown
from sim.scenario.settings import Settings, declared
from sim.scenario.uncertainty import Prior

if TYPE_CHECKING:
    from sim.scenario.root import Scenario

ENSEMBLE = "uncertainty.ensemble"
ALWAYS = "codings."  # which coding of a series is believed is never decided by a case


def in_force(scenario: Scenario) -> Iterator[tuple[str, Prior]]:
    """The priors that are drawn from, the columns of an ensemble among them. A prior is about a setting's default: where a case or
    a policy decided otherwise (a stock of 120 days, a gate scaled to a small place), its number stands. So is one on a party that
    this arm lacks left out."""
    for name, prior in {**scenario.uncertainty.priors, **scenario.uncertainty.joint()}.items():
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


def decided(uncertainty: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """An uncertainty's plain data without the draws on these settings: neither by a prior nor by the ensemble."""
    given = set(names)
    data = {**uncertainty, "priors": {name: prior for name, prior in uncertainty.get("priors", {}).items() if name not in given}}
    about = uncertainty.get("ensemble") or {}
    if about.get("file") and isinstance(about["file"], str):
        taken = [name for name in read_sets(Ensemble(**about)).columns if name in given]
        data["ensemble"] = {**about, "leave_out": (*about.get("leave_out", ()), *taken)}
    return data


def faults(scenario: Scenario) -> Iterator[Problem]:
    """Everything wrong with the priors and with the ensemble."""
    priors = scenario.uncertainty.priors
    for name, prior in priors.items():
        yield from faults_of(scenario, name, prior)
    for name, prior in scenario.uncertainty.joint().items():
        if name in priors:
            yield Problem(f"uncertainty.priors.{name}", None, "drawn twice: it is a column of the ensemble; leave one of them out")
        yield from _column_faults(scenario, name, prior.values or ())


def _column_faults(scenario: Scenario, name: str, values: tuple[float | str, ...]) -> Iterator[Problem]:
    """What is wrong with one column of an ensemble: the first line at fault, and how many there are."""
    where = f"{ENSEMBLE}.{name}"
    try:
        found = find(scenario, name)
    except KeyError:
        yield Problem(where, name, "no such setting", nearest(name, scenario.numbers()))
        return
    about = declared(found[0], found[1]) if found else {}
    if found is None:
        return
    if not about or isinstance(found[2], (Settings, bool)):
        yield Problem(where, name, "a group of settings or a truth, not a number or a name")
        return
    is_named = isinstance(found[2], str)
    wrong = [(line, value) for line, value in enumerate(values, 2) if not _fits(value, is_named, about["low"], about["high"])]
    if wrong:
        line, value = wrong[0]
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        said = "is no number" if isinstance(value, str) else f"is outside {about['low']} to {about['high']}"
        yield Problem(where, value, f"line {line}: {shown(value)} {said} ({about['unit']}){more}")


def _fits(value: float | str, is_named: bool, low: float | None, high: float | None) -> bool:
    return is_named if isinstance(value, str) else _within(value, low, high)


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
