"""A judged scenario as a file of its own, every setting in full, that can be lived again."""

from __future__ import annotations

from pathlib import Path

from experiments.tables import yaml_text
from experiments.version import version
from sim.scenario.load import written_out
from sim.scenario.root import Scenario

HEADING = "Every setting as it was used by Corridor {version}. {note}\nLive it again: corridor run scenario={name} seed=N"


def write_scenario(path: Path, scenario: Scenario, note: str = "") -> Path:
    """Writes a scenario that `corridor run scenario=FILE` and `sim.load(FILE)` take as it is."""
    path.write_text(scenario_text(scenario, note, path.name), encoding="utf-8", newline="\n")
    return path


def scenario_text(scenario: Scenario, note: str, name: str) -> str:
    """The text of such a file, which is to have this name."""
    return yaml_text(written_out(scenario), HEADING.format(version=version(), note=note, name=name))
