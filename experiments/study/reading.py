"""What a ledger says: its runs as a table, grouped, compared and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments import intervals
from experiments.analysis import Comparison, difference, interval
from experiments.study.design import Design
from experiments.study.ledger import Ledger
from experiments.study.query import Query, quoted

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as pa
    from matplotlib.figure import Figure

UNITS = {"_persons": "persons", "_deaths": "deaths", "_musd": "million US$", "_days": "days"}


def unit_of(outcome: str) -> str:
    """How an outcome is rounded and its difference judged: share for what is true or not."""
    return "share" if outcome.startswith("is_") else next((unit for end, unit in UNITS.items() if outcome.endswith(end)), "")


class Results:
    """The runs of a ledger's latest design. Nothing is kept in memory: each question reads what it needs."""

    def __init__(self, folder: str | Path, design: Design | None = None) -> None:
        self.folder = Path(folder)
        self.design = design or Ledger(self.folder).design()
        self._query = Query(self.folder, self.design)

    @property
    def baseline(self) -> str:
        """The arm that others are compared with."""
        return self.design.baseline

    @property
    def strange(self) -> list[str]:
        """Files that could not be read when the last question was asked."""
        return self._query.strange

    def sql(self, query: str) -> pa.Table:
        """The answer to a question in SQL; `study` is the table of this design's runs, `runs` and `daily` are all there is."""
        return self._query.table(query)

    def table(self, columns: Sequence[str] = ()) -> pa.Table:
        """The runs as an Arrow table, arm by arm and world by world."""
        told = ", ".join(map(quoted, columns)) if columns else "study.*"
        return self.sql(f"select {told} from study join arms using (arm, configuration) order by arms.place, world")

    def pandas(self, columns: Sequence[str] = ()) -> pandas.DataFrame:
        """The runs as a pandas frame."""
        return self.table(columns).to_pandas()

    def polars(self, columns: Sequence[str] = ()) -> polars.DataFrame:
        """The runs as a polars frame."""
        import polars

        return polars.from_arrow(self.table(columns))  # type: ignore[return-value]

    def grouped(self, by: Sequence[str] = ("arm",), outcomes: Sequence[str] = ()) -> pa.Table:
        """Mean, spread and number of runs of each outcome, by any columns."""
        keys = ", ".join(map(quoted, by))
        told = ", ".join(
            f"avg({quoted(name)}) as {quoted(name)}, stddev_samp({quoted(name)}) as {quoted(name + '_sd')}"
            for name in outcomes or self.design.outcomes
        )
        counts = "count(*) as runs, count(*) filter (status = 'failed') as failed"
        return self.sql(f"select {keys}, {counts}, {told} from study group by {keys} order by {keys}")

    def compare(self, outcomes: Sequence[str] = (), arms: Sequence[str] = ()) -> list[Comparison]:
        """Each outcome under each arm, baseline first, with the paired difference from the baseline in the same worlds."""
        names = list(outcomes or self.design.outcomes)
        wanted = {self.baseline, *(arms or (arm.name for arm in self.design.arms))}
        columns = ", ".join(map(quoted, names))
        found = self.sql(f"select arms.place, world, status, {columns} from study join arms using (arm, configuration)")
        values = {name: self._matrix(found, name) for name in names}
        failed = self._failed(found)
        return [
            self._comparison(at, arm.name, name, values[name], int(failed[at]))
            for at, arm in enumerate(self.design.arms)
            if arm.name in wanted
            for name in names
        ]

    def daily(self, columns: Sequence[str] = (), arm: str = "") -> pa.Table:
        """The daily series kept, in order: one row an arm, world and day."""
        told = ", ".join(map(quoted, ["arm", "world", "day", *(columns or self.design.daily)]))
        only = f"where arm = '{arm}'" if arm else ""
        return self.sql(f"select {told} from daily semi join study using (run_id) {only} order by arm, world, day")

    def figure(self, kind: str = "paired_differences") -> Figure:
        """A figure of the arms: `paired_differences` or `arms`."""
        from experiments import figures

        titles = {arm.name: arm.title or arm.name.replace("_", " ") for arm in self.design.arms}
        return {"arms": figures.arms, "paired_differences": figures.paired_differences}[kind](self.table(), self.baseline, titles)

    def _matrix(self, found: pa.Table, name: str) -> np.ndarray:
        """(arms, worlds) an outcome; NaN where it does not apply, the run failed, or was never lived."""
        values = np.full((len(self.design.arms), self.design.count), np.nan)
        values[found["place"].to_numpy(), found["world"].to_numpy() - self.design.first_seed] = found[name].to_numpy()
        return values

    def _failed(self, found: pa.Table) -> np.ndarray:
        places = found["place"].to_numpy()[np.array(found["status"].to_pylist(), object) == "failed"]
        return np.bincount(places, minlength=len(self.design.arms))

    def _comparison(self, at: int, arm: str, name: str, values: np.ndarray, n_failed: int) -> Comparison:
        unit = unit_of(name)
        first, second = values[0], values[at]
        apart = difference(first, second, unit) if at else None
        needed = intervals.unpaired_worlds(first, second) if at else np.nan
        known = int(np.isfinite(second).sum())
        words = name.removeprefix("is_").replace("_", " ")
        return Comparison(
            arm,
            name,
            words,
            unit,
            interval(second, unit),
            apart,
            intervals.quantiles(second, (0.5,))[0],
            needed,
            n_failed,
            max(0, known - apart.n) if apart else 0,
        )
