"""Opening a ledger to go on with it: whatever an interruption or another hand has left is put right, and told."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from experiments.study import parquet
from experiments.study.design import Design
from experiments.study.inputs import Input, flat, values_of
from experiments.study.ledger import Ledger
from experiments.study.schema import KEYS, OWN, TYPES, daily_schema, runs_schema
from experiments.study.shelf import Shelf, ids_of
from sim.outcomes import UNITS

KINDS = {kind: name for name, kind in TYPES.items()}


def heal(ledger: Ledger, design: Design, *, retry: bool = False) -> list[str]:
    """Makes a locked ledger ready for a design; returns what there is to tell. `retry` forgets runs that failed."""
    told = [*_clean(ledger), *_strangers(ledger)]
    for shelf in ledger.shelves:
        told += _set_broken_aside(ledger, shelf)
        shelf.clear_held()
    _clear_widowed(ledger)
    told += _fit_daily(ledger, design)
    told += _fit_runs(ledger, design, retry)
    for shelf in ledger.shelves:
        shelf.remember()
        shelf.fold()
    return told


def _clean(ledger: Ledger) -> Iterator[str]:
    """Unfinished files of processes that are gone."""
    for folder in (
        ledger.folder,
        *(folder for shelf in ledger.shelves for folder in (shelf.folder, shelf.incoming)),
        ledger.folder / "designs",
    ):
        for path in folder.glob(f"{parquet.ASIDE}*"):
            with contextlib.suppress(OSError):
                path.unlink()
    yield from ()


def _strangers(ledger: Ledger) -> Iterator[str]:
    """Files among the tables that are not ours by their name: left where they are, and told."""
    for shelf in ledger.shelves:
        ours = {*shelf.parts(), *shelf.batches()}
        for folder in (shelf.folder, shelf.incoming):
            for path in sorted(folder.glob("*")) if folder.is_dir() else ():
                if path not in ours:
                    yield f"{path.relative_to(ledger.folder)} was not written by Corridor: left where it is, and not counted"


def _set_broken_aside(ledger: Ledger, shelf: Shelf) -> Iterator[str]:
    """Files that cannot be read to their end, or that somebody else wrote under our names."""
    for path in (*shelf.parts(), *shelf.batches()):
        shown = path.relative_to(ledger.folder)
        try:
            for _ in parquet.tables(path):
                pass
        except parquet.NotOurs:
            target = ledger.set_aside(path, ".foreign")
            yield f"{shown} was not written by Corridor: moved to {target.relative_to(ledger.folder)}, and not counted"
        except parquet.BROKEN as error:
            if isinstance(error, PermissionError):
                raise
            target = ledger.set_aside(path, ".broken")
            yield f"{shown} is damaged: moved to {target.relative_to(ledger.folder)}; its runs are done again"


def _clear_widowed(ledger: Ledger) -> None:
    """Daily series whose runs never came: their worker was stopped between the two files."""
    runs = {path.name for path in ledger.runs.batches()}
    for path in ledger.daily.batches():
        if path.name not in runs:
            path.unlink(missing_ok=True)


def _fit_daily(ledger: Ledger, design: Design) -> Iterator[str]:
    """Daily series with other columns than those asked for are set aside: all of a study's series have the same columns."""
    shelf = ledger.daily
    there = [path for path in (*shelf.parts(), *shelf.batches())]
    columns = _columns(there[0], KEYS) if there else ()
    if design.daily and not set(design.daily) <= set(columns):
        for path in there:
            ledger.set_aside(path, ".other-columns")
        if there:
            yield "the daily series asked for are others than those in the ledger, which are moved to aside; their runs are done again"
        columns = design.daily
    shelf.schema = daily_schema(columns or design.daily)


def _fit_runs(ledger: Ledger, design: Design, retry: bool) -> Iterator[str]:
    """One version of the model, one configuration an arm, and every input's column, in every part."""
    shelf = ledger.runs
    known = {*OWN, *UNITS}
    extra: dict[str, Input] = {}
    for path in (*shelf.parts(), *shelf.batches()):
        with parquet.opened(path) as file:
            for one in file.schema_arrow:
                if one.name not in known and one.type in KINDS:
                    unit = (one.metadata or {}).get(b"unit", b"").decode()
                    there = Input(one.name, KINDS[one.type], unit)
                    extra[one.name] = _wider(extra.get(one.name, there), there)
    own = {one.name: one for one in design.inputs}
    inputs = [_wider(one, extra.get(name, one)) for name, one in own.items()] + [one for name, one in extra.items() if name not in own]
    shelf.schema = runs_schema(inputs)
    fitting = _Fitting(ledger, design, inputs, retry)
    for path in (*shelf.parts(), *shelf.batches()):
        if fitting.is_needed(path):
            shelf.rewrite(path, fitting)
    yield from fitting.told()
    _drop_series_without_runs(ledger, fitting)


