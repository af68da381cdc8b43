"""The table of roads: its columns, and what makes no sense among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from sim.geography.cells import day, identifier, known, parse, real, remark, word
from sim.geography.distance import straight_km
from sim.geography.place import NEVER, Roads, Settlements
from sim.geography.settlements import STATUSES
from sim.geography.table import Row
from sim.scenario.problem import Problem

PARSERS = {
    "length_km": real(0, 1000, "km", above=True),
    "length_low_km": real(0, 1000, "km", above=True),
    "length_high_km": real(0, 1000, "km", above=True),
    "road_class": identifier,
    "free_speed_kmh": real(1, 130, "km/h"),
    "capacity_veh_h": real(1, 4000, "vehicles/h"),
    "storage_veh_km": real(1, 1000, "vehicles/km"),
    "open_from": day(blank=NEVER),
    "open_to": day(blank=NEVER),
    "status": word(*STATUSES),
    "source": remark,
    "note": remark,
}
COLUMNS = ("from", "to", *PARSERS)
SHORTER_THAN_STRAIGHT = 0.8  # share of the great circle below which a length or a position must be wrong


def roads_from(rows: Sequence[Row], ids: Sequence[str], problems: list[Problem]) -> Roads | None:
    """Roads between these places from the rows of their table; None, the reasons among the problems, if senseless."""
    before = len(problems)
    cells = parse(rows, {"from": known(ids), "to": known(ids)} | PARSERS, problems)
    problems += _twice(rows, cells, ids)
    for i, row in enumerate(rows):
        problems += _senseless(row, {name: column[i] for name, column in cells.items()}, ids)
    return None if len(problems) > before or not rows else _columns(cells)


def too_short(rows: Sequence[Row], roads: Roads, points: Settlements) -> Iterator[Problem]:
    """Roads far shorter than the straight line between their ends: a slip in a length or a position."""
    a, b = roads.start, roads.end
    straight = straight_km(points.lat[a], points.lon[a], points.lat[b], points.lon[b])
    for i in np.flatnonzero(roads.length_high_km < SHORTER_THAN_STRAIGHT * straight):
        message = f"{roads.length_km[i]:g} km, but its ends are {straight[i]:.1f} km apart in a straight line"
        yield rows[i].problem("length_km", message)


def _twice(rows: Sequence[Row], cells: dict[str, list[Any]], ids: Sequence[str]) -> Iterator[Problem]:
    """Roads whose two ends an earlier row already joins, in either direction."""
    first: dict[frozenset[int], Row] = {}
    for row, start, end in zip(rows, cells["from"], cells["to"], strict=True):
        pair = frozenset((start, end))
        if None in pair or len(pair) == 1:
            continue
        if pair in first:
            message = f"{ids[start]} and {ids[end]} are already joined in {first[pair].where.rpartition('/')[2]}"
            yield row.problem("to", message)
        first.setdefault(pair, row)


def _senseless(row: Row, cell: dict[str, Any], ids: Sequence[str]) -> Iterator[Problem]:
    """What one row says that cannot be so."""
    if cell["from"] is not None and cell["from"] == cell["to"]:
        yield row.problem("to", f"a road from {ids[cell['to']]} to itself")
    low, length, high = (cell[name] for name in ("length_low_km", "length_km", "length_high_km"))
    if None not in (low, length, high) and not low <= length <= high:
        yield row.problem("length_km", f"{length:g} is outside its own range of {low:g} to {high:g} (km)")
    opens, ends = cell["open_from"], cell["open_to"]
    if None in (opens, ends) or ends == NEVER:
        return
    if opens == NEVER:
        yield row.problem("open_to", "a road that never opens has no end; give open_from")
    elif ends <= opens:
        yield row.problem("open_to", f"{date.fromordinal(ends)} is not after open_from, {date.fromordinal(opens)}")


def _columns(cells: dict[str, list[Any]]) -> Roads:
    return Roads(
        start=np.array(cells["from"], np.int64),
        end=np.array(cells["to"], np.int64),
        length_km=np.array(cells["length_km"], np.float64),
        length_low_km=np.array(cells["length_low_km"], np.float64),
        length_high_km=np.array(cells["length_high_km"], np.float64),
        road_class=tuple(cells["road_class"]),
        free_speed_kmh=np.array(cells["free_speed_kmh"], np.float64),
        capacity_veh_h=np.array(cells["capacity_veh_h"], np.float64),
        storage_veh_km=np.array(cells["storage_veh_km"], np.float64),
        open_from=np.array(cells["open_from"], np.int64),
        open_to=np.array(cells["open_to"], np.int64),
        status=tuple(cells["status"]),
        source=tuple(cells["source"]),
        note=tuple(cells["note"]),
    )
