"""Where two histories of the same world part, and the chain that follows: from the settings to acts, access, supply, fear and flight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.columns import Columns, columns, dates, numbers, size, texts
from experiments.explain.choices import ROAD, Choice, choices_of
from experiments.reasons import COMMAND
from experiments.turns import RUNGS, access

LEVELS = ("open", "obstructed", "under a checkpoint", "closed")
STATES = ("home", "want_to_leave", "on_road", "sheltering", "out")
ROAD_LINK = "the road"
SHARE = 0.02  # of the people: what counts as a difference in where they are
OUTCOMES = (
    ("blockade_days", "days of a held road"),
    ("is_offensive", "an offensive"),
    ("is_capitulated", "the defenders gave up"),
    ("least_ration", "least ration"),
    ("displaced_persons", "persons displaced"),
    ("civilian_deaths", "civilians dead"),
    ("peacekeeper_deaths", "peacekeepers dead"),
    ("cost_musd", "cost, million US$"),
)


class Link(NamedTuple):
    """One link of the chain: the day from which something differs, what, and how it stands in either history that day."""

    day: int
    date: np.datetime64
    what: str
    a: str
    b: str

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        return {**self._asdict(), "date": str(self.date)}


class Parting(NamedTuple):
    """Two histories of one world, held against each other. What never differs is None or left out.

    `choice` is the first that came out otherwise, whoever made it; `command` the armed actor's first; `road` the armed actor's in the
    week from which the road is no longer the same."""

    first_difference: tuple[int, np.datetime64, tuple[str, ...]] | None
    act: Link | None
    choice: tuple[Choice | None, Choice | None] | None
    command: tuple[Choice | None, Choice | None] | None
    road: tuple[Choice | None, Choice | None] | None
    chain: tuple[Link, ...]

    def choices(self) -> list[tuple[str, tuple[Choice | None, Choice | None]]]:
        """The choices worth telling, each once and in order of time, with words for what they are."""
        told = (
            ("The first choice that differs", self.choice),
            ("The armed actor's first choice that differs", self.command),
            ("The choice that parted the road", self.road),
        )
        found: list[tuple[str, tuple[Choice | None, Choice | None]]] = []
        for words, pair in told:
            if pair and pair not in [one for _, one in found]:
                found.append((words, pair))
        return sorted(found, key=lambda one: min(choice.day for choice in one[1] if choice))

    @property
    def is_same(self) -> bool:
        """Whether the two histories are the same day by day."""
        return self.first_difference is None

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        first = self.first_difference
        return {
            "first_difference": first and {"day": first[0], "date": str(first[1]), "columns": list(first[2])},
            "act": self.act and self.act.as_data(),
            "choice": self.choice and [one and one.as_data() for one in self.choice],
            "command": self.command and [one and one.as_data() for one in self.command],
            "road": self.road and [one and one.as_data() for one in self.road],
            "chain": [link.as_data() for link in self.chain],
        }


def part(a: Mapping[str, Any], b: Mapping[str, Any]) -> Parting:
    """Compares the tidy tables of two runs of the same world: daily, incidents, decisions."""
    one, other = columns(a["daily"]), columns(b["daily"])
    first, second = choices_of(a["decisions"]), choices_of(b["decisions"])
    chain = _chain(one, other)
    return Parting(
        first_difference=_first_difference(one, other),
        act=_first_act(columns(a["incidents"]), columns(b["incidents"]), one),
        choice=_first_choice(first, second),
        command=_first_choice(*([c for c in found if c.decision == ROAD] for found in (first, second))),
        road=_on_the_road(first, second, chain),
        chain=tuple(chain),
    )


def unpaired(a: Mapping[str, Any], b: Mapping[str, Any], levers: tuple[str, ...]) -> list[str]:
    """The numbers outside the levers that two lives were dealt differently; empty where both are the same world."""
    names = sorted(name for name in {**a, **b} if name.split(".")[0] not in levers)
    return [name for name in names if a.get(name) != b.get(name)]


def _first_difference(one: Columns, other: Columns) -> tuple[int, np.datetime64, tuple[str, ...]] | None:
    """The first day on which anything that is written down daily differs, and what."""
    n = min(size(one), size(other))
    apart = {name: np.asarray(one[name][:n] != other[name][:n], bool) for name in one if name in other and name != "date"}
    rows = np.flatnonzero(np.any(list(apart.values()), axis=0)) if n else np.zeros(0, int)
    if not len(rows):
        return None
    at = int(rows[0])
    return int(one["day"][at]), dates(one["date"])[at], tuple(name for name, mask in apart.items() if mask[at])


def _first_act(one: Columns, other: Columns, days: Columns) -> Link | None:
    """The first act that happened in one history only, or that was answered in one only; with its place."""
    told = [_acts(table) for table in (one, other)]
    differing = sorted(key for key in {**told[0], **told[1]} if told[0].get(key) != told[1].get(key))
    if not differing:
        return None
    day, rung, place = key = differing[0]
    what = f"{RUNGS[rung] if rung else 'mine accident'} at {place or 'an unnamed place'}"
    when = dates(days["date"])[day - int(days["day"][0])]
    return Link(day, when, what, *(found.get(key, "did not happen") for found in told))


def _acts(table: Columns) -> dict[tuple[int, int, str], str]:
    """What became of each act, by day, rung and place."""
    found: dict[tuple[int, int, str], str] = {}
    if not size(table):
        return found
    truths = [table[name].astype(bool).tolist() for name in ("is_detected", "is_answered", "is_reversed")]
    names = zip(numbers(table["day"]).tolist(), numbers(table["rung"]).tolist(), texts(table["name"]).tolist(), *truths, strict=True)
    for day, rung, place, is_seen, is_answered, is_reversed in names:
        key = (int(day), int(rung), place)
        fate = "was answered" if is_answered else "was seen and not answered" if is_seen else "was not seen"
        fate += " and undone" if is_reversed else ""
        found[key] = f"{found[key]}, {fate}" if key in found else fate
    return found


def _first_choice(first: list[Choice], second: list[Choice]) -> tuple[Choice | None, Choice | None] | None:
    """The first choice that came out otherwise, or arose in one history only; the armed actor's before others of the same day."""
    told = [{(one.day, one.capital != COMMAND, one.capital, one.decision): one for one in found} for found in (first, second)]
    for key in sorted({*told[0], *told[1]}):
        a, b = told[0].get(key), told[1].get(key)
        if a is None or b is None or a.chosen != b.chosen:
            return a, b
    return None


