"""What a map is made of: roads, people, incidents, names, a scale and the north."""

from math import cos, radians

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle

from experiments.columns import Columns, numbers, size, texts
from experiments.figures import style
from experiments.figures.labels import box_around, name_point

KM_PER_DEGREE = 111.32
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
        mask = roads["access_level"] == level
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
    """One ring a place and rung, its area by the number of incidents; a cross where somebody was killed."""
    if not size(acts):
        return
    place, rung = texts(acts["settlement"]), numbers(acts["rung"]).astype(int)
    for name, k in sorted(set(zip(place, rung, strict=True)), key=lambda pair: pair[1]):
        here = (place == name) & (rung == k)
        lon, lat = numbers(acts["lon"])[here].mean(), numbers(acts["lat"])[here].mean()
        axes.scatter(
            lon,
            lat,
            s=_area(k, here.sum()),
            marker=style.RUNG_MARK[k],
            facecolor="none" if k < 6 else style.RUNG_COLOUR[k],
            edgecolor=style.VERMILION if k < 3 else style.INK,
            linewidth=1.4,
            zorder=4 + k,
        )
    dead = is_deadly(acts)
    axes.scatter(
        numbers(acts["lon"])[dead],
        numbers(acts["lat"])[dead],
        marker="x",
        s=34,
        color=style.BLACK,
        linewidth=1.6,
        zorder=11,
    )


def is_deadly(acts: Columns) -> np.ndarray:
    """Which incidents killed somebody."""
    if not size(acts):
        return np.zeros(0, bool)
    return sum(numbers(acts[name]) for name in ("civilian_deaths", "armed_deaths", "peacekeeper_deaths")) > 0


def _area(rung: int, n: int) -> float:
    return (30 if rung < 3 else 70) + 22 * float(n)


def _dot_area(people: float) -> float:
    return 4 + people / 160


def name_places(axes: Axes, places: Columns, most: int = 12) -> None:
    """Names the largest places, and the ground outside, where a name covers no other and no larger place."""
    axes.figure.draw_without_rendering()
    people = numbers(places["persons_home"])
    at = list(zip(numbers(places["lon"]).tolist(), numbers(places["lat"]).tolist(), strict=True))
    reach = [4 + _dot_area(n) ** 0.5 / 2 for n in people]
    order = np.argsort(-people, kind="stable")
    taken = [box_around(axes, at[i], reach[i] - 3) for i in order[:most]]
    outside = [i for i in order if texts(places["control"])[i] == "outside"]
    for i in [*(i for i in order[:most] if people[i] > 0), *outside[:3]]:
        name_point(axes, str(places["name"][i]).split(" (")[0], at[i], reach[i], taken)


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
