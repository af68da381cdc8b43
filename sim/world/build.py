"""Laying out a world's arrays: what all arms of a world share is worked out once and kept; each run starts from a copy of its state."""

from __future__ import annotations

import math
from collections import OrderedDict
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from sim import luck
from sim.compiled import njit
from sim.constants import HALF, KG_A_T, LEAST_POPULATION, LONG_AGO_DAYS, NO_LINE_KM, NO_ROAD_KM, SPREAD_SD
from sim.quantiles import normal_quantile
from sim.scenario.root import Scenario
from sim.world import columns, tables
from sim.world.arrays import World, copy_into_memory, table, with_attributes
from sim.world.codes import Control, Corridor, Posture, Promise, State
from sim.world.leavers import INT, room_for_leavers
from sim.world.memory import zeros
from sim.world.people import count_households, households_per_agent, settle
from sim.world.plan import Plan, post_order
from sim.world.traffic import BUSES, count_places, room_for_traffic

UNIT_CLOCKS = (
    ("harass_clock", luck.HARASS_CLOCK),
    ("campaign_clock", luck.CAMPAIGN_CLOCK),
    ("raid_clock", luck.RAID_CLOCK),
    ("battle_clock", luck.BATTLE_CLOCK),
)
KEPT = 3  # worlds whose people and roads stay in memory
N_RULES_OF_DAY, N_CAPITALS = 15, 6
FIRST_ROWS = 1024  # of tables that grow

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
    scale: int  # alike households a row
    vehicles: int  # owned by all
    vehicles_out: int  # of these, by households that are away at first


def lay_out(scenario: Scenario, plan: Plan, numbers: dict[str, Any], seed: int, *, log: bool = False) -> World:
    """The arrays of one world under one arm, on the eve of the first day. log: keep a decision log."""
    rules = tables.rules_record(numbers)
    shared = inhabited(plan, int(numbers["population"]), rules, seed)
    settlements = shared.settlements.copy()
    settlements["exposure"] = np.exp(-settlements["km_to_line"] / rules[0]["act_harass_km"])
    settlements["trust"] = rules[0]["feeling_trust_start"]
    settlements["fear"] = np.where(settlements["is_front"] == 1, rules[0]["feeling_fear_start_line"], rules[0]["feeling_fear_start"])
    segments = _segments(plan, shared.lengths, settlements, set(scenario.mandate.tasks), rules[0])
    zone = _zone(plan, numbers, shared, rules[0], seed)
    _hold_road(zone, segments, rules[0])
    commitments = tables.commitments_table(scenario, numbers, seed)
    days, n, m, c = scenario.horizon_days, len(settlements), len(segments), len(commitments)
    n_households, months = len(shared.households), int(plan.month[-1]) + 1
    return World(
        seed=np.array([seed], np.uint64),
        rules=rules,
        parties=tables.parties_record(numbers),
        policy=tables.policy_record(scenario, numbers),
        ladder=tables.ladder_table(scenario, numbers),
        commitments=commitments,
        distraction=tables.series_table(scenario, numbers, plan.folder, "distraction"),
        ties=tables.series_table(scenario, numbers, plan.folder, "ties"),
        observers=tables.observers_table(scenario, numbers),
        households=shared.households,
        return_order=shared.return_order,
        return_clock=shared.return_clock,
        near=shared.near,
        near_segment=shared.near_segment,
        near_fear=shared.near_fear,
        post_order=post_order(plan.place, float(rules[0]["patrol_post_line"])),
        season=plan.season,
        linked=plan.linked,
        month=plan.month,
        is_exit=plan.is_exit,
        week_order=np.arange(N_CAPITALS),
        day_order=np.arange(N_RULES_OF_DAY),
        week_days=np.zeros(1, np.int64),
        is_observed=np.ones(1, np.int64),
        zone=zone,
        orders=table(1, columns.ORDERS),
        settlements=settlements,
        segments=segments,
        household_states=copy_into_memory(shared.household_states),
        units=_units(settlements, numbers, seed),
        teams=room_for_teams(commitments, rules[0]),
        seats=np.full(7, -1),
        commitment_states=commitment_states(numbers, commitments, seed),
        due_day=np.zeros((c, 64), np.int64),
        due_rung=np.zeros((c, 64), np.int64),
        beliefs=table(9, columns.BELIEF),
        options=table(7, columns.OPTION),
        terms=np.full((9, 7), np.nan),
        wanting=zeros(2 * n_households + 16, INT, is_cleared=False),
        pending=with_attributes(zeros(n_households + 16, columns.dtype(columns.PENDING), is_cleared=False)),
        taken=np.zeros(1024, np.int32),
        effort=np.zeros(n),
        hazard=np.zeros(n),
        calm=np.zeros(n),
        tally=np.zeros((9, 4)),
        last_week=np.zeros((9, 4)),
        **_no_road(n, m),
        daily=table(days, columns.DAILY),
        incidents=table(4 * FIRST_ROWS, columns.INCIDENT),
        decisions=table(FIRST_ROWS if log else 0, columns.DECISION),
        month_segment=table((months, m), columns.MONTH_SEGMENT),
        month_settlement=table((months, n), columns.MONTH_SETTLEMENT),
        month_days=np.zeros(months),
        exits=table(0, columns.EXIT),
    )


