"""A place: settlements and the roads between them, as frozen columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

DEFENDERS, ARMED_ACTOR, OUTSIDE = 0, 1, 2
CONTROLS = ("defenders", "armed_actor", "outside")
NEVER = 10_000_000  # an ordinal day beyond every calendar
Texts = tuple[str, ...]


class _Columns:
    """Columns of one table; arrays are locked once laid down."""

    def __post_init__(self) -> None:
        for _, column in self.columns():
            if isinstance(column, np.ndarray):
                column.flags.writeable = False

    def columns(self) -> Iterator[tuple[str, Any]]:
        """Name and values of each column."""
        return ((field.name, getattr(self, field.name)) for field in fields(self))  # type: ignore[arg-type]

    def row(self, i: int) -> dict[str, Any]:
        """One row by column name, as plain Python values."""
        row = {name: column[i] for name, column in self.columns()}
        return {name: value.item() if isinstance(value, np.generic) else value for name, value in row.items()}


@dataclass(frozen=True, eq=False)
class Settlements(_Columns):
    """Points on the map, one row each: towns, villages, the base, the exits, ground of the armed actor.

    lat, lon (degrees); armed_from (ordinal of the first day the armed actor holds it by agreement: 0 from the start,
    NEVER otherwise); km_to_line (km, inf where it means nothing); population (persons); population_spread (+- share,
    two standard deviations). control holds DEFENDERS, ARMED_ACTOR or OUTSIDE at the start.
    """

    ids: Texts
    names: Texts
    other_names: Texts
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    district: Texts
    role: Texts
    control: NDArray[np.int8]
    armed_from: NDArray[np.int64]
    km_to_line: NDArray[np.float64]
    population: NDArray[np.int64]
    population_spread: NDArray[np.float64]
    position_status: Texts
    population_status: Texts
    source: Texts
    note: Texts

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Roads(_Columns):
    """Segments, one row each, open in both directions from open_from up to but not including open_to (ordinal days).

    start, end (rows of Settlements); length_km with its low and high; free_speed_kmh; capacity_veh_h and
    storage_veh_km (vehicles, per direction). open_from = NEVER: never open to civilians; open_to = NEVER: to the end.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    length_km: NDArray[np.float64]
    length_low_km: NDArray[np.float64]
    length_high_km: NDArray[np.float64]
    road_class: Texts
    free_speed_kmh: NDArray[np.float64]
    capacity_veh_h: NDArray[np.float64]
    storage_veh_km: NDArray[np.float64]
    open_from: NDArray[np.int64]
    open_to: NDArray[np.int64]
    status: Texts
    source: Texts
    note: Texts

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, eq=False)
class Place:
    """Where a case is set: its settlements and roads."""

    name: str
    settlements: Settlements
    roads: Roads

    def index(self, settlement: str) -> int:
        """Row of a settlement by its id; KeyError if there is none."""
        return self._rows[settlement]

    def having(self, *roles: str) -> NDArray[np.int64]:
        """Rows of the settlements that have one of the roles."""
        return np.array([i for i, role in enumerate(self.settlements.role) if role in roles], np.int64)

    @cached_property
    def capital(self) -> int:
        """Row of the capital, the hub of the network."""
        return int(self.having("capital")[0])

    @cached_property
    def base(self) -> int:
        """Row of the mission's headquarters; the capital where no base is named."""
        return int(np.append(self.having("base"), self.capital)[0])

    @cached_property
    def exits(self) -> NDArray[np.int64]:
        """Rows of the first ground outside."""
        return self.having("exit")

    @property
    def persons(self) -> int:
        """Persons who live here."""
        return int(self.settlements.population.sum())

    def exists_on(self, day: int) -> NDArray[np.bool_]:
        """Which segments exist for civilians on an ordinal day; who lets whom pass is another matter."""
        return (self.roads.open_from <= day) & (day < self.roads.open_to)

    def ever_exists(self) -> NDArray[np.bool_]:
        """Which segments exist for civilians on some day."""
        return self.roads.open_from < self.roads.open_to

    def armed_on(self, day: int) -> NDArray[np.bool_]:
        """Which settlements the armed actor holds by agreement on an ordinal day."""
        return self.settlements.armed_from <= day

    def graph(self) -> nx.Graph:
        """The network as a networkx graph: nodes by id with pos=(lon, lat) and every column, edges with theirs."""
        from sim.geography.graph import graph_of

        return graph_of(self)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {one: i for i, one in enumerate(self.settlements.ids)}

    def with_roads(self, roads: Roads) -> Place:
        """The same settlements joined by other roads."""
        return replace(self, roads=roads)
