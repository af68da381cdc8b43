"""The rule by which a claim is kept, broken or undecided. No band is ever loosened to pass.

**A reading with a value in every world** (the record). History is one more draw, measured with an error that the tolerance states. The
rule is that of evidence.md: the central 90 % of worlds overlap the tolerance. It is made stricter where worlds fall into two heaps with
the tolerance between them: at least 5 % of worlds must lie inside it.
* kept: at least 5 % of worlds are inside the tolerance, not more than 95 % below it, and not more than 95 % above it.
* broken: one of these fails, surely.
* undecided: Wilson's 95 % interval of the share of worlds that decides straddles 5 %; or fewer than 20 worlds meet the condition.
Beside the verdict stand the share of worlds inside the tolerance, and whether the record itself lies in the central 90 % of worlds: a
harder test, which an ensemble sharper than the tolerance may fail. With `judged_by: record` that test decides. `central` may be another
share than 90 %; 5 % is (1 - central) / 2.

**A reading of all worlds together** (the literature). Its 90 % interval comes from resampling worlds, the same in every arm. This is the
rule of evidence.md (the interval overlaps the band, and the sign holds in at least 95 % of resamples), made stricter by one demand:
* kept: the estimate lies inside the band, and the sign, where one is asked for, holds in at least 95 of 100 resamples.
* broken: the whole interval lies outside the band; or the sign fails in at least 95 of 100 resamples.
* undecided: the estimate is outside and its interval reaches into the band; or the interval covers the whole band and more on both
  sides; or the sign is unsure; or the statistic cannot be computed.

**A claim** is kept if all its readings are, broken if any is, and undecided otherwise.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from experiments.evidence.claims import Band, Claim, Reading
from experiments.evidence.seen import Worlds
from experiments.evidence.statistics import computed, statistics
from experiments.intervals import wilson

KEPT, BROKEN, UNDECIDED, NOT_TESTABLE = "kept", "broken", "undecided", "not testable"
VERDICTS = (KEPT, BROKEN, UNDECIDED, NOT_TESTABLE)
FEWEST = 20  # worlds of which a reading says anything
SURE = 0.95  # share of resamples in which a sign must hold
LEVEL = 0.9  # of the interval of a statistic of all worlds
RESAMPLES = 400
SEED = 20201110  # of resampling: the same runs give the same interval


@dataclass(frozen=True)
class Judged:
    """A reading with its verdict: the value, its interval, how many worlds it rests on, and why in words.

    Of worlds: value is the median, low to high the central share, inside the share within the tolerance, is_record_central whether the
    record lies in the central share (None where the record is no number).
    Of all together: value is the estimate, low to high its 90 % interval, sign_share the share of resamples in which the sign holds."""

    name: str
    title: str
    statistic: str
    is_of_worlds: bool
    verdict: str
    words: str
    value: float
    low: float
    high: float
    n: int
    band_low: float | None
    band_high: float | None
    unit: str
    record: float | None
    record_high: float | None
    at: float | None
    inside: float | None = None
    is_record_central: bool | None = None
    central: float = LEVEL
    sign_share: float | None = None
    quantiles: tuple[float, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A claim with its verdict and those of its readings."""

    claim: Claim
    verdict: str
    readings: tuple[Judged, ...] = ()
    n_worlds: int = 0
    n_counted: int = 0
    all_inside: float | None = None
    told: tuple[str, ...] = field(default_factory=tuple)

    @property
    def is_promise_broken(self) -> bool:
        """Whether the project says that it keeps this claim, and it is broken."""
        return self.claim.kept and self.verdict == BROKEN

    def as_data(self) -> dict[str, Any]:
        """What verdicts.json holds of a claim."""
        told = ("id", "title", "statement", "source", "strength", "family", "used_for", "kept", "why", "note", "where_words")
        return {
            **{name: getattr(self.claim, name) for name in told},
            "verdict": self.verdict,
            "worlds": self.n_worlds,
            "worlds_counted": self.n_counted,
            "all_inside": self.all_inside,
            "readings": [{name: _finite(value) for name, value in asdict(one).items()} for one in self.readings],
        }


