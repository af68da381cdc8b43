"""The table of reference: worlds drawn from the priors, what each drew beside what it left, as arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.evidence.calibration.record import Record, reading
from experiments.evidence.lives import lived
from sim import luck
from sim.measures import UNITS
from sim.scenario.root import Scenario
from sim.scenario.uncertainty import Prior

ERROR = 1_000_011  # the decision by which a world's error of record is drawn: far from those of the model and of designs
ARM = "as_recorded"


class Table(NamedTuple):
    """N worlds, P numbers drawn, C names drawn, T targets. Scores are standard normal under the priors, whatever their shapes.

    scores (N, P); names: drawn names by setting, each (N,); readings (N, T): on the scale of comparison, with the error of the record
    added; plain (N, T): without it; happened: for each event (N,); is_alike (N,): every event happened and every reading is known."""

    seeds: np.ndarray
    settings: tuple[str, ...]
    scores: np.ndarray
    names: dict[str, np.ndarray]
    readings: np.ndarray
    plain: np.ndarray
    happened: dict[str, np.ndarray]
    is_alike: np.ndarray

    def only(self, which: np.ndarray) -> Table:
        """The worlds chosen by a mask or by their rows."""
        return Table(
            self.seeds[which],
            self.settings,
            self.scores[which],
            {name: values[which] for name, values in self.names.items()},
            self.readings[which],
            self.plain[which],
            {words: truths[which] for words, truths in self.happened.items()},
            self.is_alike[which],
        )


def live_table(
    scenario: Scenario, record: Record, seeds: range, ledger: Path, *, workers: int = 0, tell: Callable[[str], None] | None = None
) -> Table:
    """Lives what the ledger lacks, one world a seed, and lays out the table. The same ledger lives nothing twice."""
    found = lived({ARM: scenario}, seeds, ledger, workers=workers, tell=tell)
    outcomes = {name: found[name].to_numpy().astype(float) for name in UNITS}
    return laid_out(scenario, record, found["world"].to_numpy(), outcomes)


def laid_out(scenario: Scenario, record: Record, seeds: np.ndarray, outcomes: Mapping[str, np.ndarray]) -> Table:
    """The table of worlds that were lived: their draws by address, their readings from their outcomes (worlds,)."""
    priors = dict(scenario.priors())
    numbers = tuple(name for name, prior in priors.items() if not is_named(prior))
    names = {name: drawn_names(prior, uniforms(seeds, name)) for name, prior in priors.items() if is_named(prior)}
    scores = np.column_stack([_normal_scores(uniforms(seeds, name)) for name in numbers])
    plain = np.column_stack([target.placed(reading(name, outcomes)) for name, target in record.targets.items()])
    readings = plain + np.column_stack([one.error * errors(seeds, name) for name, one in record.targets.items()])
    happened = record.happened(outcomes)
    is_alike = np.logical_and.reduce([*happened.values(), np.isfinite(plain).all(axis=1)])
    return Table(np.asarray(seeds), numbers, scores, names, readings, plain, happened, is_alike)


def observed(record: Record) -> np.ndarray:
    """(T,) what the record says, on the scale of comparison."""
    return np.array([float(target.placed(np.array([target.record]))[0]) for target in record.targets.values()])


def is_named(prior: Prior) -> bool:
    """Whether a prior chooses among names (codings), which have no order."""
    return prior.kind == "choice" and any(isinstance(value, str) for value in prior.values or ())


def uniforms(seeds: np.ndarray, name: str) -> np.ndarray:
    """(N,) the uniform by which each world drew a setting."""
    entity = luck.name_entity(name)
    return np.array([luck.uniform(np.uint64(seed), luck.PRIOR, 0, entity) for seed in seeds])


def errors(seeds: np.ndarray, name: str) -> np.ndarray:
    """(N,) standard normal errors of a target's reading, one a world."""
    entity = luck.name_entity(name)
    return _normal_scores(np.array([luck.uniform(np.uint64(seed), ERROR, 0, entity) for seed in seeds]))


def drawn_names(prior: Prior, u: np.ndarray) -> np.ndarray:
    """(N,) the names that a choice gives."""
    return np.array([str(prior.quantile(float(one))) for one in u], dtype=object)


def values_of(prior: Prior, scores: np.ndarray) -> np.ndarray:
    """(N,) a setting's own values for its scores: inside the prior's range whatever the score."""
    from scipy.special import ndtr

    share = np.clip(ndtr(scores), 1e-12, 1 - 1e-12)
    return np.array([float(prior.quantile(float(one))) for one in share])


def _normal_scores(u: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(u)


def shares(table: Table) -> dict[str, float]:
    """The share of worlds in which each event happened, and all of them."""
    return {**{words: float(truths.mean()) for words, truths in table.happened.items()}, "all of them": float(table.is_alike.mean())}


def folds(n: int, k: int) -> Sequence[np.ndarray]:
    """k masks that part n rows evenly, by their order."""
    return [np.arange(n) % k == at for at in range(k)]
