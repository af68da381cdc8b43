"""Loading a scenario in Python: presets by name or path, a few changes, one judged and frozen result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.presets import GROUPS, Choice
from sim.scenario.problem import Problem
from sim.scenario.refusal import ScenarioRefused, judge
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data
from sim.scenario.tree import GIVEN, Tree, group_choices, join, read_groups, scenario_data, set_dotted


def load(
    scenario: Choice = "enclave",
    *,
    mandate: Choice | None = None,
    resources: Choice | None = None,
    guarantees: Choice | None = None,
    observers: Choice | None = None,
    uncertainty: Choice | None = None,
    settings: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Scenario:
    """A scenario with the presets it starts from, or others by name or path, and single settings changed.

    `load("nagorno_karabakh", mandate="un_chapter_vi", resources__posts=40, settings={"theory.pi": 1.0})`;
    ScenarioRefused lists everything wrong at once."""
    given = dict(zip(GROUPS, (mandate, resources, guarantees, observers, uncertainty), strict=True))
    problems: list[Problem] = []
    data, beside = scenario_data(scenario, problems)
    chosen = group_choices(data or {}, given, beside, problems)
    groups = read_groups(chosen, problems)
    if data is None:
        raise ScenarioRefused(problems)
    return _changed(join(data, groups, chosen), settings, changes, problems)


def change(scenario: Scenario, *, settings: Mapping[str, Any] | None = None, **changes: Any) -> Scenario:
    """A new scenario with other presets (`mandate="un_chapter_vi"`) or settings (`theory__pi=1.0`)."""
    chosen = {group: (changes.pop(group), None) for group in GROUPS if group in changes}
    problems: list[Problem] = []
    groups = read_groups(chosen, problems)
    return _changed(join(as_data(scenario), groups, chosen), settings, changes, problems)


def written_out(scenario: Scenario) -> Tree:
    """A scenario as one file's plain data with every group in full; loading it needs no presets."""
    return {**as_data(scenario), "presets": dict.fromkeys(GROUPS, GIVEN)}


def judged(tree: Tree, problems: list[Problem]) -> Scenario:
    """The scenario of a tree; a refusal tells what was found before and what the door finds."""
    try:
        found = judge(Scenario, tree)
    except ScenarioRefused as refusal:
        raise ScenarioRefused([*problems, *refusal.problems]) from None
    if problems:
        raise ScenarioRefused(problems)
    return found


def _changed(tree: Tree, settings: Mapping[str, Any] | None, changes: Mapping[str, Any], problems: list[Problem]) -> Scenario:
    dotted = {name.replace("__", "."): value for name, value in changes.items()} | dict(settings or {})
    problems += [fault for name, value in dotted.items() if (fault := set_dotted(tree, name, _plain(value)))]
    return judged(tree, problems)


def _plain(value: Any) -> Any:
    """A value as YAML would give it: NumPy's single numbers become Python's."""
    return value.item() if getattr(value, "ndim", None) == 0 else value
