"""Any run of a ledger lived again, and held against what was stored, bit for bit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from experiments.study import manifest, parquet
from experiments.study.design import Design, Task
from experiments.study.desk import Desk
from experiments.study.ledger import Ledger
from experiments.study.shelf import snapshot
from experiments.version import version
from sim.scenario.problem import printable
from sim.scenario.refusal import refuse

LIKELIEST = ("results/*", "*")


class Found(NamedTuple):
    """A stored run: its ledger, its design, and its row."""

    folder: Path
    design: Design
    row: dict[str, Any]


class Replay(NamedTuple):
    """What became of it: the row as it is now, and the columns in which it differs from the stored one."""

    found: Found
    row: dict[str, Any]
    differing: list[str]

    @property
    def is_same(self) -> bool:
        """Whether the run is what it was, bit for bit."""
        return not self.differing


def find(run_id: str, ledger: str | None = None) -> Found:
    """A run by its name, in a ledger or in those below where the user stands."""
    folders = [Path(ledger).expanduser()] if ledger else nearby()
    for folder in folders:
        row = _row(folder, run_id)
        if row is not None:
            return Found(folder, _design(folder, row), row)
    where = ", ".join(printable(str(one), 60) for one in folders[:4]) or "no ledger is in sight; give ledger=DIR"
    raise refuse("", run_id, f"no run is named {printable(run_id)!r} ({where})")


def live_again(found: Found) -> Replay:
    """Lives the run again and compares every column."""
    desk = Desk(found.design)
    row = desk.runs([desk.live(Task(found.row["arm"], found.row["world"]))]).to_pylist()[0]
    return Replay(found, row, [name for name in row if not _same(row[name], found.row.get(name))])


def nearby() -> list[Path]:
    """Ledgers below the folder where the user stands."""
    below = (path for pattern in LIKELIEST for path in sorted(Path().glob(pattern)))
    return [path for path in dict.fromkeys((*below, Path())) if path.is_dir() and manifest.read(path)]


def is_same_version(found: Found) -> bool:
    """Whether this Corridor is the one that lived the run."""
    return found.row["version"] == version()


def _row(folder: Path, run_id: str) -> dict[str, Any] | None:
    found = snapshot(Ledger(folder).runs)
    for path in (*found.parts, *found.batches):
        for at, table in enumerate(parquet.tables(path, ["run_id"])):
            names = table["run_id"].to_pylist()
            if run_id in names:
                with parquet.opened(path) as file:
                    return file.read_row_group(at).slice(names.index(run_id), 1).to_pylist()[0]
    return None


def _design(folder: Path, row: dict[str, Any]) -> Design:
    """The design under which a run was lived."""
    designs: Iterable[Design] = Ledger(folder).designs()
    for design in designs:
        if any(arm.name == row["arm"] and arm.configuration == row["configuration"] for arm in design.arms):
            return design
    raise refuse("", row["run_id"], f"the configuration {row['configuration']} is in none of the ledger's designs")


def _same(value: Any, stored: Any) -> bool:
    """Equal to the last bit; what failed with words may fail with them again."""
    return value == stored and (type(value) is type(stored) or isinstance(value, (int, float)))