def _no_road(n: int, m: int) -> dict[str, Any]:
    """The hourly road of a world without a crowd yet: no rows (`with_road` makes room)."""
    road = table(1, columns.ROAD)
    road["last_day"] = -2
    return {
        "road": road,
        "traffic": room_for_traffic(0, np.zeros(0, np.int64), 0),
        "leavers": room_for_leavers(0, 0),
        "way_segment": np.zeros(n, np.int32),
        "way_hours": np.zeros(n),
        "way_settled": np.zeros(n, np.bool_),
        "way_gate": np.zeros(m),
        "way_open": np.zeros(m, np.int8),
    }


def with_road(world: World) -> World:
    """The world with room for its first crowd on the hourly road: a row for every household, and for buses."""
    n, most = len(world.settlements), len(world.households) + BUSES
    places = count_places(world.segments, int(world.zone["households_per_agent"][0]))
    exits = table(24 * (len(world.daily) + 1), columns.EXIT)
    return world._replace(traffic=room_for_traffic(n, places, most), leavers=room_for_leavers(n, most), exits=exits)


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
        settlements, households, states, return_order, return_clock, lengths, near, _from_segments(plan, near), near_fear, scale, *vehicles
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


def _segments(plan: Plan, lengths: np.ndarray, settlements: np.ndarray, tasks: set[str], r: np.void) -> np.ndarray:
    """(M,) table of segments. Routine patrols go where the mandate's tasks lie: roads to the line, the corridor, every village."""
    roads = plan.place.roads
    out = table(len(lengths), columns.SEGMENT)
    out["a"], out["b"], out["km"] = roads.start, roads.end, lengths
    out["speed"], out["capacity"], out["storage"] = roads.free_speed_kmh, roads.capacity_veh_h, roads.storage_veh_km * lengths
    out["from_day"], out["to_day"] = plan.from_day, plan.to_day
    out["is_corridor"], out["is_reachable"] = plan.corridor, plan.reachable
    out["is_open"] = (out["from_day"] <= 0) & (out["to_day"] > 0)
    held_a, held_b = settlements["control"][out["a"]] == 0, settlements["control"][out["b"]] == 0
    out["place"] = np.where(held_a, out["a"], np.where(held_b, out["b"], plan.place.capital))
    out["routine"] = routine_weights(plan, lengths, settlements, tasks, r)
    return out


def routine_weights(plan: Plan, lengths: np.ndarray, settlements: np.ndarray, tasks: set[str], r: np.void) -> np.ndarray:
    """(M,) weight of each segment in routine patrols."""
    start, end = plan.place.roads.start, plan.place.roads.end
    is_held = settlements["control"] == Control.DEFENDERS
    patrolled = (is_held[start] & is_held[end]) | (plan.corridor > 0)
    near = np.minimum(settlements["km_to_line"][start], settlements["km_to_line"][end])
    weight = (
        ("line" in tasks) * np.exp(-near / r["patrol_line_km"])
        + r["patrol_corridor_weight"] * ("corridor" in tasks) * (plan.corridor > 0)
        + r["patrol_villages_weight"] * ("villages" in tasks)
    )
    return np.where(patrolled, lengths * weight, 0.0)


