"""Two arms over time: what the mission does, what is believed, the road, food and people, with the spread over worlds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.columns import Columns, columns, numbers, texts
from experiments.figures import style
from experiments.intervals import wilson

COLUMNS = ("escorts", "credibility", "access_level", "is_capitulated", "stock_days", "ration", "persons_out")
LOOKS = ((style.BLACK, "-"), (style.BLUE, (0, (5, 1.5))))
MONTH = 30
PANELS = (
    ("escorts", "Farm escorts, in the last 30 days", "escorts"),
    ("credibility", "Believed chance of an answer", ""),
    ("held", "Road held: share of worlds", ""),
    ("stock_days", "Food in store", "days"),
    ("ration", "Ration, share of 2,100 kcal", ""),
    ("persons_out", "People out", "persons"),
)
SHARES = ("credibility", "held", "ration")


def arms_over_time(worlds: Any, titles: Mapping[str, str] | None = None, start: date | None = None, baseline: str = "") -> Figure:
    """Median and the middle 90 % of worlds day by day for two arms, the baseline first; of the road the share of worlds in which it is
    held, with its 95 % interval. `worlds` has arm, world, day and COLUMNS; `start` is the date of day 0."""
    table = columns(worlds)
    names = sorted(dict.fromkeys(texts(table["arm"]).tolist()), key=lambda name: name != baseline)[: len(LOOKS)]
    grids = {name: _grids(table, name) for name in names}
    days = np.arange(max(grid["held"].shape[1] for grid in grids.values()))
    when = np.datetime64(start, "D") + days if start is not None else days
    figure = style.sheet(9.6, 8.4)
    panels = figure.subplots(3, 2, sharex=True).ravel()
    for axes, (quantity, title, unit) in zip(panels, PANELS, strict=True):
        style.tidy(axes, y=unit, title=title)
        for name, look in zip(names, LOOKS, strict=False):
            _lines(axes, when, grids[name][quantity], look, quantity == "held")
        axes.set_ylim(bottom=0)
        if quantity in SHARES:
            axes.set_ylim(0, max(0.1, min(1.02, axes.get_ylim()[1])))
            style.percent(axes)
        else:
            style.thousands(axes)
    if start is not None:
        style.date_axis(panels[0], when)
    else:
        for axes in panels[-2:]:
            axes.set_xlabel("day", size=style.NORMAL)
    n = [len(grids[name]["held"]) for name in names]
    figure.legend(handles=_legend(names, titles or {}), loc="outside lower center", ncols=2, fontsize=style.SMALL, frameon=False)
    finding = _finding(grids, names, titles or {})
    shown = (
        f"{n[0]} worlds, the same under either arm. Lines: medians (of the road: the share of worlds). Bands: the middle 90 % of worlds"
        " (of the road: 95 % interval)."
    )
    whose = " and ".join(_title(name, titles or {}) for name in names)
    return style.headline(figure, finding, shown, f"Six panels over time for {whose}. {finding}.")


def _grids(table: Columns, name: str) -> dict[str, np.ndarray]:
    """(worlds, days) each quantity under one arm."""
    mine = texts(table["arm"]) == name
    world, row = np.unique(table["world"][mine], return_inverse=True)
    day = numbers(table["day"][mine]).astype(int)
    found = {}
    for quantity in COLUMNS:
        grid = np.full((len(world), int(day.max()) + 1), np.nan)
        grid[row, day] = numbers(table[quantity][mine])
        found[quantity] = grid
    gave_up = found["is_capitulated"] == 1
    found["held"] = np.where(gave_up, 0.0, found["access_level"] > 0)
    for quantity in ("stock_days", "ration"):
        found[quantity] = np.where(gave_up, np.nan, found[quantity])  # afterwards few are left to feed
    total = np.cumsum(found["escorts"], axis=1)
    before = np.concatenate([np.zeros((len(world), min(MONTH, total.shape[1]))), total[:, :-MONTH]], axis=1)[:, : total.shape[1]]
    found["escorts"] = np.where(np.arange(total.shape[1]) < MONTH - 1, np.nan, total - before)
    return found


def _lines(axes: Axes, when: np.ndarray, grid: np.ndarray, look: tuple[str, Any], is_share: bool) -> None:
    """Middle and band of one arm; days of which fewer than half the worlds can tell are left out."""
    colour, line = look
    known = np.isfinite(grid).sum(axis=0)
    low, middle, high = np.full((3, grid.shape[1]), np.nan)
    if is_share:
        found = {int(k): wilson(int(k), len(grid)) for k in np.unique(np.nansum(grid, axis=0))}
        held = np.nansum(grid, axis=0).astype(int)
        low, middle, high = (np.array([getattr(found[k], part) for k in held]) for part in ("low", "value", "high"))
    else:
        enough = known >= max(1, 0.5 * len(grid))
        if enough.any():
            low[enough], middle[enough], high[enough] = np.nanquantile(grid[:, enough], (0.05, 0.5, 0.95), axis=0)
    axes.fill_between(when[: len(low)], low, high, color=colour, alpha=0.16, linewidth=0)
    axes.plot(when[: len(low)], middle, color=colour, linestyle=line, linewidth=2)


def _legend(names: list[str], titles: Mapping[str, str]) -> list[Any]:
    from matplotlib.lines import Line2D

    lines: list[Any] = [
        Line2D([], [], color=colour, linestyle=line, linewidth=2, label=_title(name, titles))
        for name, (colour, line) in zip(names, LOOKS, strict=False)
    ]
    return [*lines, Patch(color=style.SOFT, alpha=0.3, label="spread over worlds")]


def _finding(grids: Mapping[str, dict[str, np.ndarray]], names: list[str], titles: Mapping[str, str]) -> str:
    days = {name: float(np.nansum(grids[name]["held"], axis=1).mean()) for name in names}
    told = [f"{days[name]:,.0f} days under {_title(name, titles)}" for name in names]
    return "The road was held on average " + ", ".join(told)


def _title(name: str, titles: Mapping[str, str]) -> str:
    return titles.get(name, name.replace("_", " "))
