"""How sure a number is: intervals for shares, means, medians and paired differences.

Every interval is a closed form or the root of one, so nothing is resampled and no luck enters a report.
"""

from functools import lru_cache
from math import atanh, comb, exp, inf, isfinite, lgamma, log, nan, sqrt, tanh
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

LEVEL = 0.95


class Interval(NamedTuple):
    """An estimate with the range that holds the truth in 95 of 100 repetitions, from `n` values."""

    value: float
    low: float
    high: float
    n: int


def share(truths: np.ndarray, level: float = LEVEL) -> Interval:
    """How often something happened, with Wilson's interval. `truths` holds 0 and 1; NaN is left out."""
    known = _known(truths)
    return wilson(int(known.sum()), len(known), level)


def wilson(successes: int, n: int, level: float = LEVEL) -> Interval:
    """Interval of a proportion (Wilson 1927): never outside 0 to 1, honest at 0 and at 1."""
    if n == 0:
        return Interval(nan, nan, nan, 0)
    z = _normal(level)
    p = successes / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(
        p, max(0.0, middle - half) if successes else 0.0, min(1.0, middle + half) if successes < n else 1.0, n
    )


def mean(values: np.ndarray, level: float = LEVEL) -> Interval:
    """Average of an amount, with an interval that follows its skewness and never crosses nought if no value does."""
    known = _known(values)
    result = _skewed_t(known, level)
    return result._replace(low=max(result.low, 0.0)) if len(known) and known.min() >= 0 else result


def paired_mean(first: np.ndarray, second: np.ndarray, level: float = LEVEL) -> Interval:
    """Average of second minus first over the same worlds; a world where either is unknown is left out."""
    return _skewed_t(_known(np.asarray(second, float) - np.asarray(first, float)), level)


def paired_share(first: np.ndarray, second: np.ndarray, level: float = LEVEL) -> Interval:
    """Difference of two proportions, second minus first, over the same worlds (Tango 1998, Statist. Med. 17: 891-908).

    A score interval: it stays honest when the two arms never differ, where simpler ones shrink to nothing.
    """
    a, b = np.asarray(first, float), np.asarray(second, float)
    both = np.isfinite(a) & np.isfinite(b)
    gained = int(np.sum((b > a)[both]))
    lost = int(np.sum((b < a)[both]))
    return tango(gained, lost, int(both.sum()), level)


def tango(gained: int, lost: int, n: int, level: float = LEVEL) -> Interval:
    """Score interval of (gained - lost) / n, where the pairs that agree are the rest of `n`."""
    if n == 0:
        return Interval(nan, nan, nan, 0)
    z = _normal(level)
    estimate = (gained - lost) / n
    low = _root(lambda d: _tango_score(d, gained, lost, n) - z, -1.0, estimate)
    high = _root(lambda d: _tango_score(d, gained, lost, n) + z, estimate, 1.0)
    return Interval(estimate, low, high, n)


def median(values: np.ndarray, level: float = LEVEL) -> Interval:
    """The middle value, with the interval between order statistics that holds it whatever the distribution."""
    known = np.sort(_known(values))
    n = len(known)
    if n == 0:
        return Interval(nan, nan, nan, 0)
    # Largest rank such that fewer than (1 - level) / 2 of samples have so few values below the median.
    tail, rank = 0.0, 0
    while rank < n // 2 and tail + comb(n, rank) / 2**n <= (1 - level) / 2:
        tail += comb(n, rank) / 2**n
        rank += 1
    low, high = (float(known[rank - 1]), float(known[n - rank])) if rank else (nan, nan)
    return Interval(float(np.median(known)), low, high, n)


