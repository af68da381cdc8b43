"""The inputs that stand beside the outcomes: what differs between arms, and what the worlds draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from experiments.study.changes import leaves
from sim.scenario.policy import RUNGS
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data

UNTOLD = ("title", "note", "name", "question")
PRESETS = "presets."


class Input(NamedTuple):
    """One input column: its name, what it holds (number, whole, truth, text), and its unit."""

    name: str
    kind: str
    unit: str


def flat(scenario: Scenario) -> dict[str, Any]:
    """Every setting that acts, and the name of every preset, by the name of its column."""
    data = {key: value for key, value in as_data(scenario).items() if key != "uncertainty"}
    data["mandate"]["authorised"] = dict(zip(RUNGS[1:], scenario.mandate.answer_row(), strict=True))
    return {
        name.removeprefix(PRESETS): _plain(value)
        for name, value in leaves(data)
        if name.rsplit(".", 1)[-1] not in UNTOLD and name != "presets.uncertainty"
    }


class Differences:
    """Sees one arm after another, and remembers which settings differ and what kind of values they take."""

    def __init__(self) -> None:
        self._first: dict[str, Any] = {}
        self._types: dict[str, set[type]] = {}
        self._told: dict[str, None] = {}

    def see(self, scenario: Scenario) -> None:
        """Takes note of one arm."""
        values, priors = flat(scenario), {**scenario.uncertainty.priors, **scenario.uncertainty.joint()}
        if not self._first:
            self._first = values
        for name in {**self._first, **values}:
            value = values.get(name)
            if value is not None:
                self._types.setdefault(name, set()).add(type(value))
            if name not in self._told and _differs(value, self._first.get(name)):
                self._told[name] = None
        for name, prior in priors.items():
            if name in values:
                self._told[name] = None
                drawn = {type(one) for one in prior.extremes()} or {float}
                self._types.setdefault(name, set()).update({int} if type(values[name]) is int else drawn)

    def inputs(self) -> tuple[Input, ...]:
        """The columns, in the order of the settings."""
        units = _units()
        names = sorted(self._told, key=lambda name: ("." in name, name))
        return tuple(Input(name, _kind(self._types.get(name, {str})), _unit(name, units)) for name in names)


def values_of(inputs: Iterable[Input], settings: Mapping[str, Any], drawn: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of one run: as its world drew them, else as its arm sets them; None where the arm has no such setting."""
    return {one.name: fitting(drawn.get(one.name, settings.get(one.name)) if one.name in settings else None, one.kind) for one in inputs}


def fitting(value: Any, kind: str) -> Any:
    """A value in the kind that its column holds."""
    if value is None or kind == "whole":
        return value
    return float(value) if kind == "number" else str(value) if kind == "text" else bool(value)


def _differs(value: Any, other: Any) -> bool:
    return value != other or isinstance(value, bool) != isinstance(other, bool)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else value


def _kind(types: set[type]) -> str:
    if types <= {bool}:
        return "truth"
    if types <= {int}:
        return "whole"
    return "number" if types <= {int, float} else "text"


def _units() -> dict[str, str]:
    from sim.scenario.glossary import describe_settings

    return {one.name: one.unit for one in describe_settings(Scenario)}


def _unit(name: str, units: Mapping[str, str]) -> str:
    parts = name.split(".")
    return units.get(name) or units.get(".".join([*parts[:2], "<name>", *parts[3:]]), "") or ("preset" if "." not in name else "")
