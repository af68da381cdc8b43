"""What the mission did: farm escorts month by month, and patrols against incidents road by road."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.columns import Columns, columns, dates, numbers
from experiments.figures import style
from experiments.figures.labels import box_around, name_point
from experiments.figures.windows import by_segment, in_words, onset_of_distraction, patrol_window, within
from experiments.intervals import Interval, correlation, wilson


def escorts_by_month(daily: Any, onset: Any = None) -> Figure:
    """Escorts for farmers by month, before and after the sponsor's other war began.

    `onset` is that date; unless given, the day on which the sponsor's distraction rises fastest.
    """
    table = columns(daily)
    onset = np.datetime64(onset, "D") if onset is not None else onset_of_distraction(table)
    month, escorts, is_whole = _monthly(table, "escorts")
    after = month >= onset.astype("datetime64[M]") if onset is not None else np.zeros(len(month), bool)
    figure = style.sheet(9, 4.6)
    axes = style.tidy(figure.add_subplot(), y="escorts a month")
    middle = month.astype("datetime64[D]") + np.timedelta64(14, "D")
    axes.bar(middle, escorts, width=25, color=_bar_colours(after, is_whole))
    style.date_axis(axes, np.array([month[0], month[-1] + 1]).astype("datetime64[D]"))
    before, later = _year_means(month, escorts, is_whole, onset)
    if onset is not None:
        _mark_onset(axes, month, onset, before, later)
    finding = _escort_finding(before, later)
    shown = (
        "Farm escorts by calendar month; lines: mean of the twelve whole months on either side. Pale bars: months not"
        " lived in full."
    )
    return style.headline(
        figure, finding, shown, f"Bar chart of farm escorts by month, {len(month)} months. {finding}."
    )


def patrols_against_incidents(segments: Any, window: tuple | None = None) -> Figure:
    """Patrol-days against incidents by road segment, and how much was answered where patrols were few or many."""
    months = columns(segments)
    window = (
        tuple(np.datetime64(m, "M") for m in window) if window else (patrol_window(months)[0], patrol_window(months)[1])
    )
    roads = by_segment(within(months, window))
    used = (roads["patrol_days"] > 0) | (roads["incidents"] > 0)
    roads = {name: values[used] for name, values in roads.items()}
    figure = style.sheet(9, 4.8)
    left, right = figure.subplots(1, 2, width_ratios=(1.7, 1))
    r = correlation(roads["patrol_days"], roads["incidents"])
    _scatter(left, roads)
    thirds = _answered_by_third(roads)
    _answered(right, thirds)
    share = wilson(int(roads["answered"].sum()), int(roads["incidents"].sum()))
    finding = _patrol_finding(r, share)
    shown = (
        f"{in_words(window)}, {len(roads['segment'])} road segments patrolled or with an incident; correlation"
        f" {r.value:.2f} [{r.low:.2f} to {r.high:.2f}]; lines: 95 % intervals."
    )
    return style.headline(
        figure,
        finding,
        shown,
        "Scatter of patrol-days and incidents by road segment, and share answered by third of patrol effort."
        f" {finding}.",
    )


def _bar_colours(after: np.ndarray, is_whole: np.ndarray) -> list[tuple[str, float]]:
    return [
        (style.ORANGE if late else style.BLUE, 1.0 if whole else 0.45)
        for late, whole in zip(after, is_whole, strict=True)
    ]


def _monthly(table: Columns, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Months, sums of a daily column, and whether each month was lived in full."""
    month = dates(table["date"]).astype("datetime64[M]")
    found, place, days = np.unique(month, return_inverse=True, return_counts=True)
    length = ((found + 1).astype("datetime64[D]") - found.astype("datetime64[D]")).astype(int)
    return found, np.bincount(place, weights=numbers(table[name])), days == length


def _year_means(
    month: np.ndarray, values: np.ndarray, is_whole: np.ndarray, onset: np.datetime64 | None
) -> tuple[float, float]:
    """Mean of up to twelve whole months before the onset's month, and of up to twelve after it."""
    if onset is None:
        return float(values[is_whole].mean()) if is_whole.any() else float("nan"), float("nan")
    turn = onset.astype("datetime64[M]")
    sides = ((month >= turn - 12) & (month < turn) & is_whole, (month > turn) & (month <= turn + 12) & is_whole)
    return tuple(float(values[side].mean()) if side.any() else float("nan") for side in sides)


