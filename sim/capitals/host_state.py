"""The state in whose recognised territory the mission stands: its consent is the mission's freedom of movement."""

import math

from sim import luck
from sim.capitals.capital import Capital, state_of
from sim.capitals.log import NAN, add_terms, is_kept, note
from sim.compiled import rule
from sim.constants import LOWEST_EXPONENT
from sim.world.codes import Decision, Seat, Why


@rule
def deliberate_host(world, day):
    """Restrict the mission a little more, or a little less. Where the armed actor is the host's government, answers cost consent.

    The same quantal rule as the armed actor's (SF5, SF11).
    """
    zone, parties, rules = world.zone[0], world.parties[0], world.rules[0]
    answered = 0.0
    for rung in range(1, world.last_week.shape[0]):
        answered += world.last_week[rung, 3]
    zone.recent_responses = rules.host_answer_memory * zone.recent_responses + answered
    if not parties.armed_actor_is_host_government:
        return
    worth = rules.host_answer_harm * parties.armed_actor_aims * min(rules.host_most_answers, zone.recent_responses)
    price = price_of_restricting(world)
    p = p_restrict(worth - price, parties.armed_actor_noise)
    restricts = luck.uniform(world.seed[0], luck.HOST_CHOICE, day, luck.HOST) >= 1.0 - p
    zone.restriction += (rules.host_most_restricted * restricts - zone.restriction) * rules.host_restriction_per_week
    if is_kept(world):
        k = note(world, day, Seat.HOST, Decision.FREEDOM, 1, worth - price, p, restricts, Why.NONE)
        add_terms(world, k, worth, -price, NAN, NAN, NAN, NAN)
        note(world, day, Seat.HOST, Decision.FREEDOM, 0, 0.0, 1.0 - p, not restricts, Why.NONE)


@rule
def price_of_restricting(world):
    """What restricting the mission costs the host (utility): more against states with the will to stay, and against endorsement."""
    rules = world.rules[0]
    return (
        rules.host_restriction_cost
        + rules.host_restriction_cost_will * world.zone[0].availability
        + rules.host_restriction_cost_endorsement * world.policy[0].mandate_endorsement
    )


@rule
def p_restrict(utility, noise):
    """Probability of restricting: quantal response between that and doing nothing (McKelvey & Palfrey 1995)."""
    best = max(0.0, utility)
    allow, restrict = math.exp(max(LOWEST_EXPONENT, (0.0 - best) / noise)), math.exp(max(LOWEST_EXPONENT, (utility - best) / noise))
    return restrict / (allow + restrict)


@rule
def consent(world):
    """How freely the mission moves and acts against the armed actor, 0 to 1.

    Against its own government the host's consent counts in full, and not every mission dares; against others consent hardly
    matters (SF5).
    """
    parties, policy = world.parties[0], world.policy[0]
    quality = policy.mandate_consent_quality * (1.0 - world.zone[0].restriction)
    if parties.armed_actor_is_host_government:
        return quality * world.rules[0].answer_against_host
    free = world.rules[0].host_consent_unneeded
    return free + (1.0 - free) * quality


@rule
def p_consent(world):
    """Probability that it agrees to another term."""
    zone, policy, rules = world.zone[0], world.policy[0], world.rules[0]
    willing = min(1.0, policy.mandate_consent_quality + rules.host_renewal_will * zone.availability)
    return willing * (1.0 - rules.host_renewal_restriction * zone.restriction)


class HostState(Capital):
    """Consents, restricts or tolerates. Where the armed actor is the host's government, answers against it cost consent (SF5, SF11)."""

    restriction = state_of("zone", "restriction", "How far it restricts the mission (0 to 1).")
    recent_responses = state_of("zone", "recent_responses", "Acts answered lately, old ones fading.")

    def step(self) -> None:
        """Restrict the mission a little more, or a little less."""
        deliberate_host(self.world, self.day)
