"""From wanting to leave to setting out: packed, then a vehicle or a seat, then fuel. Every event at its exact hour.

A household that owns a vehicle sets out once it has packed and has fuel: from its own tank, or after its turn at the
depots, first come first served. Once packed, and again when it sets out, it offers its seats to neighbours of its
settlement who have packed and own no vehicle: as long as there are seats, to the one that has waited longest among
those that fit. Who finds no seat waits for a bus, sent to where most people wait. Households and vehicles are never
split, so persons and vehicles are conserved exactly.
"""

import math

from sim.compiled import inlined, rule
from sim.constants import HOURS_A_DAY
from sim.roads.mobilise import filled
from sim.roads.queues import depart
from sim.world.codes import Way
from sim.world.leavers import LARGEST
from sim.world.traffic import NOBODY


@rule
def dispatch(leavers, traffic, start, end):
    """Send off everybody who can set out from hour `start` to hour `end`: new rows in `traffic.vehicles`.

    Call it for each period in which there is a way out, before `queues.advance` for the same period; households that
    can leave in it must have joined before. What came due while it was not called happens at `start`.
    """
    n_due, low, high = take_due(leavers, end)
    put_in_order(leavers, n_due, low, high)
    live(leavers, traffic, n_due, start, end)


@rule
def take_due(leavers, end):
    """Who will have packed before `end` leaves the list of those who pack; returns how many, and their first and last hour."""
    desk, packing, hour = leavers.desk[0], leavers.packing, leavers.packing_hour
    n, kept, low, high = 0, 0, math.inf, -math.inf
    for j in range(desk.n_packing):
        packed = hour[j]
        if packed < end:
            leavers.due[n], leavers.due_hour[n] = packing[j], packed
            n += 1
            low, high = min(low, packed), max(high, packed)
        else:
            packing[kept], hour[kept] = packing[j], packed
            kept += 1
    desk.n_packing = kept
    return n, low, high


@rule
def put_in_order(leavers, n, low, high):
    """Order those who are due by the hour at which they have packed, then by decision.

    Sorted into as many equal spans of time as there are households, then by insertion.
    """
    due, due_hour, order, hour, first = leavers.due, leavers.due_hour, leavers.order, leavers.order_hour, leavers.span
    for k in range(n + 2):
        first[k] = 0
    scale = n / (high - low) if high > low else 0.0
    for k in range(n):
        first[int((due_hour[k] - low) * scale) + 1] += 1
    for k in range(n + 1):
        first[k + 1] += first[k]
    for k in range(n):
        span = int((due_hour[k] - low) * scale)
        place = first[span]
        order[place], hour[place] = due[k], due_hour[k]
        first[span] += 1
    settle(order, hour, n)


@rule
def settle(order, hour, n):
    """Sort by hour of packing what is almost sorted; equal hours keep their order."""
    for k in range(1, n):
        leaver, packed, j = order[k], hour[k], k
        while j > 0 and hour[j - 1] > packed:
            order[j], hour[j] = order[j - 1], hour[j - 1]
            j -= 1
        order[j], hour[j] = leaver, packed


@rule
def live(leavers, traffic, n_due, start, end):
    """Take what happens next, until the period ends: a household has packed, a tank is filled, a bus is there."""
    desk, terms, k = leavers.desk[0], leavers.terms[0], 0
    fuel = next_filled(leavers.rows, desk, terms)
    while True:
        packed = leavers.order_hour[k] if k < n_due else math.inf
        bus = next_bus(desk, terms)
        if min(packed, fuel, bus) >= end:
            return
        desk.now = min(packed, fuel, bus)
        hour = max(desk.now, start)
        if packed <= min(fuel, bus):
            have_packed(leavers, traffic, leavers.order[k], hour)
            if desk.n_fuel == 1:
                fuel = next_filled(leavers.rows, desk, terms)
            k += 1
        elif fuel <= bus:
            have_fuel(leavers, traffic, hour)
            fuel = next_filled(leavers.rows, desk, terms)
        else:
            send_bus(leavers, traffic, hour)


