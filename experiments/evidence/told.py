"""Verdicts in words: the table that a terminal shows, the table of docs/validation.md, and numbers as people read them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from experiments.evidence.earlier import Earlier
from experiments.evidence.verdicts import BROKEN, KEPT, VERDICTS, Judged, Verdict

USES = {
    "calibration": "Set numbers, by hand or by calibration: agreement is no validation",
    "held_out": "Held out: no number was set with it",
    "neither": "Neither",
}


def number(value: float | None) -> str:
    """A number with the digits that matter: 21,103; 0.0484; infinite."""
    if value is None or math.isnan(value):
        return "-"
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def band_words(one: Judged) -> str:
    """The band: 0.5 to 0.66; at least 0; 0."""
    if one.band_low is None:
        return f"at most {number(one.band_high)}"
    if one.band_high is None:
        return f"at least {number(one.band_low)}"
    return number(one.band_low) if one.band_low == one.band_high else f"{number(one.band_low)} to {number(one.band_high)}"


def record_words(one: Judged) -> str:
    """The record, a number or a range; empty where there is none."""
    if one.record is None:
        return ""
    return number(one.record) + ("" if one.record_high is None else f" to {number(one.record_high)}")


def groups(found: Sequence[Verdict]) -> list[tuple[str, list[Verdict]]]:
    """The verdicts by what they were used for, each group with its words; empty groups are left out."""
    return [(words, mine) for use, words in USES.items() if (mine := [one for one in found if one.claim.used_for == use])]


def counts(found: Iterable[Verdict]) -> dict[str, int]:
    """How many claims have each verdict."""
    seen = Counter(one.verdict for one in found)
    return {verdict: seen[verdict] for verdict in VERDICTS}


def summary(found: Sequence[Verdict]) -> str:
    """One sentence: 9 kept, 1 broken, 2 undecided, 1 not testable."""
    return ", ".join(f"{n} {verdict}" for verdict, n in counts(found).items() if n) or "no claims"


def table(found: Sequence[Verdict], before: Earlier | None = None) -> list[str]:
    """The verdicts as lines of a terminal, claims that set numbers and claims held out apart."""
    lines: list[str] = []
    for words, mine in groups(found):
        lines += ["", f"{words} ({summary(mine)})"]
        for one in mine:
            lines += [f"  {one.claim.id:<6}{_verdict(one):<24}{_was(one, before)}{one.claim.title}", *_readings(one, before)]
    return lines[1:]


def remarks(found: Sequence[Verdict]) -> list[str]:
    """What asks for a hand: promises broken, and claims marked as broken that are kept."""
    broken = [one.claim.id for one in found if one.is_promise_broken]
    better = [one.claim.id for one in found if not one.claim.kept and one.verdict == KEPT]
    lines = [f"Broken, though the project says that it keeps them: {', '.join(broken)}."] if broken else []
    return lines + ([f"Kept, though marked as known to be broken: {', '.join(better)}. Mark them as kept."] if better else [])


def markdown(found: Sequence[Verdict], before: Earlier | None = None) -> str:
    """The verdicts as a table of docs/validation.md, earlier ones beside them where they are given."""
    names = ["claim", "verdict", "reading", "value", "interval", "band", "record", "worlds inside", *([] if before is None else ["before"])]
    head = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    parts = []
    for words, mine in groups(found):
        rows = [row for one in mine for row in _rows(one, before)]
        parts.append("\n".join([f"**{words}**: {summary(mine)}.", "", *head, *rows]))
    return "\n\n".join(parts)


def _rows(one: Verdict, before: Earlier | None) -> list[str]:
    name = f"{one.claim.id} {one.claim.title}"
    if not one.readings:
        return [_row([name, one.verdict, one.claim.why, "", "", "", "", ""], None if before is None else "")]
    rows = []
    for at, each in enumerate(one.readings):
        cells = [name, _verdict(one)] if at == 0 else ["", ""]
        cells += [f"{each.title}{_mark(each)}", f"{number(each.value)} {each.unit}", f"{number(each.low)} to {number(each.high)}"]
        cells += [band_words(each), f"{record_words(each)}{_outside(each)}", _inside(each)]
        then = [] if before is None else [before.verdict(one.claim.id) if at == 0 else "", was(one, each, before)]
        rows.append(_row(cells, None if before is None else "; ".join(filter(None, then))))
    return rows


def _row(cells: Sequence[str], before: str | None) -> str:
    return f"| {' | '.join([*cells, *([] if before is None else [before])])} |"


def was(one: Verdict, reading: Judged, before: Earlier) -> str:
    """What a reading was before: its value, and the share of worlds inside; empty where that is not known."""
    value, inside = before.told(one.claim.id, reading.name)
    if value is None:
        return ""
    return number(value) + ("" if inside is None else f", {inside:.0%} inside")


def _mark(one: Judged) -> str:
    return "" if one.verdict == KEPT else f" ({one.verdict})"


def _verdict(one: Verdict) -> str:
    return f"{one.verdict}, known" if one.verdict == BROKEN and not one.claim.kept else one.verdict


def _was(one: Verdict, before: Earlier | None) -> str:
    return "" if before is None else f"{'was ' + before.verdict(one.claim.id):<20}"


def _readings(one: Verdict, before: Earlier | None) -> list[str]:
    if not one.readings:
        return [f"          {one.claim.why}"]
    lines = []
    for each in one.readings:
        then = was(one, each, before) if before is not None else ""
        lines.append(f"          {each.title:<60}{_cells(each)}{f'  (was {then})' if then else ''}")
    return lines + _condition(one)


def _cells(one: Judged) -> str:
    interval = f"[{number(one.low)} to {number(one.high)}]"
    cells = f"{number(one.value):>9} {interval:<22} band {band_words(one):<16}"
    record = f"record {record_words(one)}{_outside(one)}" if one.record is not None else ""
    return f"{cells} {record:<25}{_inside(one) + ' inside' if one.inside is not None else '':<12} {_mark(one).strip()}".rstrip()


def _outside(one: Judged) -> str:
    """A mark where the record lies outside the central share of worlds, though the worlds may be inside its tolerance."""
    return " (outside)" if one.is_record_central is False else ""


def _inside(one: Judged) -> str:
    return "" if one.inside is None else f"{one.inside:.0%}"


def _condition(one: Verdict) -> list[str]:
    if not one.claim.where_words:
        return []
    return [f"          in {one.n_counted:,} of {one.n_worlds:,} worlds: {one.claim.where_words}"]


def as_json(found: Sequence[Verdict], about: Mapping[str, Any]) -> dict[str, Any]:
    """What verdicts.json holds: about the runs, counts, every claim."""
    return {"about": dict(about), "counts": counts(found), "claims": [one.as_data() for one in found]}
