"""What statistics see of the runs: outcomes and daily series by arm, world by world, the same worlds in every arm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

Series = Callable[[str, str], np.ndarray]


@dataclass(frozen=True)
class Worlds:
    """The runs of a study. A world in which any arm failed is left out of all arms, so that rows stand for the same worlds."""

    arms: tuple[str, ...]
    seeds: np.ndarray
    _outcomes: Mapping[str, Mapping[str, np.ndarray]]
    _rows: np.ndarray
    _series: Series | None = None
    n_failed: int = 0
    _kept: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many worlds."""
        return len(self._rows)

    def outcome(self, name: str, arm: str = "") -> np.ndarray:
        """(worlds,) an outcome under an arm (left out: the first); NaN where it does not apply."""
        return self._outcomes[arm or self.arms[0]][name][self._rows]

    def daily(self, column: str, arm: str = "") -> np.ndarray:
        """(worlds, days) a daily series under an arm (left out: the first)."""
        key = (column, arm or self.arms[0])
        if key not in self._kept:
            assert self._series is not None, "the study keeps no daily series"
            self._kept[key] = self._series(*key)
        return self._kept[key][self._rows]

    def resampled(self, rows: np.ndarray) -> Worlds:
        """Other worlds of the same: with replacement, or a part of them."""
        return Worlds(self.arms, self.seeds, self._outcomes, self._rows[rows], self._series, self.n_failed, self._kept)


def worlds_of(table: pa.Table, arms: Sequence[str], series: Callable[[str, str], pa.Table] | None = None) -> Worlds:
    """The worlds of a table of runs (`experiments.evidence.lives.lived`); `series(column, arm)` gives daily series as a table."""
    names = [name for name in table.column_names if name not in ("arm", "world", "status", "why")]
    of_arm = np.array(table["arm"].to_pylist(), object)
    seeds = np.unique(table["world"].to_numpy())
    outcomes, is_ok = {}, np.ones(len(seeds), bool)
    for arm in arms:
        mine = np.flatnonzero(of_arm == arm)
        mine = mine[np.argsort(table["world"].to_numpy()[mine], kind="stable")]
        is_ok &= np.array(table["status"].to_pylist(), object)[mine] == "ok"
        outcomes[arm] = {name: table[name].to_numpy(zero_copy_only=False)[mine].astype(float) for name in names}
    read = None if series is None else lambda column, arm: _matrix(series(column, arm), column, seeds)
    return Worlds(tuple(arms), seeds, outcomes, np.flatnonzero(is_ok), read, int((~is_ok).sum()))


def _matrix(series: pa.Table, column: str, seeds: np.ndarray) -> np.ndarray:
    """(worlds, days) in the order of the seeds; NaN in worlds without a series."""
    world, day = series["world"].to_numpy(), series["day"].to_numpy()
    values = np.full((len(seeds), int(day.max()) + 1), np.nan)
    values[np.searchsorted(seeds, world), day] = series[column].to_numpy()
    return values
