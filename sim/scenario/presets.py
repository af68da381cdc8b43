"""Presets: the named files of each group, and the files of a user's own that take their place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.scenario import ensemble
from sim.scenario.paths import configs_dir
from sim.scenario.problem import nearest, printable
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import refuse
from sim.scenario.settings import as_data

GROUPS = ("mandate", "resources", "guarantees", "observers", "uncertainty")
LISTS = {"guarantees": "guarantors", "observers": "observers"}
YAML = (".yaml", ".yml")

Choice = str | os.PathLike[str] | Mapping[str, Any] | BaseModel


def preset_names(group: str) -> list[str]:
    """The presets of a group (or `scenario`) that come with Corridor."""
    return sorted(path.stem for path in (configs_dir() / group).glob("*.yaml"))


def is_path(choice: str | os.PathLike[str]) -> bool:
    """Whether a choice is the path of a user's file rather than a preset's name."""
    text = os.fspath(choice)
    return not isinstance(choice, str) or "/" in text or os.sep in text or text.endswith(YAML)


def preset_file(group: str, choice: str | os.PathLike[str], beside: Path | None = None) -> Path:
    """The file of a choice; a path is taken from the folder `beside`, else from where the user stands."""
    if is_path(choice):
        path = Path(choice).expanduser()
        return beside / path if beside else path
    names = preset_names(group)
    if choice not in names:
        said = f"no preset is named {printable(str(choice))!r} (known: {', '.join(names) or 'none'})"
        raise refuse(group, choice, said, suggestion=nearest(str(choice), names))
    return configs_dir() / group / f"{choice}.yaml"


def read_preset(group: str, choice: Choice, *, beside: Path | None = None) -> dict[str, Any]:
    """The plain data of a group: from a preset's name, a file's path, or settings given in Python."""
    if isinstance(choice, BaseModel):
        return as_data(choice)
    if isinstance(choice, Mapping):
        return dict(choice)
    if not isinstance(choice, (str, os.PathLike)):
        raise refuse(group, choice, "a preset's name, a file's path or a group of settings is expected")
    path = preset_file(group, choice, beside)
    found = read_yaml(path, may_be_list=group in LISTS)
    if group == "uncertainty" and is_path(choice):
        return ensemble.beside(found, path.parent)
    return {LISTS[group]: found} if isinstance(found, list) else found
