"""The case that all rivals live: agents with clocks, places with pressure, a gate on the road."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import luck

STATES = ("home", "want to leave", "on the road", "out")


@dataclass(frozen=True)
class Case:
    """A agents, N places, D days."""

    home: np.ndarray  # (A,) int32: place
    clock: np.ndarray  # (A,) float32: pressure at which each wants to leave (unit exponential)
    base: np.ndarray  # (N,) pressure a day in calm (1/day)
    level: np.ndarray  # (D,) how much worse than calm each day is
    travel: np.ndarray  # (N,) int64: days on the road
    gate: int  # agents a day that may set out
    neighbours: float  # growth of the log of pressure from nobody out to all out

    @property
    def days(self) -> int:
        """Number of days that can be lived."""
        return len(self.level)


def usual_case(agents: int = 120_000, days: int = 1060, places: int = 67, seed: int = 1) -> Case:
    """Places of unequal size; calm for two thirds of the days, then a crisis in which most leave by a narrow gate."""
    u, v = np.empty(agents), np.empty(agents)
    luck.fill_uniforms(np.uint64(seed), luck.LEAVING_CLOCK, 0, u)
    luck.fill_uniforms(np.uint64(seed), luck.PLACE_POPULATION, 0, v)
    place = np.arange(places)
    crisis = np.arange(days) >= (2 * days) // 3
    return Case(
        home=np.minimum(places * v**2, places - 1).astype(np.int32),
        clock=-np.log(u).astype(np.float32),
        base=0.0001 * (0.5 + place / places),
        level=np.where(crisis, 60.0, 1.0),
        travel=1 + place % 3,
        gate=max(1, agents // 300),
        neighbours=1.5,
    )
