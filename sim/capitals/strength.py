"""Strengths that several capitals weigh: the armed actor's as it grows, the mission's as last counted."""

from sim.compiled import rule
from sim.constants import DAYS_A_YEAR


@rule
def armed_strength(world, day):
    """The armed actor's strength today (armed actor in 2020 = 1)."""
    parties = world.parties[0]
    return parties.armed_actor_capability * (1.0 + parties.armed_actor_growth_per_year) ** (day / DAYS_A_YEAR)


@rule
def troops_as_weighed(world):
    """Troops of all contributors as last weighed: who died since is not yet deducted (persons)."""
    total = 0.0
    for c in range(world.commitment_states.shape[0]):
        total += world.commitment_states[c].troops
    return total
