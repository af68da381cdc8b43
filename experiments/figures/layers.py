"""What a map is made of: roads, people, incidents, names, a scale and the north."""

from math import cos, radians
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle
from matplotlib.transforms import offset_copy

from experiments.columns import Columns, numbers, size, texts
from experiments.figures import style
from experiments.figures.labels import box_around, name_point

KM_PER_DEGREE = 111.32
DEADLY = -1
BESIDE = {0: (-7, -6), 2: (7, 6), 6: (0, 13), DEADLY: (7, -6)}  # points from the place, by kind of incident
PATROLS = LinearSegmentedColormap.from_list("patrols", ["#C6DCEB", "#5B9BC8", "#0B3C6F"])


def frame(axes: Axes, roads: Columns, places: Columns) -> float:
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


def draw_roads(axes: Axes, roads: Columns) -> Normalize:
    """Roads by patrol-days, with a halo where access was worse than open; returns the scale of patrols."""
    lines = np.stack(
        [np.column_stack([roads["from_lon"], roads["from_lat"]]), np.column_stack([roads["to_lon"], roads["to_lat"]])],
        axis=1,
    )
    patrols = roads["patrol_days"]
    scale = Normalize(0, max(1.0, patrols.max(initial=1.0)))
    width = 1.0 + 6.0 * scale(patrols)
    for level in (1, 2, 3):
        mask = np.ceil(roads["access_level"]) == level
        axes.add_collection(
            LineCollection(
                lines[mask], colors=style.LEVEL_TINT[level], linewidths=width[mask] + 6, zorder=1, capstyle="round"
            )
        )
    order = np.argsort(patrols)
    quiet = patrols <= 0
    colours = np.where(quiet[:, None], np.array([[0.72, 0.72, 0.72, 1]]), PATROLS(scale(patrols)))
    axes.add_collection(
        LineCollection(
            lines[order],
            colors=colours[order],
            linewidths=np.where(quiet, 0.8, width)[order],
            zorder=2,
            capstyle="round",
        )
    )
    return scale


def draw_people(axes: Axes, places: Columns) -> None:
    """Settlements as white dots, larger with more people."""
    people = numbers(places["persons_home"])
    axes.scatter(
        numbers(places["lon"]),
        numbers(places["lat"]),
        s=_dot_area(people),
        color="#FFFFFF",
        edgecolor=style.INK,
        linewidth=0.8,
        zorder=3,
        alpha=0.95,
    )


def draw_incidents(axes: Axes, acts: Columns) -> None:
    """Harassment as a disc around the place, its area by the number; what else happened there as marks beside it."""
    if not size(acts):
        return
    place, rung = texts(acts["settlement"]), numbers(acts["rung"]).astype(int)
    for name in dict.fromkeys(place[rung == 1]):
        here = (place == name) & (rung == 1)
        at = _at(acts, here)
        axes.scatter(*at, s=_area(here.sum()), color=style.VERMILION, alpha=0.55, linewidth=0, zorder=2.5)
    kinds = [(rung == k, k) for k in sorted(set(rung.tolist()) - {1})] + [(is_deadly(acts), DEADLY)]
    for mine, kind in kinds:
        for name in dict.fromkeys(place[mine]):
            _beside(axes, _at(acts, mine & (place == name)), kind)


def mark(kind: int) -> dict[str, Any]:
    """How a kind of incident looks beside its place: by rung (0: a mine), or DEADLY."""
    if kind == DEADLY:
        return {"marker": "x", "color": style.BLACK, "markersize": 5.5, "markeredgewidth": 1.8}
    if kind == 0:
        return {"marker": "v", "color": style.SOFT, "markersize": 5, "markeredgewidth": 0}
    size_ = 12 if kind == 6 else 6.5
    return {"marker": style.RUNG_MARK[kind], "color": style.RUNG_COLOUR[6] if kind == 6 else style.INK, "markersize": size_}


