"""The days on which a history turned: first acts, the road's access, the offensive, the flight."""

from typing import Any, NamedTuple

import numpy as np

from experiments.columns import Columns, columns, dates, numbers, size, texts, where
from experiments.reasons import Reason, reason

RUNGS = ("hold", "harassment", "grab", "obstruction", "checkpoint", "closure", "offensive")
LEVEL_WORDS = ("opened again", "obstructed", "under a checkpoint", "closed")
MOST_CHANGES = 8
LOW_STOCK_DAYS = 30
QUIET_DAYS = 3
CHOICE = -1

# What capitals other than the armed actor's may choose that changes a history.
TOLD = ("peacekeepers killed", "presence", "end of term")


class Turn(NamedTuple):
    """One turning point: when, what, its rung, why if known, and the belief in an answer that day.

    Rung 0: what is no act of the armed actor's; CHOICE: another capital's choice."""

    day: int
    date: np.datetime64
    what: str
    rung: int
    why: Reason | None
    belief: float | None


def turns(daily: Any, incidents: Any, decisions: Any = None) -> list[Turn]:
    """All turning points of a run in order of time."""
    days, acts, ledger = columns(daily), columns(incidents), columns(decisions) if decisions is not None else {}
    found = [*_first_acts(acts), *_offensives(days), *_access(days, acts, ledger), *_losses(days), *_supply(days)]
    found += [*_choices(ledger), *_people(days)]
    return [_turn(days, ledger, *item) for item in sorted(found, key=lambda item: item[0])]


def access(days: Columns) -> np.ndarray:
    """Level of access day by day as the ladder knows it: once the defenders gave up, the road is no longer contested."""
    return np.where(days["is_capitulated"].astype(bool), 0, numbers(days["access_level"])).astype(int)


def spells(truths: np.ndarray) -> list[tuple[int, int]]:
    """First row, and row after the last, of every stretch of rows that are true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(truths, int), [0]])))
    return [(int(first), int(end)) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def _turn(days: Columns, decisions: Any, day: int, what: str, rung: int) -> Turn:
    row = day - int(days["day"][0])
    why = reason(decisions, day, RUNGS[rung]) if rung >= 2 else None
    belief = float(numbers(days["credibility"])[row]) if 3 <= rung <= 5 else None
    return Turn(day, dates(days["date"])[row], what, rung, why, belief)


def _first_acts(acts: Columns) -> list[tuple[int, str, int]]:
    """The first harassment and the first two grabs, with the place and what the mission did."""
    found = []
    for rung, words in ((1, ("First harassment at",)), (2, ("First grab of ground, at", "Second grab of {n}, at"))):
        mine = where(acts, numbers(acts["rung"]) == rung) if size(acts) else {}
        for i, what in enumerate(words[: size(mine)]):
            told = f"{what.format(n=size(mine))} {texts(mine['name'])[i] or 'an unnamed place'} ({_answer(mine, i)})."
            found.append((int(mine["day"][i]), told, rung))
    return found


def _answer(acts: Columns, i: int) -> str:
    if acts["is_answered"][i]:
        return "the mission answered"
    return "the mission saw it, no answer" if acts["is_detected"][i] else "the mission did not see it"


def _access(days: Columns, acts: Columns, ledger: Columns) -> list[tuple[int, str, int]]:
    """Every change of access; where there are many, the first of each level and the last."""
    level = access(days)
    at = np.flatnonzero(np.diff(level, prepend=0))
    at = at[~days["is_capitulated"][at].astype(bool)]  # told as the capitulation
    kept = at
    if len(at) > MOST_CHANGES:
        _, first = np.unique(level[at], return_index=True)
        kept = at[sorted({*first.tolist(), len(at) - 1})]
    found = []
    for i in kept:
        day = int(days["day"][i])
        why = _opened_by(day, acts, ledger) if not level[i] else ""
        found.append((day, f"The road is {LEVEL_WORDS[level[i]]}{why}.", int(level[i]) + 2 if level[i] else 0))
    if len(at) > len(kept):
        last, what, rung = found[-1]
        found[-1] = (last, f"{what[:-1]}, after {len(at)} changes of access in all.", rung)
    return found


def _opened_by(day: int, acts: Columns, ledger: Columns) -> str:
    """Whose doing it was that the road opened, where the tables tell: the mission's, or that of a capital which acted."""
    if size(acts):
        near = (numbers(acts["day"]) <= day) & (numbers(acts["day"]) > day - 8) & acts["is_answered"].astype(bool)
        if (near & (numbers(acts["rung"]) >= 3) & (numbers(acts["rung"]) <= 5)).any():
            return ": the mission cleared it"
    if size(ledger):
        acted = (texts(ledger["option"]) == "act") & ledger["is_chosen"].astype(bool)
        near = acted & (numbers(ledger["day"]) <= day) & (numbers(ledger["day"]) > day - 8)
        pairs = zip(texts(ledger["capital"])[near], texts(ledger["decision"])[near], strict=True)
        names = [capital.replace("_", " ") for capital, decision in pairs if _is_road(decision)]
        if names:
            return f": the {names[-1]} kept a promise"
    return ""


