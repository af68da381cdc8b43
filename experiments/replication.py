"""How many worlds are enough: how intervals narrow with worlds, what a precision costs, and whether a pilot's spread can be trusted.

A half-width falls with the square root of the number of worlds once the spread is known, so a pilot tells what more worlds would
bring. How well it tells is part of the advice: the spread has an interval of its own, and must have settled within the pilot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import ceil, exp, inf, isfinite, isnan, nan, sqrt
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from experiments import intervals
from experiments.analysis import Measure, arms, interval, outcome, paired, values_of
from experiments.columns import columns, size, texts, where
from experiments.study.reading import unit_of

GRID = (20, 50, 100, 200, 500, 1000, 2000)
MOST = 10_000_000  # worlds: beyond that no number is told
SETTLED = 0.1  # the running spread stays this close to the spread of all
FEWEST = 5  # worlds of which a spread can be told
Half = Callable[[float], float]


class Target(NamedTuple):
    """The precision asked for: half-widths as a share of the baseline's mean, and of shares in points; or one for all."""

    relative: float = 0.1
    points: float = 5.0
    half_width: float | None = None

    def of(self, unit: str, baseline_mean: float) -> float:
        """The half-width of a 95 % interval that is asked for, in the outcome's own unit."""
        if self.half_width is not None:
            return self.half_width
        return self.points / 100 if unit == "share" else self.relative * abs(baseline_mean)


class Advice(NamedTuple):
    """What a pilot says of one outcome: under one arm, or as the paired difference of an arm from the baseline.

    value, half_width, spread: of the n worlds of the pilot in which it is known (share_known of all); cv: spread over mean;
    settled_from: worlds after which the running spread stayed within a tenth of its last value, None where it has not settled;
    seen and spread_seen: (worlds, half-width) and (worlds, spread) as the pilot grew; forecast: (worlds, half-width) as it would
    narrow; target: the half-width asked for; worlds: how many it takes, with the interval that the pilot's spread leaves;
    unpaired: separate worlds an arm would need."""

    outcome: str
    arm: str
    unit: str
    is_difference: bool
    n: int
    share_known: float
    value: float
    half_width: float
    spread: float
    cv: float
    settled_from: int | None
    seen: tuple[tuple[int, float], ...]
    spread_seen: tuple[tuple[int, float], ...]
    forecast: tuple[tuple[int, float], ...]
    target: float
    worlds: float
    worlds_low: float
    worlds_high: float
    unpaired: float
    unpaired_forecast: tuple[tuple[int, float], ...]


def advice(table: Any, baseline: str, outcomes: Sequence[str], target: Target) -> Iterator[Advice]:
    """Every outcome under every arm, baseline first, and every arm's paired difference from it. `table`: arm, world, status, outcomes."""
    runs = columns(table)
    parts = {name: where(runs, texts(runs["arm"]) == name) for name in arms(runs, baseline)}
    for name in outcomes:
        measure = Measure(name, name, unit_of(name), outcome(name))
        first = values_of(runs, baseline, measure)
        asked = target.of(measure.unit, float(first.mean()) if len(first) else nan)
        for arm in parts:
            yield of_level(values_of(runs, arm, measure), size(parts[arm]), name, arm, asked)
        for arm in list(parts)[1:]:
            yield of_difference(*paired(parts[baseline], parts[arm], measure), name, arm, asked)


def of_level(values: np.ndarray, n_worlds: int, name: str, arm: str, target: float) -> Advice:
    """The advice on an outcome under one arm, from its known values in order of world."""
    unit = unit_of(name)
    now = interval(values, unit)
    half = share_half(now.value) if unit == "share" and len(values) else amount_half(_spread(values))
    told = _advice(name, arm, unit, False, values, n_worlds, now, half, target, lambda n: interval(values[:n], unit))
    return told if unit != "share" else _ranged(told, [share_half(p) for p in (now.low, now.high, min(max(0.5, now.low), now.high))])


def of_difference(first: np.ndarray, second: np.ndarray, name: str, arm: str, target: float) -> Advice:
    """The advice on a paired difference, second minus first, world by world."""
    unit, n_worlds = unit_of(name), len(first)
    both = np.isfinite(first) & np.isfinite(second)
    a, b = first[both], second[both]
    apart = intervals.paired_share if unit == "share" else intervals.paired_mean
    half = gain_half(a, b) if unit == "share" and len(a) else amount_half(_spread(b - a))
    rarest = intervals.wilson(0, len(a)).high  # how often worlds may differ where none has yet
    alone = amount_half(sqrt(_spread(a) ** 2 + _spread(b) ** 2))
    told = _advice(name, arm, unit, True, b - a, n_worlds, apart(a, b), half, target, lambda n: apart(a[:n], b[:n]))
    known = told.share_known or nan
    needed = worlds_for(alone, target) / known if len(a) >= FEWEST else nan
    if unit == "share" and told.spread == 0:
        told = _ranged(told, [lambda n: _half(intervals.tango(rarest * n, 0, n))])  # type: ignore[arg-type]
    return told._replace(unpaired=_ceiling(needed), unpaired_forecast=tuple((n, alone(n * known)) for n in GRID))


