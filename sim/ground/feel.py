"""Fear, trust and the works that win it (submodels 8 and 10)."""

from sim.arithmetic import decay
from sim.compiled import rule
from sim.constants import DAYS_A_MONTH


@rule
def feel(world, day):
    """Fear fades and trust drifts; a controlled road feeds the one and eats the other."""
    zone, rules, settlements = world.zone[0], world.rules[0], world.settlements
    keep = decay(rules.feeling_fear_half_life, 1.0)
    gain = rules.feeling_trust_works * zone.works * zone.is_mission
    for i in range(settlements.shape[0]):
        s = settlements[i]
        s.fear = min(1.0, s.fear * keep + rules.feeling_fear_road * zone.access * (1.0 - s.fear))
        s.trust = min(1.0, max(0.0, s.trust + gain * (1.0 - s.trust) - rules.feeling_trust_road * zone.access * s.trust))
        if not zone.is_mission:
            s.trust *= keep


@rule
def work(world, day):
    """Clearing of mines and repairs: effort follows will and money, and stops when the armed actor holds the zone. Unit: ha."""
    zone, rules, orders = world.zone[0], world.rules[0], world.orders[0]
    zone.works = orders.works if zone.is_mission and not zone.is_capitulated else 0.0
    left = max(0.0, 1.0 - zone.clear_ha / rules.act_mined_ha)
    done = rules.act_clearing_ha_per_month / DAYS_A_MONTH * zone.works * left
    zone.clear_ha += done
    world.daily[day].demined_ha = done
