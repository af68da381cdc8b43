"""The road network on a map: where the mission patrolled, and where things happened all the same."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.columns import Columns, columns, numbers, size, texts
from experiments.figures import style
from experiments.figures.layers import (
    DEADLY,
    PATROLS,
    draw_incidents,
    draw_people,
    draw_roads,
    frame,
    is_deadly,
    mark,
    name_places,
    scale_bar_and_north,
)
from experiments.figures.windows import by_segment, in_words, patrol_window, within
from experiments.intervals import correlation


def map_of_patrols_and_incidents(
    segments: Any, settlements: Any, incidents: Any, window: tuple | None = None
) -> Figure:
    """Road segments by patrol-days, settlements by people, incidents where they happened, over a window of months.

    `window` is the first and last month; unless given, the last March to August before the road was obstructed.
    """
    months = columns(segments)
    window = tuple(np.datetime64(m, "M") for m in window) if window else patrol_window(months)
    roads = by_segment(within(months, window))
    places = within(columns(settlements), (window[1], window[1]))
    acts = within(columns(incidents), window, "date")
    figure = style.sheet(9.0, 8.0)
    axes, side = figure.subplots(1, 2, width_ratios=(4, 1))
    side.set_axis_off()
    figure.set_figheight(1.0 + min(8.6, max(4.2, 7.0 * frame(axes, roads, places))))
    scale = draw_roads(axes, roads)
    draw_people(axes, places)
    draw_incidents(axes, acts)
    scale_bar_and_north(axes, places)
    name_places(axes, places, acts)
    side.legend(
        handles=_legend(roads, acts),
        loc="upper left",
        bbox_to_anchor=(-0.1, 1.0),
        fontsize=style.SMALL,
        frameon=False,
        labelspacing=1.0,
        title="Incidents and access",
        title_fontsize=style.SMALL,
        alignment="left",
    )
    _scale_of_patrols(figure, side, scale)
    shown = f"{in_words(window)}. Roads: darker and thicker where patrolled more. Marks: what happened."
    return style.headline(figure, _finding(roads, acts), shown, _alt(roads, places, acts, window))


def patrols_meet_incidents(roads: Columns) -> float:
    """Correlation of patrol-days and incidents over the segments patrolled or with an incident (NaN if none)."""
    used = (roads["patrol_days"] > 0) | (roads["incidents"] > 0)
    return correlation(roads["patrol_days"][used], roads["incidents"][used]).value


def _legend(roads: Columns, acts: Columns) -> list[Line2D]:
    """What is on the map, and nothing else."""
    rungs = sorted(set(numbers(acts["rung"]).astype(int).tolist())) if size(acts) else []
    handles = [_handle("o", "harassment, larger: more", color="#E69A6B", markersize=9)] if 1 in rungs else []
    handles += [_handle(**mark(k), label=style.RUNGS[k] if k else "mine accident") for k in rungs if k != 1]
    if is_deadly(acts).any():
        handles.append(_handle(**mark(DEADLY), label="persons killed"))
    handles.append(_handle("o", "settlement, by people", markerfacecolor="white", markeredgecolor=style.INK))
    levels = sorted({int(np.ceil(level)) for level in roads["access_level"] if level > 0})
    halos = [
        Line2D([], [], color=style.LEVEL_TINT[k], linewidth=7, label=f"road {style.LEVEL_WORDS[k]}") for k in levels
    ]
    return handles + halos


def _handle(marker: str, label: str, **looks: Any) -> Line2D:
    return Line2D([], [], linestyle="", marker=marker, label=label, **looks)


def _scale_of_patrols(figure: Figure, side: Axes, scale: Normalize) -> None:
    inset = side.inset_axes((0.05, 0.03, 0.12, 0.3))
    bar = figure.colorbar(ScalarMappable(scale, PATROLS), cax=inset)
    bar.set_label("patrol-days", size=style.SMALL)
    bar.ax.tick_params(labelsize=style.SMALL)
    bar.outline.set_visible(False)


def _finding(roads: Columns, acts: Columns) -> str:
    rung = numbers(acts["rung"]) if size(acts) else np.zeros(0)
    n, mines = int((rung > 0).sum()), int((rung == 0).sum())
    if not n:
        return f"No act against anybody in these months{f'; {mines} mine accidents' if mines else ''}"
    answered = int(numbers(acts["is_answered"])[rung > 0].sum())
    r = patrols_meet_incidents(roads)
    where_ = (
        "Patrols went where the incidents were"
        if r > 0.3
        else "Patrols went elsewhere than the incidents"
        if r < -0.1
        else "Patrols and incidents only partly met"
    )
    return f"{where_}, and {answered or 'none'} of {n} acts {'was' if answered == 1 or not answered else 'were'} answered"


def _alt(roads: Columns, places: Columns, acts: Columns, window: tuple) -> str:
    called = dict(zip(texts(places["settlement"]), texts(places["name"]), strict=True))
    top = np.argsort(-roads["patrol_days"], kind="stable")[:3]
    names = "; ".join(
        f"{called.get(roads['from'][i], roads['from'][i])} to {called.get(roads['to'][i], roads['to'][i])},"
        f" {roads['patrol_days'][i]:.0f} patrol-days"
        for i in top
    )
    return (
        f"Map of the road network, {in_words(window)}: most patrolled segments are {names}. "
        f"{size(acts)} incidents are marked. {_finding(roads, acts)}."
    )
