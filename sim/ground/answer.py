"""Whether an act is seen and answered, and what follows (submodel 3)."""

from sim import luck
from sim.compiled import rule
from sim.world.arrays import HOME, ROAD, SHELTER, WANT


@rule
def p_seen(without_presence, presence):
    """Probability that an act is seen: by monitoring alone, or because the mission is there. Each in [0, 1]."""
    return 1.0 - (1.0 - without_presence) * (1.0 - presence)


@rule
def p_answered(detection, authorised, consent, resolve, availability, reach):
    """Probability that an act is answered. Each factor in [0, 1]. Anchor: OIOS 2014, 20 % of 507 attacks (evidence.md SF10)."""
    return detection * authorised * consent * resolve * availability * reach


@rule
def judge_act(w, day, rung, place, entity, presence, p_attribute, p_answer, detected, answered):
    """Draw whether an act is seen, attributed and answered (each 0 or 1); count it for the command and the tables.

    detected and answered are decision numbers of `sim.luck`; p_answer holds every factor but detection.
    """
    see, tie = luck.uniforms(w.seed[0], detected, day, entity)
    is_seen = 1 if see < p_seen(w.orders[0].p_detect, presence) else 0
    is_tied = 1 if is_seen and tie < p_attribute else 0
    is_answered = 1 if is_seen and luck.uniform(w.seed[0], answered, day, entity) < p_answer else 0
    count_act(w, day, rung, is_seen, is_tied, is_answered)
    if is_answered:
        calm(w, place)
    elif is_seen:
        w.settlements[place].trust = max(0.0, w.settlements[place].trust - w.rules[0].feeling_trust_unanswered)
    return is_seen, is_tied, is_answered


@rule
def count_act(w, day, rung, is_seen, is_tied, is_answered):
    """Add an act to the command's tally and the day's counts."""
    w.tally[rung, 0] += 1.0
    w.tally[rung, 1] += is_seen
    w.tally[rung, 2] += is_tied
    w.tally[rung, 3] += is_answered
    w.daily[day].detected += is_seen
    w.daily[day].answered += is_answered
    if 2 <= rung <= 6:
        w.daily[day].answered_severe += is_answered


@rule
def calm(w, place):
    """An answer cools its area and wins trust there."""
    settlement = w.settlements[place]
    settlement.cool = 1.0
    settlement.trust = min(1.0, settlement.trust + w.rules[0].feeling_trust_answered)


@rule
def frighten(w, place, amount):
    """Fear spreads from a place along the roads: amount x exp(-km / fear_km), capped at 1."""
    settlements = w.settlements
    for i in range(settlements.shape[0]):
        settlements[i].fear = min(1.0, settlements[i].fear + amount * w.near_fear[place, i])


@rule
def report(w, place, segment, amount):
    """What is seen enters headquarters' incident picture: on its road, or on the roads that touch its place."""
    segments = w.segments
    if segment >= 0:
        segments[segment].picture += amount
        return
    for j in range(segments.shape[0]):
        if segments[j].a == place or segments[j].b == place:
            segments[j].picture += amount


@rule
def write_incident(w, day, rung, kind, place, segment, outcome, deaths):
    """Add a row to the incident table. outcome: seen, attributed, answered, reversed; deaths: civilian, defender, armed, peacekeeper."""
    now = w.now[0]
    if now.n_incidents >= w.incidents.shape[0]:
        raise IndexError("the incident table is full")
    row = w.incidents[now.n_incidents]
    now.n_incidents += 1
    row.day, row.rung, row.kind, row.place, row.segment = day, rung, kind, place, segment
    row.is_detected, row.is_attributed, row.is_answered, row.is_reversed = outcome
    row.civilian_deaths, row.defender_deaths, row.armed_deaths, row.peacekeeper_deaths = deaths
    today = w.daily[day]
    today.civilian_deaths += deaths[0]
    today.defender_deaths += deaths[1]
    today.armed_deaths += deaths[2]
    today.peacekeeper_deaths += deaths[3]
    month, where = w.month[day], segment if segment >= 0 else road_of(w, place)
    if where >= 0:
        w.month_segment[month][where].incidents += 1.0
        w.month_segment[month][where].detected += outcome[0]
        w.month_segment[month][where].answered += outcome[2]
    w.month_settlement[month][place].incidents += 1.0


@rule
def road_of(w, place):
    """The first road that touches a place and exists today; -1 if none does."""
    segments = w.segments
    for j in range(segments.shape[0]):
        if segments[j].is_open and (segments[j].a == place or segments[j].b == place):
            return j
    return -1


@rule
def kill_civilian(w, place, u):
    """One person of a place dies, of the first household inside the zone from a random row on. Returns 1, or 0 if none is left."""
    settlement, households = w.settlements[place], w.households
    size = settlement.last - settlement.first
    for step in range(size):
        row = settlement.first + (int(u * size) + step) % size
        state = households[row].state
        if households[row].alive > 0 and (state == HOME or state == WANT or state == SHELTER):
            take_life(w, row)
            return 1
    return 0


@rule
def take_life(w, row):
    """Remove one living person from a household and from the count of its state."""
    household = w.households[row]
    settlement = w.settlements[household.home]
    household.alive -= 1
    settlement.n_dead += 1
    if household.state == HOME:
        settlement.n_home -= 1
    elif household.state == WANT:
        settlement.n_want -= 1
    elif household.state == ROAD:
        settlement.n_road -= 1
    elif household.state == SHELTER:
        settlement.n_shelter -= 1
    else:
        settlement.n_out -= 1


@rule
def lose_peacekeeper(w, day, entity):
    """Whether a peacekeeper dies in an answered act (0 or 1); the teams' table remembers the first team."""
    if luck.uniform(w.seed[0], luck.RESPONSE_CASUALTY, day, entity) >= w.rules[0].answer_casualty:
        return 0
    w.now[0].troops = max(0.0, w.now[0].troops - 1.0)
    if w.teams.shape[0] > 0:
        w.teams[0].casualties += 1
    return 1
