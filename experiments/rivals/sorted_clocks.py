"""The rule as Corridor lives it: compiled, each place's agents in order of their clocks.

Who decides is the model's own `sim.ground.leave.decide`, on rows of the model's own columns; around it stand only the
race's pressure, gate and road.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from experiments.rivals.case import Case
from sim.compiled import entry, rule
from sim.ground.leave import decide
from sim.world import columns
from sim.world.codes import State


class Few(NamedTuple):
    """The arrays that the leaving rule reads and writes (see sim.world.arrays), and the race's own."""

    zone: np.ndarray  # (1,)
    settlements: np.ndarray  # (N,)
    households: np.ndarray  # (A,) grouped by home, in leaving order
    household_states: np.ndarray  # (A,)
    wanting: np.ndarray  # (A,) int32: those who wait, first come first
    road: np.ndarray  # (A,) int32: those under way
    arrives: np.ndarray  # (A,) int64: day of arrival of those under way


def prepare(case: Case) -> tuple[Case, Few]:
    """The arrays on the eve of the first day: agents sorted by place and clock."""
    agents, places = len(case.home), len(case.base)
    order = np.lexsort((case.clock, case.home))
    households = np.zeros(agents, columns.dtype(columns.HOUSEHOLD))
    states = np.zeros(agents, columns.dtype(columns.HOUSEHOLD_STATE))
    households["home"], households["clock"], households["persons"] = case.home[order], case.clock[order], 1
    states["state"], states["alive"] = State.HOME, 1
    settlements = np.zeros(places, columns.dtype(columns.SETTLEMENT))
    persons = np.bincount(case.home, minlength=places)
    settlements["n_all"] = settlements["n_home"] = persons
    settlements["last"] = np.cumsum(persons)
    settlements["first"] = settlements["next"] = settlements["last"] - persons
    zone = np.zeros(1, columns.dtype(columns.ZONE))
    few = Few(zone, settlements, households, states, *(np.zeros(agents, kind) for kind in (np.int32, np.int32, np.int64)))
    return case, few


def live(prepared: tuple[Case, Few], days: int) -> np.ndarray:
    """(days, 4) counts by state at the end of each day."""
    case, few = prepared
    counts = np.zeros((days, 4), np.int64)
    live_days(few, case.base, case.level, case.travel, case.gate, case.neighbours, counts)
    return counts


@entry
def live_days(world, base, level, travel, gate, neighbours, counts):
    """As many days as counts (days, 4) has rows."""
    n_road = 0
    for day in range(counts.shape[0]):
        press(world, base, level[day], neighbours)
        decide(world, day)
        n_road = arrive(world, day, n_road)
        n_road = open_gate(world, day, gate, travel, n_road)
        count(world, counts[day], n_road)


@rule
def press(world, base, level, neighbours):
    """Add today's leaving pressure to each place's account."""
    for i in range(world.settlements.shape[0]):
        s = world.settlements[i]
        s.pressure_before = s.pressure
        if s.n_all > 0:
            s.pressure += base[i] * level * math.exp(neighbours * (s.n_out / s.n_all))


@rule
def arrive(world, day, n_road):
    """Those whose day has come are out; returns how many are still under way."""
    kept = 0
    for k in range(n_road):
        row = world.road[k]
        if world.arrives[k] <= day:
            s, state = world.settlements[world.households[row].home], world.household_states[row]
            state.state = State.OUT
            s.n_road -= 1
            s.n_out += 1
        else:
            world.road[kept], world.arrives[kept] = row, world.arrives[k]
            kept += 1
    return kept


@rule
def open_gate(world, day, gate, travel, n_road):
    """The first in the queue set out, as many as the gate lets pass; returns how many are under way."""
    zone = world.zone[0]
    for _ in range(min(gate, zone.n_wanting - zone.first_wanting)):
        row = world.wanting[zone.first_wanting]
        zone.first_wanting += 1
        home, state = world.households[row].home, world.household_states[row]
        s = world.settlements[home]
        state.state = State.ROAD
        s.n_want -= 1
        s.n_road += 1
        world.road[n_road], world.arrives[n_road] = row, day + travel[home]
        n_road += 1
    return n_road


@rule
def count(world, row, n_road):
    """Agents at home, wanting to leave, on the road, out."""
    zone = world.zone[0]
    row[0], row[1] = world.households.shape[0] - zone.n_wanting, zone.n_wanting - zone.first_wanting
    row[2], row[3] = n_road, zone.first_wanting - n_road
