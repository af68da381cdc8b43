"""Those who govern the population: rations, and calls for help (submodel 7)."""

from __future__ import annotations

from sim.capitals.capital import Capital
from sim.constants import NO_NEED_DAYS


class LocalAuthority(Capital):
    """Starts rationing when stocks run low, and asks for convoys while the road is not open."""

    def __init__(self, model, name: str = "local authority") -> None:
        super().__init__(model, name)
        self.target = 1.0
        self.is_asking = False

    def step(self) -> None:
        """Set the ration that stock allows: full above the threshold, then in proportion, never below the floor while there is stock."""
        n, now = self.numbers, self.model.now
        days = now["stock_t"] / now["need_t"] if now["need_t"] > 0 else NO_NEED_DAYS
        threshold, floor = n["rules.supply.rationing_days"], n["rules.supply.ration_floor"]
        is_short = now["access"] > 0 and days < threshold
        target = max(floor, days / threshold) if is_short and threshold > 0 else 1.0
        now["ration_target"] = target
        self.is_asking = bool(now["access"] > 0)
        if self.model.ledger is not None and target != self.target:
            why = "stock runs low and the road is not open" if target < self.target else "stock recovers"
            self.note("ration", f"{target:.0%} of a full ration", target, {"stock days": days, "threshold days": threshold}, why=why)
        self.target = target
