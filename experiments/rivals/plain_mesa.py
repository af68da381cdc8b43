"""The rule in plain Mesa, as a Mesa user would write it: every agent an object whose `step` is called every day."""

from __future__ import annotations

import math
from dataclasses import dataclass

import mesa
import numpy as np

from experiments.rivals.case import Case
from sim.world.codes import State

HOME, WANT, ROAD, OUT = (int(state) for state in (State.HOME, State.WANT, State.ROAD, State.OUT))


@dataclass
class Place:
    """Where agents live, and how hard they are pressed to leave."""

    number: int
    base: float
    travel: int
    n_all: int
    n_out: int = 0
    pressure: float = 0.0


class Resident(mesa.Agent):
    """One agent: at home, wants to leave, on the road, out."""

    def __init__(self, model: LeavingModel, home: Place, clock: float) -> None:
        super().__init__(model)
        self.home, self.clock = home, clock
        self.state, self.arrives = HOME, 0

    def step(self) -> None:
        """Decide whether to leave, or arrive."""
        if self.state == HOME:
            if self.clock <= self.home.pressure:
                self.state = WANT
                self.model.has_decided.append(self)
        elif self.state == ROAD and self.arrives <= self.model.day:
            self.state = OUT
            self.home.n_out += 1
            self.model.n_out += 1


class LeavingModel(mesa.Model):
    """Places, their people and one gate. shuffle: wake the agents in a new order every day, as many Mesa models do."""

    def __init__(self, case: Case, *, shuffle: bool = False) -> None:
        super().__init__(rng=1)
        self.case, self.shuffle, self.day = case, shuffle, 0
        persons = np.bincount(case.home, minlength=len(case.base)).tolist()
        columns = zip(case.base.tolist(), case.travel.tolist(), persons, strict=True)
        self.places = [Place(i, *row) for i, row in enumerate(columns)]
        for home, clock in zip(case.home.tolist(), case.clock.tolist(), strict=True):
            Resident(self, self.places[home], clock)
        self.has_decided: list[Resident] = []
        self.queue: list[Resident] = []
        self.first = self.n_road = self.n_out = 0

    def step(self) -> None:
        """One day: pressure, then every agent, then the gate."""
        self._press()
        self.has_decided = []
        if self.shuffle:
            self.agents.shuffle_do("step")
        else:
            self.agents.do("step")
        self._open_gate()
        self.day += 1

    def counts(self) -> tuple[int, int, int, int]:
        """Agents at home, wanting to leave, on the road, out."""
        road = self.first - self.n_out
        return len(self.case.home) - len(self.queue), len(self.queue) - self.first, road, self.n_out

    def _press(self) -> None:
        level = float(self.case.level[self.day])
        for place in self.places:
            gone = place.n_out / place.n_all if place.n_all else 0.0
            place.pressure += place.base * level * math.exp(self.case.neighbours * gone)

    def _open_gate(self) -> None:
        """The day's newcomers join the queue; its first set out."""
        self.queue += sorted(self.has_decided, key=lambda one: (one.home.number, one.clock))
        passing = self.queue[self.first : self.first + self.case.gate]
        self.first += len(passing)
        for one in passing:
            one.state, one.arrives = ROAD, self.day + one.home.travel


def prepare(case: Case, *, shuffle: bool = False) -> LeavingModel:
    """The model on the eve of the first day."""
    return LeavingModel(case, shuffle=shuffle)


def live(model: LeavingModel, days: int) -> np.ndarray:
    """(days, 4) counts by state at the end of each day."""
    counts = []
    for _ in range(days):
        model.step()
        counts.append(model.counts())
    return np.array(counts, np.int64)


def forget(model: LeavingModel) -> None:
    """Let go of a model: Mesa 3.3 keeps every model alive through the numbering of its agents."""
    model.remove_all_agents()
    numbering = getattr(mesa.Agent, "_ids", None)
    if isinstance(numbering, dict):
        numbering.pop(model, None)
