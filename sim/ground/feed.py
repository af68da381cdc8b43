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
def feed(w, day):
    """Imports, local harvest and stock feed those present; what is short is rationed; the defenders' supply follows with a lag.

    Balance (t): stock(t) = stock(t-1) + food in - eaten - what found no room.
    """
    now, rules, today = w.now[0], w.rules[0], w.daily[day]
    now.n_present = present(w)
    today.imports_t, today.convoy_t = _arrivals(w) if w.linked[day] else (0.0, 0.0)
    food = today.convoy_t * rules.supply_convoy_food_share + (today.imports_t - today.convoy_t) * rules.supply_food_share
    now.need_t = now.n_present * rules.supply_need_kg_day / KG_A_T
    local = rules.supply_local_share * w.season[day, 1] * now.need_t
    _eat(now, today, food + local)
    normal, goods = rules.supply_imports_t_day * now.n_present / now.persons_ref, rules.supply_defence_goods
    food_level = min(1.0, goods * today.imports_t / max(1.0, normal) + (1.0 - goods) * now.ration)
    now.supply += (food_level - now.supply) / rules.supply_defence_lag_days
    _starve(w, day)


@rule
def present(w):
    """Persons alive inside the zone: at home, waiting, sheltering or on the road."""
    total = 0.0
    for i in range(w.settlements.shape[0]):
        s = w.settlements[i]
        total += s.n_home + s.n_want + s.n_shelter + s.n_road
    return total


@rule
def _arrivals(w):
    """Goods that come in today, and the part of them in relief convoys (t/day)."""
    now, rules, orders = w.now[0], w.rules[0], w.orders[0]
    normal = rules.supply_imports_t_day * now.n_present / now.persons_ref
    if now.access == 0 and not now.is_attack:
        return normal, 0.0
    convoys = (
        normal * goods_passing(now.access, rules.supply_pass_obstructed, rules.supply_pass_checkpoint, orders.convoys)
        if now.access
        else 0.0
    )
    return max(convoys, normal * now.other_road), convoys


@rule
def _eat(now, today, food):
    """Give out the ration that the authority set, as far as there is food; keep the rest in store."""
    available = now.stock_t + food
    eaten = min(now.ration_target * now.need_t, available)
    now.ration = eaten / now.need_t if now.need_t > 0.0 else 1.0
    left = available - eaten
    spilled = max(0.0, left - now.store_t)
    now.stock_t = left - spilled
    today.food_in_t, today.eaten_t, today.stored_out_t, today.stock_t = food, eaten, spilled, now.stock_t
    today.stock_days = now.stock_t / now.need_t if now.need_t > 0.0 else 0.0
    today.ration, today.defender_supply = now.ration, now.supply


@rule
def _starve(w, day):
    """Hunger and missing medicine kill some; expected deaths are summed and counted one by one, at a place drawn by luck."""
    now, rules = w.now[0], w.rules[0]
    lack = max(0.0, rules.supply_hunger_ration - now.ration) / rules.supply_hunger_ration
    now.deaths_sum += lack * rules.supply_hunger_deaths * now.n_present / PER_100_000
    while now.deaths_sum >= 1.0:
        now.deaths_sum -= 1.0
        place, whom = luck.uniforms(w.seed[0], luck.HUNGER_DEATH, day, int(now.deaths_sum))
        w.daily[day].civilian_deaths += answering.kill_civilian(w, place_of_person(w, place), whom)


@rule
def place_of_person(w, u):
    """The settlement of the person whose rank among those present is u (inverse CDF over places)."""
    target, so_far = u * w.now[0].n_present, 0.0
    for i in range(w.settlements.shape[0]):
        s = w.settlements[i]
        so_far += s.n_home + s.n_want + s.n_shelter
        if so_far > target:
            return i
    return 0
