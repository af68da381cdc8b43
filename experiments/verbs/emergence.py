"""The verb `emergence`: many worlds of one arm; which rungs occur, in which order, how far apart, and how the record compares."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from experiments.overrides import Word
from experiments.verbs.words import SETTINGS_HELP, asked, is_help

WORDS = {"worlds": Word(1000, int, 10), "first_seed": Word(1, int, 0), "workers": Word(0, int, 0)}
HELP = f"""corridor emergence: lives many worlds under one arm, and says what emerges.

  corridor emergence [scenario=NAME] [worlds=N] [any.setting=VALUE ...]

Words:
  worlds=N                 how many worlds (default: 1000)
  first_seed=N             the seed of the first world (default: 1)
  workers=N                how many processes (default: one a core)
{SETTINGS_HELP}

It prints, with 95 % intervals: the share of worlds in which each rung of the ladder occurs; how often the rungs come in order;
the lags between them; what the mission did; and, for worlds with a flight, how the exit compares with the record of 2023.
Nothing is written. History is one draw: nothing here is a target to be hit with certainty.

Example:
  corridor emergence scenario=nagorno_karabakh worlds=1000"""

EXIT = ("P1", "P2", "P3", "P5")  # the claims of the record that are about the exit
RUNGS = (
    ("harassment", "first_harassment_day"),
    ("land grab", "first_grab_day"),
    ("obstruction", "first_obstruction_day"),
    ("checkpoint", "first_checkpoint_day"),
    ("closure", "first_closure_day"),
    ("offensive", "offensive_day"),
)
AMOUNTS = (
    ("correlation_patrols_incidents", "patrol-days and incidents by segment, correlation"),
    ("answered_share", "acts answered, share"),
    ("answered_share_severe", "acts of rung 2 and above answered, share"),
    ("grabs_reversed", "grabs reversed"),
    ("escorts_before_week", "farm escorts a week in the year before distraction"),
    ("escorts_after_week", "farm escorts a week in the year after"),
    ("grabs_before_month", "grabs a month before distraction"),
    ("grabs_after_month", "grabs a month in the 14 months after"),
    ("casualty_events_before_month", "acts with a death a month before"),
    ("casualty_events_after_month", "acts with a death a month after"),
    ("lag_obstruction_to_offensive_days", "days from obstruction to offensive"),
    ("least_ration", "least ration, share"),
    ("displaced_persons", "persons displaced"),
    ("civilian_deaths", "civilian deaths"),
)


def main(argv: Sequence[str]) -> int:
    """Lives the worlds and prints what emerged. 1 where runs failed."""
    if is_help(argv):
        print(HELP)
        return 0
    scenario, words, _, _ = asked(argv, WORDS)
    from experiments.arms import Arm, Study
    from experiments.execute import cores
    from experiments.plan import Plan, lived

    worlds = range(words["first_seed"], words["first_seed"] + words["worlds"])
    study = Study(baseline="arm", arms={"arm": Arm()})
    rows = lived(Plan(study, {"arm": scenario}, worlds, words["workers"] or cores()))
    done = [row.outcomes for row in rows if row.is_ok]
    print(f"{scenario.title or scenario.name}: {len(done):,} worlds, {scenario.horizon_days:,} days each.")
    if done:
        print("\n".join(told(columns_of(done))))
    if len(done) < len(rows):
        print(f"{len(rows) - len(done):,} runs failed: {next(row.why for row in rows if not row.is_ok)}")
    return 0 if len(done) == len(rows) else 1


def columns_of(outcomes: Sequence[dict[str, float]]) -> dict[str, np.ndarray]:
    """Outcomes of many runs as columns (worlds,)."""
    return {name: np.array([one[name] for one in outcomes]) for name in outcomes[0]}


def told(table: dict[str, np.ndarray]) -> list[str]:
    """Everything that is printed, line by line."""
    return [*_rungs(table), "", *_orders(table), "", *_amounts(table), "", *_record(table)]


def _rungs(table: dict[str, np.ndarray]) -> list[str]:
    from experiments.intervals import share

    lines = ["", "Rungs of the ladder: share of worlds in which each occurs [95 % interval], first day: median (10 to 90 % of worlds)"]
    for name, column in RUNGS:
        lines.append(f"  {name:<13}{_interval(share(np.isfinite(table[column])))}   {_spread(table[column], 'day ')}")
    for name, truths in (
        ("capitulation", table["is_capitulated"]),
        ("flight by road", np.isfinite(table["vehicles_out"])),
        ("collapse", table["is_mission_collapsed"]),
        ("retaliation", table["is_retaliation"]),
    ):
        lines.append(f"  {name:<13} {_interval(share(truths)).strip()}")
    return lines


def _orders(table: dict[str, np.ndarray]) -> list[str]:
    """How often a rung came before the next one, in worlds that have both."""
    from experiments.intervals import share

    lines = ["Order: of the worlds with both, share in which the first came first (or on the same day); lag in days: median (10 to 90 %)"]
    pairs = [*pairwise(RUNGS), (RUNGS[2], RUNGS[5])]
    for (one, first), (other, second) in pairs:
        both = np.isfinite(table[first]) & np.isfinite(table[second])
        lag = table[second][both] - table[first][both]
        lines.append(f"  {one} before {other}".ljust(36) + f"{_interval(share(lag >= 0))}   {_spread(lag, '')}   in {both.sum():,} worlds")
    return lines


def _amounts(table: dict[str, np.ndarray]) -> list[str]:
    from experiments.intervals import median

    lines = ["What happened: median over worlds [95 % interval of the median], 10 to 90 % of worlds"]
    for name, words in AMOUNTS:
        known = table[name][np.isfinite(table[name])]
        middle = median(known) if len(known) else None
        lines.append(
            f"  {words:<52}"
            + (f"{middle.value:>9.4g} [{middle.low:.4g}, {middle.high:.4g}]".ljust(36) + _spread(known, "", False) if middle else "never")
        )
    return lines


def _record(table: dict[str, np.ndarray]) -> list[str]:
    """The exit against the record: in all worlds with a flight, and in those where the road had been controlled as long as on record.

    Record, tolerance and condition are those of the claims (configs/claims)."""
    from experiments.evidence.claims import read_claims
    from experiments.evidence.seen import Worlds
    from experiments.evidence.statistics import computed
    from experiments.evidence.told import number

    flights = np.isfinite(table["vehicles_out"]) & (table["is_capitulated"] > 0)
    if not flights.any():
        return ["No world had a flight by road after a capitulation."]
    claims = [one.claim for one in read_claims(EXIT)]
    held = claims[0].where["blockade_days"]
    alike = flights & (table["blockade_days"] >= held.low) & (table["blockade_days"] <= held.high)
    lines = [
        f"The exit against the record of 2023: median (10 to 90 %) of worlds with a flight, share inside; all {flights.sum():,},",
        f"and {alike.sum():,} with the road controlled for {held.low:.0f} to {held.high:.0f} days before (record: 286): tanks as empty",
    ]
    worlds = Worlds(("arm",), np.arange(len(flights)), {"arm": table}, np.arange(len(flights)))
    for claim in claims:
        for one in claim.readings.values():
            values = np.asarray(computed(one.statistic, worlds, one.of))
            cells = [_against(values[which], one.band.low, one.band.high) for which in (flights, alike)]
            record = " to ".join(number(end) for end in (one.record, one.record_high) if end is not None)
            head = f"  {claim.id} {one.title.lower()}".ljust(44) + f"{record:<13}({number(one.band.low)} to {number(one.band.high)})"
            lines.append(head.ljust(78) + "   ".join(cells))
    return lines


def _against(values: np.ndarray, low: float, high: float) -> str:
    """Median and spread, the share inside a tolerance, and whether the median is."""
    values = values[np.isfinite(values)]
    if not len(values):
        return "none"
    inside = np.mean((values >= low) & (values <= high))
    return f"{_spread(values, ''):<28}{inside:4.0%} {'in ' if low <= np.median(values) <= high else 'OUT'}"


def _interval(found: Any) -> str:
    return f"{found.value:6.1%} [{found.low:.1%}, {found.high:.1%}]"


def _spread(values: np.ndarray, unit: str, with_median: bool = True) -> str:
    known = values[np.isfinite(values)]
    if not len(known):
        return "never"
    low, middle, high = np.quantile(known, (0.1, 0.5, 0.9))
    return (f"{unit}{middle:,.4g} " if with_median else "") + f"({low:,.4g} to {high:,.4g})"
