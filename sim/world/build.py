"""Laying out a world's arrays: what all arms of a world share is worked out once and kept; each run starts from a copy of its state."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from sim import luck
from sim.compiled import njit
from sim.ground.hold import GOODS_ROAD
from sim.quantiles import normal_quantile
from sim.scenario.root import Scenario
from sim.world import columns, tables
from sim.world.arrays import World, table, with_attributes
from sim.world.codes import Control, Corridor, Posture, Promise, State
from sim.world.people import count_households, settle
from sim.world.plan import Plan

GROUND_PERSONS = 400.0  # persons of a place that hold one more position (assumption)
KEPT = 3  # worlds whose people and roads stay in memory
N_RULES_OF_DAY, N_CAPITALS = 15, 6
FIRST_ROWS = 1024  # of tables that grow

# Rules that decide who lives where and how far places are apart: arms that share them share a world's people and roads.
PEOPLE = ("mean_household", "vehicle_owners", "kin_abroad", "away_share", "most_attached", "farm_km", "farm_share")
FRAILTY = ("vehicle_frailty", "kin_frailty", "farm_frailty", "attachment_frailty", "most_attached_frailty")
DECIDING = (*(f"leaving_{name}" for name in (*PEOPLE, *FRAILTY)), "patrol_presence_km", "feeling_fear_km", "act_front_km")


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


def lay_out(scenario: Scenario, plan: Plan, numbers: dict[str, Any], seed: int, *, log: bool = False) -> World:
    """The arrays of one world under one arm, on the eve of the first day. log: keep a decision log."""
    rules = tables.rules_record(numbers)
    shared = inhabited(plan, int(numbers["population"]), rules, seed)
    settlements = shared.settlements.copy()
    settlements["trust"] = rules[0]["feeling_trust_start"]
    segments = _segments(plan, shared.lengths, settlements, set(scenario.mandate.tasks))
    zone = _zone(plan, numbers, shared, rules[0])
    _hold_road(zone, segments)
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
        post_order=plan.post_order,
        season=plan.season,
        linked=plan.linked,
        month=plan.month,
        week_order=np.arange(N_CAPITALS),
        day_order=np.arange(N_RULES_OF_DAY),
        week_days=np.zeros(1, np.int64),
        is_observed=np.ones(1, np.int64),
        zone=zone,
        orders=table(1, columns.ORDERS),
        settlements=settlements,
        segments=segments,
        household_states=shared.household_states.copy(),
        units=_units(settlements, numbers),
        teams=_teams(commitments, rules[0]),
        seats=np.full(7, -1),
        commitment_states=_commitment_states(scenario, numbers, commitments, seed),
        due_day=np.zeros((c, 64), np.int64),
        due_rung=np.zeros((c, 64), np.int64),
        beliefs=table(9, columns.BELIEF),
        options=table(7, columns.OPTION),
        terms=np.full((9, 7), np.nan),
        wanting=np.zeros(2 * n_households + 16, np.int32),
        pending=table(n_households + 16, columns.PENDING),
        taken=np.zeros(1024, np.int32),
        effort=np.zeros(n),
        tally=np.zeros((9, 4)),
        last_week=np.zeros((9, 4)),
        daily=table(days, columns.DAILY),
        incidents=table(FIRST_ROWS, columns.INCIDENT),
        decisions=table(FIRST_ROWS if log else 0, columns.DECISION),
        month_segment=table((months, m), columns.MONTH_SEGMENT),
        month_settlement=table((months, n), columns.MONTH_SETTLEMENT),
    )


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
    counts, sizes = count_households(persons, r["leaving_mean_household"], np.uint64(seed), plan.keys)
    households = table(int(counts.sum()), columns.HOUSEHOLD)
    states = table(len(households), columns.HOUSEHOLD_STATE)
    return_order, return_clock = settle(households, states, settlements, sizes, counts, plan.keys, np.uint64(seed), r)
    lengths = draw_lengths(plan, seed)
    km = all_distances(len(persons), plan.place.roads.start, plan.place.roads.end, lengths)
    near = np.exp(-km / r["patrol_presence_km"])
    near_fear = np.exp(-km / r["feeling_fear_km"])
    return Inhabited(settlements, households, states, return_order, return_clock, lengths, near, _from_segments(plan, near), near_fear)


def draw_population(plan: Plan, total: int, seed: int) -> np.ndarray:
    """(N,) persons of each place: the table's, each off by its own spread, scaled to the total (0: the table's own)."""
    s = plan.place.settlements
    factor = np.array(
        [
            max(0.3, 1.0 + 0.5 * spread * normal_quantile(luck.uniform(seed, luck.PLACE_POPULATION, 0, int(key)))) if spread > 0 else 1.0
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
    low = roads.length_low_km * (roads.length_km / roads.length_low_km) ** (2 * np.minimum(u, 0.5))
    return low * (roads.length_high_km / roads.length_km) ** (2 * np.maximum(u - 0.5, 0.0))


@njit(cache=True)
def all_distances(n, start, end, lengths):
    """(N, N) shortest road distances (km) over all roads that ever were; 999 where there is none. Floyd-Warshall."""
    km = np.full((n, n), 999.0)
    for i in range(n):
        km[i, i] = 0.0
    for j in range(lengths.shape[0]):
        km[start[j], end[j]] = km[end[j], start[j]] = min(km[start[j], end[j]], lengths[j])
    for k in range(n):
        for i in range(n):
            if km[i, k] < 999.0:
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
    out["km_to_line"] = np.where(np.isfinite(place.km_to_line), place.km_to_line, 99.0)
    out["control"] = np.where(np.array(place.role) == "exit", Control.OUTSIDE, place.control)
    out["ground"] = 1 + (persons / GROUND_PERSONS).astype(np.int64) * 2
    out["host"] = np.arange(len(persons))
    out["is_front"] = is_held & (out["km_to_line"] <= r["act_front_km"]) & (persons > 0)
    out["farmers"] = np.where(rural & is_held & (out["km_to_line"] <= r["leaving_farm_km"]), r["leaving_farm_share"], 0.0)
    out["fear"] = np.where(out["is_front"] == 1, 0.15, 0.08)
    return out


def _segments(plan: Plan, lengths: np.ndarray, settlements: np.ndarray, tasks: set[str]) -> np.ndarray:
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
    out["routine"] = routine_weights(plan, lengths, settlements, tasks)
    return out


def routine_weights(plan: Plan, lengths: np.ndarray, settlements: np.ndarray, tasks: set[str]) -> np.ndarray:
    """(M,) weight of each segment in routine patrols."""
    start, end = plan.place.roads.start, plan.place.roads.end
    is_held = settlements["control"] == Control.DEFENDERS
    patrolled = (is_held[start] & is_held[end]) | (plan.corridor > 0)
    near = np.minimum(settlements["km_to_line"][start], settlements["km_to_line"][end])
    weight = ("line" in tasks) * np.exp(-near / 6.0) + 0.6 * ("corridor" in tasks) * (plan.corridor > 0) + 0.1 * ("villages" in tasks)
    return np.where(patrolled, lengths * weight, 0.0)


def _units(settlements: np.ndarray, numbers: dict[str, Any]) -> np.ndarray:
    """(U,) armed units: one facing each place near the line, strength shared evenly."""
    front = np.flatnonzero(settlements["is_front"])
    out = table(len(front), columns.UNIT)
    out["place"], out["posture"] = front, Posture.HARASS
    out["strength"] = numbers["armed_actor.capability"] / max(1, len(front))
    return out


def _teams(commitments: np.ndarray, r: np.void) -> np.ndarray:
    """(T,) room for every team that the troops sent can man."""
    most = int(commitments["sent"].sum() * r["patrol_deployable"] / r["patrol_team_size"]) + 1
    out = table(most, columns.TEAM)
    out["segment"] = -1
    return out


def _commitment_states(scenario: Scenario, numbers: dict[str, Any], commitments: np.ndarray, seed: int) -> np.ndarray:
    """(C,) every commitment as it stands at first: its troops there, its term begun, never tested. Wills follow (`start_wills`)."""
    out = table(len(commitments), columns.COMMITMENT_STATE)
    out["troops"], out["is_present"] = commitments["sent"], commitments["kind"] == 0
    out["term_ends"] = int(numbers["mandate.term_days"])
    out["last_test"] = -10_000
    for row, one in enumerate(commitments):
        decision = luck.CONTRIBUTOR_MOOD if one["kind"] == Promise.CONTRIBUTOR else luck.GUARANTOR_MOOD
        u = luck.uniform(np.uint64(seed), decision, 0, (int(one["address"]) + 1) & 0xFFFFFFFF)
        out["mood"][row] = numbers["rules.will.mood_spread"] * normal_quantile(u)
    return out


def _from_segments(plan: Plan, near: np.ndarray) -> np.ndarray:
    """(M, N) how much of a patrol on a segment is felt at a place: the mean of its two ends."""
    roads = plan.place.roads
    return np.ascontiguousarray(0.5 * (near[roads.start] + near[roads.end]))


def _zone(plan: Plan, numbers: dict[str, Any], shared: Inhabited, r: np.void) -> np.ndarray:
    """(1,) state of the zone on the eve of the first day."""
    out = table(1, columns.ZONE)
    states, has_vehicle = shared.household_states, shared.households["has_vehicle"]
    away = states["state"] == State.OUT
    n_all, n_out = int(shared.settlements["n_all"].sum()), int(shared.settlements["n_out"].sum())
    need, owned = n_all * r["supply_need_kg_day"] / 1000.0, int(has_vehicle.sum())
    start = {
        "deliberated": -1,
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
        "vehicles_out": int(has_vehicle[away].sum()),
        "capital": plan.place.capital,
        "n_posts": -1,
        "attack_pause_until": -1,
        "offensive_day": -1,
        "first_offensive_day": -1,
        "exit_opens": -1.0,
        "ratio": 1.0,
    }
    start["vehicles_home"] = owned - start["vehicles_out"]
    for name, value in start.items():
        out[name] = value
    return out


def _hold_road(zone: np.ndarray, segments: np.ndarray) -> None:
    """Which ground by the corridor the armed actor holds on the eve of the first day; the rules renew it daily."""
    open_corridor = (segments["is_open"] == 1) & (segments["is_corridor"] > 0)
    held = np.flatnonzero(open_corridor & (segments["is_reachable"] == 1))
    zone["choke"] = held[0] if len(held) else -1
    free = np.flatnonzero(open_corridor & (segments["is_corridor"] == Corridor.SECOND) & (segments["is_reachable"] == 0))
    zone["other_road"] = min(1.0, segments["capacity"][free[0]] / GOODS_ROAD) if len(free) else 0.0


def grow(records: np.ndarray) -> np.ndarray:
    """A table of records with twice the room."""
    larger = with_attributes(np.zeros(2 * len(records), records.dtype))
    larger[: len(records)] = records
    return larger
