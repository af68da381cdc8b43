"""Whether an act is seen and answered, and what follows (submodel 3)."""

import math

from sim import luck
from sim.compiled import rule
from sim.world.codes import State

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0  # the golden section


@rule
def p_seen(without_presence, presence):
    """Probability that an act is seen: by monitoring alone, or because the mission is there. Each in [0, 1]."""
    return 1.0 - (1.0 - without_presence) * (1.0 - presence)


@rule
def p_answered(authorised, consent, resolve, will):
    """Probability that an act is answered where it is seen and a response reaches it. Each factor in [0, 1].

    Anchor: OIOS 2014, 20 % of 507 attacks (evidence.md SF10).
    """
    return authorised * (consent * resolve * will)


@rule
def judge_act(world, day, rung, place, entity, serial, presence, p_attribute, p_answer, detected, answered):
    """Draw whether an act is seen, attributed and answered (each 0 or 1); count it for the command and the tables.

    detected and answered are decision numbers of `sim.luck`, serial the act's own number; p_answer holds every factor but detection.
    """
    see, tie = luck.uniforms(world.seed[0], detected, serial, entity)
    is_seen = 1 if see < p_seen(world.orders[0].p_detect, presence) else 0
    is_tied = 1 if is_seen and tie < p_attribute else 0
    is_answered = 1 if is_seen and luck.uniform(world.seed[0], answered, serial, entity) < p_answer else 0
    count_act(world, day, rung, is_seen, is_tied, is_answered)
    if is_answered:
        calm(world, place)
    elif is_seen:
        world.settlements[place].trust = max(0.0, world.settlements[place].trust - world.rules[0].feeling_trust_unanswered)
    return is_seen, is_tied, is_answered


@rule
def count_act(world, day, rung, is_seen, is_tied, is_answered):
    """Add an act to the command's tally and the day's counts."""
    world.tally[rung, 0] += 1.0
    world.tally[rung, 1] += is_seen
    world.tally[rung, 2] += is_tied
    world.tally[rung, 3] += is_answered
    world.daily[day].detected += is_seen
    world.daily[day].answered += is_answered
    if 2 <= rung <= 6:
        world.daily[day].answered_severe += is_answered


@rule
def calm(world, place):
    """An answer cools its area and wins trust there."""
    settlement = world.settlements[place]
    settlement.cool = 1.0
    settlement.trust = min(1.0, settlement.trust + world.rules[0].feeling_trust_answered)


@rule
def frighten(world, place, amount):
    """Fear spreads from a place along the roads: amount x exp(-km / fear_km), capped at 1."""
    settlements = world.settlements
    for i in range(settlements.shape[0]):
        settlements[i].fear = min(1.0, settlements[i].fear + amount * world.near_fear[place, i])


@rule
def report(world, place, segment, amount):
    """What is seen enters headquarters' incident picture: on its road, or on the roads that touch its place."""
    segments = world.segments
    if segment >= 0:
        segments[segment].picture += amount
        return
    for j in range(segments.shape[0]):
        if segments[j].a == place or segments[j].b == place:
            segments[j].picture += amount


@rule
def write_incident(world, day, rung, kind, place, segment, outcome, deaths):
    """Add a row to the incident table. outcome: seen, attributed, answered, reversed; deaths: civilian, defender, armed, peacekeeper."""
    zone = world.zone[0]
    if zone.n_incidents >= world.incidents.shape[0]:
        raise IndexError("the incident table is full")
    row = world.incidents[zone.n_incidents]
    zone.n_incidents += 1
    row.day, row.rung, row.kind, row.place, row.segment = day, rung, kind, place, segment
    row.is_detected, row.is_attributed, row.is_answered, row.is_reversed = outcome
    row.civilian_deaths, row.defender_deaths, row.armed_deaths, row.peacekeeper_deaths = deaths
    today = world.daily[day]
    today.civilian_deaths += deaths[0]
    today.defender_deaths += deaths[1]
    today.armed_deaths += deaths[2]
    today.peacekeeper_deaths += deaths[3]
    month, where = world.month[day], segment if segment >= 0 else road_of(world, place)
    if where >= 0:
        world.month_segment[month][where].incidents += 1.0
        world.month_segment[month][where].detected += outcome[0]
        world.month_segment[month][where].answered += outcome[2]
    world.month_settlement[month][place].incidents += 1.0


@rule
def road_of(world, place):
    """The first road that touches a place and exists today; -1 if none does."""
    segments = world.segments
    for j in range(segments.shape[0]):
        if segments[j].is_open and (segments[j].a == place or segments[j].b == place):
            return j
    return -1


@rule
def kill_civilian(world, place, u):
    """One person of a place dies, of a household inside the zone drawn by u. Returns 1, or 0 if none is left.

    Where the household drawn is not inside, the next one is looked for in long strides: households stand in order of their leaving
    clocks, so that neighbours in the row are alike, and those beside the many who have left would die more often.
    """
    settlement, states = world.settlements[place], world.household_states
    size = settlement.last - settlement.first
    stride = long_stride(size)
    for step in range(size):
        row = settlement.first + (int(u * size) + step * stride) % size
        state = states[row].state
        if states[row].alive > 0 and (state == State.HOME or state == State.WANT or state == State.SHELTER):
            take_life(world, row)
            return 1
    return 0


@rule
def long_stride(size):
    """A stride through so many rows that comes to each of them once: near the golden section, and without a common divisor."""
    stride = max(1, int(GOLDEN * size))
    while has_common_divisor(stride, size):
        stride += 1
    return stride


@rule
def has_common_divisor(a, b):
    """Whether two whole numbers have a divisor beyond 1 (Euclid)."""
    while b > 0:
        a, b = b, a % b
    return a > 1


@rule
def take_life(world, row):
    """Remove one living person from a household and from the count of its state."""
    household = world.household_states[row]
    settlement = world.settlements[world.households[row].home]
    household.alive -= 1
    settlement.n_dead += 1
    if household.state == State.HOME:
        settlement.n_home -= 1
    elif household.state == State.WANT:
        settlement.n_want -= 1
    elif household.state == State.ROAD:
        settlement.n_road -= 1
    elif household.state == State.SHELTER:
        settlement.n_shelter -= 1
    else:
        settlement.n_out -= 1


@rule
def lose_peacekeeper(world, decision, serial, entity):
    """Whether a peacekeeper dies in an answered act (0 or 1), by the luck of its kind; the teams' table remembers the first team."""
    if luck.uniform(world.seed[0], decision, serial, entity) >= world.rules[0].answer_casualty:
        return 0
    world.zone[0].troops = max(0.0, world.zone[0].troops - 1.0)
    if world.teams.shape[0] > 0:
        world.teams[0].casualties += 1
    return 1
