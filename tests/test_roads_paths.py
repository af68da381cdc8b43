"""Promises of the way out."""

import networkx as nx
import numpy as np
import pytest

from sim.roads.paths import toward_exit

FROM, TO = np.array([0, 1, 0, 3], np.int32), np.array([1, 2, 3, 2], np.int32)


def way_out(hours, passable=(True,) * 4):
    return toward_exit(4, FROM, TO, np.array(hours, float), np.array(passable), np.array([False, False, True, False]))


def test_the_shortest_way_is_taken():
    segment, node, hours = way_out([1, 1, 1, 2])
    assert (segment.tolist(), node.tolist(), hours.tolist()) == ([0, 1, -1, 3], [1, 2, -1, 2], [2, 1, 0, 2])


def test_of_equal_ways_the_first_is_taken():
    assert way_out([1, 1, 1, 1])[0].tolist() == [0, 1, -1, 3]


def test_a_closed_road_is_gone_round_and_without_a_way_out_there_is_none():
    assert way_out([1, 1, 1, 2], [True, False, True, True])[0].tolist() == [2, 0, -1, 3]
    segment, node, hours = way_out([1, 1, 1, 2], [True, False, True, False])
    assert (segment.tolist(), node.tolist()) == ([-1] * 4, [-1] * 4)
    assert hours.tolist() == [np.inf, np.inf, 0, np.inf]


@pytest.mark.parametrize("seed", range(5))
def test_times_agree_with_networkx(seed):
    rng = np.random.default_rng(seed)
    ends, hours = rng.integers(0, 30, (60, 2)).astype(np.int32), rng.uniform(0.1, 2, 60)
    graph = nx.Graph()
    for (a, b), h in zip(ends, hours, strict=True):
        graph.add_edge(a, b, h=min(h, graph.get_edge_data(a, b, {"h": h})["h"]))
    is_exit = np.isin(np.arange(30), [3, 7])
    theirs = nx.multi_source_dijkstra_path_length(graph, {n for n in (3, 7) if n in graph}, weight="h")
    ours = toward_exit(30, ends[:, 0].copy(), ends[:, 1].copy(), hours, np.ones(60, bool), is_exit)[2]
    assert {n: h for n, h in enumerate(ours) if np.isfinite(h) and n in graph} == pytest.approx(theirs)
