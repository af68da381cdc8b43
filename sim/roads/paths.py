"""The way out: from every place, the next road to take towards the nearest exit that can be reached."""

import numpy as np

from sim.compiled import njit


@njit(cache=True)
def toward_exit(n_nodes, seg_from, seg_to, travel_hours, passable, is_exit):
    """Shortest passable path (hours) from every node to the nearest exit.

    Returns (next_segment, next_node, hours_to_exit), one entry a node: the segment to take (-1: at an exit, or no way
    out), the node it leads to (-1 likewise) and the free travel time (0 at an exit, inf without a way out). Roads are
    two-way. Dijkstra from all exits at once; of two equal ways the one through the node settled first, then the segment
    that comes first. Call it when `passable` has changed, not every day.
    """
    next_segment = np.full(n_nodes, -1, np.int32)
    next_node = np.full(n_nodes, -1, np.int32)
    hours = np.where(is_exit, 0.0, np.inf)
    is_settled = np.zeros(n_nodes, np.bool_)
    for _ in range(n_nodes):
        node = nearest(hours, is_settled)
        if node < 0:
            break
        is_settled[node] = True
        for s in range(len(seg_from)):
            if passable[s] and (seg_from[s] == node or seg_to[s] == node):
                other = seg_to[s] if seg_from[s] == node else seg_from[s]
                if hours[node] + travel_hours[s] < hours[other]:
                    hours[other] = hours[node] + travel_hours[s]
                    next_segment[other], next_node[other] = s, node
    return next_segment, next_node, hours


@njit(cache=True)
def nearest(hours, is_settled):
    """The unsettled node closest to an exit, the first of equals; -1 if none can be reached."""
    best = -1
    for node in range(len(hours)):
        if not is_settled[node] and hours[node] < np.inf and (best < 0 or hours[node] < hours[best]):
            best = node
    return best