def judged(claim: Claim, worlds: Worlds | None) -> Verdict:
    """A claim judged on its worlds (None where it cannot be tested)."""
    if not claim.testable or worlds is None:
        return Verdict(claim, NOT_TESTABLE)
    readings, values = [], []
    for name, reading in claim.readings.items():
        if statistics()[reading.statistic].is_of_worlds:
            found = _counted(claim, reading, worlds)
            values.append((reading.band, found))
            readings.append(of_worlds(name, reading, found[np.isfinite(found) | np.isinf(found)]))
        else:
            readings.append(of_all(name, reading, worlds))
    verdicts = {one.verdict for one in readings}
    verdict = BROKEN if BROKEN in verdicts else UNDECIDED if UNDECIDED in verdicts else KEPT
    n_counted = max((one.n for one in readings), default=0)
    return Verdict(claim, verdict, tuple(readings), len(worlds), n_counted, _all_inside(values))


def _counted(claim: Claim, reading: Reading, worlds: Worlds) -> np.ndarray:
    """(worlds,) a statistic's values, NaN where the world does not meet the claim's condition in the reading's arm."""
    values = np.array(computed(reading.statistic, worlds, reading.of), float)
    counts = np.ones(len(worlds), bool)
    for name, limits in claim.where.items():
        there = worlds.outcome(name, reading.of.get("arm", ""))
        counts &= np.isfinite(there)
        counts &= (there >= (-np.inf if limits.low is None else limits.low)) & (there <= (np.inf if limits.high is None else limits.high))
    return np.where(counts, values, np.nan)


def _all_inside(values: list[tuple[Band, np.ndarray]]) -> float | None:
    """Share of worlds, of those that have every reading, in which all are inside their tolerance at once."""
    if not values:
        return None
    known = np.all([~np.isnan(found) for _, found in values], axis=0)
    inside = np.all([_inside(band, found) for band, found in values], axis=0)
    return float(inside[known].mean()) if known.any() else None


def _inside(band: Band, values: np.ndarray) -> np.ndarray:
    low, high = -np.inf if band.low is None else band.low, np.inf if band.high is None else band.high
    return (values >= low) & (values <= high)


# A value in every world


def of_worlds(name: str, reading: Reading, values: np.ndarray) -> Judged:
    """The record looked for among worlds. `values`: (worlds,) of those that count; none is NaN."""
    n, band = len(values), reading.band
    edge = (1 - reading.central) / 2
    if n == 0:
        return _judged(name, reading, UNDECIDED, "no world meets the condition", math.nan, (math.nan, math.nan), 0, True)
    quantiles = tuple(float(one) for one in np.quantile(values, (edge, 0.25, 0.5, 0.75, 1 - edge), method="inverted_cdf"))
    below = n if band.high is None else int((values <= band.high).sum())
    above = n if band.low is None else int((values >= band.low).sum())
    n_inside = int(_inside(band, values).sum())
    n_about = _about_record(reading, values)
    verdict, words = _rule_of_worlds(n_about if reading.judged_by == "record" else min(below, above, n_inside), n_inside, n, edge)
    facts = {
        "inside": n_inside / n,
        "is_record_central": None if reading.record is None else n_about >= edge * n,
        "central": reading.central,
        "quantiles": quantiles,
    }
    return _judged(name, reading, verdict, words, quantiles[2], (quantiles[0], quantiles[4]), n, True, **facts)


def _about_record(reading: Reading, values: np.ndarray) -> int:
    """The number of worlds on the thinner side of the record (of the nearer end of its range), the record included; 0 without one."""
    if reading.record is None:
        return 0
    high = reading.record if reading.record_high is None else reading.record_high
    return int(min((values <= high).sum(), (values >= reading.record).sum()))


def _rule_of_worlds(n_least: int, n_inside: int, n: int, edge: float) -> tuple[str, str]:
    """Kept, broken or undecided, and why; `n_least` is the number of worlds on which the verdict hangs."""
    if n < FEWEST:
        return UNDECIDED, f"only {n} world{'s' * (n != 1)} to look among; {FEWEST} are needed"
    inside = f"{n_inside / n:.0%} of {n:,} worlds are inside the tolerance"
    found = _beyond(n_least, n, edge)
    if found == 1:
        return KEPT, inside
    if found == -1:
        return BROKEN, f"{inside}: outside the central {100 * (1 - 2 * edge):.0f} % of worlds"
    return UNDECIDED, f"{inside}: on the edge of {edge:.0%}, given their number"


