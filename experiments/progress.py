"""A bar with runs a second and time left, on a terminal; silence in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tick = Callable[[bool], None]


@contextmanager
def progress(total: int, words: str) -> Iterator[Tick]:
    """Gives a function to call after every run, with whether it ended well."""
    if not sys.stderr.isatty():
        yield lambda is_ok: None
        return
    with _bar() as bar:
        task = bar.add_task(words, total=total, failed="", rate="")
        n_failed = n_done = 0

        def tick(is_ok: bool) -> None:
            nonlocal n_failed, n_done
            n_failed += not is_ok
            n_done += 1
            seconds = bar.tasks[0].elapsed or 0.0
            rate = f"{n_done / seconds:,.0f} runs/s" if seconds > 0.5 else ""
            bar.update(task, advance=1, failed=f"[red]{n_failed} failed" if n_failed else "", rate=rate)

        yield tick


def _bar():
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
        TextColumn("{task.fields[failed]}"),
        console=Console(stderr=True),
    )
