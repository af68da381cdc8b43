"""Corridor's model: peacekeepers, civilians and armed actors on a road network.

| name | what it does |
|---|---|
| `load(scenario, mandate=..., resources=..., guarantees=...)` | judges a scenario and returns it frozen |
| `Scenario` | everything that a run needs to know |
| `run(scenario, seed)` | lives one world to its horizon |
| `MandateModel(scenario, seed)` | the same as a Mesa model, a day at a time |
| `save(model, path)`, `resume(path)` | put a run by in a file, and go on with it |
"""

from importlib import import_module
from typing import Any

__all__ = ["MandateModel", "Scenario", "load", "resume", "run", "save"]
_HOMES = {
    "MandateModel": "sim.model",
    "run": "sim.model",
    "Scenario": "sim.scenario.root",
    "load": "sim.scenario.load",
    "resume": "sim.saved",
    "save": "sim.saved",
}


def __getattr__(name: str) -> Any:
    """Public names are fetched when first asked for, so that looking up a setting does not load the compiler."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
