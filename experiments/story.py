"""One run told in one screen: what happened on which day, why the armed actor chose it, and how it ended."""

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from experiments.columns import columns, dates, numbers, size
from experiments.reasons import sentence
from experiments.turns import Turn, turns

WIDTH, LINES = 100, 40
MARGIN = " " * 23


def tell(daily: Any, incidents: Any, decisions: Any, summary: Mapping[str, Any]) -> str:
    """The story of a run as text of at most 40 lines and 100 columns."""
    head, tail = _head(daily, summary), _outcome(daily, incidents, summary)
    room = LINES - len(head) - len(tail) - 2
    return "\n".join([*head, "", *_events(turns(daily, incidents, decisions), room), "", *tail])


def _head(daily: Any, summary: Mapping[str, Any]) -> list[str]:
    when = dates(columns(daily)["date"])
    span = f"{_date(when[0])} to {_date(when[-1])}, {len(when):,} days"
    names = ", ".join(str(summary[k]) for k in ("scenario", "arm") if summary.get(k))
    return [f"{names}, seed {summary.get('seed', '?')}: {span}"]


def _events(found: list[Turn], room: int) -> list[str]:
    """Events with their reasons; where room is short, reasons go first, the least weighty before the others."""
    reasons = {i: _reason(turn) for i, turn in enumerate(found) if turn.why}
    for i in sorted(reasons, key=lambda i: found[i].rung):
        if sum(map(len, reasons.values())) + len(found) <= room:
            break
        del reasons[i]
    lines = []
    for i, turn in enumerate(found):
        lines += [f"{_date(turn.date):>11}  day {turn.day:>5}  {turn.what}"[:WIDTH], *reasons.get(i, [])]
    return lines[:room] if lines else ["Nothing happened that this story tells."]


def _reason(turn: Turn) -> list[str]:
    return wrap(
        "why: " + sentence(turn.why, turn.belief), WIDTH, initial_indent=MARGIN, subsequent_indent=MARGIN + "     "
    )


def _outcome(daily: Any, incidents: Any, summary: Mapping[str, Any]) -> list[str]:
    """How it ended, in three lines."""
    o = summary.get("outcomes", {})
    acts = columns(incidents)
    answered = int(numbers(acts["is_answered"]).sum()) if size(acts) else 0
    road = (
        f"the road was obstructed {_n(o, 'obstructed_days')}, under a checkpoint {_n(o, 'checkpoint_days')}, closed"
        f" {_n(o, 'closed_days')} days"
    )
    end = ["an offensive" if o.get("is_offensive") else "no offensive"]
    end += [
        words
        for key, words in (
            ("is_capitulated", "capitulation"),
            ("is_mission_collapsed", "the mission collapsed"),
            ("is_withdrawn", "it withdrew"),
        )
        if o.get(key)
    ]
    people = (
        f"{_n(o, 'displaced_persons')} persons displaced; dead: {_n(o, 'civilian_deaths')} civilians,"
        f" {_n(o, 'defender_deaths')} defenders, {_n(o, 'armed_deaths')} of the armed actor,"
        f" {_n(o, 'peacekeeper_deaths')} peacekeepers"
    )
    mission = f"{size(acts):,} incidents, {answered:,} answered; the mission cost US$ {_n(o, 'cost_musd')} million"
    text = f"Outcome: {road}; {', '.join(end)}. {people[0].upper() + people[1:]}. {mission[0].upper() + mission[1:]}."
    return [
        *wrap(text, WIDTH, subsequent_indent="         "),
        "One history is one draw: it explores, it does not forecast. (Numbers in reasons are utility.)",
    ]


def _n(outcomes: Mapping[str, Any], name: str) -> str:
    value = outcomes.get(name)
    return "?" if value is None or value != value else f"{value:,.0f}"


def _date(day: Any) -> str:
    date = day.astype(object)
    return f"{date.day} {date:%b %Y}"
