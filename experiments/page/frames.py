"""A world lived under an arm, day by day, as compact data that a page can draw, play and scrub.

One arm (`history`):
  title, start (date), days; places [{name, x, y (km east and south of the middle), people, role}]; roads [{a, b, corridor}];
  present, control, access: one list a place or road, day and value in turn, wherever the value changes;
  patrols: one text a road, one sign a day: team-days in quarters, 0-9 then a-z;
  acts [[day, rung, kind, place, road, answer, deaths]]; series {name: [a value a day]}; turns [[day, what, why]].
Two arms of the same world (`paired`): case, world, arms [first, second], parting {day, what} or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, radians
from typing import Any

import numpy as np

import experiments.lean  # noqa: F401  before the model, so that it takes less memory
from experiments.reasons import short
from experiments.turns import turns
from sim import tidy
from sim.model import MandateModel
from sim.scenario.root import Scenario

KM_PER_DEGREE = 111.32
SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
NOT_THERE = -1
ROLES = ("capital", "town", "village", "base", "exit", "node", "site")
SUMS = {  # series that the daily table holds under other names
    "acts": ("harassments", "grabs", "road_acts"),
    "persons_left": ("persons_out", "persons_on_road"),
    "persons_inside": ("persons_home", "persons_want_to_leave", "persons_sheltering"),
}
SERIES = (
    "access_level",
    "is_offensive",
    "is_capitulated",
    "patrol_days",
    "escorts",
    "stock_days",
    "ration",
    "availability",
    "credibility",
    "fear",
    "trust",
    "troops",
    "persons_want_to_leave",
    "civilian_deaths",
)
DIGITS = 3

History = dict[str, Any]


def paired_history(arms: Mapping[str, Scenario], seed: int) -> dict[str, Any]:
    """The same world under two arms, by title, the first of them the one compared with. ValueError unless they are two."""
    if len(arms) != 2:
        raise ValueError(f"a paired history has two arms, not {len(arms)}")
    first, second = (history(scenario, seed, title) for title, scenario in arms.items())
    scenario = next(iter(arms.values()))
    return paired(scenario.title or scenario.name, seed, first, second)


def paired(case: str, seed: int, first: History, second: History) -> dict[str, Any]:
    """Two arms' histories of the same world, and where they part."""
    return {"case": case, "world": seed, "arms": [first, second], "parting": parting(first, second)}


def history(scenario: Scenario, seed: int, title: str = "") -> History:
    """Lives a world under an arm a day at a time and writes down what a map can show."""
    model = MandateModel(scenario, seed, ledger=True)
    days = scenario.horizon_days
    seen = _Seen(days, len(model.world.settlements), len(model.world.segments))
    while model.day < days:
        model.step()
        seen.look(model)
    daily, acts = tidy.daily(model), tidy.incidents(model)
    return {
        "title": title or scenario.title or scenario.name,
        "start": scenario.start.isoformat(),
        "days": days,
        **_ground(model),
        **seen.told(model.world.settlements["n_all"]),
        "acts": _acts(model),
        "series": _series(daily),
        "turns": _turns(daily, acts, tidy.decisions(model)),
    }


def parting(first: History, second: History) -> dict[str, Any] | None:
    """The first day on which something differs on the ground between two arms, and what; None where nothing does."""
    found = [_acts_part(first, second), _access_parts(first, second)]
    return min((one for one in found if one), key=lambda one: one["day"], default=None)


class _Seen:
    """What is looked at every evening: people by place, control, access and patrols by road."""

    def __init__(self, days: int, places: int, roads: int) -> None:
        self.present, self.control = np.zeros((days, places), np.int64), np.zeros((days, places), np.int8)
        self.access, self.effort = np.zeros((days, roads), np.int8), np.zeros((days, roads), np.int8)

    def look(self, model: MandateModel) -> None:
        """Writes down the day that has just been lived; reads, and changes nothing."""
        day, places, roads = model.day - 1, model.world.settlements, model.world.segments
        self.present[day] = places["n_home"] + places["n_want"] + places["n_shelter"]
        self.control[day] = places["control"]
        self.access[day] = np.where(roads["is_open"] == 1, roads["level"], NOT_THERE)
        self.effort[day] = np.minimum(np.ceil(4.0 * roads["effort"]), len(SIGNS) - 1)

    def told(self, people: np.ndarray) -> dict[str, Any]:
        """Everything seen, compact. People are rounded to a hundredth of a place's own."""
        hundredths = np.ceil(100.0 * self.present / np.maximum(1, people))
        return {
            "present": [_changes(column) for column in hundredths.T],
            "control": [_changes(column) for column in self.control.T],
            "access": [_changes(column) for column in self.access.T],
            "patrols": ["".join(SIGNS[one] for one in column) for column in self.effort.T],
        }