def _drop_series_without_runs(ledger: Ledger, fitting: _Fitting) -> None:
    """Daily series whose run is in the table no longer: it was moved aside, or its file was damaged."""
    parts = ledger.daily.parts()
    if not parts:
        return
    paths = (*ledger.runs.parts(), *ledger.runs.batches())
    runs = np.unique(
        np.concatenate([np.empty(0, np.uint64), *(ids_of(table) for path in paths for table in parquet.tables(path, ["run_id"]))])
    )
    for part in parts:
        if not all(np.isin(ids_of(table), runs).all() for table in parquet.tables(part, ["run_id"])):
            ledger.daily.rewrite(part, lambda table: fitting.with_runs(table, runs))


class _Fitting:
    """Takes rows out that do not belong to the design's version or arms (they are kept aside), and fills new columns in."""

    def __init__(self, ledger: Ledger, design: Design, inputs: list[Input], retry: bool) -> None:
        self._ledger, self._design, self._retry, self._inputs = ledger, design, retry, inputs
        self._arms = {arm.name: arm.configuration for arm in design.arms}
        self._settings: dict[str, dict] = {}
        self._counts = {"other": 0, "failed": 0}

    def is_needed(self, path: Path) -> bool:
        """Whether a file has rows to take out, or lacks a column, or holds one in another type."""
        with parquet.opened(path) as file:
            there = {one.name: one.type for one in file.schema_arrow}
        return any(there.get(one.name) != TYPES[one.kind] for one in self._inputs) or any(
            self._is_other(one).any() or self._is_failed(one).any()
            for one in parquet.tables(path, ["arm", "configuration", "version", "status"])
        )

    def __call__(self, table: pa.Table) -> pa.Table:
        other, failed = self._is_other(table), self._is_failed(table)
        if other.any():
            self._put_by("runs", table.filter(pa.array(other)))
        self._counts["other"] += int(other.sum())
        self._counts["failed"] += int((failed & ~other).sum())
        return self._filled(table.filter(pa.array(~other & ~failed)))

    def with_runs(self, table: pa.Table, runs: np.ndarray) -> pa.Table:
        """Daily series without those whose runs are not in the table, which are kept aside."""
        there = np.isin(ids_of(table), runs)
        if not there.all():
            self._put_by("daily", table.filter(pa.array(~there)))
        return table.filter(pa.array(there))

    def told(self) -> Iterator[str]:
        """What was done, in words."""
        if self._counts["other"]:
            yield f"{self._counts['other']:,} runs of another version or of other settings are moved to aside, and not counted"
        if self._counts["failed"]:
            yield f"{self._counts['failed']:,} runs that had failed are tried again"

    def _is_other(self, table: pa.Table) -> np.ndarray:
        version = np.array(table["version"].to_pylist(), object) != self._design.version
        arms, configurations = table["arm"].to_pylist(), table["configuration"].to_pylist()
        return version | np.array([self._arms.get(arm, mine) != mine for arm, mine in zip(arms, configurations, strict=True)], bool)

    def _is_failed(self, table: pa.Table) -> np.ndarray:
        return np.array(table["status"].to_pylist(), object) == "failed" if self._retry else np.zeros(len(table), bool)

    def _put_by(self, name: str, rows: pa.Table) -> None:
        """Keeps rows aside, in a file of their own, before they leave the table."""
        folder = self._ledger.folder / "aside"
        folder.mkdir(exist_ok=True)
        parquet.write(folder / f"{name}-{pc.min(rows['run_id']).as_py()}-{len(rows)}.parquet", [rows], rows.schema)

    def _filled(self, table: pa.Table) -> pa.Table:
        """The rows with every input's column; one that is new holds what each row's arm sets."""
        new = [one for one in self._inputs if one.name not in table.column_names]
        for one in new if len(table) else ():
            values = [self._value(configuration, one) for configuration in table["configuration"].to_pylist()]
            table = table.append_column(one.name, pa.array(values, TYPES[one.kind]))
        schema = self._ledger.runs.schema
        assert schema is not None
        columns = [_cast(table[one.name], one.type) if one.name in table.column_names else pa.nulls(len(table), one.type) for one in schema]
        return pa.Table.from_arrays(columns, schema=schema)

    def _value(self, configuration: str, one: Input) -> object:
        """What an arm, of this design or an earlier one, sets for an input."""
        if configuration not in self._settings:
            self._settings[configuration] = next(
                (
                    flat(design.scenario(arm))
                    for design in self._ledger.designs()
                    for arm in design.arms
                    if arm.configuration == configuration
                ),
                {},
            )
        return values_of([one], self._settings[configuration], {})[one.name]


def _wider(one: Input, other: Input) -> Input:
    """The input in a kind that holds the values of both."""
    kinds = {one.kind, other.kind}
    return one._replace(kind=kinds.pop() if len(kinds) == 1 else "number" if kinds == {"number", "whole"} else "text")


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    """A column in its present type: a setting that was a number everywhere may have become a text somewhere."""
    return pc.cast(column.combine_chunks(), kind, safe=False) if column.type != kind else column.combine_chunks()


def _columns(path: Path, without: tuple[str, ...]) -> tuple[str, ...]:
    with parquet.opened(path) as file:
        return tuple(name for name in file.schema_arrow.names if name not in without)
