"""Claims judged: their studies lived, each once, into ledgers that resume; then every claim given its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.evidence.claims import ClaimFile
from experiments.evidence.seen import Worlds, worlds_of
from experiments.evidence.verdicts import Verdict, judged

if TYPE_CHECKING:
    from experiments.study.layout import Laid
    from sim.scenario.root import Scenario

RUNS = "runs"


@dataclass(frozen=True)
class Bench:
    """The runs that some claims share: a study laid out, and its claims."""

    name: str
    laid: Laid
    claims: tuple[ClaimFile, ...]

    @property
    def n_runs(self) -> int:
        """Worlds times arms."""
        return self.laid.design.n_runs

    def scenarios(self) -> dict[str, Scenario]:
        """Every arm as a judged scenario, the baseline first."""
        return {arm.name: self.laid.design.scenario(arm) for arm in self.laid.design.arms}


def benches(claims: Iterable[ClaimFile], worlds: int | None = None, uncertainty: str | None = None) -> list[Bench]:
    """The studies of the claims that can be tested, each laid out once. `uncertainty` takes the place of priors in studies of the record.

    Raises ScenarioRefused with everything wrong."""
    from experiments.study.layout import base_of, laid_out, read_file

    by_study: dict[str, list[ClaimFile]] = {}
    for one in claims:
        if one.study is not None and one.claim.testable:
            by_study.setdefault(str(one.study), []).append(one)
    found = []
    for mine in by_study.values():
        assert mine[0].study is not None
        file = read_file(mine[0].study)
        is_record = any(one.claim.family == "historical" for one in mine)
        changes: dict[str, Any] = {"uncertainty": uncertainty} if uncertainty and is_record else {}
        name = f"{file.name}-{Path(uncertainty).stem}" if changes and uncertainty else file.name  # its own ledger
        found.append(Bench(name, laid_out(file, base_of(file, **changes), worlds=worlds), tuple(mine)))
    return found


def worlds_lived(bench: Bench, out: Path, workers: int = 0, tell: Callable[[str], None] | None = None) -> Worlds:
    """The worlds of a bench, from its ledger below `out`; what the ledger lacks is lived."""
    from experiments.evidence.lives import lived, series_of

    design, ledger = bench.laid.design, out / RUNS / bench.name
    scenarios = bench.scenarios()
    table = lived(scenarios, design.worlds, ledger, daily=design.daily, workers=workers, tell=tell)
    return worlds_of(table, list(scenarios), lambda column, arm: series_of(ledger, [column], arm))


def verdicts(
    claims: Iterable[ClaimFile],
    found: Iterable[Bench],
    out: Path,
    *,
    workers: int = 0,
    tell: Callable[[str], None] | None = None,
    began: Callable[[Bench], None] = lambda _: None,
) -> list[Verdict]:
    """The verdict of every claim, in the order given; `began` hears of each study before it is lived."""
    by_path: dict[Path, Verdict] = {}
    for bench in found:
        began(bench)
        worlds = worlds_lived(bench, out, workers, tell)
        by_path |= {one.path: judged(one.claim, worlds) for one in bench.claims}
    return [by_path.get(one.path) or judged(one.claim, None) for one in claims]
