"""Fear, trust and the works that win it (submodels 8 and 10)."""

from sim.compiled import rule
from sim.constants import DAYS_A_MONTH, HALF


@rule
def feel(w, day):
    """Fear fades and trust drifts; a controlled road feeds the one and eats the other."""
    now, rules, settlements = w.now[0], w.rules[0], w.settlements
    keep = HALF ** (1.0 / rules.feeling_fear_half_life)
    gain = rules.feeling_trust_works * now.works * now.is_mission
    for i in range(settlements.shape[0]):
        s = settlements[i]
        s.fear = min(1.0, s.fear * keep + rules.feeling_fear_road * now.access * (1.0 - s.fear))
        s.trust = min(1.0, max(0.0, s.trust + gain * (1.0 - s.trust) - rules.feeling_trust_road * now.access * s.trust))
        if not now.is_mission:
            s.trust *= keep


@rule
def work(w, day):
    """Clearing of mines and repairs: effort follows will and money, and stops when the armed actor holds the zone. Unit: ha."""
    now, rules, orders = w.now[0], w.rules[0], w.orders[0]
    now.works = orders.works if now.is_mission and not now.is_capitulated else 0.0
    left = max(0.0, 1.0 - now.clear_ha / rules.act_mined_ha)
    done = rules.act_clearing_ha_per_month / DAYS_A_MONTH * now.works * left
    now.clear_ha += done
    w.daily[day].demined_ha = done
