"""A study in plain words: what will be run, how the arms differ, how long it will take and how much it will fill."""

from __future__ import annotations

import io
import math
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from textwrap import fill
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.differences import differences
from experiments.study.board import Board
from experiments.study.design import Design, PlannedArm, Task
from experiments.study.desk import Desk
from experiments.study.expand import combinations
from experiments.study.layout import Laid
from experiments.study.ledger import Ledger
from experiments.study.parquet import BROKEN
from experiments.study.tryout import try_out
from sim.outcomes import UNITS

WIDTH = 100
METHODS = {"latin_hypercube": "Latin hypercube", "sobol": "Sobol sequence"}
MOST_ARMS, MOST_DIFFERENCES = 12, 8
SAMPLE = 8
OWN_COST = 1.08  # of the engine, beside the model
START = 3.0  # seconds until workers begin


class Forecast(NamedTuple):
    """What a study will take: seconds a run in one process, seconds in all, bytes in all; from how many timed runs."""

    run_seconds: float
    seconds: float
    size: float
    n_timed: int


def described(laid: Laid, folder: Path | None, workers: int, timed: Forecast | None = None) -> str:
    """Everything there is to say of a study before it is run."""
    return "\n".join(_wrapped(line) for line in _lines(laid, folder, workers, timed))


def forecast(design: Design, n_left: int, workers: int) -> Forecast:
    """Time and disk from a few timed runs."""
    trial = try_out(design)
    each = trial.seconds
    size = _bytes_a_run(design)
    return Forecast(each, START + n_left * each * OWN_COST / max(1, min(workers, n_left)) if n_left else 0.0, n_left * size, trial.n_runs)


