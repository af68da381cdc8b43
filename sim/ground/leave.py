"""Who decides to leave, who comes back (submodel 8).

Each household carries one leaving clock, drawn once: a unit exponential divided by its frailty. It decides on the day its
settlement's accumulated pressure reaches its clock. That is exactly a proportional hazard (Sellke 1983), and it costs work only
for those who move: households stand in order of their clocks, and each settlement keeps its place in the row.
"""

import math

from sim import luck
from sim.compiled import rule
from sim.constants import DAYS_A_WEEK, HOURS_A_DAY, LEAST_DAYS, NOON, TINIEST
from sim.world.arrays import HOME, OUT, SHELTER, WANT


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
def press(w, day):
    """Add today's leaving pressure, and today's pull to return, to each settlement's account."""
    now, rules, settlements = w.now[0], w.rules[0], w.settlements
    level = 0 if now.exit_open else now.access
    near, gone_everywhere = rules.leaving_neighbours_near, 1.0 - now.n_present / max(1.0, now.persons_ref)
    away = rules.leaving_away_share if day < rules.leaving_away_days else 0.0
    for i in range(settlements.shape[0]):
        s, host = settlements[i], settlements[settlements[i].host]
        s.pressure_before = s.pressure
        if s.n_all == 0:
            continue
        gone = max(0.0, near * s.n_out / s.n_all + (1.0 - near) * gone_everywhere - away)
        lost = 1.0 if now.is_capitulated else 0.0
        log_h = log_pressure(rules, max(host.fear, s.fear), 1.0 - now.ration, gone, lost, level, host.trust)
        s.pressure += min(rules.leaving_most_per_day, rules.leaving_base_per_day * math.exp(log_h))
        if now.access == 0 and w.linked[day] and not now.is_attack and not now.is_capitulated and s.control == 0:
            calm = math.exp(-rules.leaving_return_fear * s.fear)
            s.pull += rules.leaving_return_per_day * calm * (rules.leaving_return_without_trust + s.trust)


@rule
def decide(w, day):
    """Households whose clock has rung want to leave, in order of their clocks; those away when it rings stay away."""
    settlements, households = w.settlements, w.households
    for i in range(settlements.shape[0]):
        s = settlements[i]
        while s.next < s.last and households[s.next].clock <= s.pressure:
            state = households[s.next].state
            if state == HOME or state == SHELTER:
                share = (households[s.next].clock - s.pressure_before) / max(TINIEST, s.pressure - s.pressure_before)
                want(w, s.next, HOURS_A_DAY * (day + min(max(share, 0.0), 1.0)))
            s.next += 1


@rule
def want(w, row, hour):
    """A household at home or in shelter joins those who wait to leave."""
    household, now = w.households[row], w.now[0]
    s = w.settlements[household.home]
    if household.alive <= 0:
        return
    if household.state == HOME:
        s.n_home -= household.alive
    else:
        s.n_shelter -= household.alive
    s.n_want += household.alive
    household.state, household.decided = WANT, hour
    if now.n_wanting >= w.wanting.shape[0]:
        close_ranks(w)
    w.wanting[now.n_wanting] = row
    now.n_wanting += 1


@rule
def close_ranks(w):
    """Drop from the waiting list those who no longer wait."""
    now, kept = w.now[0], 0
    for k in range(now.first_wanting, now.n_wanting):
        if w.households[w.wanting[k]].state == WANT:
            w.wanting[kept] = w.wanting[k]
            kept += 1
    now.first_wanting, now.n_wanting = 0, kept


@rule
def come_back(w, day):
    """Households that were away when the war ended come home as the pull to return reaches their clocks."""
    settlements, households = w.settlements, w.households
    for i in range(settlements.shape[0]):
        s = settlements[i]
        while s.next_return < s.last and w.return_clock[s.next_return] <= s.pull:
            row = w.return_order[s.next_return]
            if households[row].state == OUT and households[row].clock > s.pressure:
                come_home(w, day, row)
            s.next_return += 1


@rule
def come_home(w, day, row):
    """A household returns, with its vehicle."""
    household, now = w.households[row], w.now[0]
    s = w.settlements[household.home]
    s.n_out -= household.alive
    s.n_home += household.alive
    household.state, household.went_by = HOME, 0
    now.vehicles_home += household.has_vehicle
    now.vehicles_out -= household.has_vehicle
    w.daily[day].returned += household.alive


@rule
def reconsider(w, day):
    """Once a week (daily after a capitulation), those who left in calmer times may return, and those who returned may leave again."""
    now = w.now[0]
    if now.n_pending == 0 or (day % DAYS_A_WEEK != 0 and not now.is_capitulated):
        return
    kept = 0
    for k in range(now.n_pending):
        entry = w.pending[k]
        if not _moved(w, day, entry):
            w.pending[kept] = w.pending[k]
            kept += 1
    now.n_pending = kept


