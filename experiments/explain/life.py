"""A run to be explained, whatever it is named by: the folder it left, its name in a ledger, or the words that live it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.scenario.load import load
from sim.scenario.problem import printable
from sim.scenario.refusal import refuse
from sim.scenario.root import Scenario

NAME = re.compile(r"[0-9a-f]{16}")


class Life:
    """One world under one arm. `tables` are those of the run with its ledger, lived when first asked for."""

    def __init__(self, scenario: Scenario, seed: int, title: str, stored: Mapping[str, Any] | None = None) -> None:
        self.scenario, self.seed, self.title = scenario, seed, title
        self._stored = stored

    @cached_property
    def tables(self) -> dict[str, Any]:
        """The tidy tables of the run, as it is lived now."""
        from experiments.compiling import compiling_told

        with compiling_told():
            import experiments.lean  # noqa: F401  before the model, so that it takes less memory
            from sim.model import run

            one = run(self.scenario, self.seed, ledger=True)
            self.outcomes: dict[str, float] = dict(one.outcomes)
            return one.tables()

    @cached_property
    def is_as_stored(self) -> bool:
        """Whether the run left the outcomes that it has now; true where it left none."""
        if self._stored is None:
            return True
        assert self.tables
        return all(_same(value, self.outcomes.get(name)) for name, value in self._stored.items())

    @cached_property
    def run_id(self) -> str:
        """The run's name."""
        from experiments.identity import configuration_hash, run_id

        return run_id(configuration_hash(self.scenario), self.seed)


def read_life(named: str, *, seed: int | None = None, ledger: str | None = None) -> Life:
    """A run by its folder, by its name in a ledger, or by a scenario file and a seed. ScenarioRefused tells what it is not."""
    path = Path(named).expanduser()
    if path.is_dir():
        return _of_folder(path)
    if NAME.fullmatch(named):
        return _of_ledger(named, ledger)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        if seed is None:
            raise refuse("seed", None, f"{printable(named, 120)} is a scenario; seed=N says which of its worlds")
        return Life(load(path), seed, path.stem)
    what = "no folder of corridor run, no run of a ledger (16 digits from 0 to f), and no scenario file"
    raise refuse("", named, f"{printable(named, 120)}: {what}")


def _of_folder(path: Path) -> Life:
    try:
        summary = json.loads((path / "summary.json").read_text(encoding="utf-8"))
        seed, arm, outcomes = int(summary["seed"]), str(summary["arm"]), dict(summary["outcomes"])
    except (OSError, ValueError, KeyError, TypeError):
        why = "holds no run (summary.json with scenario.yaml); corridor run ... out=DIR leaves one"
        raise refuse("", str(path), f"{printable(str(path), 120)}: {why}") from None
    return Life(load(path / "scenario.yaml"), seed, arm, outcomes)


def _of_ledger(name: str, ledger: str | None) -> Life:
    from experiments.study.relive import find

    found = find(name, ledger)
    arm = next(one for one in found.design.arms if (one.name, one.configuration) == (found.row["arm"], found.row["configuration"]))
    stored = {key: value for key, value in found.row.items() if key in _outcomes() and value is not None}
    return Life(found.design.scenario(arm), found.row["world"], arm.title or arm.name.replace("_", " "), stored)


def _outcomes() -> set[str]:
    from sim.measures import UNITS

    return set(UNITS)


def _same(stored: Any, value: Any) -> bool:
    """Equal to the last bit; what JSON cannot say is empty there."""
    return stored is None or stored == value
