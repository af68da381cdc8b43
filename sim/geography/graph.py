"""The place as a networkx graph; the only module that knows networkx."""

from __future__ import annotations

import networkx as nx

from sim.geography.place import CONTROLS, Place


def graph_of(place: Place) -> nx.Graph:
    """Nodes are settlement ids, edges are segments; each carries its row under the table's column names."""
    graph = nx.Graph(name=place.name)
    for i, settlement in enumerate(place.settlements.ids):
        row = place.settlements.row(i)
        row |= {"id": row.pop("ids"), "name": row.pop("names"), "other_name": row.pop("other_names")}
        row["control"] = CONTROLS[row["control"]]
        graph.add_node(settlement, row=i, pos=(row["lon"], row["lat"]), **row)
    for i in range(len(place.roads)):
        row = place.roads.row(i)
        start, end = (place.settlements.ids[row.pop(side)] for side in ("start", "end"))
        graph.add_edge(start, end, segment=i, **row)
    return graph
