"""What the runs of a comparison say: outcomes in one table, arms in words, and which worlds to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from experiments.analysis import Comparison
from experiments.arms import Study
from experiments.differences import differences
from experiments.execute import Row
from experiments.identity import configuration_hash, run_id
from sim.outcomes import UNITS
from sim.scenario.root import Scenario

Arms = Mapping[str, Scenario]
Columns = dict[str, np.ndarray]


def outcome_columns(found: Iterable[Row], arms: Arms) -> Columns:
    """One row a world and arm, both in their order: run_id, world, arm, seed, status, why, and every outcome."""
    order = {name: at for at, name in enumerate(arms)}
    rows = sorted(found, key=lambda row: (order[row.task.arm], row.task.world))
    hashes = {name: configuration_hash(scenario) for name, scenario in arms.items()}
    worlds = np.array([row.task.world for row in rows], np.int64)
    return {
        "run_id": _texts(run_id(hashes[row.task.arm], row.task.world) for row in rows),
        "world": worlds,
        "arm": _texts(row.task.arm for row in rows),
        "seed": worlds,
        "status": _texts("ok" if row.is_ok else "failed" for row in rows),
        "why": _texts(row.why for row in rows),
        **{name: np.array([row.outcomes.get(name, np.nan) for row in rows], float) for name in UNITS},
    }


def arms_in_words(study: Study, arms: Arms) -> dict[str, dict[str, Any]]:
    """Each arm's title, words and differences from the baseline."""
    first = arms[study.baseline]
    return {
        name: {
            "title": study.arms[name].title or name.replace("_", " "),
            "words": study.arms[name].words,
            "differences": differences(first, scenario),
            "configuration_hash": configuration_hash(scenario),
        }
        for name, scenario in arms.items()
    }


def example_world(outcomes: Columns, baseline: str) -> int | None:
    """The world in the middle by displaced persons under the baseline; None where no run of it ended well."""
    mine = (outcomes["arm"] == baseline) & (outcomes["status"] == "ok") & np.isfinite(outcomes["displaced_persons"])
    worlds, persons = outcomes["world"][mine], outcomes["displaced_persons"][mine]
    if not len(worlds):
        return None
    return int(worlds[np.lexsort((worlds, persons))[(len(worlds) - 1) // 2]])


def best_arm(compared: Sequence[Comparison]) -> str | None:
    """The arm that made a long obstruction rarest; among equals, the one with the fewest persons displaced."""
    change = {(one.arm, one.measure): one.difference.value for one in compared if one.difference}
    arms = [arm for arm, measure in change if measure == "is_blockaded" and np.isfinite(change[arm, measure])]
    return min(arms, key=lambda arm: (change[arm, "is_blockaded"], change[arm, "displaced_persons"]), default=None)


def _texts(values: Iterable[str]) -> np.ndarray:
    return np.array(list(values), dtype=object)
