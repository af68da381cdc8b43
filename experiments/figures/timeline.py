"""The ladder of escalation in time, with the will behind the mission, the belief it left, and the reasons given."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.columns import Columns, columns, dates, numbers, size, where
from experiments.figures import style
from experiments.figures.labels import name_ends
from experiments.reasons import short
from experiments.rounding import minus
from experiments.turns import Turn, turns

MOST_REASONS = 5
DARKER = {style.ORANGE: "#8F5E00", style.PURPLE: "#95406F"}  # text needs more contrast than a line
SERIES = (
    ("distraction", "sponsor's distraction D", style.ORANGE, "-"),
    ("ties", "its ties to the armed actor E", style.PURPLE, (0, (4, 2))),
    ("availability", "availability of the mission", style.BLUE, "-"),
    ("credibility", "believed P(answer) at obstruction", style.BLACK, "-"),
)


def ladder_timeline(daily: Any, incidents: Any, decisions: Any = None) -> Figure:
    """Acts by rung, days of shut road, the sponsor's will, and what the armed actor came to believe."""
    days, acts = columns(daily), columns(incidents)
    told = _reasons(turns(days, acts, decisions))
    figure = style.sheet(9, 6.0 + 0.24 * len(told))
    top, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.15, 1))
    when = dates(days["date"])
    _rungs(top, when, days, acts, told)
    _will(below, when, days)
    finding = _finding(days, acts)
    text = (
        "Each mark is an act; filled: answered. Shaded: days on which the road was obstructed, under a checkpoint or"
        " closed."
    )
    _write_reasons(figure, told)
    style.headline(
        figure,
        finding,
        text,
        f"Timeline of acts by rung from harassment to offensive, with lines of will and belief. {finding}.",
    )
    return _make_room(figure, len(told))


def _rungs(axes: Axes, when: np.ndarray, days: Columns, acts: Columns, told: list[Turn]) -> None:
    style.tidy(axes, y="", grid="y")
    shaded = style.bands(axes, when, numbers(days["access_level"]))
    for k in range(1, 7):
        mine = where(acts, numbers(acts["rung"]) == k) if size(acts) else {}
        if not size(mine):
            continue
        x, answered = dates(mine["date"]), mine["is_answered"].astype(bool)
        y = k + (0 if k > 2 else 0.22 * np.sin(np.arange(len(x)) * 2.4))
        kind = {
            "marker": style.RUNG_MARK[k],
            "s": 26 if k < 3 else 120 if k == 6 else 70,
            "linewidth": 1.1,
            "zorder": 3,
        }
        axes.scatter(
            x,
            y,
            facecolor=np.where(answered, style.RUNG_COLOUR[k], "#FFFFFF00").tolist(),
            edgecolor=style.RUNG_COLOUR[k],
            alpha=0.85,
            **kind,
        )
    _number(axes, told)
    axes.set_yticks(range(1, 7), [f"{k} {style.RUNGS[k]}" for k in range(1, 7)])
    axes.set_ylim(0.4, 6.6)
    handles = [
        Line2D([], [], linestyle="", marker="o", markerfacecolor=fill, markeredgecolor=style.BLUE, label=text)
        for fill, text in ((style.BLUE, "answered"), ("white", "not answered"))
    ]
    axes.legend(
        handles=handles + shaded,
        fontsize=style.SMALL,
        loc="upper left",
        framealpha=0.9,
        edgecolor="none",
        ncols=1 + bool(shaded),
    )


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
    style.tidy(axes, y="share or probability")
    style.bands(axes, when, numbers(days["access_level"]))
    ends = []
    for name, words, colour, line in SERIES:
        y = numbers(days[name])
        axes.plot(when, y, color=colour, linestyle=line, linewidth=1.8)
        ends.append((float(y[-1]), words, DARKER.get(colour, colour)))
    axes.set_ylim(0, 1)
    style.date_axis(axes, when)
    name_ends(axes, ends)


def _reasons(found: list[Turn]) -> list[Turn]:
    """The turns worth a reason: the highest rungs for which the ledger holds one, in order of time."""
    known = [turn for turn in found if turn.why and turn.rung]
    kept = sorted(known, key=lambda turn: -turn.rung)[:MOST_REASONS]
    return [turn for turn in known if turn in kept]


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
    rung = int(numbers(acts["rung"]).max()) if size(acts) else 0
    belief = numbers(days["credibility"])
    shut = int((numbers(days["access_level"]) > 0).sum())
    first = float(belief[: max(1, min(180, len(belief) // 4))].mean())
    at = np.flatnonzero(numbers(days["access_level"]) > 0)
    last = float(belief[at[0]]) if len(at) else float(belief[-1])
    move = "fell" if last < first - 0.02 else "rose" if last > first + 0.02 else "stayed"
    change = f"stayed near {last:.2f}" if move == "stayed" else f"{move} from {first:.2f} to {last:.2f}"
    if rung < 3:
        return f"The armed actor's belief in an answer {change}; it never went beyond {style.RUNGS[rung]}"
    end = f"then the road was obstructed for {shut:,} days" + (
        " and an offensive followed" if rung == 6 else "; no offensive followed"
    )
    return f"The armed actor's belief in an answer {change}; {end}"
