"""The road network on a map: where the mission patrolled, and where things happened all the same."""

from math import cos, radians
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from experiments.columns import Columns, columns, numbers, size, texts
from experiments.figures import style
from experiments.figures.labels import box_around, name_point
from experiments.figures.windows import by_segment, in_words, patrol_window, within
from experiments.intervals import correlation

KM_PER_DEGREE = 111.32
PATROLS = LinearSegmentedColormap.from_list("patrols", ["#C6DCEB", "#5B9BC8", "#0B3C6F"])


def map_of_patrols_and_incidents(segments: Any, settlements: Any, incidents: Any, window: tuple | None = None) -> Figure:
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
    figure.set_figheight(1.0 + min(8.6, max(4.2, 7.0 * _frame(axes, roads, places))))
    scale = _draw_roads(axes, roads)
    _draw_people(axes, places)
    _draw_incidents(axes, acts)
    _scale_bar_and_north(axes, places)
    _name_places(axes, places)
    side.legend(handles=_legend(roads, acts), loc="upper left", bbox_to_anchor=(-0.1, 1.0), fontsize=style.SMALL, frameon=False,
                labelspacing=1.0, title="Incidents and access", title_fontsize=style.SMALL, alignment="left")  # fmt: skip
    _scale_of_patrols(figure, side, scale)
    shown = f"{in_words(window)}. Roads: darker and thicker where patrolled more. Rings: incidents, larger where more."
    return style.headline(figure, _finding(roads, acts), shown, _alt(roads, places, acts, window))


def patrols_meet_incidents(roads: Columns) -> float:
    """Correlation of patrol-days and incidents over the segments that were patrolled or saw an incident (NaN if none)."""
    used = (roads["patrol_days"] > 0) | (roads["incidents"] > 0)
    return correlation(roads["patrol_days"][used], roads["incidents"][used]).value


def _frame(axes: Axes, roads: Columns, places: Columns) -> float:
    """Limits around the inhabited and patrolled area, true to scale at its middle; returns height over width."""
    lived = (numbers(places["persons_home"]) > 0) | (texts(places["control"]) == "outside")
    busy = (roads["patrol_days"] > 0) | (roads["incidents"] > 0)
    lat = np.concatenate([numbers(places["lat"])[lived], roads["from_lat"][busy], roads["to_lat"][busy]])
    lon = np.concatenate([numbers(places["lon"])[lived], roads["from_lon"][busy], roads["to_lon"][busy]])
    pad = 0.05 * max(np.ptp(lat), np.ptp(lon), 0.05)
    axes.set_xlim(lon.min() - 1.2 * pad, lon.max() + 1.2 * pad)
    axes.set_ylim(lat.min() - pad, lat.max() + pad)
    axes.set_aspect(1 / cos(radians(float(lat.mean()))))
    style.tidy(axes, grid="")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_facecolor("#F7F6F2")
    return float(np.ptp(axes.get_ylim()) / np.ptp(axes.get_xlim()) / cos(radians(float(lat.mean()))))


def _draw_roads(axes: Axes, roads: Columns) -> Normalize:
    lines = np.stack([np.column_stack([roads["from_lon"], roads["from_lat"]]), np.column_stack([roads["to_lon"], roads["to_lat"]])], axis=1)
    patrols = roads["patrol_days"]
    scale = Normalize(0, max(1.0, patrols.max(initial=1.0)))
    width = 1.0 + 6.0 * scale(patrols)
    for level in (1, 2, 3):
        mask = roads["access_level"] == level
        axes.add_collection(LineCollection(lines[mask], colors=style.LEVEL_TINT[level], linewidths=width[mask] + 6, zorder=1, capstyle="round"))
    order = np.argsort(patrols)
    quiet = patrols <= 0
    colours = np.where(quiet[:, None], np.array([[0.72, 0.72, 0.72, 1]]), PATROLS(scale(patrols)))
    axes.add_collection(LineCollection(lines[order], colors=colours[order], linewidths=np.where(quiet, 0.8, width)[order], zorder=2, capstyle="round"))
    return scale


def _draw_people(axes: Axes, places: Columns) -> None:
    people = numbers(places["persons_home"])
    axes.scatter(numbers(places["lon"]), numbers(places["lat"]), s=_dot_area(people), color="#FFFFFF", edgecolor=style.INK,
                 linewidth=0.8, zorder=3, alpha=0.95)  # fmt: skip


def _draw_incidents(axes: Axes, acts: Columns) -> None:
    """One ring a place and rung, its area by the number of incidents; a cross where somebody was killed."""
    if not size(acts):
        return
    place, rung = texts(acts["settlement"]), numbers(acts["rung"]).astype(int)
    for name, k in sorted(set(zip(place, rung, strict=True)), key=lambda pair: pair[1]):
        here = (place == name) & (rung == k)
        lon, lat = numbers(acts["lon"])[here].mean(), numbers(acts["lat"])[here].mean()
        axes.scatter(lon, lat, s=_area(k, here.sum()), marker=style.RUNG_MARK[k], facecolor="none" if k < 6 else style.RUNG_COLOUR[k],
                     edgecolor=style.VERMILION if k < 3 else style.INK, linewidth=1.4, zorder=4 + k)  # fmt: skip
    dead = _is_deadly(acts)
    axes.scatter(numbers(acts["lon"])[dead], numbers(acts["lat"])[dead], marker="x", s=34, color=style.BLACK, linewidth=1.6, zorder=11)


