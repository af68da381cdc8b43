"""Where runs are lived: a design at hand, its arms built when first asked for, and each run turned into a row."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.identity import configuration_hash, run_id
from experiments.study.design import Design, PlannedArm, Task
from experiments.study.inputs import flat, values_of
from experiments.study.schema import daily_schema, runs_schema
from sim.model import Run, run
from sim.outcomes import UNITS
from sim.scenario.root import Scenario
from sim.world.draw import draw_numbers

MOST_ARMS_KEPT = 512


class Lived(NamedTuple):
    """One run: its row's values by column, and its daily series."""

    row: dict[str, Any]
    daily: dict[str, Any] | None


class Built(NamedTuple):
    """An arm ready to be lived."""

    arm: PlannedArm
    scenario: Scenario
    settings: dict[str, Any]


class Desk:
    """Lives the runs of one design, in whatever process."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.runs_schema = runs_schema(design.inputs)
        self.daily_schema = daily_schema(design.daily)
        self._planned = {arm.name: arm for arm in design.arms}
        self._built: OrderedDict[str, Built] = OrderedDict()

    def live(self, task: Task) -> Lived:
        """Lives one run; whatever it raises becomes the reason of a failed row."""
        built = self.built(task.arm)
        try:
            one = run(built.scenario, task.world)
            return Lived(self._row(built, task, one.model.numbers, one.outcomes), self._series(built, task, one))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a study outlives any of its runs
            return Lived(self.failed(task, _told(error)), None)

    def failed(self, task: Task, why: str) -> dict[str, Any]:
        """The row of a run that did not end well: what it was, why, and the command that lives it again."""
        built = self.built(task.arm)
        row = self._row(built, task, draw_numbers(built.scenario, task.world), {})
        return {**row, "status": "failed", "why": why, "replay": f"corridor replay {row['run_id']}"}

    def built(self, name: str) -> Built:
        """An arm, judged again and checked against the hash that it had when the study was laid out."""
        if name not in self._built:
            arm = self._planned[name]
            scenario = self.design.scenario(arm)
            if configuration_hash(scenario) != arm.configuration:
                raise OSError(f"arm {name} is here not what it was when the study was laid out (have a place's tables changed?)")
            self._built[name] = Built(arm, scenario, flat(scenario))
            if len(self._built) > MOST_ARMS_KEPT:
                self._built.popitem(last=False)
        self._built.move_to_end(name)
        return self._built[name]

    def _row(self, built: Built, task: Task, drawn: Mapping[str, Any], outcomes: Mapping[str, float]) -> dict[str, Any]:
        values = {name: None if math.isnan(value := outcomes.get(name, math.nan)) else value for name in UNITS}
        about = {
            "run_id": run_id(built.arm.configuration, task.world),
            "arm": task.arm,
            "world": task.world,
            "seed": task.world,
            "status": "ok",
            "why": None,
            "replay": None,
            "configuration": built.arm.configuration,
            "version": self.design.version,
        }
        return {**about, **values_of(self.design.inputs, built.settings, drawn), **values}

    def _series(self, built: Built, task: Task, one: Run) -> dict[str, Any] | None:
        """The daily series asked for, a row a day."""
        if not self.design.daily:
            return None
        rows = one.model.world.daily[: one.model.day]
        keys = {
            "run_id": [run_id(built.arm.configuration, task.world)] * len(rows),
            "arm": [task.arm] * len(rows),
            "world": np.full(len(rows), task.world, np.int64),
            "day": np.arange(len(rows), dtype=np.int32),
        }
        kinds = {field.name: field.type.to_pandas_dtype() for field in self.daily_schema}
        return {**keys, **{name: rows[name].astype(kinds[name]) for name in self.design.daily}}


def _told(error: BaseException) -> str:
    """Why a run failed, on one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:500] if said else type(error).__name__
