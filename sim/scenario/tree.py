"""One tree of plain data from a scenario, its presets, and the settings that a user changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.scenario.named import from_list, is_named_list
from sim.scenario.nodes import reserved_words
from sim.scenario.presets import GROUPS, Choice, is_path, preset_file, read_preset
from sim.scenario.problem import Problem, shown
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Presets

Tree = dict[str, Any]
Chosen = dict[str, tuple[Any, Path | None]]
GIVEN = "(given in full)"
TWICE = "given twice, by presets.{group} and in full; leave one out (single settings: {group}.NAME=value)"


def scenario_data(choice: Choice, problems: list[Problem]) -> tuple[Tree | None, Path | None]:
    """A scenario's own data, and its file's folder where that is a user's; None where it cannot be read."""
    try:
        data = read_preset("scenario", choice)
    except ScenarioRefused as refusal:
        problems += refusal.problems
        return None, None
    if isinstance(choice, (Mapping, BaseModel)) or not is_path(choice):
        return data, None
    beside = preset_file("scenario", choice).parent
    place = data.get("place")
    if isinstance(place, str) and is_path(place) and (beside / place).is_dir():
        data["place"] = str(beside / place)
    return data, beside


def group_choices(data: Tree, given: Mapping[str, Choice | None], beside: Path | None, problems: list[Problem]) -> Chosen:
    """Each group's choice (the user's, else the scenario's, else the usual one) and the folder a path starts from."""
    own = data.get("presets", {})
    own = {group: named for group, named in own.items() if named != GIVEN} if isinstance(own, Mapping) else {}
    chosen: Chosen = {}
    for group in GROUPS:
        choice = given.get(group)
        if choice is not None:
            chosen[group] = choice, None
        elif group in own and group in data:
            problems.append(Problem(group, None, TWICE.format(group=group)))
        elif group in own:
            chosen[group] = own[group], beside
        elif group not in data:
            chosen[group] = Presets.model_fields[group].default, None
    return chosen


def read_groups(chosen: Chosen, problems: list[Problem]) -> Tree:
    """The data of each chosen group; what cannot be read joins the problems."""
    groups: Tree = {}
    for group, (choice, beside) in chosen.items():
        # A preset that is no text is left for the door, which says so by the setting's name.
        if beside is None or isinstance(choice, str):
            try:
                groups[group] = read_preset(group, choice, beside=beside)
            except ScenarioRefused as refusal:
                problems += refusal.problems
    return groups


def join(data: Tree, groups: Tree, chosen: Chosen) -> Tree:
    """The flat root: the scenario's own keys, each group beside them, and under `presets` where each group is from."""
    tree = {**data, **groups}
    if isinstance(data.get("presets", {}), Mapping):
        in_full = {group: GIVEN for group in GROUPS if group in data}
        tree["presets"] = {**in_full, **data.get("presets", {}), **{group: label(chosen[group][0]) for group in groups}}
    return tree


def label(choice: Choice) -> str:
    """How a choice is named under `presets`."""
    return GIVEN if isinstance(choice, (Mapping, BaseModel)) else str(choice)


def set_dotted(tree: Tree, name: str, value: Any) -> Problem | None:
    """Sets one setting by its dotted name, making groups on the way; a mapping joins the group that is there."""
    wrong = _name_fault(name)
    if wrong:
        return Problem(name, value, wrong)
    here, parts = tree, name.split(".")
    while len(parts) > 1:
        key = _longest_key(here, parts)
        if key == ".".join(parts):
            parts = [key]
            break
        inner = from_list(here[key]) if is_named_list(here.get(key)) else here.setdefault(key, {})
        if not isinstance(inner, Mapping):
            why = f"{'.'.join(parts[1:])} cannot be set: above it stands {shown(inner)}, not a group of settings"
            return Problem(name, value, why)
        here[key] = dict(inner)
        here, parts = here[key], parts[key.count(".") + 1 :]
    _put(here, parts[0], value)
    return None


def remove_dotted(tree: Tree, name: str) -> Problem | None:
    """Takes one setting out, so that its default holds."""
    here, parts = tree, name.split(".")
    while len(parts) > 1:
        key = _longest_key(here, parts)
        if not isinstance(here.get(key), Mapping) or key == ".".join(parts):
            break
        here, parts = here[key], parts[key.count(".") + 1 :]
    if ".".join(parts) not in here:
        return Problem(name, None, "cannot be taken out: it is not set in any file")
    del here[".".join(parts)]
    return None


def _name_fault(name: str) -> str:
    if not all(name.split(".")):
        return "is not a setting's name such as mandate.consent.quality"
    return next((wrong for part in name.split(".") if (wrong := reserved_words(part))), "")


def _longest_key(here: Tree, parts: list[str]) -> str:
    """The longest joined start of a dotted name that is a key here: priors are named by whole dotted settings."""
    joined = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((key for key in joined if key in here), parts[0])


def _put(here: Tree, key: str, value: Any) -> None:
    there = here.get(key)
    here[key] = {**there, **value} if isinstance(there, Mapping) and isinstance(value, Mapping) else value
