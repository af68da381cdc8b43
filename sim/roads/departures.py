"""From wanting to leave to setting out: packed, then a vehicle or a seat, then fuel. Every event at its exact hour.

A household that owns a vehicle sets out once it has packed and has fuel: from its own tank, or after its turn at the depots, first come
first served. It takes neighbours of the same settlement who have packed and own no vehicle, as far as there are seats. Who finds no seat
waits for a bus, sent to where most people wait. Households and vehicles are never split, so persons and vehicles are conserved exactly.
"""

import numpy as np
from numba import njit

from sim.roads.leavers import BUS, OWN_VEHICLE, RIDE
from sim.roads.mobilise import filled
from sim.roads.queues import depart
from sim.roads.state import NOBODY

kernel = njit(cache=True, _nrt=False)
inlined = njit(cache=True, _nrt=False, inline="always")

ASKED = 8  # households, first come first, that a driver asks before setting out with seats left (assumption)


@njit(cache=True)
def dispatch(leavers, traffic, start, end):
    """Send off everybody who can set out from hour `start` to hour `end`: new rows in `traffic.vehicles`, in order of hour.

    Call it for each period in which there is a way out, before `queues.advance` for the same period; households that can
    leave in it must have joined before. What came due while it was not called happens at `start`.
    """
    live(leavers, traffic, in_order(leavers.rows, leavers.desk[0].n_leavers, end), start, end)


@njit(cache=True)
def in_order(rows, n_rows, end):
    """Leavers who will have packed before `end` and were not yet seen, in order of that hour, then of decision.

    Sorted into as many equal spans of time as there are households, then by insertion.
    """
    due = np.empty(n_rows, np.int32)
    n, low, high = 0, np.inf, -np.inf
    for k in range(n_rows):
        if not rows[k].is_ready and rows[k].packed < end:
            due[n], n = k, n + 1
            low, high = min(low, rows[k].packed), max(high, rows[k].packed)
    order, first = np.empty(n, np.int32), np.zeros(n + 2, np.int32)
    scale = n / (high - low) if high > low else 0.0
    for k in range(n):
        first[int((rows[due[k]].packed - low) * scale) + 1] += 1
    first = np.cumsum(first)
    for k in range(n):
        span = int((rows[due[k]].packed - low) * scale)
        order[first[span]] = due[k]
        first[span] += 1
    settle(rows, order)
    return order


@njit(cache=True)
def settle(rows, order):
    """Sort by hour of packing what is almost sorted; equal hours keep their order."""
    for k in range(1, len(order)):
        leaver, j = order[k], k
        while j > 0 and rows[order[j - 1]].packed > rows[leaver].packed:
            order[j] = order[j - 1]
            j -= 1
        order[j] = leaver


@kernel
def live(leavers, traffic, order, start, end):
    """Take what happens next, until the period ends: a household has packed, a tank is filled, a bus is there."""
    rows, desk, k = leavers.rows, leavers.desk[0], 0
    while True:
        packed = rows[order[k]].packed if k < len(order) else np.inf
        fuel = next_filled(rows, desk, leavers.terms[0])
        bus = max(desk.next_bus, leavers.terms[0].bus_from, desk.now) if desk.n_seat > 0 and leavers.terms[0].buses_day > 0.0 else np.inf
        if min(packed, fuel, bus) >= end:
            return
        desk.now = min(packed, fuel, bus)
        hour = max(desk.now, start)
        if packed <= min(fuel, bus):
            have_packed(leavers, traffic, order[k], hour)
            k += 1
        elif fuel <= bus:
            have_fuel(leavers, traffic, hour)
        else:
            send_bus(leavers, traffic, hour)


@inlined
def next_filled(rows, desk, terms):
    """The hour at which the first household in the queue for fuel has got it (inf: nobody waits, or no fuel)."""
    if desk.first_fuel == NOBODY:
        return np.inf
    return filled(max(rows[desk.first_fuel].packed, desk.last_filled), terms.fuel_from, terms.fuel_ramp_h, terms.fuel_rate)


