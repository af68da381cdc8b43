"""The corridor under control: each day that it stands the mission may clear it (submodels 3 and 4)."""

from sim import luck
from sim.compiled import rule
from sim.constants import DAYS_A_WEEK, ROAD_ADDRESS
from sim.ground import answer as answering


@rule
def p_in_a_day(p_week):
    """The daily probability that makes a weekly one: 1 - (1 - p)^(1/7)."""
    return 1.0 - (1.0 - p_week) ** (1.0 / DAYS_A_WEEK)


@rule
def hold(w, day):
    """A controlled road is an act renewed every week; an answer that prevails opens it again and gives the actor pause."""
    now, orders = w.now[0], w.orders[0]
    _set_levels(w, day)
    if now.access == 0:
        now.days_blocked = 0
        return
    now.days_blocked += 1
    j = now.choke
    if j < 0 or now.is_capitulated:
        return
    p_week = (orders.answer_3, orders.answer_4, orders.answer_5)[now.access - 1] * orders.prevail * w.settlements[w.segments[j].place].reach
    cleared = 1 if luck.uniform(w.seed[0], luck.ROAD_ANSWERED, day, now.access) < p_in_a_day(p_week) else 0
    if cleared or (day - now.access_since) % DAYS_A_WEEK == 0:
        _one_week(w, day, j, cleared)


@rule
def _one_week(w, day, j, cleared):
    """Write down one week of the road held, or the day it was cleared."""
    now, orders = w.now[0], w.orders[0]
    rung, place = 2 + now.access, w.segments[j].place
    tied = 1
    if now.access == 1:
        tied = 1 if luck.uniform(w.seed[0], luck.ROAD_DETECTED, day, rung) < orders.p_attribute_3 else 0
    answering.count_act(w, day, rung, 1, tied, cleared)
    guard = answering.lose_peacekeeper(w, day, ROAD_ADDRESS + rung) if cleared else 0
    answering.report(w, place, j, w.rules[0].patrol_report_road)
    w.daily[day].road_acts += 1
    answering.write_incident(w, day, rung, 2, place, j, (1, tied, cleared, cleared), (0, 0, 0, guard))
    if cleared:
        answering.calm(w, place)
        now.access, now.access_since = 0, day
        now.pause_until = day + int(w.rules[0].command_reversal_pause_days)


@rule
def _set_levels(w, day):
    """Segments exist or not today; the corridor's controlled ones carry its access level."""
    segments, now = w.segments, w.now[0]
    month = w.month_segment[w.month[day]]
    now.choke, now.other_road = -1, 0.0
    for j in range(segments.shape[0]):
        segment = segments[j]
        segment.is_open = 1 if segment.from_day <= day < segment.to_day else 0
        is_held = segment.is_corridor and segment.is_reachable
        segment.level = now.access if is_held else 0
        if segment.is_open and segment.is_corridor:
            if is_held and now.choke < 0:
                now.choke = j
            elif segment.is_corridor == 2 and not is_held:
                now.other_road = min(1.0, segment.capacity / w.rules[0].supply_goods_road_veh_h)
        month[j].level_days += segment.level
        month[j].days += 1.0
