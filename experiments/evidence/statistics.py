"""Statistics of runs that a claim may name: plain functions of `Worlds`. To add one, write a function here and decorate it.

There are two kinds, told apart by what they return:
* `np.ndarray` (worlds,): a value in every world, NaN where it does not apply. History is one more draw: it is looked for among them.
* `float`: one number of all worlds and arms together. Its interval comes from resampling worlds, the same ones in every arm.

Arguments are given by a reading's `of`. Their types say what is expected, and the door refuses what is not: `Outcome` (an outcome of
sim.measures), `Arm` (an arm of the study; "" stands for the first), `Arms` (several, in order), `Column` (a daily series that the study
keeps), float. A statistic that reads daily series by name says so: `@statistic(needs=("imports_t",))`.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple, NewType

import numpy as np

from experiments.evidence.seen import Worlds
from sim.scenario.problem import Problem, nearest, printable, shown

Outcome = NewType("Outcome", str)
Column = NewType("Column", str)
Arm = NewType("Arm", str)
Arms = NewType("Arms", tuple)
FIRST = Arm("")
MODULES = ("experiments.evidence.statistics", "experiments.evidence.history")


class Statistic(NamedTuple):
    """A function that claims may name, what it takes, and whether it gives a value in every world."""

    name: str
    function: Callable[..., Any]
    takes: dict[str, Any]
    optional: frozenset[str]
    needs: tuple[str, ...]
    is_of_worlds: bool

    @property
    def words(self) -> str:
        """What it is, in its own first sentence."""
        return (inspect.getdoc(self.function) or "").split("\n")[0]


_KNOWN: dict[str, Statistic] = {}


def statistic(function: Callable[..., Any] | None = None, *, needs: tuple[str, ...] = ()) -> Callable[..., Any]:
    """Makes a function known to claims by its name; `needs` names the daily series that it reads."""

    def know(made: Callable[..., Any]) -> Callable[..., Any]:
        hints = typing.get_type_hints(made)
        parameters = list(inspect.signature(made).parameters.values())[1:]
        optional = frozenset(one.name for one in parameters if one.default is not inspect.Parameter.empty)
        takes = {one.name: hints[one.name] for one in parameters}
        _KNOWN[made.__name__] = Statistic(made.__name__, made, takes, optional, needs, hints["return"] is np.ndarray)
        return made

    return know if function is None else know(function)


def statistics() -> dict[str, Statistic]:
    """Every statistic by its name."""
    for module in MODULES:
        import_module(module)
    return _KNOWN


def computed(name: str, worlds: Worlds, of: dict[str, Any]) -> np.ndarray | float:
    """A statistic of these worlds, with a reading's arguments."""
    return statistics()[name].function(worlds, **{key: tuple(one) if isinstance(one, list) else one for key, one in of.items()})


# What is wrong with a reading's arguments


def argument_problems(where: str, reading: Any, study: Any, *, has_where: bool) -> list[Problem]:
    """Everything wrong with a reading's statistic and its arguments, given the study whose runs it sees."""
    known = statistics()
    if reading.statistic not in known:
        said = f"no statistic is named {printable(reading.statistic)!r}"
        return [Problem(f"{where}.statistic", reading.statistic, said, nearest(reading.statistic, known))]
    return [one for one in _wrong(where, known[reading.statistic], reading, study, has_where) if one is not None]


def _wrong(where: str, known: Statistic, reading: Any, study: Any, has_where: bool) -> Iterator[Problem | None]:
    for name, value in reading.of.items():
        if name not in known.takes:
            yield Problem(f"{where}.of.{name}", value, f"{known.name} takes no such argument", nearest(name, known.takes))
        else:
            yield _argument(f"{where}.of.{name}", known.takes[name], value, study)
    for name in known.takes:
        if name not in reading.of and name not in known.optional:
            yield Problem(f"{where}.of.{name}", None, f"{known.name} needs it")
    for column in known.needs:
        if column not in study.daily:
            yield Problem(f"{where}.statistic", known.name, f"{known.name} reads the daily series {column}, which the study does not keep")
    if known.is_of_worlds and reading.sign is not None:
        yield Problem(f"{where}.sign", None, "belongs to a statistic of all worlds together; this one has a value in every world")
    if not known.is_of_worlds and reading.record is not None:
        yield Problem(f"{where}.record", reading.record, "belongs to a statistic with a value in every world; give a band")
    if not known.is_of_worlds and has_where:
        yield Problem("where", None, f"readings.{where.split('.')[-1]}: {known.name} compares arms; a condition would unpair their worlds")


