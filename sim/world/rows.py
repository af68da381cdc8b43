"""Rows of tables where rules run uncompiled (NUMBA_DISABLE_JIT=1, to step through them): columns are attributes there as well.

Compiled rules write `place.fear`; a row of a plain numpy table has only `place["fear"]`, and numpy's own records hide columns behind
attributes of theirs (`base`). So an uncompiled process gives every table a class of rows of its own. Whole numbers are read as Python's,
which do not overflow: compiled code computes with 64 bits, however few a column has. Compiled, nothing happens here.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

IS_COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


def row_type(plain: np.dtype) -> np.dtype:
    """The type of a table whose rows the rules of this process can read and write."""
    return plain if IS_COMPILED or not plain.names else _with_attributes(plain)


@cache
def _with_attributes(plain: np.dtype) -> np.dtype:
    columns = {name: property(_reader(name, plain[name].kind), _writer(name)) for name in plain.names or ()}
    return np.dtype((type("Row", (np.void,), columns), plain))


def _reader(name: str, kind: str) -> Callable[[np.void], Any]:
    if kind in "iu":
        return lambda row: int(row[name])
    return lambda row: row[name]


def _writer(name: str) -> Callable[[np.void, Any], None]:
    def write(row: np.void, value: Any) -> None:
        row[name] = value

    return write
