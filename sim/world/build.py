"""Laying out a world's arrays: what its arms share (`inhabit.py`), the settings of an arm, the state at the start, empty records."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim import luck
from sim.constants import KG_A_T, LONG_AGO_DAYS
from sim.quantiles import normal_quantile
from sim.scenario.root import Scenario
from sim.world import columns, tables
from sim.world.arrays import World, copy_into_memory, table, with_attributes
from sim.world.codes import Control, Corridor, Posture, Promise
from sim.world.inhabit import Inhabited, inhabited
from sim.world.leavers import INT, room_for_leavers
from sim.world.memory import zeros
from sim.world.plan import Plan, post_order
from sim.world.traffic import BUSES, count_places, room_for_traffic

UNIT_CLOCKS = (
    ("harass_clock", luck.HARASS_CLOCK),
    ("campaign_clock", luck.CAMPAIGN_CLOCK),
    ("raid_clock", luck.RAID_CLOCK),
    ("battle_clock", luck.BATTLE_CLOCK),
)
N_RULES_OF_DAY, N_CAPITALS = 15, 6
FIRST_ROWS = 1024  # of tables that grow


def lay_out(scenario: Scenario, plan: Plan, numbers: dict[str, Any], seed: int, *, log: bool = False) -> World:
    """The arrays of one world under one arm, on the eve of the first day. log: keep a decision log."""
    rules = tables.rules_record(numbers)
    shared = inhabited(plan, int(numbers["population"]), rules, seed)
    given = settings_of(scenario, plan, numbers, seed)
    state = _state(plan, numbers, shared, given, set(scenario.mandate.tasks))
    return World(
        seed=np.array([seed], np.uint64),
        **given,
        households=shared.households,
        return_order=shared.return_order,
        return_clock=shared.return_clock,
        near=shared.near,
        near_segment=shared.near_segment,
        near_fear=shared.near_fear,
        season=plan.season,
        linked=plan.linked,
        month=plan.month,
        is_exit=plan.is_exit,
        week_order=np.arange(N_CAPITALS),
        day_order=np.arange(N_RULES_OF_DAY),
        week_days=np.zeros(1, np.int64),
        is_observed=np.ones(1, np.int64),
        **state,
        **_records(plan, len(state["settlements"]), len(state["segments"]), log),
    )


def settings_of(scenario: Scenario, plan: Plan, numbers: dict[str, Any], seed: int) -> dict[str, np.ndarray]:
    """The given arrays that follow from the settings of an arm in a world; other settings, other arrays."""
    rules = tables.rules_record(numbers)
    return {
        "rules": rules,
        "parties": tables.parties_record(numbers),
        "policy": tables.policy_record(scenario, numbers),
        "ladder": tables.ladder_table(scenario, numbers),
        "commitments": tables.commitments_table(scenario, numbers, seed),
        "distraction": tables.series_table(scenario, numbers, plan.folder, "distraction"),
        "ties": tables.series_table(scenario, numbers, plan.folder, "ties"),
        "observers": tables.observers_table(scenario, numbers),
        "post_order": post_order(plan.place, float(rules[0]["patrol_post_line"])),
    }


def _state(plan: Plan, numbers: dict[str, Any], shared: Inhabited, given: dict[str, np.ndarray], tasks: set[str]) -> dict[str, Any]:
    """Everything that changes during a run, as it stands on the eve of the first day."""
    r, commitments, seed = given["rules"][0], given["commitments"], shared.seed
    settlements = _settlements_of(shared, r)
    segments = _segments(plan, shared.lengths, settlements, tasks, r)
    zone = _zone(plan, numbers, shared, r, seed)
    _hold_road(zone, segments, r)
    n, m, c, n_households = len(settlements), len(segments), len(commitments), len(shared.households)
    return {
        "zone": zone,
        "orders": table(1, columns.ORDERS),
        "settlements": settlements,
        "segments": segments,
        "household_states": copy_into_memory(shared.household_states),
        "units": _units(settlements, numbers, seed),
        "teams": room_for_teams(commitments, r),
        "seats": np.full(7, -1),
        "commitment_states": commitment_states(numbers, commitments, seed),
        "due_day": np.zeros((c, 64), np.int64),
        "due_rung": np.zeros((c, 64), np.int64),
        "beliefs": table(9, columns.BELIEF),
        "options": table(7, columns.OPTION),
        "terms": np.full((9, 7), np.nan),
        "wanting": zeros(2 * n_households + 16, INT, is_cleared=False),
        "pending": with_attributes(zeros(n_households + 16, columns.dtype(columns.PENDING), is_cleared=False)),
        "taken": np.zeros(1024, np.int32),
        "effort": np.zeros(n),
        "hazard": np.zeros(n),
        "calm": np.zeros(n),
        "tally": np.zeros((9, 4)),
        "last_week": np.zeros((9, 4)),
        **_no_road(n, m),
    }


def _records(plan: Plan, n: int, m: int, log: bool) -> dict[str, np.ndarray]:
    """Empty tables for what is written for people."""
    months = int(plan.month[-1]) + 1
    return {
        "daily": table(len(plan.month), columns.DAILY),
        "incidents": table(4 * FIRST_ROWS, columns.INCIDENT),
        "decisions": table(FIRST_ROWS if log else 0, columns.DECISION),
        "month_segment": table((months, m), columns.MONTH_SEGMENT),
        "month_settlement": table((months, n), columns.MONTH_SETTLEMENT),
        "month_days": np.zeros(months),
        "exits": table(0, columns.EXIT),
    }


def _settlements_of(shared: Inhabited, r: np.void) -> np.ndarray:
    """(N,) the settlements of a world under the settings of an arm."""
    found = shared.settlements.copy()
    found["exposure"] = np.exp(-found["km_to_line"] / r["act_harass_km"])
    found["trust"] = r["feeling_trust_start"]
    found["fear"] = np.where(found["is_front"] == 1, r["feeling_fear_start_line"], r["feeling_fear_start"])
    return found


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
