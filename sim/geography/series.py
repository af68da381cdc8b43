"""Exogenous series: what a scenario may know in advance about the world outside, as dated values from 0 to 1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.geography.cells import EARLIEST, LATEST
from sim.scenario.problem import Problem, nearest, printable
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused, judge, refuse
from sim.scenario.settings import Settings, Status, setting

Variable = Literal["distraction", "ties"]
CODING = "the coding"


class Point(Settings):
    """One dated value and why it changes there."""

    date: dt.date = setting(..., "date", EARLIEST, LATEST, source=CODING, help="Day from which the value holds.")
    value: float = setting(..., "0-1", 0, 1, source=CODING, help="The value on that day.")
    why: str = setting(..., "text", source=CODING, help="The exogenous event, or the judgement, behind it.")
    status: Status = setting("assumption", "status", source=CODING, help="Where the dated fact comes from.")


class Coding(Settings):
    """One file of a series."""

    title: str = setting(..., "text", source=CODING, help="One line for people.")
    variable: Variable = setting(..., "choice", source=CODING, help="What it measures.")
    shape: Literal["steps", "linear"] = setting(..., "choice", source=CODING, help="How values run between points.")
    reasoning: str = setting(..., "text", source=CODING, help="Why it is coded like this.")
    status: Status = setting(..., "status", source=CODING, help="How far the values can be trusted.")
    source: str = setting(..., "text", source=CODING, help="Where the dates come from.")
    points: tuple[Point, ...] = setting(..., "dated values", source=CODING, help="At least two, dates rising.")


@dataclass(frozen=True, eq=False)
class Series:
    """A coding of one exogenous variable: ordinal days, values in 0-1 and the reason of each point."""

    name: str
    title: str
    variable: str
    shape: str
    reasoning: str
    status: str
    source: str
    days: NDArray[np.int64]
    values: NDArray[np.float64]
    whys: tuple[str, ...]
    statuses: tuple[str, ...]

    def daily(self, start: dt.date, days: int) -> NDArray[np.float64]:
        """The value on each of so many days from the start (float64); ScenarioRefused where it does not cover them."""
        first = start.toordinal()
        last = first + days - 1
        if first < self.days[0] or last > self.days[-1]:
            covered = " to ".join(dt.date.fromordinal(int(day)).isoformat() for day in self.days[[0, -1]])
            needed = f"{start} to {dt.date.fromordinal(last)}"
            message = f"covers {covered}, but the scenario needs {needed}"
            raise refuse("points", covered, message, where=f"series {self.name}")
        each = np.arange(first, last + 1)
        if self.shape == "linear":
            return np.interp(each, self.days, self.values)
        return self.values[np.searchsorted(self.days, each, side="right") - 1]


def read_series(path: Path, variable: Variable | None = None) -> Series:
    """The series in a YAML file, of that variable if one is given; ScenarioRefused names everything wrong."""
    path = Path(path)
    where = f"series {path.stem}"
    coding = judge(Coding, read_yaml(path), where=where)
    problems = [*_disordered(coding, where)]
    if variable and coding.variable != variable:
        message = f"measures {coding.variable}; {variable} is needed here"
        problems.append(Problem("variable", coding.variable, message, where=where))
    if problems:
        raise ScenarioRefused(problems, "series")
    return _series(path.stem, coding)


def find_series(folder: Path, name: str, variable: Variable | None = None) -> Series:
    """A series of a place by its name, or any file by its path; ScenarioRefused with the nearest name if none."""
    if name.endswith((".yaml", ".yml")):
        return read_series(Path(name), variable)
    names = series_names(folder)
    if name not in names:
        message = f"{Path(folder).name} has no series named '{printable(name)}'"
        raise refuse("series", name, message, suggestion=nearest(name, names))
    return read_series(Path(folder) / "series" / f"{name}.yaml", variable)


def series_names(folder: Path) -> list[str]:
    """Names of the series that a place brings along."""
    return sorted(path.stem for path in (Path(folder) / "series").glob("*.yaml"))


def _disordered(coding: Coding, where: str) -> Iterator[Problem]:
    """Too few points, and dates that do not rise."""
    dates = [point.date for point in coding.points]
    if len(dates) < 2:
        yield Problem("points", len(dates), "needs at least two points: its first and its last day", where=where)
    for n, (before, after) in enumerate(pairwise(dates), 2):
        if after <= before:
            message = "is given twice" if after == before else f"is earlier than {before}, which comes before it"
            yield Problem(f"points.{n}.date", after, f"{after} {message}", where=where)


def _series(name: str, coding: Coding) -> Series:
    days = np.array([point.date.toordinal() for point in coding.points], np.int64)
    values = np.array([point.value for point in coding.points], np.float64)
    days.flags.writeable = values.flags.writeable = False
    return Series(
        name=name,
        days=days,
        values=values,
        whys=tuple(point.why for point in coding.points),
        statuses=tuple(point.status for point in coding.points),
        **coding.model_dump(include={"title", "variable", "shape", "reasoning", "status", "source"}),
    )
