"""Intervals of what has no closed form: worlds drawn again, by luck of its own address, so that the same worlds give the same interval."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.intervals import LEVEL, Interval
from sim import luck

DRAWS = 2000
DECISION = 950  # an address that no rule of the model has


def again(n: int, draws: int = DRAWS) -> np.ndarray:
    """(draws, n) rows of worlds drawn with replacement; always the same for the same numbers."""
    u = np.empty(draws * n)
    luck.fill_uniforms(np.uint64(1), DECISION, n, u)
    return np.minimum((u * n).astype(np.int64), n - 1).reshape(draws, n)


def interval(statistic: Callable[[np.ndarray], float], n: int, level: float = LEVEL, draws: int = DRAWS) -> Interval:
    """A statistic of worlds with its percentile interval. `statistic` takes rows (n,) of worlds; draws that give no number are left out."""
    value = statistic(np.arange(n)) if n else np.nan
    if n < 2:
        return Interval(float(value), np.nan, np.nan, n)
    found = np.array([statistic(rows) for rows in again(n, draws)])
    found = found[np.isfinite(found)]
    tail = 50 * (1 - level)
    low, high = np.percentile(found, (tail, 100 - tail)) if len(found) else (np.nan, np.nan)
    return Interval(float(value), float(low), float(high), n)
