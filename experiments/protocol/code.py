"""What the sources say about themselves: first sentences of docstrings, read without running anything."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
Documented = ast.Module | ast.ClassDef | ast.FunctionDef


class Named(NamedTuple):
    """A function, class or method of a module, and the first sentence of what it says of itself."""

    name: str
    says: str


def module_says(path: str) -> str:
    """The first sentence of a module's docstring; `path` from the root of the repository."""
    return _first_sentence(_tree(path))


def says(path: str, name: str) -> str:
    """The first sentence of a function's or class's docstring."""
    return dict(public(path))[name]


def says_in_full(path: str, name: str) -> str:
    """The first paragraph of a class's or function's docstring."""
    (node,) = (one for one in _tree(path).body if isinstance(one, (ast.FunctionDef, ast.ClassDef)) and one.name == name)
    return _first_paragraph(node)


def public(path: str) -> list[Named]:
    """Every public function, class and method of a module that says something, in the order of the source."""
    found: list[Named] = []
    for node in _tree(path).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and _is_public(node.name):
            found.append(Named(node.name, _first_sentence(node)))
        if isinstance(node, ast.ClassDef) and _is_public(node.name):
            found += [
                Named(f"{node.name}.{one.name}", _first_sentence(one))
                for one in node.body
                if isinstance(one, ast.FunctionDef) and _is_public(one.name)
            ]
    return [one for one in found if one.says]


def constants(path: str) -> list[tuple[str, int]]:
    """Whole numbers given a public name in capitals at the top of a module, in order."""
    return [
        (target.id, node.value.value)
        for node in _tree(path).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and type(node.value.value) is int
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.isupper() and _is_public(target.id)
    ]


def used_in(folder: str, name: str) -> list[str]:
    """The modules below a folder that name an attribute or a variable, by their path from the root, sorted."""
    return [path for path in modules(folder) if name in _names(path)]


def modules(folder: str) -> list[str]:
    """The modules below a folder, by their path from the root, sorted; `__init__` left out."""
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.py") if path.stem != "__init__")


@lru_cache(maxsize=256)
def _names(path: str) -> frozenset[str]:
    nodes = list(ast.walk(_tree(path)))
    return (
        frozenset(n.attr for n in nodes if isinstance(n, ast.Attribute))
        | {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        | {alias.name for n in nodes if isinstance(n, ast.ImportFrom) for alias in n.names}
    )


@lru_cache(maxsize=256)
def _tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def _first_sentence(node: Documented) -> str:
    """The first paragraph up to its first full stop; a stop within a number or a file's name does not end it."""
    text = _first_paragraph(node)
    end = re.search(r"\.(?= [A-Z(]| [a-z_]+:|$)", text)
    return text[: end.start()] if end else text


def _first_paragraph(node: Documented) -> str:
    return " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())


def _is_public(name: str) -> bool:
    return not name.startswith("_")
