"""Did you mean: the known name nearest to one that is not known."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from sim.scenario.glossary import describe_settings
from sim.scenario.problem import nearest
from sim.scenario.settings import inner, shapes

ALIKE = 0.75


def suggested_name(cls: type[BaseModel], path: Sequence[str | int], data: Any) -> str:
    """A setting of the same group by its own name, or one from elsewhere in the tree by its dotted name."""
    key = str(path[-1])
    group = group_at(cls, path[:-1])
    beside = list(group.model_fields) if group else []
    close = nearest(key, beside, ALIKE)
    elsewhere, groups = known_names(cls)
    same = close or _same_leaf(key, (*elsewhere, *groups), data)
    return same or nearest(key, beside) or _alike_leaf(key, elsewhere, data)


@lru_cache(maxsize=16)
def known_names(cls: type[BaseModel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The dotted names of all settings below a class, and of all groups."""
    names = tuple(info.name for info in describe_settings(cls))
    groups = (".".join(name.split(".")[:n]) for name in names for n in range(1, name.count(".") + 1))
    return names, tuple(dict.fromkeys(groups))


def group_at(cls: type[BaseModel], path: Sequence[str | int]) -> type[BaseModel] | None:
    """The class of settings that a path of names leads to; None where it leads out of the tree."""
    here: type[BaseModel] | None = cls
    within_entries = False
    for part in path:
        if within_entries:
            within_entries = False
            continue
        if here is None or part not in here.model_fields:
            return None
        annotation = here.model_fields[str(part)].annotation
        within_entries = any(typing.get_origin(shape) in (dict, tuple) for shape in shapes(annotation))
        here = inner(annotation)
    return None if within_entries else here


def named(name: str, data: Any) -> str:
    """A dotted name with `<name>` replaced by the only entry that the data has there."""
    parts, here = name.split("."), data
    for at, part in enumerate(parts):
        names = _names(here)
        if part == "<name>" and len(names) == 1:
            parts[at] = part = names[0]
        here = here.get(part) if isinstance(here, Mapping) else None
    return ".".join(parts)


def _names(here: Any) -> list[str]:
    if isinstance(here, Mapping):
        return [str(name) for name in here]
    return []


def _same_leaf(key: str, names: Sequence[str], data: Any) -> str:
    found = [name for name in names if name.rsplit(".", 1)[-1] == key]
    return named(found[0], data) if found else ""


def _alike_leaf(key: str, names: Sequence[str], data: Any) -> str:
    leaf = nearest(key, dict.fromkeys(name.rsplit(".", 1)[-1] for name in names), ALIKE)
    return _same_leaf(leaf, names, data) if leaf else ""
