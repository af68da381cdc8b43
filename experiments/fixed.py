"""What a user sets holds in every world: priors on such settings are left out."""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.root import Scenario
from sim.scenario.settings import as_data


def without_priors_on(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """The scenario without its priors on these settings; itself where it has none."""
    given = set(names)
    priors = scenario.uncertainty.priors
    left = {name: as_data(prior) for name, prior in priors.items() if name not in given}
    if len(left) == len(priors):
        return scenario
    return scenario.with_(uncertainty={**as_data(scenario.uncertainty), "priors": left})


def spread(scenario: Scenario, names: Iterable[str]) -> list[str]:
    """Which of these settings a prior would draw anew in every world."""
    return [name for name in names if name in scenario.uncertainty.priors]
