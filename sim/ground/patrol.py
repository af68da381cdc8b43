"""Where the mission's teams go, and how present that makes it (submodel 2)."""

import math

from sim import luck
from sim.arithmetic import decay, exp_all
from sim.compiled import rule
from sim.constants import DAYS_A_WEEK, LEG, MOST_EFFORT


@rule
def plan_patrols(world):
    """Once a week headquarters weighs routine against reported hotspots; segments get their chance of a patrol leg.

    The chance of a segment is a mix of its routine weight and its share of the incident picture.
    """
    segments, rules = world.segments, world.rules[0]
    routine, reported = 0.0, 0.0
    for j in range(segments.shape[0]):
        if segments[j].is_open:
            routine += segments[j].routine
            reported += segments[j].picture
    hot = rules.patrol_hotspot_share if reported > rules.patrol_least_picture else 0.0
    total = 0.0
    for j in range(segments.shape[0]):
        if segments[j].is_open and routine > 0.0:
            total += (1.0 - hot) * segments[j].routine / routine
            if hot > 0.0:
                total += hot * segments[j].picture / reported
        segments[j].chance = total
    point_guides(segments)


@rule
def point_guides(segments):
    """For every share k/M of the chances the first segment that can hold it, so that a draw finds its segment in a step or two."""
    n, j = segments.shape[0], 0
    for k in range(n):
        while j < n - 1 and segments[j].chance <= k / n * segments[n - 1].chance:
            j += 1
        segments[k].guide = j


@rule
def choose_segment(segments, u):
    """The segment whose cumulative chance first exceeds u (inverse CDF), looked for from where the guide points."""
    n = segments.shape[0]
    target, j = u * segments[n - 1].chance, segments[int(u * n)].guide
    while j < n - 1 and segments[j].chance <= target:
        j += 1
    return j


@rule
def patrol(world, day):
    """Teams patrol two legs a day where headquarters' picture sends them; presence fades along the roads.

    Presence at a place is 1 - exp(-effort felt there), effort in team-days weighted by exp(-km / presence_km). Source: model.md 2.
    """
    if day % DAYS_A_WEEK == 0:
        plan_patrols(world)
    segments, orders, zone = world.segments, world.orders[0], world.zone[0]
    keep = decay(world.rules[0].patrol_picture_days, 1.0)
    for j in range(segments.shape[0]):
        segments[j].effort = 0.0
        segments[j].picture *= keep
    if segments[segments.shape[0] - 1].chance > 0.0:
        for t in range(orders.teams_patrol):
            first, second = luck.uniforms(world.seed[0], luck.TEAM_PLACE, day, t)
            j, k = choose_segment(segments, first), choose_segment(segments, second)
            segments[j].effort += LEG * zone.ready
            segments[k].effort += LEG * zone.ready
            world.teams[t].segment = j
        world.daily[day].patrol_days += zone.ready * orders.teams_patrol
    _feel_presence(world, world.month_segment[world.month[day]])


@rule
def _feel_presence(world, month):
    """Sum today's patrol effort over the roads and turn it into presence; month: the roads' rows of this month."""
    settlements, segments, effort = world.settlements, world.segments, world.effort
    strength = world.rules[0].patrol_presence_strength
    for i in range(effort.shape[0]):
        effort[i] = settlements[i].post_effort
    for j in range(segments.shape[0]):
        if segments[j].effort > 0.0:
            month[j].patrol_days += segments[j].effort
            amount, near = strength * segments[j].effort, world.near_segment[j]
            for i in range(effort.shape[0]):
                effort[i] += amount * near[i]
    for i in range(effort.shape[0]):
        effort[i] = -min(effort[i], MOST_EFFORT)
    exp_all(effort)
    for i in range(effort.shape[0]):
        settlements[i].presence = 1.0 - effort[i]


@rule
def escort(world, day):
    """Farmers near the line ask for escorts; the willing and free teams give them, and fields are worked accordingly.

    Unescorted farmers work less the more they fear. Units: escorts a day; work as a share of the season's full work.
    """
    settlements, orders, zone, rules = world.settlements, world.orders[0], world.zone[0], world.rules[0]
    wanted = rules.patrol_escorts_wanted / DAYS_A_WEEK * world.season[day, 0]
    free = orders.teams_escort * zone.ready / rules.patrol_escort_teams
    served = min(wanted * orders.escorts, free)
    zone.farm_served = served / wanted if wanted > 0.0 else 0.0
    for i in range(settlements.shape[0]):
        if settlements[i].farmers <= 0.0 and not settlements[i].is_front:
            continue
        lone = math.exp(-rules.feeling_work_fear * settlements[i].fear)
        settlements[i].work = world.season[day, 0] * (zone.farm_served + (1.0 - zone.farm_served) * lone)
    zone.escort_sum += served
    number = int(zone.escort_sum)
    zone.escort_sum -= number
    world.daily[day].escorts = number
    _place_escorts(world, day, number)


@rule
def _place_escorts(world, day, number):
    """Write down on which segment each escort went: one that ends at a farming place on the line."""
    segments = world.segments
    for e in range(number):
        j = int(luck.uniform(world.seed[0], luck.ESCORT_PLACE, day, e) * segments.shape[0])
        for _ in range(segments.shape[0]):
            if segments[j].is_open and world.settlements[segments[j].place].farmers > 0.0:
                break
            j = (j + 1) % segments.shape[0]
        world.month_segment[world.month[day]][j].escorts += 1.0