def _on_the_road(first: list[Choice], second: list[Choice], chain: list[Link]) -> tuple[Choice | None, Choice | None] | None:
    """The armed actor's choices in the week from which the road stands differently; none where they are alike or it never does."""
    day = next((link.day for link in chain if link.what == ROAD_LINK), None)
    if day is None:
        return None
    a, b = (next((one for one in found if one.decision == ROAD and one.day // 7 == day // 7), None) for found in (first, second))
    return (a, b) if (a and a.chosen) != (b and b.chosen) else None


def _chain(one: Columns, other: Columns) -> list[Link]:
    """What differs in turn: belief, answers, access, stores, rations, fear, wish to leave, flight; each on its first day."""
    n = min(size(one), size(other))
    if not n:
        return []
    persons = max(1.0, sum(float(numbers(one[f"persons_{state}"])[0]) for state in STATES))
    found = []
    for what, values, least, told in _followed(persons):
        a, b = values(one)[:n], values(other)[:n]
        rows = np.flatnonzero(np.abs(a - b) >= least)
        if len(rows):
            at = int(rows[0])
            found.append(Link(int(one["day"][at]), dates(one["date"])[at], what, told(a[at]), told(b[at])))
    return sorted(found, key=lambda link: link.day)


def _followed(persons: float) -> list[tuple[str, Callable[[Columns], np.ndarray], float, Callable[[float], str]]]:
    """What is followed: words, daily values, the least difference that counts, and how a value is said."""

    def column(name: str) -> Callable[[Columns], np.ndarray]:
        return lambda days: numbers(days[name])

    def total(name: str) -> Callable[[Columns], np.ndarray]:
        return lambda days: np.cumsum(numbers(days[name]))

    def share(value: float) -> str:
        return f"{100 * value:.0f} %"

    def count(value: float) -> str:
        return f"{value:,.0f}"

    return [
        ("the armed actor's belief that an obstruction is answered", column("credibility"), 0.05, share),
        ("acts so far", lambda days: sum(np.cumsum(numbers(days[k])) for k in ("harassments", "grabs", "road_acts")), 1, count),
        ("acts answered so far", total("answered"), 1, count),
        ("ground taken, positions", column("positions_held"), 1, count),
        (ROAD_LINK, access, 1, lambda level: LEVELS[int(level)]),
        ("days of food in store", column("stock_days"), 10, count),
        ("the ration", column("ration"), 0.05, share),
        ("the offensive", column("is_offensive"), 1, lambda on: "under way" if on else "none"),
        ("capitulation", column("is_capitulated"), 1, lambda on: "the defenders have given up" if on else "none"),
        ("mean fear", column("fear"), 0.05, lambda fear: f"{fear:.2f}"),
        ("people who want to leave and cannot", column("persons_want_to_leave"), SHARE * persons, count),
        ("people who are out", column("persons_out"), SHARE * persons, count),
    ]