def _bytes_a_run(design: Design) -> float:
    """What one run more adds to the tables: the second half of a sample against all of it."""
    desk = Desk(design)
    arms = design.arms[:: max(1, len(design.arms) // SAMPLE)]
    lived = [desk.live(Task(arms[at % len(arms)].name, design.worlds[at % design.count])) for at in range(min(SAMPLE, design.n_runs))]
    total = 0.0
    for schema, tables in (
        (desk.runs_schema, [desk.runs([one]) for one in lived]),
        (desk.daily_schema, [table for one in lived if (table := desk.series([one])) is not None]),
    ):
        half = len(tables) // 2
        if half:
            total += max(0, _size(tables, schema) - _size(tables[half:], schema)) / half
    return total


def _size(tables: list[pa.Table], schema: pa.Schema) -> int:
    buffer = io.BytesIO()
    floats = [one.name for one in schema if pa.types.is_floating(one.type)]
    others = [one.name for one in schema if not pa.types.is_floating(one.type)]
    pq.write_table(
        pa.concat_tables(tables), buffer, compression="zstd", use_dictionary=others, use_byte_stream_split=floats, write_statistics=False
    )
    return buffer.tell()


def _lines(laid: Laid, folder: Path | None, workers: int, timed: Forecast | None) -> Iterator[str]:
    design, study = laid.design, laid.file.study
    yield " ".join(filter(None, (f"{design.title or laid.file.name}.", design.question)))
    base = laid.base
    yield f"Scenario: {base.title or base.name}; {base.horizon_days:,} days from {base.start}."
    met = "meets" if len(design.arms) == 1 else "meet the same"
    worlds = f"{_many(design.count, 'world')} (seeds {span(design.worlds)})"
    yield f"{_many(len(design.arms), 'arm')} {met} {worlds}: {_many(design.n_runs, 'run')}."
    drawn = len(base.uncertainty.priors) + len(base.uncertainty.joint())
    yield f"Each world draws {_many(drawn, 'uncertain setting')} and its luck anew." if drawn else "Worlds differ by their luck alone."
    yield ""
    yield from _arms(laid)
    yield ""
    yield "Outcomes reported (all are kept): " + "; ".join(f"{name} ({UNITS[name]})" for name in study.outcomes) + "."
    if design.daily:
        yield "Daily series kept: " + ", ".join(design.daily) + "."
    if study.until:
        until = study.until
        yield (
            f"It stops once the difference in {until.outcome} between {until.arm} and {design.baseline} is known to within"
            f" {until.half_width:,g} (95 %), looking after every {until.look:,} worlds; {design.count:,} worlds at most."
        )
    yield from _ahead(laid, folder, workers, timed)


def _arms(laid: Laid) -> Iterator[str]:
    """The arms, each by what it changes; a sample by its ranges."""
    design, sample = laid.design, laid.file.study.sample
    first = design.scenario(design.arms[0])
    yield f"Baseline {design.baseline}: {design.arms[0].words or design.arms[0].title or 'the scenario as it stands'}"
    told_of = _told_of(laid)
    for arm in told_of[:MOST_ARMS]:
        told = differences(first, design.scenario(arm))
        more = f"; and {len(told) - MOST_DIFFERENCES} more" if len(told) > MOST_DIFFERENCES else ""
        yield f"  {arm.name} differs from {design.baseline} in: {'; '.join(told[:MOST_DIFFERENCES]) or 'nothing'}{more}"
    grid = laid.file.study.grid
    if grid:
        sides = " x ".join(f"{len(values)} {name}" for name, values in grid.items())
        yield f"  The grid is {sides}: " + "; ".join(f"{name} {', '.join(map(str, values))}" for name, values in grid.items()) + "."
    elif len(told_of) > MOST_ARMS:
        yield f"  and {_many(len(told_of) - MOST_ARMS, 'arm')} more"
    if sample:
        ranges = "; ".join(f"{name} {_range(prior)}" for name, prior in sample.over.items())
        yield f"  {sample.points:,} of them are points of a {METHODS[sample.method]} over {ranges}."


def _told_of(laid: Laid) -> list[PlannedArm]:
    """The arms worth telling one by one: of a grid those a single step from the baseline, of a sample none."""
    study, design = laid.file.study, laid.design
    others = design.arms[1:]
    if study.grid:
        there = dict(combinations(study))
        first = there.get(design.baseline)
        return [
            arm
            for arm in others
            if arm.name not in there or (first and sum(a != b for a, b in zip(first, there[arm.name], strict=True)) == 1)
        ]
    return [arm for arm in others if not (study.sample and arm.name.startswith(f"{study.sample.method}_"))]


def _range(prior: object) -> str:
    ends = getattr(prior, "extremes")()  # noqa: B009 - a prior of any kind
    return " to ".join(f"{one:g}" if isinstance(one, (int, float)) else str(one) for one in ends) or str(getattr(prior, "kind", ""))


def _ahead(laid: Laid, folder: Path | None, workers: int, timed: Forecast | None) -> Iterator[str]:
    design, done = laid.design, 0
    if folder is not None and folder.is_dir():
        done = done_in(design, folder)
        yield f"Ledger {folder}: {done:,} of {_many(design.n_runs, 'run')} done; {design.n_runs - done:,} to do."
    yield f"Engine: {laid.engine.kind}" + (f", {_many(workers, 'process', 'processes')}." if laid.engine.kind == "local" else ".")
    if timed:
        yield (
            f"Forecast: about {duration(timed.seconds)} and {volume(timed.size)} on disk"
            f" (from {_many(timed.n_timed, 'timed run')} of {timed.run_seconds * 1000:,.0f} ms each)."
        )
        room = _room(folder)
        if timed.size > 0.9 * room:
            yield f"That does not fit: only {volume(room)} are free there."


def _room(folder: Path | None) -> int:
    """Free bytes where a ledger is, or would be."""
    there = (folder or Path()).absolute()
    return shutil.disk_usage(next(one for one in (there, *there.parents) if one.exists())).free


def done_in(design: Design, folder: Path) -> int:
    """How many runs of a design a ledger has."""
    board = Board(design, design.watched)
    with suppress(*BROKEN):  # what is damaged is done again
        board.read(Ledger(folder).runs)
    return board.n_done()


def span(worlds: range) -> str:
    """Seeds in words: 1 to 200."""
    return str(worlds[0]) if len(worlds) == 1 else f"{worlds[0]} to {worlds[-1]}"


def duration(seconds: float) -> str:
    """A time as people say it."""
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def volume(size: float) -> str:
    """An amount of disk as people say it."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:,.0f} {unit}" if unit == "B" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError("the last unit takes everything")


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _wrapped(line: str) -> str:
    return fill(line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
