"""From a table of reference to everything that is said of a calibration: sets, what is identified, and whether to trust it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from experiments.evidence.calibration import identified
from experiments.evidence.calibration.posterior import Posterior, Summaries, learn, posterior
from experiments.evidence.calibration.ranks import Ranks, rank_truths
from experiments.evidence.calibration.record import Record
from experiments.evidence.calibration.table import Table, observed, shares
from sim.scenario.root import Scenario
from sim.scenario.uncertainty import Prior

LEAST_ALIKE = 100


class TooFewAlike(RuntimeError):
    """Hardly any world had the events of the record: nothing can be compared."""

    exit_status = 1


class Calibration(NamedTuple):
    """A calibration: the table, its worlds that had every event (`alike`), the sets that fit, and what was found of them."""

    scenario: Scenario
    record: Record
    table: Table
    alike: Table
    summaries: Summaries
    found: Posterior
    ranks: Ranks
    settings: list[identified.Setting]
    products: list[identified.Product]
    directions: list[identified.Direction]
    correlations: list[tuple[str, str, float]]
    choices: list[identified.Name]

    @property
    def priors(self) -> dict[str, Prior]:
        """The priors that the table was drawn from."""
        return dict(self.scenario.priors())

    @property
    def columns(self) -> list[str]:
        """The settings whose joint sets are kept."""
        return identified.columns(self.settings, self.products, self.directions, self.correlations, self.record.priors)

    @property
    def identified(self) -> list[str]:
        """The settings that the record narrows."""
        return [one.name for one in self.settings if one.verdict == "identified"]


def calibrate(scenario: Scenario, record: Record, table: Table, keep: int, most_ranks: int = 0) -> Calibration:
    """The sets of a table that fit the record, `keep` of them before weighting, and the ranks of known truths."""
    alike = table.only(table.is_alike)
    if len(alike.seeds) < LEAST_ALIKE:
        raise TooFewAlike(
            f"{len(alike.seeds):,} of {len(table.seeds):,} worlds had every event of the record, and at least {LEAST_ALIKE} are needed:"
            " give more runs"
        )
    summaries = learn(alike.readings, alike.scores)
    found = posterior(summaries, alike.scores, observed(record), keep)
    priors = dict(scenario.priors())
    return Calibration(
        scenario,
        record,
        table,
        alike,
        summaries,
        found,
        rank_truths(alike, keep, most_ranks),
        identified.settings(found, alike, priors, record.priors),
        identified.products(found, table, priors, record.products),
        identified.directions(summaries, alike.settings),
        identified.correlations(found, alike.settings),
        identified.choices(found, alike, priors),
    )


def facts(one: Calibration) -> dict[str, Any]:
    """Everything that was found, as plain data for JSON."""
    place = {name: at for at, name in enumerate(one.ranks.settings)}
    return {
        "record": one.record.title,
        "scenario": one.scenario.name,
        "simulations": len(one.table.seeds),
        "first_seed": int(one.table.seeds[0]),
        "events": shares(one.table),
        "alike": len(one.alike.seeds),
        "kept": len(one.found.rows),
        "effective_sets": round(one.found.n_effective, 1),
        "summaries": len(one.summaries.told),
        "ensemble": [*one.columns, *(name.name for name in one.choices if name.is_moved)],
        "settings": [
            setting._asdict()
            | {"coverage_90": coverage(one, place[setting.name]), "ranks_p_uniform": one.ranks.p_uniform(place[setting.name])}
            for setting in one.settings
        ],
        "products": [product._asdict() for product in one.products],
        "directions": [direction._asdict() for direction in one.directions],
        "correlations": [list(pair) for pair in one.correlations],
        "choices": [{**name._asdict(), "is_moved": name.is_moved} for name in one.choices],
        "readings": readings(one),
        "sbc": {
            "synthetic_records": len(one.ranks.ranks),
            "identified": pooled(one),
            "all_settings": float(np.mean([one.ranks.coverage(at).value for at in range(len(one.ranks.settings))])),
        },
    }


def coverage(one: Calibration, at: int) -> dict[str, float]:
    """How many known truths their 90 % interval held."""
    told = one.ranks.coverage(at)
    return {"share": told.value, "low": told.low, "high": told.high, "n": told.n}


def pooled(one: Calibration) -> dict[str, Any]:
    """Coverage over the identified settings: the mean, and the least and greatest."""
    place = {name: at for at, name in enumerate(one.ranks.settings)}
    shares = {name: one.ranks.coverage(place[name]).value for name in one.identified}
    if not shares:
        return {"n": 0, "mean": None, "least": None, "greatest": None}
    held = list(shares.values())
    return {"n": len(held), "mean": float(np.mean(held)), "least": min(held), "greatest": max(held)}


def readings(one: Calibration) -> list[dict[str, Any]]:
    """Each target: the record, and where the middle 90 % of worlds lie among all alike and among those kept (without error added)."""
    told = []
    for at, (name, target) in enumerate(one.record.targets.items()):
        back = np.exp if target.scale == "log" else np.asarray
        before = back(np.quantile(one.alike.plain[:, at], identified.LEVELS))
        after = back(identified.weighted_quantiles(one.alike.plain[one.found.rows, at], one.found.weights))
        told.append(
            {
                "target": name,
                "pattern": target.pattern,
                "record": target.record,
                "alike": [float(value) for value in before],
                "kept": [float(value) for value in after],
            }
        )
    return told
