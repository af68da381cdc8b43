"""An abstract place of the right size for a case: two tables and the lead's wars, as a folder that sim.geography reads like any other.

A strip of ground behind the line, or a disc for an enclave; places at the line, towns behind them, one capital. Nothing in it is a real
place, and nothing is drawn: the same case gives the same bytes. The folder is named after its content and kept in the user's cache.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import math
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from experiments.evidence.missions.case import War
from experiments.evidence.missions.mapping import PEACE, WAR
from experiments.evidence.missions.shape import Shape
from sim.geography.roads import COLUMNS
from sim.geography.settlements import PARSERS

LATITUDE, LONGITUDE, KM_A_DEGREE = 45.0, 10.0, 111.2  # a point of no meaning
TO_LINE = (1.5, 3.0, 4.5, 6.0)  # km to the line of the places at it, in turn; all within rules.act.front_km
CAPITAL, TOWNS, FRONT = 0.35, 0.30, 0.35  # shares of the people
WINDING, SHORTEST, LONGEST = 1.4, 0.9, 1.2  # length of a road over the straight line; its range
BASE_KM, GATE_KM, EXIT_KM = 3.0, 5.0, 15.0
SOURCE = "abstract"


class Point(NamedTuple):
    """A place: where it lies (km east and north), what it is, how far from the line, how many live there."""

    id: str
    east: float
    north: float
    role: str
    control: str
    km_to_line: float | None
    persons: int


Link = tuple[str, str, bool]  # from, to, whether civilians may ever use it


def place_folder_of(shape: Shape, start: dt.date, wars: Sequence[War] | None, end: dt.date) -> Path:
    """The folder of a shape's place; written if it is not there yet."""
    points, links = (_enclave if shape.is_enclave else _strip)(shape)
    files = {"settlements.csv": _settlements(points), "roads.csv": _roads(points, links, start)}
    if wars:
        files["series/lead_wars.yaml"] = _wars(wars, start, end)
    return kept(files)


def kept(files: dict[str, str]) -> Path:
    """A folder with these files, named after what is in them; the same files give the same folder."""
    known = hashlib.sha256("\0".join(part for name in sorted(files) for part in (name, files[name])).encode()).hexdigest()[:16]
    folder = home() / f"abstract_{known}"
    if _holds(folder, files):
        return folder
    aside = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=home()))
    try:
        for name, text in files.items():
            (aside / name).parent.mkdir(exist_ok=True)
            (aside / name).write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            shutil.rmtree(folder)
        with suppress(OSError):  # another process was quicker
            os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _holds(folder: Path, files: dict[str, str]) -> bool:
    try:
        return all((folder / name).read_text(encoding="utf-8") == text for name, text in files.items())
    except OSError:
        return False


