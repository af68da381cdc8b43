"""The arms of a comparison: a study file names presets and settings, and each arm becomes one judged scenario."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.study.expand import expanded
from experiments.study.file import Arm, Study
from sim.scenario.load import judged
from sim.scenario.presets import is_path, preset_file, read_preset
from sim.scenario.priors import decided
from sim.scenario.problem import Problem, nearest
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused, judge
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data
from sim.scenario.tree import Tree, join, set_dotted

EACH = "each"
NAMED = ("contributors", "guarantors", "observers")
LEVERS = ("mandate", "resources", "guarantees", "observers")
Presets = dict[tuple[str, str], Any]


def read_study(choice: str) -> tuple[Study, Path | None]:
    """A study by its name in configs/study or by a path, with every arm named; and the folder that paths in it start from."""
    path = preset_file("study", choice)
    beside = path.parent if is_path(choice) else None
    return expanded(judge(Study, read_yaml(path), where=str(path)), beside or path.parent), beside


def scenarios_of(study: Study, base: Scenario, changed: Iterable[str] = (), beside: Path | None = None) -> dict[str, Scenario]:
    """Every arm as a judged scenario, the baseline first; `changed` names settings of the base that hold in every arm.

    One refusal tells the faults of all arms."""
    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    presets: Presets = {}
    for name in study.in_order():
        try:
            found[name] = scenario_of(study.arms[name], base, changed, beside, presets)
        except ScenarioRefused as refusal:
            problems += [replace(one, where=", ".join(filter(None, (f"arm {name}", one.where)))) for one in refusal.problems]
    if problems:
        raise ScenarioRefused(problems, "study")
    return found


def scenario_of(
    arm: Arm, base: Scenario, changed: Iterable[str] = (), beside: Path | None = None, presets: Presets | None = None
) -> Scenario:
    """The arm's presets over the scenario, then what was changed for all arms, then the arm's own settings.

    `presets` remembers files from one arm to the next."""
    problems: list[Problem] = []
    chosen = {lever: (choice, beside) for lever in LEVERS if (choice := getattr(arm, lever)) is not None}
    data = as_data(base)
    tree = join(data, _groups(chosen, {} if presets is None else presets, problems), chosen)
    for name in changed:
        if name.split(".")[0] in chosen and _has_entry(tree, name):
            set_dotted(tree, name, _value_at(data, name))
    products = _products(arm.times, judged(tree, list(problems)), problems) if arm.times else {}
    own = {**products, **arm.settings, **({"amendments": list(arm.amendments)} if arm.amendments else {})}
    problems += [fault for name, value in own.items() if (fault := set_dotted(tree, name, value))]
    tree["uncertainty"] = decided(tree["uncertainty"], own)  # what an arm sets holds in every world
    return judged(tree, problems)


def _groups(chosen: Mapping[str, tuple[str, Path | None]], presets: Presets, problems: list[Problem]) -> Tree:
    """The data of each chosen preset, read once."""
    for (group, (choice, beside)) in chosen.items():
        if (group, choice) not in presets:
            try:
                presets[group, choice] = read_preset(group, choice, beside=beside)
            except ScenarioRefused as refusal:
                problems += refusal.problems
    return {group: copy.deepcopy(presets[group, choice]) for group, (choice, _) in chosen.items() if (group, choice) in presets}


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