def _is_deadly(acts: Columns) -> np.ndarray:
    if not size(acts):
        return np.zeros(0, bool)
    return sum(numbers(acts[name]) for name in ("civilian_deaths", "armed_deaths", "peacekeeper_deaths")) > 0


def _area(rung: int, n: int) -> float:
    return (30 if rung < 3 else 70) + 22 * float(n)


def _name_places(axes: Axes, places: Columns, most: int = 12) -> None:
    """Names the largest places, and the ground outside, each where its name covers no other name and no larger place."""
    axes.figure.draw_without_rendering()
    people = numbers(places["persons_home"])
    at = list(zip(numbers(places["lon"]).tolist(), numbers(places["lat"]).tolist(), strict=True))
    reach = [4 + _dot_area(n) ** 0.5 / 2 for n in people]
    order = np.argsort(-people, kind="stable")
    taken = [box_around(axes, at[i], reach[i] - 3) for i in order[:most]]
    outside = [i for i in order if texts(places["control"])[i] == "outside"]
    for i in [*(i for i in order[:most] if people[i] > 0), *outside[:3]]:
        name_point(axes, str(places["name"][i]).split(" (")[0], at[i], reach[i], taken)


def _dot_area(people: float) -> float:
    return 4 + people / 160


def _scale_bar_and_north(axes: Axes, places: Columns) -> None:
    """A scale bar in the emptier lower corner and an arrow to the north in the emptier upper one."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    x, y = (numbers(places["lon"]) - x0) / (x1 - x0), (numbers(places["lat"]) - y0) / (y1 - y0)
    per_km = 1 / (KM_PER_DEGREE * cos(radians((y0 + y1) / 2))) / (x1 - x0)
    bar = max(k for k in (1, 2, 5, 10, 20, 50, 100) if k * per_km < 0.25 or k == 1)
    left = 0.03 if ((x < 0.32) & (y < 0.12)).sum() <= ((x > 0.68) & (y < 0.12)).sum() else 0.97 - bar * per_km
    top = 0.035 if ((x < 0.1) & (y > 0.85)).sum() < ((x > 0.9) & (y > 0.85)).sum() else 0.965
    axes.add_patch(Rectangle((left, 0.025), bar * per_km, 0.006, color=style.INK, zorder=13, transform=axes.transAxes))
    axes.text(left + bar * per_km / 2, 0.036, f"{bar} km", size=style.SMALL, ha="center", va="bottom", zorder=13, transform=axes.transAxes)
    axes.annotate("N", (top, 0.985), (top, 0.92), xycoords="axes fraction", ha="center", va="top", size=style.NORMAL,
                  weight="bold", arrowprops={"arrowstyle": "-|>", "color": style.INK, "shrinkB": 0, "shrinkA": 0})  # fmt: skip


def _legend(roads: Columns, acts: Columns) -> list[Line2D]:
    rungs = sorted(set(numbers(acts["rung"]).astype(int))) if size(acts) else []
    marks = [Line2D([], [], linestyle="", marker=style.RUNG_MARK[k], markersize=8, markerfacecolor="none" if k < 6 else style.RUNG_COLOUR[k],
                    markeredgewidth=1.4, markeredgecolor=style.VERMILION if k < 3 else style.INK, label=style.RUNGS[k]) for k in rungs]  # fmt: skip
    if _is_deadly(acts).any():
        marks.append(Line2D([], [], linestyle="", marker="x", color=style.BLACK, markersize=6, markeredgewidth=1.6, label="persons killed"))
    marks.append(Line2D([], [], linestyle="", marker="o", markerfacecolor="white", markeredgecolor=style.INK, label="settlement, by people"))
    levels = sorted({int(level) for level in roads["access_level"] if level > 0})
    return marks + [Line2D([], [], color=style.LEVEL_TINT[k], linewidth=7, label=f"road {style.LEVEL_WORDS[k]}") for k in levels]


def _scale_of_patrols(figure: Figure, side: Axes, scale: Normalize) -> None:
    inset = side.inset_axes((0.05, 0.03, 0.12, 0.3))
    bar = figure.colorbar(ScalarMappable(scale, PATROLS), cax=inset)
    bar.set_label("patrol-days", size=style.SMALL)
    bar.ax.tick_params(labelsize=style.SMALL)
    bar.outline.set_visible(False)


def _finding(roads: Columns, acts: Columns) -> str:
    n, answered = size(acts), int(numbers(acts["is_answered"]).sum()) if size(acts) else 0
    if not n:
        return "No incident happened in these months"
    r = patrols_meet_incidents(roads)
    where_ = "Patrols went where the incidents were" if r > 0.3 else "Patrols went elsewhere than the incidents" if r < -0.1 else "Patrols and incidents only partly met"
    return f"{where_}, and {answered or 'none'} of {n} {'was' if answered == 1 else 'were'} answered"


def _alt(roads: Columns, places: Columns, acts: Columns, window: tuple) -> str:
    called = dict(zip(texts(places["settlement"]), texts(places["name"]), strict=True))
    top = np.argsort(-roads["patrol_days"], kind="stable")[:3]
    names = "; ".join(f"{called.get(roads['from'][i], roads['from'][i])} to {called.get(roads['to'][i], roads['to'][i])}, {roads['patrol_days'][i]:.0f} patrol-days" for i in top)
    return (f"Map of the road network, {in_words(window)}: most patrolled segments are {names}. "
            f"{size(acts)} incidents are marked. {_finding(roads, acts)}.")  # fmt: skip
