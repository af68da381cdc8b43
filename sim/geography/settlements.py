"""The table of settlements: its columns, and what makes no sense among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.geography.cells import day, identifier, label, parse, real, remark, whole, word
from sim.geography.place import CONTROLS, NEVER, Settlements
from sim.geography.table import Row
from sim.scenario.problem import Problem

ROLES = ("capital", "town", "village", "base", "exit", "node", "site")
PEOPLED = ("capital", "town", "village", "base")
STATUSES = ("sourced", "recalled", "assumption")
PARSERS = {
    "id": identifier,
    "name": label,
    "other_name": remark,
    "lat": real(-90, 90, "degrees"),
    "lon": real(-180, 180, "degrees"),
    "district": remark,
    "role": word(*ROLES),
    "control": word(*CONTROLS),
    "armed_from": day(blank=NEVER),
    "km_to_line": real(0, 1000, "km", blank=np.inf),
    "population": whole(0, 10_000_000, "persons", blank=0),
    "population_spread": real(0, 0.9, "share", blank=0.0),
    "position_status": word(*STATUSES),
    "population_status": word(*STATUSES, blank=True),
    "source": remark,
    "note": remark,
}


def settlements_from(rows: Sequence[Row], where: str, problems: list[Problem]) -> Settlements | None:
    """Settlements from the rows of their table; None, and the reasons among the problems, where they make no sense."""
    before = len(problems)
    cells = parse(rows, PARSERS, problems)
    problems += [*_twice(rows, cells, "id"), *_twice(rows, cells, "name")]
    for i, row in enumerate(rows):
        problems += _senseless(row, {name: column[i] for name, column in cells.items()})
    if rows:
        problems += _incomplete(cells, where)
    return None if len(problems) > before or not rows else _columns(cells)


def _twice(rows: Sequence[Row], cells: dict[str, list[Any]], name: str) -> Iterator[Problem]:
    """Names that an earlier row already has."""
    first: dict[str, Row] = {}
    for row, value in zip(rows, cells[name], strict=True):
        key = str(value).casefold()
        if value is not None and key in first:
            yield row.problem(name, f"'{value}' is already the {name} of {first[key].where.rpartition('/')[2]}")
        first.setdefault(key, row)


def _senseless(row: Row, cell: dict[str, Any]) -> Iterator[Problem]:
    """What one row says that cannot be so."""
    role, control, people = cell["role"], cell["control"], cell["population"]
    if people and role is not None and role not in PEOPLED:
        yield row.problem("population", f"{people:,} persons at a place of role {role}, where nobody lives")
    elif people and control in CONTROLS[1:]:
        yield row.problem("population", f"{people:,} persons under {control}; only the defenders' people are followed")
    if people and cell["population_status"] == "":
        yield row.problem("population_status", f"empty, but must be one of {', '.join(STATUSES)}")
    if role == "capital" and control in CONTROLS[1:]:
        yield row.problem("control", f"the capital is held by {control}, not by the defenders")
    if role == "exit" and control in CONTROLS[:2]:
        yield row.problem("control", "an exit is the first ground outside; its control must be outside")
    if cell["armed_from"] not in (None, NEVER) and control in CONTROLS[1:]:
        yield row.problem("armed_from", f"only a place of the defenders changes hands; this one is {control}")


def _incomplete(cells: dict[str, list[Any]], where: str) -> Iterator[Problem]:
    """A table without persons, without a way out, or without exactly one capital."""
    capitals = [name for name, role in zip(cells["id"], cells["role"], strict=True) if role == "capital"]
    if len(capitals) != 1 and None not in cells["role"]:
        named = f" ({', '.join(map(str, capitals))})" if capitals else ""
        yield Problem("role", len(capitals), f"{len(capitals)} capitals{named}; a place has exactly one", where=where)
    if "exit" not in cells["role"] and None not in cells["role"]:
        yield Problem("role", None, "no exit; a place needs at least one first ground outside", where=where)
    if not any(people or people is None for people in cells["population"]):
        yield Problem("population", 0, "nobody lives here; a place needs people", where=where)


def _columns(cells: dict[str, list[Any]]) -> Settlements:
    control = np.array([CONTROLS.index(one) for one in cells["control"]], np.int8)
    return Settlements(
        ids=tuple(cells["id"]),
        names=tuple(cells["name"]),
        other_names=tuple(cells["other_name"]),
        lat=np.array(cells["lat"], np.float64),
        lon=np.array(cells["lon"], np.float64),
        district=tuple(cells["district"]),
        role=tuple(cells["role"]),
        control=control,
        armed_from=np.where(control == CONTROLS.index("armed_actor"), 0, np.array(cells["armed_from"], np.int64)),
        km_to_line=np.array(cells["km_to_line"], np.float64),
        population=np.array(cells["population"], np.int64),
        population_spread=np.array(cells["population_spread"], np.float64),
        position_status=tuple(cells["position_status"]),
        population_status=tuple(cells["population_status"]),
        source=tuple(cells["source"]),
        note=tuple(cells["note"]),
    )