def _beyond(k: int, n: int, least: float) -> int:
    """1 where a share is surely at least so much, -1 where surely not, 0 where its interval straddles it."""
    found = wilson(k, n)
    return 1 if found.low >= least else -1 if found.high < least else 0


# One number of all worlds


def of_all(name: str, reading: Reading, worlds: Worlds) -> Judged:
    """An estimate against its band, with an interval from worlds resampled together in every arm."""
    value = float(computed(reading.statistic, worlds, reading.of))
    n = len(worlds)
    if math.isnan(value) or n < FEWEST:
        why = f"only {n} worlds; {FEWEST} are needed" if n < FEWEST else "cannot be computed: nothing happened to compare"
        return _judged(name, reading, UNDECIDED, why, value, (math.nan, math.nan), n, False)
    drawn = _resampled(reading, worlds)
    known = drawn[~np.isnan(drawn)]
    if len(known) < SURE * len(drawn):
        return _judged(name, reading, UNDECIDED, "cannot be computed in many resamples", value, (math.nan, math.nan), n, False)
    low, high = (float(one) for one in np.quantile(known, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), method="inverted_cdf"))
    sign = None if reading.sign is None else float(np.mean([reading.sign.holds(one) for one in known]))
    verdict, words = _rule_of_all(reading.band, value, low, high, sign)
    return _judged(name, reading, verdict, words, value, (low, high), n, False, sign_share=sign)


def _resampled(reading: Reading, worlds: Worlds) -> np.ndarray:
    """(resamples,) the statistic of worlds drawn with replacement."""
    with np.errstate(all="ignore"):
        return np.array([computed(reading.statistic, worlds.resampled(rows), reading.of) for rows in picks(len(worlds))], float)


@lru_cache(maxsize=8)
def picks(n: int) -> np.ndarray:
    """(resamples, n) rows of n worlds drawn with replacement, by SplitMix64 (Steele et al. 2014): always the same for the same n."""
    z = (np.arange(1, RESAMPLES * n + 1, dtype=np.uint64) + np.uint64(SEED)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return ((z >> np.uint64(11)) * 2.0**-53 * n).astype(np.int64).reshape(RESAMPLES, n)


def _rule_of_all(band: Band, value: float, low: float, high: float, sign: float | None) -> tuple[str, str]:
    is_apart = (band.low is not None and high < band.low) or (band.high is not None and low > band.high)
    is_wider = band.low is not None and band.high is not None and low < band.low and high > band.high
    if is_apart:
        return BROKEN, "the whole interval lies outside the band"
    if sign is not None and sign <= 1 - SURE:
        return BROKEN, f"the sign is the other one in {1 - sign:.0%} of resamples"
    if not band.holds(value):
        return UNDECIDED, "the estimate lies outside the band, its interval reaches into it"
    if is_wider:
        return UNDECIDED, "the interval covers the whole band and more: too few worlds"
    if sign is not None and sign < SURE:
        return UNDECIDED, f"the sign holds in {sign:.0%} of resamples only"
    return KEPT, "the estimate lies inside the band" + ("" if sign is None else f", the sign holds in {sign:.0%} of resamples")


def _judged(
    name: str,
    reading: Reading,
    verdict: str,
    words: str,
    value: float,
    interval: tuple[float, float],
    n: int,
    of_worlds: bool,
    **facts: Any,
) -> Judged:
    band = reading.band
    about = (name, reading.title, reading.statistic, of_worlds, verdict, words, value, *interval, n)
    return Judged(*about, band.low, band.high, band.unit, reading.record, reading.record_high, reading.at, **facts)


def _finite(value: Any) -> Any:
    """A value as JSON takes it: what is not a number becomes null, what is infinite a text."""
    if isinstance(value, tuple):
        return [_finite(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "infinite" if value > 0 else "-infinite"
    return value
