"""Contributors of troops, the sponsor first among them (submodels 1 and 5): their will makes the mission available and thins it."""

from sim import luck
from sim.capitals.capital import Committed, state_of
from sim.capitals.commitments import carry_out, face_tests, renew_will
from sim.capitals.host_state import p_consent
from sim.capitals.log import NAN, add_terms, is_kept, note, percent
from sim.capitals.strength import troops_as_weighed
from sim.compiled import rule
from sim.constants import DAYS_A_WEEK, DEATHS_UNIT
from sim.world.codes import FIRST_COMMITMENT, Decision, Promise, Renewal, Why


@rule
def deliberate_contributors(world, day):
    """Every contributor's week, then what their wills make of the mission."""
    for c in range(world.commitments.shape[0]):
        if world.commitments[c].kind == Promise.CONTRIBUTOR:
            deliberate_contributor(world, day, c)
    weigh_wills(world)


@rule
def deliberate_contributor(world, day, c):
    """A contributor's week: will, troops, tests of its promise, and whether it stays."""
    renew_will(world, day, c)
    rotate_troops(world, day, c)
    face_tests(world, day, c)
    carry_out(world, day, c)
    consider_leaving(world, day, c)


@rule
def rotate_troops(world, day, c):
    """Rotation brings its troops towards the strength that its will keeps up."""
    one, state, rules = world.commitments[c], world.commitment_states[c], world.rules[0]
    keep = rules.will_thinnest + (1.0 - rules.will_thinnest) * min(1.0, state.will / rules.will_full)
    target = one.sent * keep if state.is_present else 0.0
    state.troops += (target - state.troops) * min(1.0, DAYS_A_WEEK / rules.will_rotation_days)
    if not state.is_present:
        state.troops = 0.0
    if is_kept(world):
        note_will(world, day, c, keep)


@rule
def note_will(world, day, c, keep):
    """Decision log: the terms of its will (logits)."""
    one, state, rules = world.commitments[c], world.commitment_states[c], world.rules[0]
    interest = rules.will_interest * one.interest
    k = note(world, day, FIRST_COMMITMENT + c, Decision.WILL, percent(keep), state.will, 1.0, True, Why.NONE)
    add_terms(
        world,
        k,
        rules.will_base,
        interest,
        one.base - rules.will_base - interest,
        -rules.will_distraction * world.distraction[c, day],
        -rules.will_ties * world.ties[c, day],
        state.mood,
    )


@rule
def consider_leaving(world, day, c):
    """A term that ends must be renewed; a mission with nobody left to protect goes home."""
    state, zone, rules = world.commitment_states[c], world.zone[0], world.rules[0]
    if not state.is_present:
        return
    if day >= state.term_ends:
        renew_term(world, day, c)
    if zone.is_capitulated and zone.n_present < rules.will_withdrawal_below * zone.persons_ref:
        if luck.uniform(world.seed[0], luck.WITHDRAWAL, day, world.commitments[c].address) < 1.0 / rules.will_withdrawal_weeks:
            withdraw(world, day, c, Why.NOBODY_LEFT)


@rule
def renew_term(world, day, c):
    """Renewal by the mandate's own rule: by itself, with the host's consent, or at the sponsor's pleasure."""
    state, policy = world.commitment_states[c], world.policy[0]
    p = 0.0
    if policy.renewal == Renewal.AUTOMATIC:
        p = 1.0
    elif policy.renewal == Renewal.CONSENT_EACH:
        p = p_consent(world)
    elif policy.renewal == Renewal.SPONSOR_ONLY:
        p = state.will ** world.rules[0].will_renewal_power
    state.term_ends += int(policy.mandate_term_days)
    stays = luck.uniform(world.seed[0], luck.RENEWAL, day, world.commitments[c].address) < p
    if is_kept(world):
        option = policy.renewal if stays else -1 - policy.renewal
        k = note(world, day, FIRST_COMMITMENT + c, Decision.RENEWAL, option, p, p if stays else 1.0 - p, True, Why.NONE)
        add_terms(world, k, p, NAN, NAN, NAN, NAN, NAN)
    if not stays:
        withdraw(world, day, c, Why.NOT_RENEWED)


@rule
def withdraw(world, day, c, why):
    """It takes its troops home for good."""
    state = world.commitment_states[c]
    state.is_present, state.troops, state.will = 0, 0.0, 0.0
    note(world, day, FIRST_COMMITMENT + c, Decision.PRESENCE, 0, 0.0, 1.0, True, why)


@rule
def deduct_losses(world):
    """Peacekeepers who died since the last deliberation are gone from their contributors' troops; rotation may replace them."""
    troops = troops_as_weighed(world)
    lost = troops - world.zone[0].troops
    if lost <= 0.0:
        return
    for c in range(world.commitments.shape[0]):
        if world.commitments[c].kind == Promise.CONTRIBUTOR:
            state = world.commitment_states[c]
            share = lost * state.troops / max(1.0, troops)
            state.troops -= share
            state.casualties += share
            if not world.commitments[c].is_contiguous:
                state.will_lost += world.rules[0].will_casualties * share / DEATHS_UNIT


@rule
def weigh_wills(world):
    """The mission's will: the contributors' wills by their share of the troops; how far it is from full will."""
    zone = world.zone[0]
    sent, troops, vehicles, will = 0.0, 0.0, 0.0, 0.0
    for c in range(world.commitments.shape[0]):
        one, state = world.commitments[c], world.commitment_states[c]
        if one.kind == Promise.CONTRIBUTOR:
            sent += one.sent
            troops += state.troops
            will += one.sent * state.will
            if one.sent > 0.0:
                vehicles += one.vehicles * state.troops / one.sent
    zone.troops, zone.mission_vehicles = troops, vehicles
    zone.availability = will / sent if sent > 0.0 else 0.0
    zone.zeal = min(1.0, zone.availability / world.rules[0].will_full)
    zone.is_mission = 1 if troops >= 1.0 else 0


class Sponsor(Committed):
    """A state with troops in the mission. Its will makes the mission available, and thins or keeps its troops."""

    troops = state_of("commitment_states", "troops", "Its troops on the ground (persons).")
    is_present = state_of("commitment_states", "is_present", "Whether it takes part in the mission (1 or 0).")
    has_retaliated = state_of("commitment_states", "has_retaliated", "Whether it went to war for its dead (1 or 0).")

    def step(self) -> None:
        """Will, troops, tests of its promise, and whether it stays."""
        deliberate_contributor(self.world, self.day, self.row)