@rule
def _moved(w, day, entry):
    """Whether a pending household is settled for good (True drops it from the list)."""
    household = w.households[entry.household]
    s = w.settlements[household.home]
    if entry.kind == 0 and s.pull >= entry.threshold and household.state == OUT:
        come_home(w, day, entry.household)
        fresh = -math.log(luck.uniform(w.seed[0], luck.LEAVING_CLOCK, day, household.key))
        entry.kind, entry.threshold = 1, s.pressure + fresh
    elif entry.kind == 1 and s.pressure >= entry.threshold:
        if household.state == HOME or household.state == SHELTER:
            want(w, entry.household, HOURS_A_DAY * day + NOON)
        return True
    return False


@rule
def go_out(w, day, row, by):
    """A household is outside: counted where it belongs; if calm, it may come back one day. by: how it went."""
    household, now = w.households[row], w.now[0]
    s = w.settlements[household.home]
    if household.state == WANT:
        s.n_want -= household.alive
    else:
        s.n_road -= household.alive
    s.n_out += household.alive
    household.state, household.went_by = OUT, by
    if not now.is_capitulated and now.n_pending < w.pending.shape[0]:
        entry = w.pending[now.n_pending]
        late = -math.log(luck.uniform(w.seed[0], luck.RETURN_CLOCK, day, household.key))
        entry.household, entry.kind, entry.threshold = row, 0, s.pull + w.rules[0].leaving_return_slowness * late
        now.n_pending += 1


@rule
def shelter(w, day):
    """On the first day of an offensive, households near the fighting seek shelter at posts; later they go home or wait to leave."""
    rules, households = w.rules[0], w.households
    for row in range(households.shape[0]):
        household = households[row]
        s = w.settlements[household.home]
        if household.state == HOME and s.is_front:
            if luck.uniform(w.seed[0], luck.SHELTER, 0, household.key) < rules.leaving_shelter_share * s.fear:
                s.n_home -= household.alive
                s.n_shelter += household.alive
                household.state = SHELTER


@rule
def leave_shelter(w, day):
    """After an offensive the sheltered go home, a share of them each day."""
    rules, households = w.rules[0], w.households
    p = 1.0 - math.exp(-1.0 / max(LEAST_DAYS, rules.leaving_shelter_days))
    for row in range(households.shape[0]):
        household = households[row]
        if household.state == SHELTER and luck.uniform(w.seed[0], luck.SHELTER, day, household.key) < p:
            s = w.settlements[household.home]
            s.n_shelter -= household.alive
            s.n_home += household.alive
            household.state = HOME


@rule
def waiting_vehicles(w):
    """How many of those who wait own a vehicle."""
    total = 0
    for k in range(w.now[0].first_wanting, w.now[0].n_wanting):
        household = w.households[w.wanting[k]]
        if household.state == WANT:
            total += household.has_vehicle
    return total


@rule
def depart_quietly(w, day):
    """On ordinary days leavers pass at once; on a controlled road a few, first come first; a crowd needs the hourly road.

    Sets `is_hourly` when more vehicles wait than a trickle and the way is open.
    """
    now, rules = w.now[0], w.rules[0]
    if now.is_hourly:
        return
    if not w.linked[day]:
        return
    is_free = (now.access == 0 and not now.is_attack and not now.is_capitulated) or now.exit_open
    if not is_free:
        daily = rules.roads_people_obstructed * rules.roads_trips_day if now.access < 3 else 0.0
        now.person_sum = min(now.person_sum + daily, daily + rules.leaving_largest_household)
    elif now.n_wanting - now.first_wanting > rules.roads_trickle_veh_day and waiting_vehicles(w) > rules.roads_trickle_veh_day:
        now.is_hourly = 1
        return
    while now.first_wanting < now.n_wanting and (is_free or now.person_sum >= 1.0):
        row = w.wanting[now.first_wanting]
        now.first_wanting += 1
        household = w.households[row]
        if household.state == WANT and household.alive > 0:
            _pass(w, day, row, is_free)


@rule
def _pass(w, day, row, is_free):
    """A waiting household goes out on an ordinary day: by its own vehicle, or by bus; under control of the road on foot or by convoy."""
    household, now = w.households[row], w.now[0]
    by = 3
    if is_free and household.has_vehicle:
        by = 1
        now.vehicles_home -= 1
        now.vehicles_out += 1
        w.daily[day].vehicles_out += 1
    elif household.has_vehicle:
        now.vehicles_home -= 1  # left behind, and counted outside with its owners
        now.vehicles_out += 1
    if not is_free:
        now.person_sum -= household.alive
    go_out(w, day, row, by)
