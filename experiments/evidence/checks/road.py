"""Second road: where another road out lies beyond reach, a blockade is worth less and should be rarer."""

from __future__ import annotations

import numpy as np

from experiments import intervals
from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.finding import Finding, verdict
from sim.scenario.root import Scenario

NAME = "second_road"
BAND = (None, 0.0)
BEYOND = {"resources.second_road.length_km": 200.0, "resources.second_road.capacity_veh_h": 500.0}
WITHIN = {**BEYOND, "resources.second_road.within_reach": True}
OUTCOMES = ("is_obstructed_30", "blockade_days", "is_offensive", "displaced_persons")


def arms(case: Case) -> dict[str, Scenario]:
    """One road more out of reach; and, for contrast, one that can be blocked like the first."""
    return {"second_road": case.arm(BEYOND), "second_road_within_reach": case.arm(WITHIN)}


def findings(worlds: Worlds, case: Case) -> list[Finding]:
    """What a second road takes from the chance of a long obstruction, in the same worlds."""
    found = intervals.paired_share(worlds.of(AS_IS, OUTCOMES[0]), worlds.of("second_road", OUTCOMES[0]))
    return [
        Finding(
            id="second_road",
            check=NAME,
            statement="A second road beyond reach makes a long obstruction of the first rarer.",
            varied="one road more from the capital to the outside, 200 km, out of the armed actor's reach",
            statistic="change in the chance of an obstruction of more than 30 days",
            unit="share",
            value=found.value,
            low=found.low,
            high=found.high,
            n=found.n,
            band=BAND,
            verdict=verdict(found, BAND),
            words=(
                "The gain of every rung on the road is multiplied by the share of traffic that it stops, so that an obstruction"
                " which stops nothing is not worth its cost. A second road within reach is the contrast."
            ),
            rows=[
                _row(worlds, arm, outcome)
                for arm in ("second_road", "second_road_within_reach")
                for outcome in OUTCOMES
            ],
        )
    ]


def _row(worlds: Worlds, arm: str, outcome: str) -> dict[str, object]:
    first, second = worlds.of(AS_IS, outcome), worlds.of(arm, outcome)
    found = (intervals.paired_share if outcome.startswith("is_") else intervals.paired_mean)(first, second)
    return {
        "arm": arm,
        "outcome": outcome,
        "usual": float(np.nanmean(first)),
        "here": float(np.nanmean(second)),
        "change": found.value,
        "low": found.low,
        "high": found.high,
    }
