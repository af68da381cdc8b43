"""Where runs are lived: a design at hand, its arms built when first asked for, and what came of each run."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from experiments.identity import configuration_hash
from experiments.study.design import Design, PlannedArm, Task
from experiments.study.inputs import Input, fitting, flat, values_of
from experiments.study.rows import runs_table, series_table
from experiments.study.schema import bare, daily_schema, runs_schema
from sim.model import Run, run
from sim.outcomes import UNITS
from sim.scenario.root import Scenario
from sim.world.draw import draw_numbers

MOST_ARMS_KEPT = 512


class Built(NamedTuple):
    """An arm ready to be lived: its scenario, its inputs as the arm sets them, and which of these each world draws (place, input)."""

    arm: PlannedArm
    scenario: Scenario
    inputs: tuple[Any, ...]
    drawn: tuple[tuple[int, Input], ...]

    def inputs_of(self, numbers: Mapping[str, Any]) -> list[Any]:
        """The inputs of a run, from the numbers that its world drew."""
        values = list(self.inputs)
        for at, one in self.drawn:
            if one.name in numbers:
                values[at] = fitting(numbers[one.name], one.kind)
        return values


class Lived(NamedTuple):
    """What came of one run: its inputs and outcomes in the order of their columns, why it failed, and its daily series."""

    arm: PlannedArm
    world: int
    inputs: list[Any]
    outcomes: list[float]
    why: str | None = None
    daily: Mapping[str, np.ndarray] | None = None


class Desk:
    """Lives the runs of one design, in whatever process."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.runs_schema = runs_schema(design.inputs)
        self.daily_schema = daily_schema(design.daily)
        self._bare = bare(self.runs_schema), bare(self.daily_schema)
        self._planned = {arm.name: arm for arm in design.arms}
        self._built: OrderedDict[str, Built] = OrderedDict()

    def live(self, task: Task) -> Lived:
        """Lives one run; whatever it raises becomes the reason of a failed row."""
        built = self.built(task.arm)
        try:
            one = run(built.scenario, task.world)
            outcomes = [one.outcomes.get(name, math.nan) for name in UNITS]
            found = Lived(built.arm, task.world, built.inputs_of(one.model.drawn), outcomes, daily=self._series(one))
            one.model.release()
            return found
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a study outlives any of its runs
            return self.failed(task, _told(error))

    def failed(self, task: Task, why: str) -> Lived:
        """A run that did not end well: what it was, and why."""
        built = self.built(task.arm)
        return Lived(built.arm, task.world, built.inputs_of(draw_numbers(built.scenario, task.world)), [math.nan] * len(UNITS), why)

    def built(self, name: str) -> Built:
        """An arm, judged again and checked against the hash that it had when the study was laid out."""
        if name not in self._built:
            arm = self._planned[name]
            scenario = self.design.scenario(arm)
            if configuration_hash(scenario) != arm.configuration:
                raise OSError(f"arm {name} is here not what it was when the study was laid out (have a place's tables changed?)")
            self._built[name] = self._build(arm, scenario)
            if len(self._built) > MOST_ARMS_KEPT:
                self._built.popitem(last=False)
        self._built.move_to_end(name)
        return self._built[name]

    def _build(self, arm: PlannedArm, scenario: Scenario) -> Built:
        settings, drawn = flat(scenario), {name for name, _ in scenario.priors()}
        values = values_of(self.design.inputs, settings, scenario.numbers())
        places = ((at, one) for at, one in enumerate(self.design.inputs) if one.name in drawn and one.name in settings)
        return Built(arm, scenario, tuple(values.values()), tuple(places))

    def runs(self, lived: Sequence[Lived]) -> pa.Table:
        """Runs as rows of the table of runs."""
        return runs_table(lived, self.design.version, self._bare[0])

    def series(self, lived: Sequence[Lived]) -> pa.Table | None:
        """The daily series of runs, a row a day; None where there are none."""
        return series_table(lived, self._bare[1])

    def _series(self, one: Run) -> dict[str, np.ndarray] | None:
        """The daily series asked for, each a copy of its own: the run itself is not kept."""
        if not self.design.daily:
            return None
        rows = one.model.world.daily[: one.model.day]
        kinds = {field.name: field.type.to_pandas_dtype() for field in self.daily_schema}
        return {name: rows[name].astype(kinds[name]) for name in self.design.daily}


def _told(error: BaseException) -> str:
    """Why a run failed, on one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:500] if said else type(error).__name__
