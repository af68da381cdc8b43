"""A guarantor that promised to act, with or without forces on the ground (submodel 5)."""

from __future__ import annotations

from sim.capitals.promise import Promiser


class Guarantor(Promiser):
    """A state or coalition outside the mission. A guarantee never tested keeps its prior: cheap promises are untested, not credible."""

    def __init__(self, model, name: str) -> None:
        prefix = f"guarantees.guarantors.{name}"
        self.own_sight = model.numbers[f"{prefix}.sees_for_itself"]
        super().__init__(model, name, prefix)
        self.forward_force = self.numbers[f"{prefix}.forward_force"]

    def sight(self) -> float:
        return self.own_sight

    def step(self) -> None:
        self.deliberate()
        self.face_tests()
        self.carry_out()
