"""Households join those who are leaving: when they will have packed, and whether there is fuel in the tank."""

import math

from sim.compiled import inlined, rule
from sim.constants import LONG_AGO
from sim.world.leavers import Leavers, room_for_leavers
from sim.world.traffic import NOBODY


def nobody(n_nodes, max_leavers, **terms) -> Leavers:
    """No leavers yet, room for `max_leavers` households, and the terms (TERMS_FIELDS) under which they will go."""
    leavers = room_for_leavers(n_nodes, max_leavers)
    clear(leavers)
    for name, value in {"scale": 1, **terms}.items():
        leavers.terms[name] = value
    return leavers


@rule
def clear(leavers):
    """Make tables of zeros ready for the first household: nobody waits for anything."""
    queues, desk = leavers.queues, leavers.desk[0]
    for n in range(queues.shape[0]):
        for size in range(queues.shape[1]):
            queues[n, size].first = queues[n, size].last = NOBODY
            queues[n, size].since = math.inf
    desk.first_fuel = desk.last_fuel = NOBODY
    desk.last_filled = desk.next_bus = desk.now = LONG_AGO


@inlined
def join(leavers, household, node, persons, has_vehicle, packed, u_fuel, u_death):
    """A household has decided to leave and will have packed at an hour; returns its row.

    Its own uniforms in (0, 1): whether its tank is full enough, its luck on the way.
    """
    desk, terms = leavers.desk[0], leavers.terms[0]
    name = desk.n_leavers
    row = leavers.rows[name]
    row.household, row.node, row.persons, row.has_vehicle = household, node, persons, has_vehicle
    row.packed = packed
    row.is_fuelled = u_fuel < terms.fuelled_share
    row.u_death = u_death
    row.vehicle = row.behind = row.rider = NOBODY
    row.aboard = persons
    leavers.packing[desk.n_packing], leavers.packing_hour[desk.n_packing] = name, packed
    desk.n_packing += 1
    desk.n_leavers += 1
    desk.persons += persons
    return name
