"""Placebo: an armed actor that does not want the territory must leave the road alone, or noise alone makes blockades."""

from __future__ import annotations

import numpy as np

from experiments import intervals
from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.finding import Finding, verdict
from sim.scenario.root import Scenario

NAME = "placebo"
TIMES = 5  # rare events need more worlds
BAND = (None, 0.02)  # model.md, evidence.md: under 2 %; the whole interval, not the share alone
NOTHING_WANTED = {"armed_actor.aims": 0.0}
DRAWN_HIGH = {"armed_actor.noise": 0.045}  # the highest that the priors draw
VARIANTS = {
    "placebo": ({}, "no aims"),
    "placebo_alone": ({"resources.contributors.sponsor.troops": 0}, "no aims, no mission in its way"),
    "placebo_erratic": (DRAWN_HIGH, "no aims, the most erratic that priors allow"),
}


def arms(case: Case) -> dict[str, Scenario]:
    """The actor without aims: as the case is, without a mission, and at its most erratic."""
    has_sponsor = "sponsor" in case.base.resources.contributors
    return {
        name: case.arm({**NOTHING_WANTED, **change})
        for name, (change, _) in VARIANTS.items()
        if has_sponsor or name != "placebo_alone"
    }


def findings(worlds: Worlds, case: Case) -> list[Finding]:
    """The share of worlds in which it obstructs at all, and in which it attacks."""
    rows = [_row(worlds, name, words) for name, (_, words) in VARIANTS.items() if name in arms(case)]
    rows.append(_row(worlds, AS_IS, "the case as it is"))
    obstructs = intervals.share(worlds.happened("placebo", "first_obstruction_day"))
    return [
        Finding(
            id="placebo",
            check=NAME,
            statement="An armed actor without territorial aims obstructs the road in fewer than 2 % of worlds.",
            varied="armed_actor.aims = 0",
            statistic="share of worlds with any obstruction",
            unit="share",
            value=obstructs.value,
            low=obstructs.low,
            high=obstructs.high,
            n=obstructs.n,
            band=BAND,
            verdict=verdict(obstructs, BAND),
            words=(
                f"It obstructed in {int(np.nansum(worlds.happened('placebo', 'first_obstruction_day')))} of {obstructs.n:,} worlds; the"
                f" upper end of Wilson's interval is {100 * obstructs.high:.2f} %."
            ),
            rows=rows,
        )
    ]


def _row(worlds: Worlds, arm: str, words: str) -> dict[str, object]:
    obstructs = intervals.share(worlds.happened(arm, "first_obstruction_day"))
    attacks = intervals.share(worlds.of(arm, "is_offensive"))
    return {
        "arm": words,
        "p_obstruction": obstructs.value,
        "p_obstruction_low": obstructs.low,
        "p_obstruction_high": obstructs.high,
        "p_offensive": attacks.value,
        "p_offensive_high": attacks.high,
        "worlds": obstructs.n,
    }
