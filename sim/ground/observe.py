"""What is written down at the end of a day. It reads; it changes nothing that any rule reads."""

from sim.compiled import rule
from sim.constants import TINY


@rule
def observe(w, day):
    """Fill the day's row and the month's sums. Writes to tables that no rule ever reads: remove it and history is the same."""
    now, today = w.now[0], w.daily[day]
    _count_persons(w.settlements, today)
    today.positions_held, today.access_level = now.positions, now.access
    today.is_offensive, today.is_capitulated = now.is_attack, now.is_capitulated
    today.availability, today.troops = now.availability, now.troops
    today.convoys = today.convoy_t / w.rules[0].supply_truck_t
    today.cost_musd += w.orders[0].cost_day
    share = w.rules[0].roads_people_obstructed if now.access < 3 else 0.0
    today.passages = (
        w.rules[0].roads_trips_day * now.n_present / max(1.0, now.persons_ref) * (1.0 if now.access == 0 else share) * w.linked[day]
    )
    _observe_places(w, day, today)


@rule
def _count_persons(settlements, today):
    """Persons by state over all settlements."""
    for i in range(settlements.shape[0]):
        s = settlements[i]
        today.persons_home += s.n_home
        today.persons_want_to_leave += s.n_want
        today.persons_on_road += s.n_road
        today.persons_sheltering += s.n_shelter
        today.persons_out += s.n_out
        today.persons_dead += s.n_dead


@rule
def _observe_places(w, day, today):
    """Monthly sums by settlement, and means weighted by persons."""
    month = w.month_settlement[w.month[day]]
    trust, fear, weight = 0.0, 0.0, TINY
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
