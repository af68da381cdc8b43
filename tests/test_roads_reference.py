"""The compiled road against an independent program: a plain event simulation that always does what happens next.

The one below knows nothing of clocks, slots or sweeps: it keeps whole histories in lists and looks at every junction
each time.
"""

import numpy as np
import pytest
from test_roads_queues import tree

from sim.roads.paths import toward_exit


def simulate(road, departures, end):
    """Exit hour of each vehicle (nan: still under way at `end`)."""
    n_nodes, n_links = len(road.is_exit), 2 * road.size
    ways, _, _ = toward_exit(n_nodes, *road.ends.T, road.km / road.speed, road.passable, road.is_exit)
    tails = [int(road.ends[k // 2][k % 2]) for k in range(n_links)]
    heads = [int(road.ends[k // 2][1 - k % 2]) for k in range(n_links)]
    capacity = [road.traffic.links["capacity"][k] for k in range(n_links)]
    service = [min(capacity[k], road.gate[k // 2]) for k in range(n_links)]
    places = [int(road.traffic.links["end_slot"][k] - road.traffic.links["first_slot"][k]) for k in range(n_links)]
    way = [-1 if w < 0 else next(k for k in (2 * w, 2 * w + 1) if tails[k] == n) for n, w in enumerate(ways)]
    queue = [[] for _ in range(n_links)]  # (vehicle, hour at the end)
    ins, outs = [[] for _ in range(n_links)], [[] for _ in range(n_links)]
    home = [[(v, hour) for v, (hour, node) in enumerate(departures) if node == n] for n in range(n_nodes)]
    started = [[] for _ in range(n_nodes)]
    exited = np.full(len(departures), np.nan)

    def candidates(n):
        for k in range(n_links):
            if heads[k] == n and queue[k]:
                yield max(queue[k][0][1], outs[k][-1] + 1 / service[k] if outs[k] else -np.inf), k
        if home[n]:
            pause = 0.0 if road.is_exit[n] else 1 / capacity[way[n]]
            yield max(home[n][0][1], started[n][-1] + pause if started[n] else -np.inf), n_links

    def next_move(n):
        ready, k = min(candidates(n), default=(np.inf, -1))
        if road.is_exit[n]:
            return ready, n, k
        b = way[n]
        if b < 0 or len(queue[b]) == places[b]:
            return np.inf, n, k
        room = outs[b][len(ins[b]) - places[b]] if len(ins[b]) >= places[b] else -np.inf
        return max(ready, room, ins[b][-1] + 1 / capacity[b] if ins[b] else -np.inf), n, k

    while True:
        hour, n, k = min(next_move(n) for n in range(n_nodes))
        if hour >= end:
            return exited
        vehicle, _ = (home[n] if k == n_links else queue[k]).pop(0)
        (started[n] if k == n_links else outs[k]).append(hour)
        if road.is_exit[n]:
            exited[vehicle] = hour
        else:
            queue[way[n]].append((vehicle, hour + road.km[way[n] // 2] / road.speed[way[n] // 2]))
            ins[way[n]].append(hour)


@pytest.mark.parametrize("seed", range(12))
def test_the_road_agrees_with_a_plain_event_simulation(seed):
    road, departures = tree(seed, n_nodes=9, n_vehicles=250)
    road.set_out(departures)
    road.live(30)
    theirs = simulate(road, departures, 30.0)
    assert np.isfinite(theirs).sum() > 50
    assert road.vehicles["exited"] == pytest.approx(theirs, abs=1e-9, nan_ok=True)
