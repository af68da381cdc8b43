"""Finds the numbers that stand in the code of the rules: what is not a setting should be a named constant of `sim/constants.py`.

    python tests/constants.py [FOLDER]

prints how many there are in each file of a checkout, and where. Every float counts but 0.0, 1.0 and -1.0. Of whole numbers count
those from 7 up, and smaller ones that multiply, divide, bound, or are held against a time: all others are codes (rungs, states,
kinds of incidents), rows and shapes of arrays.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("sim/capitals", "sim/ground", "sim/roads")
FILES = (*(f"sim/world/{name}.py" for name in ("build", "draw", "inhabit", "people", "plan", "tables")), "sim/model.py", "sim/calendar.py")
PLAIN = (0, 1, -1)
LARGEST_CODE = 6
SCALING = (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
BOUNDS = ("min", "max", "maximum", "minimum", "clip")
TIMES = ("hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years", "h")


class Number(NamedTuple):
    """A number in the code, and where it stands; `within` is the function, or <module>."""

    file: str
    within: str
    line: int
    value: float
    text: str

    @property
    def place(self) -> str:
        """Where exemptions look for it, e.g. `sim/world/people.py:ascending`."""
        return f"{self.file}:{self.within}"


def rule_files(root: Path = ROOT) -> list[Path]:
    """Every file that holds rules."""
    return [path for folder in FOLDERS for path in sorted((root / folder).glob("*.py"))] + [root / name for name in FILES]


def numbers_in(source: str, file: str = "<text>") -> list[Number]:
    """Every number of a source text that a reader would have to look up, in order of line."""
    tree, lines = ast.parse(source), source.splitlines()
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = [_number(node, above, lines, file) for node in ast.walk(tree) if _is_number(node) and _counts(node, above)]
    return sorted(found, key=lambda one: one.line)


def all_numbers(root: Path = ROOT) -> list[Number]:
    """The numbers of all rules of a checkout."""
    return [
        one
        for path in rule_files(root)
        for one in numbers_in(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    ]


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _number(node: ast.Constant, above: dict[ast.AST, ast.AST], lines: list[str], file: str) -> Number:
    functions = [one.name for one in _ancestors(node, above) if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return Number(file, functions[0] if functions else "<module>", node.lineno, _signed(node, above), lines[node.lineno - 1].strip())


def _signed(node: ast.Constant, above: dict[ast.AST, ast.AST]) -> float:
    outer = above[node]
    return -node.value if isinstance(outer, ast.UnaryOp) and isinstance(outer.op, ast.USub) else node.value


def _ancestors(node: ast.AST, above: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while node in above:
        node = above[node]
        yield node


def _counts(node: ast.Constant, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether a number says something about behaviour, as far as its form tells."""
    if node.value in PLAIN:
        return False
    if isinstance(node.value, float):
        return True
    if _is_place(node, above):
        return False
    return node.value > LARGEST_CODE or _is_amount(node, above)


def _is_place(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether a whole number says which row, or how many turns of a loop."""
    for outer in _ancestors(node, above):
        if isinstance(outer, ast.Call) and isinstance(outer.func, ast.Name) and outer.func.id == "range":
            return True
        if isinstance(outer, ast.Subscript) and node is outer.slice:
            return True
        if isinstance(outer, ast.stmt):
            return False
        node = outer
    return False


def _is_amount(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether a small whole number scales, bounds, or is held against a time."""
    outer = above[node]
    if isinstance(outer, ast.UnaryOp):
        outer = above[outer]
    if isinstance(outer, ast.BinOp):
        return isinstance(outer.op, SCALING)
    if isinstance(outer, ast.Call):
        return _last_name(outer.func) in BOUNDS
    if isinstance(outer, ast.Compare):
        return any(_last_name(side).rsplit("_", 1)[-1] in TIMES for side in (outer.left, *outer.comparators))
    return False


def _last_name(node: ast.AST) -> str:
    """The word by which a value is called: `days` of `self.days`, `n["rules.will.days"]` or `days`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value.rsplit(".", 1)[-1]
    return ""


def main(root: Path) -> None:
    """Counts by file, then every number with its place."""
    found = all_numbers(root)
    for file, count in Counter(one.file for one in found).items():
        distinct = {one.value for one in found if one.file == file}
        print(f"{file}: {count} numbers, {len(distinct)} distinct")
    print(f"all: {len(found)} numbers in {len({one.file for one in found})} files\n")
    for one in found:
        print(f"{one.file}:{one.line} {one.within}: {one.value:g}    {one.text}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT)
