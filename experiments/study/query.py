"""Questions to a ledger, in SQL: DuckDB's only door. Reading needs no lock, and never sees a run twice or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.study.design import Design
from experiments.study.ledger import Ledger
from experiments.study.schema import daily_schema, runs_schema
from experiments.study.shelf import Shelf, Snapshot, snapshot

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

TRIES = 5


class LedgerDamaged(Exception):
    """A file of the ledger cannot be read to its end."""

    exit_status = 1


class Query:
    """A ledger as tables of a database: `runs` and `daily` (all there is), `study` (the runs of its latest design)."""

    def __init__(self, folder: Path, design: Design | None = None) -> None:
        self._ledger, self._design = Ledger(folder), design
        self.strange: list[str] = []

    def table(self, sql: str) -> pa.Table:
        """The answer as an Arrow table. A ledger that grows meanwhile is asked again, as it is then."""
        import duckdb

        for left in reversed(range(TRIES)):
            with self._open() as database:
                try:
                    return database.sql(sql).to_arrow_table()
                except (duckdb.IOException, duckdb.InvalidInputException) as error:
                    if not left:  # not a batch that was folded into its part between the look and the reading
                        said = str(error).split("\n")[0][:200]
                        raise LedgerDamaged(f"{self._ledger.folder}: {said}; corridor study run puts it right") from error
        raise AssertionError("the last try returns or raises")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer as plain rows."""
        table = self.table(sql)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def _open(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        database = duckdb.connect(":memory:")
        self.strange = []
        for shelf in self._ledger.shelves:
            self._add(database, shelf)
        if self._design is not None:
            self._add_study(database, self._design)
        return database

    def _add(self, database: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
        found = snapshot(shelf)
        self.strange += [f"{shelf.name}/{name}" for name in found.strange]
        if found.parts or found.batches:
            database.execute(f"create view {shelf.name} as {union(found)}")
        elif self._design is not None:
            schema = runs_schema(self._design.inputs) if shelf.name == "runs" else daily_schema(self._design.daily)
            database.register(f"no_{shelf.name}", schema.empty_table())
            database.execute(f"create view {shelf.name} as select * from no_{shelf.name}")

    def _add_study(self, database: duckdb.DuckDBPyConnection, design: Design) -> None:
        """The runs of a design in its order: the same arm under other settings, and other worlds, are left out."""
        database.execute("create table arms (arm varchar, configuration varchar, place integer)")
        rows = [f"({_text(arm.name)}, {_text(arm.configuration)}, {at})" for at, arm in enumerate(design.arms)]
        for first in range(0, len(rows), 1000):
            database.execute(f"insert into arms values {', '.join(rows[first : first + 1000])}")
        database.execute(
            "create view study as select runs.* from runs join arms using (arm, configuration)"
            f" where version = {_text(design.version)} and world between {design.worlds[0]} and {design.worlds[-1]}"
        )


def union(found: Snapshot) -> str:
    """A query over parts, and over those batches' rows that no part has."""
    parts = f"select * from read_parquet({_list(found.parts)}, union_by_name = true)" if found.parts else ""
    if not found.batches:
        return parts
    batches = f"select * from read_parquet({_list(found.batches)}, union_by_name = true)"
    if "day" in _columns(found.batches[0]):
        batches = f"select distinct on (run_id, day) * from ({batches})"
    else:
        batches = f"select distinct on (run_id) * from ({batches})"
    if not parts:
        return batches
    held = parts.replace("*", "run_id", 1)
    return f"{parts} union all by name (select * from ({batches}) as fresh anti join ({held}) as held using (run_id))"


def names_in(shelf: Shelf) -> set[str]:
    """The run ids that a table holds."""
    import duckdb

    found = snapshot(shelf)
    if not found.parts and not found.batches:
        return set()
    with duckdb.connect(":memory:") as database:
        return {name for (name,) in database.sql(f"select distinct run_id from ({union(found)})").fetchall()}


def quoted(name: str) -> str:
    """A column's name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _list(paths: Sequence[Path]) -> str:
    return "[" + ", ".join(_text(str(path)) for path in paths) + "]"


def _columns(path: Path) -> list[str]:
    import pyarrow.parquet as pq

    return pq.read_schema(path).names