@lru_cache(maxsize=1)
def home() -> Path:
    """The user's cache; a temporary folder where that cannot be written."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "corridor" / "places"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="corridor-places-"))


# Points and links


def _strip(shape: Shape) -> tuple[list[Point], list[Link]]:
    """Ground behind a line that runs east: places at the line, towns behind them, the capital in the middle, the exit at the back."""
    width, deep = shape.sector_km, max(8.0, shape.depth_km)
    n_front, n_towns = shape.n_front, max(2, shape.n_front // 4)
    half, middle, back = 6.0 + deep / 3, width / 2 + 1.0, 6.0 + deep * 2 / 3
    front = [Point(f"line_{i + 1}", (i + 0.5) * width / n_front, _near(i), "village", "defenders", _near(i), 0) for i in range(n_front)]
    towns = [Point(f"town_{i + 1}", (i + 0.5) * width / n_towns, half, "town", "defenders", half, 0) for i in range(n_towns)]
    capital = Point("capital", middle, back, "capital", "defenders", back, 0)
    base = Point("base", middle + BASE_KM, back, "base", "defenders", back, 0)
    exit_ = Point("exit", middle, back + EXIT_KM, "exit", "outside", None, 0)
    beyond = [Point(f"beyond_{i + 1}", east, -4.0, "node", "armed_actor", None, 0) for i, east in enumerate((width / 4, width * 3 / 4))]
    links = [*_local(front, towns), *_chain(towns), *((one.id, "capital", True) for one in towns), ("capital", "base", True)]
    links += [(beyond[0].id, front[shape.n_front // 4].id, False), (beyond[1].id, front[shape.n_front * 3 // 4].id, False)]
    gate, way_out = _way_out(shape, Point("gate", middle, back + GATE_KM, "node", "armed_actor", None, 0))
    return _peopled([capital, base, *towns, *front, *beyond, *gate, exit_], shape), links + way_out


def _enclave(shape: Shape) -> tuple[list[Point], list[Link]]:
    """A disc with the capital in its middle: towns half way, places at the line all round, one road out past the armed actor's ground."""
    radius = shape.depth_km
    front, towns = [], []
    for i in range(shape.n_front):
        near = min(_near(i), 0.6 * radius)
        east, north = _around((i + 0.5) / shape.n_front, radius - near)
        front.append(Point(f"line_{i + 1}", east, north, "village", "defenders", near, 0))
    n_towns = max(2, shape.n_front // 4)
    for i in range(n_towns):
        east, north = _around((i + 0.5) / n_towns, radius / 2)
        towns.append(Point(f"town_{i + 1}", east, north, "town", "defenders", radius / 2, 0))
    capital = Point("capital", 0.0, 0.0, "capital", "defenders", radius, 0)
    base = Point("base", min(BASE_KM, radius / 4), 0.5, "base", "defenders", radius * 3 / 4, 0)
    gate, way_out = _way_out(shape, Point("gate", radius + GATE_KM, 0.0, "node", "armed_actor", None, 0))
    exit_ = Point("exit", radius + EXIT_KM, 0.0, "exit", "outside", None, 0)
    beyond = Point("beyond_1", -radius - 4.0, 0.0, "node", "armed_actor", None, 0)
    links = [*_local(front, towns), *_chain(towns), *((one.id, "capital", True) for one in towns), ("capital", "base", True)]
    links.append((beyond.id, front[shape.n_front // 2].id, False))
    return _peopled([capital, base, *towns, *front, beyond, *gate, exit_], shape), links + way_out


def _way_out(shape: Shape, gate: Point) -> tuple[list[Point], list[Link]]:
    """One road past ground of the armed actor, or a road that it cannot reach; where nothing is known the former (see scenario.py)."""
    if not (shape.is_enclave or shape.is_road_unknown):
        gate = gate._replace(id="pass", control="defenders", km_to_line=gate.north)
    return [gate], [("capital", gate.id, True), (gate.id, "exit", True)]


def _near(i: int) -> float:
    return TO_LINE[i % len(TO_LINE)]


def _around(turn: float, radius: float) -> tuple[float, float]:
    return radius * math.cos(2 * math.pi * turn), radius * math.sin(2 * math.pi * turn)


def _chain(points: Sequence[Point]) -> Iterator[Link]:
    return ((one.id, other.id, True) for one, other in pairwise(points))


def _local(front: Sequence[Point], towns: Sequence[Point]) -> Iterator[Link]:
    """Each place at the line to its neighbour and to the nearest town."""
    yield from _chain(front)
    for one in front:
        nearest = min(towns, key=lambda town: math.dist((one.east, one.north), (town.east, town.north)))
        yield (one.id, nearest.id, True)


def _peopled(points: list[Point], shape: Shape) -> list[Point]:
    """The people shared out: the capital, the towns evenly, the places at the line evenly; the capital takes the remainder."""
    n_towns, n_front = (sum(one.role == role for one in points) for role in ("town", "village"))
    each = {"town": int(shape.persons * TOWNS / n_towns), "village": int(shape.persons * FRONT / n_front)}
    each["capital"] = shape.persons - n_towns * each["town"] - n_front * each["village"]
    return [one._replace(persons=each.get(one.role, 0)) for one in points]


# Tables


def _settlements(points: Sequence[Point]) -> str:
    rows = (
        {
            "id": one.id,
            "name": one.id.replace("_", " ").capitalize(),
            "lat": f"{LATITUDE + one.north / KM_A_DEGREE:.5f}",
            "lon": f"{LONGITUDE + one.east / KM_A_DEGREE / math.cos(math.radians(LATITUDE)):.5f}",
            "district": SOURCE,
            "role": one.role,
            "control": one.control,
            "km_to_line": "" if one.km_to_line is None else f"{one.km_to_line:.2f}",
            "population": one.persons or "",
            "population_spread": 0.25 if one.persons else "",
            "position_status": "assumption",
            "population_status": "assumption" if one.persons else "",
            "source": SOURCE,
            "note": "No real place.",
        }
        for one in points
    )
    return _csv(PARSERS, rows)


def _roads(points: Sequence[Point], links: Sequence[Link], start: dt.date) -> str:
    where = {one.id: one for one in points}
    return _csv(COLUMNS, (_road(where[a], where[b], is_open, start) for a, b, is_open in links))


def _road(a: Point, b: Point, is_open: bool, start: dt.date) -> dict[str, Any]:
    km = max(0.5, WINDING * math.dist((a.east, a.north), (b.east, b.north)))
    is_main = "capital" in (a.id, b.id) or "exit" in (a.id, b.id)
    return {
        "from": a.id,
        "to": b.id,
        "length_km": f"{km:.2f}",
        "length_low_km": f"{SHORTEST * km:.2f}",
        "length_high_km": f"{LONGEST * km:.2f}",
        "road_class": "main" if is_main else "local",
        "free_speed_kmh": 45 if is_main else 40,
        "capacity_veh_h": 900 if is_main else 500,
        "storage_veh_km": 140,
        "open_from": start.isoformat() if is_open else "",
        "status": "assumption",
        "source": SOURCE,
        "note": "" if is_open else "Crosses the line: never open to civilians.",
    }


def _csv(columns: Sequence[str] | dict[str, Any], rows: Any) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _wars(wars: Sequence[War], start: dt.date, end: dt.date) -> str:
    """The lead's other wars as a series of steps: distraction of peace, and of war on the days of any of them."""
    import yaml

    turns = sorted({start, *(day for war in wars for day in (war.begins, war.ends) if day and start < day < end)})
    points = [(day, any(war.begins <= day and (war.ends is None or day < war.ends) for war in wars)) for day in turns]
    last = points[-1][1]
    data = {
        "title": "Other wars of the lead",
        "variable": "distraction",
        "shape": "steps",
        "status": "assumption",
        "reasoning": "Dates are documented; what a war takes from a lead is one number for every case.",
        "source": "; ".join(war.source for war in wars),
        "points": [
            {"date": day.isoformat(), "value": WAR if at_war else PEACE, "why": "another war" if at_war else "no other war"}
            for day, at_war in [*points, (end, last)]
        ],
    }
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