def _argument(where: str, kind: Any, value: Any, study: Any) -> Problem | None:
    if kind is float:
        return None if type(value) in (int, float) else Problem(where, value, f"{shown(value)} is not a number")
    if kind is Arms:
        if not isinstance(value, (list, tuple)) or len(value) < 2:
            return Problem(where, value, "a list of at least two arms is expected")
        return next((wrong for one in value if (wrong := _named(where, "arm", one, study.arms))), None)
    if kind is Arm:
        return None if value == "" else _named(where, "arm", value, study.arms)
    if kind is Column:
        return _named(where, "daily series of the study", value, study.daily)
    from sim.measures import UNITS

    return _named(where, "outcome", value, UNITS)


def _named(where: str, what: str, value: Any, known: Any) -> Problem | None:
    if isinstance(value, str) and value in known:
        return None
    said = f"no {what} is named {printable(str(value))!r}"
    return Problem(where, value, said, nearest(str(value), known))


# A value in every world


@statistic
def outcome(worlds: Worlds, outcome: Outcome, arm: Arm = FIRST) -> np.ndarray:
    """An outcome as it is measured, in every world."""
    return worlds.outcome(outcome, arm)


@statistic
def quotient(worlds: Worlds, over: Outcome, under: Outcome, arm: Arm = FIRST) -> np.ndarray:
    """One outcome divided by another, in every world; unknown where both are nought."""
    return _divided(worlds.outcome(over, arm), worlds.outcome(under, arm))


# One number of all worlds


@statistic
def average(worlds: Worlds, outcome: Outcome, arm: Arm = FIRST) -> float:
    """The mean of an outcome over worlds; of something true or not, its share."""
    return _mean(worlds.outcome(outcome, arm))


@statistic
def ratio(worlds: Worlds, outcome: Outcome, arm: Arm, base: Arm) -> float:
    """Ratio of ensemble means: an arm over a base, in the same worlds."""
    return _over(_mean(worlds.outcome(outcome, arm)), _mean(worlds.outcome(outcome, base)))


@statistic
def difference(worlds: Worlds, outcome: Outcome, arm: Arm, base: Arm) -> float:
    """Difference of ensemble means: an arm less a base, in the same worlds."""
    return _mean(worlds.outcome(outcome, arm) - worlds.outcome(outcome, base))


@statistic
def largest_difference(worlds: Worlds, outcome: Outcome, arm: Arm, base: Arm) -> float:
    """The largest difference in any world between an arm and a base; unknown counts as equal to unknown only."""
    one, other = worlds.outcome(outcome, arm), worlds.outcome(outcome, base)
    if (np.isfinite(one) != np.isfinite(other)).any():
        return np.inf
    apart = np.abs(one - other)[np.isfinite(one)]
    return float(apart.max()) if len(apart) else 0.0


@statistic
def ratio_of_ratios(worlds: Worlds, outcome: Outcome, arm: Arm, base: Arm, other_arm: Arm, other_base: Arm) -> float:
    """How much stronger one change is than another: the ratio arm/base over the ratio other_arm/other_base."""
    return _over(ratio(worlds, outcome, arm, base), ratio(worlds, outcome, other_arm, other_base))


@statistic
def effect_quotient(
    worlds: Worlds, outcome: Outcome, arm: Arm, base: Arm, other_arm: Arm, other_base: Arm, other_outcome: Outcome = Outcome("")
) -> float:
    """|ln ratio| of arm/base over |ln ratio| of other_arm/other_base (of other_outcome, where given): which effect is larger."""
    one = abs(np.log(ratio(worlds, outcome, arm, base)))
    other = abs(np.log(ratio(worlds, Outcome(other_outcome or outcome), other_arm, other_base)))
    return _over(one, other)


