"""Ablations: every mechanism off, one at a time. What changes in the same worlds? One that changes nothing is a defect (model.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.effects import HEADLINE, Effect, effects, family_level
from experiments.evidence.checks.finding import BROKEN, KEPT, UNDECIDED, Finding, worst
from experiments.evidence.checks.places import with_roads
from experiments.evidence.checks.specials import Special
from sim.measures import UNITS
from sim.scenario.paths import configs_dir
from sim.scenario.problem import Problem, nearest
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused, judge
from sim.scenario.root import Scenario
from sim.scenario.settings import Settings, setting

NAME = "ablations"
FILE = "ablations.yaml"
ABOUT = {"source": "docs/odd.md", "status": "sourced"}


class Ablation(Settings):
    """One mechanism, and what switches it off."""

    title: str = setting(..., "text", **ABOUT, help="The mechanism in a few words.")
    section: str = setting(..., "section", **ABOUT, help="The section of docs/odd.md that describes it.")
    within: str | None = setting(None, "a context's name", **ABOUT, help="The context in which it can act; left out: the case itself.")
    off: dict[str, Any] = {}  # noqa: RUF012  pydantic copies it
    roads: dict[str, float] = {}  # noqa: RUF012
    capital: str | None = setting(None, "variant", **ABOUT, help="A variant of the model's code instead of settings.")


class Ablations(Settings):
    """The mechanisms of the model, and the contexts in which some of them act."""

    title: str = setting(..., "text", **ABOUT, help="One line for people.")
    contexts: dict[str, dict[str, Any]] = {}  # noqa: RUF012
    ablations: dict[str, Ablation] = {}  # noqa: RUF012


class Result(NamedTuple):
    """What switching one mechanism off did: its effects, those that are clear, and a verdict."""

    name: str
    about: Ablation
    every: list[Effect]
    clear: list[Effect]
    verdict: str

    @property
    def n_differing(self) -> int:
        """Worlds in which at least one outcome differs."""
        return max((one.n_differing for one in self.every), default=0)


def read() -> Ablations:
    """The ablations that come with Corridor; ScenarioRefused names everything wrong with the file."""
    path = configs_dir() / "checks" / FILE
    found = judge(Ablations, read_yaml(path), where=str(path))
    known = found.contexts
    problems = [
        Problem(f"ablations.{name}.within", one.within, "no such context", nearest(one.within, known))
        for name, one in found.ablations.items()
        if one.within is not None and one.within not in known
    ]
    if problems:
        raise ScenarioRefused(problems, "ablations")
    return found


def arms(case: Case) -> dict[str, Scenario]:
    """An arm for each context, and one for each mechanism off in its context."""
    file = read()
    found = {_context(name): case.arm(change) for name, change in file.contexts.items()}
    for name, one in file.ablations.items():
        if one.capital is None:
            place = with_roads(case.base.place, case.folder, f"roads_{name}", one.roads) if one.roads else None
            found[_off(name)] = case.arm({**_change(file, one), **one.off}, place=place)
    return found


def specials(case: Case) -> dict[str, Special]:
    """The mechanisms that only a variant of the code switches off."""
    file = read()
    return {
        _off(name): Special(case.arm({**_change(file, one), **one.off}), one.capital)
        for name, one in file.ablations.items()
        if one.capital is not None
    }


def findings(worlds: Worlds, special: Worlds, case: Case) -> list[Finding]:
    """How many mechanisms are inert; the rows tell what each of them does."""
    results = [_result(name, one, worlds, special if one.capital else worlds) for name, one in read().ablations.items()]
    dead = [one for one in results if one.verdict == BROKEN]
    faint = [one for one in results if one.verdict == UNDECIDED]
    n_dead, n_faint = float(len(dead)), float(len(dead) + len(faint))
    return [
        Finding(
            id="ablations",
            check=NAME,
            statement="Every mechanism does something: switched off, it changes at least one outcome.",
            varied=f"{len(results)} mechanisms off, one at a time, each in a context in which it can act",
            statistic="mechanisms that change nothing (high: with those whose effect these worlds cannot tell from nought)",
            unit="mechanisms",
            value=n_dead,
            low=n_dead,
            high=n_faint,
            n=len(worlds.seeds),
            band=(0.0, 0.0),
            verdict=worst([one.verdict for one in results]),
            words=_words(dead, faint),
            rows=[_row(one) for one in results],
        )
    ]


def _change(file: Ablations, one: Ablation) -> Mapping[str, Any]:
    return file.contexts[one.within] if one.within else {}


def _context(name: str | None) -> str:
    return f"within_{name}" if name else AS_IS


def _off(name: str) -> str:
    return f"off_{name}"


def _result(name: str, about: Ablation, before: Worlds, after: Worlds) -> Result:
    """Dead where every outcome of every world is the same; faint where no interval leaves nought out at a level for all outcomes."""
    every = effects(before, _context(about.within), after, _off(name), level=family_level(len(UNITS)))
    clear = [one for one in every if one.is_clear]
    differs = any(one.n_differing for one in every)
    return Result(name, about, every, clear, KEPT if clear else UNDECIDED if differs else BROKEN)


def _row(one: Result) -> dict[str, Any]:
    """A mechanism's row: how many worlds and outcomes change, the strongest change, and the headline outcomes."""
    strongest = max(one.clear, key=lambda effect: np.nan_to_num(abs(effect.in_spreads.value), nan=np.inf), default=None)
    row: dict[str, Any] = {
        "mechanism": one.name,
        "title": one.about.title,
        "section": one.about.section,
        "context": one.about.within or "the case itself",
        "verdict": one.verdict,
        "worlds_differing": one.n_differing,
        "outcomes_changed": len(one.clear),
        "strongest": strongest.outcome if strongest else None,
        "strongest_before": strongest.before if strongest else None,
        "strongest_after": strongest.after if strongest else None,
        "strongest_low": strongest.difference.low if strongest else None,
        "strongest_high": strongest.difference.high if strongest else None,
    }
    for effect in one.every:
        if effect.outcome in HEADLINE:
            row |= {
                f"{effect.outcome}_change": effect.difference.value,
                f"{effect.outcome}_low": effect.difference.low,
                f"{effect.outcome}_high": effect.difference.high,
            }
    return row


def _words(dead: list[Result], faint: list[Result]) -> str:
    told = []
    if dead:
        told.append("Inert, a defect: " + ", ".join(one.name for one in dead) + ".")
    if faint:
        told.append(
            "Changes histories, but no mean that these worlds could tell from nought: " + ", ".join(one.name for one in faint) + "."
        )
    if not told:
        told.append("None is inert.")
    return " ".join(told) + f" Intervals hold for all {len(UNITS)} outcomes together (Bonferroni)."
