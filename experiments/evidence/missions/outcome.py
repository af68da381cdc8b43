"""What became of a mission, in three classes: one rule for the record and for every simulated world.

* failed: the armed actor launched an offensive. War came back to the ground that the mission stood on, whoever won it.
* mixed: no offensive, but what the mission was there for was lost in part and for good: the road was not open for more than 30 days,
  or more than one position for every 100 km of line was taken and not given back, or the mission had to leave before its time.
* held: none of these.

The record is read by the same words (missions.csv): every mission of class failed ended in an attack on its ground (Srebrenica 1995,
Cyprus 1974, South Ossetia 2008, Ukraine 2022, Karabakh 2023), mixed means no war but a line that was moved or kept closed (Georgia,
Armenia), held means neither (Eastern Slavonia, Cyprus since 1974). The rule was written before any case was run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.evidence.missions.case import CLASSES
from experiments.intervals import Interval, wilson

POSITIONS_PER_100_KM = 1.0
OUTCOMES = ("is_offensive", "is_obstructed_30", "is_withdrawn", "positions_held")


class Prediction(NamedTuple):
    """Share of worlds in each class, in the order of CLASSES, each with Wilson's 95 % interval."""

    held: Interval
    mixed: Interval
    failed: Interval

    @property
    def shares(self) -> tuple[float, ...]:
        """The three probabilities."""
        return tuple(one.value for one in self)


def classes_of(outcomes: Mapping[str, Any], sector_km: float) -> np.ndarray:
    """The class of each world (0 held, 1 mixed, 2 failed) from columns of outcomes (worlds,)."""
    told = {name: np.asarray(outcomes[name], float) for name in OUTCOMES}
    is_failed = told["is_offensive"] > 0
    ground_lost = told["positions_held"] > POSITIONS_PER_100_KM * sector_km / 100.0
    is_mixed = (told["is_obstructed_30"] > 0) | (told["is_withdrawn"] > 0) | ground_lost
    return np.where(is_failed, CLASSES.index("failed"), np.where(is_mixed, CLASSES.index("mixed"), CLASSES.index("held")))


def prediction(classes: np.ndarray) -> Prediction:
    """Probabilities of the three classes from the classes of many worlds."""
    return Prediction(*(wilson(int((classes == i).sum()), len(classes)) for i in range(len(CLASSES))))
