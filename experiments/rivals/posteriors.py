"""The posterior of `corridor calibrate` beside pyABC's sequential one, on a case whose posterior is known.

    python -m experiments.rivals.posteriors

Three settings with standard normal priors; one reading of the first, one of the sum of the other two, each with a normal error. The
record says 1 and 1. The posterior is normal: means 0.8 and 0.48, standard deviations 0.45 and 0.72. It needs the extra `benchmark`."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments.evidence.calibration.posterior import learn, posterior
from sim import luck
from sim.quantiles import normal_quantile

ERRORS = (0.5, 0.3)
RECORD = np.array([1.0, 1.0])
SETTINGS = ("first", "second", "third")
DECISION = 1_000_012  # the address of these draws: far from those of the model
RUNS, KEEP, POPULATION, GENERATIONS = 4000, 500, 400, 8


class Known(NamedTuple):
    """Means and standard deviations of the three settings, and how many simulations it took."""

    means: np.ndarray
    sds: np.ndarray
    simulations: int


def exact() -> Known:
    """What mathematics says."""
    first, pair = 1 / (1 + ERRORS[0] ** 2), 1 / (2 + ERRORS[1] ** 2)
    return Known(np.array([first, pair, pair]), np.sqrt([1 - first, 1 - pair, 1 - pair]), 0)


def ours() -> Known:
    """The table, the summaries and the regression of `corridor calibrate`."""
    draws = np.array([[_normal(world, at) for at in range(5)] for world in range(RUNS)])
    scores, readings = draws[:, :3], _readings(draws[:, :3].T, draws[:, 3:].T).T
    found = posterior(learn(readings, scores), scores, RECORD, KEEP)
    return Known(found.mean(), found.sd(), RUNS)


def pyabc() -> Known:
    """pyABC's sequential Monte Carlo with its usual settings; its luck is NumPy's own, and so is not the same every time."""
    import pyabc as abc

    prior = abc.Distribution(**{name: abc.RV("norm", 0, 1) for name in SETTINGS})
    smc = abc.ABCSMC(_simulated, prior, abc.PNormDistance(p=2), POPULATION, sampler=abc.SingleCoreSampler())
    with tempfile.TemporaryDirectory() as folder:
        smc.new(f"sqlite:///{Path(folder) / 'history.db'}", {"y": RECORD})
        history = smc.run(max_nr_populations=GENERATIONS)
        sets, weights = history.get_distribution()
        simulations = int(history.total_nr_simulations)
    values = sets[list(SETTINGS)].to_numpy()
    means = weights @ values
    return Known(means, np.sqrt(weights @ (values - means) ** 2), simulations)


def main() -> int:
    """Prints the three side by side."""
    print("means and standard deviations of three settings; simulations")
    for name, found in (("exact", exact()), ("corridor calibrate", ours()), ("pyABC", pyabc())):
        print(f"{name:<20}{np.round(found.means, 2)}  {np.round(found.sds, 2)}  {found.simulations:>7,}")
    return 0


def _simulated(parameters: Mapping[str, float]) -> dict[str, Any]:
    """A model as pyABC wants it: its errors are drawn at the address of the parameters' digits."""
    scores = np.array([parameters[name] for name in SETTINGS])
    world = int(abs(hash(scores.tobytes())) % 2**62)
    return {"y": _readings(scores, np.array([_normal(world, at) for at in (3, 4)]))}


def _readings(scores: np.ndarray, errors: np.ndarray) -> np.ndarray:
    return np.array([scores[0] + ERRORS[0] * errors[0], scores[1] + scores[2] + ERRORS[1] * errors[1]])


def _normal(world: int, at: int) -> float:
    return normal_quantile(luck.uniform(np.uint64(world), DECISION, 0, at))


if __name__ == "__main__":
    raise SystemExit(main())
