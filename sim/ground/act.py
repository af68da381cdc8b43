"""What armed units do below the threshold: harassment, grabs; and the mines that the war left (submodel 4, daily)."""

import math

from sim import luck
from sim.arithmetic import count_poisson, decay, exponential
from sim.compiled import rule
from sim.constants import DAYS_A_MONTH
from sim.ground import answer as answering
from sim.world.codes import Control, Kind, Posture, Rung


@rule
def harass(world, day):
    """Units that face a place fire at it or at its fields; rarer far from the line, once it has settled, and after an answer.

    Each unit carries a clock, a unit exponential, and acts when the hazard since its last act has used it up.
    """
    orders, rules = world.orders[0], world.rules[0]
    settled = rules.act_settled + (1.0 - rules.act_settled) * math.exp(-day / rules.act_settle_days)
    cooler = decay(rules.answer_cool_days, 1.0)
    base = rules.act_harass_per_month * orders.harass * settled / DAYS_A_MONTH
    for n in range(world.units.shape[0]):
        unit = world.units[n]
        place = world.settlements[unit.place]
        place.cool *= cooler
        if place.control != Control.DEFENDERS:
            continue
        unit.harass_clock -= base * place.exposure * (1.0 - rules.answer_cooling * place.cool)
        if unit.harass_clock <= 0.0:
            unit.n_harass += 1
            unit.harass_clock = exponential(luck.uniform(world.seed[0], luck.HARASS_CLOCK, unit.n_harass, n))
            _one_harassment(world, day, n, unit.n_harass)


@rule
def _one_harassment(world, day, n, serial):
    """One act of harassment: seen or not, answered or not, deadly or not. serial: how many the unit has committed."""
    orders, rules = world.orders[0], world.rules[0]
    unit = world.units[n]
    place = world.settlements[unit.place]
    unit.acts += 1
    seen, tied, answered = answering.judge_act(
        world,
        day,
        Rung.HARASSMENT,
        unit.place,
        n,
        serial,
        place.presence,
        orders.p_attribute_1,
        orders.answer_1 * place.reach,
        luck.HARASS_DETECTED,
        luck.HARASS_ANSWERED,
    )
    harm, whom = luck.uniforms(world.seed[0], luck.HARASS_HARM, serial, n)
    dead = 1 if harm < rules.act_harass_deaths * (rules.act_harass_deaths_idle + place.work) else 0
    civilian = 0
    if dead and whom < rules.act_harass_civilians:
        civilian = answering.kill_civilian(world, unit.place, luck.uniform(world.seed[0], luck.HARASS_VICTIM, serial, n))
    defender = dead - civilian if whom >= rules.act_harass_civilians else 0
    guard = answering.lose_peacekeeper(world, luck.HARASS_CASUALTY, serial, n) if answered else 0
    answering.frighten(world, unit.place, rules.feeling_fear_harassment + dead * rules.feeling_fear_death)
    if seen:
        answering.report(world, unit.place, -1, rules.patrol_report_harassment)
    today = world.daily[day]
    today.harassments += 1
    today.casualty_events += dead
    answering.write_incident(
        world, day, Rung.HARASSMENT, Kind.ACT, unit.place, -1, (seen, tied, answered, 0), (civilian, defender, 0, guard)
    )


@rule
def grab(world, day):
    """At most one grab a day, where the mission is least present; it needs ground next to what is already held."""
    zone = world.zone[0]
    zone.grab_clock -= world.rules[0].act_grab_per_month * world.orders[0].grab / DAYS_A_MONTH
    if zone.grab_clock > 0.0:
        return
    zone.n_grabs += 1
    zone.grab_clock = exponential(luck.uniform(world.seed[0], luck.GRAB_CLOCK, zone.n_grabs, 0))
    n = _choose_prey(world, luck.uniform(world.seed[0], luck.GRAB_PLACE, zone.n_grabs, 0))
    if n >= 0:
        _one_grab(world, day, n, zone.n_grabs)


@rule
def _prize(world, n):
    """How inviting the place that unit n faces is: near the line and little watched. 0 if it cannot be grabbed."""
    place = world.settlements[world.units[n].place]
    if place.control != Control.DEFENDERS:
        return 0.0
    return place.exposure * math.exp(-world.rules[0].act_grab_shyness * place.presence - place.cool)


@rule
def _choose_prey(world, u):
    """The unit whose cumulative share of the prizes first exceeds u; -1 if nothing can be grabbed."""
    total = 0.0
    for n in range(world.units.shape[0]):
        total += _prize(world, n)
    target, so_far = u * total, 0.0
    for n in range(world.units.shape[0]):
        prize = _prize(world, n)
        so_far += prize
        if prize > 0.0 and so_far > target:
            return n
    return -1


