"""The columns of the ledger: what each holds, in which type and unit. docs/ledger.md is made from this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from experiments.study.inputs import Input
from experiments.study.series import SERIES
from experiments.units import COLUMNS
from sim.outcomes import UNITS

MARK = {b"corridor": b"ledger 1"}
HOLDS = b"holds"
TYPES = {"number": pa.float64(), "whole": pa.int64(), "truth": pa.bool_(), "text": pa.string()}
OWN: dict[str, tuple[pa.DataType, str, str]] = {
    "run_id": (pa.string(), "name", COLUMNS["run_id"][1]),
    "arm": (pa.string(), "name", COLUMNS["arm"][1]),
    "world": (pa.int64(), "seed", COLUMNS["world"][1]),
    "seed": (pa.int64(), "seed", COLUMNS["seed"][1]),
    "status": (pa.string(), "ok or failed", COLUMNS["status"][1]),
    "why": (pa.string(), "text", "why the run failed; empty where it ended well"),
    "replay": (pa.string(), "command", "lives a failed run again; empty where it ended well"),
    "configuration": (pa.string(), "name", "hash of every setting of the arm and of the place's tables"),
    "version": (pa.string(), "name", "release and model that lived the run"),
}
KEYS = ("run_id", "arm", "world", "day")


def runs_schema(inputs: Iterable[Input]) -> pa.Schema:
    """One row a run: what it is, its inputs, its outcomes."""
    fields = [_field(name, *about) for name, about in OWN.items()]
    fields += [_field(f"{one.name}", TYPES[one.kind], one.unit, "input: as the arm sets it or the world draws it") for one in inputs]
    fields += [_field(name, pa.float64(), unit, "outcome; empty where it does not apply") for name, unit in UNITS.items()]
    return pa.schema(fields, MARK)


def daily_schema(columns: Sequence[str]) -> pa.Schema:
    """One row a run and day: the series asked for, in compact types."""
    keys = {"run_id": pa.string(), "arm": pa.string(), "world": pa.int64(), "day": pa.int32()}
    fields = [_field(name, kind, *COLUMNS[name]) for name, kind in keys.items()]
    fields += [_field(name, pa.type_for_alias(SERIES[name]), *COLUMNS.get(name, ("", ""))) for name in columns]
    return pa.schema(fields, MARK)


def bare(schema: pa.Schema) -> pa.Schema:
    """The schema without words, for files that are soon folded into others."""
    return pa.schema([pa.field(one.name, one.type) for one in schema], MARK)


def _field(name: str, kind: pa.DataType, unit: str, words: str) -> pa.Field:
    return pa.field(name, kind, metadata={"unit": unit, "description": words})
