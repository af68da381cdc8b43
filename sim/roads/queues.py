"""Vehicles on the road: a queue at the end of every link, with capacity, storage, spillback and gates, event by event.

A vehicle leaves a link at the latest of four hours:
  it has driven to the end (entry + length / speed);
  the vehicle ahead left one headway ago (1 / capacity, or 1 / gate rate where a checkpoint serves at its end);
  the next link let its last vehicle in one headway ago (1 / capacity);
  the next link has a free place (it holds storage x length vehicles: a full link blocks the links behind it).
Where links meet, the vehicle that could have gone first goes first. A link that was just served is ready only a headway
later, so links that compete take turns; a vehicle setting out from home competes as if its street were one more link.

How it stays exact and fast: time does not advance in steps. Each node has a clock, the hour before which nothing more
can pass it, and serves vehicles as far as is certain: an empty incoming link can bring nothing before its tail's clock
+ travel time, a full outgoing link frees nothing before its head's clock. Sweeping up and down until every clock
shows the end of the period gives the one true order of events, whatever the order of the sweeps (Chandy & Misra 1979,
conservative simulation). Hence a day at a time gives the same history, bit for bit, as all days at once.
"""

import numpy as np

from sim.compiled import njit
from sim.roads.state import NOBODY

# The innermost rules allocate nothing and are pasted into their caller, so that numba neither counts references to the
# arrays nor passes them from hand to hand: seven times as fast. They are called from compiled code only.
kernel = njit(cache=True, _nrt=False)
inlined = njit(cache=True, _nrt=False, inline="always")

ORIGIN = -2  # stands for "vehicles setting out here" among the links that feed a node


@njit(cache=True)
def depart(traffic, node, persons, hour):
    """One vehicle sets out from `node` with `persons` aboard; returns its row. Call in order of hour."""
    total = traffic.total[0]
    vehicle = total.n_vehicles
    row = traffic.vehicles[vehicle]
    row.origin, row.persons, row.departed = node, persons, hour
    row.entered = row.exited = np.nan
    row.link = row.behind = NOBODY
    total.n_vehicles += 1
    return vehicle


@njit(cache=True)
def advance(traffic, next_segment, hours_to_exit, is_exit, gate, hours, start, end):
    """Move all vehicles from hour `start` to hour `end`.

    next_segment, hours_to_exit: today's way out, from `paths.toward_exit`; vehicles follow it from each node on.
    gate: veh/h that a checkpoint at the end of each segment serves (inf: no checkpoint, 0: nobody passes).
    hours: HOUR rows of the period, the first for the hour that holds `start`; filled in.
    Vehicles that set out in the period must have been given to `depart` before. Ways and gates may differ from call to
    call; a vehicle on a segment that closes drives on to its end, and waits there if no way leads on.
    """
    route(traffic, next_segment, is_exit, gate, start)
    order = downstream_first(hours_to_exit)
    enlist(traffic, hours, start)
    while not is_done(traffic.nodes, end):
        for k in range(len(order) - 1, -1, -1):
            serve(traffic, order[k], hours, start, end)
        for k in range(len(order)):
            serve(traffic, order[k], hours, start, end)
    balance(traffic.total[0], hours)


