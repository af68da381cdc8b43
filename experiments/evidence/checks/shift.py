"""Shift test: move the sponsor's distraction in time; how far does the onset of obstruction move with it? (evidence.md, no-script test)"""

from __future__ import annotations

import numpy as np

from experiments import intervals
from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.finding import SHOWN, Finding
from experiments.evidence.checks.places import shifted
from experiments.evidence.checks.resample import interval
from sim.scenario.root import Scenario

NAME = "shift"
DAYS = (-180, -90, 0, 90, 180)
ONSET = "first_obstruction_day"


def arms(case: Case) -> dict[str, Scenario]:
    """An arm for each shift; none for nought, which is the case itself."""
    return {_arm(days): case.arm(place=shifted(case.base.place, case.folder, days)) for days in DAYS if days}


def findings(worlds: Worlds, case: Case) -> list[Finding]:
    """The slope of median onset per day shifted, over the worlds that are obstructed under every shift."""
    onset = np.stack([worlds.of(_arm(days), ONSET) for days in DAYS])
    always = onset[:, np.isfinite(onset).all(axis=0)]
    found = interval(lambda rows: slope(always[:, rows]), always.shape[1])
    return [
        Finding(
            id="shift_test",
            check=NAME,
            statement="The onset of obstruction moves with the sponsor's distraction; its date is no finding of the model.",
            varied="every coding of the sponsor's distraction, 180 and 90 days earlier and later",
            statistic="slope of the median first day of obstruction per day shifted",
            unit="days per day",
            value=found.value,
            low=found.low,
            high=found.high,
            n=found.n,
            band=None,
            verdict=SHOWN,
            words=_words(found),
            rows=[_row(worlds, days, column) for days, column in zip(DAYS, always, strict=True)],
        )
    ]


def slope(onset: np.ndarray) -> float:
    """Least-squares slope of median onset (shifts, worlds; days) on the shift (days)."""
    if not onset.shape[1]:
        return float("nan")
    days, middle = np.array(DAYS, float), np.median(onset, axis=1)
    return float((days * middle).sum() / (days * days).sum())  # the shifts are centred on nought


def _arm(days: int) -> str:
    return f"shift_{'later' if days > 0 else 'earlier'}_{abs(days)}" if days else AS_IS


def _row(worlds: Worlds, days: int, onset: np.ndarray) -> dict[str, object]:
    middle = intervals.median(onset)
    ever = intervals.share(worlds.happened(_arm(days), ONSET))
    return {
        "shift_days": days,
        "median_onset_day": middle.value,
        "low": middle.low,
        "high": middle.high,
        "p_obstruction": ever.value,
        "p_low": ever.low,
        "p_high": ever.high,
    }


def _words(found: intervals.Interval) -> str:
    if not found.n:
        return "No world was obstructed under every shift; there is no onset to follow."
    return (
        f"Moving the series by a month moves the median onset by {30 * found.value:.0f} days [{30 * found.low:.0f} to"
        f" {30 * found.high:.0f}]. At a slope of 1 the input alone would date the event, at 0 it would not matter at all. When an"
        " obstruction begins is therefore never presented as validation."
    )
