"""What the armed actor's command makes of raids or of battles: acts on no rung of the ladder, weighed like those on it."""

from __future__ import annotations


class Feud:
    """One kind of act that units on campaign commit: what it is worth, and how often it is believed to be answered.

    name: "raid" or "battle"; row: of the tally in which such acts are counted.
    """

    def __init__(self, model, name: str, row: int) -> None:
        self.model, self.name, self.row = model, name, row
        n = model.numbers
        self.gain = n[f"armed_actor.gains.{name}"] * n["armed_actor.aims"]
        self.cost, self.loss = n[f"armed_actor.costs.{name}"], n[f"armed_actor.losses.{name}"]
        self.authorised = dict(zip(("raid", "battle"), model.scenario.mandate.raid_and_battle(), strict=True))[name]
        self.prior_acts = n["rules.command.prior_acts"]
        self.acts = self.answered = self.belief = 0.0
        self.first_belief: float | None = None

    def learn(self, done: list[float], answers: list[float], signal: float, keep: float, omega: float) -> None:
        """Count the week's acts and answers, let old ones fade, and mix with what mandate, will and reach promise (signal in 0-1)."""
        world = self.model.world
        reach = float(world.settlements["reach"][world.units["place"]].mean()) if len(world.units) else 0.0
        promised = self.authorised * signal * reach
        if self.first_belief is None:
            self.first_belief = promised
        self.acts = self.acts * keep + done[self.row]
        self.answered = self.answered * keep + answers[self.row]
        learnt = (self.prior_acts * self.first_belief + self.answered) / (self.prior_acts + self.acts)
        self.belief = omega * promised + (1.0 - omega) * learnt

    def utility(self) -> dict[str, float]:
        """The terms of its utility, in words; their sum is the utility."""
        return {"gain": self.gain, "own cost": -self.cost, "believed answer": -self.belief * self.loss}
