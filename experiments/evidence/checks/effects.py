"""What a change does to the outcomes of the same worlds: differences with intervals, in their unit, in spreads, in Monte-Carlo errors."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

from experiments import intervals
from experiments.evidence.checks.case import Worlds
from experiments.evidence.checks.finding import verdict
from experiments.intervals import LEVEL, Interval
from sim.measures import UNITS

HEADLINE = ("is_obstructed_30", "is_offensive", "displaced_persons", "civilian_deaths")
SMALL = 0.2  # spreads of worlds: a small effect (Cohen 1988), set before the checks were run


class Effect(NamedTuple):
    """One outcome before and after a change: means, the paired difference, the spread over worlds, and worlds in which it differs."""

    outcome: str
    before: float
    after: float
    difference: Interval
    spread: float
    n_differing: int

    @property
    def in_spreads(self) -> Interval:
        """The difference in standard deviations of the worlds before the change; NaN where worlds do not vary."""
        scale = self.spread if self.spread > 0 else np.nan
        return Interval(self.difference.value / scale, self.difference.low / scale, self.difference.high / scale, self.difference.n)

    @property
    def in_errors(self) -> float:
        """The difference in Monte-Carlo errors of a mean over these worlds."""
        return self.difference.value / self.spread * sqrt(self.difference.n) if self.spread > 0 else np.nan

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves nought out."""
        return bool(self.difference.low > 0 or self.difference.high < 0)

    def as_row(self, **about: Any) -> dict[str, Any]:
        """The effect as a row of a table."""
        spreads = self.in_spreads
        return {
            **about,
            "outcome": self.outcome,
            "unit": UNITS[self.outcome],
            "before": self.before,
            "after": self.after,
            "change": self.difference.value,
            "low": self.difference.low,
            "high": self.difference.high,
            "in_spreads": spreads.value,
            "in_monte_carlo_errors": self.in_errors,
            "worlds": self.difference.n,
            "worlds_differing": self.n_differing,
        }


def effects(before: Worlds, arm: str, after: Worlds, changed: str, outcomes: Sequence[str] = (), level: float = LEVEL) -> list[Effect]:
    """The effect on each outcome (all of them, if none is named) in the worlds that ended well in both arms."""
    ended = before.ok(arm) & after.ok(changed)
    return [_effect(name, before.of(arm, name)[ended], after.of(changed, name)[ended], level) for name in outcomes or UNITS]


def family_level(n: int, level: float = LEVEL) -> float:
    """The level of each of n intervals at which all of them hold together (Bonferroni)."""
    return 1 - (1 - level) / n


def within_small(effect: Effect) -> str:
    """Kept if the whole interval is a small effect at most, broken if none of it is, undecided otherwise."""
    if effect.n_differing == 0 or effect.spread == 0:
        return "kept" if effect.n_differing == 0 else "undecided"
    return verdict(effect.in_spreads, (-SMALL, SMALL))


def _effect(name: str, first: np.ndarray, second: np.ndarray, level: float) -> Effect:
    known = np.isfinite(first) & np.isfinite(second)
    differs = (first != second) & (np.isfinite(first) | np.isfinite(second))
    paired = intervals.paired_share if name.startswith("is_") else intervals.paired_mean
    apart = paired(first, second, level)
    if not known.any():
        return Effect(name, np.nan, np.nan, apart, np.nan, int(differs.sum()))
    spread = float(first[known].std(ddof=1)) if known.sum() > 1 else np.nan
    return Effect(name, float(first[known].mean()), float(second[known].mean()), apart, spread, int(differs.sum()))
