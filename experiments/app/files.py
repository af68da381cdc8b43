"""What a visitor may take home: the configuration as YAML that `corridor` accepts, and tables."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from experiments.app.asked import Judged
from experiments.app.stream import Stream
from experiments.app.work import csv_text
from experiments.comparison import outcome_columns
from experiments.execute import Row, Task
from experiments.scenario_file import scenario_text
from experiments.tables import write_table, yaml_text
from experiments.version import version
from sim.outcomes import UNITS
from sim.scenario.settings import as_data

ARMS = ("first", "second")
STUDY = """Two arms as they stood on the page of Corridor {version}.
Run it: corridor compare scenario={scenario} worlds={worlds} study=study.yaml
or, with a ledger: corridor study run study.yaml"""


def study_yaml(judged: Judged) -> str:
    """Both arms as a study, in the presets and settings that make them."""
    question, study = judged.question, judged.study
    data = {
        "title": study.title,
        "scenario": question.scenario,
        "worlds": {"count": question.worlds},
        "baseline": study.baseline,
        "arms": {name: _told(as_data(arm)) for name, arm in study.arms.items()},
    }
    return yaml_text(data, STUDY.format(version=version(), scenario=question.scenario, worlds=question.worlds))


def _told(arm: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in arm.items() if value not in (None, "", {})}


def scenario_yaml(judged: Judged, side: int) -> str:
    """One arm in full, as `corridor run scenario=FILE` takes it."""
    return scenario_text(judged.arms[side], f"Arm {'AB'[side]} of the page: {judged.titles[side]}.", f"arm-{'ab'[side]}.yaml")


def outcomes_table(stream: Stream, kind: str) -> bytes:
    """The outcomes of both arms in every world of a finished stream, as a CSV or Parquet file."""
    rows = [_named(row, name) for seed in stream.seeds for name, row in zip(ARMS, stream.pair(seed), strict=True)]
    columns = outcome_columns(rows, dict(zip(ARMS, stream.judged.arms, strict=True)))
    return csv_text(columns).encode() if kind == "csv" else _parquet(columns)


def _named(row: Row, arm: str) -> Row:
    return row._replace(task=Task(arm, row.task.world))


def _parquet(columns: dict[str, Any]) -> bytes:
    with TemporaryDirectory(prefix="corridor-") as name:
        return write_table(Path(name) / "outcomes.parquet", columns, UNITS).read_bytes()
