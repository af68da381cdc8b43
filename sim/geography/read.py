"""Reading a place: two tables in, one place out, or a refusal that names every fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from sim.geography import roads as road_table
from sim.geography import settlements as settlement_table
from sim.geography.distance import shortest_km
from sim.geography.place import Place, Roads
from sim.geography.table import Row, read_table
from sim.scenario.problem import Problem
from sim.scenario.refusal import ScenarioRefused, refuse


def read_place(folder: Path) -> Place:
    """The place that settlements.csv and roads.csv of a folder describe; ScenarioRefused names everything wrong."""
    folder = Path(folder)
    if not folder.is_dir():
        raise refuse("place", folder.name, "no such folder", where=folder.name)
    problems: list[Problem] = []
    points = read_table(folder / "settlements.csv", settlement_table.PARSERS, problems)
    links = read_table(folder / "roads.csv", road_table.COLUMNS, problems)
    settlements = settlement_table.settlements_from(points, f"{folder.name}/settlements.csv", problems)
    roads = road_table.roads_from(links, _ids(points, links), problems)
    if settlements and roads:
        problems += road_table.too_short(links, roads, settlements)
    if settlements and roads and not problems:
        place = Place(folder.name, settlements, roads)
        problems += _disconnected(place, points)
    if problems:
        raise ScenarioRefused(problems, "place")
    return place


def _ids(points: list[Row], links: list[Row]) -> list[str]:
    """Ids that a road may name; where no settlement could be read, every one that the roads name."""
    return [row.cells["id"] for row in points] or [row.cells[end] for row in links for end in ("from", "to")]


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
    first_day = date.fromordinal(int(place.roads.open_from.min()))
    given = {
        **{"from": start, "to": end, "road_class": road_class, "status": status, "source": source, "note": note},
        **{name: length_km for name in ("length_km", "length_low_km", "length_high_km")},
        **{"free_speed_kmh": free_speed_kmh, "capacity_veh_h": capacity_veh_h, "storage_veh_km": storage_veh_km},
        **{"open_from": open_from or first_day, "open_to": open_to or ""},
    }
    row = Row("added road", {name: str(value) for name, value in given.items()})
    problems: list[Problem] = []
    new = road_table.roads_from([row], place.settlements.ids, problems)
    if new is None:
        raise ScenarioRefused(problems, "place")
    return place.with_roads(_joined(place, new))


def _joined(place: Place, new: Roads) -> Roads:
    """All roads and the new one; a road never open between the same ends gives way to it."""
    old, ends = place.roads, [int(new.start[0]), int(new.end[0])]
    is_same = np.isin(old.start, ends) & np.isin(old.end, ends)
    at = int(np.flatnonzero(is_same)[0]) if is_same.any() else len(old)
    if at < len(old) and place.ever_exists()[at]:
        start, end = (place.settlements.ids[i] for i in ends)
        raise refuse("to", end, f"{start} and {end} are already joined by a road", where="added road")
    return Roads(**{name: _spliced(column, getattr(new, name), at) for name, column in old.columns()})


def _spliced(old: object, new: object, at: int) -> object:
    """A column with the new entry at a row: in place of the old one, or after the last."""
    if isinstance(old, np.ndarray):
        return np.concatenate([old[:at], np.asarray(new), old[at + 1 :]])
    return (*old[:at], *new, *old[at + 1 :])  # type: ignore[index,misc]


def _disconnected(place: Place, rows: list[Row]) -> Iterator[Problem]:
    """People whom no road ever links to the capital, a capital never linked to an exit, points off the network."""
    ids, persons = place.settlements.ids, place.settlements.population
    capital = f"the capital, {ids[place.capital]}"
    is_linked = np.isfinite(shortest_km(place, mask=place.ever_exists(), origins=place.capital)[0])
    is_joined = np.isin(np.arange(len(ids)), [place.roads.start, place.roads.end])
    if not is_linked[place.exits].any():
        where = f"{place.name}/roads.csv"
        yield Problem("", None, f"no road ever links {capital}, to an exit", where=where)
    for i, role in enumerate(place.settlements.role):
        if not is_linked[i] and (persons[i] or role == "base"):
            yield rows[i].problem("id", f"no road ever links {ids[i]} ({persons[i]:,} persons) to {capital}")
        elif role == "site" and is_joined[i]:
            yield rows[i].problem("role", f"{ids[i]} is a site, a point off the network, but a road joins it; use node")
        elif role != "site" and not is_joined[i]:
            yield rows[i].problem("id", f"no road of the table joins {ids[i]}; give it one, or the role site")
