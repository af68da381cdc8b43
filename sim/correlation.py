"""How closely two series go together."""

import math

import numpy as np

LEAST = 3  # pairs that say anything


def pearson(first: np.ndarray, second: np.ndarray) -> float:
    """Pearson correlation, as np.corrcoef gives it bit for bit; NaN for fewer than three pairs, or where either never varies."""
    if len(first) < LEAST:
        return math.nan
    both = np.array([first, second], np.float64)
    both -= both.mean(axis=1, keepdims=True)
    if not both.any(axis=1).all():
        return math.nan
    covariance = np.dot(both, both.T) * np.true_divide(1, len(first) - 1)
    deviations = math.sqrt(covariance[0, 0]), math.sqrt(covariance[1, 1])
    return min(1.0, max(-1.0, float(covariance[0, 1]) / deviations[0] / deviations[1]))
