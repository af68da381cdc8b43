"""The figures of a calibration: every prior against its posterior, the identified ones in full, and the ranks of known truths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from experiments.evidence.calibration.calibrate import Calibration, coverage, pooled
from experiments.evidence.calibration.identified import Setting
from experiments.evidence.calibration.ranks import BINS
from experiments.evidence.calibration.table import values_of
from experiments.figures.style import BLUE, FAINT, INK, NORMAL, ORANGE, SMALL, SOFT, VERMILION, alt_text, headline, save, sheet, tidy
from experiments.picture import Picture

COLOURS = {"identified": VERMILION, "leaning": ORANGE, "not identified": SOFT}
MOST_PANELS = 12
LOG_KINDS = ("loguniform", "lognormal")


def draw(one: Calibration, folder: Path) -> list[Picture]:
    """Draws every figure into a folder."""
    figures = {
        "known": ("What the record tells of each setting", known(one)),
        "densities": ("Prior against posterior", densities(one)),
        "ranks": ("Ranks of known truths", ranks(one)),
    }
    return [
        Picture(save(figure, folder / f"{name}.png", title), title, alt_text(figure))
        for name, (title, figure) in figures.items()
        if figure is not None
    ]


def known(one: Calibration) -> Figure:
    """Every setting: the middle 90 % of its posterior, in widths of its prior."""
    figure = sheet(9.0, 1.9 + 0.185 * len(one.settings))
    axes = tidy(figure.add_subplot(), "posterior, in standard deviations of the prior (90 % interval)", grid="x")
    names = {name: at for at, name in enumerate(one.alike.settings)}
    for row, told in enumerate(one.settings):
        at = names[told.name]
        low, middle, high = _three(one.found.scores[:, at], one.found.weights)
        axes.plot((low, high), (row, row), color=COLOURS[told.verdict], linewidth=2.5, solid_capstyle="butt")
        axes.plot(middle, row, "o", color=COLOURS[told.verdict], markersize=4)
    axes.axvspan(-1.645, 1.645, color=FAINT, alpha=0.45, zorder=0, linewidth=0)
    axes.set_yticks(range(len(one.settings)), [told.name for told in one.settings], size=7)
    axes.set_ylim(len(one.settings) - 0.4, -0.6)
    for verdict, colour in COLOURS.items():
        axes.plot([], [], color=colour, linewidth=2.5, label=verdict)
    axes.legend(loc="upper left", fontsize=SMALL, frameon=False)
    n = {verdict: sum(told.verdict == verdict for told in one.settings) for verdict in COLOURS}
    return headline(
        figure,
        f"The record narrows {n['identified']} of {len(one.settings)} uncertain numbers, moves {n['leaning']} more, and says nothing of"
        f" {n['not identified']}",
        "Bars: middle 90 % of the posterior; shaded: middle 90 % of every prior.",
        "; ".join(f"{told.name}: {told.verdict}, width {told.ratio:.2f} of the prior's, shift {told.shift:+.2f}" for told in one.settings),
    )


def densities(one: Calibration) -> Figure | None:
    """The best-known settings in their own units: prior and posterior."""
    shown = [told for told in one.settings if told.verdict != "not identified"][:MOST_PANELS]
    if not shown:
        return None
    rows = -(-len(shown) // 3)
    figure = sheet(9.0, 1.2 + 1.75 * rows)
    for panel, told in enumerate(shown, 1):
        _density(figure.add_subplot(rows, 3, panel), one, told)
    return headline(
        figure,
        "Prior (grey) against posterior (colour)",
        f"{len(shown)} settings that the record narrows or moves, in their own units.",
        "; ".join(
            f"{told.name}: 90 % from {told.after[0]:.3g} to {told.after[2]:.3g}, before {told.before[0]:.3g} to {told.before[2]:.3g}"
            for told in shown
        ),
    )


def ranks(one: Calibration) -> Figure | None:
    """Where known truths lie in their posteriors: even, if the method is right."""
    shown = one.identified[:MOST_PANELS]
    if not shown:
        return None
    rows = -(-len(shown) // 3)
    figure = sheet(9.0, 1.2 + 1.6 * rows)
    names = {name: at for at, name in enumerate(one.ranks.settings)}
    low, high = one.ranks.band()
    for panel, name in enumerate(shown, 1):
        axes = tidy(figure.add_subplot(rows, 3, panel), title="")
        axes.axhspan(low, high, color=FAINT, alpha=0.6, zorder=0, linewidth=0)
        axes.bar((np.arange(BINS) + 0.5) / BINS, one.ranks.histogram(names[name]), 0.92 / BINS, color=BLUE)
        axes.axhline(len(one.ranks.ranks) / BINS, color=INK, linewidth=0.8)
        inside = coverage(one, names[name])["share"]
        axes.set_title(f"{name.removeprefix('rules.')}: {100 * inside:.0f} % inside", size=SMALL, loc="left", color=INK)
        axes.set_xticks((0, 0.5, 1))
    told = pooled(one)
    return headline(
        figure,
        f"A 90 % interval held the known truth in {100 * told['mean']:.0f} % of {len(one.ranks.ranks):,} synthetic records"
        f" ({100 * told['least']:.0f} to {100 * told['greatest']:.0f} % by setting)",
        "Rank of the true value in its posterior; shaded: 99 % of counts if ranks are even.",
        "; ".join(f"{name}: coverage {coverage(one, names[name])['share']:.3f}" for name in shown),
    )


def _density(axes: object, one: Calibration, told: Setting) -> None:
    """One panel: histograms of prior and posterior draws, on a log axis where the prior is on one."""
    prior = one.priors[told.name]
    at = one.alike.settings.index(told.name)
    before, after = values_of(prior, one.table.scores[:4000, at]), values_of(prior, one.found.scores[:, at])
    is_log = prior.kind in LOG_KINDS
    low, high = np.quantile(before, (0.002, 0.998))
    low, high = min(low, after.min()), max(high, after.max())
    edges = np.geomspace(low, high, 31) if is_log else np.linspace(low, high, 31)
    tidy(axes, grid="")  # type: ignore[arg-type]
    for values, weights, colour, style in ((before, None, SOFT, 0.35), (after, one.found.weights, COLOURS[told.verdict], 0.75)):
        counts, _ = np.histogram(values, edges, weights=weights)
        axes.stairs(counts / counts.sum(), edges, color=colour, fill=True, alpha=style)  # type: ignore[attr-defined]
    if is_log:
        axes.set_xscale("log")  # type: ignore[attr-defined]
        ticks = np.quantile(before, (0.02, 0.5, 0.98))
        axes.set_xticks(ticks, [f"{tick:.2g}" for tick in ticks])  # type: ignore[attr-defined]
        axes.set_xticks((), minor=True)  # type: ignore[attr-defined]
    axes.set_yticks(())  # type: ignore[attr-defined]
    axes.set_title(told.name.removeprefix("rules."), size=NORMAL, loc="left", color=INK)  # type: ignore[attr-defined]


def _three(values: np.ndarray, weights: np.ndarray) -> Sequence[float]:
    from experiments.evidence.calibration.identified import weighted_quantiles

    return weighted_quantiles(values, weights)
