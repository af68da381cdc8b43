"""Changed places, made as files beside the results: series moved in time, roads with other numbers. The model itself is not touched."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sim.geography.series import Coding
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import judge
from sim.scenario.settings import as_data
from sim.world.plan import place_folder

TABLES = ("settlements.csv", "roads.csv")


def shifted(place: str, folder: Path, days: int, variable: str = "distraction") -> Path:
    """The place with every series of a variable so many days later (earlier if below nought); other files as they are.

    What a series says on its first day holds before it too, and what it says on its last day after it, so that it still covers
    the case. Source: evidence.md, shift test."""
    source, target = place_folder(place), folder / f"{variable}_{'later' if days > 0 else 'earlier'}_{abs(days)}"
    for name in TABLES:
        _put(target / name, (source / name).read_text(encoding="utf-8"))
    for path in sorted((source / "series").glob("*.yaml")):
        coding = judge(Coding, read_yaml(path), where=str(path))
        data = as_data(coding)
        if coding.variable == variable:
            data["points"] = moved(data["points"], days)
        _put(target / "series" / path.name, yaml.safe_dump(_listed(data), sort_keys=False, allow_unicode=True))
    return target


def moved(points: Any, days: int) -> list[dict[str, Any]]:
    """Dated values so many days later, and the first (or last) value again on the day on which the series began (or ended)."""
    step = dt.timedelta(days=days)
    found = [{**point, "date": point["date"] + step} for point in points]
    if days > 0:
        found.insert(0, {**points[0]})
    elif days < 0:
        found.append({**points[-1]})
    return found


def in_other_order(place: str, folder: Path) -> Path:
    """The place with the rows of both tables upside down: the same places and roads, in another order of entities."""
    source, target = place_folder(place), folder / "rows_upside_down"
    for name in TABLES:
        head, *rows = (source / name).read_text(encoding="utf-8").splitlines(keepends=True)
        _put(target / name, "".join([head, *(row.rstrip("\n") + "\n" for row in reversed(rows))]))
    _copy_series(source, target)
    return target


def with_roads(place: str, folder: Path, name: str, columns: Mapping[str, float]) -> Path:
    """The place with columns of its roads set to one value on every segment."""
    source, target = place_folder(place), folder / name
    _put(target / "settlements.csv", (source / "settlements.csv").read_text(encoding="utf-8"))
    rows = list(csv.DictReader(io.StringIO((source / "roads.csv").read_text(encoding="utf-8"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, **{column: f"{value:g}" for column, value in columns.items()}} for row in rows)
    _put(target / "roads.csv", out.getvalue())
    _copy_series(source, target)
    return target


def _copy_series(source: Path, target: Path) -> None:
    for path in sorted((source / "series").glob("*.yaml")):
        _put(target / "series" / path.name, path.read_text(encoding="utf-8"))


def _put(path: Path, text: str) -> None:
    """Writes a file that is not there yet in this form, whole or not at all: a ledger that goes on finds the same place."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".unfinished-{path.name}")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _listed(one) for key, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, (list, tuple)) else value
