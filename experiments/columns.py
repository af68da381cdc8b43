"""Tables as named columns: one shape for Parquet tables, data frames and plain mappings."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

Columns = dict[str, np.ndarray]


def columns(table: Any) -> Columns:
    """The columns of a table by name. Takes an Arrow table, a pandas frame, or a mapping of names to sequences."""
    if hasattr(table, "column_names"):
        return {name: table[name].to_numpy() for name in table.column_names}
    if isinstance(table, Mapping):
        return {name: np.asarray(values) for name, values in table.items()}
    return {name: table[name].to_numpy() for name in table.columns}


def where(table: Columns, mask: np.ndarray) -> Columns:
    """The rows for which `mask` is true."""
    return {name: values[mask] for name, values in table.items()}


def size(table: Columns) -> int:
    """Number of rows."""
    return len(next(iter(table.values()))) if table else 0


def rows(table: Columns) -> Iterable[dict[str, Any]]:
    """The table row by row, each a mapping of column to value."""
    for i in range(size(table)):
        yield {name: values[i] for name, values in table.items()}


def numbers(values: np.ndarray) -> np.ndarray:
    """Values as floats; a missing one becomes NaN."""
    if values.dtype == object:
        return np.array([np.nan if value is None else float(value) for value in values])
    return values.astype(float)


def dates(values: np.ndarray) -> np.ndarray:
    """Values as calendar days (datetime64[D]), from dates, timestamps or ISO text."""
    return np.asarray(values).astype("datetime64[D]")


def months(values: np.ndarray) -> np.ndarray:
    """Values as calendar months (datetime64[M]), from dates or YYYY-MM text."""
    return np.asarray(values).astype("datetime64[M]")


def texts(values: np.ndarray) -> np.ndarray:
    """Values as text; a missing one becomes an empty text."""
    return np.array(["" if value is None or value != value else str(value) for value in values], dtype=object)


def totals(keys: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums of `values` by key: the keys in order, and one sum for each."""
    found, place = np.unique(keys, return_inverse=True)
    return found, np.bincount(place, weights=numbers(values), minlength=len(found))
