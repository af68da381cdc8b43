"""A world's places, people and roads before any policy acts: worked out once, kept, and shared by all arms of the world."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

import numpy as np

from sim import luck
from sim.compiled import njit
from sim.constants import HALF, LEAST_POPULATION, NO_LINE_KM, NO_ROAD_KM, SPREAD_SD
from sim.quantiles import normal_quantile
from sim.world import columns
from sim.world.arrays import table
from sim.world.codes import Control, State
from sim.world.people import count_households, households_per_agent, settle
from sim.world.plan import Plan

KEPT = 3  # worlds whose people and roads stay in memory

# Rules that decide who lives where and how far places are apart: arms that share them share a world's people and roads.
PEOPLE = (
    "mean_household",
    "vehicle_owners",
    "kin_abroad",
    "away_share",
    "most_attached",
    "farm_km",
    "farm_share",
    "most_agents",
    "largest_household",
)
FRAILTY = ("vehicle_frailty", "kin_frailty", "farm_frailty", "attachment_frailty", "most_attached_frailty")
NEAR = (
    "patrol_presence_km",
    "feeling_fear_km",
    "act_front_km",
    *(f"act_{name}" for name in ("positions_first", "positions_more", "position_persons")),
)
DECIDING = (*(f"leaving_{name}" for name in (*PEOPLE, *FRAILTY)), *NEAR)


class Inhabited(NamedTuple):
    """A world's places, people and roads before any policy acts; shared by its arms, never written to."""

    settlements: np.ndarray
    households: np.ndarray
    household_states: np.ndarray
    return_order: np.ndarray
    return_clock: np.ndarray
    lengths: np.ndarray
    near: np.ndarray
    near_segment: np.ndarray
    near_fear: np.ndarray
    seed: int  # the world's number
    scale: int  # alike households a row
    vehicles: int  # owned by all
    vehicles_out: int  # of these, by households that are away at first


_kept: OrderedDict[tuple, Inhabited] = OrderedDict()
_lock = Lock()


def inhabited(plan: Plan, population: int, rules: np.ndarray, seed: int) -> Inhabited:
    """Places, people and roads of a world, from memory where another arm of it shares them."""
    key = (id(plan), population, seed, *(float(rules[name][0]) for name in DECIDING))
    with _lock:
        if key in _kept and _kept[key][0] is plan:
            _kept.move_to_end(key)
            return _kept[key][1]
    found = _inhabit(plan, population, rules[0], seed)
    with _lock:
        _kept[key] = plan, found
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _inhabit(plan: Plan, population: int, r: np.void, seed: int) -> Inhabited:
    persons = draw_population(plan, population, seed)
    settlements = _settlements(plan, persons, r)
    mean = float(r["leaving_mean_household"])
    scale = households_per_agent(int(persons.sum()), mean, float(r["leaving_most_agents"]))
    counts, sizes = count_households(persons, mean, int(r["leaving_largest_household"]), np.uint64(seed), plan.keys, scale)
    households = table(int(counts.sum()), columns.HOUSEHOLD)
    states = table(len(households), columns.HOUSEHOLD_STATE)
    return_order, return_clock = settle(households, states, settlements, sizes, counts, plan.keys, np.uint64(seed), r)
    has_vehicle = households["has_vehicle"] == 1
    vehicles = scale * int(has_vehicle.sum()), scale * int((has_vehicle & (states["state"] == State.OUT)).sum())
    lengths = draw_lengths(plan, seed)
    km = all_distances(len(persons), plan.place.roads.start, plan.place.roads.end, lengths)
    near = np.exp(-km / r["patrol_presence_km"])
    near_fear = np.exp(-km / r["feeling_fear_km"])
    return Inhabited(
        settlements,
        households,
        states,
        return_order,
        return_clock,
        lengths,
        near,
        _from_segments(plan, near),
        near_fear,
        seed,
        scale,
        *vehicles,
    )


def draw_population(plan: Plan, total: int, seed: int) -> np.ndarray:
    """(N,) persons of each place: the table's, each off by its own spread, scaled to the total (0: the table's own)."""
    s = plan.place.settlements
    factor = np.array(
        [
            max(LEAST_POPULATION, 1.0 + SPREAD_SD * spread * normal_quantile(luck.uniform(seed, luck.PLACE_POPULATION, 0, int(key))))
            if spread > 0
            else 1.0
            for spread, key in zip(s.population_spread, plan.keys, strict=True)
        ]
    )
    wanted = s.population * factor
    return np.round(wanted * (total or s.population.sum()) / wanted.sum()).astype(np.int64)


def draw_lengths(plan: Plan, seed: int) -> np.ndarray:
    """(M,) length of each segment (km): uniform in the log between the table's low and high, its own value in the middle."""
    roads = plan.place.roads
    u = np.empty(len(roads))
    luck.fill_uniforms(np.uint64(seed), luck.ROAD_LENGTH, 0, u)
    low = roads.length_low_km * (roads.length_km / roads.length_low_km) ** (2 * np.minimum(u, HALF))
    return low * (roads.length_high_km / roads.length_km) ** (2 * np.maximum(u - HALF, 0.0))


@njit(cache=True)
def all_distances(n, start, end, lengths):
    """(N, N) shortest road distances (km) over all roads that ever were; 999 where there is none. Floyd-Warshall."""
    km = np.full((n, n), NO_ROAD_KM)
    for i in range(n):
        km[i, i] = 0.0
    for j in range(lengths.shape[0]):
        km[start[j], end[j]] = km[end[j], start[j]] = min(km[start[j], end[j]], lengths[j])
    for k in range(n):
        for i in range(n):
            if km[i, k] < NO_ROAD_KM:
                through = km[i, k]
                for j in range(n):
                    km[i, j] = min(km[i, j], through + km[k, j])
    return km


def _settlements(plan: Plan, persons: np.ndarray, r: np.void) -> np.ndarray:
    """(N,) table of settlements; those near the line face an armed unit."""
    place = plan.place.settlements
    out = table(len(persons), columns.SETTLEMENT)
    rural = np.array([role in ("village", "town") for role in place.role])
    is_held = place.control == Control.DEFENDERS
    out["km_to_line"] = np.where(np.isfinite(place.km_to_line), place.km_to_line, NO_LINE_KM)
    out["control"] = np.where(np.array(place.role) == "exit", Control.OUTSIDE, place.control)
    out["ground"] = r["act_positions_first"] + (persons / r["act_position_persons"]).astype(np.int64) * r["act_positions_more"]
    out["host"] = np.arange(len(persons))
    out["is_front"] = is_held & (out["km_to_line"] <= r["act_front_km"]) & (persons > 0)
    out["farmers"] = np.where(rural & is_held & (out["km_to_line"] <= r["leaving_farm_km"]), r["leaving_farm_share"], 0.0)
    return out


def _from_segments(plan: Plan, near: np.ndarray) -> np.ndarray:
    """(M, N) how much of a patrol on a segment is felt at a place: the mean of its two ends."""
    roads = plan.place.roads
    return np.ascontiguousarray(HALF * (near[roads.start] + near[roads.end]))