@inlined
def next_filled(rows, desk, terms):
    """The hour at which the first household in the queue for fuel has got it (inf: nobody waits)."""
    if desk.first_fuel == NOBODY:
        return math.inf
    since = max(rows[desk.first_fuel].packed, desk.last_filled)
    return filled(since, terms.fuel_from, terms.fuel_ramp_h, terms.fuel_rate)


@inlined
def next_bus(desk, terms):
    """The hour at which a bus can take passengers (inf: nobody waits for one, or none is sent)."""
    if desk.n_seat == 0 or terms.buses_day <= 0.0:
        return math.inf
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
    queue = leavers.queues[row.node, queue_of(row.persons, leavers.terms[0].scale) - 1]
    if queue.last == NOBODY:
        queue.first, queue.since = k, row.packed
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


@inlined
def drive_off(leavers, traffic, k, hour):
    """A household sets out in its own vehicle, with all who go along."""
    offer_seats(leavers, k)
    row, vehicle = leavers.rows[k], traffic.total[0].n_vehicles
    depart(traffic, row.node, row.aboard, hour)
    board(leavers, traffic, k, vehicle, Way.OWN_VEHICLE)
    rider = row.rider
    while rider != NOBODY:
        after = leavers.rows[rider].behind
        board(leavers, traffic, rider, vehicle, Way.RIDE)
        rider = after


@inlined
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


@rule
def send_bus(leavers, traffic, hour):
    """A bus leaves from where most people wait, and takes in others from the next largest queues until it is full."""
    desk, terms, vehicle = leavers.desk[0], leavers.terms[0], traffic.total[0].n_vehicles
    first = node = longest_queue(leavers.waiting)
    persons, is_empty_handed = 0, False
    depart(traffic, first, 0, hour)
    while desk.n_seat > 0 and not is_empty_handed:
        is_empty_handed = True
        rider = call_up(leavers, node, terms.bus_seats - persons)
        while rider != NOBODY:
            is_empty_handed = False
            board(leavers, traffic, rider, vehicle, Way.BUS)
            persons += leavers.rows[rider].persons
            rider = call_up(leavers, node, terms.bus_seats - persons)
        node = longest_queue(leavers.waiting)
    traffic.vehicles[vehicle].persons = persons
    desk.n_buses += 1
    desk.next_bus = desk.now + HOURS_A_DAY / terms.buses_day


@rule
def longest_queue(waiting):
    """Where most people wait for a seat, the first of equals."""
    best = 0
    for n in range(1, len(waiting)):
        if waiting[n] > waiting[best]:
            best = n
    return best


@inlined
def call_up(leavers, node, seats):
    """Whoever has waited longest at a place, of those that fit, leaves the queue; returns the household, or -1."""
    size = longest_waiting(leavers.rows, leavers.queues, node, seats, leavers.terms[0].scale)
    if size < 0:
        return NOBODY
    queue = leavers.queues[node, size]
    rider = queue.first
    row = leavers.rows[rider]
    queue.first = row.behind
    if queue.first == NOBODY:
        queue.last, queue.since = NOBODY, math.inf
    else:
        queue.since = leavers.rows[queue.first].packed
    row.behind = NOBODY
    leavers.waiting[node] -= row.persons
    leavers.desk[0].n_seat -= row.persons
    return rider


@inlined
def queue_of(persons, scale):
    """The queue for households of so many persons: 1 for those of one person, up to LARGEST. scale: households a row."""
    return min(persons if scale == 1 else (persons + scale - 1) // scale, LARGEST)


@inlined
def longest_waiting(rows, queues, node, seats, scale):
    """The queue (by size of household) whose first has waited longest among those that fit; -1: none fits."""
    best, since = -1, math.inf
    for size in range(queue_of(seats, scale)):
        queue = queues[node, size]
        if queue.since < since and rows[queue.first].persons <= seats:
            best, since = size, queue.since
    return best


@inlined
def board(leavers, traffic, k, vehicle, by):
    """A household has set out, in a vehicle that has a row already."""
    row, desk, seat = leavers.rows[k], leavers.desk[0], traffic.vehicles[vehicle]
    row.vehicle, row.went_by = vehicle, by
    row.behind, seat.first_aboard = seat.first_aboard, k + 1
    leavers.gone[desk.n_gone] = k
    desk.n_gone += 1
    desk.persons_gone += row.persons
