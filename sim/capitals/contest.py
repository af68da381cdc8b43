"""The offensive: who wins, how fast, at what price, and what peacekeepers' deaths set off (submodel 6)."""

import math

from sim import luck
from sim.arithmetic import normal_quantile
from sim.capitals.headquarters import forward_force
from sim.capitals.log import NAN, add_terms, is_kept, note
from sim.capitals.strength import armed_strength, troops_as_weighed
from sim.compiled import rule
from sim.constants import HOURS_A_DAY, LEAST_DEFENCE, LONGEST_OFFENSIVE_DAYS, PER_100_000, TROOPS_UNIT
from sim.ground.answer import kill_civilian, write_incident
from sim.ground.feed import place_of_person
from sim.ground.leave import shelter
from sim.world.codes import FIRST_COMMITMENT, Access, Decision, Kind, Promise, Rung, Seat, Why


@rule
def force_ratio(world, day):
    """R: armed capability over the defenders as supplied, forward forces and the mission's willing share. Source: model.md 6.

    R = A / (D x (phi + (1 - phi) S) + forward + mission), all in units of the armed actor's strength in 2020.
    """
    zone, parties = world.zone[0], world.parties[0]
    phi = parties.defenders_unsupplied_share
    defence = parties.defenders_strength * zone.defenders_left * (phi + (1.0 - phi) * zone.supply)
    willing = world.ladder[Rung.OFFENSIVE].authorised * zone.availability
    mission = world.rules[0].contest_mission_share * zone.troops / TROOPS_UNIT * willing
    return armed_strength(world, day) / max(LEAST_DEFENCE, defence + forward_force(world) + mission)


@rule
def chance_of_success(ratio, nu):
    """P(success) = R^nu / (1 + R^nu)."""
    if ratio <= 0.0:
        return 0.0
    return 1.0 / (1.0 + ratio**-nu)


@rule
def launch(world, day):
    """Begin an offensive today. Who wins is drawn now; it ends after its hours, and everything else follows from that."""
    zone, rules = world.zone[0], world.rules[0]
    ratio = force_ratio(world, day)
    p = chance_of_success(ratio, rules.contest_nu)
    u, spread = luck.uniforms(world.seed[0], luck.OFFENSIVE_OUTCOME, day, 0)
    swing = math.exp(rules.contest_hours_spread * normal_quantile(spread))
    hours = min(HOURS_A_DAY * LONGEST_OFFENSIVE_DAYS, rules.contest_hours * rules.contest_reference_ratio / ratio * swing)
    zone.is_attack, zone.is_sheltering = 1, 1
    zone.offensive_day, zone.offensive_ratio, zone.offensive_p, zone.offensive_hours = day, ratio, p, hours
    zone.offensive_wins = 1 if u < p else 0
    zone.offensive_ends = day + max(1, round(hours / HOURS_A_DAY))
    if zone.first_offensive_day < 0:
        zone.first_offensive_day, zone.first_offensive_ends = day, zone.offensive_ends
        zone.first_offensive_hours, zone.first_offensive_ratio = hours, ratio
    frighten_all(world)
    shelter(world, day)
    write_losses(world, day, ratio)
    if is_kept(world):
        k = note(world, day, Seat.ARMED_ACTOR, Decision.OFFENSIVE, 1, p, p, True, Why.NONE)
        add_terms(world, k, ratio, hours, NAN, NAN, NAN, NAN)


@rule
def frighten_all(world):
    """An offensive frightens everybody, those near the line first."""
    for i in range(world.settlements.shape[0]):
        s = world.settlements[i]
        s.fear = s.fear + (1.0 - s.fear) * world.rules[0].feeling_fear_offensive


