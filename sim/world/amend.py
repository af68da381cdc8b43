"""Other settings from this morning on: the given tables are laid out anew, the state stays, and nothing before this morning changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.scenario.root import Scenario
from sim.world import tables
from sim.world.arrays import World
from sim.world.build import commitment_states, room_for_teams, routine_weights, settings_of
from sim.world.codes import Corridor
from sim.world.plan import Plan

Numbers = dict[str, Any]


def amend(world: World, plan: Plan, before: Scenario, after: Scenario, old: Numbers, new: Numbers) -> World:
    """The world under the settings of `after` (numbers `new`) instead of those of `before` (`old`), as it stands this morning.

    Troops on the ground grow or shrink in proportion to what is sent; food in reserve by so many days more or less; a term of
    another length begins this morning; a second road is there, as far as goods are concerned. A promise newly made starts untested,
    one withdrawn is gone. Arrays that worlds share are never written to.
    """
    given = settings_of(after, plan, new, int(world.seed[0]))
    rules, commitments = given["rules"], given["commitments"]
    amended = world._replace(
        **given,
        segments=world.segments.copy(),
        zone=world.zone.copy(),
        seats=np.full_like(world.seats, -1),
        teams=_teams(world, commitments, rules[0]),
        **_commitment_states(world, before, after, new, commitments, int(world.seed[0])),
    )
    _count_troops(world, amended)
    _change_terms(amended, old, new)
    _change_stores(amended, before, after, old, new)
    lengths, tasks = np.ascontiguousarray(amended.segments["km"]), set(after.mandate.tasks)
    if set(before.mandate.tasks) != tasks or _is_changed(old, new, "rules.patrol."):
        amended.segments["routine"] = routine_weights(plan, lengths, amended.settlements, tasks, rules[0])
    return amended


def _is_changed(old: Numbers, new: Numbers, prefix: str) -> bool:
    return any(old.get(name) != value for name, value in new.items() if name.startswith(prefix))


def _commitment_states(
    world: World, before: Scenario, after: Scenario, new: Numbers, commitments: np.ndarray, seed: int
) -> dict[str, np.ndarray]:
    """The states of all commitments and their responses under way: old rows by name, new ones untested."""
    known = {prefix: row for row, prefix in enumerate(tables.commitment_prefixes(before))}
    states = commitment_states(new, commitments, seed)
    due = {name: np.zeros((len(commitments), getattr(world, name).shape[1]), np.int64) for name in ("due_day", "due_rung")}
    for row, prefix in enumerate(tables.commitment_prefixes(after)):
        if prefix not in known:
            states["term_ends"][row] += world.zone["day"][0]
            continue
        at = known[prefix]
        states[row] = world.commitment_states[at]
        was, sent = float(world.commitments["sent"][at]), float(commitments["sent"][row])
        if was > 0.0:
            states["troops"][row] *= sent / was
        elif states["is_present"][row]:
            states["troops"][row] = sent
        for name, table in due.items():
            table[row] = getattr(world, name)[at]
    return {"commitment_states": states, **due}


def _teams(world: World, commitments: np.ndarray, r: np.void) -> np.ndarray:
    """The teams' table, with room for those that more troops can man."""
    found = room_for_teams(commitments, r)
    if len(found) <= len(world.teams):
        return world.teams.copy()
    found[: len(world.teams)] = world.teams
    return found


def _count_troops(world: World, amended: World) -> None:
    """Troops on the ground as they are now; who died since the capitals last met is not forgotten."""
    zone = amended.zone
    more = amended.commitment_states["troops"].sum() - world.commitment_states["troops"].sum()
    zone["troops"] = np.maximum(0.0, zone["troops"] + more)
    zone["is_mission"] = zone["troops"] >= 1.0


def _change_terms(world: World, old: Numbers, new: Numbers) -> None:
    """A term of another length begins this morning."""
    if new["mandate.term_days"] != old["mandate.term_days"]:
        world.commitment_states["term_ends"] = world.zone["day"][0] + int(new["mandate.term_days"])


def _change_stores(world: World, before: Scenario, after: Scenario, old: Numbers, new: Numbers) -> None:
    """Food in store, and a second road out of reach."""
    name, zone = "resources.reserve_stock_days", world.zone
    if new[name] != old[name]:
        zone["stock_t"] = np.maximum(0.0, zone["stock_t"] + (new[name] - old[name]) * zone["need_t"])
    road = after.resources.second_road
    if road != before.resources.second_road and not (world.segments["is_corridor"] == Corridor.SECOND).any():
        is_open = road.length_km > 0 and not road.within_reach
        zone["other_road"] = min(1.0, road.capacity_veh_h / new["rules.supply.goods_road_veh_h"]) if is_open else 0.0
