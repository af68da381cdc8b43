"""The arms of a comparison: a study file names presets and settings, and each arm becomes one judged scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import model_validator

from experiments.fixed import without_priors_on
from sim.scenario.load import judged
from sim.scenario.presets import is_path, preset_file
from sim.scenario.problem import Problem, nearest
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused, judge, refuse
from sim.scenario.root import Scenario
from sim.scenario.settings import Settings, as_data, setting
from sim.scenario.tree import Tree, join, read_groups, set_dotted

EACH = "each"
NAMED = ("contributors", "guarantors", "observers")
LEVERS = ("mandate", "resources", "guarantees", "observers")
PRESET = {"source": "-", "status": "sourced", "help": "A preset's name or a file; left out: the scenario's own."}
TEXT = {"source": "-", "status": "sourced", "help": "Words for people."}


class Arm(Settings):
    """One policy, as the presets and settings in which it differs from the scenario."""

    title: str = setting("", "text", **TEXT)
    words: str = setting("", "text", **TEXT)
    mandate: str | None = setting(None, "preset", **PRESET)
    resources: str | None = setting(None, "preset", **PRESET)
    guarantees: str | None = setting(None, "preset", **PRESET)
    observers: str | None = setting(None, "preset", **PRESET)
    settings: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it
    times: dict[str, float] = {}  # noqa: RUF012


class Study(Settings):
    """Which arms meet the same worlds, and which of them is the baseline."""

    title: str = setting("", "text", **TEXT)
    question: str = setting("", "text", **TEXT)
    baseline: str = setting(
        ..., "an arm's name", source="-", status="sourced", help="The arm that others are compared with."
    )
    arms: dict[str, Arm]

    @model_validator(mode="after")
    def _baseline_is_an_arm(self) -> Study:
        if self.baseline not in self.arms:
            said = f"no arm is named {self.baseline!r} (arms: {', '.join(self.arms) or 'none'})"
            raise refuse("baseline", self.baseline, said, suggestion=nearest(self.baseline, self.arms))
        return self

    def in_order(self) -> list[str]:
        """The arms' names, the baseline first."""
        return [self.baseline, *(name for name in self.arms if name != self.baseline)]


def read_study(choice: str) -> tuple[Study, Path | None]:
    """A study by its name in configs/study or by a path; and the folder that paths in it start from."""
    path = preset_file("study", choice)
    study = judge(Study, read_yaml(path), where=str(path))
    return study, path.parent if is_path(choice) else None


def scenarios_of(
    study: Study, base: Scenario, changed: Iterable[str] = (), beside: Path | None = None
) -> dict[str, Scenario]:
    """Every arm as a judged scenario, the baseline first; `changed` names settings of the base that hold in every arm.

    One refusal tells the faults of all arms."""
    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for name in study.in_order():
        try:
            found[name] = _scenario(study.arms[name], base, list(changed), beside)
        except ScenarioRefused as refusal:
            problems += [
                replace(one, where=", ".join(filter(None, (f"arm {name}", one.where)))) for one in refusal.problems
            ]
    if problems:
        raise ScenarioRefused(problems, "study")
    return found


def _scenario(arm: Arm, base: Scenario, changed: list[str], beside: Path | None) -> Scenario:
    """The arm's presets over the scenario, then what was changed for all arms, then the arm's own settings."""
    problems: list[Problem] = []
    chosen = {lever: (choice, beside) for lever in LEVERS if (choice := getattr(arm, lever)) is not None}
    data = as_data(base)
    tree = join(data, read_groups(chosen, problems), chosen)
    for name in changed:
        if name.split(".")[0] in chosen and _has_entry(tree, name):
            set_dotted(tree, name, _value_at(data, name))
    products = _products(arm.times, judged(tree, list(problems)), problems) if arm.times else {}
    own = {**products, **arm.settings}
    problems += [fault for name, value in own.items() if (fault := set_dotted(tree, name, value))]
    return without_priors_on(judged(tree, problems), own)


def _value_at(tree: Tree, name: str) -> Any:
    here: Any = tree
    for part in name.split("."):
        here = here[part]
    return here


def _has_entry(tree: Tree, name: str) -> bool:
    """Whether an arm has the contributor, guarantor or observer of a setting; true of any other setting."""
    group, field, *below = name.split(".")
    if len(below) < 2 or field not in NAMED:
        return True
    entries = tree[group].get(field, {})
    return below[0] in ([one.get("name") for one in entries] if isinstance(entries, list) else entries)


def _products(times: Mapping[str, float], scenario: Scenario, problems: list[Problem]) -> dict[str, float | int]:
    """The scenario's own numbers, multiplied; whole numbers stay whole. `each` in a name stands for every entry."""
    numbers = {name: one for name, one in scenario.numbers().items() if type(one) in (int, float)}
    found: dict[str, float | int] = {}
    for asked, factor in times.items():
        names = [name for name in numbers if _is_asked(name, asked)]
        if not names:
            problems.append(Problem(f"times.{asked}", factor, "no such number", nearest(asked, numbers)))
        found |= {name: _rounded(numbers[name] * factor, type(numbers[name])) for name in names}
    return found


def _is_asked(name: str, asked: str) -> bool:
    parts, wanted = name.split("."), asked.split(".")
    return len(parts) == len(wanted) and all(w in (EACH, p) for p, w in zip(parts, wanted, strict=True))


def _rounded(value: float, kind: type) -> float | int:
    return round(value) if kind is int else round(value, 9)
