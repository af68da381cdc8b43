"""Approximate Bayesian computation on a table of reference: learned summaries, the nearest worlds, a regression that adjusts them.

1. Learned summaries (Fearnhead & Prangle 2012): a ridge regression of the scores of all settings on the readings, their squares and
   products. What the readings tell of the settings has few directions; the summaries are the predictions along these directions.
2. The nearest worlds in the space of summaries, weighted by Epanechnikov's kernel (Beaumont, Zhang & Balding 2002).
3. Their scores are moved along a weighted linear regression to where the record lies, and their spread around it is made up for the
   numbers that were fitted. Scores are standard normal under the priors, so
   that no setting leaves its prior's range.
Readings of the table carry the error between a right model and the record, so that tolerances are part of the model (Wilkinson 2013)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

LEAST_SHARE = 0.05  # of a direction's spread that the readings must explain, out of sample, to become a summary
MOST_SUMMARIES = 8
ALPHAS = tuple(10.0**power for power in range(-1, 6))
FOLDS = 5


class Summaries(NamedTuple):
    """What was learned: a regression of scores on readings, and the directions (P, Q) of score space that readings tell of.

    `told` (Q,): the share of each direction's spread that readings explain out of sample; `own` (N, Q): the summaries of the worlds
    that were learned from, each by a regression that has not seen it, so that they lie no nearer to their scores than a record's."""

    regression: Any
    directions: np.ndarray
    told: np.ndarray
    own: np.ndarray

    def of(self, readings: np.ndarray) -> np.ndarray:
        """(N, Q) summaries of readings (N, T)."""
        return self.regression.predict(np.atleast_2d(readings)) @ self.directions


class Posterior(NamedTuple):
    """K sets of scores (K, P) with weights (K,) that sum to 1, and the rows of the table that they come from (K,)."""

    scores: np.ndarray
    weights: np.ndarray
    rows: np.ndarray

    @property
    def n_effective(self) -> float:
        """How many sets of equal weight are worth as much (Kish)."""
        return float(1.0 / (self.weights**2).sum())

    def mean(self) -> np.ndarray:
        """(P,) weighted means of the scores."""
        return self.weights @ self.scores

    def sd(self) -> np.ndarray:
        """(P,) weighted standard deviations."""
        return np.sqrt(self.weights @ (self.scores - self.mean()) ** 2)

    def share_below(self, values: np.ndarray) -> np.ndarray:
        """(P,) the weight of sets that lie below a value of each setting: the rank of a known truth."""
        return self.weights @ (self.scores < values)


def learn(readings: np.ndarray, scores: np.ndarray) -> Summaries:
    """Learned summaries from worlds' readings (N, T) and scores (N, P)."""
    from sklearn.base import clone
    from sklearn.model_selection import KFold, cross_val_predict

    regression = _regression()
    predicted = cross_val_predict(clone(regression), readings, scores, cv=KFold(FOLDS))
    shared = _covariance(scores, predicted)  # an unbiased view of what readings explain: predictions have not seen their own worlds
    told, directions = np.linalg.eigh(0.5 * (shared + shared.T))
    order = np.argsort(-told)[:MOST_SUMMARIES]
    kept = order[told[order] >= LEAST_SHARE] if (told[order] >= LEAST_SHARE).any() else order[:1]
    directions = directions[:, kept]
    return Summaries(regression.fit(readings, scores), directions, told[kept], predicted @ directions)


def posterior(summaries: Summaries, scores: np.ndarray, record: np.ndarray, keep: int) -> Posterior:
    """The sets that could have left a record (T,), from the scores (N, P) of the worlds that were learned from; `keep` of them."""
    return adjusted(summaries.own, scores, summaries.of(record)[0], keep)


def adjusted(summary: np.ndarray, scores: np.ndarray, at: np.ndarray, keep: int) -> Posterior:
    """The `keep` worlds whose summaries (N, Q) are nearest to a point (Q,), their scores moved by a weighted linear regression."""
    apart = summary - at
    distance = np.sqrt((apart**2).sum(axis=1))
    keep = min(keep, len(distance))
    rows = np.sort(np.argpartition(distance, keep - 1)[:keep])
    width = distance[rows].max() * (1 + 1e-9) or 1.0
    weights = 1.0 - (distance[rows] / width) ** 2
    weights /= weights.sum()
    at_record, slopes = _line(apart[rows], scores[rows], weights)
    n, fitted = 1.0 / (weights**2).sum(), slopes.shape[0] + 1
    spread = np.sqrt(n / max(n - fitted, 1.0))  # a fitted line lies too near to its own points
    return Posterior(at_record + spread * (scores[rows] - apart[rows] @ slopes - at_record), weights, rows)


def resampled(found: Posterior, n: int) -> np.ndarray:
    """(n,) places in a posterior, each as often as its weight says: systematic resampling, which needs no luck."""
    return np.searchsorted(np.cumsum(found.weights), (np.arange(n) + 0.5) / n * (1 - 1e-12))


def _regression() -> Any:
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    return make_pipeline(
        StandardScaler(), PolynomialFeatures(2, include_bias=False), StandardScaler(), RidgeCV(ALPHAS, alpha_per_target=True)
    )


def _line(apart: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A weighted linear regression of scores on summaries: where it stands at the record (P,), and its slopes (Q, P)."""
    design = np.column_stack([np.ones(len(apart)), apart])
    root = np.sqrt(weights)[:, None]
    found = np.linalg.lstsq(root * design, root * scores, rcond=None)[0]
    return found[0], found[1:]


def _covariance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (one - one.mean(axis=0)).T @ (other - other.mean(axis=0)) / len(one)
