"""An empty road network: what the tables of traffic hold before the first vehicle sets out."""

import numpy as np

from sim.compiled import rule
from sim.constants import LONG_AGO, SECONDS_AN_HOUR
from sim.world.traffic import NOBODY, Traffic, count_places, room_for_traffic

SEGMENT = np.dtype([(name, kind) for name, kind in zip(("a", "b", "km", "speed", "capacity", "storage"), "qqdddd", strict=True)])


def empty_road(n_nodes, seg_from, seg_to, length_km, speed_kmh, capacity_veh_h, storage_veh_km, max_vehicles) -> Traffic:
    """An empty road network with room in its tables for `max_vehicles` vehicles (one a household, and the buses).

    One entry a segment in each sequence; capacity and storage are per direction. Lengths, speeds and capacities must be
    positive (judged at the door); a link holds storage x length vehicles, at least one, and takes at least a second.
    """
    segments = np.zeros(len(seg_from), SEGMENT)
    segments["a"], segments["b"], segments["km"], segments["speed"] = seg_from, seg_to, length_km, speed_kmh
    segments["capacity"], segments["storage"] = capacity_veh_h, np.multiply(storage_veh_km, length_km)
    traffic = room_for_traffic(n_nodes, count_places(segments, 1), max_vehicles)
    lay_out(traffic, segments, 1)
    return traffic


@rule
def lay_out(traffic, segments, scale):
    """Make an empty road network of tables of zeros. segments: a, b, km, speed, capacity, storage; scale: vehicles a row."""
    slot = 0
    for s in range(segments.shape[0]):
        one = segments[s]
        places = max(int(one.storage / one.km * one.km) // scale, 1)
        for link in (2 * s, 2 * s + 1):
            row = traffic.links[link]
            row.tail, row.head = (one.a, one.b) if link == 2 * s else (one.b, one.a)
            row.hours = max(one.km / one.speed, 1 / SECONDS_AN_HOUR)
            row.capacity = one.capacity / scale
            row.first_slot = row.front = row.back = slot
            slot += places
            row.end_slot = slot
            row.last_in = row.last_out = LONG_AGO
    clear_nodes(traffic)


@rule
def clear_nodes(traffic):
    """Nodes where nobody waits, and the list of each one's incoming links, in order of link."""
    nodes, links = traffic.nodes, traffic.links
    for k in range(links.shape[0]):
        nodes[links[k].head].end_feeder += 1
    first = 0
    for n in range(nodes.shape[0]):
        node = nodes[n]
        node.first_waiting = node.last_waiting = node.out = NOBODY
        node.last_start = LONG_AGO
        node.first_feeder, first = first, first + node.end_feeder
        node.end_feeder = node.first_feeder
    for k in range(links.shape[0]):
        node = nodes[links[k].head]
        traffic.feeders[node.end_feeder] = traffic.live[node.end_feeder] = k
        node.end_feeder += 1
