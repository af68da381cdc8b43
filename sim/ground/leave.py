"""Who decides to leave, who comes back (submodel 8).

Each household carries one leaving clock, drawn once: a unit exponential divided by its frailty. It decides on the day its
settlement's accumulated pressure reaches its clock. That is exactly a proportional hazard (Sellke 1983), and it costs work only
for those who move: households stand in order of their clocks, and each settlement keeps its place in the row.
"""

import math

from sim import luck
from sim.arithmetic import exp_all
from sim.compiled import inlined, rule
from sim.constants import DAYS_A_WEEK, HOURS_A_DAY, LEAST_DAYS, LOWEST_EXPONENT, NOON, TINIEST
from sim.world.codes import Control, Pending, State, Way


@rule
def log_pressure(r, fear, lack, gone, is_lost, level, trust):
    """Log of the hazard of deciding to leave, relative to calm. r: rules. Sources: evidence.md 2a.

    fear in [0, 1] works above a dead zone and keeps people in below it; lack is 1 - ration; gone the share of neighbours
    outside; level the control of the road (0-3), whose risk deters; trust in [0, 1] keeps people.
    """
    return (
        r.leaving_fear * (fear - r.leaving_dead_zone)
        + r.leaving_shortage * lack
        + r.leaving_neighbours * gone
        + r.leaving_authority * is_lost
        - r.leaving_road_risk * level
        - r.leaving_trust * trust
    )


@rule
def press(world, day):
    """Add today's leaving pressure, and today's pull to return, to each settlement's account."""
    zone, rules, settlements, hazard, calm = world.zone[0], world.rules[0], world.settlements, world.hazard, world.calm
    level = 0 if zone.exit_open else zone.access
    near, gone_everywhere = rules.leaving_neighbours_near, 1.0 - zone.n_present / max(1.0, zone.persons_ref)
    away = rules.leaving_away_share if day < rules.leaving_away_days else 0.0
    lost, lack = 1.0 if zone.is_capitulated else 0.0, 1.0 - zone.ration
    for i in range(settlements.shape[0]):
        s, host = settlements[i], settlements[settlements[i].host]
        gone = max(0.0, near * s.n_out / max(1, s.n_all) + (1.0 - near) * gone_everywhere - away)
        hazard[i] = bounded(log_pressure(rules, max(host.fear, s.fear), lack, gone, lost, level, host.trust))
        calm[i] = bounded(-rules.leaving_return_fear * s.fear)
    exp_all(hazard)
    exp_all(calm)
    may_return = zone.access == 0 and world.linked[day] and not zone.is_attack and not zone.is_capitulated
    for i in range(settlements.shape[0]):
        s = settlements[i]
        s.pressure_before = s.pressure
        if s.n_all > 0:
            s.pressure += min(rules.leaving_most_per_day, rules.leaving_base_per_day * hazard[i])
            if may_return and s.control == Control.DEFENDERS:
                s.pull += rules.leaving_return_per_day * calm[i] * (rules.leaving_return_without_trust + s.trust)


@rule
def bounded(x):
    """A logarithm that `exp_all` can take."""
    return min(max(x, LOWEST_EXPONENT), -LOWEST_EXPONENT)


@rule
def decide(world, day):
    """Households whose clock has rung want to leave, in order of their clocks; those away when it rings stay away."""
    settlements, households, states = world.settlements, world.households, world.household_states
    for i in range(settlements.shape[0]):
        s = settlements[i]
        while s.next < s.last and households[s.next].clock <= s.pressure:
            state = states[s.next].state
            if state == State.HOME or state == State.SHELTER:
                share = (households[s.next].clock - s.pressure_before) / max(TINIEST, s.pressure - s.pressure_before)
                want(world, s.next, HOURS_A_DAY * (day + min(max(share, 0.0), 1.0)))
            s.next += 1


