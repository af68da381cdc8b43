"""The world: every array of one world under one arm, as the compiled rules receive them.

Three kinds of arrays, and nothing else: what is *given* (settings and what never changes during a run; shared by all runs that
have it in common), the *state* (everything that changes and that rules read), and *records* (written for people; no rule reads
them). A copy of state and records is a snapshot: living on from it is the same, bit for bit, as never having stopped.
"""

from typing import NamedTuple

import numpy as np

from sim.bundle import register
from sim.world.columns import dtype
from sim.world.rows import row_type

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
    tally: np.ndarray  # (9, 4) acts since the last deliberation by rung: done, seen, attributed, answered
    last_week: np.ndarray  # (9, 4) the same for the week before the last deliberation
    # Records
    daily: np.ndarray  # (D,)
    incidents: np.ndarray  # (R,) rows in use: zone.n_incidents
    decisions: np.ndarray  # (L,) rows in use: zone.n_decisions; no rows: no log is kept
    month_segment: np.ndarray  # (K, M)
    month_settlement: np.ndarray  # (K, N)


FIRST_STATE, FIRST_RECORD = World._fields.index("zone"), World._fields.index("daily")
GIVEN, STATE, RECORDS = World._fields[:FIRST_STATE], World._fields[FIRST_STATE:FIRST_RECORD], World._fields[FIRST_RECORD:]


def table(rows: int | tuple[int, ...], columns: tuple) -> np.ndarray:
    """An empty table of these columns; where rules run uncompiled, one whose rows have columns as attributes."""
    return with_attributes(np.zeros(rows, dtype(columns)))


def with_attributes(found: np.ndarray) -> np.ndarray:
    """The table as the rules need it in this process."""
    return found.view(row_type(found.dtype)) if found.dtype.names else found


def copy_state(world: World) -> World:
    """A snapshot: everything that changes in fresh arrays, everything given shared."""
    return World(*world[:FIRST_STATE], *(one.copy() for one in world[FIRST_STATE:]))
