"""A figure: something measured several times, with its unit."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """Values measured of one thing; `values` is empty where it could not be measured, and `note` says why."""

    group: str
    what: str
    unit: str
    values: tuple[float, ...]
    note: str = ""

    @property
    def median(self) -> float:
        """The value that half of the repeats stay below."""
        return statistics.median(self.values)

    def row(self) -> dict[str, Any]:
        """The figure as one tidy row."""
        row = {"group": self.group, "what": self.what, "unit": self.unit, "repeats": len(self.values)}
        found = (self.median, min(self.values), max(self.values)) if self.values else (None, None, None)
        return {**row, **dict(zip(("median", "min", "max"), found, strict=True)), "note": self.note}


def ratio(group: str, what: str, over: Sequence[float], under: Sequence[float], note: str = "") -> Figure:
    """How many times larger: the pairs measured one after the other, so that a busy machine slows both alike."""
    pairs = zip(over, under, strict=False)
    return Figure(group, what, "x", tuple(a / b for a, b in pairs if b > 0), note)


@contextmanager
def known_rubbish_only() -> Iterator[None]:
    """While it lasts, the collector looks only at what is made from now on, not at what libraries made."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def timed(act: Callable[[], Any], *, is_tidy: bool = False) -> tuple[float, Any]:
    """Seconds that an act takes, and what it gives; rubbish is collected first unless all is tidy."""
    if not is_tidy:
        gc.collect()
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found