@rule
def want(world, row, hour):
    """A household at home or in shelter joins those who wait to leave."""
    household, zone = world.household_states[row], world.zone[0]
    s = world.settlements[world.households[row].home]
    if household.alive <= 0:
        return
    if household.state == State.HOME:
        s.n_home -= household.alive
    else:
        s.n_shelter -= household.alive
    s.n_want += household.alive
    household.state, household.decided = State.WANT, hour
    if zone.n_wanting >= world.wanting.shape[0]:
        close_ranks(world)
    world.wanting[zone.n_wanting] = row
    zone.n_wanting += 1


@rule
def close_ranks(world):
    """Drop from the waiting list those who no longer wait."""
    zone, kept = world.zone[0], 0
    for k in range(zone.first_wanting, zone.n_wanting):
        if world.household_states[world.wanting[k]].state == State.WANT:
            world.wanting[kept] = world.wanting[k]
            kept += 1
    zone.first_wanting, zone.n_wanting = 0, kept


@rule
def come_back(world, day):
    """Households that were away when the war ended come home as the pull to return reaches their clocks."""
    settlements, households, states = world.settlements, world.households, world.household_states
    for i in range(settlements.shape[0]):
        s = settlements[i]
        while s.next_return < s.last and world.return_clock[s.next_return] <= s.pull:
            row = world.return_order[s.next_return]
            if states[row].state == State.OUT and households[row].clock > s.pressure:
                come_home(world, day, row)
            s.next_return += 1


@rule
def come_home(world, day, row):
    """A household returns, with its vehicle."""
    who, household, zone = world.households[row], world.household_states[row], world.zone[0]
    s = world.settlements[who.home]
    s.n_out -= household.alive
    s.n_home += household.alive
    household.state, household.went_by = State.HOME, Way.STAYED
    zone.vehicles_home += zone.households_per_agent * who.has_vehicle
    zone.vehicles_out -= zone.households_per_agent * who.has_vehicle
    world.daily[day].returned += household.alive


@rule
def reconsider(world, day):
    """Once a week (daily after a capitulation), those who left in calmer times may return, and those who returned may leave again."""
    zone = world.zone[0]
    if zone.n_pending == 0 or (day % DAYS_A_WEEK != 0 and not zone.is_capitulated):
        return
    kept = 0
    for k in range(zone.n_pending):
        entry = world.pending[k]
        if not _moved(world, day, entry):
            world.pending[kept] = world.pending[k]
            kept += 1
    zone.n_pending = kept


@rule
def _moved(world, day, entry):
    """Whether a pending household is settled for good (True drops it from the list)."""
    who, household = world.households[entry.household], world.household_states[entry.household]
    s = world.settlements[who.home]
    if entry.kind == Pending.MAY_RETURN and s.pull >= entry.threshold and household.state == State.OUT:
        come_home(world, day, entry.household)
        fresh = -math.log(luck.uniform(world.seed[0], luck.LEAVE_AGAIN, day, who.key))
        entry.kind, entry.threshold = Pending.MAY_LEAVE, s.pressure + fresh
    elif entry.kind == Pending.MAY_LEAVE and s.pressure >= entry.threshold:
        if household.state == State.HOME or household.state == State.SHELTER:
            want(world, entry.household, HOURS_A_DAY * day + NOON)
        return True
    return False


@inlined
def go_out(world, day, row, by):
    """A household is outside: counted where it belongs; if calm, it may come back one day. by: how it went."""
    who, household, zone = world.households[row], world.household_states[row], world.zone[0]
    s = world.settlements[who.home]
    if household.state == State.WANT:
        s.n_want -= household.alive
    else:
        s.n_road -= household.alive
    s.n_out += household.alive
    household.state, household.went_by = State.OUT, by
    if not zone.is_capitulated and zone.n_pending < world.pending.shape[0]:
        entry = world.pending[zone.n_pending]
        late = -math.log(luck.uniform(world.seed[0], luck.RETURN_AGAIN, day, who.key))
        entry.household, entry.kind, entry.threshold = row, Pending.MAY_RETURN, s.pull + world.rules[0].leaving_return_slowness * late
        zone.n_pending += 1


