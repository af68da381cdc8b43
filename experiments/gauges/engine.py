"""What Corridor's engine costs beside the model: a study on all cores, the same with a model that answers from memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from experiments.execute import cores
from experiments.gauges.effort import Effort
from experiments.gauges.figure import Figure
from experiments.gauges.fresh import Unmeasured, started
from sim.model import MandateModel, Run
from sim.scenario.root import Scenario

STUDY = "ten_arms"
WHOLE = f"corridor study run {STUDY}, from start to end, on all cores"
ALONE = f"The engine alone: {STUDY} in one process, a model that answers from memory"
_kept: dict[int, Run] = {}  # by days


def engine_figures(effort: Effort) -> Iterator[Figure]:
    """The engine's share of a study, and what it costs a run."""
    worlds = 10 if effort.is_rough else 200
    try:
        told = [_study(worlds) for _ in range(effort.processes)]
    except Unmeasured as error:
        yield Figure(WHOLE, "whole study", "s", (), str(error))
        return
    note = f"{10 * worlds:,} runs on {cores()} cores"
    yield Figure(WHOLE, "whole study", "s", tuple(wall for wall, _ in told), note)
    yield Figure(WHOLE, "of it before and after the session", "s", tuple(wall - one["seconds"] for wall, one in told))
    yield Figure(WHOLE, "the model, a run", "ms", tuple(1000 * one["model_seconds"] / one["lived"] for _, one in told))
    yield Figure(WHOLE, "all else, a run and core", "ms", tuple(1000 * _rest(*one) / one[1]["lived"] for one in told), "idle cores too")
    yield Figure(WHOLE, "share of all else", "%", tuple(100 * _rest(*one) / (cores() * one[0]) for one in told))
    yield from _alone(10 if effort.is_rough else 1000, effort.repeats)


def _study(worlds: int) -> tuple[float, dict[str, Any]]:
    """Seconds of a study in a process of its own, and what it says at its end."""
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        said = started(["-m", "experiments", "study", "run", STUDY, f"ledger={folder}/ledger", f"worlds={worlds}", "--json"])
        return perf_counter() - start, json.loads(said.strip().splitlines()[-1])


def _rest(wall: float, one: dict[str, Any]) -> float:
    """Seconds of all cores that the model did not have."""
    return cores() * wall - one["model_seconds"]


def _alone(worlds: int, repeats: int) -> Iterator[Figure]:
    """Sessions in this process in which no run takes any time."""
    from experiments import study
    from experiments.study.file import Engine
    from experiments.study.session import live

    design, taken = study.read(STUDY, worlds=worlds).design, []
    with from_memory("experiments.study.desk", "sim.model"):
        for _ in range(repeats + 1):
            with tempfile.TemporaryDirectory() as folder:
                start, began = perf_counter(), process_time()
                live(design, Path(folder), Engine(kind="inline"), tell=lambda _: None)
                taken.append((perf_counter() - start, process_time() - began))
    for what, at in (("a run, by the clock", 0), ("a run, of a processor's time", 1)):
        yield Figure(ALONE, what, "ms", tuple(1000 * one[at] / design.n_runs for one in taken[1:]), f"{design.n_runs:,} runs")


@contextmanager
def from_memory(*modules: str) -> Iterator[None]:
    """While inside, `run` gives the same result in these modules whatever is asked, after a first run that is real."""
    found = [import_module(name) for name in modules]
    honest = [module.run for module in found]
    for module in found:
        module.run = remembered  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module, run in zip(found, honest, strict=True):
            module.run = run  # type: ignore[attr-defined]


def remembered(scenario: Scenario, seed: int = 1) -> Run:
    """A run that was lived before, whichever is asked for."""
    if scenario.horizon_days not in _kept:
        model = MandateModel(scenario, seed)
        model.advance(scenario.horizon_days)
        _kept[scenario.horizon_days] = Run(model)
    return _kept[scenario.horizon_days]
