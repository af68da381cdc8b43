"""What is written down at the end of a day. It reads; it changes nothing that any rule reads."""

from numba import njit

from sim.ground.leave import sum_states


@njit(cache=True)
def observe(w, day):
    """Fill the day's row and the month's sums. Writes to tables that no rule ever reads: remove it and history is the same."""
    now, today = w.now[0], w.daily[day]
    states = sum_states(w)
    today.persons_home, today.persons_want_to_leave, today.persons_on_road = states[0], states[1], states[2]
    today.persons_sheltering, today.persons_out, today.persons_dead = states[3], states[4], states[5]
    today.positions_held, today.access_level = now.positions, now.access
    today.is_offensive, today.is_capitulated = now.is_attack, now.is_capitulated
    today.availability, today.troops = now.availability, now.troops
    today.convoys = today.convoy_t / w.rules[0].supply_truck_t
    today.cost_musd += w.orders[0].cost_day
    share = w.rules[0].roads_people_obstructed if now.access < 3 else 0.0
    today.passages = w.rules[0].roads_trips_day * now.n_present / max(1.0, now.persons_ref) * (1.0 if now.access == 0 else share)
    _observe_places(w, day, today)


@njit(cache=True)
def _observe_places(w, day, today):
    """Monthly sums by settlement, and means weighted by persons."""
    month = w.month_settlement[w.month[day]]
    trust, fear, weight = 0.0, 0.0, 1e-9
    for i in range(w.settlements.shape[0]):
        s, row = w.settlements[i], month[i]
        row.persons_home += s.n_home
        row.persons_want += s.n_want
        row.fear += s.fear
        row.trust += s.trust
        row.presence += s.presence
        row.control = s.control
        row.days += 1.0
        trust += s.trust * s.n_all
        fear += s.fear * s.n_all
        weight += s.n_all
    today.trust, today.fear = trust / weight, fear / weight