def _beside(axes: Axes, at: tuple[float, float], kind: int) -> None:
    """Sets a mark on its own side of a place, so that no mark hides another."""
    dx, dy = BESIDE.get(kind, (0, 9))
    shift = offset_copy(axes.transData, axes.figure, dx, dy, units="points")
    axes.plot(*at, linestyle="", transform=shift, zorder=11 if kind == DEADLY else 5, clip_on=True, **mark(kind))


def _at(acts: Columns, mine: np.ndarray) -> tuple[float, float]:
    return float(numbers(acts["lon"])[mine].mean()), float(numbers(acts["lat"])[mine].mean())


def is_deadly(acts: Columns) -> np.ndarray:
    """Which incidents killed somebody."""
    if not size(acts):
        return np.zeros(0, bool)
    names = ("civilian_deaths", "defender_deaths", "armed_deaths", "peacekeeper_deaths")
    return sum(numbers(acts[name]) for name in names if name in acts) > 0


def _area(n: float) -> float:
    return 40 + 45 * float(n)


def _dot_area(people: float) -> float:
    return 4 + people / 160


def name_places(axes: Axes, places: Columns, acts: Columns, most: int = 10) -> None:
    """Names the largest places and those where most happened, wherever a name covers no other and no place."""
    axes.figure.draw_without_rendering()
    people, ids = numbers(places["persons_home"]), texts(places["settlement"])
    busy = texts(acts["settlement"]) if size(acts) else np.array([], dtype=object)
    n = np.array([(busy == name).sum() for name in ids], float)
    at = list(zip(numbers(places["lon"]).tolist(), numbers(places["lat"]).tolist(), strict=True))
    reach = [4 + max(_dot_area(p), _area(k) if k else 0, 120 if k else 0) ** 0.5 / 2 for p, k in zip(people, n, strict=True)]
    taken = [box_around(axes, spot, far - 3) for spot, far in zip(at, reach, strict=True)]
    outside = [i for i in range(len(ids)) if texts(places["control"])[i] == "outside"]
    large = [i for i in np.argsort(-people, kind="stable")[:most] if people[i] > 0]
    lively = [i for i in np.argsort(-n, kind="stable")[: most // 2] if n[i] > 0]
    for i in dict.fromkeys([*large, *lively, *outside[:3]]):
        others = [box for k, box in enumerate(taken) if k != i]
        box = name_point(axes, str(places["name"][i]).split(" (")[0], at[i], reach[i], others)
        taken += [box] if box is not None else []


def scale_bar_and_north(axes: Axes, places: Columns) -> None:
    """A scale bar in the emptier lower corner and an arrow to the north in the emptier upper one."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    x, y = (numbers(places["lon"]) - x0) / (x1 - x0), (numbers(places["lat"]) - y0) / (y1 - y0)
    per_km = 1 / (KM_PER_DEGREE * cos(radians((y0 + y1) / 2))) / (x1 - x0)
    bar = max(k for k in (1, 2, 5, 10, 20, 50, 100) if k * per_km < 0.25 or k == 1)
    left = 0.03 if ((x < 0.32) & (y < 0.12)).sum() <= ((x > 0.68) & (y < 0.12)).sum() else 0.97 - bar * per_km
    top = 0.035 if ((x < 0.1) & (y > 0.85)).sum() < ((x > 0.9) & (y > 0.85)).sum() else 0.965
    axes.add_patch(Rectangle((left, 0.025), bar * per_km, 0.006, color=style.INK, zorder=13, transform=axes.transAxes))
    axes.text(
        left + bar * per_km / 2,
        0.036,
        f"{bar} km",
        size=style.SMALL,
        ha="center",
        va="bottom",
        zorder=13,
        transform=axes.transAxes,
    )
    axes.annotate(
        "N",
        (top, 0.985),
        (top, 0.92),
        xycoords="axes fraction",
        ha="center",
        va="top",
        size=style.NORMAL,
        weight="bold",
        arrowprops={"arrowstyle": "-|>", "color": style.INK, "shrinkB": 0, "shrinkA": 0},
    )
