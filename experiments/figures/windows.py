"""Which months a figure looks at, and when the sponsor turned away."""

import numpy as np

from experiments.columns import Columns, dates, months, numbers, totals, where


def patrol_window(segments: Columns) -> tuple[np.datetime64, np.datetime64]:
    """First and last month to show: the last March to August before the road was obstructed, else all until then."""
    month = months(segments["month"])
    shut = month[numbers(segments["access_level"]) > 0]
    last = shut.min() - 1 if len(shut) and shut.min() > month.min() else month.max()
    year = last.astype("datetime64[Y]")
    for candidate in (year, year - 1):
        first = candidate.astype("datetime64[M]") + 2
        if month.min() <= first and first + 5 <= last:
            return first, first + 5
    return month.min(), last


def within(table: Columns, window: tuple[np.datetime64, np.datetime64], column: str = "month") -> Columns:
    """The rows whose month (or date) lies in the window, both ends included."""
    month = months(table[column])
    return where(table, (month >= window[0]) & (month <= window[1]))


def in_words(window: tuple[np.datetime64, np.datetime64]) -> str:
    """The window as text: March to August 2022."""
    first, last = (month.astype(object) for month in window)
    start = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    return f"{start} to {last:%B %Y}"


def by_segment(segments: Columns) -> Columns:
    """One row a road segment: where it runs; its patrol-days, incidents, answers and worst access over all months."""
    ids = segments["segment"]
    found, first = np.unique(ids, return_index=True)
    sums = {name: totals(ids, segments[name])[1] for name in ("patrol_days", "incidents", "detected", "answered")}
    worst = np.array([numbers(segments["access_level"])[ids == i].max() for i in found])
    ends = {name: segments[name][first] for name in ("from", "to", "from_lat", "from_lon", "to_lat", "to_lon")}
    return {"segment": found, **ends, **sums, "access_level": worst}


def onset_of_distraction(daily: Columns) -> np.datetime64 | None:
    """The day on which the sponsor's distraction passes one half, as outcomes count it; none where it never does."""
    passed = np.flatnonzero(numbers(daily["distraction"]) >= 0.5)
    return dates(daily["date"])[passed[0]] if len(passed) else None
