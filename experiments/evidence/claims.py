"""Claims as data: what the record and the literature say, how it is tested, within which band, and whether it set any number.

A claim is one YAML file of configs/claims; its runs come from a study (configs/study), which claims may share. Its readings are
statistics of those runs (`experiments.evidence.statistics`), each with a band. How a reading is judged, and a claim from its readings,
is in `experiments.evidence.verdicts`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import model_validator

from sim.scenario.paths import configs_dir
from sim.scenario.presets import is_path
from sim.scenario.problem import Problem, nearest, printable
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused, judge
from sim.scenario.settings import Settings, Status, setting

FOLDER = "claims"
OURS: dict[str, Any] = {"source": "-", "status": "sourced"}
Use = Literal["calibration", "held_out", "neither"]
Family = Literal["historical", "stylised"]


class Band(Settings):
    """What is allowed: a tolerance around the record, or the range that the literature gives. A side left out is open."""

    low: float | None = setting(None, "the reading's", **OURS, help="Least value allowed.")
    high: float | None = setting(None, "the reading's", **OURS, help="Greatest value allowed.")
    unit: str = setting("", "text", **OURS, help="Unit of the reading; empty for a plain number.")

    @model_validator(mode="after")
    def _has_a_side(self) -> Band:
        if self.low is None and self.high is None:
            raise ValueError("a band needs low, high, or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low ({self.low:g}) must not be above high ({self.high:g})")
        return self

    def holds(self, value: float) -> bool:
        """Whether a value is inside; the ends count as inside."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class Range(Settings):
    """Which worlds count: those whose outcome is known, and lies between low and high."""

    low: float | None = setting(None, "the outcome's", **OURS, help="Least value.")
    high: float | None = setting(None, "the outcome's", **OURS, help="Greatest value.")


class Sign(Settings):
    """On which side of a number the statistic must lie, in 95 of 100 resamples."""

    above: float | None = setting(None, "the reading's", **OURS, help="It must lie above this.")
    below: float | None = setting(None, "the reading's", **OURS, help="It must lie below this.")

    @model_validator(mode="after")
    def _one_side(self) -> Sign:
        if (self.above is None) == (self.below is None):
            raise ValueError("say above or below, one of them")
        return self

    def holds(self, value: float) -> bool:
        """Whether a value lies on the side asked for."""
        return value > self.above if self.above is not None else value < self.below  # type: ignore[operator]


class Reading(Settings):
    """One statistic of the runs, and the band that it is held against."""

    title: str = setting(..., "text", **OURS, help="What is read, in a few words.")
    statistic: str = setting(..., "a statistic's name", **OURS, help="A function of experiments/evidence/statistics.py or history.py.")
    of: dict[str, Any] = {}  # noqa: RUF012
    band: Band
    record: float | None = setting(None, "the reading's", **OURS, help="What the record says.")
    record_high: float | None = setting(None, "the reading's", **OURS, help="Its other end, where the record is a range.")
    central: float = setting(0.9, "share", 0.5, 0.99, **OURS, help="Share of worlds, in the middle, that the record must be among.")
    judged_by: Literal["tolerance", "record"] = setting(
        "tolerance", "choice", **OURS, help="What must be among the central share of worlds."
    )
    sign: Sign | None = None
    at: float | None = setting(None, "h, d", **OURS, help="Place on a curve, where several readings make one.")

    @model_validator(mode="after")
    def _has_a_record(self) -> Reading:
        if self.record is None and (self.judged_by == "record" or self.record_high is not None):
            raise ValueError("record is missing")
        if self.record is not None and self.record_high is not None and not self.record < self.record_high:
            raise ValueError(f"record ({self.record:g}) must be below record_high ({self.record_high:g})")
        return self


class Claim(Settings):
    """A statement about the world that the model may fail to reproduce."""

    id: str = setting(..., "name", **OURS, help="Short name, e.g. P2 or SF5.")
    title: str = setting(..., "text", **OURS, help="A few words.")
    statement: str = setting(..., "text", **OURS, help="What is claimed, in one sentence.")
    source: str = setting(..., "text", **OURS, help="Who says so.")
    strength: Status = setting(..., "choice", **OURS, help="How strong the source is.")
    family: Family = setting(..., "choice", **OURS, help="The record of this case, or a stylised fact of the literature.")
    used_for: Use = setting(..., "choice", **OURS, help="Whether it set any number, by hand or by calibration, or was held out.")
    kept: bool = setting(True, "truth", **OURS, help="Whether the project says that the model keeps it; a broken one stays, with why.")
    why: str = setting("", "text", **OURS, help="Why it is broken, or cannot be tested.")
    testable: bool = setting(True, "truth", **OURS, help="Whether the model can speak to it at all.")
    note: str = setting("", "text", **OURS, help="What the model can and cannot speak to here.")
    study: str | None = setting(None, "a study's name or file", **OURS, help="Which runs: arms, worlds, series.")
    where: dict[str, Range] = {}  # noqa: RUF012
    where_words: str = setting("", "text", **OURS, help="Which worlds count, in words.")
    readings: dict[str, Reading] = {}  # noqa: RUF012

    @model_validator(mode="after")
    def _complete(self) -> Claim:
        wrong = [Problem(name, None, message) for name, message in self._lacks()]
        if wrong:
            raise ScenarioRefused(wrong)
        return self

    def _lacks(self) -> Iterator[tuple[str, str]]:
        """What a claim needs beside its parts, by name."""
        if self.testable:
            if not self.readings:
                yield "readings", "a claim that can be tested needs at least one reading"
            if not self.study:
                yield "study", "a claim that can be tested needs the study whose runs it is read from"
            if not self.kept and not self.why:
                yield "why", "say why the claim is broken"
        else:
            if self.readings:
                yield "readings", "a claim that cannot be tested has none"
            if not self.why:
                yield "why", "say why the claim cannot be tested"
            if self.used_for != "neither":
                yield "used_for", "a claim that cannot be tested is used for neither"
        if bool(self.where) != bool(self.where_words):
            yield "where_words", "a condition has both: where, and where_words that tell it"


