"""Recode and flat tests: does what the model says hang on one way to code the sponsor's distraction or ties?"""

from __future__ import annotations

import numpy as np

from experiments import intervals
from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.finding import SHOWN, Finding, verdict
from experiments.evidence.checks.resample import interval
from sim.geography.series import find_series, series_names
from sim.scenario.root import Scenario
from sim.world.plan import place_folder

NAME = "recode"
FLAT = "flat_distraction"
COLLAPSE = 1 / 3  # of its usual chance: what "collapses" is taken to mean, set before the test was run
ROAD, OFFENSIVE, LAG = "is_obstructed_30", "is_offensive", "lag_obstruction_to_offensive_days"
WORDS = {"distraction": "the sponsor's distraction", "ties": "the sponsor's ties to the armed actor"}


def arms(case: Case) -> dict[str, Scenario]:
    """An arm for each coding of each series that the place has, and one for a sponsor that is never distracted."""
    found = {
        _arm(variable, name): case.arm({f"codings.{variable}": name})
        for variable in WORDS
        for name in codings(case.base.place, variable)
    }
    return {**found, FLAT: case.arm({"codings.distraction": 0.0})}


def findings(worlds: Worlds, case: Case) -> list[Finding]:
    """How the codings differ, and what is left of obstruction without any distraction."""
    return [*(_recoded(worlds, case, variable) for variable in WORDS), _flat(worlds)]


def codings(place: str, variable: str) -> list[str]:
    """The codings of a variable that a place has, without those that never vary and stay at nought (the flat test has its own arm)."""
    folder = place_folder(place)
    series = {name: find_series(folder, name) for name in series_names(folder)}
    return [name for name, one in series.items() if one.variable == variable and one.values.any()]


def _arm(variable: str, coding: str) -> str:
    return f"coding_{variable}_{coding}"


def _recoded(worlds: Worlds, case: Case, variable: str) -> Finding:
    names = codings(case.base.place, variable)
    share = {name: np.nanmean(worlds.of(_arm(variable, name), ROAD)) for name in names}
    low, high = min(share, key=share.__getitem__), max(share, key=share.__getitem__)
    found = intervals.paired_share(worlds.of(_arm(variable, low), ROAD), worlds.of(_arm(variable, high), ROAD))
    return Finding(
        id=f"recode_{variable}",
        check=NAME,
        statement=f"What the model says is told for every coding of {WORDS[variable]}, not for one.",
        varied=f"{len(names)} independent codings of {WORDS[variable]}",
        statistic="greatest difference between two codings in the chance of an obstruction of more than 30 days",
        unit="share",
        value=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        band=None,
        verdict=SHOWN,
        words=(
            f"The chance of a long obstruction is {100 * share[low]:.0f} % under {low} and {100 * share[high]:.0f} % under {high}."
            " The two were chosen for their difference, so the interval is a little too narrow."
        ),
        rows=[_row(worlds, _arm(variable, name), name) for name in names],
    )


def _row(worlds: Worlds, arm: str, coding: str) -> dict[str, object]:
    road, fight = intervals.share(worlds.of(arm, ROAD)), intervals.share(worlds.of(arm, OFFENSIVE))
    lag = intervals.median(worlds.of(arm, LAG))
    return {
        "coding": coding,
        "p_obstructed_30": road.value,
        "p_obstructed_30_low": road.low,
        "p_obstructed_30_high": road.high,
        "p_offensive": fight.value,
        "p_offensive_low": fight.low,
        "p_offensive_high": fight.high,
        "median_lag_days": lag.value,
        "median_lag_days_low": lag.low,
        "median_lag_days_high": lag.high,
        "worlds_with_lag": lag.n,
    }


def _flat(worlds: Worlds) -> Finding:
    usual, flat = worlds.of(AS_IS, ROAD), worlds.of(FLAT, ROAD)
    both = np.isfinite(usual) & np.isfinite(flat)
    usual, flat = usual[both], flat[both]
    found = interval(lambda rows: flat[rows].mean() / usual[rows].mean() if usual[rows].any() else np.nan, len(usual))
    chance, other = intervals.share(usual), intervals.share(flat)
    return Finding(
        id="flat_test",
        check=NAME,
        statement="Without any distraction of the sponsor, obstruction of the road collapses.",
        varied="the sponsor's distraction: nought on every day",
        statistic="chance of an obstruction of more than 30 days, flat over usual",
        unit="ratio",
        value=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        band=(None, COLLAPSE),
        verdict=verdict(found, (None, COLLAPSE)),
        words=(
            f"The chance is {100 * other.value:.1f} % [{100 * other.low:.1f} to {100 * other.high:.1f}] without distraction, against"
            f" {100 * chance.value:.0f} % [{100 * chance.low:.0f} to {100 * chance.high:.0f}]. Collapse was taken to mean: to less than"
            " a third."
        ),
        rows=[_row(worlds, AS_IS, "as drawn"), _row(worlds, FLAT, "nought")],
    )