def _is_road(decision: str) -> bool:
    return decision.removeprefix("answer to ") in RUNGS[3:6]


def _offensives(days: Columns) -> list[tuple[int, str, int]]:
    """Every offensive, and how it ended."""
    found = []
    gave_up = days["is_capitulated"].astype(bool)
    for i, (first, end) in enumerate(spells(days["is_offensive"].astype(bool))):
        found.append((int(days["day"][first]), "The offensive begins." if not i else "Another offensive begins.", 6))
        if end < len(gave_up) and not gave_up[end]:
            found.append((int(days["day"][end]), "The offensive ends; the defenders have not given up.", 0))
    at = _first(gave_up)
    if at is not None:
        found.append((int(days["day"][at]), "The defenders lay down their arms; the armed actor holds the road.", 0))
    return found


def _supply(days: Columns) -> list[tuple[int, str, int]]:
    """Stocks and rations of a road that is held."""
    shut, gave_up = access(days) > 0, days["is_capitulated"].astype(bool)
    stock, found = numbers(days["stock_days"]), []
    low = _first(shut & (stock < LOW_STOCK_DAYS))
    if low is not None:
        verb = "are already" if low and not shut[low - 1] and stock[low - 1] < LOW_STOCK_DAYS else "fall"
        found.append((int(days["day"][low]), f"Stocks {verb} under {LOW_STOCK_DAYS} days.", 0))
    hungry = _first(~gave_up & (numbers(days["ration"]) < 0.5))
    if hungry is not None:
        found.append((int(days["day"][hungry]), "Rations fall under half.", 0))
    return found


def _people(days: Columns) -> list[tuple[int, str, int]]:
    """The mass flight: its first day, and the days on which half and nearly all were out."""
    out, persons = numbers(days["persons_out"]), _persons(days)
    leaving = np.diff(out, prepend=out[0])
    peak = int(np.argmax(leaving))
    if leaving[peak] <= 0.02 * persons:
        return []
    busy = np.flatnonzero(leaving[: peak + 1] > 0.005 * persons)
    gaps = np.flatnonzero(np.diff(busy) > QUIET_DAYS)  # who left earlier is not the flight
    first = int(busy[gaps[-1] + 1 if len(gaps) else 0])
    found = [(int(days["day"][first]), "The flight over the road begins.", 0)]
    for share, words in ((0.5, "Half of the people are out."), (0.95, "95 in 100 people are out.")):
        at = _first((out >= share * persons) & (np.arange(len(out)) >= first))
        if at is not None:
            found.append((int(days["day"][at]), words, 0))
    return found


def _losses(days: Columns) -> list[tuple[int, str, int]]:
    """Peacekeepers killed: the first time, and the worst day."""
    dead = numbers(days["peacekeeper_deaths"])
    if not dead.any():
        return []
    at = sorted({int(np.flatnonzero(dead)[0]), int(np.argmax(dead))})
    return [(int(days["day"][i]), f"{dead[i]:.0f} peacekeeper{' is' if dead[i] == 1 else 's are'} killed.", 0) for i in at]


def _choices(ledger: Columns) -> list[tuple[int, str, int]]:
    """The first of each choice by other capitals that changes a history: an apology, a promise kept.

    Of those who only protest, the first capital stands for all."""
    found: dict[tuple[str, ...], tuple[int, str, int]] = {}
    if not size(ledger):
        return []
    names = zip(*(texts(ledger[k]) for k in ("capital", "decision", "option", "why")), strict=True)
    for i, (capital, decision, option, why) in enumerate(names):
        if not ledger["is_chosen"][i] or not (decision in TOLD or decision.startswith("answer to")):
            continue
        act = f"{capital[:1].upper()}{capital[1:]}, {decision}: {option}".replace("_", " ")
        key = ("" if option == "protest" else capital, decision, option)
        found.setdefault(key, (int(ledger["day"][i]), f"{act}{f' ({why})' if why else ''}.", CHOICE))
    return list(found.values())


def _persons(days: Columns) -> float:
    """All persons of the place, wherever they are, on the first day."""
    states = ("home", "want_to_leave", "on_road", "sheltering", "out", "dead")
    return float(sum(numbers(days[f"persons_{state}"])[0] for state in states))


def _first(mask: np.ndarray) -> int | None:
    found = np.flatnonzero(mask)
    return int(found[0]) if len(found) else None
