"""What the mission did: farm escorts month by month, and patrols against incidents road by road."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.columns import Columns, columns, dates, numbers
from experiments.figures import style
from experiments.figures.labels import box_around, name_point
from experiments.figures.windows import by_segment, in_words, onset_of_distraction, patrol_window, within
from experiments.intervals import Interval, correlation, wilson
from experiments.turns import access


def escorts_by_month(daily: Any, onset: Any = None) -> Figure:
    """Escorts for farmers by month, before and after the sponsor was drawn elsewhere.

    `onset` is that date; unless given, the day on which the sponsor's distraction passes one half. Months after it,
    while the road was open, are compared with the same months a year before, because farming has its seasons.
    """
    table = columns(daily)
    onset = np.datetime64(onset, "D") if onset is not None else onset_of_distraction(table)
    month, escorts, is_whole = _monthly(table, "escorts")
    is_late = month >= onset.astype("datetime64[M]") if onset is not None else np.zeros(len(month), bool)
    before, after = _like_with_like(table, month, is_whole, onset)
    figure = style.sheet(9, 4.6)
    axes = style.tidy(figure.add_subplot(), y="escorts a month")
    when = dates(table["date"])
    shaded = style.bands(axes, when, access(table))
    middle = month.astype("datetime64[D]") + np.timedelta64(14, "D")
    axes.bar(middle, escorts, width=25, color=_bar_colours(is_late, is_whole))
    style.date_axis(axes, np.array([month[0], month[-1] + 1]).astype("datetime64[D]"))
    if onset is not None:
        style.mark_day(axes, onset, "the sponsor is drawn elsewhere")
    for part in (before, after):
        _mark_mean(axes, month[part], escorts[part])
    if shaded:
        figure.legend(handles=shaded, loc="outside lower center", ncols=3, fontsize=style.SMALL, frameon=False)
    finding = _escort_finding(escorts, is_whole, before, after, onset is not None)
    shown = "Farm escorts by calendar month; pale: months not lived in full." + (
        " Lines: means over the same months of two years, while the road was open." if after.any() else ""
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
        f"{in_words(window)}, {len(roads['segment'])} road segments patrolled or with an incident (mine accidents too); correlation"
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


def _like_with_like(
    table: Columns, month: np.ndarray, is_whole: np.ndarray, onset: np.datetime64 | None
) -> tuple[np.ndarray, np.ndarray]:
    """Which months to compare: up to twelve whole ones after the onset with an open road, and the same a year before."""
    none = np.zeros(len(month), bool)
    if onset is None:
        return none, none
    turn = onset.astype("datetime64[M]")
    is_fought_over = table["is_offensive"].astype(bool) | table["is_capitulated"].astype(bool)
    shut = np.flatnonzero((access(table) > 0) | is_fought_over)
    shut = shut[dates(table["date"])[shut] >= onset]
    end = dates(table["date"])[shut[0]].astype("datetime64[M]") if len(shut) else month[-1] + 1
    after = is_whole & (month > turn) & (month <= turn + 12) & (month < end)
    known = set(month[is_whole].tolist())
    after &= np.array([one in known for one in (month - 12).tolist()], bool)
    return np.isin(month, month[after] - 12), after


def _mark_mean(axes: Axes, month: np.ndarray, values: np.ndarray) -> None:
    """A line at the mean of some months, over those months."""
    if not len(month):
        return
    first, last, mean = month[0].astype("datetime64[D]"), (month[-1] + 1).astype("datetime64[D]"), float(values.mean())
    axes.plot([first, last], [mean, mean], color=style.INK, linewidth=2)
    axes.annotate(
        f"mean {mean:.0f}",
        (last, mean),
        xytext=(-3, 3),
        textcoords="offset points",
        size=style.SMALL,
        ha="right",
        weight="bold",
        bbox={"facecolor": "white", "alpha": 0.8, "pad": 0.8, "edgecolor": "none"},
    )


def _escort_finding(
    escorts: np.ndarray, is_whole: np.ndarray, before: np.ndarray, after: np.ndarray, has_onset: bool
) -> str:
    if not after.any() or not escorts[before].sum():
        mean = float(escorts[is_whole].mean()) if is_whole.any() else float(escorts.mean())
        why = "the road was not open long enough to compare" if has_onset else "the sponsor was not drawn elsewhere"
        return f"Farm escorts averaged {mean:.0f} a month; {why}"
    first, then = float(escorts[before].mean()), float(escorts[after].mean())
    change = then / first - 1
    verb = "fell" if change < -0.05 else "rose" if change > 0.05 else "hardly changed:"
    return (
        f"Farm escorts {verb} from {first:.0f} to {then:.0f} a month ({100 * change:+.0f} %) once the sponsor was drawn"
        " elsewhere"
    )


def _scatter(axes: Axes, roads: Columns) -> None:
    style.tidy(axes, "patrol-days on the segment", "incidents on the segment", "Patrols and incidents", grid="both")
    axes.scatter(
        roads["patrol_days"], roads["incidents"], s=42, color=style.BLUE, alpha=0.7, edgecolor="white", linewidth=0.6
    )
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=min(-0.4, -0.03 * roads["incidents"].max(initial=0)))
    axes.set_xlim(right=1.05 * max(1, roads["patrol_days"].max(initial=1)))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.figure.draw_without_rendering()
    at = list(zip(roads["patrol_days"].tolist(), roads["incidents"].tolist(), strict=True))
    taken = [box_around(axes, point, 5) for point in at]
    most = [np.argsort(-roads[name], kind="stable")[:3] for name in ("incidents", "patrol_days")]
    for i in dict.fromkeys(np.concatenate(most).tolist()):
        others = [box for k, box in enumerate(taken) if k != i]
        box = name_point(axes, f"{_name(roads['from'][i])} - {_name(roads['to'][i])}", at[i], 7, others, style.SOFT)
        taken += [box] if box is not None else []


def _answered_by_third(roads: Columns) -> list[tuple[str, Interval]]:
    """Share of incidents answered on the least, middle and most patrolled third of the segments."""
    parts = np.array_split(np.argsort(roads["patrol_days"], kind="stable"), 3)
    counts = [(int(roads["answered"][part].sum()), int(roads["incidents"][part].sum())) for part in parts]
    return [
        (f"{name}\n(n = {n})", wilson(k, n)) for name, (k, n) in zip(("least", "middle", "most"), counts, strict=True)
    ]


def _answered(axes: Axes, thirds: list[tuple[str, Interval]]) -> None:
    style.tidy(axes, "thirds of segments, by patrol-days", "share of incidents answered", "Answers, by patrol effort")
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
