"""The state in whose recognised territory the mission stands: its consent is the mission's freedom of movement."""

from __future__ import annotations

from sim import luck
from sim.capitals.capital import Capital, choose, quantal_response


class HostState(Capital):
    """Consents, restricts or tolerates. Where the armed actor is the host's government, answers against it cost consent (SF5, SF11)."""

    def __init__(self, model, name: str = "host") -> None:
        super().__init__(model, name)
        self.restriction = 0.0
        self.recent_answers = 0.0

    def step(self) -> None:
        """Restrict the mission a little more, or a little less, by the same quantal rule as the armed actor."""
        n, model = self.numbers, self.model
        self.recent_answers = n["rules.host.answer_memory"] * self.recent_answers + float(model.world.tally[1:, 3].sum())
        if not n["armed_actor.is_host_government"]:
            return
        worth = n["rules.host.answer_harm"] * n["armed_actor.aims"] * min(n["rules.host.most_answers"], self.recent_answers)
        price = self.price()
        utilities = [0.0, worth - price]
        p = quantal_response(utilities, n["armed_actor.noise"])
        restricts = choose(p, self.chance(luck.HOST_CHOICE)) == 1
        self.restriction += (n["rules.host.most_restricted"] * restricts - self.restriction) * n["rules.host.restriction_per_week"]
        if model.ledger is not None:
            terms = {"answers that hurt": worth, "price of restricting": -price}
            self.note("freedom of movement", "restrict", utilities[1], terms, p=p[1], chosen=restricts)
            self.note("freedom of movement", "allow", 0.0, {}, p=p[0], chosen=not restricts)

    def price(self) -> float:
        """What restricting the mission costs the host (utility): more against states with the will to stay, and against endorsement."""
        n = self.numbers
        return (
            n["rules.host.restriction_cost"]
            + n["rules.host.restriction_cost_will"] * self.model.availability
            + n["rules.host.restriction_cost_endorsement"] * n["mandate.endorsement"]
        )

    def consent(self) -> float:
        """How freely the mission moves and acts against the armed actor, 0 to 1.

        Against its own government the host's consent counts in full, and not every mission dares; against others consent hardly
        matters (SF5).
        """
        n = self.numbers
        quality = n["mandate.consent.quality"] * (1.0 - self.restriction)
        if n["armed_actor.is_host_government"]:
            return quality * n["rules.answer.against_host"]
        free = n["rules.host.consent_unneeded"]
        return free + (1.0 - free) * quality

    def p_consent(self) -> float:
        """Probability that it agrees to another term."""
        n = self.numbers
        willing = min(1.0, n["mandate.consent.quality"] + n["rules.host.renewal_will"] * self.model.availability)
        return willing * (1.0 - n["rules.host.renewal_restriction"] * self.restriction)
