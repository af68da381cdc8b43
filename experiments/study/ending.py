"""What is told when a session ends: what is done, what is known, what failed, and how to go on."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

from experiments.study.query import Query
from experiments.study.screen import headline, headline_words, pace
from experiments.study.session import Progress
from experiments.study.words import duration

REASONS = """
    select why, count(*), arg_min(arm, world), min(world), arg_min(run_id, world)
    from study where status = 'failed' group by why order by count(*) desc, why limit 5"""


def facts(progress: Progress, folder: Path) -> dict[str, Any]:
    """The end of a session for a program."""
    board = progress.board
    return {
        "how": progress.how,
        "ledger": str(folder),
        "done": board.n_done(),
        "total": progress.total,
        "failed": board.n_failed(),
        "lived": progress.n_lived,
        "worlds": progress.worlds,
        "seconds": progress.seconds,
        "runs_per_second": pace(progress)[0],
        "model_seconds": progress.model_seconds,
        "worker_seconds": progress.worker_seconds,
        "worker_deaths": progress.n_deaths,
        "headline": headline(progress),
    }


def told(progress: Progress, folder: Path, command: str) -> Iterator[str]:
    """The end of a session for people."""
    board = progress.board
    n_done, n_failed = board.n_done(), board.n_failed(progress.worlds)
    if progress.how == "stopped":
        yield f"Stopped: {n_done:,} of {progress.total:,} runs are done and kept in {folder}. The same command goes on from there:"
        yield f"  {command}"
    elif progress.how == "known":
        yield f"{n_done:,} of {progress.total:,} runs are in {folder}."
    else:
        yield f"All {n_done:,} runs are in {folder}."
    if progress.n_lived:
        yield (
            f"{progress.n_lived:,} were lived now, in {duration(progress.seconds)}: {pace(progress)[0]:,.1f} runs/s"
            f" on {progress.workers} process{'es' * (progress.workers != 1)}."
        )
    if progress.n_deaths:
        yield f"Worker processes died {progress.n_deaths:,} time{'s' * (progress.n_deaths != 1)}, and were replaced."
    yield from _known(progress)
    if n_failed:
        yield from _failures(progress, folder, n_failed)


def _known(progress: Progress) -> Iterator[str]:
    """The headline; and whether it is known as well as was asked for, and at which cost."""
    words = headline_words(progress)
    if words:
        yield f"{words} (difference from {progress.board.design.baseline}, 95 %)"
    until = progress.board.design.until
    if not until or progress.how == "stopped":
        return
    needed = progress.board.known(until["arm"], progress.worlds).unpaired_worlds
    saved = f"an unpaired design would have needed about {needed:,.0f} an arm" if isfinite(needed) else "no unpaired design could match it"
    if progress.is_known:
        yield f"Known to within {until['half_width']:,g} after {progress.worlds:,} worlds; {saved}."
    else:
        yield f"Not known to within {until['half_width']:,g} after all {progress.worlds:,} worlds; {saved}."
        yield "More worlds (worlds=N) go on from here."


def _failures(progress: Progress, folder: Path, n_failed: int) -> Iterator[str]:
    """How many runs failed, why, and how to see one of them again."""
    query = Query(folder, progress.board.design)
    yield f"\n{n_failed:,} of {progress.board.n_done():,} runs failed; they are rows with status=failed. Why, and how often:"
    for why, count, arm, world, run_id in query.rows(REASONS):
        yield f"  {count:,} x {why}\n    first in world {world} of arm {arm}: corridor replay {run_id} ledger={folder}"
    yield "They count as done; retry=true tries them again."
