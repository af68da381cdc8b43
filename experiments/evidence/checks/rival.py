"""The null model beside the model: which of them gives the record's patterns the better chance? Calibration and held-out apart.

Both are read by the same claims (configs/claims, family historical) with the same statistics and conditions. Two proper scores: minus the
log of the chance given to the tolerance of the record, and the continuous ranked probability score against the record itself, in
half-widths of the tolerance. Readings count equally within a claim, claims count equally.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.finding import Finding, verdict
from experiments.evidence.checks.resample import interval
from experiments.evidence.null_model import NullWorlds, crps, log_score, read_rates
from experiments.intervals import Interval
from sim.scenario.root import Scenario

if TYPE_CHECKING:
    from experiments.evidence import seen
    from experiments.evidence.claims import Claim, Reading

NAME = "null_model"
PLACE = "nagorno_karabakh"  # whose record it is
STUDY = "record"
TIMES = 5
TURN = dt.date(2022, 2, 24)  # the sponsor's other war begins (timeline.csv; exogenous)
BAND = (0.0, None)
USES = {"calibration": "patterns that set numbers of the model", "held_out": "patterns that set none"}


class Pair(NamedTuple):
    """A reading of both: (W,) values in every world, NaN where a world does not meet the claim's condition."""

    claim: Claim
    name: str
    reading: Reading
    model: np.ndarray
    null: np.ndarray


def arms(case: Case) -> dict[str, Scenario]:
    """The case itself, where the record is its own."""
    return {AS_IS: case.base} if case.base.place == PLACE else {}


def daily() -> tuple[str, ...]:
    """The daily series that the claims read."""
    from experiments.arms import read_study

    return read_study(STUDY)[0].daily


def findings(worlds: Worlds | None, case: Case) -> list[Finding]:
    """How much better the model scores than the null model, by use of a pattern; nothing where there is no record of the case."""
    if worlds is None:
        return []
    mine = worlds.seen((AS_IS,))
    null = NullWorlds(read_rates(), len(mine), case.base.horizon_days, turn=(TURN - case.base.start).days)
    pairs = pairs_of(mine, seen_of(null))
    return [_finding(use, [one for one in pairs if one.claim.used_for == use]) for use in USES]


def pairs_of(mine: seen.Worlds, theirs: seen.Worlds) -> list[Pair]:
    """Every historical reading with a value in every world to which both can speak."""
    from experiments.evidence.claims import read_claims
    from experiments.evidence.statistics import statistics

    found = []
    for claim in (file.claim for file in read_claims()):
        for name, reading in claim.readings.items() if claim.family == "historical" and claim.study == STUDY else ():
            if statistics()[reading.statistic].is_of_worlds:
                values = [values_of(claim, reading, one) for one in (mine, theirs)]
                if all(np.isfinite(one).any() for one in values):
                    found.append(Pair(claim, name, reading, *values))
    return found


def seen_of(null: NullWorlds) -> seen.Worlds:
    """The null model's worlds as statistics see them."""
    from experiments.evidence.seen import Worlds as Seen

    rows = np.arange(null.n)
    return Seen((AS_IS,), rows, {AS_IS: null.outcomes}, rows, lambda column, arm: null.daily(column).astype(float))


def values_of(claim: Claim, reading: Reading, worlds: seen.Worlds) -> np.ndarray:
    """(W,) a reading, NaN in worlds that do not meet the claim's condition, and in all where the worlds cannot speak to it."""
    from experiments.evidence.statistics import computed

    try:
        found = np.array(computed(reading.statistic, worlds, reading.of), float)
        counts = np.isfinite(found)
        for name, limits in claim.where.items():
            there = worlds.outcome(name)
            counts &= _within(there, limits)
    except KeyError:
        return np.full(len(worlds), np.nan)
    return np.where(counts, found, np.nan)