@rule
def _one_grab(world, day, n, serial):
    """A grab is fought for, seen or not; unanswered it stays, and enough of them take the place. serial: how many were tried."""
    orders, rules, zone = world.orders[0], world.rules[0], world.zone[0]
    unit = world.units[n]
    place = world.settlements[unit.place]
    unit.acts += 1
    unit.posture = Posture.SEIZE
    seen, tied, answered = answering.judge_act(
        world,
        day,
        Rung.GRAB,
        unit.place,
        n,
        serial,
        place.presence,
        orders.p_attribute_2,
        orders.answer_2 * place.reach,
        luck.GRAB_DETECTED,
        luck.GRAB_ANSWERED,
    )
    first, second = luck.uniforms(world.seed[0], luck.GRAB_HARM, serial, n)
    armed, defender = count_poisson(rules.act_grab_deaths, first), count_poisson(rules.act_grab_deaths, second)
    guard = answering.lose_peacekeeper(world, luck.GRAB_CASUALTY, serial, n) if answered else 0
    grief = rules.feeling_fear_death * min(defender, rules.feeling_most_deaths_felt) / rules.feeling_defenders_per_civilian
    answering.frighten(world, unit.place, rules.feeling_fear_grab + grief)
    answering.report(world, unit.place, -1, rules.patrol_report_grab if seen else rules.patrol_report_grab_unseen)
    if answered:
        zone.reversed += 1
    else:
        take_position(world, unit.place)
    world.daily[day].grabs += 1
    answering.write_incident(world, day, Rung.GRAB, Kind.ACT, unit.place, -1, (seen, tied, answered, answered), (0, defender, armed, guard))


@rule
def take_position(world, i):
    """The line moves by one position; a place without positions is lost, and its people go to the capital."""
    place, zone, rules = world.settlements[i], world.zone[0], world.rules[0]
    world.taken[zone.positions % world.taken.shape[0]] = i
    zone.positions += 1
    place.ground -= 1
    place.km_to_line = max(rules.act_nearest_km, place.km_to_line - rules.act_position_km)
    expose(world, i)
    if is_by_corridor(world, i):
        zone.road_positions += 1
    if place.ground <= 0:
        place.control = Control.ARMED_ACTOR
        place.host = hub_of(world)


@rule
def expose(world, i):
    """How exposed a place is to armed units: 1 on the line, less by exp(-km / harass_km) away from it."""
    world.settlements[i].exposure = math.exp(-world.settlements[i].km_to_line / world.rules[0].act_harass_km)


@rule
def give_back(world):
    """The position taken last goes back to the defenders, and its place with it; nothing happens where all were given back."""
    if world.zone[0].positions > 0:
        _restore(world, world.taken[(world.zone[0].positions - 1) % world.taken.shape[0]])


@rule
def _restore(world, i):
    """The line moves back by one position; a place that was lost is held again."""
    place, zone = world.settlements[i], world.zone[0]
    zone.positions -= 1
    zone.reversed += 1
    place.ground += 1
    place.km_to_line += world.rules[0].act_position_km
    expose(world, i)
    place.control, place.host = Control.DEFENDERS, i
    if is_by_corridor(world, i):
        zone.road_positions -= 1


@rule
def is_by_corridor(world, i):
    """Whether a place touches the corridor."""
    segments = world.segments
    for j in range(segments.shape[0]):
        if segments[j].is_corridor and (segments[j].a == i or segments[j].b == i):
            return True
    return False


@rule
def hub_of(world):
    """Where those go who lose their home inside the zone: the most populous place still held."""
    settlements = world.settlements
    best = 0
    for i in range(settlements.shape[0]):
        if settlements[i].control == 0 and (settlements[best].control != 0 or settlements[i].n_all > settlements[best].n_all):
            best = i
    return best


@rule
def mines(world, day):
    """Mines go off where farms are worked on ground not yet cleared. Accidents, not acts: nobody answers them."""
    rules, zone = world.rules[0], world.zone[0]
    zone.mine_left = max(0.0, 1.0 - zone.clear_ha / rules.act_mined_ha)
    work, farms = 0.0, 0.0
    for i in range(world.settlements.shape[0]):
        farmers = world.settlements[i].farmers * world.settlements[i].n_home
        work += farmers * world.settlements[i].work
        farms += world.settlements[i].farmers * world.settlements[i].n_all
    if farms <= 0.0 or zone.is_capitulated:
        return
    worked = rules.act_mines_idle + (1.0 - rules.act_mines_idle) * work / farms
    zone.mine_clock -= rules.act_mines_per_month * zone.mine_left**rules.act_mines_power * worked / DAYS_A_MONTH
    if zone.mine_clock <= 0.0:
        zone.n_mines += 1
        zone.mine_clock = exponential(luck.uniform(world.seed[0], luck.MINE_CLOCK, zone.n_mines, 0))
        _one_mine(world, day, zone.n_mines)


@rule
def _one_mine(world, day, serial):
    """A mine goes off at a farming place drawn by its farmers. serial: how many have gone off."""
    where, harm = luck.uniforms(world.seed[0], luck.MINE_PLACE, serial, 0)
    total = 0.0
    for i in range(world.settlements.shape[0]):
        total += world.settlements[i].farmers * world.settlements[i].n_home
    place, so_far = 0, 0.0
    for i in range(world.settlements.shape[0]):
        so_far += world.settlements[i].farmers * world.settlements[i].n_home
        if so_far > where * total:
            place = i
            break
    dead = 0
    if harm < world.rules[0].act_mine_deaths:
        dead = answering.kill_civilian(world, place, luck.uniform(world.seed[0], luck.MINE_VICTIM, serial, 0))
    world.daily[day].mine_accidents += 1
    answering.write_incident(world, day, Rung.HOLD, Kind.MINE, place, -1, (1, 0, 0, 0), (dead, 0, 0, 0))
