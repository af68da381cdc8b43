"""The plan of a comparison, and its runs lived to the last."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import NamedTuple

import experiments.lean  # noqa: F401  before the model, so that it takes less memory
from experiments.arms import Study
from experiments.compiling import compiling_told
from experiments.crew import start_server
from experiments.execute import Row, Task, rows
from experiments.progress import progress
from sim.model import run
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Scenario


class Plan(NamedTuple):
    """What is to be run: the study, its arms as scenarios (the baseline first), the worlds, and how many processes."""

    study: Study
    arms: Mapping[str, Scenario]
    worlds: range
    workers: int

    @property
    def worlds_in_words(self) -> str:
        """The worlds by their seeds: 1 to 200."""
        first, last = self.worlds[0], self.worlds[-1]
        return str(first) if first == last else f"{first} to {last}"


def lived(plan: Plan) -> list[Row]:
    """Every run of a plan, in whatever order they ended. A stop says how far it came."""
    tasks = [Task(arm, world) for world in plan.worlds for arm in plan.arms]
    found: list[Row] = []
    try:
        with compiling_told():
            if plan.workers > 1:
                start_server()
            _try_out(plan)
        with progress(len(tasks), "Runs") as tick, closing(rows(plan.arms, tasks, plan.workers)) as stream:
            for row in stream:
                found.append(row)
                tick(row.is_ok)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"{len(found):,} of {len(tasks):,} runs were done; nothing was written") from None
    return found


def _try_out(plan: Plan) -> None:
    """Lives the first world of every arm: compiles the rules once, and refuses a place or series that does not fit."""
    for name, scenario in plan.arms.items():
        try:
            run(scenario, plan.worlds[0])
        except ScenarioRefused as refusal:
            told = [replace(one, where=one.where or f"arm {name}") for one in refusal.problems]
            raise ScenarioRefused(told, "study") from None
        except Exception:  # noqa: BLE001 - the study will tell of it, as a failed row
            continue
