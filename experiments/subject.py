"""What a report is about: a comparison, a study's ledger or a single run, read from the folder that it left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments.analysis import BLOCKADE_DAYS
from experiments.columns import Columns, columns, numbers, size, texts, where
from sim.scenario.load import load
from sim.scenario.problem import printable
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import refuse
from sim.scenario.root import Scenario

AGAIN = "corridor run scenario=DIR/arms/{arm}.yaml seed={world}"
MOST_ARMS = 8  # side by side; a page with more is a table


class Subject(NamedTuple):
    """A result to report on; `folder` is None while it is being written, `outcomes` for a single run.

    `arms` tells each arm shown ({title, words, differences}), `scenarios` holds it as judged; `again` says how to live one run of it
    again: {arm}, {world} and {run_id} stand for what they say."""

    folder: Path | None
    about: dict[str, Any]
    baseline: str
    arms: Mapping[str, dict[str, Any]]
    scenarios: Mapping[str, Scenario]
    outcomes: Columns | None
    again: str
    seed: int | None = None
    note: str = ""

    @property
    def titles(self) -> dict[str, str]:
        """The arms' titles by name."""
        return {name: arm["title"] for name, arm in self.arms.items()}


def subject_of(folder: Path) -> Subject:
    """A folder's result. ScenarioRefused says what the folder lacks."""
    from experiments.study import manifest

    if (folder / "outcomes.parquet").is_file():
        return _of_comparison(folder)
    if (folder / "summary.json").is_file():
        return _of_run(folder)
    if folder.is_dir() and manifest.read(folder):
        return _of_ledger(folder)
    why = "no result of corridor compare, run or study lies there"
    raise refuse("", str(folder), f"{printable(str(folder), 120)}: {why}")


def _of_comparison(folder: Path) -> Subject:
    import pyarrow.parquet as pq

    try:
        told = dict(read_yaml(folder / "arms.yaml"))
        arms = {name: dict(arm) for name, arm in told["arms"].items()}
        scenarios = {name: load(folder / "arms" / f"{name}.yaml") for name in arms}
        outcomes = columns(pq.read_table(folder / "outcomes.parquet"))
    except (OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        why = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:120]}"
        raise refuse("", str(folder), f"{printable(str(folder), 120)}: the comparison in it is not whole ({why})") from error
    base = scenarios[told["baseline"]]
    about = {key: told[key] for key in ("question", "baseline", "command") if told.get(key)}
    about |= {"title": _title(base, told.get("title", "")), "version": _made_by(folder), "seeds": told.get("worlds", "")}
    about |= {"worlds": len(set(outcomes["world"].tolist())), "configuration_hash": arms[told["baseline"]].get("configuration_hash", "")}
    return Subject(folder, about, told["baseline"], arms, scenarios, outcomes, AGAIN)


def _of_run(folder: Path) -> Subject:
    from experiments.explain.life import read_life

    life = read_life(str(folder))
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    about = {key: summary[key] for key in ("version", "configuration_hash") if key in summary} | {"seeds": life.seed}
    about |= {"title": life.scenario.title or life.scenario.name, "question": life.scenario.question, "run": life.run_id}
    again = "corridor run scenario=DIR/scenario.yaml seed={world}"
    return Subject(folder, about, life.title, {life.title: _arm(life.title)}, {life.title: life.scenario}, None, again, life.seed)


def _of_ledger(folder: Path) -> Subject:
    """The latest design of a ledger. Of many arms, those that changed the chance of a long obstruction most."""
    from experiments.differences import differences
    from experiments.study import manifest
    from experiments.study.reading import Results

    results = Results(folder)
    design, outcomes = results.design, columns(results.table())
    if not size(outcomes):
        raise refuse("", str(folder), f"{printable(str(folder), 120)}: no run of the study is done yet; corridor study run goes on")
    planned = {arm.name: arm for arm in design.arms}
    lived = [name for name in planned if name in set(texts(outcomes["arm"]).tolist())]
    shown = lived if len(lived) <= MOST_ARMS else _foremost(outcomes, lived)
    scenarios = {name: design.scenario(planned[name]) for name in shown}
    arms = {name: _arm(planned[name].title or name.replace("_", " "), planned[name].words) for name in shown}
    for name in shown[1:]:
        arms[name]["differences"] = differences(scenarios[shown[0]], scenarios[name])
    few = f"Of {len(lived)} arms the baseline is shown, and the {len(shown) - 1} that changed the road most; all are in {folder.name}/runs."
    kept = where(outcomes, np.isin(outcomes["arm"], shown))
    told = manifest.read(folder) or {}
    about = {"title": _title(scenarios[shown[0]], design.title), "question": design.question, "baseline": shown[0]}
    about |= {"version": design.version}
    about |= {"worlds": design.count, "seeds": f"{design.worlds[0]} to {design.worlds[-1]}", "command": _command(told)}
    about |= {"configuration_hash": planned[shown[0]].configuration}
    note = "" if shown == lived else few
    return Subject(folder, about, shown[0], arms, scenarios, kept, "corridor explain {run_id} ledger=DIR", note=note)


def _foremost(outcomes: Columns, lived: list[str]) -> list[str]:
    """The baseline, and the arms whose share of worlds with a long obstruction lies furthest from its own; in their order."""
    names, days = texts(outcomes["arm"]), numbers(outcomes["blockade_days"])
    shares = {name: float(np.nanmean(days[names == name] > BLOCKADE_DAYS)) for name in lived}
    ranked = sorted(lived[1:], key=lambda name: -abs(shares[name] - shares[lived[0]]))[: MOST_ARMS - 1]
    return [lived[0], *(name for name in lived[1:] if name in ranked)]


def _arm(title: str, words: str = "") -> dict[str, Any]:
    return {"title": title, "words": words, "differences": []}


def _title(base: Scenario, study: str) -> str:
    return f"{base.title or base.name}: {study}" if study else base.title or base.name


def _made_by(folder: Path) -> str:
    try:
        return str(json.loads((folder / "corridor.json").read_text(encoding="utf-8"))["made_by"]).removeprefix("Corridor ")
    except (OSError, ValueError, KeyError):
        return ""


def _command(told: Mapping[str, Any]) -> str:
    """The command that last wrote to a ledger."""
    sessions = told.get("sessions") or []
    return str(sessions[-1].get("command", "")) if sessions else str(told.get("command", ""))
