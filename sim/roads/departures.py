"""From wanting to leave to setting out: packed, then a vehicle or a seat, then fuel. Every event at its exact hour.

A household that owns a vehicle sets out once it has packed and has fuel: from its own tank, or after its turn at the
depots, first come first served. Once packed, and again when it sets out, it offers its seats to neighbours of its
settlement who have packed and own no vehicle: as long as there are seats, to the one that has waited longest among
those that fit. Who finds no seat waits for a bus, sent to where most people wait. Households and vehicles are never
split, so persons and vehicles are conserved exactly.
"""

import numpy as np

from sim.compiled import njit
from sim.constants import HOURS_A_DAY
from sim.roads.leavers import BUS, LARGEST, OWN_VEHICLE, RIDE
from sim.roads.mobilise import filled
from sim.roads.queues import depart
from sim.roads.state import NOBODY

kernel = njit(cache=True, _nrt=False)
inlined = njit(cache=True, _nrt=False, inline="always")


@njit(cache=True)
def dispatch(leavers, traffic, start, end):
    """Send off everybody who can set out from hour `start` to hour `end`: new rows in `traffic.vehicles`.

    Call it for each period in which there is a way out, before `queues.advance` for the same period; households that
    can leave in it must have joined before. What came due while it was not called happens at `start`.
    """
    live(leavers, traffic, in_order(leavers, end), start, end)


@njit(cache=True)
def in_order(leavers, end):
    """Leavers who will have packed before `end` and were not yet seen, in order of that hour, then of decision.

    They leave the list of those who pack. Sorted into as many equal spans of time as there are households, then by insertion.
    """
    rows, desk, packing = leavers.rows, leavers.desk[0], leavers.packing
    due = np.empty(desk.n_packing, np.int32)
    n, kept, low, high = 0, 0, np.inf, -np.inf
    for j in range(desk.n_packing):
        k = packing[j]
        if rows[k].packed < end:
            due[n], n = k, n + 1
            low, high = min(low, rows[k].packed), max(high, rows[k].packed)
        else:
            packing[kept], kept = k, kept + 1
    desk.n_packing = kept
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
    desk, terms, k = leavers.desk[0], leavers.terms[0], 0
    while True:
        packed = leavers.rows[order[k]].packed if k < len(order) else np.inf
        fuel = next_filled(leavers.rows, desk, terms)
        bus = next_bus(desk, terms)
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
    """The hour at which the first household in the queue for fuel has got it (inf: nobody waits)."""
    if desk.first_fuel == NOBODY:
        return np.inf
    since = max(rows[desk.first_fuel].packed, desk.last_filled)
    return filled(since, terms.fuel_from, terms.fuel_ramp_h, terms.fuel_rate)


@inlined
def next_bus(desk, terms):
    """The hour at which a bus can take passengers (inf: nobody waits for one, or none is sent)."""
    if desk.n_seat == 0 or terms.buses_day <= 0.0:
        return np.inf
    return max(desk.next_bus, terms.bus_from, desk.now)


@inlined
def have_packed(leavers, traffic, k, hour):
    """A household is ready: it drives off, or queues for fuel, or waits for a seat."""
    row, desk = leavers.rows[k], leavers.desk[0]
    row.is_ready = True
    if not row.has_vehicle:
        wait_for_seat(leavers, k)
    elif row.is_fuelled:
        drive_off(leavers, traffic, k, hour)
    else:
        offer_seats(leavers, k)
        if desk.last_fuel == NOBODY:
            desk.first_fuel = k
        else:
            leavers.rows[desk.last_fuel].behind = k
        desk.last_fuel = k
        desk.n_fuel += 1


@inlined
def wait_for_seat(leavers, k):
    """A household joins the others of its size that wait for a seat at its place."""
    row = leavers.rows[k]
    queue = leavers.queues[row.node, min(row.persons, LARGEST) - 1]
    if queue.last == NOBODY:
        queue.first = k
    else:
        leavers.rows[queue.last].behind = k
    queue.last = k
    leavers.waiting[row.node] += row.persons
    leavers.desk[0].n_seat += row.persons


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
    """A household sets out in its own vehicle, with all who go along."""
    offer_seats(leavers, k)
    row, vehicle = leavers.rows[k], traffic.total[0].n_vehicles
    go(leavers, k, vehicle, hour, OWN_VEHICLE)
    rider = row.rider
    while rider != NOBODY:
        go(leavers, rider, vehicle, hour, RIDE)
        rider = leavers.rows[rider].behind
    depart(traffic, row.node, row.aboard, hour)


@kernel
def offer_seats(leavers, k):
    """Neighbours who wait for a seat join a household that owns a vehicle, while they fit in."""
    row = leavers.rows[k]
    while leavers.waiting[row.node] > 0:
        rider = call_up(leavers, row.node, leavers.terms[0].vehicle_seats - row.aboard)
        if rider == NOBODY:
            return
        leavers.rows[rider].behind = row.rider
        row.rider = rider
        row.aboard += leavers.rows[rider].persons


@kernel
def send_bus(leavers, traffic, hour):
    """A bus leaves from where most people wait, and takes in others from the next largest queues until it is full."""
    desk, terms, vehicle = leavers.desk[0], leavers.terms[0], traffic.total[0].n_vehicles
    first = node = longest_queue(leavers.waiting)
    persons, is_empty_handed = 0, False
    while desk.n_seat > 0 and not is_empty_handed:
        is_empty_handed = True
        rider = call_up(leavers, node, terms.bus_seats - persons)
        while rider != NOBODY:
            is_empty_handed = False
            go(leavers, rider, vehicle, hour, BUS)
            persons += leavers.rows[rider].persons
            rider = call_up(leavers, node, terms.bus_seats - persons)
        node = longest_queue(leavers.waiting)
    depart(traffic, first, persons, hour)
    desk.n_buses += 1
    desk.next_bus = desk.now + HOURS_A_DAY / terms.buses_day


@kernel
def longest_queue(waiting):
    """Where most people wait for a seat, the first of equals."""
    best = 0
    for n in range(1, len(waiting)):
        if waiting[n] > waiting[best]:
            best = n
    return best


@kernel
def call_up(leavers, node, seats):
    """Whoever has waited longest at a place, of those that fit, leaves the queue; returns the household, or -1."""
    size = longest_waiting(leavers.rows, leavers.queues, node, seats)
    if size < 0:
        return NOBODY
    queue = leavers.queues[node, size]
    rider = queue.first
    row = leavers.rows[rider]
    queue.first = row.behind
    if queue.first == NOBODY:
        queue.last = NOBODY
    row.behind = NOBODY
    leavers.waiting[node] -= row.persons
    leavers.desk[0].n_seat -= row.persons
    return rider


@inlined
def longest_waiting(rows, queues, node, seats):
    """The queue (by size of household) whose first has waited longest among those that fit; -1: none fits."""
    best, since = -1, np.inf
    for size in range(min(seats, LARGEST)):
        first = queues[node, size].first
        if first != NOBODY and rows[first].persons <= seats and rows[first].packed < since:
            best, since = size, rows[first].packed
    return best


@inlined
def go(leavers, k, vehicle, hour, by):
    """A household has set out."""
    row, desk = leavers.rows[k], leavers.desk[0]
    row.vehicle, row.departed, row.went_by = vehicle, hour, by
    leavers.gone[desk.n_gone] = k
    desk.n_gone += 1
    desk.persons_gone += row.persons
