"""The crowd on the road: joins the world's households to the hourly queues, a day at a time, while a crowd is under way."""

import math

import numpy as np

from sim import luck
from sim.compiled import inlined, rule
from sim.constants import HOURS_A_DAY, PER_1000_HOURS
from sim.ground.answer import take_life
from sim.ground.leave import go_out
from sim.roads import network
from sim.roads.departures import dispatch
from sim.roads.leavers import clear, join
from sim.roads.mobilise import fill_packing_hours, fuelled_share
from sim.roads.paths import clear_way, look_back, settle_nearest
from sim.roads.queues import advance
from sim.world.codes import State, Way
from sim.world.leavers import CHUNK


@rule
def run_hours(world, day):
    """One day of the crowd under way, hour by hour: who waits joins, sets out, drives, is out. The last stragglers end it.

    Call it on days with `is_hourly`, after the rules of the day on the ground.
    """
    zone, road, scale = world.zone[0], world.road[0], world.zone[0].households_per_agent
    if not road.is_laid_out:
        lay_out(world)
    if day != road.last_day + 1:
        is_first = zone.exit_open and zone.exit_hour >= HOURS_A_DAY * day
        open_road(world, zone.exit_hour if is_first else HOURS_A_DAY * day)
    road.last_day = day
    start, end = max(HOURS_A_DAY * day, road.opened), HOURS_A_DAY * (day + 1)
    if n_under_way(world) == 0 or n_under_way(world) * scale > world.rules[0].roads_stragglers:
        join_waiting(world, day)
    is_free = zone.exit_open == 1 or zone.access == 0
    find_way(world, is_free, zone.is_capitulated == 1 or zone.access >= 2)
    if is_free and start < end:
        dispatch(world.leavers, world.traffic, start, end)
    drive(world, start, end)
    book(world, day)
    if n_under_way(world) == 0:
        zone.is_hourly = 0


@inlined
def n_under_way(world):
    """Rows of households that have joined the crowd and are not out yet."""
    return world.leavers.desk[0].n_leavers - world.road[0].n_households_out


@rule
def lay_out(world):
    """The first crowd of a run finds an empty road, and the terms on which it will go. Rates and seats are for rows of households."""
    r, terms, scale = world.rules[0], world.leavers.terms[0], world.zone[0].households_per_agent
    network.lay_out(world.traffic, world.segments, scale)
    clear(world.leavers)
    terms.scale = scale
    terms.pack_median_h, terms.pack_shape = r.roads_pack_median_h, r.roads_pack_shape
    terms.fuel_ramp_h, terms.fuel_rate = r.roads_fuel_ramp_h, r.roads_fuel_rate_h / scale
    terms.vehicle_seats, terms.bus_seats = int(r.roads_vehicle_seats) * scale, int(r.roads_bus_seats) * scale
    terms.buses_day = world.policy[0].resources_evacuation_buses / scale
    world.road[0].access, world.road[0].is_laid_out = -1, 1


@rule
def open_road(world, hour):
    """A crowd may set out from this hour: fuel in tanks by how long the road was closed, depots and buses after their delays."""
    r, terms = world.rules[0], world.leavers.terms[0]
    world.road[0].opened = hour
    terms.fuelled_share = fuelled_share(world.zone[0].days_blocked, r.roads_fuelled_share, r.roads_fuel_half_life_days)
    terms.fuel_from, terms.bus_from = hour + r.roads_fuel_delay_h, hour + r.roads_bus_delay_h


@rule
def join_waiting(world, day):
    """Households on the waiting list join the leavers, while there is room; time to pack, tank and fate are their own luck.

    A household that decided while no road was open joins when the road opens.
    """
    leavers, opened, n = world.leavers, world.road[0].opened, 1
    while n > 0:
        n = take_waiting(world)
        hours, tanks, fates = leavers.luck[0], leavers.luck[1], leavers.luck[2]
        luck.fill_uniforms_of(world.seed[0], luck.MOBILISE, day, leavers.keys, n, leavers.words, hours)
        luck.fill_uniforms_of(world.seed[0], luck.FUEL_IN_TANK, day, leavers.keys, n, leavers.words, tanks)
        luck.fill_uniforms_of(world.seed[0], luck.ROAD_DEATH, day, leavers.keys, n, leavers.words, fates)
        fill_packing_hours(hours, n, leavers.terms[0].pack_median_h, leavers.terms[0].pack_shape)
        for k in range(n):
            who, household = world.households[leavers.due[k]], world.household_states[leavers.due[k]]
            origin, packed = world.settlements[who.home].host, max(household.decided, opened) + hours[k]
            join(leavers, leavers.due[k], origin, household.alive, who.has_vehicle == 1, packed, tanks[k], fates[k])


@rule
def take_waiting(world):
    """Take the next households off the waiting list, a chunk at most; returns how many, with their rows in `due`."""
    zone, leavers, n = world.zone[0], world.leavers, 0
    most = min(CHUNK, leavers.rows.shape[0] - leavers.desk[0].n_leavers)
    while zone.first_wanting < zone.n_wanting and n < most:
        row = world.wanting[zone.first_wanting]
        zone.first_wanting += 1
        household = world.household_states[row]
        if household.state == State.WANT and household.alive > 0:
            leavers.due[n], leavers.keys[n] = row, world.households[row].key
            n += 1
    return n


