"""How every figure looks: paper, colours, headline, labels that keep clear of each other, bytes that never change."""

from pathlib import Path
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, DateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MultipleLocator

from experiments.rounding import minus

# Okabe and Ito's palette: told apart by readers of every kind of colour vision.
BLACK, ORANGE, SKY, GREEN, BLUE, VERMILION, PURPLE = (
    "#222222",
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
INK, SOFT, FAINT = "#222222", "#5A5A5A", "#D9D9D9"
LEVEL_WORDS = ("open", "obstructed", "under a checkpoint", "closed")
LEVEL_TINT = ("#FFFFFF", "#FBE6C2", "#F2BE8D", "#D48A6E")
RUNGS = ("hold", "harassment", "grab", "obstruction", "checkpoint", "closure", "offensive")
RUNG_MARK = ("v", "o", "^", "s", "D", "X", "*")
RUNG_COLOUR = (SOFT, SKY, BLUE, ORANGE, VERMILION, BLACK, PURPLE)
SMALL, NORMAL, LARGE = 8.5, 9.5, 12.0
DPI = 150


def sheet(width: float = 9.0, height: float = 5.5) -> Figure:
    """An empty figure on white paper, in inches."""
    figure = Figure(figsize=(width, height), facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def headline(figure: Figure, finding: str, shown: str, alt: str) -> Figure:
    """Puts the finding above everything, what is shown under it, and keeps the alternative text with the figure."""
    width, height = figure.get_size_inches()
    top = wrap(_kept(minus(finding)), int(width * 72 / (0.63 * LARGE)))
    below = wrap(_kept(shown), int(width * 72 / (0.53 * NORMAL)))
    left, line = 0.12 / width, 1 / (72 * height)
    y = 1 - 8 * line
    figure.text(left, y, "\n".join(top), size=LARGE, weight="bold", color=INK, va="top", linespacing=1.25)
    y -= len(top) * LARGE * 1.32 * line + 2 * line
    figure.text(left, y, "\n".join(below), size=NORMAL, color=SOFT, va="top", linespacing=1.25)
    y -= len(below) * NORMAL * 1.3 * line + 8 * line
    figure.get_layout_engine().set(rect=(0.005, 0.005, 0.99, y - 0.005), hspace=0.04, wspace=0.03)
    figure.set_label(alt)
    return figure


def _kept(text: str) -> str:
    """The same text, whose numbers do not part from their percent sign."""
    return text.replace(" %", "\u00a0%")


def alt_text(figure: Figure) -> str:
    """The figure in words, for readers who cannot see it."""
    return str(figure.get_label())


def tidy(axes: Axes, x: str = "", y: str = "", title: str = "", grid: str = "y") -> Axes:
    """Bare axes with labels: no box, light grid, text of at least 8 points."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(SOFT)
    axes.tick_params(labelsize=SMALL, colors=INK, length=3, color=SOFT)
    axes.set_xlabel(x, size=NORMAL, color=INK)
    axes.set_ylabel(y, size=NORMAL, color=INK)
    if title:
        axes.set_title(title, size=NORMAL, loc="left", color=INK, weight="bold")
    if grid:
        axes.grid(axis=grid, color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    return axes


def date_axis(axes: Axes, when: np.ndarray) -> None:
    """Dates along the bottom, from the first to the last day."""
    is_short = (when[-1] - when[0]) < np.timedelta64(90, "D")
    locator = AutoDateLocator(minticks=3, maxticks=6 if is_short else 10)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(
        DateFormatter("%d %b") if is_short else ConciseDateFormatter(locator, show_offset=False)
    )
    axes.set_xlim(when[0], when[-1] + np.timedelta64(1, "D"))


def thousands(axes: Axes, which: str = "y") -> None:
    """Tick labels as 20,000, in whole numbers."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: minus(f"{value:,.0f}")))


def percent(axes: Axes, which: str = "y") -> None:
    """Tick labels of a share as 40 %."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))


def hours_locator(hours: float) -> MultipleLocator:
    """Ticks at whole days of hours, about ten at most."""
    return MultipleLocator(24 * max(1, round(hours / 240)))


def mark_day(axes: Axes, day: np.datetime64, words: str, is_late: bool = False) -> None:
    """A dashed line through a day, with words at its top."""
    axes.axvline(day, color=INK, linewidth=1, linestyle=(0, (4, 2)), zorder=1)
    axes.annotate(
        words,
        (day, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-5 if is_late else 5, -2),
        textcoords="offset points",
        size=SMALL,
        ha="right" if is_late else "left",
        va="top",
        color=INK,
    )


def bands(axes: Axes, when: np.ndarray, level: np.ndarray) -> list[Patch]:
    """Shades the days of obstructed, checked or closed road; returns what a legend needs."""
    edges = (np.flatnonzero(np.diff(level)) + 1).tolist()
    for first, last in zip([0, *edges], [*edges, len(level)], strict=True):
        if level[first]:
            axes.axvspan(
                when[first], when[min(last, len(when) - 1)], color=LEVEL_TINT[int(level[first])], zorder=0, linewidth=0
            )
    return [Patch(color=LEVEL_TINT[k], label=f"road {LEVEL_WORDS[k]}") for k in (1, 2, 3) if (level == k).any()]


def save(figure: Figure, path: Path, title: str = "") -> Path:
    """Writes a PNG that carries its alternative text and nothing that changes from day to day."""
    figure.savefig(path, dpi=DPI, metadata={"Software": None, "Title": title, "Description": alt_text(figure)})
    return path
