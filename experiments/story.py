"""One run told in one screen: what happened on which day, why the armed actor chose it, and how it ended."""

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import numpy as np

from experiments.columns import Columns, columns, dates, numbers, size
from experiments.reasons import sentence
from experiments.turns import CHOICE, Turn, turns

WIDTH, LINES = 100, 40
MARGIN = " " * 23
REASONS = {2: 0, 4: 2, 5: 3, 3: 4, 6: 5}  # weight of a reason by rung


def tell(daily: Any, incidents: Any, decisions: Any, summary: Mapping[str, Any]) -> str:
    """The story of a run as text of at most 40 lines and 100 columns."""
    head, tail = _head(daily, summary), _outcome(daily, incidents, summary)
    room = LINES - len(head) - len(tail) - 2
    return "\n".join([*head, "", *_events(turns(daily, incidents, decisions), room), "", *tail])


def _head(daily: Any, summary: Mapping[str, Any]) -> list[str]:
    when = dates(columns(daily)["date"])
    span = f"{_date(when[0])} to {_date(when[-1])}, {len(when):,} days"
    names = ", ".join(str(summary[k]) for k in ("scenario", "arm") if summary.get(k))
    return wrap(f"{names}, seed {summary.get('seed', '?')}: {span}", WIDTH, subsequent_indent="  ")


def _events(found: list[Turn], room: int) -> list[str]:
    """Events with their reasons; where room is short, what weighs least goes first."""
    lines = {(i, False): _event(turn) for i, turn in enumerate(found)}
    lines |= {(i, True): _reason(turn) for i, turn in enumerate(found) if turn.why}
    for key in sorted(lines, key=lambda key: (_weight(found[key[0]], key[1]), -key[0])):
        if sum(map(len, lines.values())) <= room:
            break
        del lines[key]
    return [line for key in sorted(lines) for line in lines[key]] or ["Nothing happened that this story tells."]


def _weight(turn: Turn, is_reason: bool) -> int:
    """What a reader would miss least comes first: why ground was grabbed, that a capital protested, why a rung rose."""
    if is_reason:
        return REASONS[turn.rung]
    if turn.rung == CHOICE:
        return 1 if ": protest" in turn.what else 6
    return 7 + turn.rung


def _event(turn: Turn) -> list[str]:
    head = f"{_date(turn.date):>11}  day {turn.day:>5}  "
    return wrap(head + turn.what, WIDTH, subsequent_indent=MARGIN + "  ", drop_whitespace=True)


def _reason(turn: Turn) -> list[str]:
    return wrap(
        "why: " + sentence(turn.why, turn.belief), WIDTH, initial_indent=MARGIN, subsequent_indent=MARGIN + "     "
    )


def _outcome(daily: Any, incidents: Any, summary: Mapping[str, Any]) -> list[str]:
    """How it ended, in a few lines."""
    o = summary.get("outcomes", {})
    people = (
        f"{_n(o, 'displaced_persons')} persons displaced; dead: {_n(o, 'civilian_deaths')} civilians,"
        f" {_n(o, 'defender_deaths')} defenders, {_n(o, 'armed_deaths')} of the armed actor,"
        f" {_n(o, 'peacekeeper_deaths')} peacekeepers"
    )
    mission = f"{_acts(columns(incidents))}; the mission cost US$ {_n(o, 'cost_musd')} million"
    text = f"Outcome: {_road(o)}; {_end(o)}. {people[:1].upper()}{people[1:]}. {mission}."
    return [
        *wrap(text, WIDTH, subsequent_indent="         "),
        "One history is one draw: it explores, it does not forecast. (Numbers in reasons are utility.)",
    ]


def _road(o: Mapping[str, Any]) -> str:
    """How long the road was held, and how."""
    held = [
        f"{words} for {_n(o, key)} days"
        for key, words in (
            ("obstructed_days", "obstructed"),
            ("checkpoint_days", "under a checkpoint"),
            ("closed_days", "closed"),
        )
        if o.get(key)
    ]
    return f"the road was {', '.join(held)}" if held else "the road was never held"


def _end(o: Mapping[str, Any]) -> str:
    """What became of the offensive and of the mission."""
    end = ["an offensive came" if o.get("is_offensive") else "no offensive came"]
    end += [
        words
        for key, words in (
            ("is_capitulated", "the defenders gave up"),
            ("is_mission_collapsed", "the mission failed at its task"),
            ("is_withdrawn", "it left"),
        )
        if o.get(key)
    ]
    return ", ".join(end)


def _acts(acts: Columns) -> str:
    """Acts, answers and accidents; a road that is held counts once a week."""
    rung = numbers(acts["rung"]) if size(acts) else np.zeros(0)
    answered = int(numbers(acts["is_answered"])[rung > 0].sum()) if size(acts) else 0
    n, mines = int((rung > 0).sum()), int((rung == 0).sum())
    return f"{n:,} acts (a held road counts once a week), {answered:,} answered; {mines:,} mine accidents"


def _n(outcomes: Mapping[str, Any], name: str) -> str:
    value = outcomes.get(name)
    return "?" if value is None or value != value else f"{value:,.0f}"


def _date(day: Any) -> str:
    date = day.astype(object)
    return f"{date.day} {date:%b %Y}"
