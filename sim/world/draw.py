"""A world: one draw of everything that no policy controls."""

from typing import Any

from sim import luck
from sim.scenario.root import Scenario


def draw_numbers(scenario: Scenario, seed: int) -> dict[str, Any]:
    """Every number of the scenario, the uncertain ones drawn for this world by name, so that arms share them.

    A prior on a setting that this arm lacks, or that a case or policy decided otherwise, is not used. The columns of an ensemble
    share one draw, so that a world has them from one row.
    """
    numbers = dict(scenario.numbers())
    for name, prior in scenario.priors():
        value = prior.quantile(luck.uniform(seed, luck.PRIOR, 0, luck.name_entity(scenario.uncertainty.address(name))))
        numbers[name] = round(value) if isinstance(numbers[name], int) and not isinstance(numbers[name], bool) else value
    return numbers