def _ranged(told: Advice, halves: Sequence[Half]) -> Advice:
    """The advice on a share, its range of worlds by what the share may be instead: the ends of its own interval."""
    if isnan(told.worlds):
        return told
    needed = [told.worlds, *(_ceiling(worlds_for(half, told.target) / told.share_known) for half in halves)]
    return told._replace(worlds_low=min(needed), worlds_high=max(needed))


def share_half(p: float) -> Half:
    """Half-width of a proportion's interval (Wilson) after n worlds, if the proportion stays."""
    return lambda n: _half(intervals.wilson(p * n, n))  # type: ignore[arg-type]


def gain_half(first: np.ndarray, second: np.ndarray) -> Half:
    """Half-width of a paired difference of proportions (Tango) after n worlds, if as many change as did in the pilot."""
    gained, lost = float(np.mean(second > first)), float(np.mean(second < first))
    return lambda n: _half(intervals.tango(gained * n, lost * n, n))  # type: ignore[arg-type]


def amount_half(spread: float) -> Half:
    """Half-width of a mean's interval after n worlds, if the spread stays."""
    return lambda n: _student(ceil(n) - 1) * spread / sqrt(n) if n >= 2 else nan


def worlds_for(half: Half, target: float) -> float:
    """The least number of worlds whose half-width is no more than the target (inf: none that could be lived)."""
    if not isfinite(half(2)) or not target >= 0:
        return nan
    high = 2
    while half(high) > target:
        high *= 2
        if high > MOST:
            return inf
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if half(middle) <= target else (middle, high)
    return float(high)


def spread_factor(values: np.ndarray) -> float:
    """By how much the variance may be off, as a factor: exp(1.96 sqrt((kurtosis - 1) / n)), from the fourth moment of the values."""
    variance = float(values.var()) if len(values) else 0.0
    if len(values) < FEWEST or variance == 0:
        return nan
    kurtosis = float(np.mean((values - values.mean()) ** 4)) / variance**2
    return exp(NormalDist().inv_cdf(0.975) * sqrt(max(0.0, kurtosis - 1) / len(values)))


def settled_from(values: np.ndarray, within: float = SETTLED) -> int | None:
    """The number of worlds from which the running spread never left `within` of its last value; None if that is over half of all.

    In the manner of Lee et al. (2015, JASSS 18(4) 4), who ask when the coefficient of variation stops moving."""
    n = len(values)
    if n < 2 * FEWEST:
        return None
    counts = np.arange(1, n + 1)
    means = np.cumsum(values) / counts
    spreads = np.sqrt(np.maximum(0.0, np.cumsum(values**2) / counts - means**2) * counts / np.maximum(1, counts - 1))
    outside = np.flatnonzero(np.abs(spreads - spreads[-1]) > within * spreads[-1])
    first = max(FEWEST, int(outside[-1]) + 2 if len(outside) else 0)
    return first if first <= n / 2 else None


def _advice(
    name: str,
    arm: str,
    unit: str,
    is_difference: bool,
    values: np.ndarray,
    n_worlds: int,
    now: intervals.Interval,
    half: Half,
    target: float,
    at: Callable[[int], intervals.Interval],
) -> Advice:
    known = len(values) / n_worlds if n_worlds else nan
    spread, mean = _spread(values), float(values.mean()) if len(values) else nan
    needed = worlds_for(half, target) / known if known and len(values) >= FEWEST else nan
    factor = spread_factor(values)
    return Advice(
        name,
        arm,
        unit,
        is_difference,
        len(values),
        known,
        now.value,
        _half(now),
        spread,
        spread / abs(mean) if mean else nan,
        settled_from(values),
        tuple((ceil(n / known), _half(at(n))) for n in _steps(len(values))) if known else (),
        tuple((ceil(n / known), _spread(values[:n])) for n in _steps(len(values))) if known else (),
        tuple((n, half(n * known)) for n in GRID) if known else (),
        target,
        _ceiling(needed),
        _ceiling(needed / factor),
        _ceiling(needed * factor),
        nan,
        (),
    )


@lru_cache(maxsize=4096)
def _student(freedom: int) -> float:
    return intervals.student(0.975, freedom)


def _steps(n: int) -> list[int]:
    """Numbers of worlds at which the pilot is looked at: about a dozen, evenly spread in the logarithm, the last one all."""
    return sorted({round(FEWEST * (n / FEWEST) ** (k / 11)) for k in range(12)}) if n > FEWEST else []


def _spread(values: np.ndarray) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else nan


def _half(found: intervals.Interval) -> float:
    return (found.high - found.low) / 2


def _ceiling(worlds: float) -> float:
    return float(ceil(worlds)) if isfinite(worlds) else worlds
