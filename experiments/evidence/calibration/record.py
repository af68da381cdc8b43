"""The record that a case is calibrated on, as data: events, targets with tolerances, priors that have not seen them, products."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
from pydantic import model_validator

from sim.measures import UNITS
from sim.scenario.presets import preset_file
from sim.scenario.problem import Problem, nearest
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused, judge, refuse
from sim.scenario.root import Scenario
from sim.scenario.settings import Settings, as_data, setting
from sim.scenario.uncertainty import Prior

OWN = {"source": "-", "status": "sourced"}
Columns = Mapping[str, np.ndarray]
# Readings that are made of several outcomes of a run.
DERIVED = {"road_deaths_share": "deaths under way, % of leavers"}


def reading(name: str, outcomes: Columns) -> np.ndarray:
    """(worlds,) a reading of each world: an outcome, or one derived from several; NaN where it does not apply."""
    if name == "road_deaths_share":
        return 100.0 * outcomes["road_deaths"] / (outcomes["vehicles_out"] * outcomes["persons_per_vehicle"])
    return outcomes[name]


class Target(Settings):
    """One reading of the record: its value, how far a right model may be from it, and where it stands."""

    record: float = setting(..., "the reading's", **OWN, help="What the record says.")
    tolerance: float = setting(
        ..., "the reading's, or a factor", 0, **OWN, help="Two standard deviations of the error between model and record."
    )
    scale: Literal["linear", "log"] = setting("linear", "choice", **OWN, help="Whether the tolerance is added or a factor.")
    pattern: str = setting("", "text", **OWN, help="The pattern's number.")
    source: str = setting(..., "text", **OWN, help="Where the record says so.")

    @model_validator(mode="after")
    def _fits(self) -> Target:
        if self.scale == "log" and not (self.record > 0 and self.tolerance >= 1):
            raise ValueError("on a log scale the record must be above 0 and the tolerance a factor of at least 1")
        return self

    def placed(self, values: np.ndarray) -> np.ndarray:
        """Values on the scale on which they are compared; counts below one count as one on a log scale."""
        if self.scale == "linear":
            return np.asarray(values, float)
        floor = 1.0 if self.record >= 1 else 1e-3 * self.record
        return np.log(np.maximum(values, floor))

    @property
    def error(self) -> float:
        """One standard deviation of the error between a right model and the record, on the scale of comparison."""
        return 0.5 * (self.tolerance if self.scale == "linear" else float(np.log(self.tolerance)))


class Record(Settings):
    """What a case is calibrated on."""

    title: str = setting("", "text", **OWN)
    note: str = setting("", "text", **OWN)
    scenario: str = setting(..., "preset", **OWN, help="The case.")
    events: dict[str, str] = {}  # noqa: RUF012  pydantic copies it
    targets: dict[str, Target] = {}  # noqa: RUF012
    priors: dict[str, Prior] = {}  # noqa: RUF012
    products: dict[str, dict[str, float]] = {}  # noqa: RUF012

    @model_validator(mode="after")
    def _known(self) -> Record:
        problems = [*_unknown("events", self.events.values(), UNITS), *_unknown("targets", self.targets, {**UNITS, **DERIVED})]
        if not self.targets:
            problems.append(Problem("targets", None, "a record needs at least one target"))
        lone = [name for name, of in self.products.items() if len(of) < 2]
        problems += [Problem(f"products.{name}", None, "a product needs at least two settings") for name in lone]
        if problems:
            raise ScenarioRefused(problems)
        return self

    def happened(self, outcomes: Columns) -> dict[str, np.ndarray]:
        """(worlds,) for each event whether the world had it: an `is_` outcome is 1, any other one is known."""
        return {
            words: outcomes[name] == 1 if name.startswith("is_") else np.isfinite(outcomes[name]) for words, name in self.events.items()
        }


def read_record(choice: str | os.PathLike[str]) -> Record:
    """A record by its name in configs/calibration, or by a path; refused with every fault."""
    path = preset_file("calibration", choice)
    return judge(Record, read_yaml(path), where=str(path))


def before_the_record(scenario: Scenario, record: Record) -> Scenario:
    """The scenario with those priors that have not seen the record. What a user decided (it has no prior any more) stays decided."""
    problems = [*_unknown("priors", record.priors, scenario.numbers()), *_strangers(scenario, record)]
    if scenario.uncertainty.ensemble.file:
        problems.append(Problem("uncertainty", None, "a calibration starts from priors, not from the ensemble of another one"))
    if problems:
        raise ScenarioRefused(problems, "record")
    known = scenario.uncertainty.priors
    fresh = {name: as_data(prior) for name, prior in record.priors.items() if name in known}
    if not known:
        raise refuse("uncertainty", None, "nothing is uncertain here; choose an uncertainty preset with priors")
    data = as_data(scenario.uncertainty)
    return scenario.with_(uncertainty={**data, "priors": {**data["priors"], **fresh}})


def _strangers(scenario: Scenario, record: Record) -> Iterator[Problem]:
    for words, of in record.products.items():
        yield from _unknown(f"products.{words}", of, scenario.numbers())


def _unknown(where: str, names: object, known: Mapping[str, object]) -> Iterator[Problem]:
    for name in names:  # type: ignore[attr-defined]
        if name not in known:
            yield Problem(f"{where}.{name}" if where != "events" else where, name, f"nothing is named {name!r}", nearest(name, known))
