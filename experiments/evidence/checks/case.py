"""The case that is checked, and its worlds as a check reads them: arms made from it, outcomes by arm."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.arms import scenario_of
from experiments.study.expand import arm_of
from experiments.study.file import Arm
from sim.scenario.refusal import judge
from sim.scenario.root import Scenario

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.evidence import seen

AS_IS = "as_is"


class Case(NamedTuple):
    """The scenario that checks start from, the folder in which changed places are kept, and the worlds asked for."""

    base: Scenario
    folder: Path
    worlds: range

    def arm(self, change: Mapping[str, Any] | None = None, place: Path | None = None) -> Scenario:
        """The scenario with presets (mandate: NAME), settings (a.dotted.name: VALUE) or factors (times.a.dotted.name: 2) changed.

        What is set here holds in every world: its prior is left out."""
        named = {**(change or {}), **({"place": str(place)} if place else {})}
        return scenario_of(judge(Arm, arm_of(named, "check")), self.base)


class Worlds:
    """Outcomes of lived arms, (W,) each in the order of the worlds; NaN where an outcome does not apply or a run failed."""

    def __init__(self, table: pa.Table, worlds: range, ledger: Path | None = None) -> None:
        self.seeds, self.ledger = worlds, ledger
        self._arm = np.array(table["arm"].to_pylist(), object)
        self._place = table["world"].to_numpy() - worlds.start
        self._table = table

    def of(self, arm: str, outcome: str) -> np.ndarray:
        """(W,) one outcome under one arm."""
        here = np.flatnonzero(self._arm == arm)
        if not len(here):
            raise KeyError(arm)
        found = np.full(len(self.seeds), np.nan)
        found[self._place[here]] = self._table[outcome].to_numpy(zero_copy_only=False)[here].astype(float)
        return found

    def ok(self, arm: str) -> np.ndarray:
        """(W,) whether the run of an arm ended well in each world."""
        here = np.flatnonzero(self._arm == arm)
        found = np.zeros(len(self.seeds), bool)
        found[self._place[here]] = np.array(self._table["status"].to_pylist(), object)[here] == "ok"
        return found

    def seen(self, arms: tuple[str, ...]) -> seen.Worlds:
        """These worlds as the statistics of claims see them, daily series included where the ledger kept them."""
        from experiments.evidence.lives import series_of
        from experiments.evidence.seen import worlds_of

        ledger = self.ledger
        series = None if ledger is None else lambda column, arm: series_of(ledger, [column], arm)
        return worlds_of(self._table, arms, series)

    def happened(self, arm: str, day: str) -> np.ndarray:
        """(W,) 1 where something has a first day, 0 where it never came, NaN where the run failed."""
        return np.where(self.ok(arm), np.isfinite(self.of(arm, day)).astype(float), np.nan)
