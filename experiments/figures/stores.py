"""What came in, what was in store, and what people ate."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.columns import Columns, columns, dates, numbers, where
from experiments.figures import style
from experiments.turns import access, spells

LOW_STOCK_DAYS = 30


def supply(daily: Any) -> Figure:
    """Imports and convoys, days of stock, and the ration, with the days of shut road shaded."""
    days = columns(daily)
    when = dates(days["date"])
    gave_up = days["is_capitulated"].astype(bool)
    before = where(days, ~gave_up) if not gave_up.all() else days  # afterwards few are left to feed
    figure = style.sheet(9, 6.2)
    panels = figure.subplots(3, 1, sharex=True)
    for axes, draw in zip(panels, (_imports, _stock, _ration), strict=True):
        style.tidy(axes)
        draw(axes, when, days)
        shaded = style.bands(axes, when, access(days))
        if gave_up.any():
            at = int(np.argmax(gave_up))
            style.mark_day(axes, when[at], "capitulation" if axes is panels[0] else "", at > 0.6 * len(when))
    panels[1].set_ylim(0, 1.12 * max(LOW_STOCK_DAYS * 1.3, float(numbers(before["stock_days"]).max())))
    style.date_axis(panels[-1], when)
    if shaded:
        figure.legend(handles=shaded, loc="outside lower center", ncols=3, fontsize=style.SMALL, frameon=False)
    finding = _finding(before, bool(gave_up.any()))
    shown = (
        "Imports and convoys as 7-day means; shaded: days on which the road was obstructed, under a checkpoint or"
        " closed."
    )
    return style.headline(figure, finding, shown, f"Three panels over time: imports, days of stock, ration. {finding}.")


def _imports(axes: Axes, when: np.ndarray, days: Columns) -> None:
    imports, convoys = _smooth(numbers(days["imports_t"])), _smooth(numbers(days["convoy_t"]))
    axes.fill_between(when, imports, color=style.BLUE, linewidth=0, label="imports")
    axes.fill_between(when, imports, imports + convoys, color=style.ORANGE, linewidth=0, label="aid convoys")
    axes.set_ylabel("tonnes a day", size=style.NORMAL)
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=style.SMALL, loc="lower left", framealpha=0.9, edgecolor="none")


def _stock(axes: Axes, when: np.ndarray, days: Columns) -> None:
    axes.plot(when, numbers(days["stock_days"]), color=style.GREEN, linewidth=1.8)
    axes.axhline(LOW_STOCK_DAYS, color=style.INK, linewidth=0.9, linestyle=(0, (4, 2)))
    axes.annotate(
        f"{LOW_STOCK_DAYS} days: rationing",
        (0.005, LOW_STOCK_DAYS),
        xycoords=("axes fraction", "data"),
        xytext=(0, -3),
        textcoords="offset points",
        size=style.SMALL,
        va="top",
    )
    axes.set_ylabel("days of stock", size=style.NORMAL)


def _ration(axes: Axes, when: np.ndarray, days: Columns) -> None:
    axes.plot(when, numbers(days["ration"]), color=style.VERMILION, linewidth=1.8)
    axes.set_ylabel("ration, share\nof 2,100 kcal", size=style.NORMAL)
    axes.set_ylim(0, 1.1)
    style.percent(axes)


def _smooth(values: np.ndarray, width: int = 7) -> np.ndarray:
    """Mean over up to `width` days around each day."""
    ones = np.convolve(np.ones(len(values)), np.ones(width), "same")
    return np.convolve(values, np.ones(width), "same") / ones


def _finding(days: Columns, has_ended: bool) -> str:
    level, imports = access(days), numbers(days["imports_t"])
    normal, shut = float(imports[level == 0].mean()) if (level == 0).any() else float("nan"), level > 0
    least = float(numbers(days["ration"]).min())
    if not shut.any():
        until = "The road stayed open" + (" until the defenders gave up" if has_ended else "")
        return (
            f"{until}: imports averaged {normal:,.0f} t a day and the ration never fell below"
            f" {100 * least:.0f} %"
        )
    return (
        f"A held road cut imports from {normal:,.0f} to {float(imports[shut].mean()):,.0f} t a day;"
        f" {_stock_in_words(days, level)}the ration fell to {100 * least:.0f} %"
    )


def _stock_in_words(days: Columns, level: np.ndarray) -> str:
    """How long after the road was held stocks ran low; nothing where they never did, or had before."""
    low = numbers(days["stock_days"]) < LOW_STOCK_DAYS
    for first, end in spells(level > 0):
        if low[first:end].any() and not low[first]:
            return f"stocks fell under {LOW_STOCK_DAYS} days after {int(np.argmax(low[first:end]))} days, and "
    return ""
