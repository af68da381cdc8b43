"""Promises to act when a rung is reached: one mechanism for sponsor, coalition, sanctions pact and tripwire (submodels 1 and 5)."""

import math

from sim import luck
from sim.arithmetic import decay, logistic, normal_quantile
from sim.capitals.log import NAN, add_terms, is_kept, note
from sim.capitals.strength import armed_strength
from sim.compiled import rule
from sim.constants import DAYS_A_WEEK
from sim.ground.act import give_back
from sim.world.codes import FIRST_COMMITMENT, Decision, Promise, Rung, Why

MOST_DUE = 64  # responses under way of one commitment


@rule
def p_will(base, distraction, ties, mood, per_distraction, per_ties):
    """Political will, 0 to 1: logistic(base - wD distraction - wE ties + mood); base and mood in logits. Source: model.md 1."""
    return logistic(base - per_distraction * distraction - per_ties * ties + mood)


@rule
def current_will(world, day, c):
    """The will of commitment c today; 0 where a contributor has gone home."""
    one, state, rules = world.commitments[c], world.commitment_states[c], world.rules[0]
    if one.kind == Promise.CONTRIBUTOR and not state.is_present:
        return 0.0
    return p_will(
        one.base - state.will_lost,
        world.distraction[c, day],
        world.ties[c, day],
        state.mood,
        rules.will_distraction,
        rules.will_ties,
    )


@rule
def renew_will(world, day, c):
    """A new mood and will; the armed actor's slow picture of the will follows."""
    one, state, rules = world.commitments[c], world.commitment_states[c], world.rules[0]
    decision = luck.CONTRIBUTOR_MOOD if one.kind == Promise.CONTRIBUTOR else luck.GUARANTOR_MOOD
    keep = math.exp(-1.0 / rules.will_mood_weeks)
    shared = normal_quantile(luck.uniform(world.seed[0], luck.SHARED_MOOD, day, one.kind))
    own = normal_quantile(luck.uniform(world.seed[0], decision, day, one.address))
    shock = math.sqrt(rules.will_mood_common) * shared + math.sqrt(1.0 - rules.will_mood_common) * own
    state.mood = keep * state.mood + math.sqrt(1.0 - keep * keep) * rules.will_mood_spread * shock
    state.will = current_will(world, day, c)
    state.remembered += (state.will - state.remembered) * (1.0 - decay(rules.command_half_life_days, DAYS_A_WEEK))


@rule
def face_tests(world, day, c):
    """An act of its trigger rung or above, seen and attributed, tests a commitment; the week's gravest act counts."""
    one, state = world.commitments[c], world.commitment_states[c]
    if day - state.last_test < world.rules[0].command_test_pause_days:
        return
    own_sight = luck.uniform(world.seed[0], luck.OWN_SIGHT, day, one.address) if one.sight > 0.0 else 1.0
    for rung in range(6, one.trigger - 1, -1):
        if world.last_week[rung, 0] > 0.0 and (world.last_week[rung, 2] > 0.0 or own_sight < one.sight):
            be_tested(world, day, c, rung)
            return


@rule
def be_tested(world, day, c, rung):
    """Act or only protest; the armed actor counts it either way."""
    one, state = world.commitments[c], world.commitment_states[c]
    p = one.true_honour * state.will
    decision = luck.CONTRIBUTOR_RESPONSE if one.kind == Promise.CONTRIBUTOR else luck.GUARANTOR_HONOUR
    acts = luck.uniform(world.seed[0], decision, day, one.address) < p
    state.last_test = day
    state.n_tests += 1
    state.tested += 1.0
    if acts:
        state.n_honoured += 1
        state.honoured += 1.0
        world.due_day[c, state.n_due] = day + math.ceil(one.delay_days)
        world.due_rung[c, state.n_due] = rung
        state.n_due += 1
    if is_kept(world):
        option = rung if acts else -rung
        k = note(world, day, FIRST_COMMITMENT + c, Decision.RESPONSE, option, p, p if acts else 1.0 - p, True, Why.NONE)
        add_terms(world, k, one.true_honour, state.will, NAN, NAN, NAN, NAN)


@rule
def carry_out(world, day, c):
    """Responses whose delay has passed take effect: sanctions bite, and force may open the road."""
    state, zone = world.commitment_states[c], world.zone[0]
    kept = 0
    for k in range(state.n_due):
        due, rung = world.due_day[c, k], world.due_rung[c, k]
        if due <= day:
            zone.sanctions = max(zone.sanctions, world.commitments[c].sanctions)
            reverse(world, day, c, rung, state.n_honoured - state.n_due + k + 1)
        else:
            world.due_day[c, kept], world.due_rung[c, kept] = due, rung
            kept += 1
    state.n_due = kept


@rule
def reverse(world, day, c, rung, serial):
    """A kept promise takes effect: ground is given back, the road reopened, an attack under way stopped, if its force prevails.

    serial: how many of its responses have taken effect.
    """
    one, zone = world.commitments[c], world.zone[0]
    decision = luck.CONTRIBUTOR_FORCE if one.kind == Promise.CONTRIBUTOR else luck.RESPONSE_FORCE
    p = one.capability / (one.capability + armed_strength(world, day)) if one.capability > 0.0 else 0.0
    if luck.uniform(world.seed[0], decision, serial, one.address) >= p:
        return
    world.tally[min(rung, 6), 3] += 1.0
    if rung == Rung.GRAB and zone.positions > 0:
        give_back(world)
    elif 3 <= rung <= 5 and zone.access > 0 and not zone.is_capitulated:
        zone.access, zone.access_since = 0, day
        zone.pause_until = day + int(world.rules[0].command_reversal_pause_days)
    elif rung == Rung.OFFENSIVE and zone.is_attack:
        zone.offensive_wins = 0


@rule
def honour_belief(world, c):
    """What the armed actor believes of its honour: a Beta mean of prior and tests; certain where the prior is 0 or 1."""
    one, state, weight = world.commitments[c], world.commitment_states[c], world.rules[0].command_honour_acts
    if one.honour == 0.0 or one.honour == 1.0:
        return one.honour
    return (weight * one.honour + state.honoured) / (weight + state.tested)


@rule
def threat(world, c, rung, visible, days_to_complete):
    """Expected cost (utility) of a rung through commitment c, as the armed actor sees it. Source: model.md 4.

    honour x will x visibility x [capability x (pi + (1 - pi) exp(-delay / time to complete)) + sanctions].
    """
    one, state, parties = world.commitments[c], world.commitment_states[c], world.parties[0]
    if rung < one.trigger:
        return 0.0
    omega, pi = parties.theory_omega, parties.theory_pi
    weight = honour_belief(world, c) * (omega * state.will + (1.0 - omega) * state.remembered)
    in_time = pi + (1.0 - pi) * math.exp(-one.delay_days / days_to_complete)
    return weight * (1.0 - (1.0 - visible) * (1.0 - one.sight)) * (one.capability * in_time + one.sanctions)