@rule
def write_losses(world, day, ratio):
    """Deaths of the offensive on all sides (persons); the attackers' grow with its length. Civilians die by place, one by one."""
    zone, rules, parties = world.zone[0], world.rules[0], world.parties[0]
    length = rules.contest_reference_ratio / ratio
    swing = math.exp(rules.contest_losses_spread * normal_quantile(luck.uniform(world.seed[0], luck.OFFENSIVE_HARM, day, 0)))
    armed = round(parties.armed_actor_attackers * rules.contest_attacker_loss * length * swing)
    defending = round(parties.defenders_fighters * rules.contest_defender_loss * zone.defenders_left * swing)
    guards = min(round(rules.contest_peacekeeper_deaths * troops_as_weighed(world) / TROOPS_UNIT * swing), int(zone.troops))
    civilians = 0
    for k in range(round(rules.contest_civilian_deaths * zone.n_present / PER_100_000 * swing)):
        place, whom = luck.uniforms(world.seed[0], luck.OFFENSIVE_HARM, day, 1 + k)
        civilians += kill_civilian(world, place_of_person(world, place), whom)
    zone.defenders_left *= max(0.0, 1.0 - rules.contest_casualties_per_death * defending / max(1.0, parties.defenders_fighters))
    for column in range(3):
        world.tally[Rung.OFFENSIVE, column] += 1.0
    write_incident(world, day, 6, Kind.OFFENSIVE, zone.capital, -1, (1, 1, 0, 0), (civilians, defending, armed, guards))
    zone.offensive_guards = guards
    zone.troops -= guards


@rule
def conclude(world, day):
    """The offensive ends: the defenders capitulate or the attack fails; contributors answer for their dead, or do not."""
    zone, strength = world.zone[0], 0.0
    zone.is_attack = 0
    if zone.offensive_guards > 0:
        for c in range(world.commitments.shape[0]):
            if world.commitments[c].kind == Promise.CONTRIBUTOR and world.commitment_states[c].troops > 0.0 and retaliates(world, day, c):
                strength += world.commitments[c].capability
    pushed_back = strength > 0.0 and luck.uniform(world.seed[0], luck.RETALIATION, day, 0) < chance_of_success(
        strength / armed_strength(world, day), world.rules[0].contest_nu
    )
    if zone.offensive_wins and not pushed_back:
        capitulate(world, day)
    else:
        fail(world, day)


@rule
def retaliates(world, day, c):
    """Peacekeepers fell in an offensive: war or an accepted apology, by the same will (South Ossetia 2008, Karabakh 2023)."""
    state = world.commitment_states[c]
    p = state.will ** world.rules[0].contest_retaliation
    state.has_retaliated = 1 if luck.uniform(world.seed[0], luck.RETALIATION, day, world.commitments[c].address) < p else 0
    if is_kept(world):
        chosen = p if state.has_retaliated else 1.0 - p
        k = note(world, day, FIRST_COMMITMENT + c, Decision.RETALIATION, state.has_retaliated, p, chosen, True, Why.NONE)
        add_terms(world, k, state.will, NAN, NAN, NAN, NAN, NAN)
    return state.has_retaliated == 1


@rule
def capitulate(world, day):
    """The defenders give up: authority is lost, the armed actor holds the road, and talks decide when leavers may pass."""
    zone, rules = world.zone[0], world.rules[0]
    zone.is_capitulated, zone.capitulation_day = 1, day
    zone.access, zone.access_since = max(zone.access, 2), day
    wait, hour = luck.uniforms(world.seed[0], luck.EXIT_OPENING, 0, 0)
    shortest = rules.contest_shortest_talks_days
    talks = shortest - math.log(1.0 - wait) * max(0.0, rules.contest_talks_days - shortest)
    midnight = HOURS_A_DAY * day + HOURS_A_DAY * math.floor(talks)
    zone.exit_opens = midnight + rules.contest_exit_hour + rules.contest_exit_hour_spread * hour
    if is_kept(world):
        k = note(world, day, Seat.ARMED_ACTOR, Decision.SETTLEMENT, 0, 1.0, 1.0, True, Why.NONE)
        add_terms(world, k, talks, NAN, NAN, NAN, NAN, NAN)


@rule
def fail(world, day):
    """The attack fails: the road opens, and the armed actor waits before it tries again."""
    zone = world.zone[0]
    zone.access, zone.access_since = Access.OPEN, day
    zone.pause_until = day + int(world.rules[0].contest_defeat_road_pause_days)
    zone.attack_pause_until = day + int(world.rules[0].contest_defeat_pause_days)
    note(world, day, Seat.ARMED_ACTOR, Decision.OFFENSIVE, 0, 0.0, 1.0, True, Why.NONE)
