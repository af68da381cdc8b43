"""A case file: what is documented of one mission, each fact with its source and strength, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import field_validator, model_validator

from sim.geography.cells import EARLIEST, LATEST
from sim.scenario.paths import configs_dir
from sim.scenario.problem import Problem, printable
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused, judge, refuse
from sim.scenario.settings import Settings, Status, declared, setting

RECORD = "the record"
FOLDER = "missions"
UNKNOWN = "unknown"
CLASSES = ("held", "mixed", "failed")
AS_OF = dt.date(2026, 1, 1)  # the day up to which the table of missions tells of those that are still there


class Fact(Settings):
    """What every fact carries beside its value."""

    strength: Status = setting(..., "choice", source=RECORD, help="sourced, recalled or assumption.")
    source: str = setting(..., "text", source=RECORD, help="Where it stands.")
    note: str = setting("", "text", source=RECORD, help="What a reader should know.")


class Day(Fact):
    value: dt.date = setting(..., "date", EARLIEST, LATEST, source=RECORD, help="A day; the first of the month where only that is known.")


class Number(Fact):
    value: int = setting(..., "states", 1, 100, source=RECORD, help="A number of states.")


class Troops(Fact):
    value: int = setting(..., "persons", 1, 1_000_000, source=RECORD, help="A number of soldiers, police or monitors.")


class Persons(Fact):
    value: int = setting(..., "persons", 100, 200_000_000, source=RECORD, help="A number of people.")


class Area(Fact):
    value: float = setting(..., "km2", 1, 20_000_000, source=RECORD, help="An area.")


class Length(Fact):
    value: float = setting(..., "km", 1, 20_000, source=RECORD, help="A length.")


class Score(Fact):
    value: float = setting(..., "0-1", 0, 1, source=RECORD, help="A score from 0 to 1.")


class Truth(Fact):
    value: bool = setting(..., "yes or no", source=RECORD, help="True or false.")


class Lead(Fact):
    value: Literal["state", "organisation", "coalition"] = setting(
        ..., "choice", source=RECORD, help="Who leads: one state, an organisation without an army of its own, several states together."
    )


class Lifeline(Fact):
    value: Literal["one_road", "several_roads"] = setting(
        ..., "choice", source=RECORD, help="Whether the people depend on one road that the armed actor can reach."
    )


class LegalBasis(Fact):
    value: Literal["agreement", "regional_organisation", "unsc_chapter_vi", "unsc_chapter_vii"] = setting(
        ..., "choice", source=RECORD, help="An agreement of the parties, a regional organisation's decision, or a resolution."
    )


class Consent(Fact):
    value: Literal["formal", "tacit", "refused"] = setting(
        ..., "choice", source=RECORD, help="Agreed in detail, tolerated without an agreed mandate, or refused."
    )


class RulesOfEngagement(Fact):
    value: Literal["unarmed", "self_defence", "protect_civilians", "robust"] = setting(
        ..., "choice", source=RECORD, help="Unarmed; armed for self-defence; to protect civilians; all necessary means."
    )


class Reinforcement(Fact):
    value: Literal["none", "neighbouring_army", "air_support", "air_support_dual_key", "treaty", "backstop"] = setting(
        ..., "choice", source=RECORD, help="What was promised to stand behind the mission, whatever came of it."
    )


class Deployment(Fact):
    value: Literal["on_the_line", "away_from_the_line"] = setting(..., "choice", source=RECORD, help="Where its troops stand.")


class Ties(Fact):
    value: Literal["weak", "some", "strong"] = setting(..., "choice", source=RECORD, help="How much the lead depends on the armed actor.")


class War(Settings):
    """Another war in which the lead of the mission is itself engaged: a fact of the world outside."""

    begins: dt.date = setting(..., "date", EARLIEST, LATEST, source=RECORD, help="Its first day.")
    ends: dt.date | None = setting(None, "date", EARLIEST, LATEST, source=RECORD, help="Its last day; empty: not over.")
    strength: Status = setting(..., "choice", source=RECORD, help="sourced, recalled or assumption.")
    source: str = setting(..., "text", source=RECORD, help="Where it stands.")
    note: str = setting("", "text", source=RECORD, help="What a reader should know.")


class Outcome(Fact):
    value: Literal["held", "mixed", "failed"] = setting(..., "choice", source=RECORD, help="What happened, as outcome.py defines it.")


def fact(help: str) -> Any:
    """A documented field that may be left out: then it is unknown."""
    return setting(None, "fact", source=RECORD, help=help)


class Case(Settings):
    """One mission by its documented fields. A field left out, or given as `unknown`, keeps a wide prior."""

    title: str = setting(..., "text", source=RECORD, status="sourced", help="One line for people.")
    note: str = setting("", "text", source=RECORD, status="sourced", help="What a reader should know.")
    begins: Day | None = fact("Day on which it deployed; its horizon runs from here.")
    ends: Day | None = fact("Day on which it ended; left out where it is still there.")
    lead: Lead | None = fact("Who leads it.")
    contributors: Number | None = fact("States that send troops.")
    troops: Troops | None = fact("Troops, police or monitors: authorised or at the peak.")
    population: Persons | None = fact("People in its area.")
    area_km2: Area | None = fact("Its area.")
    line_km: Length | None = fact("Length of the line between the parties.")
    lifeline: Lifeline | None = fact("Whether the people depend on one road.")
    legal_basis: LegalBasis | None = fact("What it rests on.")
    host_consent: Consent | None = fact("Consent of the state in whose recognised territory it stands.")
    other_consent: Consent | None = fact("Consent of the other side.")
    armed_actor_is_host: Truth | None = fact("Whether the side that wants the territory is that state.")
    armed_side_decides: Truth | None = fact("Whether the armed actor, or its ally, must agree to each term.")
    roe: RulesOfEngagement | None = fact("Its rules of engagement.")
    coalition_score: Score | None = fact("Weight of the coalition behind it.")
    reinforcement: Reinforcement | None = fact("What was promised to come.")
    deployment: Deployment | None = fact("Where its troops stand.")
    armed_actor_troops: Troops | None = fact("Troops of the armed actor that can be brought to bear.")
    defender_troops: Troops | None = fact("Troops of the side that holds the territory.")
    lead_wars: tuple[War, ...] | None = setting(None, "wars", source=RECORD, help="Other wars of the lead meanwhile; an empty list: none.")
    lead_ties: Ties | None = fact("How much the lead depends on the armed actor.")
    outcome: Outcome | None = fact("What happened; left out where nothing has yet. Never read by the mapping.")

    @field_validator("*", mode="before", check_fields=False)
    @classmethod
    def _unknown_is_left_out(cls, value: Any) -> Any:
        is_unknown = value == UNKNOWN or (isinstance(value, dict) and value.get("value") == UNKNOWN)
        return None if is_unknown else value

    @model_validator(mode="after")
    def _times_are_in_order(self) -> Case:
        if problems := list(_disordered(self)):
            raise ScenarioRefused(problems)
        return self


def _disordered(case: Case) -> Iterator[Problem]:
    begins, ends = value_of(case.begins), value_of(case.ends)
    if ends is not None and begins is None:
        yield Problem("begins", None, "missing: a mission that ended also began")
    elif ends is not None and ends <= begins:
        yield Problem("ends.value", ends, f"{ends} is not after begins, {begins}")
    elif begins is not None and ends is None and begins >= AS_OF:
        yield Problem("begins.value", begins, f"{begins} is not before {AS_OF}, when the record ends; leave begins out")
    for n, war in enumerate(case.lead_wars or (), 1):
        if war.ends is not None and war.ends <= war.begins:
            yield Problem(f"lead_wars.{n}.ends", war.ends, f"{war.ends} is not after {war.begins}")
    if case.outcome and begins is None:
        yield Problem("outcome", case.outcome.value, "a mission with an outcome has begun; give begins")


def value_of(fact: Fact | None) -> Any:
    """A fact's value; None where it is unknown."""
    return None if fact is None else fact.value  # type: ignore[attr-defined]


