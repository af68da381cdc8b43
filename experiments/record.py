"""What was reported of the flight from a real place, beside its tables; found by the settlements that a run lived on."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from experiments.columns import Columns, columns, texts
from sim.scenario.paths import configs_dir

EXODUS = ("record", "exodus.csv")


def exodus_of(settlements: Any) -> Columns | None:
    """The reported flight of the place these settlements belong to: datetime, cumulative_persons, cumulative_vehicles.

    None where no place that comes with Corridor has them all, or nothing was reported of it."""
    lived = set(texts(columns(settlements)["settlement"]))
    for folder in sorted((configs_dir() / "places").iterdir()):
        if folder.joinpath(*EXODUS).is_file() and lived and lived <= _names(folder):
            return _exodus(folder)
    return None


@cache
def _names(place: Path) -> frozenset[str]:
    with open(place / "settlements.csv", encoding="utf-8", newline="") as file:
        return frozenset(row["id"] for row in csv.DictReader(file))


def _exodus(place: Path) -> Columns:
    with open(place.joinpath(*EXODUS), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    amounts = {
        name: np.array([float(row[name]) if row[name] else np.nan for row in rows])
        for name in ("cumulative_persons", "cumulative_vehicles")
    }
    return {"datetime": np.array([row["datetime"] for row in rows], "datetime64[m]"), **amounts}
