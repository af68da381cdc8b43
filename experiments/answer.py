"""The answer of a comparison in three sentences, each with its interval."""

import re
from collections.abc import Mapping, Sequence
from math import isfinite

from experiments.analysis import Comparison
from experiments.intervals import Interval
from experiments.rounding import inline, minus


def three_sentences(found: Sequence[Comparison], titles: Mapping[str, str] | None = None) -> list[str]:
    """What happens under the baseline, which arm changes most, and which suffices at least cost; in ASCII."""
    if not found:
        return []
    titles = titles or {}
    names = list(dict.fromkeys(row.arm for row in found))
    by = {(row.arm, row.measure): row for row in found}
    sentences = [_baseline(by, names[0], titles)]
    if len(names) > 1:
        sentences += [_largest(by, names, titles), _rest(by, names, titles)]
    return [sentence.replace(" pp ", " percentage points ") for sentence in sentences]


def typographic(sentence: str) -> str:
    """The same sentence for a page rather than a terminal: true minus signs and quotation marks, no % alone on a line."""
    return re.sub(r'"([^"]*)"', "\u201c\\1\u201d", minus(sentence)).replace(" %", "\u00a0%")


def _baseline(by: Mapping[tuple[str, str], Comparison], name: str, titles: Mapping[str, str]) -> str:
    road, attack, people = (by[name, measure].here for measure in ("is_blockaded", "is_offensive", "displaced_persons"))
    return (
        f"In these {road.n} worlds, under these assumptions: with {_title(name, titles)} the road was obstructed for"
        f" more than 30 days in {inline(road, 'share')} of them, an offensive came in {inline(attack, 'share')}, and"
        f" {inline(people, 'persons')} persons were displaced on average."
    )


def _largest(by: Mapping[tuple[str, str], Comparison], names: Sequence[str], titles: Mapping[str, str]) -> str:
    rows = [by[name, "is_blockaded"] for name in names[1:]]
    best = min(rows, key=lambda row: row.difference.value)
    if best.difference.high >= 0:
        return (
            f"No alternative made a long obstruction clearly rarer; the most favourable was {_title(best.arm, titles)},"
            f" {_change(best.difference, 'share')}."
        )
    people = by[best.arm, "displaced_persons"].difference
    fewer = f", with {_size(people, 'persons')} fewer persons displaced" if people.high < 0 else ""
    return (
        f"In the same worlds {_title(best.arm, titles)} made a long obstruction rarer by"
        f" {_size(best.difference, 'share')}{fewer}; no other arm did more."
    )


def _rest(by: Mapping[tuple[str, str], Comparison], names: Sequence[str], titles: Mapping[str, str]) -> str:
    rows = [by[name, "is_blockaded"] for name in names[1:]]
    clear = [row for row in rows if row.difference.high < 0]
    unclear = [row for row in rows if row.difference.low <= 0 <= row.difference.high]
    worse = [row for row in rows if row.difference.low > 0]
    parts = []
    if clear:
        n = f"All {len(rows)}" if len(clear) == len(rows) > 1 else f"{len(clear)} of {len(rows)}"
        parts.append(f"{n} alternatives made it clearly rarer" + _cheapest(by, clear, titles))
    if worse:
        parts.append("it was more frequent under " + _listed(worse, titles))
    if unclear:
        parts.append("no difference can be shown for " + _listed(unclear, titles))
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def _cheapest(
    by: Mapping[tuple[str, str], Comparison], clear: Sequence[Comparison], titles: Mapping[str, str]
) -> str:
    """The arm with a clear effect that costs least, what it gains, and what it costs beside the baseline."""
    costs = {row.arm: by[row.arm, "cost_musd"] for row in clear if (row.arm, "cost_musd") in by}
    known = [row for row in clear if row.arm in costs and isfinite(costs[row.arm].here.value)]
    if not known:
        return ""
    least = min(known, key=lambda row: costs[row.arm].here.value)
    cost = costs[least.arm]
    return (
        f"; the cheapest of them is {_title(least.arm, titles)}: {_change(least.difference, 'share')}, at a cost of US$"
        f" {inline(cost.here, cost.unit)} million, {_beside(cost.difference, cost.unit)}"
    )


def _beside(difference: Interval, unit: str) -> str:
    """A difference of costs in words."""
    if difference.low <= 0 <= difference.high:
        return f"not clearly other than the baseline's ({_change(difference, unit)})"
    if difference.high < 0:
        return f"{_size(difference, unit)} million less than the baseline"
    return f"{_change(difference, unit).removeprefix('+')} million more than the baseline"


def _listed(rows: Sequence[Comparison], titles: Mapping[str, str]) -> str:
    return "; ".join(f"{_title(row.arm, titles)}, {_change(row.difference, 'share')}" for row in rows)


def _change(difference: Interval, unit: str) -> str:
    return inline(difference, unit, True)


def _size(difference: Interval, unit: str) -> str:
    """The size of a fall: the signs turned round."""
    turned = Interval(-difference.value, -difference.high, -difference.low, difference.n)
    return inline(turned, unit, True).removeprefix("+")


def _title(name: str, titles: Mapping[str, str]) -> str:
    title = titles.get(name, name.replace("_", " "))
    return f'"{title}"'
