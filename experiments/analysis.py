"""What the worlds say about the arms: outcomes per arm, and paired differences from a baseline."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from experiments import intervals
from experiments.columns import Columns, columns, numbers, size, texts, where
from experiments.intervals import Interval

BLOCKADE_DAYS = 30


class Measure(NamedTuple):
    """One thing a report compares: where it is among the outcomes, its words, its unit (share: a probability)."""

    name: str
    words: str
    unit: str
    of: Callable[[Columns], np.ndarray]


class Comparison(NamedTuple):
    """One measure under one arm, and how it differs from the baseline in the same worlds."""

    arm: str
    measure: str
    words: str
    unit: str
    here: Interval
    difference: Interval | None
    median: float
    worlds_if_unpaired: float
    n_failed: int
    n_left_out: int


def blockaded(outcomes: Columns) -> np.ndarray:
    """1 where the road was obstructed or worse for more than 30 days, 0 where not, NaN where unknown."""
    days = numbers(outcomes["blockade_days"])
    return np.where(np.isfinite(days), days > BLOCKADE_DAYS, np.nan)


def outcome(name: str) -> Callable[[Columns], np.ndarray]:
    """Reads one outcome as it stands."""
    return lambda outcomes: numbers(outcomes[name])


HEADLINE = (
    Measure("is_blockaded", f"road obstructed > {BLOCKADE_DAYS} days", "share", blockaded),
    Measure("is_offensive", "offensive", "share", outcome("is_offensive")),
    Measure("displaced_persons", "persons displaced", "persons", outcome("displaced_persons")),
    Measure("civilian_deaths", "civilian deaths", "deaths", outcome("civilian_deaths")),
    Measure("cost_musd", "cost, million US$", "million US$", outcome("cost_musd")),
)


def compare(outcomes: Any, baseline: str, measures: Iterable[Measure] = HEADLINE) -> list[Comparison]:
    """Every measure under every arm (baseline first), with the paired difference from the baseline.

    A failed run leaves its arm's own figures, and leaves the paired difference together with its partner;
    both are counted. `outcomes` has the columns run_id, world, arm, seed, status and one for each outcome.
    """
    table = columns(outcomes)
    names = arms(table, baseline)
    parts = {name: where(table, texts(table["arm"]) == name) for name in names}
    return [
        _comparison(name, parts[name], parts[baseline], measure, name == baseline)
        for name in names
        for measure in measures
    ]


def arms(outcomes: Columns, baseline: str) -> list[str]:
    """The arms in the order in which they appear, the baseline first."""
    seen = list(dict.fromkeys(texts(outcomes["arm"])))
    if baseline not in seen:
        raise ValueError(f"{baseline}: no such arm among the outcomes ({', '.join(seen)})")
    return [baseline, *(name for name in seen if name != baseline)]


def failures(outcomes: Any) -> Columns:
    """The rows of runs that failed."""
    table = columns(outcomes)
    return where(table, ~_is_ok(table))


def paired(baseline: Columns, arm: Columns, measure: Measure) -> tuple[np.ndarray, np.ndarray]:
    """A measure under the baseline and under the arm, world by world, over the worlds that ended well in both."""
    first, second = _by_world(baseline, measure), _by_world(arm, measure)
    shared = [world for world in first if world in second]
    return np.array([first[w] for w in shared]), np.array([second[w] for w in shared])


def values_of(table: Columns, arm: str, measure: Measure) -> np.ndarray:
    """The known values of a measure over the worlds of one arm that ended well."""
    values = measure.of(where(table, (texts(table["arm"]) == arm) & _is_ok(table)))
    return values[np.isfinite(values)]


def interval(values: np.ndarray, unit: str) -> Interval:
    """The interval that suits a measure: Wilson's for a share, of the mean for an amount."""
    return intervals.share(values) if unit == "share" else intervals.mean(values)


def difference(first: np.ndarray, second: np.ndarray, unit: str) -> Interval:
    """The paired difference, second minus first: Tango's for a share, of the mean for an amount."""
    return (intervals.paired_share if unit == "share" else intervals.paired_mean)(first, second)


def _comparison(name: str, arm: Columns, baseline: Columns, measure: Measure, is_baseline: bool) -> Comparison:
    ok = _is_ok(arm)
    values = measure.of(where(arm, ok))
    first, second = paired(baseline, arm, measure)
    apart = None if is_baseline else difference(first, second, measure.unit)
    needed = np.nan if is_baseline else intervals.unpaired_worlds(first, second)
    left_out = 0 if is_baseline else max(size(baseline), size(arm)) - (apart.n if apart else 0)
    middle = intervals.quantiles(values, (0.5,))[0]
    return Comparison(
        name,
        measure.name,
        measure.words,
        measure.unit,
        interval(values, measure.unit),
        apart,
        middle,
        needed,
        int((~ok).sum()),
        left_out,
    )


def _is_ok(table: Columns) -> np.ndarray:
    return texts(table["status"]) == "ok" if "status" in table else np.ones(size(table), bool)


def _by_world(table: Columns, measure: Measure) -> dict[Any, float]:
    ok = where(table, _is_ok(table))
    return dict(zip(ok["world"].tolist(), measure.of(ok).tolist(), strict=True))
