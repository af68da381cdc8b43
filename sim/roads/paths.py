"""The way out: from every place, the next road to take towards the nearest exit that can be reached."""

import numpy as np

from sim.compiled import entry, rule


@entry
def toward_exit(n_nodes, seg_from, seg_to, travel_hours, passable, is_exit):
    """Shortest passable path (hours) from every node to the nearest exit.

    Returns (next_segment, next_node, hours_to_exit), one entry a node: the segment to take (-1: at an exit, or no way
    out), the node it leads to (-1 likewise) and the free travel time (0 at an exit, inf without a way out). Roads are
    two-way. Dijkstra from all exits at once; of two equal ways the one through the node settled first, then the segment
    that comes first.
    """
    next_segment, next_node = np.empty(n_nodes, np.int32), np.full(n_nodes, -1, np.int32)
    hours, is_settled = np.empty(n_nodes), np.empty(n_nodes, np.bool_)
    clear_way(next_segment, hours, is_settled, is_exit)
    node = settle_nearest(hours, is_settled)
    while node >= 0:
        for s in range(len(seg_from)):
            if passable[s]:
                look_back(s, seg_from[s], seg_to[s], travel_hours[s], node, next_segment, hours)
        node = settle_nearest(hours, is_settled)
    for n in range(n_nodes):
        s = next_segment[n]
        if s >= 0:
            next_node[n] = seg_to[s] if seg_from[s] == n else seg_from[s]
    return next_segment, next_node, hours


@rule
def clear_way(next_segment, hours, is_settled, is_exit):
    """No way out is known yet, but that of the exits."""
    for n in range(len(hours)):
        next_segment[n], is_settled[n] = -1, False
        hours[n] = 0.0 if is_exit[n] else np.inf


@rule
def look_back(segment, a, b, travel_hours, node, next_segment, hours):
    """Take the way over a segment from its other end to a node just settled, if it is shorter than what is known."""
    if a == node or b == node:
        other = b if a == node else a
        if hours[node] + travel_hours < hours[other]:
            hours[other] = hours[node] + travel_hours
            next_segment[other] = segment


@rule
def settle_nearest(hours, is_settled):
    """Settle the unsettled node closest to an exit, the first of equals, and return it; -1 if none can be reached."""
    best = -1
    for node in range(len(hours)):
        if not is_settled[node] and hours[node] < np.inf and (best < 0 or hours[node] < hours[best]):
            best = node
    if best >= 0:
        is_settled[best] = True
    return best
