"""Three simple rivals, each taught by all scored cases but the one it predicts (leave one out).

* base rate: how often each class occurred, one case added to each (Laplace);
* troop density: multinomial logistic regression on the logarithm of troops a km of line;
* mandate class: the same on three truths: unarmed, self-defence, more than that.

Both regressions are scikit-learn's with its usual ridge penalty (C = 1), so that eight cases do not make them certain.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from experiments.evidence.missions.case import CLASSES, Case, value_of
from experiments.evidence.missions.shape import shape_of
from sim.scenario.refusal import refuse

MANDATES = (("unarmed",), ("self_defence",), ("protect_civilians", "robust"))
Features = Callable[[Case], list[float]]


def density(case: Case) -> list[float]:
    """Logarithm of troops a km of line."""
    return [math.log(shape_of(case).troops_per_km)]


def mandate_class(case: Case) -> list[float]:
    """Which of the three mandate classes; none where rules of engagement are undefined."""
    return [float(value_of(case.roe) in group) for group in MANDATES]


RIVALS: dict[str, Features | None] = {"base rate": None, "troop density": density, "mandate class": mandate_class}


def predict(rival: str, taught: Sequence[Case], case: Case) -> tuple[float, ...]:
    """A rival's probabilities of held, mixed and failed for a case, after it has been taught by others."""
    happened = np.array([CLASSES.index(value_of(one.outcome)) for one in taught], int)
    features = RIVALS[rival]
    if features is None or len(set(happened)) < 2:
        counts = np.bincount(happened, minlength=len(CLASSES)) + 1.0
        return tuple(float(one) for one in counts / counts.sum())
    return _by_regression(np.array([features(one) for one in taught]), happened, np.array([features(case)]))


def leave_one_out(rival: str, cases: Mapping[str, Case]) -> dict[str, tuple[float, ...]]:
    """A rival's probabilities for each case, taught by all others that have an outcome."""
    return {
        name: predict(rival, [one for other, one in cases.items() if one.outcome and other != name], case) for name, case in cases.items()
    }


def judge_packages() -> None:
    """Refuses where the package of the regressions is missing."""
    try:
        import sklearn.linear_model  # noqa: F401
    except ModuleNotFoundError:
        raise refuse("", None, "the rivals of this bench need the package scikit-learn: install corridor-lab[evidence]") from None


def _by_regression(known: np.ndarray, happened: np.ndarray, asked: np.ndarray) -> tuple[float, ...]:
    """Probabilities by logistic regression on features of unit spread; a class that was never taught has none."""
    from sklearn.linear_model import LogisticRegression

    middle, spread = known.mean(axis=0), known.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=1.0, max_iter=1000).fit((known - middle) / spread, happened)
    found = dict(zip(model.classes_.tolist(), model.predict_proba((asked - middle) / spread)[0].tolist(), strict=True))
    return tuple(found.get(i, 0.0) for i in range(len(CLASSES)))