@rule
def shelter(world, day):
    """On the first day of an offensive, households near the fighting seek shelter at posts; later they go home or wait to leave."""
    share = world.rules[0].leaving_shelter_share
    for i in range(world.settlements.shape[0]):
        s = world.settlements[i]
        for row in range(s.first, s.last if s.is_front else s.first):
            household = world.household_states[row]
            if household.state == State.HOME:
                if luck.uniform(world.seed[0], luck.SHELTER, day, world.households[row].key) < share * s.fear:
                    s.n_home -= household.alive
                    s.n_shelter += household.alive
                    household.state = State.SHELTER


@rule
def leave_shelter(world, day):
    """After an offensive the sheltered go home, a share of them each day."""
    p = 1.0 - math.exp(-1.0 / max(LEAST_DAYS, world.rules[0].leaving_shelter_days))
    for i in range(world.settlements.shape[0]):
        s = world.settlements[i]
        for row in range(s.first, s.last if s.n_shelter > 0 else s.first):
            household = world.household_states[row]
            if household.state == State.SHELTER and luck.uniform(world.seed[0], luck.LEAVE_SHELTER, day, world.households[row].key) < p:
                s.n_shelter -= household.alive
                s.n_home += household.alive
                household.state = State.HOME


@rule
def waiting_vehicles(world):
    """Vehicles of those who wait."""
    total = 0
    for k in range(world.zone[0].first_wanting, world.zone[0].n_wanting):
        row = world.wanting[k]
        if world.household_states[row].state == State.WANT:
            total += world.households[row].has_vehicle
    return total * world.zone[0].households_per_agent


@rule
def is_crowd(world):
    """Whether more vehicles wait than pass on an ordinary day."""
    zone, most = world.zone[0], world.rules[0].roads_trickle_veh_day
    return (zone.n_wanting - zone.first_wanting) * zone.households_per_agent > most and waiting_vehicles(world) > most


@rule
def depart_quietly(world, day):
    """On ordinary days leavers pass at once; on a controlled road a few, first come first; a crowd needs the hourly road.

    Sets `is_hourly` when more vehicles wait than a trickle and the way is open.
    """
    zone, rules = world.zone[0], world.rules[0]
    if zone.is_hourly:
        return
    if not world.linked[day]:
        return
    is_free = (zone.access == 0 and not zone.is_attack and not zone.is_capitulated) or zone.exit_open
    if not is_free:
        daily = rules.roads_people_obstructed * rules.roads_trips_day if zone.access < 3 else 0.0
        zone.person_sum = min(zone.person_sum + daily, daily + rules.leaving_largest_household * zone.households_per_agent)
    elif is_crowd(world):
        zone.is_hourly = 1
        return
    while zone.first_wanting < zone.n_wanting and (is_free or zone.person_sum >= 1.0):
        row = world.wanting[zone.first_wanting]
        zone.first_wanting += 1
        household = world.household_states[row]
        if household.state == State.WANT and household.alive > 0:
            _pass(world, day, row, is_free)


@rule
def _pass(world, day, row, is_free):
    """A waiting household goes out on an ordinary day: by its own vehicle, or by bus; under control of the road on foot or by convoy."""
    has_vehicle, zone = world.households[row].has_vehicle, world.zone[0]
    by, vehicles = Way.BUS, zone.households_per_agent * has_vehicle
    zone.vehicles_home -= vehicles  # on a controlled road left behind, and counted outside with its owners
    zone.vehicles_out += vehicles
    if is_free and has_vehicle:
        by = Way.OWN_VEHICLE
        world.daily[day].vehicles_out += vehicles
    if not is_free:
        zone.person_sum -= world.household_states[row].alive
    go_out(world, day, row, by)
