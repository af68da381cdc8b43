"""Places: where people live and which roads join them, read from tables that are judged at the door.

| name | what it does |
|---|---|
| `read_place(folder)` | reads settlements.csv and roads.csv into a `Place`, or refuses every fault at once |
| `with_road(place, ...)` | a new place with one road more |
| `Place` | settlements, roads, which road existed when, the networkx graph |
| `shortest_km(place, ...)` | distances over the roads that a mask leaves |
| `read_series(path)`, `find_series(folder, name)` | an exogenous series D(t) or E(t) |
| `Series` | its points, and `daily(start, days)` |
"""

from sim.geography.distance import shortest_km, straight_km
from sim.geography.place import ARMED_ACTOR, DEFENDERS, NEVER, OUTSIDE, Place, Roads, Settlements
from sim.geography.read import read_place, with_road
from sim.geography.series import Series, find_series, read_series, series_names

__all__ = [
    "ARMED_ACTOR",
    "DEFENDERS",
    "NEVER",
    "OUTSIDE",
    "Place",
    "Roads",
    "Series",
    "Settlements",
    "find_series",
    "read_place",
    "read_series",
    "series_names",
    "shortest_km",
    "straight_km",
    "with_road",
]
