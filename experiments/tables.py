"""Tables as Parquet files whose columns carry their unit and meaning, and plain data as JSON and YAML files.

The same values always give the same bytes: nothing of the hour or the machine enters a file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from experiments.units import about

PARQUET = {"compression": "zstd", "write_statistics": True}


def write_table(path: Path, columns: Mapping[str, np.ndarray], units: Mapping[str, str] | None = None) -> Path:
    """Writes columns as one Parquet file. `units` says what a column means where the dictionary of columns does not."""
    fields, arrays = [], []
    for name, values in columns.items():
        array = _array(values)
        fields.append(pa.field(name, array.type, metadata=about(name, path.stem, units or {})))
        arrays.append(array)
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), path, **PARQUET)
    return path


def write_json(path: Path, data: Any) -> Path:
    """Writes plain data as JSON that every reader takes: what is not a number becomes null."""
    text = json.dumps(_finite(data), indent=2, ensure_ascii=False, allow_nan=False, default=str)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def write_yaml(path: Path, data: Any, heading: str = "") -> Path:
    """Writes plain data as a YAML file that Corridor itself can read, below a comment."""
    path.write_text(yaml_text(data, heading), encoding="utf-8", newline="\n")
    return path


def yaml_text(data: Any, heading: str = "") -> str:
    """Plain data as the text of a YAML file, below a comment."""
    text = yaml.safe_dump(_plain(data), sort_keys=False, allow_unicode=True, width=120, default_flow_style=False)
    return "".join(f"# {line}\n" for line in heading.splitlines()) + text


def _array(values: Any) -> pa.Array:
    """One column for Arrow: texts as text, days as dates, hours as timestamps."""
    values = np.asarray(values)
    if values.dtype.kind in "OU":
        return pa.array([None if one is None else str(one) for one in values.tolist()], pa.string())
    if values.dtype.kind == "M" and np.datetime_data(values.dtype)[0] != "D":
        return pa.array(values.astype("datetime64[s]"))
    return pa.array(values)


def _finite(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {str(key): _finite(one) for key, one in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(one) for one in data]
    data = data.item() if isinstance(data, np.generic) else data
    return None if isinstance(data, float) and not math.isfinite(data) else data


def _plain(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {str(key): _plain(one) for key, one in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(one) for one in data]
    return data.item() if isinstance(data, np.generic) else data
