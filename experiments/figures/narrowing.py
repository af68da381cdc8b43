"""How intervals narrow with worlds: a panel an outcome, paired against unpaired."""

from collections.abc import Mapping, Sequence
from math import ceil, isfinite
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from experiments.figures import style

MOST = 6  # outcomes on a sheet


def narrowing(found: Sequence[Any], titles: Mapping[str, str], baseline: str, target: Any) -> Figure:
    """Half-width of the 95 % interval against the number of worlds: seen in the pilot, and forecast.

    `found`: the advice of `experiments.replication`; the baseline's level and the difference that needs most worlds are drawn."""
    outcomes = list(dict.fromkeys(one.outcome for one in found))[:MOST]
    columns = min(2, len(outcomes))
    rows = ceil(len(outcomes) / columns)
    figure = style.sheet(4.8 * columns + (1.6 if columns == 1 else 0), 1.5 + 3.1 * rows)
    panels = np.atleast_1d(figure.subplots(rows, columns)).ravel()
    for axes, outcome in zip(panels, outcomes, strict=False):
        _panel(axes, [one for one in found if one.outcome == outcome], baseline, titles)
    for axes in panels[len(outcomes) :]:
        axes.set_visible(False)
    finding = _finding(found, outcomes, baseline, titles)
    n = max(one.n for one in found)
    shown = (
        f"Dots: seen as the {n} worlds of the pilot came in. Lines: forecast from its spread. Dashed: the two arms in separate worlds."
        " Grey rule: asked for."
    )
    return style.headline(figure, finding, shown, f"{len(outcomes)} panels of half-width against worlds. {finding}.")


def hardest(found: Sequence[Any], outcome: str) -> Any | None:
    """The paired difference of an outcome that needs most worlds, of those that vary; None where there is none."""
    mine = [one for one in found if one.outcome == outcome and one.is_difference and one.spread > 0 and isfinite(one.worlds)]
    return max(mine, key=lambda one: one.worlds, default=None)


def _panel(axes: Axes, mine: Sequence[Any], baseline: str, titles: Mapping[str, str]) -> None:
    level = next(one for one in mine if one.arm == baseline and not one.is_difference)
    apart = hardest(mine, level.outcome)
    scale = 100 if level.unit == "share" else 1
    unit = "points" if scale == 100 else level.unit
    style.tidy(axes, "worlds", f"half-width, {unit}".rstrip(", "), title=_words(level.outcome))
    axes.set_xscale("log")
    axes.set_yscale("log")
    _line(axes, level.seen, level.forecast, scale, style.SOFT, titles[baseline])
    if apart:
        _line(axes, apart.seen, apart.forecast, scale, style.BLUE, fill(f"difference: {titles[apart.arm]}", 30))
        _line(axes, (), apart.unpaired_forecast, scale, style.VERMILION, "the same, unpaired", "--")
    if isfinite(level.target) and level.target > 0:
        axes.axhline(scale * level.target, color=style.FAINT, linewidth=3, zorder=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=12))
        axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
        axis.set_minor_locator(NullLocator())
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=style.SMALL, frameon=False, loc="upper right")


def _line(axes: Axes, seen: Any, forecast: Any, scale: float, colour: str, label: str, dash: str = "-") -> None:
    points = np.array([(n, scale * half) for n, half in forecast if isfinite(half) and half > 0])
    if len(points):
        axes.plot(points[:, 0], points[:, 1], dash, color=colour, linewidth=1.6, label=label)
    dots = np.array([(n, scale * half) for n, half in seen if isfinite(half) and half > 0])
    if len(dots):
        axes.plot(dots[:, 0], dots[:, 1], "o", color=colour, markersize=4)


def _finding(found: Sequence[Any], outcomes: Sequence[str], baseline: str, titles: Mapping[str, str]) -> str:
    """The finding, from the outcome that needs most worlds."""
    worst = max((one for one in (hardest(found, name) for name in outcomes) if one), key=lambda one: one.worlds, default=None)
    if worst is None:
        level = max((one for one in found if isfinite(one.worlds)), key=lambda one: one.worlds, default=None)
        return f"{level.worlds:,.0f} worlds tell {_words(level.outcome)} as well as asked" if level else "No outcome varies between worlds"
    alone = max((one.unpaired for one in found if one.is_difference and one.outcome in outcomes and isfinite(one.unpaired)), default=0)
    unpaired = f"; separate worlds would have to number {alone:,.0f} an arm" if alone > worst.worlds else ""
    return f"{worst.worlds:,.0f} shared worlds tell every difference as well as asked{unpaired}"


def _words(outcome: str) -> str:
    words = outcome.removeprefix("is_").replace("_", " ")
    return words[0].upper() + words[1:]
