"""Hydra's only door: composes Corridor's own presets with a user's files and words into one tree of plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import OmegaConf

from experiments.overrides import ONE_VALUE, CommandLine, Setting, taken_apart
from sim.scenario.load import judged
from sim.scenario.nodes import reserved_words
from sim.scenario.paths import configs_dir
from sim.scenario.presets import is_path, preset_file
from sim.scenario.problem import Problem, shown
from sim.scenario.refusal import ScenarioRefused, refuse
from sim.scenario.root import Scenario
from sim.scenario.tree import Chosen, Tree, group_choices, join, read_groups, remove_dotted, scenario_data, set_dotted

ROOT = "corridor_root"
RESOLVERS = ("oc.env", "oc.decode", "oc.create", "oc.deprecated", "oc.select", "oc.dict.keys", "oc.dict.values")


@dataclass(frozen=True)
class Composed:
    """What a command line asks for: the tree for the door, and the verb's own words."""

    tree: Tree
    words: dict[str, Any]


def compose(overrides: Iterable[str], *, own: Mapping[str, Any] | None = None) -> Composed:
    """The tree of a command line such as `scenario=enclave mandate=my/file.yaml theory.pi=1`.

    `own` gives the verb's own words with their defaults (or as `Word`). ScenarioRefused lists every word at fault;
    the tree itself is judged by the door."""
    composed, problems = _composed(overrides, own or {})
    if problems or composed is None:
        raise ScenarioRefused(problems)
    return composed


def composed_scenario(
    overrides: Iterable[str], *, own: Mapping[str, Any] | None = None
) -> tuple[Scenario, dict[str, Any]]:
    """The judged scenario of a command line, and the verb's words; one refusal tells the faults of both."""
    composed, problems = _composed(overrides, own or {})
    if composed is None:
        raise ScenarioRefused(problems)
    return judged(composed.tree, problems), composed.words


def _composed(overrides: Iterable[str], own: Mapping[str, Any]) -> tuple[Composed | None, list[Problem]]:
    line = taken_apart(overrides, own)
    problems = line.problems
    scenario = _scenario_file(line.choices.pop("scenario", "enclave"), problems)
    if scenario is None:
        return None, problems
    data, beside = scenario_data(scenario, problems)
    chosen = group_choices(data or {}, line.choices, beside, problems)
    ours = _ours(chosen, problems)
    theirs = read_groups({group: chosen[group] for group in chosen if group not in ours}, problems)
    if data is None:
        return None, problems
    base = _by_hydra(ours if is_path(scenario) else {"scenario": scenario, **ours})
    groups = {group: base[group] for group in ours} | theirs
    tree = join(base.get("scenario", data), groups, chosen)
    _change(tree, line, problems)
    return Composed(tree, line.words), problems


def _scenario_file(choice: str, problems: list[Problem]) -> str | None:
    """The scenario chosen; a mission's case file becomes the scenario made from it. None where that is refused."""
    from experiments.evidence.missions.as_file import scenario_file

    try:
        return scenario_file(choice)
    except ScenarioRefused as refusal:
        problems += refusal.problems
        return None


def _ours(chosen: Chosen, problems: list[Problem]) -> dict[str, str]:
    """The groups whose choice is a preset of Corridor's own."""
    ours: dict[str, str] = {}
    for group, (choice, _) in list(chosen.items()):
        if isinstance(choice, str) and not is_path(choice):
            try:
                preset_file(group, choice)
                ours[group] = choice
            except ScenarioRefused as refusal:
                problems += refusal.problems
                del chosen[group]
    return ours


def _by_hydra(names: Mapping[str, str]) -> Tree:
    """The presets of those names, composed by Hydra without looking anything up and without leaving anything behind."""
    for name in RESOLVERS:
        OmegaConf.clear_resolver(name)
    store = ConfigStore.instance()
    store.store(ROOT, {"defaults": ["_self_", *({group: name} for group, name in names.items())]})
    try:
        with initialize_config_dir(str(configs_dir()), version_base="1.3"):
            composed = OmegaConf.to_container(hydra_compose(ROOT), resolve=False)
    except HydraException as error:
        raise refuse("", None, "Corridor's own presets cannot be composed; install it again") from error
    finally:
        store.repo.pop(f"{ROOT}.yaml", None)
        for name in RESOLVERS:
            OmegaConf.clear_resolver(name)
    assert isinstance(composed, dict)
    return {str(key): value for key, value in composed.items()}


def _change(tree: Tree, line: CommandLine, problems: list[Problem]) -> None:
    """Applies the settings of a command line in its order."""
    for setting in line.settings:
        problem = remove_dotted(tree, setting.name) if setting.is_removed else _set(tree, setting)
        if problem:
            problems.append(problem)


def _set(tree: Tree, setting: Setting) -> Problem | None:
    """Sets a value written in Hydra's grammar; sweeps and whatever else is no single plain value are refused."""
    try:
        override = OverridesParser.create().parse_override(f"value={setting.written}")
    except HydraException:
        why = f"{shown(setting.written)} cannot be read; put a text with special characters in quotes"
        return Problem(setting.name, setting.written, why)
    if override.is_sweep_override():
        return Problem(setting.name, setting.written, f"{shown(setting.written)} stands for several; {ONE_VALUE}")
    value = override.value()
    wrong = _key_fault(value)
    return Problem(setting.name, setting.written, wrong) if wrong else set_dotted(tree, setting.name, value)


def _key_fault(value: Any) -> str:
    """Why a value that holds mappings is refused for one of its keys; empty where it is fine."""
    if isinstance(value, list):
        return next((wrong for one in value if (wrong := _key_fault(one))), "")
    if not isinstance(value, dict):
        return ""
    for key, one in value.items():
        wrong = (
            reserved_words(key) or _key_fault(one) if isinstance(key, str) else f"the key {shown(key)} is not a name"
        )
        if wrong:
            return wrong
    return ""
