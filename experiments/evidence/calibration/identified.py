"""What the record tells: which settings it narrows or moves, which only in products, which not at all.

Everything is on the scale of scores, on which every prior is standard normal: a ratio of 1 means as wide as before, a shift of 0.5
half a prior standard deviation. Rules: **identified** if the posterior is at most 0.8 of the prior's width; **leaning** if it is not,
but its middle moved by a quarter of that width or more; **not identified** otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np

from experiments.evidence.calibration.posterior import Posterior, Summaries
from experiments.evidence.calibration.table import Table, values_of
from sim.scenario.uncertainty import Prior

NARROWED, MOVED, NAMES_MOVED = 0.8, 0.25, 0.1
BOUND = 0.3  # a correlation of two posteriors, or a loading of a direction, that is worth telling
TELLING = 0.1  # share of a direction's spread that readings must explain to be told
LEVELS = (0.05, 0.5, 0.95)
Verdict = Literal["identified", "leaning", "not identified"]


class Setting(NamedTuple):
    """What became of one setting: verdict, width against the prior's, shift in prior widths (`by_events`: the part that the events
    alone make), 5, 50 and 95 % before and after; `is_fresh`: its prior was set anew, as it had seen the record."""

    name: str
    verdict: Verdict
    ratio: float
    shift: float
    by_events: float
    before: tuple[float, ...]
    after: tuple[float, ...]
    is_fresh: bool


class Product(NamedTuple):
    """What became of a product of powers of settings: width against the prior's (in the logarithm), and that of its best part."""

    name: str
    of: dict[str, float]
    ratio: float
    best_part: float
    is_known_better: bool


class Direction(NamedTuple):
    """A combination of settings that the readings tell of: how much of its spread they explain, and the settings that make it up."""

    told: float
    loadings: dict[str, float]


class Name(NamedTuple):
    """What became of a choice among names: the share of each before and after."""

    name: str
    before: dict[str, float]
    after: dict[str, float]

    @property
    def is_moved(self) -> bool:
        """Whether the record tells the names apart: some share moved by a tenth or more."""
        return any(abs(share - self.before[one]) >= NAMES_MOVED for one, share in self.after.items())


def verdict(ratio: float, shift: float) -> Verdict:
    """The rule."""
    if ratio <= NARROWED:
        return "identified"
    return "leaning" if abs(shift) >= MOVED else "not identified"


def settings(found: Posterior, alike: Table, priors: Mapping[str, Prior], fresh: Mapping[str, Prior]) -> list[Setting]:
    """Every setting that was drawn, best known first. `fresh`: priors that had to be set anew because they had seen the record."""
    told = []
    events = alike.scores.mean(axis=0)
    for at, name in enumerate(alike.settings):
        ratio, shift = float(found.sd()[at]), float(found.mean()[at])
        after = weighted_quantiles(found.scores[:, at], found.weights)
        own = tuple(tuple(map(float, values_of(priors[name], scores))) for scores in (_normal(LEVELS), after))
        told.append(Setting(name, verdict(ratio, shift), ratio, shift, float(events[at]), *own, name in fresh))
    order = {"identified": 0, "leaning": 1, "not identified": 2}
    return sorted(told, key=lambda one: (order[one.verdict], one.ratio if one.verdict == "identified" else -abs(one.shift)))


def products(
    found: Posterior, table: Table, priors: Mapping[str, Prior], asked: Mapping[str, Mapping[str, float]]
) -> list[Product]:
    """Every product that can be worked out: all its settings are drawn, and positive."""
    place = {name: at for at, name in enumerate(table.settings)}
    told = []
    for name, of in asked.items():
        if not all(part in place for part in of):
            continue
        before = sum(power * _logs(priors[part], table.scores[:, place[part]]) for part, power in of.items())
        after = sum(power * _logs(priors[part], found.scores[:, place[part]]) for part, power in of.items())
        middle = found.weights @ after
        ratio = float(np.sqrt(found.weights @ (after - middle) ** 2) / np.std(before))
        best = float(min(found.sd()[place[part]] for part in of))
        told.append(Product(name, dict(of), ratio, best, ratio <= NARROWED and ratio <= 0.9 * best))
    return told


def directions(summaries: Summaries, names: Sequence[str]) -> list[Direction]:
    """The combinations that readings tell of, best told first; each is a product of powers where priors are on a log scale."""
    told = []
    for at in np.argsort(-summaries.told):
        share, vector = float(summaries.told[at]), summaries.directions[:, at]
        if share >= TELLING:
            vector = vector * np.sign(vector[np.argmax(np.abs(vector))])
            order = np.argsort(-np.abs(vector))
            told.append(Direction(share, {names[one]: float(vector[one]) for one in order if abs(vector[one]) >= BOUND}))
    return told


def correlations(found: Posterior, names: Sequence[str]) -> list[tuple[str, str, float]]:
    """Pairs of settings that are tied to each other by the record, strongest first."""
    apart = (found.scores - found.mean()) / found.sd()
    tied = apart.T @ (found.weights[:, None] * apart)
    pairs = [(names[i], names[j], float(tied[i, j])) for i, j in combinations(range(len(names)), 2) if abs(tied[i, j]) >= BOUND]
    return sorted(pairs, key=lambda one: -abs(one[2]))


def choices(found: Posterior, alike: Table, priors: Mapping[str, Prior]) -> list[Name]:
    """Every choice among names; the sets keep the name that their world drew."""
    told = []
    for name, values in alike.names.items():
        known = list(map(str, priors[name].values or ()))
        mine = values[found.rows]
        told.append(
            Name(name, dict.fromkeys(known, 1 / len(known)), {one: float(found.weights[mine == one].sum()) for one in known})
        )
    return told


def columns(
    told: Sequence[Setting],
    known: Sequence[Product],
    along: Sequence[Direction],
    tied: Sequence[tuple[str, str, float]],
    fresh: Mapping[str, Prior],
) -> list[str]:
    """The settings whose joint sets are kept: those that the record narrows or moves, parts of products that it narrows or of
    combinations that it tells of, those tied to a narrowed one, and those whose priors were set anew. All others keep their priors."""
    narrowed = {one.name for one in told if one.verdict == "identified"}
    kept = {one.name for one in told if one.verdict != "not identified"} | set(fresh)
    kept |= {part for one in known if one.is_known_better for part in one.of}
    kept |= {part for one in along for part in one.loadings}
    kept |= {name for one, other, _ in tied if {one, other} & narrowed for name in (one, other)}
    return [one.name for one in told if one.name in kept]


def weighted_quantiles(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """5, 50 and 95 % of weighted values."""
    order = np.argsort(values)
    below = np.cumsum(weights[order]) - 0.5 * weights[order]
    return np.interp(LEVELS, below, values[order])


def _logs(prior: Prior, scores: np.ndarray) -> np.ndarray:
    return np.log(np.maximum(values_of(prior, scores), 1e-300))


def _normal(levels: Sequence[float]) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(np.asarray(levels))

