"""Reading a place: two tables in, one place out, or a refusal that names every fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from sim.geography import roads as road_table
from sim.geography import settlements as settlement_table
from sim.geography.distance import shortest_km
from sim.geography.place import Place, Roads, Settlements
from sim.geography.table import Row, read_table
from sim.scenario.problem import Problem
from sim.scenario.refusal import ScenarioRefused, refuse


def read_place(folder: Path) -> Place:
    """The place described by settlements.csv and roads.csv in a folder; ScenarioRefused names everything wrong at once."""
    folder = Path(folder)
    if not folder.is_dir():
        raise refuse("place", folder.name, "no such folder", where=folder.name)
    problems: list[Problem] = []
    points = read_table(folder / "settlements.csv", settlement_table.PARSERS, problems)
    links = read_table(folder / "roads.csv", road_table.COLUMNS, problems)
    settlements = settlement_table.settlements_from(points, problems)
    ids = settlements.ids if settlements else [row.cells["id"] for row in points]
    roads = road_table.roads_from(links, ids, problems) if points else None
    if settlements:
        problems += _unpeopled(settlements, folder.name)
    if settlements and roads:
        problems += road_table.too_short(links, roads, settlements)
    if problems or settlements is None or roads is None:
        raise ScenarioRefused(problems, "place")
    place = Place(folder.name, settlements, roads)
    if apart := [*_disconnected(place, points)]:
        raise ScenarioRefused(apart, "place")
    return place


def with_road(
    place: Place,
    start: str,
    end: str,
    length_km: float,
    *,
    free_speed_kmh: float = 40.0,
    capacity_veh_h: float = 900.0,
    storage_veh_km: float = 140.0,
    open_from: date | None = None,
    open_to: date | None = None,
    road_class: str = "added",
    status: str = "assumption",
    source: str = "a policy",
    note: str = "",
) -> Place:
    """The same place with one road more, between two settlements by id; it takes the place of a road never open.

    Its length is certain (km). open_from defaults to the first day any road of the place exists. The new segment comes
    last, so that the rows of all others stay; ScenarioRefused for an unknown place or nonsense.
    """
    given = {name: str(value) for name, value in locals().items() if name in road_table.PARSERS and value is not None}
    cells = dict.fromkeys(road_table.COLUMNS, "") | given | {"from": start, "to": end}
    cells |= {"length_low_km": str(length_km), "length_high_km": str(length_km)}
    problems: list[Problem] = []
    new = road_table.roads_from([Row("added road", cells)], place.settlements.ids, problems)
    if new is None:
        raise ScenarioRefused(problems, "place")
    if open_from is None:
        new = replace(new, open_from=np.array([place.roads.open_from.min()]))
    return place.with_roads(_joined(place, new))


def _joined(place: Place, new: Roads) -> Roads:
    """All roads and the new one; a road never open between the same ends gives way to it."""
    old = place.roads
    is_same = (np.minimum(old.start, old.end) == min(new.start[0], new.end[0])) & (np.maximum(old.start, old.end) == max(new.start[0], new.end[0]))
    at = int(np.flatnonzero(is_same)[0]) if is_same.any() else len(old)
    if at < len(old) and place.ever_exists()[at]:
        ends = [place.settlements.ids[row[0]] for row in (new.start, new.end)]
        raise refuse("to", ends[1], f"{ends[0]} and {ends[1]} are already joined by a road", where="added road")
    return Roads(**{name: _spliced(column, getattr(new, name), at) for name, column in old.columns()})


def _spliced(old: object, new: object, at: int) -> object:
    """A column with the new entry at a row: in place of the old one, or after the last."""
    if isinstance(old, np.ndarray):
        return np.concatenate([old[:at], np.asarray(new), old[at + 1 :]])
    return (*old[:at], *new, *old[at + 1 :])  # type: ignore[index,misc]


def _unpeopled(points: Settlements, where: str) -> Iterator[Problem]:
    """Places without persons, without a way out, or without exactly one capital."""
    where = f"{where}/settlements.csv"
    capitals = [name for name, role in zip(points.ids, points.role, strict=True) if role == "capital"]
    if len(capitals) != 1:
        named = f" ({', '.join(capitals)})" if capitals else ""
        yield Problem("role", len(capitals), f"{len(capitals)} capitals{named}; a place has exactly one", where=where)
    if "exit" not in points.role:
        yield Problem("role", None, "no exit; a place needs at least one first ground outside", where=where)
    if not points.population.sum():
        yield Problem("population", 0, "nobody lives here; a place needs people", where=where)


def _disconnected(place: Place, rows: list[Row]) -> Iterator[Problem]:
    """People whom no road ever links to the capital, a capital that no road ever links to an exit, points off the network."""
    ids, where = place.settlements.ids, f"{place.name}/roads.csv"
    from_capital = shortest_km(place, mask=place.ever_exists(), origins=place.capital)[0]
    if not np.isfinite(from_capital[place.exits]).any():
        yield Problem("", None, f"no road ever links the capital, {ids[place.capital]}, to an exit", where=where)
    is_lost = (place.settlements.population > 0) & ~np.isfinite(from_capital)
    is_joined = np.isin(np.arange(len(ids)), [place.roads.start, place.roads.end])
    for i, role in enumerate(place.settlements.role):
        if is_lost[i] or (role == "base" and not np.isfinite(from_capital[i])):
            people = int(place.settlements.population[i])
            yield Problem("id", ids[i], f"no road ever links {ids[i]} ({people:,} persons) to the capital, {ids[place.capital]}", where=rows[i].where)
        elif role == "site" and is_joined[i]:
            yield Problem("role", role, f"{ids[i]} is a site, a point off the network, but a road leads to it; make it a node", where=rows[i].where)
        elif role != "site" and not is_joined[i]:
            yield Problem("id", ids[i], f"no road of the table leads to {ids[i]}; give it one, or the role site", where=rows[i].where)
