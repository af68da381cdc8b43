"""What every capital is to Mesa: an agent with a name, whose step runs the compiled rules of its kind on the model's world."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import mesa

from sim import luck
from sim.capitals.log import note
from sim.constants import MASK_32_BITS
from sim.world.codes import Decision, Why

if TYPE_CHECKING:
    from sim.model import MandateModel
    from sim.world.arrays import World


class _NumbersByModel(WeakKeyDictionary):
    """Counters of agents per model that do not keep a dropped model alive (Mesa 3.3's own do)."""

    def __missing__(self, model: MandateModel) -> itertools.count:
        self[model] = counter = itertools.count(1)
        return counter

    def __getitem__(self, model: MandateModel) -> itertools.count:
        return super().__getitem__(model) if model in self else self.__missing__(model)


class Frugal(mesa.Agent):
    """A Mesa agent that lets go of its model."""

    _ids: ClassVar[_NumbersByModel] = _NumbersByModel()


def state_of(table: str, column: str, meaning: str) -> Any:
    """A property that reads and writes one number of the state; the row is the agent's own, or the only one."""

    def read(self: Capital) -> Any:
        return getattr(self.world, table)[column][self.row].item()

    def write(self: Capital, value: Any) -> None:
        getattr(self.world, table)[column][self.row] = value

    return property(read, write, doc=meaning)


class Capital(Frugal):
    """Someone who deliberates once a week. Subclass one of its kinds, change `step` or a method, and pass the class to the model.

    A capital holds nothing itself: settings are frozen, and all that changes lies in the tables of `world`, so that a copy of those
    is a snapshot. What a subclass keeps in attributes of its own is not part of one.
    """

    def __init__(self, model: MandateModel, name: str, row: int = 0) -> None:
        super().__init__(model)
        self.name, self.row = name, row
        self.entity = luck.name_entity(name)

    @property
    def world(self) -> World:
        """The arrays of the model."""
        return self.model.world

    @property
    def day(self) -> int:
        """The day that is about to be simulated."""
        return self.model.day

    @property
    def numbers(self) -> dict[str, Any]:
        """Every number of the scenario in this world, by dotted name."""
        return self.model.numbers

    def step(self) -> None:
        """One week's deliberation; abstract."""
        raise TypeError(f"{type(self).__name__} has no step()")

    def chance(self, decision: int, part: int = 0) -> float:
        """This capital's uniform for a decision on this day."""
        return luck.uniform(self.model.seed64, decision, self.day, (self.entity + part) & MASK_32_BITS)

    def note(
        self,
        decision: str,
        option: str,
        utility: float,
        terms: dict[str, float],
        *,
        p: float = 1.0,
        chosen: bool = True,
        why: str = "",
        by: str = "",
    ) -> None:
        """Write one option of one choice of a subclass's own into the decision log, if the run keeps one. by: another who decided."""
        if self.model.keeps_log:
            if int(self.model.zone["n_decisions"]) >= len(self.world.decisions):
                self.model.make_room()
            note(self.world, self.day, -1, Decision.OTHER, len(self.model.own_notes), utility, p, chosen, Why.NONE)
            self.model.own_notes.append((by or self.name, decision, option, terms, why))


class Committed(Capital):
    """A capital that promised to act when a rung is reached: a contributor or a guarantor. `prefix` is the name of its settings."""

    def __init__(self, model: MandateModel, prefix: str, row: int) -> None:
        super().__init__(model, prefix.split(".", 2)[2], row)
        self.prefix = prefix

    will = state_of("commitment_states", "will", "Political will today (0 to 1).")
    mood = state_of("commitment_states", "mood", "Changing mood (logit).")
    n_tests = state_of("commitment_states", "n_tests", "How often its promise was tested.")
    n_honoured = state_of("commitment_states", "n_honoured", "How often it then acted.")
