"""The rule in vectorised NumPy: arrays of agents, and whole-array operations every day."""

from __future__ import annotations

import numpy as np

from experiments.rivals.case import Case
from sim.world.codes import State

HOME, WANT, ROAD, OUT = (int(state) for state in (State.HOME, State.WANT, State.ROAD, State.OUT))


class Crowd:
    """Every agent as a row of a few arrays."""

    def __init__(self, case: Case) -> None:
        agents, places = len(case.home), len(case.base)
        self.case, self.day = case, 0
        self.state = np.full(agents, HOME, np.int8)
        self.arrives = np.zeros(agents, np.int32)
        self.pressure, self.n_out = np.zeros(places), np.zeros(places, np.int64)
        self.n_all = np.maximum(1, np.bincount(case.home, minlength=places))
        self.queue, self.joined, self.first = np.zeros(agents, np.int64), 0, 0

    def step(self) -> None:
        """One day: pressure, decisions, arrivals, the gate."""
        case = self.case
        self.pressure += case.base * case.level[self.day] * np.exp(case.neighbours * (self.n_out / self.n_all))
        decided = np.flatnonzero((self.state == HOME) & (case.clock <= self.pressure[case.home]))
        self.state[decided] = WANT
        arrived = np.flatnonzero((self.state == ROAD) & (self.arrives <= self.day))
        self.state[arrived] = OUT
        self.n_out += np.bincount(case.home[arrived], minlength=len(self.n_out))
        self._open_gate(decided)
        self.day += 1

    def counts(self) -> tuple[int, int, int, int]:
        """Agents at home, wanting to leave, on the road, out."""
        out = int(self.n_out.sum())
        return len(self.state) - self.joined, self.joined - self.first, self.first - out, out

    def _open_gate(self, decided: np.ndarray) -> None:
        """The day's newcomers join the queue place by place, in order of their clocks; its first set out."""
        case, end = self.case, self.joined + len(decided)
        self.queue[self.joined : end] = decided[np.lexsort((case.clock[decided], case.home[decided]))]
        self.joined = end
        passing = self.queue[self.first : min(end, self.first + case.gate)]
        self.first += len(passing)
        self.state[passing] = ROAD
        self.arrives[passing] = self.day + case.travel[case.home[passing]]


def prepare(case: Case) -> Crowd:
    """The crowd on the eve of the first day."""
    return Crowd(case)


def live(crowd: Crowd, days: int) -> np.ndarray:
    """(days, 4) counts by state at the end of each day."""
    counts = []
    for _ in range(days):
        crowd.step()
        counts.append(crowd.counts())
    return np.array(counts, np.int64)