@statistic
def worst_step(worlds: Worlds, outcome: Outcome, arms: Arms) -> float:
    """The largest ratio of an ensemble mean to the one before it, along arms in order: 1 or less where it never rises."""
    means = [_mean(worlds.outcome(outcome, arm)) for arm in arms]
    return max(_over(after, before) for before, after in pairwise(means))


@statistic
def pooled_share(worlds: Worlds, part: Outcome, whole: Outcome, arm: Arm = FIRST) -> float:
    """Sum of one outcome over the sum of another, over all worlds."""
    return _over(float(np.nansum(worlds.outcome(part, arm))), float(np.nansum(worlds.outcome(whole, arm))))


@statistic
def difference_quotient(
    worlds: Worlds, outcome: Outcome, arm: Arm, base: Arm, other_arm: Arm, other_base: Arm, other_outcome: Outcome = Outcome("")
) -> float:
    """|Difference| of means of arm and base over that of other_arm and other_base (of other_outcome, where given): a price, or a bend."""
    one = abs(difference(worlds, outcome, arm, base))
    return _over(one, abs(difference(worlds, Outcome(other_outcome or outcome), other_arm, other_base)))


@statistic
def pooled_contrast(
    worlds: Worlds,
    part: Outcome,
    whole: Outcome,
    other_part: Outcome,
    other_whole: Outcome,
    arm: Arm = FIRST,
    base: Arm = FIRST,
    against_base: float = 0.0,
) -> float:
    """A pooled share over another one of the same runs; with against_base 1, over the same quotient under a base as well."""
    found = _over(pooled_share(worlds, part, whole, arm), pooled_share(worlds, other_part, other_whole, arm))
    return _over(found, pooled_contrast(worlds, part, whole, other_part, other_whole, base)) if against_base else found


@statistic
def hazard_ratio(worlds: Worlds, first_day: Outcome, arm: Arm, base: Arm, horizon: float) -> float:
    """Ratio of hazards of an event: events a day at risk under an arm over those under a base. `first_day` is empty where it never came."""
    return _over(_hazard(worlds.outcome(first_day, arm), horizon), _hazard(worlds.outcome(first_day, base), horizon))


@statistic
def correlation(worlds: Worlds, x: Outcome, y: Outcome, arm: Arm = FIRST) -> float:
    """Correlation of two outcomes over worlds (Pearson)."""
    one, other = worlds.outcome(x, arm), worlds.outcome(y, arm)
    known = np.isfinite(one) & np.isfinite(other)
    if known.sum() < 4 or one[known].std() == 0 or other[known].std() == 0:
        return np.nan
    return float(np.corrcoef(one[known], other[known])[0, 1])


@statistic
def share_above(worlds: Worlds, outcome: Outcome, above: float, arm: Arm = FIRST) -> float:
    """Share of the worlds in which an outcome is known that have it above a number."""
    values = worlds.outcome(outcome, arm)
    known = values[np.isfinite(values)]
    return float(np.mean(known > above)) if len(known) else np.nan


@statistic
def spread_ratio(worlds: Worlds, outcome: Outcome, arm: Arm, base: Arm) -> float:
    """Ratio of the standard deviations of an outcome over worlds: an arm over a base."""
    return _over(_sd(worlds.outcome(outcome, arm)), _sd(worlds.outcome(outcome, base)))


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else np.nan


def _sd(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.std(ddof=1)) if len(known) > 1 else np.nan


def _over(one: float, other: float) -> float:
    """One number over another; infinite over nought, unknown where both are nought."""
    if other == 0:
        return np.nan if one == 0 or np.isnan(one) else float(np.copysign(np.inf, one))
    return float(one / other)


def _divided(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """One over another, world by world; infinite over nought, unknown where both are nought."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return one / other


def _hazard(first: np.ndarray, horizon: float) -> float:
    """Events a day at risk, where NaN means that the event had not come by the horizon."""
    is_event = np.isfinite(first) & (first < horizon)
    exposed = np.where(is_event, first, horizon).sum()
    return float(is_event.sum() / exposed) if exposed > 0 else np.nan
