"""The files of a comparison: outcomes, arms, example worlds, figures, report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments import dossier, drawing
from experiments.analysis import Comparison
from experiments.comparison import Columns, best_arm, example_world
from experiments.identity import configuration_hash
from experiments.picture import Picture
from experiments.plan import Plan
from experiments.report import write_report
from experiments.scenario_file import write_scenario
from experiments.tables import write_table, write_yaml
from experiments.version import version
from sim.model import run
from sim.outcomes import UNITS
from sim.scenario.root import Scenario

HEADING = "The arms of this comparison, as Corridor {version} ran them. In full: arms/NAME.yaml."


def write(
    folder: Path,
    plan: Plan,
    outcomes: Columns,
    words: Mapping[str, Mapping[str, Any]],
    compared: Sequence[Comparison],
    command: str,
) -> bool:
    """Writes everything that a comparison leaves behind; false where figures could not be drawn.

    Without a run that ended well there is nothing to draw."""
    write_table(folder / "outcomes.parquet", outcomes, UNITS)
    _write_arms(folder, plan, words)
    if not compared:
        return True
    titles = {name: arm["title"] for name, arm in words.items()}
    sides = {"outcomes": outcomes, "baseline": plan.study.baseline, "titles": titles}
    found = [drawing.drawn(sides, folder), *_examples(folder, plan, outcomes, titles, best_arm(compared))]
    write_report(folder, outcomes, words, _about(plan, command), [one for pictures in found for one in pictures or ()])
    return None not in found


def _write_arms(folder: Path, plan: Plan, words: Mapping[str, Any]) -> None:
    """arms.yaml tells the arms in words; arms/NAME.yaml is each in full, to live any of its worlds again."""
    study = plan.study
    about = {
        "title": study.title,
        "question": study.question,
        "baseline": study.baseline,
        "worlds": plan.worlds_in_words,
    }
    write_yaml(folder / "arms.yaml", {**about, "arms": words}, HEADING.format(version=version()))
    (folder / "arms").mkdir()
    for name, scenario in plan.arms.items():
        write_scenario(folder / "arms" / f"{name}.yaml", scenario, f"Arm {name}.")


def _examples(folder: Path, plan: Plan, outcomes: Columns, titles: Mapping[str, str], best: str | None) -> list[list[Picture] | None]:
    """The same world under the baseline and under the most favourable arm, told in figures."""
    world = example_world(outcomes, plan.study.baseline)
    if world is None:
        return []
    shown = dict.fromkeys((plan.study.baseline, *((best,) if best else ())))
    return [_pictures(folder / "examples" / arm, titles[arm], plan.arms[arm], world) for arm in shown]


def _pictures(folder: Path, title: str, scenario: Scenario, world: int) -> list[Picture] | None:
    """Lives one world again with its ledger, keeps its tables beside the figures, and says whose figures they are."""
    tables = run(scenario, world, ledger=True).tables()
    folder.mkdir(parents=True)
    for name, columns in tables.items():
        write_table(folder / f"{name}.parquet", columns)
    pictures = drawing.drawn(tables, folder)
    return pictures and [one._replace(title=f"{one.title}. {title}, world {world}") for one in pictures]


def _about(plan: Plan, command: str) -> dict[str, Any]:
    """What a reader needs to judge and repeat the comparison."""
    base = plan.arms[plan.study.baseline]
    return {
        "title": f"{base.title or base.name}: {plan.study.title}" if plan.study.title else base.title,
        "question": plan.study.question,
        "baseline": plan.study.baseline,
        "command": command,
        "version": version(),
        "configuration_hash": configuration_hash(base),
        "worlds": len(plan.worlds),
        "seeds": plan.worlds_in_words,
        "assumptions": dossier.assumptions(base),
        "priors": dossier.priors(base),
    }
