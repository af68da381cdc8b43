"""Civil war: units go on campaigns, in which they raid civilians and give battle (submodel 4, daily)."""

from sim import luck
from sim.arithmetic import count_poisson, exponential
from sim.compiled import rule
from sim.constants import DAYS_A_MONTH, MONTHS_A_YEAR, VICTIMS_A_UNIT
from sim.ground import answer as answering
from sim.world.codes import Control, Kind, Rung


@rule
def fight(world, day):
    """Units on campaign raid and give battle around the place they face; fewer acts after an answer. Nothing where no campaign starts.

    Campaigns, raids and battles carry clocks, as harassment does; at most one raid and one battle of a unit a day.
    """
    rules, orders, units = world.rules[0], world.orders[0], world.units
    if rules.act_campaigns_per_year <= 0.0:
        return
    for n in range(units.shape[0]):
        unit = units[n]
        place = world.settlements[unit.place]
        if place.control != Control.DEFENDERS:
            unit.is_campaigning = 0
            continue
        _turn_of_campaign(world, n)
        if not unit.is_campaigning:
            continue
        calm = (1.0 - rules.answer_cooling * place.cool) / DAYS_A_MONTH
        unit.raid_clock -= rules.act_raids_per_month * orders.raid * calm
        unit.battle_clock -= rules.act_battles_per_month * orders.battle * calm
        if unit.raid_clock <= 0.0:
            unit.n_raids += 1
            unit.raid_clock = exponential(luck.uniform(world.seed[0], luck.RAID_CLOCK, unit.n_raids, n))
            _one_raid(world, day, n, unit.n_raids)
        if unit.battle_clock <= 0.0:
            unit.n_battles += 1
            unit.battle_clock = exponential(luck.uniform(world.seed[0], luck.BATTLE_CLOCK, unit.n_battles, n))
            _one_battle(world, day, n, unit.n_battles)


@rule
def _turn_of_campaign(world, n):
    """A quiet unit may start a campaign, sooner if one rages nearby; one under way ends, sooner after an answer."""
    rules, unit = world.rules[0], world.units[n]
    place = world.settlements[unit.place]
    if unit.is_campaigning:
        unit.campaign_clock -= (1.0 + rules.answer_shortens * place.cool) / rules.act_campaign_days
    else:
        rate = rules.act_campaigns_per_year / MONTHS_A_YEAR / DAYS_A_MONTH * place.exposure
        unit.campaign_clock -= rate * (1.0 + rules.act_campaign_spread * _unpinned_nearby(world, n))
    if unit.campaign_clock <= 0.0:
        unit.is_campaigning = 1 - unit.is_campaigning
        unit.n_turns += 1
        unit.campaign_clock = exponential(luck.uniform(world.seed[0], luck.CAMPAIGN_CLOCK, unit.n_turns, n))


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
def _one_raid(world, day, n, serial):
    """A raid kills civilians, fewer if it is answered in time. serial: how many the unit has committed."""
    orders, rules, unit = world.orders[0], world.rules[0], world.units[n]
    place = world.settlements[unit.place]
    unit.acts += 1
    p_answer = orders.answer_raid * place.reach
    seen, tied, answered = answering.judge_act(
        world, day, Rung.RAID, unit.place, n, serial, place.presence, 1.0, p_answer, luck.RAID_DETECTED, luck.RAID_ANSWERED
    )
    _wear_off(world, place, answered)
    victims = count_poisson(
        rules.act_raid_deaths * (1.0 - rules.answer_spares * answered), luck.uniform(world.seed[0], luck.RAID_HARM, serial, n)
    )
    dead = 0
    for k in range(min(victims, VICTIMS_A_UNIT - 1)):
        dead += answering.kill_civilian(world, unit.place, luck.uniform(world.seed[0], luck.RAID_VICTIM, serial, VICTIMS_A_UNIT * n + k))
    guard = answering.lose_peacekeeper(world, luck.RAID_CASUALTY, serial, n) if answered else 0
    answering.frighten(
        world, unit.place, rules.feeling_fear_harassment + rules.feeling_fear_death * min(dead, rules.feeling_most_deaths_felt)
    )
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
def _one_battle(world, day, n, serial):
    """A battle kills fighters on both sides, fewer if the mission steps between them in time. serial: how many the unit has fought."""
    orders, rules, unit = world.orders[0], world.rules[0], world.units[n]
    place = world.settlements[unit.place]
    unit.acts += 1
    p_answer = orders.answer_battle * place.reach
    seen, tied, answered = answering.judge_act(
        world, day, Rung.BATTLE, unit.place, n, serial, place.presence, 1.0, p_answer, luck.BATTLE_DETECTED, luck.BATTLE_ANSWERED
    )
    _wear_off(world, place, answered)
    first, second = luck.uniforms(world.seed[0], luck.BATTLE_HARM, serial, n)
    mean = rules.act_battle_deaths * (1.0 - rules.answer_spares * answered)
    armed, defender = count_poisson(mean, first), count_poisson(mean, second)
    guard = answering.lose_peacekeeper(world, luck.BATTLE_CASUALTY, serial, n) if answered else 0
    answering.frighten(world, unit.place, rules.feeling_fear_harassment)
    if seen:
        answering.report(world, unit.place, -1, rules.patrol_report_battle)
    world.daily[day].battles += 1
    world.daily[day].battle_deaths += armed + defender
    answering.write_incident(world, day, 0, Kind.BATTLE, unit.place, -1, (seen, tied, answered, 0), (0, defender, armed, guard))
