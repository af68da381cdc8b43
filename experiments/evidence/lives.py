"""Arms lived in worlds for a piece of evidence: judged scenarios by name, the seeds of worlds, a ledger that resumes, one table.

    from experiments.evidence.lives import lived

    table = lived({"as_is": arm, "no_troops": other}, range(1, 201), Path("results/evidence/troops"))

The same call with the same ledger lives nothing again. A stop loses nothing: the same call goes on.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.study.changes import changes
from experiments.study.design import Design, PlannedArm, plain
from experiments.study.inputs import Differences
from sim.scenario.root import Scenario

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.study.session import Progress

WATCHED = "displaced_persons"
KEYS = ("arm", "world", "status", "why")


class NothingLived(RuntimeError):
    """Every run of an arm failed: there is nothing to say of it."""

    exit_status = 1


def lived(
    arms: Mapping[str, Scenario],
    seeds: range,
    ledger: Path | None = None,
    *,
    daily: Sequence[str] = (),
    workers: int = 0,
    tell: Callable[[str], None] | None = None,
    show: Callable[[Progress], None] | None = None,
) -> pa.Table:
    """Every arm in every world as a table, arm by arm and world by world: arm, world, status, why, then each outcome of `sim.measures`.

    `workers`: processes (0: one a core; 1: this process). `ledger=None` uses a folder that is gone afterwards. `daily` names daily
    series to keep, which `series_of` reads from the ledger. `tell` hears of failed runs, whose outcomes are empty; `show` is called
    after every piece of work (left out: a bar on a terminal). Raises `NothingLived` where no run of an arm ended well,
    KeyboardInterrupt where somebody stopped it."""
    _judge(arms, seeds, daily, ledger)
    if ledger is not None:
        return _lived(arms, seeds, Path(ledger), tuple(daily), workers, tell, show)
    with tempfile.TemporaryDirectory(prefix="corridor-") as folder:
        return _lived(arms, seeds, Path(folder) / "ledger", (), workers, tell, show)


def series_of(ledger: Path, columns: Sequence[str] = (), arm: str = "") -> pa.Table:
    """The daily series that `lived(..., daily=...)` kept: arm, world, day, then the columns, in order."""
    from experiments.study.reading import Results

    return Results(ledger).daily(columns, arm)


def design_of_arms(arms: Mapping[str, Scenario], seeds: range, daily: Sequence[str] = (), title: str = "") -> Design:
    """Judged scenarios as a study's design: what a ledger keeps, and what `replay` reads."""
    from experiments.identity import configuration_hash
    from experiments.version import version

    base = plain(next(iter(arms.values())))
    seen, planned = Differences(), []
    for name, scenario in arms.items():
        seen.see(scenario)
        planned.append(PlannedArm(name, scenario.title, "", configuration_hash(scenario), changes(base, plain(scenario))))
    return Design(title, "", version(), seeds.start, len(seeds), (WATCHED,), tuple(daily), None, seen.inputs(), base, tuple(planned))


def _judge(arms: Mapping[str, Scenario], seeds: range, daily: Sequence[str], ledger: Path | None) -> None:
    if not arms or not len(seeds) or seeds.step != 1:
        raise ValueError("at least one arm, and seeds that follow one another, e.g. range(1, 201)")
    if daily and ledger is None:
        raise ValueError("daily series are kept in a ledger; give its folder")


def _lived(
    arms: Mapping[str, Scenario],
    seeds: range,
    folder: Path,
    daily: tuple[str, ...],
    workers: int,
    tell: Callable[[str], None] | None,
    show: Callable[[Progress], None] | None,
) -> pa.Table:
    from experiments.study.file import Engine
    from experiments.study.reading import Results
    from experiments.study.screen import screen
    from experiments.study.session import live
    from sim.measures import UNITS

    design = design_of_arms(arms, seeds, daily)
    engine = Engine(kind="inline") if workers == 1 else Engine(kind="local", workers=workers)
    told = tell or (lambda line: None)
    with screen(is_json=False) as usual:
        progress = live(design, folder, engine, command="experiments.evidence.lives", tell=told, show=show or usual)
    if progress.how == "stopped":
        raise KeyboardInterrupt(f"{progress.board.n_done():,} of {progress.total:,} runs are kept in {folder}; the same command goes on")
    table = Results(folder, design).table([*KEYS, *UNITS])
    _tell_failures(table, list(arms), told)
    return table


def _tell_failures(table: pa.Table, arms: Sequence[str], tell: Callable[[str], None]) -> None:
    """Says how many runs of each arm failed and why; refuses an arm of which nothing is known."""
    rows = zip(table["arm"].to_pylist(), table["status"].to_pylist(), table["why"].to_pylist(), strict=True)
    failed: dict[str, list[str]] = {}
    for arm, status, why in rows:
        if status != "ok":
            failed.setdefault(arm, []).append(why)
    n_worlds = len(table) // len(arms)
    for arm, reasons in failed.items():
        if len(reasons) == n_worlds:
            raise NothingLived(f"{arm}: every run failed, the first by: {reasons[0]}")
        tell(f"{arm}: {len(reasons):,} of {n_worlds:,} runs failed and are left out, the first by: {reasons[0]}")