def _changes(column: np.ndarray) -> list[int]:
    """Day and value in turn, wherever a value is new; the first day always."""
    at = np.flatnonzero(np.diff(column, prepend=np.nan))
    return np.column_stack([at, column[at]]).astype(int).ravel().tolist()


def _ground(model: MandateModel) -> dict[str, Any]:
    """Places and roads, true to scale around the middle of the place."""
    place, segments = model.plan.place.settlements, model.world.segments
    middle = float(place.lat.mean()), float(place.lon.mean())
    x = (place.lon - middle[1]) * cos(radians(middle[0])) * KM_PER_DEGREE
    y = (middle[0] - place.lat) * KM_PER_DEGREE
    people = model.world.settlements["n_all"]
    names = ("name", "x", "y", "people", "role")
    columns = (place.names, x.round(2).tolist(), y.round(2).tolist(), people.tolist(), place.role)
    ends = zip(segments["a"].tolist(), segments["b"].tolist(), (segments["is_corridor"] > 0).tolist(), strict=True)
    return {
        "places": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
        "roads": [dict(zip(("a", "b", "corridor"), row, strict=True)) for row in ends],
    }


def _acts(model: MandateModel) -> list[list[int]]:
    """Every incident. Its answer: 0 not seen, 1 seen, 2 answered, 3 answered and reversed."""
    rows = model.world.incidents[: int(model.zone["n_incidents"])]
    answer = np.where(rows["is_answered"] == 1, 2 + (rows["is_reversed"] == 1), rows["is_detected"])
    deaths = sum(rows[f"{who}_deaths"] for who in ("civilian", "defender", "armed", "peacekeeper"))
    columns = (*(rows[name] for name in ("day", "rung", "kind", "place", "segment")), answer, deaths)
    return np.column_stack([np.asarray(column, int) for column in columns]).tolist() if len(rows) else []


def _series(daily: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
    sums = {name: sum(daily[part].astype(float) for part in parts) for name, parts in SUMS.items()}
    return {name: [_rounded(one) for one in np.asarray(values, float).tolist()] for name, values in (sums | _kept(daily)).items()}


def _kept(daily: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: daily[name] for name in SERIES}


def _rounded(value: float) -> float | int:
    """Three digits are enough to draw; persons stay whole."""
    kept = round(value) if abs(value) >= 10**DIGITS else float(f"{value:.{DIGITS}g}")
    return int(kept) if kept == int(kept) else kept


def _turns(daily: Any, acts: Any, decisions: Any) -> list[list[Any]]:
    """The days on which the history turned, in words."""
    return [[one.day, one.what, short(one.why, one.belief) if one.why else ""] for one in turns(daily, acts, decisions)]


def _acts_part(first: History, second: History) -> dict[str, Any] | None:
    """The first day whose acts, or their answers, differ; told by the first act that one arm has and the other has not."""
    mine, theirs = ({tuple(act) for act in one["acts"]} for one in (first, second))
    apart = sorted(mine ^ theirs)
    if not apart:
        return None
    day = apart[0][0]
    at = first if apart[0] in mine else second
    return {"day": day, "what": f"{_told(apart[0], at)} under {at['title']}; it went otherwise under the other arm."}


def _told(act: tuple[int, ...], arm: History) -> str:
    """An act in a few words, with what the mission did."""
    what = ("Mine accident", "Harassment", "Grab of ground", "Obstruction", "Checkpoint", "Closure", "Offensive")[act[1]]
    answer = ("not seen", "seen, not answered", "answered", "answered and reversed")[act[5]]
    return f"{what} at {arm['places'][act[3]]['name']}" + (f" ({answer})" if act[1] else "")


def _access_parts(first: History, second: History) -> dict[str, Any] | None:
    levels = [np.array(one["series"]["access_level"]) for one in (first, second)]
    n = min(map(len, levels))
    apart = np.flatnonzero(levels[0][:n] != levels[1][:n])
    words = ("open", "obstructed", "under a checkpoint", "closed")
    if not len(apart):
        return None
    day = int(apart[0])
    told = " and ".join(f"{words[int(level[day])]} under {one['title']}" for level, one in zip(levels, (first, second), strict=True))
    return {"day": day, "what": f"The road is {told}."}