def _mark_onset(axes: Axes, month: np.ndarray, onset: np.datetime64, before: float, later: float) -> None:
    axes.axvline(onset, color=style.INK, linewidth=1.2, linestyle=(0, (4, 2)))
    axes.annotate(
        "the sponsor's other war",
        (onset, 1),
        xycoords=("data", "axes fraction"),
        xytext=(4, -2),
        textcoords="offset points",
        size=style.SMALL,
        va="top",
        color=style.INK,
    )
    turn = onset.astype("datetime64[M]")
    for mean, first, last in (
        (before, max(month[0], turn - 12), turn),
        (later, turn + 1, min(month[-1], turn + 12) + 1),
    ):
        if np.isfinite(mean):
            axes.plot(
                [first.astype("datetime64[D]"), last.astype("datetime64[D]")],
                [mean, mean],
                color=style.INK,
                linewidth=2,
            )
            axes.annotate(
                f"mean {mean:.0f}",
                (last.astype("datetime64[D]"), mean),
                xytext=(-3, 3),
                textcoords="offset points",
                size=style.SMALL,
                ha="right",
                weight="bold",
                bbox={"facecolor": "white", "alpha": 0.8, "pad": 0.8, "edgecolor": "none"},
            )


def _escort_finding(before: float, later: float) -> str:
    if not np.isfinite(later) or not before:
        return f"Farm escorts averaged {before:.0f} a month; the sponsor was not drawn elsewhere"
    change = later / before - 1
    verb = "fell" if change < -0.05 else "rose" if change > 0.05 else "hardly changed:"
    return (
        f"Farm escorts {verb} from {before:.0f} to {later:.0f} a month ({100 * change:+.0f} %) after the sponsor's"
        " other war began"
    )


def _scatter(axes: Axes, roads: Columns) -> None:
    style.tidy(axes, "patrol-days on the segment", "incidents on the segment", "Patrols went there ...", grid="both")
    axes.scatter(
        roads["patrol_days"], roads["incidents"], s=42, color=style.BLUE, alpha=0.7, edgecolor="white", linewidth=0.6
    )
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=min(-0.4, -0.03 * roads["incidents"].max(initial=0)))
    axes.set_xlim(right=1.05 * max(1, roads["patrol_days"].max(initial=1)))
    axes.figure.draw_without_rendering()
    at = list(zip(roads["patrol_days"].tolist(), roads["incidents"].tolist(), strict=True))
    taken = [box_around(axes, point, 3) for point in at]
    weight = roads["incidents"] / max(1, roads["incidents"].max(initial=1)) + roads["patrol_days"] / max(
        1, roads["patrol_days"].max(initial=1)
    )
    for i in np.argsort(-weight, kind="stable")[:5]:
        name_point(axes, f"{_name(roads['from'][i])} - {_name(roads['to'][i])}", at[i], 7, taken, style.SOFT)


def _answered_by_third(roads: Columns) -> list[tuple[str, Interval]]:
    """Share of incidents answered on the least, middle and most patrolled third of the segments."""
    parts = np.array_split(np.argsort(roads["patrol_days"], kind="stable"), 3)
    counts = [(int(roads["answered"][part].sum()), int(roads["incidents"][part].sum())) for part in parts]
    return [
        (f"{name}\n(n = {n})", wilson(k, n)) for name, (k, n) in zip(("least", "middle", "most"), counts, strict=True)
    ]


def _answered(axes: Axes, thirds: list[tuple[str, Interval]]) -> None:
    style.tidy(axes, "thirds of segments, by patrol-days", "share of incidents answered", "... what was answered")
    for i, (_, share) in enumerate(thirds):
        if share.n:
            axes.plot([i, i], [share.low, share.high], color=style.BLUE, linewidth=2.2, solid_capstyle="round")
            axes.plot(i, share.value, "o", color=style.BLUE, markersize=7)
    axes.set_xticks(range(3), [name for name, _ in thirds])
    axes.set_xlim(-0.6, 2.6)
    axes.set_ylim(0, 1)
    style.percent(axes)


def _patrol_finding(r: Interval, share: Interval) -> str:
    if not share.n:
        return "No incident happened in these months, so patrols met none"
    if not np.isfinite(r.value):
        start = "Patrols were spread evenly"
    else:
        start = (
            f"Patrols {'followed' if r.value > 0.3 else 'hardly followed' if r.value > 0 else 'did not follow'} the"
            f" incidents (correlation {r.value:.2f})"
        )
    answered = round(share.value * share.n)
    end = (
        f"none of {share.n} was answered"
        if not answered
        else f"{answered} of {share.n} {'was' if answered == 1 else 'were'} answered"
    )
    return f"{start}, {'yet' if share.value < 0.5 and r.value > 0.3 else 'and'} {end}"


def _name(node: Any) -> str:
    return str(node).replace("_", " ").capitalize()
