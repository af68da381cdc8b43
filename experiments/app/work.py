"""What a worker of the page does: lives some worlds of one arm or two, one history for the map, or one run's tables to keep."""

from __future__ import annotations

import csv
import io
import json
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import experiments.lean  # noqa: F401  before the model, so that it takes less memory
from experiments.crew import clear_up
from experiments.execute import Row, Task, live
from experiments.page.frames import history
from experiments.scenario_file import write_scenario
from experiments.tables import write_json, write_table
from sim.model import run
from sim.outcomes import as_dict
from sim.scenario.root import Scenario

MOST_KEPT = 64
FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can hold: the same run gives the same bytes
_kept: OrderedDict[str, Scenario] = OrderedDict()


class Piece(NamedTuple):
    """A piece of work: what is wanted (worlds, history, csv or parquet), the arms (pickles by key), and which runs (key and seed).

    The arms of a world come one after another, so that they share what is laid out for it."""

    kind: str
    arms: Mapping[str, bytes]
    runs: tuple[tuple[str, int], ...]


def do(_: object, piece: Piece) -> Any:
    """Does a piece: for each of its runs a row, or the bytes of a history or of a zip file. What fails is told as a text."""
    try:
        arms = {key: _arm(key, packed) for key, packed in piece.arms.items()}
        return [WORK[piece.kind](arms[key], seed, piece.kind) for key, seed in piece.runs]
    except Exception as error:  # noqa: BLE001 - a worker outlives any of its pieces
        return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
    finally:
        clear_up()


def _arm(key: str, packed: bytes) -> Scenario:
    """An arm, unpacked once while it is in use."""
    if key not in _kept:
        _kept[key] = pickle.loads(packed)
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]


def _row(arm: Scenario, seed: int, _: str) -> Row:
    return live({"": arm}, Task("", seed))


def _history(arm: Scenario, seed: int, _: str) -> bytes:
    return json.dumps(history(arm, seed), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _zipped(arm: Scenario, seed: int, kind: str) -> bytes:
    """One run as a zip file: its six tables, its outcomes, and the scenario that lives it again."""
    one = run(arm, seed, ledger=True)
    with TemporaryDirectory(prefix="corridor-") as name:
        folder = Path(name)
        for table, columns in one.tables().items():
            _write[kind](folder / f"{table}.{kind}", columns)
        write_json(folder / "summary.json", {"seed": seed, "outcomes": as_dict(one.outcomes)})
        write_scenario(folder / "scenario.yaml", arm, f"Lived as seed {seed}.")
        return _packed(sorted(folder.iterdir()))


def _packed(files: Sequence[Path]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files:
            packed.writestr(zipfile.ZipInfo(path.name, FIRST_DATE), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return found.getvalue()


def csv_text(columns: Mapping[str, Any]) -> str:
    """Columns as comma-separated lines with their names on top; what is not a number is left empty."""
    found = io.StringIO()
    written = csv.writer(found, lineterminator="\n")
    written.writerow(columns)
    written.writerows(zip(*([_cell(one) for one in values.tolist()] for values in columns.values()), strict=True))
    return found.getvalue()


def _cell(value: Any) -> Any:
    return "" if value is None or value != value else value


def _write_csv(path: Path, columns: Mapping[str, Any]) -> None:
    path.write_text(csv_text(columns), encoding="utf-8", newline="\n")


_write = {"csv": _write_csv, "parquet": write_table}
WORK = {"worlds": _row, "history": _history, "csv": _zipped, "parquet": _zipped}
