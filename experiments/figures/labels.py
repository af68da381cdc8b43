"""Text that keeps clear of other text: names beside points, names at the ends of lines."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from experiments.figures.style import INK, SMALL

SIDES = (
    (1, 0, "left", "center"),
    (-1, 0, "right", "center"),
    (0, 1, "center", "bottom"),
    (0, -1, "center", "top"),
    (0.8, 0.8, "left", "bottom"),
    (-0.8, -0.8, "right", "top"),
    (0.8, -0.8, "left", "top"),
    (-0.8, 0.8, "right", "bottom"),
)


def name_point(
    axes: Axes, text: str, at: tuple[float, float], gap: float, taken: Sequence[Bbox], colour: str = INK
) -> Bbox | None:
    """Names a point on the first side where the name covers nothing in `taken`; where every side is taken, not at all.

    `gap` is the distance from the point in points. Gives the box of the name, for the next name to keep clear of.
    """
    frame = axes.get_window_extent()
    for dx, dy, ha, va in SIDES:
        label = axes.annotate(
            text,
            at,
            xytext=(dx * gap, dy * gap),
            textcoords="offset points",
            size=SMALL,
            ha=ha,
            va=va,
            color=colour,
            zorder=12,
        )
        box = label.get_window_extent()
        if frame.contains(box.x0, box.y0) and frame.contains(box.x1, box.y1) and not any(map(box.overlaps, taken)):
            label.set_bbox({"facecolor": "white", "alpha": 0.65, "pad": 0.6, "edgecolor": "none"})
            return box
        label.remove()
    return None


def box_around(axes: Axes, at: tuple[float, float], reach: float) -> Bbox:
    """The box of a mark drawn at a point, `reach` points to each side."""
    x, y = axes.transData.transform(at)
    pixels = reach * axes.figure.dpi / 72
    return Bbox([[x - pixels, y - pixels], [x + pixels, y + pixels]])


def name_ends(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Names each line beside its last value, pushed apart where two would touch (y, text, colour)."""
    low, high = axes.get_ylim()
    height = 0.8 * axes.get_position().height * axes.figure.get_size_inches()[1]
    ordered = sorted(ends)
    places = spread([y for y, _, _ in ordered], 1.35 * SMALL / 72 / height * (high - low))
    for y, (_, text, colour) in zip(places, ordered, strict=True):
        axes.annotate(
            text,
            (1, y),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            size=SMALL,
            color=colour,
            va="center",
            annotation_clip=False,
        )


def spread(places: Sequence[float], step: float) -> list[float]:
    """Moves sorted places apart until neighbours are `step` away, keeping each group centred."""
    groups: list[list[float]] = []
    for place in places:
        groups.append([place])
        while len(groups) > 1 and _foot(groups[-1], step) < _foot(groups[-2], step) + step * len(groups[-2]):
            last = groups.pop()
            groups[-1] += last
    return [_foot(group, step) + step * i for group in groups for i in range(len(group))]


def _foot(group: Sequence[float], step: float) -> float:
    return sum(group) / len(group) - step * (len(group) - 1) / 2
