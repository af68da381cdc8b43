"""How one configuration differs from another, as a short list from which it can be made again exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.scenario.settings import SIMPLE

Tree = Mapping[str, Any]
Changes = list[list[Any]]


def changes(before: Tree, after: Tree) -> Changes:
    """Each change as [path, value], or as [path] where something is taken out."""
    return list(_changes(before, after, []))


def changed(tree: Tree, by: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The tree with every change made; the tree itself stays as it is."""
    found = dict(tree)
    for path, *value in by:
        here = found
        for part in path[:-1]:
            here[part] = dict(here[part])
            here = here[part]
        if value:
            here[path[-1]] = value[0]
        else:
            del here[path[-1]]
    return found


def leaves(tree: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of a tree by its dotted name."""
    if type(tree) not in SIMPLE and isinstance(tree, Mapping):
        for key, one in tree.items():
            yield from leaves(one, f"{name}.{key}" if name else str(key))
    else:
        yield name, tree


def _changes(before: Tree, after: Tree, path: list[str]) -> Iterator[list[Any]]:
    for key in before:
        if key not in after:
            yield [[*path, key]]
    for key, value in after.items():
        there = [*path, key]
        if key not in before:
            yield [there, value]
        elif isinstance(value, Mapping) and isinstance(before[key], Mapping) and _keeps_order(before[key], value):
            yield from _changes(before[key], value, there)
        elif value != before[key] or isinstance(value, bool) != isinstance(before[key], bool) or isinstance(value, Mapping):
            yield [there, value]


def _keeps_order(before: Tree, after: Tree) -> bool:
    """Whether taking out and adding at the end gives the keys in their order: the first contributor leads."""
    kept = [key for key in before if key in after]
    return [*kept, *(key for key in after if key not in before)] == list(after)
