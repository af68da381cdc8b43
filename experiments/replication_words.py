"""Advice on the number of worlds, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor, isfinite, isnan, log10
from textwrap import wrap
from typing import Any

from experiments.replication import FEWEST, MOST, Advice, Target
from experiments.rounding import place, plain

SHOWN = (100, 1000)
MOST_ARMS = 12
WIDTH = 110
NAME = 28


def lines(found: Sequence[Advice], titles: Mapping[str, str], baseline: str, target: Target) -> Iterator[str]:
    """A block for each outcome: its arms, then their paired differences from the baseline."""
    yield _asked(target)
    for outcome in dict.fromkeys(one.outcome for one in found):
        mine = [one for one in found if one.outcome == outcome]
        yield ""
        yield from _block(outcome, mine, titles, baseline)
    yield ""
    told = (
        f"Differences are from {titles[baseline]}. n: worlds in which the outcome applies; CV: spread over mean. Worlds needed: in brackets"
        " the range that the pilot leaves open; unpaired: an arm's own worlds, if arms did not share them. Settled: worlds after which the"
        " running spread stayed within a tenth of its last value; where it says `not yet`, live more worlds before trusting the rest of"
        " the line. Rare events are taken to stay as rare as they were."
    )
    yield from wrap(told, WIDTH)


def as_facts(one: Advice) -> dict[str, Any]:
    """The advice as plain data; what is not a number is null."""
    return {key: _finite(value) for key, value in one._asdict().items()}


def worlds_words(worlds: float) -> str:
    """A number of worlds as people say it."""
    return "-" if isnan(worlds) else f"over {MOST:,}" if not isfinite(worlds) else f"{worlds:,.0f}"


def _asked(target: Target) -> str:
    if target.half_width is not None:
        return f"Precision asked for: 95 % intervals that reach no farther than {target.half_width:,g}."
    return (
        f"Precision asked for: 95 % intervals that reach no farther than {target.relative:.0%} of the baseline's mean,"
        f" for shares of worlds {target.points:g} points."
    )


def _block(outcome: str, mine: Sequence[Advice], titles: Mapping[str, str], baseline: str) -> Iterator[str]:
    from sim.measures import UNITS

    unit = " points" if mine[0].unit == "share" else ""
    yield f"{outcome}: {UNITS[outcome]}. Asked for: +-{_half(mine[0], mine[0].target)}{unit}"
    for is_difference in (False, True):
        rows = [one for one in mine if one.is_difference is is_difference]
        if not rows:
            continue
        title = "difference, same worlds" if is_difference else "under each arm"
        heads = "".join(f"{head:>8}" for head in ("mean", "CV", "+-now", *(f"n={n:,}" for n in SHOWN)))
        yield f"  {title:<{NAME}}{'n':>5}{heads}  {'worlds needed':<21}{'unpaired' if is_difference else '':>8}{'settled':>8}"
        yield from (_row(one, titles[one.arm]) for one in rows[:MOST_ARMS])
        if len(rows) > MOST_ARMS:
            yield f"    and {len(rows) - MOST_ARMS} more arms (--json has them all)"


def _row(one: Advice, name: str) -> str:
    forecast = dict(one.forecast)
    scale = 100 if one.unit == "share" else 1
    mean = plain(scale * one.value, place(scale * one.half_width))
    cv = f"{one.cv:.2f}" if isfinite(one.cv) and not one.is_difference else ""
    cells = "".join(f"{text:>8}" for text in (mean, cv, *(_half(one, half) for half in (one.half_width, *map(forecast.get, SHOWN)))))
    unpaired = worlds_words(one.unpaired) if one.is_difference else ""
    settled = f"{one.settled_from:,}" if one.settled_from else "not yet"
    return f"    {name[: NAME - 3]:<{NAME - 2}}{one.n:>5,}{cells}  {_needed(one):<21}{unpaired:>8}{settled:>8}"


def _needed(one: Advice) -> str:
    """The worlds that the precision takes, and the range that the pilot leaves open."""
    if isnan(one.worlds):
        return "unknown: too few" if one.n < FEWEST else "unknown"
    text = worlds_words(one.worlds)
    if one.spread == 0 and one.unit != "share":
        return f"{text} if none differs"
    return f"{text} ({one.worlds_low:,.0f} to {one.worlds_high:,.0f})" if isfinite(one.worlds_low) and isfinite(one.worlds_high) else text


def _half(one: Advice, value: float | None) -> str:
    """A half-width to two digits; of shares in points."""
    if value is None or not isfinite(value):
        return "-"
    scaled = (100 if one.unit == "share" else 1) * value
    return plain(scaled, floor(log10(scaled)) - 1) if scaled > 0 else "0"


def _finite(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value
