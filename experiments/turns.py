"""The days on which a history turned: first acts, the road's access, the offensive, the flight."""

from typing import Any, NamedTuple

import numpy as np

from experiments.columns import Columns, columns, dates, numbers, size, texts, where
from experiments.reasons import Reason, reason

RUNGS = ("hold", "harassment", "grab", "obstruction", "checkpoint", "closure", "offensive")
LEVEL_WORDS = ("opened again", "obstructed", "under a checkpoint", "closed")
MOST_CHANGES = 8


# What capitals other than the armed actor's may choose that changes a history.
TOLD = ("peacekeepers killed", "presence", "end of term")


class Turn(NamedTuple):
    """One turning point: when, what, its rung (0: none), why if known, and the belief in an answer that day."""

    day: int
    date: np.datetime64
    what: str
    rung: int
    why: Reason | None
    belief: float | None


def turns(daily: Any, incidents: Any, decisions: Any = None) -> list[Turn]:
    """All turning points of a run in order of time."""
    days, acts = columns(daily), columns(incidents)
    found = [*_first_acts(acts), *_access(days), *_offensive(days), *_supply(days), *_people(days), *_losses(days)]
    found += _choices(decisions)
    return [_turn(days, decisions, *item) for item in sorted(found, key=lambda item: item[0])]


def _turn(days: Columns, decisions: Any, day: int, what: str, rung: int) -> Turn:
    row = day - int(days["day"][0])
    why = reason(decisions, day, RUNGS[rung]) if rung >= 2 else None
    belief = float(numbers(days["credibility"])[row]) if 3 <= rung <= 5 else None
    return Turn(day, dates(days["date"])[row], what, rung, why, belief)


def _first_acts(acts: Columns) -> list[tuple[int, str, int]]:
    """The first harassment and the first grabs, with the place and whether they were answered."""
    found = []
    for rung, most, words in ((1, 1, "First harassment"), (2, 2, "Ground is seized")):
        mine = where(acts, numbers(acts["rung"]) == rung) if size(acts) else {}
        for i in range(min(most, size(mine))):
            answer = (
                "answered" if mine["is_answered"][i] else "seen, not answered" if mine["is_detected"][i] else "not seen"
            )
            place = texts(mine["name"])[i]
            found.append((int(mine["day"][i]), f"{words}{' at ' if place else ''}{place} ({answer}).", rung))
    return found


def _access(days: Columns) -> list[tuple[int, str, int]]:
    """Every change of access; where there are many, the first of each level and the last."""
    level = numbers(days["access_level"]).astype(int)
    at = np.flatnonzero(np.diff(level, prepend=0))
    if len(at) > MOST_CHANGES:
        _, first = np.unique(level[at], return_index=True)
        kept = sorted({*first.tolist(), len(at) - 1})
        at_kept = at[kept]
    else:
        at_kept = at
    day = days["day"]
    found = [(int(day[i]), f"The road is {LEVEL_WORDS[level[i]]}.", level[i] + 2 if level[i] else 0) for i in at_kept]
    if len(at) > len(at_kept):
        last, what, rung = found[-1]
        found[-1] = (last, f"{what[:-1]}, after {len(at)} changes of access in all.", rung)
    return found


def _offensive(days: Columns) -> list[tuple[int, str, int]]:
    found = []
    for column, words, rung in (
        ("is_offensive", "The offensive begins.", 6),
        ("is_capitulated", "The defenders lay down their arms.", 0),
    ):
        at = _first(days[column].astype(bool))
        if at is not None:
            found.append((int(days["day"][at]), words, rung))
    return found


def _supply(days: Columns) -> list[tuple[int, str, int]]:
    shut = numbers(days["access_level"]) > 0
    found = []
    low = _first(shut & (numbers(days["stock_days"]) < 30))
    if low is not None:
        found.append((int(days["day"][low]), "Stocks fall under 30 days.", 0))
    hungry = _first(numbers(days["ration"]) < 0.5)
    if hungry is not None:
        found.append((int(days["day"][hungry]), "Rations fall under half.", 0))
    return found


def _people(days: Columns) -> list[tuple[int, str, int]]:
    out, persons = numbers(days["persons_out"]), _persons(days)
    leaving = np.diff(out, prepend=out[0])
    found = []
    peak = int(np.argmax(leaving))
    if leaving[peak] > 0.02 * persons:
        first = int(np.flatnonzero(leaving[: peak + 1] > 0.001 * persons)[0])
        found.append((int(days["day"][first]), "The flight over the road begins.", 0))
        for share, words in ((0.5, "Half of the people are out."), (0.95, "95 in 100 people are out.")):
            at = _first(out >= share * persons)
            if at is not None:
                found.append((int(days["day"][at]), words, 0))
    return found


def _losses(days: Columns) -> list[tuple[int, str, int]]:
    at = _first(numbers(days["peacekeeper_deaths"]) > 0)
    n = 0 if at is None else int(numbers(days["peacekeeper_deaths"])[at])
    return [] if at is None else [(int(days["day"][at]), f"{n} peacekeeper{' is' if n == 1 else 's are'} killed.", 0)]


def _choices(decisions: Any) -> list[tuple[int, str, int]]:
    """The first of each choice by other capitals that changes a history: an apology, a renewal, a promise tested."""
    table = columns(decisions) if decisions is not None else {}
    found: dict[tuple[str, ...], tuple[int, str, int]] = {}
    names = zip(*(texts(table[k]) for k in ("capital", "decision", "option", "why")), strict=True) if table else ()
    for i, (capital, decision, option, why) in enumerate(names):
        if not table["is_chosen"][i] or not (decision in TOLD or decision.startswith("answer to")):
            continue
        act = f"{capital[:1].upper()}{capital[1:]}, {decision}: {option}".replace("_", " ")
        found.setdefault((capital, decision, option), (int(table["day"][i]), f"{act}{f' ({why})' if why else ''}.", 0))
    return list(found.values())


def _persons(days: Columns) -> float:
    """All persons of the place, wherever they are, on the first day."""
    states = ("home", "want_to_leave", "on_road", "sheltering", "out", "dead")
    return float(sum(numbers(days[f"persons_{state}"])[0] for state in states))


def _first(mask: np.ndarray) -> int | None:
    found = np.flatnonzero(mask)
    return int(found[0]) if len(found) else None
