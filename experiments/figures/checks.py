"""Figures of the checks: how onset follows the sponsor's distraction, what each mechanism does, the model beside a null model."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures import style
from experiments.picture import Picture
from experiments.rounding import minus

Finding = Mapping[str, Any]
VERDICT_COLOUR = {"kept": style.BLUE, "undecided": style.ORANGE, "broken": style.VERMILION, "shown": style.SOFT}
PANELS = (("is_obstructed_30", "P(road obstructed > 30 days)", 100.0), ("is_offensive", "P(offensive)", 100.0))


def save_checks(findings: Sequence[Finding], folder: Path) -> list[Picture]:
    """Every figure that the findings (as JSON) allow, as PNG files in a folder."""
    known = {one["id"]: one for one in findings}
    rivals = [one for one in findings if one["check"] == "null_model" and one["rows"]]
    figures = {
        "shift": shift(known["shift_test"]) if known.get("shift_test", {}).get("n") else None,
        "ablations": ablations(known["ablations"]) if "ablations" in known else None,
        "null_model": null_model(rivals) if rivals else None,
    }
    return [
        Picture(style.save(figure, folder / f"{name}.png", name), name.replace("_", " "), style.alt_text(figure))
        for name, figure in figures.items()
        if figure is not None
    ]


def shift(finding: Finding) -> Figure:
    """Median onset of obstruction against the days by which the sponsor's distraction was moved; a slope of 1 dashed."""
    rows = [row for row in finding["rows"] if row["median_onset_day"] is not None]
    figure = style.sheet(7.0, 5.0)
    axes = style.tidy(figure.add_subplot(), "days by which the sponsor's distraction comes later", "first day of obstruction, median")
    days = np.array([row["shift_days"] for row in rows], float)
    middle = np.array([row["median_onset_day"] for row in rows], float)
    for row in rows:
        if row["low"] is not None:
            axes.plot([row["shift_days"]] * 2, [row["low"], row["high"]], color=style.BLUE, linewidth=2.2, solid_capstyle="round")
    axes.plot(days, middle, "o", color=style.BLUE, markersize=7, label="median over worlds, 95 % interval")
    centre = float(middle.mean()) if len(middle) else 0.0
    axes.plot(days, centre + finding["value"] * days, color=style.INK, linewidth=1.2, label=f"slope {finding['value']:.2f}")
    axes.plot(days, centre + days, color=style.SOFT, linewidth=1, linestyle=(0, (4, 3)), label="slope 1: the input dates the event")
    axes.set_xticks(days)
    axes.legend(fontsize=style.SMALL, frameon=False, loc="upper left")
    told = f"Onset follows the sponsor's distraction by {finding['value']:.2f} [{finding['low']:.2f} to {finding['high']:.2f}] days a day"
    shown = f"{finding['n']} worlds that are obstructed under every shift. The date of an onset is therefore no validation."
    return style.headline(figure, minus(told), shown, f"Five medians on a line. {told}.")


def ablations(finding: Finding) -> Figure:
    """Every mechanism off: what becomes of the chance of a long obstruction and of an offensive; inert ones in red."""
    rows = finding["rows"]
    figure = style.sheet(9.6, 1.6 + 0.165 * len(rows))
    panels = figure.subplots(1, len(PANELS), sharey=True)
    for axes, (outcome, words, scale) in zip(panels, PANELS, strict=True):
        _effects(axes, rows, outcome, words, scale)
    panels[0].set_yticks(range(len(rows)), [f"{row['title']} ({row['section']})" for row in rows], size=6.5)
    panels[0].set_ylim(len(rows) - 0.4, -0.6)
    n_inert = sum(row["verdict"] == "broken" for row in rows)
    inert = f"; {n_inert} are inert" if n_inert else ""
    told = f"{len(rows) - n_inert} of {len(rows)} mechanisms change something when switched off{inert}"
    shown = (
        f"{finding['n']} worlds, the same with and without; change in points, with an interval that holds for all outcomes at"
        " once. Orange: no outcome's mean is clearly moved. Red: nothing changes at all. Many act on other outcomes than these two."
    )
    return style.headline(figure, told, shown, f"Dots of {len(rows)} mechanisms in two panels. {told}.")


def _effects(axes: Axes, rows: Sequence[Mapping[str, Any]], outcome: str, words: str, scale: float) -> None:
    style.tidy(axes, "percentage points", title=words, grid="x")
    axes.axvline(0, color=style.INK, linewidth=1)
    for k, row in enumerate(rows):
        value, low, high = (row[f"{outcome}_{part}"] for part in ("change", "low", "high"))
        if value is None:
            continue
        colour = VERDICT_COLOUR[row["verdict"]]
        if low is not None:
            axes.plot([scale * low, scale * high], [k, k], color=colour, linewidth=1.3, alpha=0.8)
        is_clear = low is not None and (low > 0 or high < 0)
        axes.plot(scale * value, k, "o", color=colour, markerfacecolor=colour if is_clear else "white", markersize=3.6)


def null_model(findings: Sequence[Finding]) -> Figure:
    """Share of worlds inside the tolerance, reading by reading: the model against a ladder climbed at random."""
    rows = [{**row, "check": one["id"]} for one in findings for row in one["rows"]]
    figure = style.sheet(8.6, 1.8 + 0.24 * len(rows))
    axes = style.tidy(figure.add_subplot(), "share of worlds inside the tolerance of the record", grid="x")
    for k, row in enumerate(rows):
        axes.plot([row["inside_null"], row["inside_model"]], [k, k], color=style.FAINT, linewidth=2, zorder=1)
        axes.plot(row["inside_null"], k, "D", color=style.ORANGE, markersize=4.5, label="random ladder" if k == 0 else None)
        axes.plot(row["inside_model"], k, "o", color=style.BLUE, markersize=5.5, label="model" if k == 0 else None)
    axes.set_yticks(range(len(rows)), [f"{row['claim']} {row['title']} ({row['used_for'].replace('_', ' ')})" for row in rows], size=7.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    style.percent(axes, "x")
    axes.legend(fontsize=style.SMALL, frameon=False, loc="lower right")
    n_better = sum(row["inside_model"] > row["inside_null"] for row in rows)
    told = f"The model is more often inside the tolerance than a random ladder on {n_better} of {len(rows)} readings"
    shown = "The random ladder has the record's own base rates, whichever pattern they come from, and no reason to change."
    return style.headline(figure, told, shown, f"Pairs of dots for {len(rows)} readings. {told}.")
