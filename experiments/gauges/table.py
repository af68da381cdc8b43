"""Figures as a table on one screen, and as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.gauges.figure import Figure

WIDTH = 74


def table_of(figures: Sequence[Figure]) -> str:
    """A heading a group; a line a figure: least, median and greatest value, unit, number of repeats."""
    lines: list[str] = []
    group = ""
    for figure in figures:
        if figure.group != group:
            group = figure.group
            lines += ["", group, f"  {'':<{WIDTH}} {'min':>10} {'median':>10} {'max':>10}  {'unit':<5} repeats"]
        lines.append(_line(figure))
    return "\n".join(lines[1:])


def heading(report: Mapping[str, Any]) -> str:
    """The machine and the worlds in a few lines."""
    machine = report["machine"]
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", "mesa", "numpy", "numba", "corridor-lab"))
    busy = "" if machine["load"] is None else f", load {machine['load']}"
    worlds = [f"{kind}: {', '.join(map(str, seeds)) or 'none found'}" for kind, seeds in report["worlds"].items()]
    rough = ["rough figures (--quick)"] if report["is_rough"] else []
    lines = [f"{machine['processor']}, {machine['cores']} cores{busy}, {machine['system']}", versions, *rough]
    return "\n".join([*lines, f"scenario {report['scenario']}" + (f"; worlds {'; '.join(worlds)}" if worlds else "")])


def _line(figure: Figure) -> str:
    if not figure.values:
        return f"  {figure.what:<{WIDTH}} {figure.note or 'not measured'}"
    values = (min(figure.values), figure.median, max(figure.values))
    numbers = " ".join(f"{_short(value):>10}" for value in values)
    note = f"  ({figure.note})" if figure.note else ""
    return f"  {figure.what:<{WIDTH}} {numbers}  {figure.unit:<5} {len(figure.values)}{note}"


def _short(value: float) -> str:
    """Three significant digits or so, thousands parted."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