@inlined
def have_packed(leavers, traffic, k, hour):
    """A household is ready: it drives off, or queues for fuel, or waits for a seat."""
    row, desk = leavers.rows[k], leavers.desk[0]
    row.is_ready = True
    if not row.has_vehicle:
        place = leavers.places[row.node]
        if place.last == NOBODY:
            place.first = k
        else:
            leavers.rows[place.last].behind = k
        place.last = k
        place.persons += row.persons
        desk.n_seat += row.persons
    elif row.is_fuelled:
        drive_off(leavers, traffic, k, hour)
    else:
        if desk.last_fuel == NOBODY:
            desk.first_fuel = k
        else:
            leavers.rows[desk.last_fuel].behind = k
        desk.last_fuel = k
        desk.n_fuel += 1


@inlined
def have_fuel(leavers, traffic, hour):
    """The first in the queue for fuel has a full tank and drives off."""
    desk, k = leavers.desk[0], leavers.desk[0].first_fuel
    desk.last_filled = desk.now
    desk.first_fuel = leavers.rows[k].behind
    if desk.first_fuel == NOBODY:
        desk.last_fuel = NOBODY
    leavers.rows[k].behind = NOBODY
    desk.n_fuel -= 1
    drive_off(leavers, traffic, k, hour)


@kernel
def drive_off(leavers, traffic, k, hour):
    """A household sets out in its own vehicle, with those neighbours who fit in."""
    row = leavers.rows[k]
    vehicle = traffic.total[0].n_vehicles
    go(leavers.desk[0], row, vehicle, hour, OWN_VEHICLE)
    riders = board(leavers, row.node, leavers.terms[0].vehicle_seats - row.persons, ASKED, vehicle, hour, RIDE)
    depart(traffic, row.node, row.persons + riders, hour)


@kernel
def send_bus(leavers, traffic, hour):
    """A bus leaves from where most people wait, then takes in others from the next largest queues until it is full."""
    desk, terms = leavers.desk[0], leavers.terms[0]
    vehicle = traffic.total[0].n_vehicles
    first = longest_queue(leavers.places)
    persons, node = 0, first
    while node >= 0:
        boarded = board(leavers, node, terms.bus_seats - persons, len(leavers.rows), vehicle, hour, BUS)
        persons += boarded
        node = longest_queue(leavers.places) if boarded > 0 and persons < terms.bus_seats else NOBODY
    if persons > 0:
        depart(traffic, first, persons, hour)
        desk.n_buses += 1
    desk.next_bus = desk.now + 24.0 / terms.buses_day


@kernel
def longest_queue(places):
    """Where most people wait for a seat, the first of equals; -1: nowhere."""
    best = NOBODY
    for n in range(len(places)):
        if places[n].persons > 0 and (best < 0 or places[n].persons > places[best].persons):
            best = n
    return best


@kernel
def board(leavers, node, seats, asked, vehicle, hour, by):
    """Households that wait at a place take seats, first come first, passing over those too large; returns persons aboard."""
    rows, place, taken, before = leavers.rows, leavers.places[node], 0, NOBODY
    k = place.first
    for _ in range(asked):
        if k == NOBODY or taken >= seats:
            break
        row, behind = rows[k], rows[k].behind
        if row.persons > seats - taken:
            before = k
        else:
            unhook(rows, place, before, k)
            go(leavers.desk[0], row, vehicle, hour, by)
            place.persons -= row.persons
            leavers.desk[0].n_seat -= row.persons
            taken += row.persons
        k = behind
    return taken


@inlined
def unhook(rows, place, before, k):
    """Take a household out of the queue for a seat."""
    if before == NOBODY:
        place.first = rows[k].behind
    else:
        rows[before].behind = rows[k].behind
    if place.last == k:
        place.last = before
    rows[k].behind = NOBODY


@inlined
def go(desk, row, vehicle, hour, by):
    """A household has set out."""
    row.vehicle, row.departed, row.went_by = vehicle, hour, by
    desk.n_gone += 1
    desk.persons_gone += row.persons
