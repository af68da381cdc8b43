"""The world: every array of one world under one arm, as the compiled rules receive them.

Three kinds of arrays, and nothing else: what is *given* (settings and what never changes during a run; shared by all runs that
have it in common), the *state* (everything that changes and that rules read), and *records* (written for people; no rule reads
them). A copy of state and records is a snapshot: living on from it is the same, bit for bit, as never having stopped.
"""

from typing import NamedTuple

import numpy as np

from sim.bundle import register
from sim.world.columns import dtype, with_attributes
from sim.world.leavers import Leavers
from sim.world.memory import release, zeros
from sim.world.traffic import Traffic

LARGE = ("daily", "incidents", "decisions", "month_segment", "month_settlement")


@register
class World(NamedTuple):
    """N settlements, M segments, H households, U units, C commitments, T teams, D days, K months."""

    # Given: settings of the arm, numbers of this world, and what both lay out
    seed: np.ndarray  # (1,) uint64: the world's number
    rules: np.ndarray  # (1,) numbers of the rules, a column each: rules.act.grab_per_month is act_grab_per_month
    parties: np.ndarray  # (1,) numbers of armed actor, defenders and theory
    policy: np.ndarray  # (1,) numbers and codes of mandate, resources and observers
    ladder: np.ndarray  # (9,) by rung: what it is worth, costs, and how far the mission may answer it
    commitments: np.ndarray  # (C,) contributors, then guarantors
    distraction: np.ndarray  # (C, D) 0-1: how busy each is elsewhere
    ties: np.ndarray  # (C, D) 0-1: its dependence on the armed actor
    observers: np.ndarray  # (O,) third parties that watch
    households: np.ndarray  # (H,) grouped by home, in leaving order
    return_order: np.ndarray  # (H,) int32: households grouped by home, in order of return
    return_clock: np.ndarray  # (H,) float32: pull at which each of these returns
    near: np.ndarray  # (N, N) exp(-road km / presence km)
    near_segment: np.ndarray  # (M, N) the same from the middle of a segment
    near_fear: np.ndarray  # (N, N) exp(-road km / fear km)
    post_order: np.ndarray  # (P,) int64: settlements in the order in which they get a post
    season: np.ndarray  # (D, 2) farm work, harvest: share of the yearly mean
    linked: np.ndarray  # (D,) int8: 1 on days on which a road joins the capital to the outside
    month: np.ndarray  # (D,) int64: month number since the start
    is_exit: np.ndarray  # (N,) bool: who reaches it is out
    week_order: np.ndarray  # (6,) int64: rows of calendar.WEEK, in the order in which they are run
    day_order: np.ndarray  # (15,) int64: rows of calendar.DAY, likewise
    week_days: np.ndarray  # (W,) int64: days of the week (0-6) on which the capitals meet
    is_observed: np.ndarray  # (1,) int64: 1 where each day is written down; 0 is for the test that nothing else follows from it
    # State
    zone: np.ndarray  # (1,) state of the whole zone
    orders: np.ndarray  # (1,) what the capitals last ordered
    settlements: np.ndarray  # (N,)
    segments: np.ndarray  # (M,)
    household_states: np.ndarray  # (H,)
    units: np.ndarray  # (U,)
    teams: np.ndarray  # (T,) rows in use: zone.n_teams
    seats: np.ndarray  # (7,) int64: teams by task as last seated, and posts
    commitment_states: np.ndarray  # (C,)
    due_day: np.ndarray  # (C, 64) int64: responses decided and not yet in force: when
    due_rung: np.ndarray  # (C, 64) int64: and to which rung
    beliefs: np.ndarray  # (9,) of the armed actor, by rung
    options: np.ndarray  # (7,) of its last choice, by rung
    terms: np.ndarray  # (7, 7) terms of each option; nan: does not enter
    wanting: np.ndarray  # (2H,) int32: households that wait, first come first
    pending: np.ndarray  # (P,) households that may return or leave again
    taken: np.ndarray  # (1024,) int32: places of the positions taken, in that order
    effort: np.ndarray  # (N,) scratch: patrol effort felt today
    hazard: np.ndarray  # (N,) scratch: pressure to leave today, relative to calm
    calm: np.ndarray  # (N,) scratch: readiness to return today
    tally: np.ndarray  # (9, 4) acts since the last deliberation by rung: done, seen, attributed, answered
    last_week: np.ndarray  # (9, 4) the same for the week before the last deliberation
    road: np.ndarray  # (1,) state of the hourly road
    traffic: Traffic  # vehicles on the hourly road
    leavers: Leavers  # households that leave by it
    way_segment: np.ndarray  # (N,) int32: segment to take towards the nearest exit; -1: none
    way_hours: np.ndarray  # (N,) free travel time to it
    way_settled: np.ndarray  # (N,) bool: scratch of the search for the way
    way_gate: np.ndarray  # (M,) vehicles an hour that a checkpoint on the segment lets pass; inf: none stands there
    way_open: np.ndarray  # (M,) int8: the segments that were open when the way was worked out
    # Records
    daily: np.ndarray  # (D,)
    incidents: np.ndarray  # (R,) rows in use: zone.n_incidents
    decisions: np.ndarray  # (L,) rows in use: zone.n_decisions; no rows: no log is kept
    month_segment: np.ndarray  # (K, M)
    month_settlement: np.ndarray  # (K, N)
    month_days: np.ndarray  # (K,) days of each month so far
    exits: np.ndarray  # (24 D + 24,) hours with a crowd: who left; rows in use: road.n_hours; none before the first


FIRST_STATE, FIRST_RECORD = World._fields.index("zone"), World._fields.index("daily")
GIVEN, STATE, RECORDS = World._fields[:FIRST_STATE], World._fields[FIRST_STATE:FIRST_RECORD], World._fields[FIRST_RECORD:]


def table(rows: int | tuple[int, ...], columns: tuple) -> np.ndarray:
    """An empty table of these columns; where rules run uncompiled, one whose rows have columns as attributes."""
    return with_attributes(zeros(rows, dtype(columns)))


def copy_state(world: World) -> World:
    """A snapshot: everything that changes in fresh arrays, everything given shared."""
    return World(*world[:FIRST_STATE], *map(_copy, world[FIRST_STATE:]))


def _copy(one):
    return type(one)(*map(_copy, one)) if isinstance(one, tuple) else one.copy()


def copy_into_memory(array: np.ndarray) -> np.ndarray:
    """A copy of an array, in memory that was released or in fresh memory."""
    found = with_attributes(zeros(array.shape, array.dtype))
    found[...] = array
    return found


def release_world(world: World) -> None:
    """Give back the memory of a run that is done with: its state and records, which nobody else may use any more."""
    release([one for name, one in arrays_of(world).items() if name.split(".")[0] not in GIVEN])


def arrays_of(world: World) -> dict[str, np.ndarray]:
    """Every array of a world by its name; those of the hourly road as traffic.nodes, leavers.rows and so on."""
    found: dict[str, np.ndarray] = {}
    for name, value in world._asdict().items():
        found |= {f"{name}.{part}": one for part, one in value._asdict().items()} if isinstance(value, tuple) else {name: value}
    return found
