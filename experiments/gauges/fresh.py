"""What only a fresh process shows: memory, the time to answer, the first compilation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from experiments.gauges.figure import Figure
from sim.scenario.load import written_out
from sim.scenario.root import Scenario

ROOT = Path(__file__).resolve().parents[2]  # a checkout, or the folder in which Corridor is installed
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
MEMORY = "A process of its own, one core"
HELP = "corridor --help, from start to end"
COLD = "Compiling everything for the first time"


class Unmeasured(Exception):
    """A process that should have been measured failed; its last words say why."""


def live_alone(scenario: Scenario, seed: int, *, ledger: bool = False, cache: str | None = None) -> dict[str, Any]:
    """Figures of one world in a fresh process. cache: folder for compiled code, else the usual one."""
    asked = json.dumps({"scenario": written_out(scenario), "seed": seed, "ledger": ledger}, default=str)
    environment = ONE_CORE | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    return json.loads(started(["-m", "experiments.gauges.alone"], environment, asked))


def memory_figures(cases: dict[str, tuple[Scenario, int, bool]], repeats: int) -> list[Figure]:
    """Peak memory and start of each case: scenario, world, whether with ledger."""
    figures = []
    for name, (scenario, seed, ledger) in cases.items():
        told = [live_alone(scenario, seed, ledger=ledger) for _ in range(repeats)]
        figures += [
            Figure(MEMORY, f"peak memory, {name}", "MB", _each(told, "first_peak_mb")),
            Figure(MEMORY, f"  of it after the imports, {name}", "MB", _each(told, "import_mb")),
            Figure(MEMORY, f"imports, {name}", "ms", _each(told, "import_s", 1000)),
            Figure(MEMORY, f"first run in the process, {name}", "ms", _run(told, "first"), "reads compiled code from disk"),
            Figure(MEMORY, f"second run in the process, {name}", "ms", _run(told, "second")),
            Figure(MEMORY, f"cores used, {name}", "cores", _each(told, "second_cores")),
        ]
    return figures


def help_figure(repeats: int) -> Figure:
    """Time until the command has answered a call for help."""
    seconds = []
    for _ in range(repeats):
        start = perf_counter()
        try:
            started(["-m", "experiments", "--help"])
        except Unmeasured as error:
            return Figure(HELP, "fresh process", "ms", (), str(error))
        seconds.append(perf_counter() - start)
    return Figure(HELP, "fresh process", "ms", tuple(1000 * s for s in seconds))


def cold_figures(scenario: Scenario, seed: int) -> list[Figure]:
    """Time of the first run with nothing compiled, and of the next process, which finds it all on disk."""
    with tempfile.TemporaryDirectory() as cache:
        cold = live_alone(scenario, seed, cache=cache)
        warm = live_alone(scenario, seed, cache=cache)
    note = "includes compiling; seconds"
    return [
        Figure(COLD, "imports, nothing compiled yet", "s", (cold["import_s"],)),
        Figure(COLD, "first set-up", "s", (cold["first_set_up_s"],), note),
        Figure(COLD, "first living", "s", (cold["first_living_s"],), note),
        Figure(COLD, "first set-up and living in the next process", "s", (warm["first_set_up_s"] + warm["first_living_s"],)),
    ]


def _run(told: list[dict[str, Any]], turn: str) -> tuple[float, ...]:
    return tuple(1000.0 * (one[f"{turn}_set_up_s"] + one[f"{turn}_living_s"]) for one in told)


def _each(told: list[dict[str, Any]], name: str, scale: float = 1.0) -> tuple[float, ...]:
    return tuple(scale * one[name] for one in told if one[name] is not None)


def started(words: list[str], environment: dict[str, str] | None = None, given: str = "") -> str:
    """What a fresh Python prints; Unmeasured where it fails."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        input=given,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = (done.stderr.strip() or "nothing said").splitlines()[-1]
        raise Unmeasured(f"not measured: exit status {done.returncode} ({last})")
    return done.stdout
