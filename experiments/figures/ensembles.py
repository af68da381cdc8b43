"""Many worlds at once: where most of them are, day by day."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from experiments.columns import columns, numbers
from experiments.figures import style


def worlds_bands(
    daily: Any, quantity: str = "persons_out", words: str = "persons out", unit: str = "persons", start: Any = None
) -> Figure:
    """Median, middle half and 5-95 % of worlds for one daily quantity.

    `daily` has the columns world, day and the quantity; `start` is the date of day 0; without it the days are counted.
    """
    table = columns(daily)
    days, place = np.unique(numbers(table["day"]).astype(int), return_inverse=True)
    worlds, row = np.unique(table["world"], return_inverse=True)
    grid = np.full((len(worlds), len(days)), np.nan)
    grid[row, place] = numbers(table[quantity])
    low, lower, middle, upper, high = np.nanquantile(grid, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    when = np.datetime64(start, "D") + days if start is not None else days
    figure = style.sheet(9, 4.6)
    axes = style.tidy(figure.add_subplot(), "" if start is not None else "day", unit)
    axes.fill_between(when, low, high, color=style.SKY, alpha=0.3, linewidth=0, label="5 to 95 % of worlds")
    axes.fill_between(when, lower, upper, color=style.SKY, alpha=0.6, linewidth=0, label="middle half")
    axes.plot(when, middle, color=style.BLUE, linewidth=2, label="median")
    axes.legend(fontsize=style.SMALL, frameon=False, loc="upper left")
    if start is not None:
        style.date_axis(axes, when)
    is_large = float(np.nanmax(np.abs(high))) >= 10
    if is_large:
        style.thousands(axes)
    last = [f"{band[-1]:,.0f}" if is_large else f"{band[-1]:.2f}" for band in (middle, low, high)]
    finding = f"At the end, {words}: median {last[0]}; nine in ten worlds between {last[1]} and {last[2]}"
    return style.headline(
        figure, finding, f"{len(worlds)} worlds, every day.", f"Bands of {words} over time. {finding}."
    )
