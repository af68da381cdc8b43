"""The ladder itself: harassment by month, every grab, how long each hold on the road stood, every offensive."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.columns import Columns, dates, numbers, size, where
from experiments.figures import style
from experiments.turns import access, spells

HALF = 0.36
PALE = "#B9DDF4"
LEAST_NAMED_DAYS = 45  # a shorter bar has no room for its days


def draw_rungs(axes: Axes, when: np.ndarray, days: Columns, acts: Columns) -> None:
    """Draws the six rungs, one above the other, with a legend above them."""
    axes.set_yticks(range(1, 7), [f"{k} {style.RUNGS[k]}" for k in range(1, 7)])
    axes.set_ylim(0.4, 6.6)
    axes.hlines(np.arange(1.5, 6), when[0], when[-1], color=style.FAINT, linewidth=0.6, zorder=0)
    rung = numbers(acts["rung"]) if size(acts) else np.zeros(0)
    _harassment(axes, where(acts, rung == 1))
    _grabs(axes, where(acts, rung == 2))
    held = where(acts, (rung >= 3) & (rung <= 5))
    _holds(axes, when, days, held)
    _offensives(axes, when, days)
    handles = _legend(rung, bool(size(held)) and bool(held["is_answered"].any()))
    if handles:
        looks = {"fontsize": style.SMALL, "frameon": False, "borderaxespad": 0.2, "handlelength": 1.4}
        axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=4, **looks)


def _harassment(axes: Axes, acts: Columns) -> None:
    """One bar a month: all acts pale, the answered ones dark; the busiest month is written."""
    if not size(acts):
        return
    month = dates(acts["date"]).astype("datetime64[M]")
    found, place = np.unique(month, return_inverse=True)
    n = np.bincount(place)
    answered = np.bincount(place, weights=acts["is_answered"].astype(float))
    middle, scale = found.astype("datetime64[D]") + np.timedelta64(15, "D"), 1.5 * HALF / max(4, n.max())
    for heights, colour in ((n, PALE), (answered, style.BLUE)):
        axes.bar(middle, scale * heights, width=24, bottom=1 - HALF, color=colour, linewidth=0, zorder=2)
    busiest = int(np.argmax(n))
    axes.annotate(
        f"{n[busiest]}",
        (middle[busiest], 1 - HALF + scale * n[busiest]),
        xytext=(0, 1),
        textcoords="offset points",
        size=style.SMALL,
        ha="center",
        va="bottom",
        color=style.SOFT,
        zorder=4,
    )


def _grabs(axes: Axes, acts: Columns) -> None:
    """A mark for every grab; where many come close together, they are set in two rows."""
    if not size(acts):
        return
    answered = acts["is_answered"].astype(bool)
    y = 2 + (0.0 if size(acts) <= 12 else 0.15) * np.where(np.arange(size(acts)) % 2, 1, -1)
    for part, face in ((~answered, "white"), (answered, style.BLUE)):
        axes.plot(
            dates(acts["date"])[part],
            y[part],
            linestyle="",
            marker="^",
            markersize=5.5,
            markerfacecolor=face,
            markeredgecolor=style.BLUE,
            zorder=3,
        )


def _holds(axes: Axes, when: np.ndarray, days: Columns, acts: Columns) -> None:
    """A bar for every stretch of days at one level of access, with its days; a dot where the mission answered."""
    level = access(days)
    for k in (3, 4, 5):
        for first, end in spells(level == k - 2):
            start, stop = when[first], when[min(end, len(when) - 1)]
            axes.barh(k, stop - start, left=start, height=2 * HALF, color=style.LEVEL_TINT[k - 2], zorder=2)
            axes.plot([start, start], [k - 0.46, k + 0.46], color=style.INK, linewidth=1.2, zorder=3)
            if end - first >= LEAST_NAMED_DAYS:
                middle = start + (stop - start) // 2
                axes.text(middle, k, f"{end - first} d", size=style.SMALL, ha="center", va="center")
    if size(acts):
        hit = where(acts, acts["is_answered"].astype(bool))
        if size(hit):
            axes.plot(dates(hit["date"]), numbers(hit["rung"]), "o", color=style.BLUE, markeredgecolor="white", zorder=4)


def _offensives(axes: Axes, when: np.ndarray, days: Columns) -> None:
    """A star for every offensive; a line through all rungs where the defenders gave up."""
    starts = [first for first, _ in spells(days["is_offensive"].astype(bool))]
    if starts:
        axes.plot(when[starts], [6] * len(starts), "*", color=style.RUNG_COLOUR[6], markersize=14, zorder=4)
    gave_up = np.flatnonzero(days["is_capitulated"].astype(bool))
    if len(gave_up):
        is_late = bool(gave_up[0] > 0.6 * len(when))
        style.mark_day(axes, when[gave_up[0]], "capitulation", is_late)


def _legend(rung: np.ndarray, is_hold_answered: bool) -> list[Artist]:
    """What is on the ladder, and nothing else."""
    handles: list[Artist] = []
    if (rung == 1).any():
        handles += [Patch(color=PALE, label="harassment by month"), Patch(color=style.BLUE, label="of it answered")]
    if (rung == 2).any():
        looks = {"linestyle": "", "marker": "^", "markersize": 6, "markeredgecolor": style.BLUE}
        handles.append(Line2D([], [], markerfacecolor="white", label="grab (filled: answered)", **looks))
    if is_hold_answered:
        looks = {"linestyle": "", "marker": "o", "markersize": 6, "markeredgecolor": "white"}
        handles.append(Line2D([], [], color=style.BLUE, label="hold answered", **looks))
    return handles
