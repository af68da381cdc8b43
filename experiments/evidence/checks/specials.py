"""Variants of the model lived in worlds: in all cores, kept in one file, gone on with where it was stopped."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.evidence.checks.case import Worlds
from experiments.evidence.lives import NothingLived
from experiments.execute import Row, Task, cores, rows
from sim.measures import UNITS
from sim.scenario.root import Scenario

KEEP_EVERY = 5.0  # seconds between two writings
SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("arm", "key", "status", "why")),
        pa.field("world", pa.int64()),
        *(pa.field(name, pa.float64()) for name in ("digest", *UNITS)),
    ]
)


class Special(NamedTuple):
    """An arm that needs a variant of the model: its scenario, and the variant's name in `variants.VARIANTS`."""

    scenario: Scenario
    variant: str

    @property
    def key(self) -> str:
        """What went into it: the same for the same settings, variant and version of the model."""
        from experiments.identity import configuration_hash
        from experiments.version import version

        return f"{configuration_hash(self.scenario)} {self.variant} {version()}"


def lived(
    specials: Mapping[str, Special],
    seeds: range,
    file: Path,
    *,
    workers: int = 0,
    tick: Callable[[int, int], None] | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Worlds:
    """Every special arm in every world. `tick` hears how many runs are done, and how many there are; `tell` hears of failed runs.

    Raises `NothingLived` where no run of an arm ended well."""
    keys = {name: one.key for name, one in specials.items()}
    known = {(row["arm"], row["world"]): row for row in _read(file) if keys.get(row["arm"]) == row["key"] and row["status"] == "ok"}
    tasks = [Task(name, world) for world in seeds for name in specials if (name, world) not in known]
    n_all, told = len(tasks) + len(known), time.monotonic()
    stream = rows(dict(specials), tasks, workers or cores(), live_chunk)
    try:
        with closing(stream):
            for row in stream:
                known[row.task.arm, row.task.world] = _flat(row, keys[row.task.arm])
                if tick:
                    tick(len(known), n_all)
                if time.monotonic() - told > KEEP_EVERY:
                    _write(file, list(known.values()))
                    told = time.monotonic()
    finally:
        if tasks:
            _write(file, list(known.values()))
    wanted = [row for (name, world), row in known.items() if name in specials and world in seeds]
    _tell_failures(wanted, len(seeds), tell)
    return Worlds(pa.Table.from_pylist(wanted, SCHEMA), seeds)


def _tell_failures(found: Sequence[Mapping[str, Any]], n_worlds: int, tell: Callable[[str], None]) -> None:
    """Says how many runs of each arm failed and why; refuses an arm of which nothing is known."""
    failed: dict[str, list[str]] = {}
    for row in found:
        if row["status"] != "ok":
            failed.setdefault(row["arm"], []).append(row["why"])
    for arm, reasons in failed.items():
        if len(reasons) == n_worlds:
            raise NothingLived(f"{arm}: every run failed, the first by: {reasons[0]}")
        tell(f"{arm}: {len(reasons):,} of {n_worlds:,} runs failed and are left out, the first by: {reasons[0]}")


def live_chunk(specials: Mapping[str, Special], chunk: Sequence[Task]) -> tuple[list[Row], float]:
    """What a worker does: a chunk of runs, and the seconds it took."""
    start = time.perf_counter()
    return [_live(specials[task.arm], task) for task in chunk], time.perf_counter() - start


def _live(special: Special, task: Task) -> Row:
    from experiments.evidence.checks.variants import VARIANTS, digest
    from sim.outcomes import scalars

    try:
        model = VARIANTS[special.variant](special.scenario, task.world)
        return Row(task, "", {**scalars(model), "digest": float(int(digest(model)[:12], 16))})
    except Exception as error:  # noqa: BLE001 - a check outlives any of its runs
        return Row(task, f"{type(error).__name__}: {error}"[:500], {})


def _flat(row: Row, key: str) -> dict[str, Any]:
    about = {"arm": row.task.arm, "world": row.task.world, "key": key, "status": "ok" if row.is_ok else "failed", "why": row.why}
    return {**about, **row.outcomes}


def _read(file: Path) -> list[dict[str, Any]]:
    """The rows that are there; none where the file is missing, or of other columns."""
    try:
        table = pq.read_table(file)
    except (OSError, pa.ArrowException):
        return []
    return table.to_pylist() if table.schema.names == SCHEMA.names else []


def _write(file: Path, found: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".unfinished-{file.name}")
    pq.write_table(pa.Table.from_pylist(found, SCHEMA), aside)
    os.replace(aside, file)
