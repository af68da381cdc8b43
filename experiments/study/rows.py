"""Runs that were lived, as rows of the ledger's tables: a column at a time, never a dictionary a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from experiments.identity import run_id

if TYPE_CHECKING:
    from experiments.study.desk import Lived


def runs_table(lived: Sequence[Lived], version: str, schema: pa.Schema) -> pa.Table:
    """One row a run: what it is, its inputs, its outcomes (empty where one does not apply)."""
    about = _about(lived, version)
    inputs = list(zip(*(one.inputs for one in lived), strict=True))
    columns = [pa.array(values, field.type) for values, field in zip([*about, *inputs], schema, strict=False)]
    outcomes = np.array([one.outcomes for one in lived], np.float64).T.copy()
    columns += [pa.array(values, from_pandas=True) for values in outcomes]
    return pa.Table.from_arrays(columns, schema=schema)


def _about(lived: Sequence[Lived], version: str) -> list[Sequence[Any]]:
    """What each run is, in the order of schema.OWN; of a failed one also why, and the command that lives it again."""
    ids = [run_id(one.arm.configuration, one.world) for one in lived]
    worlds = [one.world for one in lived]
    replays = [f"corridor replay {name}" if one.why is not None else None for name, one in zip(ids, lived, strict=True)]
    return [
        ids,
        [one.arm.name for one in lived],
        worlds,
        worlds,
        ["ok" if one.why is None else "failed" for one in lived],
        [one.why for one in lived],
        replays,
        [one.arm.configuration for one in lived],
        [version] * len(lived),
    ]


def series_table(lived: Sequence[Lived], schema: pa.Schema) -> pa.Table | None:
    """One row a run and day; None where no run has series."""
    there = [one for one in lived if one.daily is not None]
    if not there:
        return None
    series = {name: np.concatenate([one.daily[name] for one in there if one.daily]) for name in schema.names[4:]}
    days = [len(next(iter(one.daily.values()))) for one in there if one.daily]
    keys = {
        "run_id": np.repeat([run_id(one.arm.configuration, one.world) for one in there], days),
        "arm": np.repeat([one.arm.name for one in there], days),
        "world": np.repeat(np.array([one.world for one in there], np.int64), days),
        "day": np.concatenate([np.arange(n, dtype=np.int32) for n in days]),
    }
    return pa.table({**keys, **series}, schema)
