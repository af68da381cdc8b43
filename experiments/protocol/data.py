"""Which data went into the model and what for: the tables of every place, counted by the strength of their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from experiments.protocol.table import code, table
from sim.geography import read_place
from sim.geography.series import read_series, series_names
from sim.scenario.paths import configs_dir

STRENGTHS = ("sourced", "recalled", "assumption")


def places() -> list[Path]:
    """The folders of the places that come with Corridor, by name."""
    return sorted(path.parent for path in (configs_dir() / "places").glob("*/settlements.csv"))


def series_of() -> str:
    """Every exogenous series that comes with Corridor."""
    rows = []
    for folder in places():
        for name in series_names(folder):
            found = read_series(folder / "series" / f"{name}.yaml")
            strength = f"values {found.status}; dates {_counted(found.statuses)}"
            rows.append((folder.name, code(name), found.variable, found.title, f"{found.shape}, {len(found.days)} points", strength))
    return "\n" + table(("place", "series", "of", "title", "shape", "strength"), rows) + "\n"


def tables_of() -> str:
    """Rows of every table of every place, by strength."""
    return table(("table", "rows", "strength"), [row for folder in places() for row in _tables(folder)])


def _tables(folder: Path) -> Iterator[tuple[str, int, str]]:
    place = read_place(folder)
    s, roads = place.settlements, place.roads
    peopled = [status for status, people in zip(s.population_status, s.population, strict=True) if people]
    yield code(f"{folder.name}/settlements.csv"), len(s), f"positions: {_counted(s.position_status)}; populations: {_counted(peopled)}"
    lengths = f"lengths and dates: {_counted(roads.status)}; speeds, capacities, storages: assumption"
    yield code(f"{folder.name}/roads.csv"), len(roads.status), lengths


def _counted(statuses: object) -> str:
    found = Counter(statuses)  # type: ignore[arg-type]
    return ", ".join(f"{found[word]} {word}" for word in STRENGTHS if found[word]) or "none"
