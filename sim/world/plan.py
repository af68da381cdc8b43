"""What is the same in every world of a scenario: the place, its corridor, the seasons. Worked out once and kept."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.constants import FOREVER, HELD_BEFORE_END_DAYS, NO_LINE_KM, TINY
from sim.geography import NEVER, Place, read_place, shortest_km, with_road
from sim.luck import name_entity
from sim.scenario.paths import configs_dir
from sim.scenario.policy import SecondRoad
from sim.scenario.root import Scenario
from sim.world.tables import seasons


@dataclass(frozen=True)
class Plan:
    """The fixed part of a world: N settlements, M segments, D days."""

    place: Place
    folder: Path
    keys: np.ndarray  # (N,) uint32: luck address of each settlement's first household
    from_day: np.ndarray  # (M,) first day each segment exists
    to_day: np.ndarray  # (M,) first day it no longer does
    corridor: np.ndarray  # (M,) 1: on the way from the capital to the outside; 2: a second road
    reachable: np.ndarray  # (M,) the armed actor holds ground at one end
    season: np.ndarray  # (D, 2)
    month: np.ndarray  # (D,)
    linked: np.ndarray  # (D,) 1 on days on which some road joins the capital to the outside
    is_exit: np.ndarray  # (N,) bool


def place_folder(name: str) -> Path:
    """The folder of a place: a name in configs/places, or a path."""
    inside = configs_dir() / "places" / name
    return inside if inside.is_dir() else Path(name)


def plan_of(scenario: Scenario) -> Plan:
    """The plan of a scenario, from memory where another scenario shares it."""
    by_month = scenario.rules.patrol.farm_season, scenario.rules.supply.harvest_season
    return _plan(str(place_folder(scenario.place)), scenario.start, scenario.horizon_days, scenario.resources.second_road, by_month)


@lru_cache(maxsize=64)
def _plan(folder: str, start: date, days: int, second: SecondRoad, by_month: tuple[tuple[float, ...], ...]) -> Plan:
    place = read_place(Path(folder))
    if second.length_km > 0:
        place = _with_second_road(place, second, start)
    from_day = np.clip(place.roads.open_from - start.toordinal(), -1, FOREVER)
    to_day = np.clip(place.roads.open_to - start.toordinal(), -1, FOREVER)
    corridor, linked = _corridor(place, start, days)
    reachable = _reachable(place)
    if second.length_km > 0:
        corridor[-1], reachable[-1] = 2, second.within_reach
    season, month = seasons(start, days, *by_month)
    keys = np.array([name_entity(one) for one in place.settlements.ids], np.uint32)
    return Plan(place, Path(folder), keys, from_day, to_day, corridor, reachable, season, month, linked, _exits(place))


def _with_second_road(place: Place, second: SecondRoad, start: date) -> Place:
    """The place with one road more, from the capital to the first exit, or to the next one that has no road from the capital yet."""
    ids = place.settlements.ids
    return with_road(
        place,
        ids[place.capital],
        ids[int(place.exits[0])],
        second.length_km,
        free_speed_kmh=second.free_speed_kmh,
        capacity_veh_h=second.capacity_veh_h,
        open_from=start,
        source="resources.second_road",
    )


def _corridor(place: Place, start: date, days: int) -> tuple[np.ndarray, np.ndarray]:
    """(M,) 1 for each segment on the shortest way from the capital to the outside on some day; (D,) 1 on days with such a way."""
    roads = place.roads
    first = start.toordinal()
    turns = {first, *(int(day) for day in np.r_[roads.open_from, roads.open_to] if first < day < first + days)}
    corridor, linked = np.zeros(len(roads), np.int64), np.zeros(days, np.int8)
    for day in sorted(turns):
        km = shortest_km(place, mask=place.exists_on(day), origins=place.capital)[0]
        at = int(min(place.exits, key=lambda one: km[one]))
        linked[day - first :] = np.isfinite(km[at])
        while np.isfinite(km[at]) and at != place.capital:
            segment, at = _step_back(place, km, at, day)
            corridor[segment] = 1
    return corridor, linked


def _step_back(place: Place, km: np.ndarray, at: int, day: int) -> tuple[int, int]:
    """The last segment of the shortest way to a settlement, and the settlement before it."""
    roads = place.roads
    for segment in np.flatnonzero(place.exists_on(day)):
        ends = {int(roads.start[segment]), int(roads.end[segment])}
        if at in ends:
            (before,) = ends - {at}
            if abs(km[before] + roads.length_km[segment] - km[at]) < TINY:
                return int(segment), before
    raise AssertionError("a shortest way has a last segment")


def _reachable(place: Place) -> np.ndarray:
    """Whether the armed actor holds one end of a segment, at the latest while the segment exists."""
    roads, held = place.roads, place.settlements.armed_from
    latest = roads.open_to - HELD_BEFORE_END_DAYS
    start, end = held[roads.start], held[roads.end]
    return (start < latest) & (start < NEVER) | (end < latest) & (end < NEVER)


def _exits(place: Place) -> np.ndarray:
    found = np.zeros(len(place.settlements.ids), np.bool_)
    found[place.exits] = True
    return found


@lru_cache(maxsize=64)
def post_order(place: Place, per_km: float) -> np.ndarray:
    """Settlements by their claim to a post: the base, the capital, then by people (log) less so much for each km to the line."""
    s = place.settlements
    is_inside = (s.control == 0) & (np.array(s.role) != "exit")
    near = np.where(np.isfinite(s.km_to_line), s.km_to_line, NO_LINE_KM)
    claim = np.log1p(s.population) - per_km * near
    rows = sorted(np.flatnonzero(is_inside), key=lambda i: (i != place.base, i != place.capital, -claim[i]))
    return np.array(rows, np.int64)