def _units(settlements: np.ndarray, numbers: dict[str, Any], seed: int) -> np.ndarray:
    """(U,) armed units: one facing each place near the line, strength shared evenly."""
    front = np.flatnonzero(settlements["is_front"])
    out = table(len(front), columns.UNIT)
    out["place"], out["posture"] = front, Posture.HARASS
    out["strength"] = numbers["armed_actor.capability"] / max(1, len(front))
    u = np.empty(len(front))
    for clock, decision in UNIT_CLOCKS:
        luck.fill_uniforms(np.uint64(seed), decision, 0, u)
        out[clock] = -np.log(u)
    return out


def room_for_teams(commitments: np.ndarray, r: np.void) -> np.ndarray:
    """(T,) room for every team that the troops sent can man."""
    most = int(commitments["sent"].sum() * r["patrol_deployable"] / r["patrol_team_size"]) + 1
    out = table(most, columns.TEAM)
    out["segment"] = -1
    return out


def commitment_states(numbers: dict[str, Any], commitments: np.ndarray, seed: int) -> np.ndarray:
    """(C,) every commitment as it stands at first: its troops there, its term begun, never tested. Wills follow (`start_wills`)."""
    out = table(len(commitments), columns.COMMITMENT_STATE)
    out["troops"], out["is_present"] = commitments["sent"], commitments["kind"] == 0
    out["term_ends"] = int(numbers["mandate.term_days"])
    out["last_test"] = LONG_AGO_DAYS
    for row, one in enumerate(commitments):
        decision = luck.CONTRIBUTOR_MOOD_AT_START if one["kind"] == Promise.CONTRIBUTOR else luck.GUARANTOR_MOOD_AT_START
        u = luck.uniform(np.uint64(seed), decision, 0, int(one["address"]))
        out["mood"][row] = numbers["rules.will.mood_spread"] * normal_quantile(u)
    return out


def _from_segments(plan: Plan, near: np.ndarray) -> np.ndarray:
    """(M, N) how much of a patrol on a segment is felt at a place: the mean of its two ends."""
    roads = plan.place.roads
    return np.ascontiguousarray(HALF * (near[roads.start] + near[roads.end]))


def _zone(plan: Plan, numbers: dict[str, Any], shared: Inhabited, r: np.void, seed: int) -> np.ndarray:
    """(1,) state of the zone on the eve of the first day."""
    out = table(1, columns.ZONE)
    n_all, n_out = int(shared.settlements["n_all"].sum()), int(shared.settlements["n_out"].sum())
    need = n_all * r["supply_need_kg_day"] / KG_A_T
    start = {
        "deliberated": -1,
        "households_per_agent": shared.scale,
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
        "persons_ref": float(n_all),
        "n_present": float(n_all - n_out),
        "capitulation_day": -1,
        "exit_hour": -1.0,
        "vehicles_out": shared.vehicles_out,
        "vehicles_home": shared.vehicles - shared.vehicles_out,
        "capital": plan.place.capital,
        "n_posts": -1,
        "attack_pause_until": -1,
        "offensive_day": -1,
        "first_offensive_day": -1,
        "exit_opens": -1.0,
        "grab_clock": -math.log(luck.uniform(np.uint64(seed), luck.GRAB_CLOCK, 0, 0)),
        "mine_clock": -math.log(luck.uniform(np.uint64(seed), luck.MINE_CLOCK, 0, 0)),
        "ratio": 1.0,
    }
    for name, value in start.items():
        out[name] = value
    return out


def _hold_road(zone: np.ndarray, segments: np.ndarray, r: np.void) -> None:
    """Which ground by the corridor the armed actor holds on the eve of the first day; the rules renew it daily."""
    open_corridor = (segments["is_open"] == 1) & (segments["is_corridor"] > 0)
    held = np.flatnonzero(open_corridor & (segments["is_reachable"] == 1))
    zone["choke"] = held[0] if len(held) else -1
    free = np.flatnonzero(open_corridor & (segments["is_corridor"] == Corridor.SECOND) & (segments["is_reachable"] == 0))
    zone["other_road"] = min(1.0, segments["capacity"][free[0]] / r["supply_goods_road_veh_h"]) if len(free) else 0.0


def grow(records: np.ndarray) -> np.ndarray:
    """A table of records with twice the room."""
    larger = with_attributes(zeros(2 * len(records), records.dtype))
    larger[: len(records)] = records
    return larger
