"""What comes in, what is eaten, what is left (submodel 7)."""

from sim import luck
from sim.compiled import rule
from sim.constants import KG_A_T, PER_100_000
from sim.ground import answer as answering


@rule
def goods_passing(level, obstructed, checkpoint, aid):
    """Share of ordinary goods that gets through: all, or relief convoys alone, or nothing. Source: traffic.csv, model.md 7."""
    if level == 0:
        return 1.0
    if level == 1:
        return obstructed * aid
    if level == 2:
        return checkpoint * aid
    return 0.0


@rule
def feed(world, day):
    """Imports, local harvest and stock feed those present; what is short is rationed; the defenders' supply follows with a lag.

    Balance (t): stock(t) = stock(t-1) + food in - eaten - what found no room.
    """
    zone, rules, today = world.zone[0], world.rules[0], world.daily[day]
    zone.n_present = present(world)
    today.imports_t, today.convoy_t = _arrivals(world) if world.linked[day] else (0.0, 0.0)
    food = today.convoy_t * rules.supply_convoy_food_share + (today.imports_t - today.convoy_t) * rules.supply_food_share
    zone.need_t = zone.n_present * rules.supply_need_kg_day / KG_A_T
    local = rules.supply_local_share * world.season[day, 1] * zone.need_t
    _eat(zone, today, food + local)
    normal, goods = rules.supply_imports_t_day * zone.n_present / zone.persons_ref, rules.supply_defence_goods
    food_level = min(1.0, goods * today.imports_t / max(1.0, normal) + (1.0 - goods) * zone.ration)
    zone.supply += (food_level - zone.supply) / rules.supply_defence_lag_days
    _starve(world, day)


@rule
def present(world):
    """Persons alive inside the zone: at home, waiting, sheltering or on the road."""
    total = 0.0
    for i in range(world.settlements.shape[0]):
        s = world.settlements[i]
        total += s.n_home + s.n_want + s.n_shelter + s.n_road
    return total


@rule
def _arrivals(world):
    """Goods that come in today, and the part of them in relief convoys (t/day)."""
    zone, rules, orders = world.zone[0], world.rules[0], world.orders[0]
    normal = rules.supply_imports_t_day * zone.n_present / zone.persons_ref
    if zone.access == 0 and not zone.is_attack:
        return normal, 0.0
    convoys = (
        normal * goods_passing(zone.access, rules.supply_pass_obstructed, rules.supply_pass_checkpoint, orders.convoys)
        if zone.access
        else 0.0
    )
    return max(convoys, normal * zone.other_road), convoys


@rule
def _eat(zone, today, food):
    """Give out the ration that the authority set, as far as there is food; keep the rest in store."""
    available = zone.stock_t + food
    eaten = min(zone.ration_target * zone.need_t, available)
    zone.ration = eaten / zone.need_t if zone.need_t > 0.0 else 1.0
    left = available - eaten
    spilled = max(0.0, left - zone.store_t)
    zone.stock_t = left - spilled
    today.food_in_t, today.eaten_t, today.stored_out_t, today.stock_t = food, eaten, spilled, zone.stock_t
    today.stock_days = zone.stock_t / zone.need_t if zone.need_t > 0.0 else 0.0
    today.ration, today.defender_supply = zone.ration, zone.supply


@rule
def _starve(world, day):
    """Hunger and missing medicine kill some; expected deaths are summed and counted one by one, at a place drawn by luck."""
    zone, rules = world.zone[0], world.rules[0]
    lack = max(0.0, rules.supply_hunger_ration - zone.ration) / rules.supply_hunger_ration
    zone.deaths_sum += lack * rules.supply_hunger_deaths * zone.n_present / PER_100_000
    while zone.deaths_sum >= 1.0:
        zone.deaths_sum -= 1.0
        place, whom = luck.uniforms(world.seed[0], luck.HUNGER_DEATH, day, int(zone.deaths_sum))
        world.daily[day].civilian_deaths += answering.kill_civilian(world, place_of_person(world, place), whom)


@rule
def place_of_person(world, u):
    """The settlement of the person whose rank among those present is u (inverse CDF over places)."""
    target, so_far = u * world.zone[0].n_present, 0.0
    for i in range(world.settlements.shape[0]):
        s = world.settlements[i]
        so_far += s.n_home + s.n_want + s.n_shelter
        if so_far > target:
            return i
    return 0
