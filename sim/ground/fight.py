"""Civil war: units go on campaigns, in which they raid civilians and give battle (submodel 4, daily)."""

import math

from sim import luck
from sim.arithmetic import count_poisson
from sim.compiled import rule
from sim.constants import BATTLE_ADDRESS, MONTHS_A_YEAR, RAID_ADDRESS, VICTIMS_A_UNIT
from sim.ground import answer as answering
from sim.ground.act import p_event
from sim.world.codes import Kind, Rung


@rule
def fight(world, day):
    """Units on campaign raid and give battle around the place they face; fewer acts after an answer. Nothing where no campaign starts."""
    rules, orders, units = world.rules[0], world.orders[0], world.units
    if rules.act_campaigns_per_year <= 0.0:
        return
    for n in range(units.shape[0]):
        place = world.settlements[units[n].place]
        if place.control != 0:
            units[n].is_campaigning = 0
            continue
        _turn_of_campaign(world, day, n)
        if not units[n].is_campaigning:
            continue
        calm = 1.0 - rules.answer_cooling * place.cool
        if luck.uniform(world.seed[0], luck.RAID, day, n) < p_event(rules.act_raids_per_month * orders.raid * calm):
            _one_raid(world, day, n)
        if luck.uniform(world.seed[0], luck.BATTLE, day, n) < p_event(rules.act_battles_per_month * orders.battle * calm):
            _one_battle(world, day, n)


@rule
def _turn_of_campaign(world, day, n):
    """A quiet unit may start a campaign, sooner if one rages nearby; one under way ends, sooner after an answer."""
    rules, unit = world.rules[0], world.units[n]
    place = world.settlements[unit.place]
    u = luck.uniform(world.seed[0], luck.CAMPAIGN, day, n)
    if unit.is_campaigning:
        unit.is_campaigning = 1 if u < math.exp(-(1.0 + rules.answer_shortens * place.cool) / rules.act_campaign_days) else 0
        return
    rate = rules.act_campaigns_per_year / MONTHS_A_YEAR * math.exp(-place.km_to_line / rules.act_harass_km)
    if u < p_event(rate * (1.0 + rules.act_campaign_spread * _unpinned_nearby(world, n))):
        unit.is_campaigning = 1


@rule
def _unpinned_nearby(world, n):
    """Campaigns of other units that could come here: each by exp(-km / campaign_spread_km), less where an answer pins it down."""
    units, rules, near = world.units, world.rules[0], 0.0
    power = rules.patrol_presence_km / rules.act_campaign_spread_km
    for k in range(units.shape[0]):
        if k != n and units[k].is_campaigning:
            near += world.near[units[k].place, units[n].place] ** power * (1.0 - world.settlements[units[k].place].cool)
    return near


@rule
def _one_raid(world, day, n):
    """A raid kills civilians, fewer if it is answered in time."""
    orders, rules, unit = world.orders[0], world.rules[0], world.units[n]
    place = world.settlements[unit.place]
    unit.acts += 1
    p_answer = orders.answer_raid * place.reach
    seen, tied, answered = answering.judge_act(
        world, day, Rung.RAID, unit.place, n, place.presence, 1.0, p_answer, luck.RAID_DETECTED, luck.RAID_ANSWERED
    )
    _wear_off(world, place, answered)
    victims = count_poisson(rules.act_raid_deaths * (1.0 - rules.answer_spares * answered), luck.uniform(world.seed[0], luck.RAID_HARM, day, n))
    dead = 0
    for k in range(min(victims, VICTIMS_A_UNIT - 1)):
        dead += answering.kill_civilian(world, unit.place, luck.uniform(world.seed[0], luck.RAID_VICTIM, day, VICTIMS_A_UNIT * n + k))
    guard = answering.lose_peacekeeper(world, day, RAID_ADDRESS + n) if answered else 0
    answering.frighten(world, unit.place, rules.feeling_fear_harassment + rules.feeling_fear_death * min(dead, rules.feeling_most_deaths_felt))
    if seen:
        answering.report(world, unit.place, -1, rules.patrol_report_raid)
    world.daily[day].raids += 1
    world.daily[day].raid_deaths += dead
    answering.write_incident(world, day, 0, Kind.RAID, unit.place, -1, (seen, tied, answered, 0), (dead, 0, 0, guard))


@rule
def _wear_off(world, place, answered):
    """An act without an answer undoes part of what the last answer did at its place."""
    if not answered:
        place.cool *= 1.0 - world.rules[0].answer_impunity


@rule
def _one_battle(world, day, n):
    """A battle kills fighters on both sides, fewer if the mission steps between them in time."""
    orders, rules, unit = world.orders[0], world.rules[0], world.units[n]
    place = world.settlements[unit.place]
    unit.acts += 1
    p_answer = orders.answer_battle * place.reach
    seen, tied, answered = answering.judge_act(
        world, day, Rung.BATTLE, unit.place, n, place.presence, 1.0, p_answer, luck.BATTLE_DETECTED, luck.BATTLE_ANSWERED
    )
    _wear_off(world, place, answered)
    first, second = luck.uniforms(world.seed[0], luck.BATTLE_HARM, day, n)
    mean = rules.act_battle_deaths * (1.0 - rules.answer_spares * answered)
    armed, defender = count_poisson(mean, first), count_poisson(mean, second)
    guard = answering.lose_peacekeeper(world, day, BATTLE_ADDRESS + n) if answered else 0
    answering.frighten(world, unit.place, rules.feeling_fear_harassment)
    if seen:
        answering.report(world, unit.place, -1, rules.patrol_report_battle)
    world.daily[day].battles += 1
    world.daily[day].battle_deaths += armed + defender
    answering.write_incident(world, day, 0, Kind.BATTLE, unit.place, -1, (seen, tied, answered, 0), (0, defender, armed, guard))
