"""A session of checks: lives what they need, each arm once whoever asks for it, in a folder that resumes; then judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.evidence.checks import specials as special_runs
from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.finding import Finding
from experiments.evidence.checks.registry import CHECKS, Needs
from experiments.evidence.lives import lived
from sim.scenario.root import Scenario

if TYPE_CHECKING:
    from experiments.study.session import Progress

LEDGERS, PLACES, VARIANTS = "ledgers", "places", "variants.parquet"
FEWEST = 2  # worlds
Tell = Callable[[str], None]


def probe(
    base: Scenario,
    folder: Path,
    worlds: range,
    names: Iterable[str] = tuple(CHECKS),
    *,
    workers: int = 0,
    tell: Tell = lambda line: None,
    show: Callable[[Progress], None] | None = None,
    tick: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """The findings of the named checks on a case, in the order of `CHECKS`. The same call with the same folder lives nothing again.

    `tell` hears what is done next and what failed; `show` and `tick` hear how far it is."""
    chosen = [name for name in CHECKS if name in set(names)]
    case = Case(base, folder.absolute() / PLACES, worlds)
    lots = {name: (CHECKS[name].times, CHECKS[name].daily is not None) for name in chosen}
    alike = {lot: [name for name in chosen if lots[name] == lot] for lot in sorted(set(lots.values()))}
    needs = {lot: _lived(case, several, folder, workers, tell, show) for lot, several in alike.items()}
    special = _special(case, chosen, folder, workers, tell, tick)
    found = []
    for name in chosen:
        found += CHECKS[name].findings(Needs(needs[lots[name]], special), case)
    return found


def arms_of(case: Case, names: Iterable[str]) -> Mapping[str, Scenario]:
    """Every arm that checks need, the case itself first; none where they need none."""
    makers = [make for name in names if (make := CHECKS[name].arms)]
    found = {name: one for make in makers for name, one in make(case).items()}
    return {AS_IS: case.base, **found} if found else {}


def _lived(
    case: Case, names: Sequence[str], folder: Path, workers: int, tell: Tell, show: Callable[[Progress], None] | None
) -> Worlds | None:
    """The worlds of checks that need as many of them, and the same daily series."""
    arms = arms_of(case, names)
    if not arms:
        return None
    times, series = CHECKS[names[0]].times, CHECKS[names[0]].daily
    seeds = range(case.worlds.start, case.worlds.start + max(FEWEST, round(times * len(case.worlds))))
    ledger = folder / LEDGERS / f"times_{times}{'_daily' if series else ''}"
    tell(f"{len(arms)} arm{'s' * (len(arms) != 1)} in {len(seeds):,} worlds ...")
    daily = series() if series else ()
    table = lived(arms, seeds, ledger, daily=daily, workers=workers, tell=tell, show=show)
    return Worlds(table, seeds, ledger if daily else None)


def _special(
    case: Case, names: Iterable[str], folder: Path, workers: int, tell: Tell, tick: Callable[[int, int], None] | None
) -> Worlds | None:
    wanted = [CHECKS[name].specials for name in names]
    specials = {name: one for make in wanted if make for name, one in make(case).items()}
    if not specials:
        return None
    tell(f"{len(specials)} variants of the code in {len(case.worlds):,} worlds ...")
    return special_runs.lived(specials, case.worlds, folder / VARIANTS, workers=workers, tick=tick, tell=tell)
