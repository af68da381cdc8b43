"""Time steps: what happens if the model is lived in other strides, if the week is halved, and what a day's step loses."""

from __future__ import annotations

import math

import numpy as np

from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.effects import HEADLINE, SMALL, effects, within_small
from experiments.evidence.checks.finding import SHOWN, Finding, verdict, worst
from experiments.evidence.checks.specials import Special
from experiments.intervals import Interval

NAME = "steps"
STRIDES = ("day_by_day", "odd_strides")
EXACT = (0.0, 0.0)
MONTH_DAYS = 30.44


def specials(case: Case) -> dict[str, Special]:
    """The model as it is, in other strides, with half weeks, and with capitals that deliberate twice as often by weekly rules."""
    names = (*STRIDES, "half_weeks", "often_deliberating")
    return {AS_IS: Special(case.base, "as_is"), **{name: Special(case.base, name) for name in names}}


def findings(worlds: Worlds, case: Case) -> list[Finding]:
    """Strides exact; the week halved; the week as behaviour; events that a day's step leaves out."""
    return [_strides(worlds), _half(worlds), _often(worlds), _lost(worlds, case)]


def _strides(worlds: Worlds) -> Finding:
    usual = worlds.of(AS_IS, "digest")
    rows = [{"arm": name, "worlds": len(usual), "worlds_differing": int((worlds.of(name, "digest") != usual).sum())} for name in STRIDES]
    most = float(max(row["worlds_differing"] for row in rows))
    found = Interval(most, most, most, len(usual))
    return Finding(
        id="strides",
        check=NAME,
        statement="In whatever strides a world is lived, its history is the same bit for bit, the hourly road included.",
        varied="a day at a time, and strides of 1 to 40 days, against all days at once",
        statistic="worlds in which any bit differs",
        unit="worlds",
        value=most,
        low=most,
        high=most,
        n=len(usual),
        band=EXACT,
        verdict=verdict(found, EXACT),
        words="The road moves by exact events, not by steps; a road hour cannot be halved because there is none to halve.",
        rows=rows,
    )


def _half(worlds: Worlds) -> Finding:
    found = effects(worlds, AS_IS, worlds, "half_weeks", HEADLINE)
    most = max(found, key=lambda one: np.nan_to_num(abs(one.in_spreads.value), nan=-1.0))
    spreads = most.in_spreads
    return Finding(
        id="half_weeks",
        check=NAME,
        statement="Capitals that deliberate twice a week, with weekly odds and memories kept, lead to the same outcomes.",
        varied="deliberations every three and four days; odds of leaving the status quo halved, lags and memories kept in days",
        statistic="largest change of a headline outcome, in standard deviations of the worlds",
        unit="standard deviations",
        value=spreads.value,
        low=spreads.low,
        high=spreads.high,
        n=spreads.n,
        band=(-SMALL, SMALL),
        verdict=worst([within_small(one) for one in found]),
        words=(
            f"Largest: {most.outcome}, {most.before:.4g} to {most.after:.4g}. Daily rules cannot be halved by any switch: probabilities,"
            " lags and the tables that they write are by the day; `events_lost` bounds what the day's step leaves out."
        ),
        rows=[one.as_row(arm="half_weeks") for one in found],
    )


def _often(worlds: Worlds) -> Finding:
    found = effects(worlds, AS_IS, worlds, "often_deliberating", HEADLINE)
    road = found[0]
    return Finding(
        id="week_as_behaviour",
        check=NAME,
        statement="That capitals choose once a week is part of how they behave, not a step that could be refined.",
        varied="deliberations every three and four days by the weekly rules as they are",
        statistic="change in the chance of an obstruction of more than 30 days",
        unit="share",
        value=road.difference.value,
        low=road.difference.low,
        high=road.difference.high,
        n=road.difference.n,
        band=None,
        verdict=SHOWN,
        words=(
            f"The chance goes from {100 * road.before:.0f} % to {100 * road.after:.0f} %. A choice made twice as often has twice the"
            " opportunities: noise and friction are sizes for a week."
        ),
        rows=[one.as_row(arm="often_deliberating") for one in found],
    )


def _lost(worlds: Worlds, case: Case) -> Finding:
    """Rules that allow at most one event a day leave out what would have been the second: 1 - p / -ln(1 - p) of the events."""
    rows = [
        _events(worlds, "mine_accidents", "rules.act.mines_per_month", "mines, at most one a day", case),
        _events(worlds, "grabs", "rules.act.grab_per_month", "grabs, at most one a day", case),
    ]
    most = max(rows, key=lambda row: row["share_lost"])
    return Finding(
        id="events_lost",
        check=NAME,
        statement="A day's step leaves out the second event of a day.",
        varied="nothing: worked out from how often the event happens",
        statistic="share of events left out, mean day",
        unit="share",
        value=most["share_lost"],
        low=most["share_lost"],
        high=most["share_lost_at_first"],
        n=len(worlds.seeds),
        band=None,
        verdict=SHOWN,
        words=(
            f"{most['event']}: {100 * most['share_lost']:.1f} % of events on a mean day, at most"
            f" {100 * most['share_lost_at_first']:.1f} % at the full rate of the settings. Rates that were set to the record absorb it;"
            " finer steps would need them set anew."
        ),
        rows=rows,
    )


def _events(worlds: Worlds, outcome: str, setting: str, words: str, case: Case) -> dict[str, object]:
    p = float(np.nanmean(worlds.of(AS_IS, outcome))) / case.base.horizon_days
    most = 1.0 - math.exp(-float(case.base.numbers()[setting]) / MONTH_DAYS)
    return {"event": words, "setting": setting, "a_day": p, "share_lost": lost(p), "share_lost_at_first": lost(most)}


def lost(p: float) -> float:
    """Share of Poisson events left out where at most one a day counts and a day has one with probability p."""
    return 1.0 - p / -math.log1p(-p) if 0.0 < p < 1.0 else 0.0
