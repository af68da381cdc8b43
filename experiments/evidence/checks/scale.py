"""Agent scale: the same people in smaller or larger households; shares, hours and deaths should not follow the number of agents."""

from __future__ import annotations

import numpy as np

from experiments.evidence.checks.case import Case, Worlds
from experiments.evidence.checks.effects import SMALL, effects, within_small
from experiments.evidence.checks.finding import Finding, worst
from sim.scenario.root import Scenario

NAME = "scale"
OUTCOMES = ("is_obstructed_30", "is_offensive", "displaced_persons", "civilian_deaths", "hours_to_95_out")
SIZE, OWNERS = "rules.leaving.mean_household", "rules.leaving.vehicle_owners"
USUAL = 3.7
SIZES = {"scale_usual": USUAL, "scale_small": USUAL / 2, "scale_large": 4.8}  # persons a household; larger ones run out of vehicles


def arms(case: Case) -> dict[str, Scenario]:
    """Households of each size, with as many vehicles in all."""
    owners = float(case.base.numbers()[OWNERS])
    return {name: case.arm({SIZE: size, OWNERS: min(1.0, owners * size / USUAL)}) for name, size in SIZES.items()}


def findings(worlds: Worlds, case: Case) -> list[Finding]:
    """The largest effect of half as large, and of larger, households on any of the outcomes."""
    names = [name for name in SIZES if name != "scale_usual"]
    every = [(name, one) for name in names for one in effects(worlds, "scale_usual", worlds, name, OUTCOMES)]
    name, most = max(every, key=lambda pair: np.nan_to_num(abs(pair[1].in_spreads.value), nan=-1.0))
    spreads = most.in_spreads
    return [
        Finding(
            id="agent_scale",
            check=NAME,
            statement="The number of agents into which the same people are cut does not move the outcomes.",
            varied="persons a household: 1.85 and 4.8 instead of 3.7, with as many vehicles in all",
            statistic="largest change of an outcome, in standard deviations of the worlds",
            unit="standard deviations",
            value=spreads.value,
            low=spreads.low,
            high=spreads.high,
            n=spreads.n,
            band=(-SMALL, SMALL),
            verdict=worst([within_small(one) for _, one in every]),
            words=(
                f"Largest: {most.outcome} with {SIZES[name]:.3g} persons a household, {most.before:.4g} to {most.after:.4g}. Vehicles are"
                " kept in number, so that households of half the size own half as many each; seats for neighbours matter more then."
            ),
            rows=[one.as_row(arm=name) for name, one in every],
        )
    ]