@njit(cache=True)
def route(traffic, next_segment, is_exit, gate, start):
    """Set today's way on from each node, and today's headway at the end of each link (h)."""
    links = traffic.links
    for k in range(len(links)):
        rate = min(links[k].capacity, gate[k // 2])
        links[k].headway = 1.0 / rate if rate > 0.0 else np.inf
        links[k].ready = max(traffic.slots[links[k].front].hour, links[k].last_out + links[k].headway)
    for n in range(len(traffic.nodes)):
        node, segment = traffic.nodes[n], next_segment[n]
        node.is_exit, node.clock, node.out, node.spacing = is_exit[n], start, NOBODY, 0.0
        if segment >= 0 and not is_exit[n]:
            node.out = 2 * segment if links[2 * segment].tail == n else 2 * segment + 1
            node.spacing = 1.0 / links[node.out].capacity
    for n in range(len(traffic.nodes)):
        find_live(traffic, traffic.nodes[n])


@njit(cache=True)
def find_live(traffic, node):
    """List the links that can bring vehicles to a node: those that hold some, and those that lead here today."""
    node.end_live = node.first_feeder
    for k in range(node.first_feeder, node.end_feeder):
        link = traffic.links[traffic.feeders[k]]
        if link.n_inside > 0 or traffic.nodes[link.tail].out == traffic.feeders[k]:
            traffic.live[node.end_live] = traffic.feeders[k]
            node.end_live += 1


@njit(cache=True)
def downstream_first(hours_to_exit):
    """Nodes in order of their way to the exit (insertion sort: a hundred nodes, deterministic)."""
    order = np.arange(len(hours_to_exit))
    for k in range(1, len(order)):
        node, j = order[k], k
        while j > 0 and hours_to_exit[order[j - 1]] > hours_to_exit[node]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = node
    return order


@njit(cache=True)
def enlist(traffic, hours, start):
    """Put vehicles that have departed since the last call into the queue of their origin."""
    total, first_hour = traffic.total[0], int(np.floor(start))
    for v in range(total.n_enlisted, total.n_vehicles):
        node = traffic.nodes[traffic.vehicles[v].origin]
        if node.last_waiting == NOBODY:
            node.first_waiting = v
        else:
            traffic.vehicles[node.last_waiting].behind = v
        node.last_waiting = v
        hours[max(int(traffic.vehicles[v].departed) - first_hour, 0)].departed += 1
    total.n_enlisted = total.n_vehicles


@njit(cache=True)
def is_done(nodes, end):
    """Has every node seen the period through?"""
    for n in range(len(nodes)):
        if nodes[n].clock < end:
            return False
    return True


@kernel
def serve(traffic, n, hours, start, end):
    """Let vehicles pass one node, in order, as far as is certain by now; move its clock to where certainty ends."""
    node = traffic.nodes[n]
    if node.out == NOBODY and not node.is_exit:
        node.clock = end
    while node.clock < end:
        feeder, ready, is_there = first_in_line(traffic, node)
        hour = max(ready, start)
        if not node.is_exit:
            way = traffic.links[node.out]
            is_full = way.n_inside == way.end_slot - way.first_slot
            room = traffic.nodes[way.head].clock if is_full else traffic.slots[way.back].hour
            hour = max(hour, room, way.last_in + node.spacing)
            is_there = is_there and not is_full
        node.clock = min(hour, end)
        if hour >= end or not is_there:
            return
        vehicle = take(traffic, node, feeder, hour)
        row = hours[int(hour) - int(start)]
        if feeder == ORIGIN:
            row.entered += 1
        if node.is_exit:
            leave(traffic, vehicle, hour, row)
        else:
            enter(way, traffic.slots, vehicle, hour)


@inlined
def first_in_line(traffic, node):
    """Who could pass the node first: (link or ORIGIN, hour, is a vehicle there?). Equal hours: the first in the list.

    Without a vehicle there the hour is a bound: nothing can come along that link any sooner.
    """
    first, soonest, is_there = NOBODY, np.inf, False
    for k in range(node.first_feeder, node.end_live):
        link = traffic.links[traffic.live[k]]
        ready = link.ready
        if link.n_inside == 0:
            ready = bound(link, traffic.nodes[link.tail], traffic.live[k])
        if ready < soonest:
            first, soonest, is_there = traffic.live[k], ready, link.n_inside > 0
    if node.first_waiting != NOBODY:
        ready = max(traffic.vehicles[node.first_waiting].departed, node.last_start + node.spacing)
        if ready < soonest:
            first, soonest, is_there = ORIGIN, ready, True
    return first, soonest, is_there


@inlined
def bound(link, tail, name):
    """The hour before which an empty link can bring nobody to its end (inf: nobody enters it today)."""
    return max(tail.clock + link.hours, link.last_out + link.headway) if tail.out == name else np.inf


@inlined
def take(traffic, node, feeder, hour):
    """The first vehicle of a link, or of the queue at home, leaves it; returns the vehicle."""
    if feeder == ORIGIN:
        vehicle = node.first_waiting
        row = traffic.vehicles[vehicle]
        row.entered = hour
        node.first_waiting = row.behind
        if row.behind == NOBODY:
            node.last_waiting = NOBODY
        node.last_start = hour
        return vehicle
    link = traffic.links[feeder]
    slot = traffic.slots[link.front]
    slot.hour = hour
    link.front = link.front + 1 if link.front + 1 < link.end_slot else link.first_slot
    link.n_inside -= 1
    link.last_out = hour
    link.ready = max(traffic.slots[link.front].hour, hour + link.headway)
    return slot.vehicle


@inlined
def enter(link, slots, vehicle, hour):
    """A vehicle takes the next place of a link and drives to its end."""
    slot = slots[link.back]
    slot.vehicle, slot.hour = vehicle, hour + link.hours
    link.back = link.back + 1 if link.back + 1 < link.end_slot else link.first_slot
    if link.n_inside == 0:
        link.ready = max(slot.hour, link.last_out + link.headway)
    link.n_inside += 1
    link.last_in = hour


@inlined
def leave(traffic, vehicle, hour, row):
    """A vehicle is out."""
    traffic.vehicles[vehicle].exited = hour
    traffic.left[traffic.total[0].n_left] = vehicle
    traffic.total[0].n_left += 1
    row.exited += 1
    row.persons += traffic.vehicles[vehicle].persons


@njit(cache=True)
def balance(total, hours):
    """Levels at the end of each hour (veh): who waits at home, who is on the road."""
    for k in range(len(hours)):
        row = hours[k]
        total.waiting += row.departed - row.entered
        total.on_road += row.entered - row.exited
        total.out += row.exited
        total.persons_out += row.persons
        row.waiting, row.on_road = total.waiting, total.on_road


@njit(cache=True)
def locate(traffic):
    """Write into each vehicle's row the link it is on (for those who look; the rules do not need it)."""
    for v in range(traffic.total[0].n_vehicles):
        traffic.vehicles[v].link = NOBODY
    for k in range(len(traffic.links)):
        link = traffic.links[k]
        place = link.front
        for _ in range(link.n_inside):
            traffic.vehicles[traffic.slots[place].vehicle].link = k
            place = place + 1 if place + 1 < link.end_slot else link.first_slot
