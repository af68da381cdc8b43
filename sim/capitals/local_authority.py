"""Those who govern the population: rations, and calls for help (submodel 7)."""

from sim.capitals.capital import Capital
from sim.capitals.log import NAN, add_terms, is_kept, note, percent
from sim.compiled import rule
from sim.constants import NO_NEED_DAYS
from sim.world.codes import Decision, Seat, Why


@rule
def deliberate_authority(world, day):
    """Set the ration that stock allows, and ask for convoys while the road is not open.

    Full above the threshold, then in proportion, never below the floor while there is stock.
    """
    zone, rules = world.zone[0], world.rules[0]
    days = zone.stock_t / zone.need_t if zone.need_t > 0.0 else NO_NEED_DAYS
    threshold = rules.supply_rationing_days
    before, target = zone.ration_target, 1.0
    if zone.access > 0 and days < threshold and threshold > 0.0:
        target = max(rules.supply_ration_floor, days / threshold)
    zone.ration_target = target
    zone.is_asking = 1 if zone.access > 0 else 0
    if is_kept(world) and target != before:
        why = Why.RUNS_LOW if target < before else Why.RECOVERS
        k = note(world, day, Seat.LOCAL_AUTHORITY, Decision.RATION, percent(target), target, 1.0, True, why)
        add_terms(world, k, days, threshold, NAN, NAN, NAN, NAN)


class LocalAuthority(Capital):
    """Starts rationing when stocks run low, and asks for convoys while the road is not open."""

    def step(self) -> None:
        """Set the ration that stock allows, and ask for convoys or not."""
        deliberate_authority(self.world, self.day)
