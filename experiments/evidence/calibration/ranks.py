"""Simulation-based calibration: worlds whose settings are known stand for the record, and the posterior must know how much it knows.

Every world of the table that had all events is once the record. Its own tenth of the table is left out, of the summaries as of the
sets. If the method is right, the rank of the true value in its posterior is uniform (Talts et al. 2018), and a 90 % interval holds
nine in ten truths."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.evidence.calibration.posterior import adjusted, learn
from experiments.evidence.calibration.table import Table, folds
from experiments.intervals import Interval, share

TENTHS = 10
BINS = 20
INTERVAL = 0.9


class Ranks(NamedTuple):
    """`ranks` (M, P): where each known truth lies in its posterior, 0-1; `settings`: the names of the columns."""

    settings: tuple[str, ...]
    ranks: np.ndarray

    def coverage(self, at: int) -> Interval:
        """The share of truths inside their 90 % interval, with its own 95 % interval."""
        return share(np.abs(self.ranks[:, at] - 0.5) <= 0.5 * INTERVAL)

    def histogram(self, at: int) -> np.ndarray:
        """(BINS,) how many ranks fall into each twentieth."""
        return np.histogram(self.ranks[:, at], BINS, (0.0, 1.0))[0]

    def p_uniform(self, at: int) -> float:
        """The probability of ranks that are as uneven or more if they are uniform (Kolmogorov and Smirnov)."""
        from scipy.stats import kstest

        return float(kstest(self.ranks[:, at], "uniform").pvalue)

    def band(self) -> tuple[int, int]:
        """The least and greatest count of a bin, 99 in 100 times, if ranks are uniform."""
        from scipy.stats import binom

        low, high = binom.ppf((0.005, 0.995), len(self.ranks), 1 / BINS)
        return int(low), int(high)


def rank_truths(table: Table, keep: int, most: int = 0) -> Ranks:
    """The ranks of known truths: of every world of a table (all alike), or of the first `most`. `keep` is scaled to nine tenths."""
    n = len(table.seeds)
    found = np.empty((n, len(table.settings)))
    todo = np.arange(n) < (most or n)
    for fold in folds(n, TENTHS):
        rest = table.only(~fold)
        summaries = learn(rest.readings, rest.scores)
        here = summaries.of(table.readings)
        for row in np.flatnonzero(fold & todo):
            one = adjusted(summaries.own, rest.scores, here[row], round(keep * (1 - 1 / TENTHS)))
            found[row] = one.share_below(table.scores[row])
    return Ranks(table.settings, found[todo])
