"""One table of the ledger on disk: finished batches come in, and are folded into parts that grow.

At every moment each row is in exactly one part, or in a batch that no part holds: a part takes batches in by one rename,
and says in its own metadata which, until they are gone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from experiments.study import parquet

FULL = {"runs": 25_000, "daily": 4_000_000}  # rows after which a new part begins
GROUP = {"runs": 5_000, "daily": 500_000}  # rows that are compressed together


class Shelf:
    """The parts and batches of one table, `runs` or `daily`, below a ledger's folder."""

    def __init__(self, ledger: Path, name: str) -> None:
        self.folder, self.incoming, self.name = ledger / name, ledger / "batches" / name, name
        self.schema: pa.Schema | None = None
        self._known = np.empty(0, np.uint64)

    def parts(self) -> list[Path]:
        """The files of the table itself."""
        return sorted(self.folder.glob("part-*.parquet"))

    def batches(self) -> list[Path]:
        """Finished files that wait to be folded in."""
        return sorted(self.incoming.glob("batch-*.parquet"))

    def remember(self) -> None:
        """Takes note of every run in the parts, so that none is ever taken in twice."""
        found = [np.unique(ids_of(table)) for part in self.parts() for table in parquet.tables(part, ["run_id"])]
        self._known = np.unique(np.concatenate([np.empty(0, np.uint64), *found]))

    def clear_held(self) -> None:
        """Removes batches that a part already holds: somebody was stopped between taking in and tidying up."""
        held = {name for part in self.parts() for name in _holds(part)}
        for batch in self.batches():
            if batch.name in held:
                batch.unlink(missing_ok=True)

    def fold(self) -> int:
        """Takes every waiting batch into the last part, or into a new one where that is full; returns the rows taken in."""
        return sum(self._take_in(batches) for batches in self._together()) if self.schema is not None else 0

    def _together(self) -> Iterator[list[Path]]:
        """The waiting batches, as many at a time as a part has room for."""
        together: list[Path] = []
        rows = 0
        for batch in self.batches():
            with parquet.opened(batch) as file:
                more = file.metadata.num_rows
            if together and rows + more > FULL[self.name]:
                yield together
                together, rows = [], 0
            together.append(batch)
            rows += more
        if together:
            yield together

    def _take_in(self, batches: Sequence[Path]) -> int:
        """Takes batches into one part; returns the rows taken in."""
        fresh = self._fresh(batches)
        if len(fresh):
            part, before = self._part_for(len(fresh))
            parquet.write(part, _grouped(chain(before, [fresh]), GROUP[self.name]), self.schema, [one.name for one in batches])
            self._known = np.union1d(self._known, ids_of(fresh))
        for batch in batches:
            batch.unlink(missing_ok=True)
        return len(fresh)

    def rewrite(self, part: Path, change: Callable[[pa.Table], pa.Table]) -> None:
        """Changes every row group of a part, and the part at one stroke; a part without rows is removed."""
        kept = [one for table in parquet.tables(part) if len(one := change(table))]
        if kept:
            assert self.schema is not None
            parquet.write(part, kept, self.schema)
        else:
            part.unlink()

    def _fresh(self, batches: Sequence[Path]) -> pa.Table:
        """The rows of the batches that no part has, each run from the first batch that brings it."""
        tables = [(number, table) for number, batch in enumerate(batches) for table in parquet.tables(batch)]
        both = pa.concat_tables([table for _, table in tables], promote_options="permissive")
        batch_of = np.repeat([number for number, _ in tables], [len(table) for _, table in tables])
        ids = ids_of(both)
        _, first, place = np.unique(ids, return_index=True, return_inverse=True)
        is_first = batch_of == batch_of[first][place]
        return conformed(both.filter(pa.array(is_first & ~np.isin(ids, self._known))), self.schema)

    def _part_for(self, rows: int) -> tuple[Path, Iterable[pa.Table]]:
        """The part that takes so many rows more, and what is in it now."""
        parts = self.parts()
        if parts:
            with parquet.opened(parts[-1]) as file:
                there = file.metadata.num_rows
            if there + rows <= FULL[self.name]:
                return parts[-1], (conformed(table, self.schema) for table in parquet.tables(parts[-1]))
        number = int(parts[-1].stem.rsplit("-", 1)[-1]) + 1 if parts else 1
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"part-{number:05d}.parquet", ()


class Snapshot(NamedTuple):
    """Which files make up a table at this moment: parts whole, and batches that no part holds."""

    parts: list[Path]
    batches: list[Path]
    strange: list[str]


def snapshot(shelf: Shelf) -> Snapshot:
    """What a reader should read. Batches are listed first: one that is folded meanwhile is then found in its part."""
    waiting = shelf.batches()
    parts, held, strange = [], set(), []
    for path in shelf.parts():
        try:
            held |= set(_holds(path))
            parts.append(path)
        except parquet.BROKEN:
            strange.append(path.name)
    batches = []
    for path in waiting:
        if path.name not in held:
            with contextlib.suppress(FileNotFoundError):
                try:
                    parquet.opened(path).close()
                    batches.append(path)
                except FileNotFoundError:
                    raise
                except parquet.BROKEN:
                    strange.append(path.name)
    return Snapshot(parts, batches, strange)


def conformed(table: pa.Table, schema: pa.Schema | None) -> pa.Table:
    """The table with exactly the columns of a schema; one that it lacks is empty."""
    assert schema is not None
    there = {one.name: one.type for one in table.schema}
    columns = [
        pa.nulls(len(table), one.type) if one.name not in there
        else table[one.name] if there[one.name] == one.type
        else table[one.name].cast(one.type)
        for one in schema
    ]  # fmt: skip
    return pa.Table.from_arrays(columns, schema=schema).combine_chunks()


def ids_of(table: pa.Table) -> np.ndarray:
    """Run ids as numbers of 64 bits, a row each."""
    told = table["run_id"].combine_chunks().dictionary_encode()
    if isinstance(told, pa.ChunkedArray):
        told = told.combine_chunks()
    numbers = np.array([int(one, 16) for one in told.dictionary.to_pylist()], np.uint64)
    return numbers[told.indices.to_numpy(zero_copy_only=False)]


def _holds(path: Path) -> list[str]:
    with parquet.opened(path) as file:
        return parquet.holds(file)


def _grouped(tables: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """The same rows in groups that are worth compressing together."""
    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table)
        if sum(map(len, waiting)) >= rows:
            yield pa.concat_tables(waiting).combine_chunks()
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()
