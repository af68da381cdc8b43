"""What every capital shares: a name, the model's numbers, its luck, and the ledger of its choices."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

import mesa

from sim import luck
from sim.constants import LOWEST_EXPONENT, MASK_32_BITS

if TYPE_CHECKING:
    from sim.model import MandateModel


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


class Capital(Frugal):
    """Someone who deliberates once a week. Subclass one of its kinds, change `step` or a method, and pass the class to the model."""

    def __init__(self, model: MandateModel, name: str) -> None:
        super().__init__(model)
        self.name = name
        self.numbers = model.numbers
        self.entity = luck.name_entity(name)

    def step(self) -> None:
        """One week's deliberation. Reads the model, writes orders; abstract."""
        raise TypeError(f"{type(self).__name__} has no step()")

    def chance(self, decision: int, part: int = 0) -> float:
        """This capital's uniform for a decision on this day."""
        return luck.uniform(self.model.seed64, decision, self.model.day, (self.entity + part) & MASK_32_BITS)

    def note(
        self, decision: str, option: str, utility: float, terms: dict[str, float], *, p: float = 1.0, chosen: bool = True, why: str = ""
    ) -> None:
        """Write one option of one choice into the decision ledger, if the run keeps one."""
        if self.model.ledger is not None:
            self.model.ledger.append((self.model.day, self.name, decision, option, chosen, p, utility, terms, why))


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), safe for any x."""
    if x < LOWEST_EXPONENT:
        return 0.0
    return 1.0 / (1.0 + math.exp(-x))


def quantal_response(utilities: Sequence[float], noise: float) -> list[float]:
    """Probability of each option: softmax of utility / noise (McKelvey & Palfrey 1995)."""
    best = max(utilities)
    weights = [math.exp(max(LOWEST_EXPONENT, (u - best) / noise)) for u in utilities]
    total = sum(weights)
    return [weight / total for weight in weights]


def choose(probabilities: Sequence[float], u: float) -> int:
    """The option whose cumulative probability first exceeds u: options in order of severity, so a higher u is never milder."""
    so_far = 0.0
    for option, p in enumerate(probabilities):
        so_far += p
        if u < so_far:
            return option
    return max(option for option, p in enumerate(probabilities) if p > 0.0)
