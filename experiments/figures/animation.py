"""A world's history as a moving map: people by place, patrols and access by road, acts as they happen, a day a frame.

What stands still is drawn once; each frame draws only what moves. Data are those of the page's player (`experiments.page.frames.history`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from textwrap import shorten
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from experiments.figures import style

WIDTH, HEIGHT, DPI = 6.4, 6.4, 100
FADES = 21  # days for which an act is shown
NEVER = -1
SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
ROAD_COLOUR = ("#9AA5B1", "#E69F00", "#D55E00", "#222222")
GONE = "#E4E4E0"
COLOURS = 128
MARGIN = 6.0  # km around what is shown
PAUSE = 1500  # milliseconds on the last frame
NAMED = 6
LONG = 56  # letters of a title that fit at full size


class MovingMap:
    """The map of one history, ready to be drawn on any of its days."""

    def __init__(self, history: Mapping[str, Any]) -> None:
        self.history, self.days = history, int(history["days"])
        self._fill(history)
        self.figure = style.sheet(WIDTH, HEIGHT)
        self.figure.set_dpi(DPI)
        self.figure.set_layout_engine("none")
        self.map = self.figure.add_axes((0.02, 0.215, 0.96, 0.685))
        self.strip = self.figure.add_axes((0.02, 0.045, 0.96, 0.1))
        self._draw_still()
        self._make_moving()
        self.figure.canvas.draw()
        self._still = self.figure.canvas.copy_from_bbox(self.figure.bbox)  # type: ignore[attr-defined]

    def frame(self, day: int) -> np.ndarray:
        """(height, width, 3) the picture of one day, as bytes of red, green and blue; it is drawn over by the next."""
        canvas: Any = self.figure.canvas
        canvas.restore_region(self._still)
        self._move(day)
        for axes, artist in self._moving:
            axes.draw_artist(artist)
        return np.asarray(canvas.buffer_rgba())[:, :, :3]

    def _fill(self, history: Mapping[str, Any]) -> None:
        """Days by places and roads, out of the compact lists."""
        places = history["places"]
        self.at = np.array([(place["x"], -place["y"]) for place in places])
        self.people = np.array([place["people"] for place in places], float)
        self.ends = np.array([(road["a"], road["b"]) for road in history["roads"]], int)
        self.present = np.stack([_daily(one, self.days) for one in history["present"]], axis=1) / 100.0
        self.access = np.stack([_daily(one, self.days) for one in history["access"]], axis=1).astype(int)
        value = {sign: k / 4.0 for k, sign in enumerate(SIGNS)}
        self.patrols = np.array([[value[sign] for sign in one] for one in history["patrols"]]).T
        self.acts = np.array(history["acts"], int).reshape(-1, 7)
        self.start = date.fromisoformat(history["start"])

    def _draw_still(self) -> None:
        """Names, scale and the strip of the road below: all that does not move."""
        self._frame_map()
        lived = np.argsort(-self.people, kind="stable")[:NAMED]
        for i in (i for i in lived if self.people[i] > 0):
            is_right = self.at[i, 0] > np.quantile(self.map.get_xlim(), 0.8)
            self.map.annotate(
                self.history["places"][i]["name"].split(" (")[0],
                self.at[i],
                xytext=(-7 if is_right else 7, 6),
                textcoords="offset points",
                ha="right" if is_right else "left",
                size=style.SMALL,
                color=style.INK,
                bbox={"facecolor": "white", "alpha": 0.6, "pad": 0.5, "edgecolor": "none"},
            )
        title = shorten(self.history["title"], 80, placeholder="\u2026")
        size = style.LARGE if len(title) <= LONG else style.SMALL
        self.figure.text(0.02, 0.975, title, size=size, weight="bold", color=style.INK, va="top")
        self._draw_strip()

    def _frame_map(self) -> None:
        axes = self.map
        axes.set_facecolor("#F7F6F2")
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[:].set_visible(False)
        used = self.at[np.unique(self.ends[(self.patrols.max(axis=0) > 0) | (self.people[self.ends].max(axis=1) > 0)])]
        box = axes.get_position()
        shape = np.array([WIDTH * box.width, HEIGHT * box.height])
        half = max((np.ptp(used, axis=0) + MARGIN) / shape) * shape / 2  # one scale for both ways, whatever the paper's shape
        low, high = (0.5 * (used.min(axis=0) + used.max(axis=0)) + sign * half for sign in (-1, 1))
        axes.set_xlim(low[0], high[0])
        axes.set_ylim(low[1], high[1])
        bar = max(k for k in (1, 2, 5, 10, 20, 50) if k <= max(1.0, 0.25 * (high[0] - low[0])))
        low = low + 0.03 * (high - low)
        axes.plot([low[0], low[0] + bar], [low[1], low[1]], color=style.INK, linewidth=2)
        axes.annotate(f"{bar} km", (low[0], low[1]), xytext=(0, 3), textcoords="offset points", size=style.SMALL)

    def _draw_strip(self) -> None:
        """How the road stood, day by day, and the people inside; a line moves over it."""
        level, inside = (np.array(self.history["series"][name], float) for name in ("access_level", "persons_inside"))
        axes, days = self.strip, np.arange(self.days)
        style.tidy(axes, grid="")
        for k in (1, 2, 3):
            axes.fill_between(days, 0, 1, where=level == k, step="post", color=ROAD_COLOUR[k], alpha=0.55, linewidth=0)
        axes.plot(days, inside / max(1.0, inside.max()), color=style.BLUE, linewidth=1.6)
        axes.set_ylim(0, 1.05)
        axes.set_xlim(0, self.days)
        axes.set_yticks([])
        first = [self.start + timedelta(days=int(day)) for day in days]
        ticks = [k for k, one in enumerate(first) if one.day == 1 and one.month in (1, 7)]
        axes.set_xticks(ticks, [f"{first[k]:%b %Y}" for k in ticks])
        words = "Map: thick roads are patrolled; discs are acts of three weeks, fading; dots are people.\nBelow: people inside (line); " + (
            "the road obstructed, under a checkpoint, closed (orange, red, black)."
        )
        self.figure.text(0.02, 0.152, words, size=8, color=style.SOFT, linespacing=1.25)

    def _make_moving(self) -> None:
        lines = self.at[self.ends]
        self.roads = LineCollection(lines, capstyle="round", animated=True, zorder=2)
        self.map.add_collection(self.roads, autolim=False)
        self.homes = self.map.scatter(*self.at.T, s=1, color=style.SKY, edgecolor=style.INK, linewidth=0.6, animated=True, zorder=3)
        self.marks = self.map.scatter([], [], animated=True, zorder=4, linewidth=0)
        self.words = self.figure.text(0.02, 0.932, "", size=style.NORMAL, color=style.SOFT, va="top", animated=True)
        self.cursor = self.strip.axvline(0, color=style.INK, linewidth=1.4, animated=True)
        self._moving: list[tuple[Axes, Any]] = [
            (self.map, self.roads),
            (self.map, self.homes),
            (self.map, self.marks),
            (self.map, self.words),
            (self.strip, self.cursor),
        ]

    def _move(self, day: int) -> None:
        """Puts everything that moves where it is on a day."""
        access, patrols = self.access[day], self.patrols[max(0, day - 6) : day + 1].mean(axis=0)
        colours = np.array(ROAD_COLOUR)[np.clip(access, 0, 3)]
        colours[access == NEVER] = GONE
        self.roads.set(colors=colours, linewidths=np.where(access == NEVER, 0.6, 1.0 + 2.2 * np.minimum(patrols, 2.5)))
        self.homes.set_sizes(np.where(self.people > 0, 5 + self.people * self.present[day] / 110, 2))
        recent = self.acts[(self.acts[:, 0] <= day) & (self.acts[:, 0] > day - FADES) & (self.acts[:, 1] > 0)]
        age = (day - recent[:, 0]) / FADES
        self.marks.set_offsets(self.at[recent[:, 3]] if len(recent) else np.zeros((0, 2)))
        self.marks.set_sizes(60 + 110 * age + 60 * recent[:, 1])
        rgba = np.tile((0.835, 0.369, 0.0, 1.0), (len(recent), 1))
        rgba[:, 3] = 0.75 * (1 - age)
        self.marks.set_facecolor(rgba)
        self.words.set_text(self._told(day))
        self.cursor.set_xdata([day, day])

    def _told(self, day: int) -> str:
        series, when = self.history["series"], self.start + timedelta(days=day)
        attack = "; an offensive is under way" if series["is_offensive"][day] else ""
        road = style.LEVEL_WORDS[int(series["access_level"][day])]
        return f"{when.day} {when:%b %Y}, day {day}: the road is {road}; {series['persons_inside'][day]:,.0f} people inside{attack}"


def animate(history: Mapping[str, Any], path: Path, every: int = 1, milliseconds: int = 40) -> Path:
    """Writes a history as a moving picture (GIF): a frame for every so many days, and the last day."""
    from PIL import Image

    moving = MovingMap(history)
    days = sorted({*range(0, moving.days, every), moving.days - 1})
    palette = _palette(moving)
    times = [milliseconds] * (len(days) - 1) + [PAUSE]

    def pictures() -> Iterator[Any]:
        for day in days[1:]:
            yield Image.fromarray(moving.frame(day)).quantize(palette=palette, dither=Image.Dither.NONE)

    first = Image.fromarray(moving.frame(days[0])).quantize(palette=palette, dither=Image.Dither.NONE)
    unfinished = path.with_suffix(".part")
    first.save(unfinished, "GIF", save_all=True, append_images=pictures(), duration=times, loop=0)
    unfinished.replace(path)
    return path


def still(history: Mapping[str, Any], day: int) -> Figure:
    """One day of the moving map as a figure of its own."""
    moving = MovingMap(history)
    moving.frame(day)
    for _, artist in moving._moving:
        artist.set_animated(False)
    moving.figure.set_label(f"Map of {history['title']}. {moving.words.get_text()}.")
    return moving.figure


def _palette(moving: MovingMap) -> Any:
    """The colours of a few days, and those that stand for something, which do for all."""
    from PIL import Image

    days = np.linspace(0, moving.days - 1, 9).astype(int)
    busiest = moving.acts[np.argmax(np.bincount(moving.acts[:, 0], minlength=moving.days)[moving.acts[:, 0]]), 0] if len(moving.acts) else 0
    sheet = np.concatenate([moving.frame(int(day)).copy() for day in (*days, busiest)])
    signs = [to_rgb(colour) for colour in (*ROAD_COLOUR, style.SKY, style.VERMILION, style.BLUE)]
    swatches = np.repeat((255 * np.array(signs)).round().astype(np.uint8), 24, axis=0)[:, None, :].repeat(sheet.shape[1], axis=1)
    sheet = np.concatenate([sheet, swatches])
    return Image.fromarray(sheet).quantize(COLOURS)


def _daily(changes: list[int], days: int) -> np.ndarray:
    """(days,) a value a day, out of days and values in turn."""
    at, values = np.array(changes[::2]), np.array(changes[1::2], float)
    return values[np.searchsorted(at, np.arange(days), side="right") - 1]
