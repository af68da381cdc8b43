"""A session of checks: lives what they need, each arm once whoever asks for it, in a folder that resumes; then judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    needs = {times: _lived(case, chosen, times, folder, workers, tell, show) for times in sorted({CHECKS[one].times for one in chosen})}
    special = _special(case, chosen, folder, workers, tell, tick)
    found = []
    for name in chosen:
        check = CHECKS[name]
        found += check.findings(Needs(needs[check.times], special), case)
    return found


def arms_of(case: Case, names: Iterable[str], times: int) -> Mapping[str, Scenario]:
    """Every arm that the checks of one number of worlds need, the case itself first; none where they need none."""
    asked = [CHECKS[name] for name in names if CHECKS[name].times == times and CHECKS[name].arms]
    found = {name: one for check in asked if check.arms for name, one in check.arms(case).items()}
    return {AS_IS: case.base, **found} if found else {}


def _lived(
    case: Case,
    names: Iterable[str],
    times: int,
    folder: Path,
    workers: int,
    tell: Tell,
    show: Callable[[Progress], None] | None,
) -> Worlds | None:
    arms = arms_of(case, names, times)
    if not arms:
        return None
    seeds = range(case.worlds.start, case.worlds.start + times * len(case.worlds))
    tell(f"{len(arms)} arms in {len(seeds):,} worlds ...")
    return Worlds(lived(arms, seeds, folder / LEDGERS / f"times_{times}", workers=workers, tell=tell, show=show), seeds)


def _special(
    case: Case, names: Iterable[str], folder: Path, workers: int, tell: Tell, tick: Callable[[int, int], None] | None
) -> Worlds | None:
    wanted = [CHECKS[name].specials for name in names]
    specials = {name: one for make in wanted if make for name, one in make(case).items()}
    if not specials:
        return None
    tell(f"{len(specials)} variants of the code in {len(case.worlds):,} worlds ...")
    return special_runs.lived(specials, case.worlds, folder / VARIANTS, workers=workers, tick=tick)
