"""Imports only point down, and every third party has one door."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# The house style names the layers; where several stand on one line there, they are put in order here. Three arrows come
# of that: the crowd (roads) and the offensive (capitals) change the state of households by the ground's own rules, so
# that persons are counted in one place; and the views (agents) let go of their model in the way that capitals do.
BOTTOM_UP = """constants digest compiled bundle arithmetic quantiles luck scenario geography world ground roads capitals observe agents
calendar decisions tidy measures correlation episodes outcomes model saved"""
LAYERS = [*BOTTOM_UP.split(), "__init__"]
DOORS = {
    "mesa": {"sim/capitals/", "sim/agents.py", "sim/model.py", "experiments/rivals/", "experiments/lean.py"},
    "networkx": {"sim/geography/"},
    "matplotlib": {"experiments/figures/"},
    "hydra": {"experiments/compose.py", "experiments/__main__.py"},
    "omegaconf": {"experiments/compose.py", "experiments/__main__.py"},
}


def imports(path):
    """(line, dotted name) of every import that happens when the code runs: not those for a type checker alone."""
    tree = ast.parse(path.read_text())
    idle = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if id(node) in idle:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            yield from ((node.lineno, f"{node.module}.{one.name}") for one in node.names)


def sources(folder):
    """Every module of a package, by its path from the root."""
    return [(path, path.relative_to(ROOT).as_posix()) for path in sorted((ROOT / folder).rglob("*.py"))]


def layer(name):
    """The height of a dotted name of the model: `sim.roads.queues` is on that of `roads`; `sim` itself on top."""
    parts = name.split(".")
    return LAYERS.index(parts[1] if len(parts) > 1 and parts[1] in LAYERS else "__init__")


def test_inside_the_model_imports_only_point_down():
    wrong = []
    for path, shown in sources("sim"):
        own = path.relative_to(ROOT / "sim").parts[0].removesuffix(".py")
        assert own in LAYERS, f"{shown}: give it a layer"
        wrong += [
            f"{shown}:{line} imports {name}"
            for line, name in imports(path)
            if name.split(".")[0] == "sim" and layer(name) > LAYERS.index(own)
        ]
    assert wrong == []


def test_the_model_knows_nothing_of_experiments():
    wrong = [
        f"{shown}:{line} imports {name}"
        for path, shown in sources("sim")
        for line, name in imports(path)
        if name.split(".")[0] in ("experiments", "launcher", "configs", "tests")
    ]
    assert wrong == []


@pytest.mark.parametrize("party", DOORS)
def test_every_third_party_has_one_door(party):
    wrong = [
        f"{shown}:{line}"
        for folder in ("sim", "experiments")
        for path, shown in sources(folder)
        for line, name in imports(path)
        if name.split(".")[0] == party and not any(shown.startswith(door) for door in DOORS[party])
    ]
    assert wrong == []


def test_the_model_writes_no_files_and_draws_no_plots():
    wrong = [
        f"{shown}:{line} imports {name}"
        for path, shown in sources("sim")
        for line, name in imports(path)
        if name.split(".")[0] in ("matplotlib", "pyarrow", "pandas", "rich", "argparse", "multiprocessing", "subprocess")
    ]
    assert wrong == []
