"""Joint parameter sets: settings that a world draws together, as one row of a table that a calibration left behind."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sim.scenario.paths import configs_dir
from sim.scenario.problem import Problem, nearest, printable
from sim.scenario.reader import read_text
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.settings import Settings, setting

FILE, LEFT_OUT = "uncertainty.ensemble.file", "uncertainty.ensemble.leave_out"
LARGEST = 20_000_000  # bytes
MOST_FAULTS = 20
Value = float | str


class Ensemble(Settings):
    """A table of joint sets: a world draws one row, and with it every column. Without a file there is none."""

    file: str = setting("", "file", source="-", status="sourced", help="CSV: one row a set, one column a setting; all rows weigh the same.")
    leave_out: tuple[str, ...] = setting(
        (), "settings", source="-", status="sourced", help="Columns that are not used: their settings are decided elsewhere."
    )


class Sets(NamedTuple):
    """A table read: each column's values by the setting's name, in the order of the rows; row 0 stands in line 2."""

    columns: dict[str, tuple[Value, ...]]

    @property
    def n(self) -> int:
        """How many sets."""
        return len(next(iter(self.columns.values()), ()))


def ensemble_path(file: str) -> Path:
    """Where a table lies: beside Corridor's own presets where it is named so there, else a path."""
    inside = configs_dir() / "uncertainty" / file
    return inside if Path(file).name == file and inside.is_file() else Path(file).expanduser()


def beside(data: dict, folder: Path) -> dict:
    """An uncertainty file's data, whose table is looked for in the file's own folder first."""
    about = data.get("ensemble")
    file = about.get("file") if isinstance(about, dict) else None
    if isinstance(about, dict) and isinstance(file, str) and file and (folder / file).is_file():
        return {**data, "ensemble": {**about, "file": str(folder / file)}}
    return data


def read_sets(ensemble: Ensemble) -> Sets:
    """The columns in use, read once as long as the file stays as it is; a refusal names every fault of the table."""
    if not ensemble.file:
        return Sets({})
    path = ensemble_path(ensemble.file)
    try:
        about = path.stat()
        stamp = (about.st_mtime_ns, about.st_size)
    except (OSError, ValueError):
        stamp = (0, 0)
    found = _read(path, stamp)
    strange = [
        Problem(LEFT_OUT, name, f"{printable(name)} is no column of {path.name}", nearest(name, found.columns))
        for name in ensemble.leave_out
        if name not in found.columns
    ]
    if strange:
        raise ScenarioRefused(strange)
    return Sets({name: values for name, values in found.columns.items() if name not in ensemble.leave_out})


@lru_cache(maxsize=16)
def _read(path: Path, stamp: tuple[int, int]) -> Sets:
    try:
        lines = list(csv.reader(io.StringIO(read_text(path, max_bytes=LARGEST)), strict=True))
    except ScenarioRefused as refusal:
        raise ScenarioRefused([replace(one, name=FILE) for one in refusal.problems]) from None
    except csv.Error as error:
        raise ScenarioRefused([Problem(FILE, str(path), f"no table: {error}", where=printable(str(path), 160))]) from None
    faults = _shape_faults(lines)
    if not faults:
        names, rows = lines[0], lines[1:]
        columns = {name: tuple(_value(row[at]) for row in rows) for at, name in enumerate(names)}
        faults = [
            f"line {row + 2}, {name}: {printable(lines[row + 1][at]) or 'an empty cell'} is no value"
            for at, (name, values) in enumerate(columns.items())
            for row, value in enumerate(values)
            if value is None
        ]
        if not faults:
            return Sets(columns)  # type: ignore[arg-type]
    more = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
    raise ScenarioRefused([Problem(FILE, str(path), words, where=printable(str(path), 160)) for words in [*faults[:MOST_FAULTS], *more]])


def _shape_faults(lines: list[list[str]]) -> list[str]:
    """What is wrong with the table's shape: its names, and lines that are longer or shorter than they."""
    if len(lines) < 3:
        return ["a line of settings' names and at least two sets below it are expected"]
    faults = [f"line 1: {printable(name) or 'an empty name'} stands {n} times" for name, n in Counter(lines[0]).items() if n > 1]
    faults += ["line 1: a column without a name"] if "" in lines[0] and lines[0].count("") == 1 else []
    width = len(lines[0])
    return faults + [f"line {at}: {len(row)} cells, not {width}" for at, row in enumerate(lines[1:], 2) if len(row) != width]


def _value(written: str) -> Value | None:
    """A cell as a finite number, else as a name; None where it is neither."""
    try:
        value = float(written)
    except ValueError:
        return written.strip() or None
    return value if math.isfinite(value) else None