class ClaimFile:
    """A claim and the file it stands in."""

    def __init__(self, claim: Claim, path: Path) -> None:
        self.claim, self.path = claim, path

    @property
    def study(self) -> str | Path | None:
        """The study as `experiments.study.layout.read_file` takes it: a path is taken from the folder of the claim's file."""
        name = self.claim.study
        return self.path.parent / Path(name).expanduser() if name and is_path(name) else name


def claim_paths() -> list[Path]:
    """The files of all claims that come with Corridor."""
    return sorted((configs_dir() / FOLDER).glob("*.yaml"), key=lambda path: _in_order(path.stem))


def read_claims(choices: Iterable[str | os.PathLike[str]] = ()) -> list[ClaimFile]:
    """Claims by id or by a file's path (none: all that come with Corridor), judged; one refusal tells everything wrong with them.

    Nothing is run: statistics, their arguments, arms, outcomes and series are looked up by name."""
    problems: list[Problem] = []
    known = _read(claim_paths(), problems)
    _once(known, problems)
    found = _chosen(list(choices), known, problems)
    for one in found:
        problems += _judged(one)
    if problems:
        raise ScenarioRefused(problems, "claims")
    return found


def judge_claim(path: Path) -> Claim:
    """The claim of one file, judged in full; a refusal tells everything wrong with it."""
    found = ClaimFile(judge(Claim, read_yaml(path)), path)
    problems = _judged(found)
    if problems:
        raise ScenarioRefused([replace(one, where="") for one in problems])
    return found.claim


def _read(paths: Iterable[Path], problems: list[Problem]) -> list[ClaimFile]:
    found = []
    for path in paths:
        try:
            found.append(ClaimFile(judge(Claim, read_yaml(path), where=path.name), path))
        except ScenarioRefused as refusal:
            problems += refusal.problems
    return found


def _once(known: Iterable[ClaimFile], problems: list[Problem]) -> None:
    seen: dict[str, Path] = {}
    for one in known:
        if one.claim.id in seen:
            problems.append(Problem("id", one.claim.id, f"{one.claim.id} is the id of {seen[one.claim.id].name} too", where=one.path.name))
        seen[one.claim.id] = one.path


def _chosen(choices: list[str | os.PathLike[str]], known: list[ClaimFile], problems: list[Problem]) -> list[ClaimFile]:
    if not choices:
        return known
    by_id = {one.claim.id.lower(): one for one in known}
    found = []
    for choice in choices:
        if is_path(choice):
            found += _read([Path(choice).expanduser()], problems)
        elif str(choice).lower() in by_id:
            found.append(by_id[str(choice).lower()])
        else:
            ids = [one.claim.id for one in known]
            said = f"no claim is named {printable(str(choice))!r} (known: {', '.join(ids) or 'none'})"
            problems.append(Problem("claims", choice, said, nearest(str(choice), ids)))
    return found


def _judged(one: ClaimFile) -> list[Problem]:
    """What is wrong with a claim beside its form: its study, conditions, statistics and their arguments."""
    if not one.claim.testable:
        return []
    from experiments.evidence.statistics import argument_problems

    study, problems = _study(one)
    problems += [_unknown_outcome(f"where.{name}", name) for name in one.claim.where if name not in _outcomes()]
    if study is not None:
        for name, reading in one.claim.readings.items():
            problems += argument_problems(f"readings.{name}", reading, study, has_where=bool(one.claim.where))
    return [replace(problem, where=problem.where or one.path.name) for problem in problems]


def _study(one: ClaimFile) -> tuple[Any, list[Problem]]:
    """The claim's study with every arm named, or None and what is wrong with it."""
    from experiments.arms import read_study

    assert one.study is not None  # a testable claim has one
    try:
        return read_study(one.study)[0], []
    except ScenarioRefused as refusal:
        return None, [replace(problem, name=f"study.{problem.name}".rstrip("."), where="") for problem in refusal.problems]


def _unknown_outcome(where: str, name: str) -> Problem:
    return Problem(where, name, f"no outcome is named {name!r}", nearest(name, _outcomes()))


def _outcomes() -> Mapping[str, str]:
    from sim.measures import UNITS

    return UNITS


def _in_order(stem: str) -> tuple[str, int, str]:
    """P2 before P11: letters, then the first number, then the rest."""
    letters = stem.rstrip("0123456789") if stem[-1:].isdigit() else stem
    head = next((stem[:at] for at, char in enumerate(stem) if char.isdigit()), letters)
    digits = "".join(char for char in stem[len(head) :].split("_")[0] if char.isdigit())
    return head, int(digits or 0), stem
