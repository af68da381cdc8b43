"""The answer of a comparison in three sentences, each with its interval."""

from collections.abc import Mapping, Sequence

from experiments.analysis import Comparison
from experiments.intervals import Interval
from experiments.rounding import inline, minus


def three_sentences(found: Sequence[Comparison], titles: Mapping[str, str] | None = None) -> list[str]:
    """What happens under the baseline, which arm changes most, and which changes nothing that can be shown."""
    if not found:
        return []
    titles = titles or {}
    names = list(dict.fromkeys(row.arm for row in found))
    by = {(row.arm, row.measure): row for row in found}
    sentences = [_baseline(by, names[0], titles)]
    if len(names) > 1:
        sentences += [_largest(by, names, titles), _rest(by, names, titles)]
    return [minus(sentence).replace(" pp ", " percentage points ") for sentence in sentences]


def _baseline(by: Mapping[tuple[str, str], Comparison], name: str, titles: Mapping[str, str]) -> str:
    road, attack, people = (by[name, measure].here for measure in ("is_blockaded", "is_offensive", "displaced_persons"))
    return (
        f"Under {_title(name, titles)} the road was obstructed for more than 30 days in {inline(road, 'share')} of"
        f" {road.n} worlds, an offensive came in {inline(attack, 'share')}, and {inline(people, 'persons')} persons"
        " were displaced on average."
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
    return (
        f"In the same worlds {_title(best.arm, titles)} made a long obstruction rarer by"
        f" {_size(best.difference, 'share')}, more than any other arm, with {_size(people, 'persons')} fewer persons"
        " displaced."
    )


def _rest(by: Mapping[tuple[str, str], Comparison], names: Sequence[str], titles: Mapping[str, str]) -> str:
    rows = [by[name, "is_blockaded"] for name in names[1:]]
    unclear = [row for row in rows if row.difference.low <= 0 <= row.difference.high]
    worse = [row for row in rows if row.difference.low > 0]
    if worse:
        return "A long obstruction was more frequent under " + _listed(worse, titles) + "."
    if unclear:
        return (
            f"{len(rows) - len(unclear)} of {len(rows)} alternatives made it clearly rarer; no difference can be shown"
            " for " + _listed(unclear, titles) + "."
        )
    least = max(rows, key=lambda row: row.difference.value)
    return (
        f"All {len(rows)} alternatives made it rarer; the least was gained by {_title(least.arm, titles)},"
        f" {_change(least.difference, 'share')}."
    )


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
    return f"\u201c{title}\u201d"
