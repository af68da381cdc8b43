"""Studies for notebooks: the words of `corridor study`, in Python.

    from experiments import study

    plan = study.read("levers_grid", worlds=100)            # judged at once; ScenarioRefused lists everything wrong
    print(study.describe(plan))                             # what will be run, how arms differ, how long it takes
    results = study.run(plan, "results/grid", workers=2)    # lives what the ledger lacks; the same call goes on
    results.pandas(["arm", "world", "displaced_persons"])   # or .table() (Arrow), .polars(), .sql("select ... from study")
    results.grouped(["mandate"], ["displaced_persons"])     # means by any input
    results.compare(["displaced_persons"])                  # paired differences from the baseline, with intervals
    results.figure("paired_differences")                    # a matplotlib figure

| name | what it does |
|---|---|
| `read(study, worlds=..., scenario=..., settings=...)` | a study by name, path or as plain data, judged and laid out |
| `describe(plan)` | the plan in plain words, with a forecast of time and disk |
| `run(plan, ledger, workers=..., engine=...)` | lives it, and returns its results |
| `results(ledger)` | the results of a ledger, finished or not |
| `replay(run_id, ledger)` | lives one stored run again and compares it bit for bit |
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.study.layout import Laid
    from experiments.study.reading import Results
    from experiments.study.relive import Replay

__all__ = ["describe", "read", "replay", "results", "run"]


def read(
    study: str | os.PathLike[str] | Mapping[str, Any], *, worlds: int | None = None, first_seed: int | None = None, **changes: Any
) -> Laid:
    """A study by its name in configs/study, by a file's path, or as plain data; `changes` of its scenario as `sim.load` takes them."""
    from experiments.study.layout import base_of, laid_out, read_file

    file = read_file(study)
    changed = [*changes.get("settings", {}), *(name.replace("__", ".") for name in changes if "__" in name)]
    return laid_out(file, base_of(file, **changes), changed, worlds=worlds, first_seed=first_seed)


def describe(plan: Laid, ledger: str | os.PathLike[str] | None = None) -> str:
    """What will be run, in plain words; a few runs are timed for the forecast."""
    from experiments.execute import cores
    from experiments.study.words import described, done_in, forecast

    folder = Path(ledger) if ledger is not None else None
    n_left = plan.design.n_runs - (done_in(plan.design, folder) if folder and folder.is_dir() else 0)
    workers = 1 if plan.engine.kind == "inline" else plan.engine.workers or cores()
    return described(plan, folder, workers, forecast(plan.design, n_left, workers))


def run(
    plan: Laid,
    ledger: str | os.PathLike[str],
    *,
    engine: str | None = None,
    workers: int | None = None,
    address: str | None = None,
    retry: bool = False,
) -> Results:
    """Lives the runs that the ledger lacks, and returns its results; called again, it goes on. Ctrl-C lets batches in flight finish."""
    from experiments.study.file import Engine
    from experiments.study.reading import Results
    from experiments.study.screen import screen
    from experiments.study.session import live
    from sim.scenario.refusal import judge
    from sim.scenario.settings import as_data

    words = {"kind": engine, "workers": workers, "address": address}
    settings = judge(Engine, {**as_data(plan.engine), **{key: value for key, value in words.items() if value is not None}}, prefix="engine")
    with screen(is_json=False) as show:
        live(plan.design, Path(ledger), settings, retry=retry, show=show, tell=lambda line: print(line, file=sys.stderr))
    return Results(Path(ledger), plan.design)


def results(ledger: str | os.PathLike[str]) -> Results:
    """The results of a ledger, finished or not, as a table that can be grouped, compared and drawn."""
    from experiments.study.reading import Results

    return Results(Path(ledger))


def replay(run_id: str, ledger: str | os.PathLike[str] | None = None) -> Replay:
    """Lives a stored run again; `is_same` tells whether every column came out the same, bit for bit."""
    from experiments.study.relive import find, live_again

    return live_again(find(run_id, None if ledger is None else os.fspath(ledger)))
