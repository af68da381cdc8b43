"""The ladder of escalation in time, with the will behind the mission, the belief it left, and the reasons given."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.columns import Columns, columns, dates, numbers, size
from experiments.figures import style
from experiments.figures.labels import name_ends
from experiments.figures.rungs import draw_rungs
from experiments.reasons import short
from experiments.rounding import minus
from experiments.turns import Turn, access, turns

MOST_REASONS = 5
DARKER = {style.ORANGE: "#8F5E00", style.PURPLE: "#95406F"}  # text needs more contrast than a line
SERIES = (
    ("distraction", "sponsor's distraction D", style.ORANGE, "-"),
    ("ties", "its ties to the armed actor E", style.PURPLE, (0, (4, 2))),
    ("availability", "availability of the mission", style.BLUE, "-"),
)


def ladder_timeline(daily: Any, incidents: Any, decisions: Any = None) -> Figure:
    """Acts by rung and how long each hold stood; the sponsor's will; what the armed actor came to believe."""
    days, acts = columns(daily), columns(incidents)
    told = _reasons(turns(days, acts, decisions))
    figure = style.sheet(9, 7.2 + 0.24 * len(told))
    top, middle, below = figure.subplots(3, 1, sharex=True, height_ratios=(1.5, 0.9, 0.55))
    when = dates(days["date"])
    style.tidy(top, grid="")
    draw_rungs(top, when, days, acts)
    _number(top, told)
    _will(middle, when, days)
    _belief(below, when, days)
    style.date_axis(below, when)
    finding = _finding(days, acts)
    shown = "Bars in rungs 3 to 5: how long each hold on the road stood, in days; shaded below: the same days." + (
        " Numbers: the armed actor's reasons, at the foot." if told else ""
    )
    _write_reasons(figure, told)
    style.headline(
        figure,
        finding,
        shown,
        f"Timeline of acts by rung from harassment to offensive, with lines of will and belief. {finding}.",
    )
    return _make_room(figure, len(told))


def _number(axes: Axes, told: list[Turn]) -> None:
    """Numbers the acts whose reasons are written below."""
    for i, turn in enumerate(told, 1):
        axes.annotate(
            str(i),
            (turn.date, turn.rung),
            xytext=(-11, 0),
            textcoords="offset points",
            size=style.SMALL,
            weight="bold",
            ha="center",
            va="center",
            bbox={"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": style.INK, "linewidth": 0.8},
            zorder=5,
        )


def _will(axes: Axes, when: np.ndarray, days: Columns) -> None:
    style.tidy(axes, y="share")
    style.bands(axes, when, access(days))
    ends = []
    for name, words, colour, line in SERIES:
        y = numbers(days[name])
        axes.plot(when, y, color=colour, linestyle=line, linewidth=1.8)
        ends.append((float(y[-1]), words, DARKER.get(colour, colour)))
    axes.set_ylim(0, 1)
    name_ends(axes, ends)


def _belief(axes: Axes, when: np.ndarray, days: Columns) -> None:
    """The chance that the armed actor gives an answer, on a scale of its own: it is often small throughout."""
    style.tidy(axes)
    style.bands(axes, when, access(days))
    belief = numbers(days["credibility"])
    axes.plot(when, belief, color=style.BLACK, linewidth=1.8)
    axes.set_ylim(0, 1.15 * max(0.02, float(belief.max())))
    axes.locator_params(axis="y", nbins=3)
    style.percent(axes)
    name_ends(axes, [(float(belief[-1]), "believed chance that an\nobstruction is answered", style.BLACK)])


def _reasons(found: list[Turn]) -> list[Turn]:
    """The turns worth a reason, in order of time: the highest rungs from obstruction on; without any, the first grab."""
    known = [turn for turn in found if turn.why and turn.rung >= 3]
    kept = sorted(known, key=lambda turn: -turn.rung)[:MOST_REASONS]
    return [turn for turn in known if turn in kept] or [turn for turn in found if turn.why][:1]


def _write_reasons(figure: Figure, told: list[Turn]) -> None:
    height = figure.get_size_inches()[1]
    for i, turn in enumerate(reversed(told)):
        text = minus(f"{len(told) - i}  {turn.date.astype(object):%b %Y}: {short(turn.why, turn.belief)}")
        figure.text(0.015, (0.10 + 0.23 * i) / height, text, size=style.SMALL, color=style.INK, va="bottom")


def _make_room(figure: Figure, n: int) -> Figure:
    """Keeps the panels above the written reasons."""
    engine = figure.get_layout_engine()
    x, y, width, height = engine.get()["rect"]
    room = (0.12 + 0.23 * n) / figure.get_size_inches()[1] if n else 0
    engine.set(rect=(x, y + room, width, height - room))
    return figure


def _finding(days: Columns, acts: Columns) -> str:
    """How far the ladder was climbed, and what the armed actor thought of an answer by then."""
    held, attacks = np.flatnonzero(access(days) > 0), np.flatnonzero(days["is_offensive"].astype(bool))
    turn = int(min([*held[:1], *attacks[:1]], default=len(days["day"]) - 1))
    belief = numbers(days["credibility"])
    first, then = (100 * float(part) for part in (belief[: max(1, min(180, len(belief) // 4))].mean(), belief[turn]))
    if len(held):
        road = f"The road was held for {len(held):,} days and " + (
            "no offensive came" if not len(attacks) else "an offensive came"
        )
    else:
        road = "The road was never held, yet an offensive came" if len(attacks) else _calm(acts)
    by_then = "when it began" if len(held) or len(attacks) else "at the end"
    who = "it" if road.startswith("The armed actor") else "the armed actor"
    return f"{road}; {who} thought an answer {then:.0f} % likely {by_then}, {first:.0f} % at first"


def _calm(acts: Columns) -> str:
    """The highest rung of a history without a hold on the road."""
    top = int(numbers(acts["rung"]).max()) if size(acts) else 0
    return f"The armed actor never went beyond {style.RUNGS[top] if top else 'holding still'}"
