"""What a user sets holds in every world: priors on such settings are left out."""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.priors import decided
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data


def without_priors_on(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """The scenario without its priors on these settings, nor an ensemble's columns; itself where it has none."""
    given = spread(scenario, names)
    return scenario.with_(uncertainty=decided(as_data(scenario.uncertainty), given)) if given else scenario


def spread(scenario: Scenario, names: Iterable[str]) -> list[str]:
    """Which of these settings a prior or an ensemble would draw anew in every world."""
    drawn = {*scenario.uncertainty.priors, *scenario.uncertainty.joint()}
    return [name for name in names if name in drawn]
