"""What is written down at the end of a day. It reads; it changes nothing that any rule reads."""

from sim.capitals.commitments import honour_belief
from sim.compiled import rule
from sim.constants import TINY
from sim.world.codes import Promise, Rung


@rule
def observe(world, day):
    """Fill the day's row and the month's sums. Writes to tables that no rule ever reads: remove it and history is the same."""
    zone, today = world.zone[0], world.daily[day]
    _count_persons(world.settlements, today)
    today.positions_held, today.access_level = zone.positions, zone.access
    today.is_offensive, today.is_capitulated = zone.is_attack, zone.is_capitulated
    today.availability, today.troops = zone.availability, zone.troops
    _write_capitals(world, day, today)
    today.convoys = today.convoy_t / world.rules[0].supply_truck_t
    today.cost_musd += world.orders[0].cost_day
    share = world.rules[0].roads_people_obstructed if zone.access < 3 else 0.0
    today.passages = (
        world.rules[0].roads_trips_day
        * zone.n_present
        / max(1.0, zone.persons_ref)
        * (1.0 if zone.access == 0 else share)
        * world.linked[day]
    )
    _observe_places(world, day, today)


@rule
def _write_capitals(world, day, today):
    """What the capitals know and have decided: the first contributor's circumstances, beliefs, restriction, posts, routes."""
    if world.commitments.shape[0] > 0 and world.commitments[0].kind == Promise.CONTRIBUTOR:
        today.distraction, today.ties = world.distraction[0, day], world.ties[0, day]
        today.honour_belief = honour_belief(world, 0)
    today.restriction, today.posts = world.zone[0].restriction, world.zone[0].n_posts
    today.credibility = world.beliefs[Rung.OBSTRUCTION].belief
    today.routes = world.orders[0].teams_patrol // max(1, int(world.rules[0].patrol_teams_per_route))


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
def _observe_places(world, day, today):
    """Monthly sums by settlement, and means weighted by persons."""
    month = world.month_settlement[world.month[day]]
    world.month_days[world.month[day]] += 1.0
    trust, fear, weight = 0.0, 0.0, TINY
    for i in range(world.settlements.shape[0]):
        s, row = world.settlements[i], month[i]
        row.persons_home += s.n_home
        row.persons_want += s.n_want
        row.fear += s.fear
        row.trust += s.trust
        row.presence += s.presence
        row.control = s.control
        trust += s.trust * s.n_all
        fear += s.fear * s.n_all
        weight += s.n_all
    today.trust, today.fear = trust / weight, fear / weight