@rule
def find_way(world, is_free, is_checked):
    """The way out and the gates on it; worked out anew when a road opens or closes, or control changes."""
    road, segments, is_known = world.road[0], world.segments, True
    for s in range(segments.shape[0]):
        is_known = is_known and world.way_open[s] == segments[s].is_open
        world.way_open[s] = segments[s].is_open
    if is_known and road.is_free == is_free and road.is_checked == is_checked and road.access == world.zone[0].access:
        return
    road.is_free, road.is_checked, road.access = is_free, is_checked, world.zone[0].access
    clear_way(world.way_segment, world.way_hours, world.way_settled, world.is_exit)
    node = settle_nearest(world.way_hours, world.way_settled)
    while node >= 0:
        for s in range(segments.shape[0]):
            one = segments[s]
            if one.is_open == 1 and (is_free or one.level == 0):
                look_back(s, one.a, one.b, one.km / one.speed, node, world.way_segment, world.way_hours)
        node = settle_nearest(world.way_hours, world.way_settled)
    set_gates(world, is_checked)


@rule
def set_gates(world, is_checked):
    """Gates let so many vehicles an hour pass where the armed actor controls the way out; none stand elsewhere."""
    for s in range(world.segments.shape[0]):
        one = world.segments[s]
        has_gate = is_checked and one.is_corridor > 0 and (world.is_exit[one.a] or world.is_exit[one.b])
        world.way_gate[s] = world.rules[0].roads_gate_veh_h / world.zone[0].households_per_agent if has_gate else math.inf


@rule
def drive(world, start, end):
    """Vehicles move from hour `start` to hour `end`; what leaves the zone in each hour is written down in vehicles and persons."""
    road, traffic, scale = world.road[0], world.traffic, world.zone[0].households_per_agent
    hours = traffic.hours[: math.ceil(end - math.floor(start))]
    for k in range(hours.shape[0]):
        one = hours[k]
        one.departed = one.entered = one.exited = one.persons = one.waiting = one.on_road = 0
    advance(traffic, world.way_segment, world.way_hours, world.is_exit, world.way_gate, hours, start, end)
    for k in range(hours.shape[0]):
        row = world.exits[road.n_hours]
        row.hour, row.vehicles, row.persons = int(start) + k, scale * hours[k].exited, hours[k].persons
        row.queue_vehicles = scale * (hours[k].waiting + hours[k].on_road)
        road.n_hours += 1


@rule
def book(world, day):
    """Carry into the world what the road did today: who set out, who is out, who died on the way."""
    road, leavers, traffic = world.road[0], world.leavers, world.traffic
    for j in range(road.n_set_out, leavers.desk[0].n_gone):
        set_out(world, leavers.rows[leavers.gone[j]])
    for j in range(road.n_left, traffic.total[0].n_left):
        vehicle = traffic.vehicles[traffic.left[j]]
        k = vehicle.first_aboard - 1
        while k >= 0:
            alight(world, day, leavers.rows[k], vehicle.exited - vehicle.departed)
            road.n_households_out += 1
            k = leavers.rows[k].behind - 1
    road.n_set_out, road.n_left = leavers.desk[0].n_gone, traffic.total[0].n_left


@inlined
def set_out(world, leaver):
    """A household leaves home for the road; its own vehicle with it."""
    zone, household = world.zone[0], world.household_states[leaver.household]
    s = world.settlements[world.households[leaver.household].home]
    s.n_want -= household.alive
    s.n_road += household.alive
    household.state = State.ROAD
    if leaver.went_by == Way.OWN_VEHICLE:
        zone.vehicles_home -= zone.households_per_agent
        zone.vehicles_road += zone.households_per_agent


@inlined
def alight(world, day, leaver, hours):
    """A household is out after so many hours; its own vehicle with it."""
    zone = world.zone[0]
    mourn(world, day, leaver, hours)
    go_out(world, day, leaver.household, leaver.went_by)
    if leaver.went_by == Way.OWN_VEHICLE:
        zone.vehicles_road -= zone.households_per_agent
        zone.vehicles_out += zone.households_per_agent
        world.daily[day].vehicles_out += zone.households_per_agent


@inlined
def mourn(world, day, leaver, hours):
    """The old and ill may die under way: one person at most a household, with a probability that grows with persons and hours."""
    zone, household = world.zone[0], world.household_states[leaver.household]
    expected = world.rules[0].roads_deaths_per_1000_h * household.alive * hours / PER_1000_HOURS
    if expected <= leaver.u_death:
        return
    whole = math.floor(expected)
    n = min(int(whole) + (1 if leaver.u_death < expected - whole else 0), zone.households_per_agent, household.alive)
    for _ in range(n):
        take_life(world, leaver.household)
        world.daily[day].civilian_deaths += 1
        zone.road_deaths += 1


def journeys(world) -> np.ndarray:
    """(rows of vehicles,) hours from setting out to being out, of those that are out."""
    vehicles = world.traffic.vehicles[: int(world.traffic.total["n_vehicles"][0])]
    hours = vehicles["exited"] - vehicles["departed"]
    return hours[np.isfinite(hours)]
