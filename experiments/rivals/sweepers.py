"""The tools of `sweeps`, each with the same runs: how a user would write it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mesa

from experiments.rivals.sweeps import ARMS, DAYS, OUTCOME, WORKERS, WORLDS, lived, value
from experiments.study.work import Piece, Report, Work, do


def corridor(folder: Path) -> dict[str, Any]:
    """Corridor's own engine: everything it does, files and all."""
    from experiments import study
    from experiments.study import session
    from experiments.study.file import Engine

    plan = study.read({"arms": ARMS, "settings": {"horizon_days": DAYS}, "outcomes": [OUTCOME]}, worlds=WORLDS)
    session.open_engine = _crew  # the usual one, but its model function has mishaps
    start = time.perf_counter()
    session.live(plan.design, folder, Engine(kind="local", workers=WORKERS), tell=lambda _: None)
    seconds = time.perf_counter() - start
    return {"rows": study.results(folder).sql("select count(*) as n from runs")["n"][0].as_py(), "seconds": seconds}


@contextmanager
def _crew(settings: Any, work: Work, n_runs: int) -> Iterator[Any]:
    from experiments.crew import Crew

    with Crew(WORKERS, _do, work) as crew:
        crew.workers = WORKERS  # type: ignore[attr-defined]
        yield crew


def _do(work: Work, piece: Piece) -> Report:
    from experiments.study import desk
    from experiments.study.work import desk_of

    arms = {id(desk_of(work).built(name).scenario): name for name in ARMS}
    desk.run = lambda scenario, world: lived(scenario, arms[id(scenario)], world)
    return do(work, piece)


class Swept(mesa.Model):
    """A run as Mesa's batch_run wants it: a model of one step."""

    def __init__(self, arm: str, world: int, **more: Any) -> None:
        super().__init__(rng=1)
        self.arm, self.world, self.outcome = arm, world, 0.0
        self.datacollector = mesa.DataCollector(model_reporters={OUTCOME: "outcome"})

    def step(self) -> None:
        """Lives the run."""
        self.outcome = value(self.arm, self.world)
        self.datacollector.collect(self)
        self.running = False


def mesa_batch_run() -> list[dict[str, Any]]:
    """All runs through Mesa."""
    worlds = list(range(1, WORLDS + 1))
    return mesa.batch_run(Swept, {"arm": list(ARMS), "world": worlds}, number_processes=WORKERS, max_steps=1, display_progress=False)


def ema(folder: Path) -> dict[str, Any]:
    """All runs through the EMA workbench."""
    from ema_workbench import CategoricalParameter, IntegerParameter, Model, MultiprocessingEvaluator, ScalarOutcome
    from ema_workbench.em_framework import Policy, Scenario

    model = Model("corridor", function=_for_ema)
    model.uncertainties = [IntegerParameter("world", 1, WORLDS)]
    model.levers = [CategoricalParameter("arm", list(ARMS))]
    model.outcomes = [ScalarOutcome(OUTCOME)]
    worlds = [Scenario(f"world {world}", world=world) for world in range(1, WORLDS + 1)]
    arms = [Policy(arm, arm=arm) for arm in ARMS]
    start = time.perf_counter()
    with MultiprocessingEvaluator(model, n_processes=WORKERS) as evaluator:
        _, outcomes = evaluator.perform_experiments(worlds, arms)
    return {"rows": len(outcomes[OUTCOME]), "seconds": time.perf_counter() - start}


def _for_ema(world: int = 1, arm: str = "plain") -> dict[str, float]:
    return {OUTCOME: value(str(arm), int(world))}


def _mesa(folder: Path) -> dict[str, Any]:
    start = time.perf_counter()
    rows = mesa_batch_run()
    return {"rows": len(rows), "seconds": time.perf_counter() - start}


TOOLS = {"corridor": corridor, "mesa": _mesa, "ema": ema}
