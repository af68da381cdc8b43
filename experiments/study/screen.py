"""What is shown while a study runs: a bar on a terminal, lines of JSON where they are asked for, silence in a pipe."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from experiments.rounding import bracketed
from experiments.study.reading import unit_of
from experiments.study.session import Progress

EVERY = 0.5  # seconds between two looks at the headline
Show = Callable[[Progress], None]


@contextmanager
def screen(is_json: bool) -> Iterator[Show]:
    """Gives a function to call whenever something has come of the work."""
    if is_json:
        yield _Lines()
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield _Bar(bar)
    else:
        yield lambda progress: None


def say(event: str, **facts: Any) -> None:
    """One line of JSON; what is not a number is null."""
    print(
        json.dumps({"event": event, **{key: _finite(value) for key, value in facts.items()}}, ensure_ascii=False, allow_nan=False),
        flush=True,
    )


def headline(progress: Progress) -> dict[str, Any]:
    """The watched outcome: how the compared arm differs from the baseline, with its interval, as far as is known."""
    board, arm = progress.board, progress.board.design.compared
    if arm is None:
        return {}
    known = board.known(arm)
    return {
        "outcome": board.outcome,
        "arm": arm,
        "baseline": board.design.baseline,
        "difference": known.interval.value,
        "low": known.interval.low,
        "high": known.interval.high,
        "worlds": known.interval.n,
        "unpaired_worlds": known.unpaired_worlds,
    }


def headline_words(progress: Progress) -> str:
    """The headline as a reader should see it."""
    arm = progress.board.design.compared
    if arm is None:
        return ""
    known = progress.board.known(arm)
    return f"{progress.board.outcome}, {arm}: " + " ".join(bracketed(known.interval, unit_of(progress.board.outcome), difference=True))


class _Lines:
    """A line of JSON every half second, and a last one."""

    def __init__(self) -> None:
        self._last = -math.inf

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self._last < EVERY and progress.how == "under way":
            return
        self._last = time.monotonic()
        rate, left = pace(progress)
        say(
            "progress",
            done=progress.board.n_done(),
            total=progress.total,
            failed=progress.board.n_failed(),
            runs_per_second=rate,
            seconds_left=left,
            worker_deaths=progress.n_deaths,
            headline=headline(progress),
        )


class _Bar:
    """Runs done, runs a second, time left, failures, and the headline as it narrows."""

    def __init__(self, bar: Any) -> None:
        self._bar, self._task = bar, bar.add_task("Runs", total=None, rate="", left="", failed="", headline="")
        self._last = -math.inf

    def __call__(self, progress: Progress) -> None:
        rate, left = pace(progress)
        n_failed = progress.board.n_failed()
        self._bar.update(
            self._task,
            total=progress.total,
            completed=progress.board.n_done(),
            rate=f"{rate:,.0f} runs/s" if rate else "",
            left=f"{left:,.0f} s left" if left else "",
            failed=f"[red]{n_failed:,} failed" if n_failed else "",
        )
        if time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            self._bar.update(self._task, headline=headline_words(progress).replace("[", "\\["))


def pace(progress: Progress) -> tuple[float, float]:
    """Runs a second in this session, and the seconds that the rest will take; noughts while nothing is known."""
    if not progress.n_lived or progress.seconds <= 0:
        return 0.0, 0.0
    rate = progress.n_lived / progress.seconds
    return rate, (progress.total - progress.board.n_done()) / rate


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    fields = (TextColumn(f"{{task.fields[{name}]}}") for name in ("rate", "left", "failed", "headline"))
    return Bar(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *fields, console=Console(stderr=True))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value