def _finding(use: str, pairs: Sequence[Pair]) -> Finding:
    n = min((int(min(np.isfinite(one.model).sum(), np.isfinite(one.null).sum())) for one in pairs), default=0)
    found = gain(pairs)
    rows = [_row(one, use) for one in pairs]
    ranked = [row for row in rows if row["crps_null"] is not None]
    better = sum(row["inside_model"] > row["inside_null"] for row in rows)
    sharper = sum(row["crps_model"] < row["crps_null"] for row in ranked)
    return Finding(
        id=f"null_model_{use}",
        check=NAME,
        statement=f"The model beats a ladder climbed at random on the {USES[use]}.",
        varied="a random ladder at the record's base rates, without belief, policy or will, instead of the model",
        statistic="log score gained over the null model, mean over claims (above nought: the model is better)",
        unit="nats",
        value=found.value,
        low=found.low,
        high=found.high,
        n=n,
        band=BAND,
        verdict=verdict(found, BAND),
        words=(
            f"More worlds inside the tolerance on {better} of {len(rows)} readings; a lower ranked probability score on {sharper} of"
            f" {len(ranked)}. Mean share inside: model {_mean(rows, 'inside_model')}, null {_mean(rows, 'inside_null')}."
            " The null model takes its base rates from any pattern, so that levels favour it."
            f" Any reading rests on {n:,} worlds at least."
        ),
        rows=rows,
    )


def gain(pairs: Sequence[Pair]) -> Interval:
    """Log score of the null model less that of the model, mean over claims, with an interval from worlds drawn again."""
    if not pairs:
        return Interval(np.nan, np.nan, np.nan, 0)
    ids = [one.claim.id for one in pairs]
    weights = np.array([1.0 / ids.count(id) / len(set(ids)) for id in ids])
    sides = [(np.isfinite(values), np.array(inside)) for values, inside in (_side(pairs, "model"), _side(pairs, "null"))]

    def of(rows: np.ndarray) -> float:
        model, null = (_log_scores(known[:, rows].sum(axis=1), (known & inside)[:, rows].sum(axis=1)) for known, inside in sides)
        return float((weights * (null - model)).sum())

    return interval(of, len(pairs[0].model), draws=400)


def _side(pairs: Sequence[Pair], which: str) -> tuple[np.ndarray, np.ndarray]:
    """(pairs, W) values of one model, and whether each is inside the tolerance."""
    values = np.stack([getattr(one, which) for one in pairs])
    return values, np.stack([_inside(row, one.reading) for row, one in zip(values, pairs, strict=True)])


def _log_scores(n: np.ndarray, n_inside: np.ndarray) -> np.ndarray:
    return np.array([log_score(int(k), int(m)) for k, m in zip(n_inside, n, strict=True)])


def _inside(values: np.ndarray, reading: Reading) -> np.ndarray:
    return _within(values, reading.band)


def _within(values: np.ndarray, limits: Any) -> np.ndarray:
    """Whether values lie between limits, which may be open on a side."""
    low, high = limits.low, limits.high
    return (values >= (-np.inf if low is None else low)) & (values <= (np.inf if high is None else high))


def _row(one: Pair, use: str) -> dict[str, Any]:
    band, record = one.reading.band, one.reading.record
    half = (band.high - band.low) / 2 if band.high is not None and band.low is not None else 0.0
    row: dict[str, Any] = {"claim": one.claim.id, "reading": one.name, "title": one.reading.title, "used_for": use}
    for side in ("model", "null"):
        values = getattr(one, side)
        values = values[np.isfinite(values)]
        n_inside = int(_inside(values, one.reading).sum())
        row |= {
            f"inside_{side}": n_inside / len(values),
            f"log_score_{side}": log_score(n_inside, len(values)),
            f"crps_{side}": crps(values, record) / half if record is not None and half > 0 else None,
            f"worlds_{side}": len(values),
        }
    return row


def _mean(rows: Sequence[dict[str, Any]], column: str) -> str:
    return f"{np.mean([row[column] for row in rows]):.0%}" if rows else "-"
