"""The people: where they are day by day, and how fast they left over the one road."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.columns import Columns, columns, dates, numbers, size
from experiments.figures import style

STATES = (
    ("persons_home", "at home", style.BLUE),
    ("persons_want_to_leave", "want to leave", style.ORANGE),
    ("persons_sheltering", "sheltering", style.GREEN),
    ("persons_on_road", "on the road", style.VERMILION),
    ("persons_out", "out", style.FAINT),
    ("persons_dead", "dead", style.BLACK),
)
FEWEST = 500  # persons that make a flight


def people(daily: Any) -> Figure:
    """All persons by state over the run, and day by day around the flight if there was one."""
    days = columns(daily)
    when = dates(days["date"])
    rush = _rush(days)
    figure = style.sheet(9, 4.8)
    panels = np.atleast_1d(figure.subplots(1, 2 if rush else 1, sharey=True, width_ratios=(1.5, 1) if rush else (1,)))
    _stack(panels[0], when, days, slice(None))
    panels[0].set_ylabel("persons", size=style.NORMAL)
    if rush:
        _stack(panels[1], when, days, slice(*rush))
        panels[1].set_title("The weeks of the flight", size=style.NORMAL, loc="left", weight="bold")
        panels[0].set_title("The whole time", size=style.NORMAL, loc="left", weight="bold")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=6, fontsize=style.SMALL, frameon=False)
    finding = _finding(days)
    return style.headline(
        figure,
        finding,
        "Persons by state at the end of each day.",
        f"Stacked areas of persons by state over time. {finding}.",
    )


def exodus_by_hour(exits: Any, record: Any = None) -> Figure:
    """Persons who reached the exit by hour of the mass flight, against the record if given, and vehicles an hour.

    `record` has datetime, cumulative_persons and (where known) cumulative_vehicles.
    """
    hours = flight_hours(columns(exits))
    figure = style.sheet(9, 6.0)
    top, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.6, 1))
    known = _record(columns(record)) if record is not None and size(hours) else {}
    _cumulative(top, hours, known)
    _vehicles(below, hours, known)
    finding = _exodus_finding(hours, known)
    shown = "From the hour in which the first people of the flight reached the exit." + (
        " Record: reported arrivals, September 2023." if known else ""
    )
    return style.headline(
        figure, finding, shown, f"Cumulative arrivals by hour above, vehicles an hour below. {finding}."
    )


def flight_hours(exits: Columns) -> Columns:
    """Hours since the mass flight began, with persons, vehicles and queue in each; empty where there was none.

    The flight is the stretch around the busiest day in which every 24 hours carried at least a hundredth of that day.
    """
    if not size(exits):
        return {}
    hour = numbers(exits["hour"]).astype(int)
    span = np.arange(hour.min(), hour.max() + 1)
    filled = {name: np.zeros(len(span)) for name in ("persons", "vehicles", "queue_vehicles")}
    for name, values in filled.items():
        np.add.at(values, hour - hour.min(), numbers(exits[name]))
    day = np.convolve(filled["persons"], np.ones(24))[: len(span)]
    peak = int(np.argmax(day))
    thin = np.flatnonzero(day < max(1.0, 0.01 * day[peak]))
    first = int(thin[thin < peak].max(initial=-1)) + 1
    first += int(np.argmax(filled["persons"][max(0, first - 23) :] > 0)) - min(23, first)  # the first arrival of that day
    last = int(thin[thin > peak].min(initial=len(span)))
    return {"hour": np.arange(last - first), **{name: values[first:last] for name, values in filled.items()}}


def is_flight(exits: Any) -> bool:
    """Whether the table of exits holds a mass flight that is worth a figure."""
    hours = flight_hours(columns(exits))
    return bool(size(hours)) and float(hours["persons"].sum()) >= FEWEST


def _rush(days: Columns) -> tuple[int, int] | None:
    """The days around the flight, from ten before its start; none if no 30 days took a tenth of the people."""
    out = numbers(days["persons_out"])
    total = sum(float(numbers(days[name])[0]) for name, _, _ in STATES)
    month = out[30:] - out[:-30] if len(out) > 40 else np.zeros(1)
    if month.max() < 0.1 * total:
        return None
    peak = int(np.argmax(np.diff(out)))
    return max(0, peak - 14), min(len(out), peak + 15)


def _stack(axes: Axes, when: np.ndarray, days: Columns, part: slice) -> None:
    style.tidy(axes, grid="")
    axes.stackplot(
        when[part],
        [numbers(days[name])[part] for name, _, _ in STATES],
        colors=[c for _, _, c in STATES],
        labels=[words for _, words, _ in STATES],
        linewidth=0,
    )
    style.date_axis(axes, when[part])
    axes.set_xlim(when[part][0], when[part][-1])
    style.thousands(axes)
    axes.set_ylim(bottom=0)


def _record(table: Columns) -> Columns:
    when = np.asarray(table["datetime"]).astype("datetime64[m]")
    hour = (when - when.min()) / np.timedelta64(60, "m")
    return {
        "hour": hour,
        "persons": numbers(table["cumulative_persons"]),
        "vehicles": numbers(table["cumulative_vehicles"]),
    }


def _cumulative(axes: Axes, hours: Columns, record: Columns) -> None:
    style.tidy(axes, y="persons who reached the exit", grid="both")
    if not size(hours):
        return
    end = 1.12 * len(hours["hour"])
    axes.plot(hours["hour"] + 1, np.cumsum(hours["persons"]), color=style.BLUE, linewidth=2.4, label="simulated")
    if record:
        end = max(end, 150.0)
        near = record["hour"] <= end
        axes.plot(
            record["hour"][near], record["persons"][near], "o", color=style.VERMILION, markersize=4.5, label="record"
        )
    axes.legend(fontsize=style.SMALL, loc="lower right", frameon=False)
    axes.set_xlim(0, end)
    axes.set_ylim(bottom=0)
    style.thousands(axes)


def _vehicles(axes: Axes, hours: Columns, record: Columns) -> None:
    style.tidy(axes, "hours since the first arrivals", "vehicles an hour", grid="both")
    axes.xaxis.set_major_locator(style.hours_locator(axes.get_xlim()[1]))
    if not size(hours):
        return
    axes.step(hours["hour"] + 1, hours["vehicles"], where="pre", color=style.BLUE, linewidth=1.6)
    if record:
        known = np.isfinite(record["vehicles"])
        x, y = record["hour"][known], record["vehicles"][known]
        axes.hlines(np.diff(y) / np.diff(x), x[:-1], x[1:], color=style.VERMILION, linewidth=3)
    axes.set_ylim(bottom=0)


def _finding(days: Columns) -> str:
    total = sum(float(numbers(days[name])[0]) for name, _, _ in STATES)
    out, want = numbers(days["persons_out"]), numbers(days["persons_want_to_leave"])
    share = 100 * float(out[-1]) / total
    rush = _rush(days)
    if rush:
        k = int(np.argmax(out >= 0.95 * out[-1]) - np.argmax(np.diff(out, prepend=out[0]) > 0.01 * total)) + 1
        return f"{out[-1]:,.0f} of {total:,.0f} people are out in the end ({share:.0f} %), nearly all within {k} days"
    home = numbers(days["persons_home"])
    stuck = f"at most {want.max():,.0f} wanted to leave and could not" if want.max() >= 1 else "nobody was kept from leaving"
    return f"Of {total:,.0f} people, {home[0]:,.0f} were at home at the start and {home[-1]:,.0f} at the end; {stuck}"


def _exodus_finding(hours: Columns, record: Columns) -> str:
    if not size(hours) or hours["persons"].sum() < 1:
        return "Nobody fled over the road in this world"
    gone = np.cumsum(hours["persons"])
    half, most = (int(np.argmax(gone >= share * gone[-1])) + 1 for share in (0.5, 0.95))
    busy = hours["vehicles"][(gone >= 0.1 * gone[-1]) & (gone <= 0.9 * gone[-1])]
    if hours["persons"][-6:].mean() > 0.25 * hours["persons"].max():
        return f"The run ended in the middle of the flight: {gone[-1]:,.0f} people had left within {len(gone)} hours"
    rate = f", at about {busy.mean():.0f} vehicles an hour" if len(busy) else ""
    text = f"{gone[-1]:,.0f} people left: half within {half} hours, 95 in 100 within {most}{rate}"
    if record:
        final = record["persons"].max()
        when = [float(np.interp(share * final, record["persons"], record["hour"])) for share in (0.5, 0.95)]
        text += f" (record: {when[0]:.0f} and {when[1]:.0f} hours)"
    return text
