"""The name of a run is what went into it: the judged configuration, the world, and the version of the model."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from experiments.version import version
from sim.scenario.ensemble import ensemble_path
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data
from sim.world.plan import place_folder

LENGTH = 16


def configuration_hash(scenario: Scenario) -> str:
    """A digest of every setting and of the place's tables; where the files lie makes no difference, who is named first does."""
    order = [list(scenario.resources.contributors), list(scenario.guarantees.guarantors)]
    data = {key: value for key, value in as_data(scenario).items() if key not in ("presets", "place")}
    if scenario.uncertainty.ensemble.file:
        table = ensemble_path(scenario.uncertainty.ensemble.file)
        data["uncertainty"]["ensemble"]["file"] = hashlib.sha256(table.read_bytes()).hexdigest()
    return _digest({**data, "place": _place_digest(place_folder(scenario.place)), "order": order})


def run_id(configuration: str, seed: int) -> str:
    """The name of one run, from the hash of its configuration and its world."""
    return hashlib.sha256(f'["{configuration}",{seed},"{version()}"]'.encode()).hexdigest()[:LENGTH]


def _digest(data: Any) -> str:
    written = json.dumps(data, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:LENGTH]


@lru_cache(maxsize=64)
def _place_digest(folder: Path) -> str:
    """A digest of the tables and series of a place."""
    known = hashlib.sha256()
    for path in (*sorted(folder.glob("*.csv")), *sorted(folder.glob("series/*.yaml"))):
        known.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return known.hexdigest()
