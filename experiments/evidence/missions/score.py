"""How good predictions of outcome classes were: Brier scores, differences with intervals, a calibration table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from experiments.evidence.missions.case import CLASSES
from experiments.intervals import Interval, mean, paired_mean, wilson

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
Shares = Mapping[str, Sequence[float]]
Happened = Mapping[str, str]


class Bin(NamedTuple):
    """Statements of a class with a probability in a range: how many, what was said on average, how often it was so."""

    low: float
    high: float
    said: float
    happened: Interval


def brier(shares: Sequence[float], happened: str) -> float:
    """Multi-class Brier score: the squared distance of the probabilities from what happened; 0 best, 2 worst. Source: Brier 1950."""
    return float(sum((share - (name == happened)) ** 2 for share, name in zip(shares, CLASSES, strict=True)))


def briers(shares: Shares, happened: Happened) -> dict[str, float]:
    """The Brier score of each case with an outcome."""
    return {name: brier(shares[name], happened[name]) for name in happened}


def mean_brier(shares: Shares, happened: Happened) -> Interval:
    """Mean Brier score over cases with a 95 % interval over cases."""
    return mean(np.array(list(briers(shares, happened).values())))


def difference(shares: Shares, rival: Shares, happened: Happened) -> Interval:
    """Mean Brier score less the rival's, over the same cases; below nought the rival is worse."""
    ours, theirs = briers(shares, happened), briers(rival, happened)
    return paired_mean(np.array([theirs[name] for name in happened]), np.array([ours[name] for name in happened]))


def calibration(shares: Shares, happened: Happened) -> list[Bin]:
    """Every statement "this case ends in that class with probability p", sorted by p: are those of 30 % true three times in ten?"""
    said = np.array([share for name in happened for share in shares[name]])
    true = np.array([one == happened[name] for name in happened for one in CLASSES])
    which = np.clip(np.digitize(said, BINS[1:-1], right=False), 0, len(BINS) - 2)
    return [
        Bin(BINS[i], BINS[i + 1], float(said[which == i].mean()), wilson(int(true[which == i].sum()), int((which == i).sum())))
        for i in range(len(BINS) - 1)
        if (which == i).any()
    ]
