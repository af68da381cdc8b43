"""When it begins: the share of worlds in which the road had been obstructed, or an offensive had come, by each day."""

from collections.abc import Mapping
from datetime import date
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.analysis import arms as arms_of
from experiments.columns import Columns, columns, numbers, texts, where
from experiments.figures import style
from experiments.intervals import wilson

EVENTS = (("first_obstruction_day", "The road had been obstructed"), ("offensive_day", "An offensive had come"))
LOOKS = (
    (style.BLACK, "-"),
    (style.BLUE, "-"),
    (style.VERMILION, "-"),
    (style.GREEN, "-"),
    (style.ORANGE, "-"),
    (style.PURPLE, "-"),
    (style.SKY, "-"),
    (style.SOFT, (0, (4, 2))),
)


def onsets(
    outcomes: Any, baseline: str, titles: Mapping[str, str] | None = None, start: date | None = None, horizon_days: int = 0
) -> Figure:
    """Share of worlds in which each had begun by a day, under every arm, with 95 % intervals (Wilson's, day by day).

    `start` is the date of day 0 and `horizon_days` the length of a run; without them days are counted, up to the last event."""
    table = columns(outcomes)
    names = arms_of(table, baseline)[: len(LOOKS)]
    days = np.arange(max(horizon_days, *(int(np.nanmax(numbers(table[name]), initial=1)) + 1 for name, _ in EVENTS)))
    when = np.datetime64(start, "D") + days if start is not None else days
    figure = style.sheet(9.6, 4.9)
    panels = figure.subplots(1, 2, sharey=True)
    ends = [_panel(axes, table, names, event, when, title) for axes, (event, title) in zip(panels, EVENTS, strict=True)]
    panels[0].set_ylim(0, 1)
    style.percent(panels[0])
    panels[0].set_ylabel("share of worlds", size=style.NORMAL)
    for axes in panels:
        _dates(axes, when, start is not None)
    _legend(figure, names, titles or {})
    finding = _finding(names, ends[0], titles or {})
    n = len(set(table["world"].tolist()))
    shown = f"{n} worlds, the same under each arm. Bands: 95 % intervals. A day counts when it first happened in a world."
    alt = f"Two panels of rising steps by day, one line an arm: share of worlds with an obstruction, and with an offensive. {finding}."
    return style.headline(figure, finding, shown, alt)


def _panel(axes: Axes, table: Columns, names: list[str], event: str, when: np.ndarray, title: str) -> dict[str, float]:
    """One line and band an arm; gives the share at the end by arm."""
    style.tidy(axes, title=title)
    found = {}
    for name, (colour, line) in zip(names, LOOKS, strict=False):
        mine = where(table, (texts(table["arm"]) == name) & (texts(table["status"]) == "ok"))
        at = np.sort(numbers(mine[event]))
        n, counts = len(at), np.searchsorted(at[np.isfinite(at)], np.arange(len(when)), side="right")
        levels = {int(k): wilson(int(k), n) for k in np.unique(counts)}
        value, low, high = (np.array([getattr(levels[int(k)], part) for k in counts]) for part in ("value", "low", "high"))
        axes.fill_between(when, low, high, step="post", color=colour, alpha=0.13, linewidth=0)
        axes.step(when, value, where="post", color=colour, linestyle=line, linewidth=2.4 if name == names[0] else 1.7)
        found[name] = float(value[-1]) if n else float("nan")
    return found


def _dates(axes: Axes, when: np.ndarray, is_dated: bool) -> None:
    if is_dated:
        style.date_axis(axes, when)
    else:
        axes.set_xlabel("day", size=style.NORMAL)
        axes.set_xlim(0, len(when))


def _legend(figure: Figure, names: list[str], titles: Mapping[str, str]) -> None:
    from matplotlib.lines import Line2D

    told = [fill(_title(name, titles), 30) for name in names]
    lines = [Line2D([], [], color=c, linestyle=s, linewidth=2.2, label=words) for words, (c, s) in zip(told, LOOKS, strict=False)]
    figure.legend(handles=lines, loc="outside lower center", ncols=3, fontsize=style.SMALL, frameon=False)


def _finding(names: list[str], ends: Mapping[str, float], titles: Mapping[str, str]) -> str:
    base = f"By the end the road had been obstructed in {100 * ends[names[0]]:.0f} % of worlds under {_title(names[0], titles)}"
    if len(names) == 1:
        return base
    low, high = (choose(names[1:], key=lambda name: ends[name]) for choose in (min, max))
    if low == high:
        return f"{base}, in {100 * ends[low]:.0f} % under {_title(low, titles)}"
    least, most = (f"{100 * ends[name]:.0f} % ({_title(name, titles)})" for name in (low, high))
    return f"{base}, in {least} to {most} under the others"


def _title(name: str, titles: Mapping[str, str]) -> str:
    return titles.get(name, name.replace("_", " "))
