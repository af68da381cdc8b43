"""The corridor under control: each day that it stands the mission may clear it (submodels 3 and 4)."""

from sim import luck
from sim.compiled import rule
from sim.constants import DAYS_A_WEEK
from sim.ground import answer as answering


@rule
def p_in_a_day(p_week):
    """The daily probability that makes a weekly one: 1 - (1 - p)^(1/7)."""
    return 1.0 - (1.0 - p_week) ** (1.0 / DAYS_A_WEEK)


@rule
def hold(world, day):
    """A controlled road is an act renewed every week; an answer that prevails opens it again and gives the actor pause."""
    zone, orders = world.zone[0], world.orders[0]
    _set_levels(world, day)
    if zone.access == 0:
        zone.days_blocked = 0
        return
    zone.days_blocked += 1
    j = zone.choke
    if j < 0 or zone.is_capitulated:
        return
    p_week = (
        (orders.answer_3, orders.answer_4, orders.answer_5)[zone.access - 1]
        * orders.prevail
        * world.settlements[world.segments[j].place].reach
    )
    cleared = 1 if luck.uniform(world.seed[0], luck.ROAD_ANSWERED, day, zone.access) < p_in_a_day(p_week) else 0
    if cleared or (day - zone.access_since) % DAYS_A_WEEK == 0:
        _one_week(world, day, j, cleared)


@rule
def _one_week(world, day, j, cleared):
    """Write down one week of the road held, or the day it was cleared."""
    zone, orders = world.zone[0], world.orders[0]
    rung, place = 2 + zone.access, world.segments[j].place
    tied = 1
    if zone.access == 1:
        tied = 1 if luck.uniform(world.seed[0], luck.ROAD_DETECTED, day, rung) < orders.p_attribute_3 else 0
    answering.count_act(world, day, rung, 1, tied, cleared)
    guard = answering.lose_peacekeeper(world, luck.ROAD_CASUALTY, day, rung) if cleared else 0
    answering.report(world, place, j, world.rules[0].patrol_report_road)
    world.daily[day].road_acts += 1
    answering.write_incident(world, day, rung, 2, place, j, (1, tied, cleared, cleared), (0, 0, 0, guard))
    if cleared:
        answering.calm(world, place)
        zone.access, zone.access_since = 0, day
        zone.pause_until = day + int(world.rules[0].command_reversal_pause_days)


@rule
def _set_levels(world, day):
    """Segments exist or not today; the corridor's controlled ones carry its access level."""
    segments, zone = world.segments, world.zone[0]
    month = world.month_segment[world.month[day]]
    zone.choke, zone.other_road = -1, 0.0
    for j in range(segments.shape[0]):
        segment = segments[j]
        segment.is_open = 1 if segment.from_day <= day < segment.to_day else 0
        is_held = segment.is_corridor and segment.is_reachable
        segment.level = zone.access if is_held else 0
        if segment.is_open and segment.is_corridor:
            if is_held and zone.choke < 0:
                zone.choke = j
            elif segment.is_corridor == 2 and not is_held:
                zone.other_road = min(1.0, segment.capacity / world.rules[0].supply_goods_road_veh_h)
        if segment.level > 0:
            month[j].level_days += segment.level
