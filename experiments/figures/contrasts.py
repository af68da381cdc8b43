"""Arms side by side, and what each changes in the same worlds."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.analysis import HEADLINE, Comparison, Measure, compare, values_of
from experiments.analysis import arms as arms_of
from experiments.columns import columns
from experiments.figures import style
from experiments.rounding import inline, minus

SHOWN = ("is_blockaded", "is_offensive", "displaced_persons", "civilian_deaths")


def arms(outcomes: Any, baseline: str, titles: Mapping[str, str] | None = None) -> Figure:
    """Every arm: chance of a long obstruction and of an offensive; spread of displaced persons and civilian deaths."""
    table = columns(outcomes)
    names, rows = arms_of(table, baseline), compare(table, baseline)
    figure = style.sheet(9.6, 1.9 + 2 * (0.55 + 0.42 * len(names)))
    panels = figure.subplots(2, 2, sharey=True).ravel()
    for axes, name in zip(panels, SHOWN, strict=True):
        measure = next(m for m in HEADLINE if m.name == name)
        _panel(axes, [row for row in rows if row.measure == name], measure, table)
    _name_arms(panels[::2], names, titles or {})
    finding = _finding(rows, names, titles or {})
    n = max(row.here.n for row in rows)
    shown = (
        f"{n} worlds in each arm, the same in all. Dots: chance or mean with 95 % interval. Grey: share of worlds by"
        " outcome."
    )
    return style.headline(
        figure, finding, shown, f"Four panels comparing {len(names)} arms. {finding}. " + _in_words(rows, titles or {})
    )


def paired_differences(outcomes: Any, baseline: str, titles: Mapping[str, str] | None = None) -> Figure:
    """What each arm changes against the baseline, world by world, with 95 % intervals; left of nought is less."""
    names, rows = arms_of(columns(outcomes), baseline)[1:], compare(outcomes, baseline)
    figure = style.sheet(9.6, 1.9 + 2 * (0.55 + 0.45 * max(1, len(names))))
    panels = figure.subplots(2, 2, sharey=True).ravel()
    for axes, name in zip(panels, SHOWN, strict=True):
        _differences(axes, [row for row in rows if row.measure == name and row.difference])
    _name_arms(panels[::2], names, titles or {})
    finding = _difference_finding(rows, titles or {})
    shown = (
        f"Difference from {_title(baseline, titles or {})} in the same worlds, mean and 95 % interval. Hollow: the"
        " interval holds nought."
    )
    return style.headline(
        figure, finding, shown, f"Four panels of paired differences for {len(names)} arms. {finding}."
    )


def _panel(axes: Axes, rows: Sequence[Comparison], measure: Measure, table: Any) -> None:
    words = f"P({measure.words})" if measure.unit == "share" else measure.words
    style.tidy(axes, title=words[0].upper() + words[1:], grid="x")
    if measure.unit == "share":
        axes.set_xlim(0, 1)
        style.percent(axes, "x")
    else:
        _ridges(axes, rows, measure, table)
        axes.set_xlim(left=0)
        style.thousands(axes, "x")
    for i, row in enumerate(rows):
        _dot(axes, i, row.here, style.INK if i == 0 else style.BLUE)


def _ridges(axes: Axes, rows: Sequence[Comparison], measure: Measure, table: Any) -> None:
    """A small histogram behind each arm: the share of its worlds by outcome."""
    found = [values_of(table, row.arm, measure) for row in rows]
    top = max([float(v.max()) for v in found if len(v)], default=1.0) or 1.0
    edges = np.linspace(0, top, 25)
    shares = [np.histogram(v, edges)[0] / max(1, len(v)) for v in found]
    scale = 0.78 / max(s.max() for s in shares)
    for i, heights in enumerate(shares):
        axes.bar(
            edges[:-1],
            -scale * heights,
            np.diff(edges),
            bottom=i + 0.42,
            align="edge",
            color="#C9CED6",
            linewidth=0,
            zorder=1,
        )


def _dot(axes: Axes, y: float, interval: Any, colour: str, hollow: bool = False) -> None:
    if not np.isfinite(interval.value):
        return
    if np.isfinite(interval.low):
        axes.plot([interval.low, interval.high], [y, y], color=colour, linewidth=2.2, solid_capstyle="round", zorder=3)
    axes.plot(
        interval.value, y, "o", color=colour, markerfacecolor="white" if hollow else colour, markersize=6.5, zorder=4
    )


def _differences(axes: Axes, rows: Sequence[Comparison]) -> None:
    if not rows:
        return
    unit = rows[0].unit
    words = f"P({rows[0].words})" if unit == "share" else rows[0].words
    style.tidy(axes, "percentage points" if unit == "share" else unit, title=words[0].upper() + words[1:], grid="x")
    axes.axvline(0, color=style.INK, linewidth=1)
    for i, row in enumerate(rows):
        scaled = type(row.difference)(
            *(100 * v if unit == "share" else v for v in row.difference[:3]), row.difference.n
        )
        _dot(axes, i, scaled, style.BLUE, hollow=scaled.low <= 0 <= scaled.high)
        axes.annotate(
            minus(inline(row.difference, unit, True)),
            (scaled.value, i),
            xytext=(0, 7),
            textcoords="offset points",
            size=style.SMALL,
            ha="center",
            color=style.INK,
            bbox={"facecolor": "white", "alpha": 0.75, "pad": 0.4, "edgecolor": "none"},
        )
    low, high = axes.get_xlim()
    pad = 0.22 * (high - low)
    axes.set_xlim(low - pad, high + pad)
    axes.locator_params(axis="x", nbins=5)
    style.thousands(axes, "x")


def _name_arms(panels: Sequence[Axes], names: Sequence[str], titles: Mapping[str, str]) -> None:
    """Arms down the side, the first on top."""
    for axes in panels:
        axes.set_yticks(range(len(names)), [fill(_title(name, titles), 24) for name in names])
        axes.set_ylim(len(names) - 0.45, -0.6)


def _title(name: str, titles: Mapping[str, str]) -> str:
    return titles.get(name, name.replace("_", " "))


def _finding(rows: Sequence[Comparison], names: Sequence[str], titles: Mapping[str, str]) -> str:
    chance = {row.arm: row.here for row in rows if row.measure == "is_blockaded"}
    base = names[0]
    if len(names) == 1:
        return f"The road was obstructed for more than 30 days in {inline(chance[base], 'share')} of worlds"
    others = [100 * chance[name].value for name in names[1:]]
    span = f"{min(others):.0f} to {max(others):.0f} %" if len(others) > 1 else f"{others[0]:.0f} %"
    return (
        f"The road was obstructed for more than 30 days in {100 * chance[base].value:.0f} % of worlds under"
        f" {_title(base, titles)}, in {span} under the alternative{'s' * (len(others) > 1)}"
    )


def _difference_finding(rows: Sequence[Comparison], titles: Mapping[str, str]) -> str:
    mine = [row for row in rows if row.measure == "is_blockaded" and row.difference]
    if not mine:
        return "There is no other arm to compare"
    less = [row for row in mine if row.difference.high < 0]
    best = min(mine, key=lambda row: row.difference.value)
    if not less:
        return f"None of {len(mine)} alternatives made a long obstruction clearly rarer"
    return (
        f"{len(less)} of {len(mine)} alternatives made a long obstruction rarer, most of all"
        f" {_title(best.arm, titles)}: {inline(best.difference, 'share', True)}"
    )


def _in_words(rows: Sequence[Comparison], titles: Mapping[str, str]) -> str:
    return " ".join(
        f"{_title(row.arm, titles)}: {inline(row.here, 'share')}." for row in rows if row.measure == "is_blockaded"
    )