def facts(case: Case) -> dict[str, Fact]:
    """The facts that are known, by field."""
    known = {name: getattr(case, name) for name in type(case).model_fields}
    return {name: one for name, one in known.items() if isinstance(one, Fact)}


def field_names() -> tuple[str, ...]:
    """The documented fields: everything in a case file but title and note."""
    return tuple(name for name in Case.model_fields if declared(Case, name)["unit"] in ("fact", "wars"))


def read_case(path: Path) -> Case:
    """The case of a file; ScenarioRefused names everything wrong with it."""
    try:
        return judge(Case, read_yaml(path), where=path.name)
    except ScenarioRefused as refusal:
        raise ScenarioRefused(refusal.problems, "case") from None


def read_cases(folder: Path | None = None) -> dict[str, Case]:
    """The cases of a folder (or of one file) by the names of their files, in alphabetical order; one refusal tells the faults of all."""
    folder = folder or configs_dir() / FOLDER
    paths = [folder] if folder.is_file() else sorted(folder.glob("*.yaml"))
    if not paths:
        raise refuse("cases", str(folder), f"{printable(str(folder), 120)}: no case file, nor a folder with any (*.yaml)")
    found: dict[str, Case] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            found[path.stem] = read_case(path)
        except ScenarioRefused as refusal:
            problems += refusal.problems
    if problems:
        raise ScenarioRefused(problems, "cases")
    return found
