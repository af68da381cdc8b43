"""Laying out a world's arrays: places, roads, households, units, teams, and empty tables to write in."""

import math
from typing import Any

import numpy as np

from sim import luck
from sim.compiled import njit
from sim.constants import HALF, KG_A_T, LEAST_POPULATION, NO_LINE_KM, NO_ROAD_KM, SPREAD_SD, TINY
from sim.quantiles import normal_quantile
from sim.scenario.root import Scenario
from sim.world import columns
from sim.world.arrays import Arrays
from sim.world.people import count_households, settle
from sim.world.plan import Plan
from sim.world.tables import rules_record


def lay_out(scenario: Scenario, plan: Plan, numbers: dict[str, Any], seed: int) -> Arrays:
    """The arrays of one world under one arm, on the eve of the first day."""
    rules = rules_record(numbers)
    persons = draw_population(plan, int(numbers["population"]), seed)
    settlements = _settlements(plan, persons, rules[0])
    mean, largest = rules[0]["leaving_mean_household"], rules[0]["leaving_largest_household"]
    counts, sizes = count_households(persons, mean, largest, np.uint64(seed), plan.keys)
    households = np.zeros(int(counts.sum()), columns.dtype(columns.HOUSEHOLD))
    return_order, return_clock = settle(households, settlements, sizes, counts, plan.keys, np.uint64(seed), rules[0])
    lengths = draw_lengths(plan, seed)
    km = all_distances(len(persons), plan.place.roads.start, plan.place.roads.end, lengths)
    near = np.exp(-km / rules[0]["patrol_presence_km"])
    now = _now(numbers, persons, households, rules[0])
    segments = _segments(plan, lengths, settlements, set(scenario.mandate.tasks), rules[0])
    _hold_road(now, segments, rules[0])
    days, n, m = scenario.horizon_days, len(persons), len(lengths)
    months = int(plan.month[-1]) + 1
    return Arrays(
        seed=np.array([seed], np.uint64),
        rules=rules,
        now=now,
        orders=np.zeros(1, columns.dtype(columns.ORDERS)),
        settlements=settlements,
        segments=segments,
        households=households,
        units=_units(settlements, numbers),
        teams=np.zeros(0, columns.dtype(columns.TEAM)),
        return_order=return_order,
        return_clock=return_clock,
        wanting=np.zeros(2 * len(households) + 16, np.int32),
        pending=np.zeros(len(households) + 16, columns.dtype(columns.PENDING)),
        taken=np.zeros(1024, np.int32),
        near=near,
        near_segment=_from_segments(plan, near),
        near_fear=np.exp(-km / rules[0]["feeling_fear_km"]),
        effort=np.zeros(n),
        season=plan.season,
        linked=plan.linked,
        month=plan.month,
        tally=np.zeros((9, 4)),
        daily=np.zeros(days, columns.dtype(columns.DAILY)),
        incidents=np.zeros(512, columns.dtype(columns.INCIDENT)),
        month_segment=np.zeros((months, m), columns.dtype(columns.MONTH_SEGMENT)),
        month_settlement=np.zeros((months, n), columns.dtype(columns.MONTH_SETTLEMENT)),
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
    out = np.zeros(len(persons), columns.dtype(columns.SETTLEMENT))
    rural = np.array([role in ("village", "town") for role in place.role])
    is_held = place.control == 0
    out["km_to_line"] = np.where(np.isfinite(place.km_to_line), place.km_to_line, NO_LINE_KM)
    out["control"] = np.where(np.array(place.role) == "exit", 2, place.control)
    out["ground"] = r["act_positions_first"] + (persons / r["act_position_persons"]).astype(np.int64) * r["act_positions_more"]
    out["host"] = np.arange(len(persons))
    out["is_front"] = is_held & (out["km_to_line"] <= r["act_front_km"]) & (persons > 0)
    out["farmers"] = np.where(rural & is_held & (out["km_to_line"] <= r["leaving_farm_km"]), r["leaving_farm_share"], 0.0)
    out["trust"] = r["feeling_trust_start"]
    out["fear"] = np.where(out["is_front"] == 1, r["feeling_fear_start_line"], r["feeling_fear_start"])
    return out


def _segments(plan: Plan, lengths: np.ndarray, settlements: np.ndarray, tasks: set[str], r: np.void) -> np.ndarray:
    """(M,) table of segments. Routine patrols go where the mandate's tasks lie: roads to the line, the corridor, every village."""
    roads = plan.place.roads
    out = np.zeros(len(lengths), columns.dtype(columns.SEGMENT))
    out["a"], out["b"], out["km"] = roads.start, roads.end, lengths
    out["speed"], out["capacity"], out["storage"] = roads.free_speed_kmh, roads.capacity_veh_h, roads.storage_veh_km * lengths
    out["from_day"], out["to_day"] = plan.from_day, plan.to_day
    out["is_corridor"], out["is_reachable"] = plan.corridor, plan.reachable
    out["is_open"] = (out["from_day"] <= 0) & (out["to_day"] > 0)
    held_a, held_b = settlements["control"][out["a"]] == 0, settlements["control"][out["b"]] == 0
    out["place"] = np.where(held_a, out["a"], np.where(held_b, out["b"], plan.place.capital))
    patrolled = (held_a & held_b) | (plan.corridor > 0)
    near = np.minimum(settlements["km_to_line"][out["a"]], settlements["km_to_line"][out["b"]])
    weight = (
        ("line" in tasks) * np.exp(-near / r["patrol_line_km"])
        + r["patrol_corridor_weight"] * ("corridor" in tasks) * (plan.corridor > 0)
        + r["patrol_villages_weight"] * ("villages" in tasks)
    )
    out["routine"] = np.where(patrolled, lengths * weight, 0.0)
    return out


def _units(settlements: np.ndarray, numbers: dict[str, Any]) -> np.ndarray:
    """(U,) armed units: one facing each place near the line, strength shared evenly."""
    front = np.flatnonzero(settlements["is_front"])
    out = np.zeros(len(front), columns.dtype(columns.UNIT))
    out["place"], out["posture"] = front, 1
    out["strength"] = numbers["armed_actor.capability"] / max(1, len(front))
    return out


def _from_segments(plan: Plan, near: np.ndarray) -> np.ndarray:
    """(M, N) how much of a patrol on a segment is felt at a place: the mean of its two ends."""
    roads = plan.place.roads
    return np.ascontiguousarray(HALF * (near[roads.start] + near[roads.end]))


def _now(numbers: dict[str, Any], persons: np.ndarray, households: np.ndarray, r: np.void) -> np.ndarray:
    """(1,) state of the zone on the eve of the first day."""
    out = np.zeros(1, columns.dtype(columns.NOW))
    need = persons.sum() * r["supply_need_kg_day"] / KG_A_T
    away = households["state"] == 4
    owned = int(households["has_vehicle"].sum())
    start = {
        "ration": 1.0,
        "ration_target": 1.0,
        "supply": 1.0,
        "ready": 1.0,
        "is_mission": 1,
        "zeal": 1.0,
        "mine_left": 1.0,
        "defenders_left": 1.0,
        "stock_t": need * numbers["resources.reserve_stock_days"],
        "store_t": need * max(numbers["resources.reserve_stock_days"], 1.0),
        "need_t": need,
        "persons_ref": float(households["persons"].sum()),
        "n_present": float(households["persons"][~away].sum()),
        "capitulation_day": -1,
        "exit_hour": -1.0,
        "vehicles_out": int(households["has_vehicle"][away].sum()),
    }
    start["vehicles_home"] = owned - start["vehicles_out"]
    for name, value in start.items():
        out[name] = value
    return out


def _hold_road(now: np.ndarray, segments: np.ndarray, r: np.void) -> None:
    """Which ground by the corridor the armed actor holds on the eve of the first day; the rules renew it daily."""
    open_corridor = (segments["is_open"] == 1) & (segments["is_corridor"] > 0)
    held = np.flatnonzero(open_corridor & (segments["is_reachable"] == 1))
    now["choke"] = held[0] if len(held) else -1
    free = np.flatnonzero(open_corridor & (segments["is_corridor"] == 2) & (segments["is_reachable"] == 0))
    now["other_road"] = min(1.0, segments["capacity"][free[0]] / r["supply_goods_road_veh_h"]) if len(free) else 0.0


def room_for_incidents(w: Arrays, days: int) -> Arrays:
    """The same arrays, with room in the incident table for so many more days."""
    needed = int(w.now["n_incidents"][0]) + days * (3 * len(w.units) + 8)
    if needed <= len(w.incidents):
        return w
    larger = np.zeros(max(needed, 2 * len(w.incidents)), w.incidents.dtype)
    larger[: len(w.incidents)] = w.incidents
    return w._replace(incidents=larger)


def logit(p: float) -> float:
    """Log odds of a probability, bounded away from 0 and 1."""
    p = min(max(p, TINY), 1.0 - TINY)
    return math.log(p / (1.0 - p))
