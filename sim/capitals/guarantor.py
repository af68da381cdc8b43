"""Guarantors that promised to act, with or without forces on the ground (submodel 5)."""

from sim.capitals.capital import Committed
from sim.capitals.commitments import carry_out, face_tests, renew_will
from sim.compiled import rule
from sim.world.codes import Promise


@rule
def deliberate_guarantors(world, day):
    """Every guarantor's week. A guarantee never tested keeps its prior: cheap promises are untested, not credible."""
    for c in range(world.commitments.shape[0]):
        if world.commitments[c].kind == Promise.GUARANTOR:
            deliberate_guarantor(world, day, c)


@rule
def deliberate_guarantor(world, day, c):
    """A guarantor's week: its will, tests of its promise, responses that fall due."""
    renew_will(world, day, c)
    face_tests(world, day, c)
    carry_out(world, day, c)


class Guarantor(Committed):
    """A state or coalition outside the mission that promised to act."""

    def step(self) -> None:
        """Its will, tests of its promise, responses that fall due."""
        deliberate_guarantor(self.world, self.day, self.row)
