"""The state in whose recognised territory the mission stands: its consent is the mission's freedom of movement."""

import math

from sim import luck
from sim.capitals.capital import Capital, state_of
from sim.capitals.log import NAN, add_terms, is_kept, note
from sim.compiled import rule
from sim.world.codes import Decision, Seat, Why


@rule
def deliberate_host(world, day):
    """Restrict the mission a little more, or a little less. Where the armed actor is the host's government, answers cost consent.

    The same quantal rule as the armed actor's (SF5, SF11).
    """
    zone, parties, policy = world.zone[0], world.parties[0], world.policy[0]
    answered = 0.0
    for rung in range(1, world.last_week.shape[0]):
        answered += world.last_week[rung, 3]
    zone.recent_responses = 0.9 * zone.recent_responses + answered
    if not parties.armed_actor_is_host_government:
        return
    worth = 0.10 * parties.armed_actor_aims * min(2.0, zone.recent_responses)
    price = 0.08 + 0.15 * zone.availability + 0.10 * policy.mandate_endorsement
    p = p_restrict(worth - price, parties.armed_actor_noise)
    restricts = luck.uniform(world.seed[0], luck.HOST_CHOICE, day, luck.HOST) >= 1.0 - p
    zone.restriction += (0.5 * restricts - zone.restriction) * 0.1
    if is_kept(world):
        k = note(world, day, Seat.HOST, Decision.FREEDOM, 1, worth - price, p, restricts, Why.NONE)
        add_terms(world, k, worth, -price, NAN, NAN, NAN, NAN)
        note(world, day, Seat.HOST, Decision.FREEDOM, 0, 0.0, 1.0 - p, not restricts, Why.NONE)


@rule
def p_restrict(utility, noise):
    """Probability of restricting: quantal response between that and doing nothing (McKelvey & Palfrey 1995)."""
    best = max(0.0, utility)
    allow, restrict = math.exp(max(-700.0, (0.0 - best) / noise)), math.exp(max(-700.0, (utility - best) / noise))
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
    return 0.6 + 0.4 * quality


@rule
def p_consent(world):
    """Probability that it agrees to another term."""
    zone, policy = world.zone[0], world.policy[0]
    return min(1.0, policy.mandate_consent_quality + 0.5 * zone.availability) * (1.0 - 0.5 * zone.restriction)


class HostState(Capital):
    """Consents, restricts or tolerates. Where the armed actor is the host's government, answers against it cost consent (SF5, SF11)."""

    restriction = state_of("zone", "restriction", "How far it restricts the mission (0 to 1).")
    recent_responses = state_of("zone", "recent_responses", "Acts answered lately, old ones fading.")

    def step(self) -> None:
        """Restrict the mission a little more, or a little less."""
        deliberate_host(self.world, self.day)
