"""How one arm differs from another, in words: authorised answer to obstruction 0.12 -> 0.75."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.glossary import describe_settings
from sim.scenario.policy import RUNGS
from sim.scenario.priors import find, in_force
from sim.scenario.problem import number
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data

UNTOLD = ("name", "title", "note", "question", "presets", "uncertainty")
ENTRIES = {
    "resources.contributors": ("contributor", ("troops", "capability", "distraction", "ties")),
    "guarantees.guarantors": (
        "guarantor",
        ("capability", "forward_force", "sanctions", "honour", "delay_days", "trigger", "sees_for_itself"),
    ),
    "observers.observers": ("observer", ("detection", "attribution", "coverage")),
}
WORDS = {
    "mandate.legal_basis": "legal basis (a label)",
    "mandate.consent.host": "consent of the host (a label)",
    "mandate.consent.quality": "freedom of movement that consent gives",
    "mandate.roe": "rules of engagement",
    "mandate.endorsement": "international endorsement",
    "mandate.term_days": "length of a term",
    "mandate.monitoring.detection": "chance of seeing an act away from posts",
    "mandate.monitoring.attribution": "chance of tying a seen act to its author",
    "mandate.monitoring.publish": "findings published with names",
    "mandate.monitoring.media_access": "share of the zone open to reporters",
    "resources.budget_musd_per_month": "budget",
    "resources.routes_per_day": "patrol routes",
    "resources.reserve_stock_days": "food in reserve",
    "resources.reconstruction": "repairs and demining",
    "resources.second_road.length_km": "second road",
}
BARE = (
    "share",
    "probability",
    "0-1",
    "choice",
    "utility",
    "yes or no",
    "list",
    "text",
    "rung",
    "date",
    "series name or 0-1",
)
LABELS = ("mandate.legal_basis", "mandate.consent.host", "mandate.roe")


def differences(first: Scenario, second: Scenario) -> list[str]:
    """What changes from the first scenario to the second, one text a setting; empty where nothing does."""
    before, after = _flat(first), _flat(second)
    units = {info.name: info.unit for info in describe_settings(Scenario)}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name) and not _is_of_new(name, first, second)]
    names.sort(key=LABELS.__contains__)
    return [*(_change(name, before, after, units) for name in names), *_entries(first, second), *_priors(first, second)]


def _flat(scenario: Scenario) -> dict[str, Any]:
    """Every setting by dotted name; what may be answered as it holds, by the mandate or its rules of engagement."""
    data = as_data(scenario)
    data["mandate"]["authorised"] = dict(zip(RUNGS[1:], scenario.mandate.answer_row(), strict=True))
    later = [f"from {one.date or f'day {one.day}'} {one.words}" for one in scenario.amendments]
    data["amendments"] = "; ".join(later) or "none"
    return dict(_leaves(data, ""))


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            if key not in UNTOLD:
                yield from _leaves(one, f"{name}.{key}" if name else str(key))
    else:
        yield name, value


def _change(name: str, before: Mapping[str, Any], after: Mapping[str, Any], units: Mapping[str, str]) -> str:
    unit = _unit(name, units)
    return f"{setting_words(name)} {_shown(before.get(name))} -> {_shown(after.get(name))}{f' {unit}' if unit else ''}"


def setting_words(name: str) -> str:
    """A setting's name for a reader: the group falls away, an entry's name comes last."""
    if name in WORDS:
        return WORDS[name]
    parts = name.split(".")
    if parts[:2] == ["mandate", "authorised"]:
        return f"authorised answer to {parts[2]}"
    if ".".join(parts[:2]) in ENTRIES:
        return f"{parts[3].replace('_', ' ')} of {parts[2].replace('_', ' ')}"
    return ": ".join(part.replace("_", " ") for part in (parts[1:] if len(parts) > 1 else parts))


def _unit(name: str, units: Mapping[str, str]) -> str:
    parts = name.split(".")
    known = units.get(name) or units.get(".".join([*parts[:2], "<name>", *parts[3:]]), "")
    return "" if known in (*BARE, setting_words(name).split()[-1]) or " = 1" in known else known


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return number(round(value, 6)) if abs(value) >= 1 or value == 0 else f"{value:.4g}"
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value)) or "none"
    return str(value).replace("_", " ")


def _is_of_new(name: str, first: Scenario, second: Scenario) -> bool:
    """Whether a setting belongs to an entry that only one of the two has; it is told with the entry."""
    group = ".".join(name.split(".")[:2])
    return group in ENTRIES and name.split(".")[2] in set(_named(first, group)) ^ set(_named(second, group))


def _named(scenario: Scenario, group: str) -> Mapping[str, Any]:
    above, below = group.split(".")
    return getattr(getattr(scenario, above), below)


def _entries(first: Scenario, second: Scenario) -> Iterator[str]:
    """Contributors, guarantors and observers that only one of the two has."""
    for group, (kind, told) in ENTRIES.items():
        before, after = _named(first, group), _named(second, group)
        for name in before:
            if name not in after:
                yield f"without {kind} {name.replace('_', ' ')}"
        for name, entry in after.items():
            if name not in before:
                facts = ", ".join(f"{key.replace('_', ' ')} {_shown(getattr(entry, key))}" for key in told)
                yield f"with {kind} {name.replace('_', ' ')} ({facts})"


def _priors(first: Scenario, second: Scenario) -> Iterator[str]:
    """Settings of both that are drawn anew in the worlds of one only, or by another prior."""
    before, after = dict(in_force(first)), dict(in_force(second))
    shared = [name for name in {**before, **after} if find(first, name) and find(second, name)]
    told = {
        "the same in every world": [name for name in shared if name not in after],
        "drawn anew in every world": [name for name in shared if name not in before],
        "drawn from another prior": [n for n in shared if n in before and n in after and before[n] != after[n]],
    }
    yield from (f"{words}: {', '.join(names)}" for words, names in told.items() if names)
