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

from sim.compiled import entry, inlined, rule
from sim.world.traffic import NOBODY

ORIGIN = -2  # stands for "vehicles setting out here" among the links that feed a node


@inlined
def depart(traffic, node, persons, hour):
    """One vehicle sets out from `node` with `persons` aboard; returns its row. Call in order of hour."""
    total = traffic.total[0]
    vehicle = total.n_vehicles
    row = traffic.vehicles[vehicle]
    row.origin, row.persons, row.departed = node, persons, hour
    row.entered = row.exited = np.nan
    row.behind = NOBODY
    total.n_vehicles += 1
    return vehicle


@rule
def advance(traffic, next_segment, hours_to_exit, is_exit, gate, hours, start, end):
    """Move all vehicles from hour `start` to hour `end`.

    next_segment, hours_to_exit: today's way out, from `paths.toward_exit`; vehicles follow it from each node on.
    gate: veh/h that a checkpoint at the end of each segment serves (inf: no checkpoint, 0: nobody passes).
    hours: HOUR rows of the period, the first for the hour that holds `start`; filled in.
    Vehicles that set out in the period must have been given to `depart` before. Ways and gates may differ from call to
    call; a vehicle on a segment that closes drives on to its end, and waits there if no way leads on.
    """
    route(traffic, next_segment, is_exit, gate, start)
    put_downstream_first(traffic.order, hours_to_exit)
    enlist(traffic, hours, start)
    n = keep_busy(traffic, start, end)
    while n > 0:
        for k in range(n - 1, -1, -1):
            serve(traffic, traffic.order[k], hours, start, end)
        for k in range(n):
            serve(traffic, traffic.order[k], hours, start, end)
        n = keep_open(traffic, n, end)
    balance(traffic.total[0], hours)


@rule
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


@rule
def keep_busy(traffic, start, end):
    """Keep in the order those nodes that can see a vehicle today; the others are done. Returns how many are kept.

    From the far ends towards the exits: a node is busy if vehicles wait there, or a link holds some or comes from a busy node.
    """
    order, kept = traffic.order, len(traffic.order)
    for k in range(len(order) - 1, -1, -1):
        node = traffic.nodes[order[k]]
        find_live(traffic, node, end)
        if node.end_live == node.first_feeder and node.first_waiting == NOBODY:
            node.clock = end
        else:
            kept -= 1
            order[kept] = order[k]
    for k in range(kept, len(order)):
        order[k - kept] = order[k]
    return len(order) - kept


@inlined
def find_live(traffic, node, end):
    """List the links that can bring vehicles to a node: those that hold some, and those that lead here from a busy node."""
    node.end_live = node.first_feeder
    for k in range(node.first_feeder, node.end_feeder):
        link = traffic.links[traffic.feeders[k]]
        tail = traffic.nodes[link.tail]
        if link.n_inside > 0 or (tail.out == traffic.feeders[k] and tail.clock < end):
            traffic.live[node.end_live] = traffic.feeders[k]
            node.end_live += 1


@rule
def put_downstream_first(order, hours_to_exit):
    """Order nodes by their way to the exit (insertion sort: a hundred nodes, deterministic)."""
    for node in range(len(order)):
        j = node
        while j > 0 and hours_to_exit[order[j - 1]] > hours_to_exit[node]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = node


@rule
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


@rule
def keep_open(traffic, n, end):
    """Keep in the order those nodes that have not seen the period through; returns how many are kept."""
    kept = 0
    for k in range(n):
        if traffic.nodes[traffic.order[k]].clock < end:
            traffic.order[kept] = traffic.order[k]
            kept += 1
    return kept


@rule
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
        if feeder == ORIGIN:
            hours[int(hour) - int(start)].entered += 1
        if node.is_exit:
            leave(traffic, vehicle, hour, hours[int(hour) - int(start)])
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


@rule
def balance(total, hours):
    """Levels at the end of each hour (veh): who waits at home, who is on the road."""
    for k in range(len(hours)):
        row = hours[k]
        total.waiting += row.departed - row.entered
        total.on_road += row.entered - row.exited
        total.out += row.exited
        total.persons_out += row.persons
        row.waiting, row.on_road = total.waiting, total.on_road


@entry
def locate(traffic):
    """(vehicles,) the link that each vehicle is on, -1 for none (for those who look; the rules do not need it)."""
    on = np.full(traffic.total[0].n_vehicles, NOBODY, np.int32)
    for k in range(len(traffic.links)):
        link = traffic.links[k]
        place = link.front
        for _ in range(link.n_inside):
            on[traffic.slots[place].vehicle] = k
            place = place + 1 if place + 1 < link.end_slot else link.first_slot
    return on