def quantiles(values: np.ndarray, at: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> tuple[float, ...]:
    """Values below which the given shares of the known values lie (linear between neighbours)."""
    known = _known(values)
    return tuple(float(q) for q in np.quantile(known, at)) if len(known) else (nan,) * len(at)


def correlation(x: np.ndarray, y: np.ndarray, level: float = LEVEL) -> Interval:
    """Correlation of two columns (Pearson) with Fisher's interval; unknown where a column does not vary."""
    both = np.isfinite(x) & np.isfinite(y)
    a, b = np.asarray(x, float)[both], np.asarray(y, float)[both]
    n = len(a)
    if n < 4 or a.std() == 0 or b.std() == 0:
        return Interval(nan, nan, nan, n)
    r = float(np.corrcoef(a, b)[0, 1])
    if abs(r) > 1 - 1e-12:
        return Interval(r, r, r, n)
    half = _normal(level) / sqrt(n - 3)
    return Interval(r, tanh(atanh(r) - half), tanh(atanh(r) + half), n)


def variance_ratio(first: np.ndarray, second: np.ndarray) -> float:
    """Variance of the paired difference over that of an unpaired one: small when the same worlds pay off."""
    a, b = np.asarray(first, float), np.asarray(second, float)
    both = np.isfinite(a) & np.isfinite(b)
    if both.sum() < 2:
        return nan
    apart = a[both].var(ddof=1) + b[both].var(ddof=1)
    return float((b - a)[both].var(ddof=1) / apart) if apart > 0 else nan


def unpaired_worlds(first: np.ndarray, second: np.ndarray) -> float:
    """Separate worlds an arm would need for a difference as sure as these paired ones give (inf: no number would)."""
    ratio = variance_ratio(first, second)
    if not isfinite(ratio):
        return nan
    n = int((np.isfinite(np.asarray(first, float)) & np.isfinite(np.asarray(second, float))).sum())
    return n / ratio if ratio > 0 else inf


@lru_cache(maxsize=1024)
def student(p: float, freedom: int) -> float:
    """Quantile of Student's t distribution, by bisection of its distribution function."""
    if p < 0.5:
        return -student(1 - p, freedom)
    top = 2.0
    while _student_below(top, freedom) < p:
        top *= 2
    return _root(lambda t: p - _student_below(t, freedom), 0.0, top)


def _known(values: np.ndarray) -> np.ndarray:
    array = np.asarray(values, float)
    return array[np.isfinite(array)]


def _normal(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level / 2)


def _skewed_t(known: np.ndarray, level: float) -> Interval:
    """A t interval corrected for skewness (Hall 1992, J. R. Statist. Soc. B 54: 221-228).

    Deaths and displaced persons are lopsided (most worlds near none, some near all); the correction moves the
    interval to the side where the rare large values are.
    """
    n = len(known)
    if n < 2:
        return Interval(float(known[0]) if n else nan, nan, nan, n)
    centre, spread = float(known.mean()), float(known.std(ddof=1))
    if spread == 0:
        return Interval(centre, centre, centre, n)
    skew = float(np.mean(((known - centre) / known.std()) ** 3))
    t = student(1 - (1 - level) / 2, n - 1) / sqrt(n)
    return Interval(centre, centre - spread * _unskewed(t, skew, n), centre - spread * _unskewed(-t, skew, n), n)


def _unskewed(x: float, skew: float, n: int) -> float:
    """The inverse of Hall's cubic transformation; at no skew it is the identity."""
    if abs(skew) < 1e-6:
        return x
    inner = 1 + skew * (x - skew / (6 * n))
    return float(3 / skew * (np.cbrt(inner) - 1))


def _tango_score(difference: float, gained: int, lost: int, n: int) -> float:
    """Tango's statistic: falls as the supposed difference rises."""
    b = -gained - lost + (2 * n - gained + lost) * difference
    c = -lost * difference * (1 - difference)
    q = (sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n)
    variance = n * (2 * q + difference * (1 - difference))
    excess = gained - lost - n * difference
    return excess / sqrt(variance) if variance > 1e-15 else (inf if excess > 0 else -inf if excess < 0 else 0.0)


def _student_below(t: float, freedom: int) -> float:
    """Probability that Student's t is below a positive t."""
    return 1 - 0.5 * _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function by its continued fraction (Lentz's method)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 300):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / (1 + step * d), 1 + step / c
            fraction *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return front * fraction


def _root(function, low: float, high: float) -> float:
    """Where a falling function crosses nought between `low` and `high`."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2
