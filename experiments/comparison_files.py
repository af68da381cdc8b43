"""The files of a comparison: outcomes, arms, example worlds, figures, report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.analysis import Comparison
from experiments.comparison import Columns
from experiments.identity import configuration_hash
from experiments.plan import Plan
from experiments.scenario_file import write_scenario
from experiments.subject import AGAIN, Subject
from experiments.tables import write_table, write_yaml
from experiments.version import version
from experiments.whole_report import write_whole_report
from sim.outcomes import UNITS

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
    _write_arms(folder, plan, words, command)
    if not compared:
        return True
    about = _about(plan, command)
    subject = Subject(None, about, plan.study.baseline, words, plan.arms, outcomes, AGAIN)
    return write_whole_report(subject, folder, folder, keep_tables=True).is_whole


def _write_arms(folder: Path, plan: Plan, words: Mapping[str, Any], command: str) -> None:
    """arms.yaml tells the arms in words; arms/NAME.yaml is each in full, to live any of its worlds again."""
    study = plan.study
    about = {
        "title": study.title,
        "question": study.question,
        "baseline": study.baseline,
        "worlds": plan.worlds_in_words,
        "command": command,
    }
    write_yaml(folder / "arms.yaml", {**about, "arms": words}, HEADING.format(version=version()))
    (folder / "arms").mkdir()
    for name, scenario in plan.arms.items():
        write_scenario(folder / "arms" / f"{name}.yaml", scenario, f"Arm {name}.")


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
    }
