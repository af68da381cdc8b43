"""The whole report of a result: its numbers, its figures, one world under two arms told and played, what it rests on, how to repeat it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from experiments import analysis, dossier, drawing
from experiments.comparison import best_arm, example_world
from experiments.explain.life import Life
from experiments.explain.turning import told_turns
from experiments.held import claims_held
from experiments.pair import Pair, pair_of, player_of, told
from experiments.picture import Picture
from experiments.report import write_report
from experiments.subject import Subject
from experiments.tables import write_table
from experiments.version import version

MOST_WORLDS = 40  # of which days are drawn
ALL_RUNS = "every run of the table (its column run_id)"


class Written(NamedTuple):
    """A report on disk, and whether all its figures could be drawn."""

    path: Path
    is_whole: bool


def write_whole_report(subject: Subject, out: Path, figures: Path, name: str = "report.html", keep_tables: bool = False) -> Written:
    """Writes OUT/NAME. Figures (and, if kept, the tables of the runs they show) go into the folder `figures`.

    Without two arms there is no pair; without a run that ended well, no figure of a world."""
    pair = _pair(subject)
    lives = _lives(subject, pair)
    other = pair.arms[1] if pair else ""
    groups = [_of_outcomes(subject, figures, other), *(_of_life(subject, arm, life, figures, keep_tables) for arm, life in lives)]
    pictures = [one for group in groups for one in group or ()]
    folder = subject.folder.resolve().name if subject.folder else ""
    meta: dict[str, Any] = {**subject.about, "claims": claims_held(), "note": subject.note, "folder": folder}
    base = subject.scenarios[subject.baseline]
    meta |= {"assumptions": dossier.assumptions(base), "priors": dossier.priors(base)}
    if pair:
        meta |= {"pair": {**told(pair), "note": _lived_by(subject)}, "player": player_of(pair)}
    if subject.outcomes is None:
        meta |= {"story": _story(subject, lives[0][1]), "why": told_turns(lives[0][1])}
    path = write_report(out, subject.outcomes, subject.arms, meta, pictures, name)
    return Written(path, None not in groups)


def _lived_by(subject: Subject) -> str:
    """That the table's runs and the world shown come from two versions, where they do."""
    theirs = str(subject.about.get("version") or version())
    if theirs == version():
        return ""
    return f"The runs of the table were lived by version {theirs}, this world by version {version()}: it may differ from its row."


def _pair(subject: Subject) -> Pair | None:
    """The baseline beside the arm that made a long obstruction rarest."""
    if subject.outcomes is None or len(subject.arms) < 2:
        return None
    best = best_arm(analysis.compare(subject.outcomes, subject.baseline))
    return pair_of(subject.outcomes, subject.scenarios, subject.titles, subject.baseline, best) if best else None


def _lives(subject: Subject, pair: Pair | None) -> list[tuple[str, Life]]:
    """The runs that are shown in figures, by arm."""
    if pair:
        return list(zip(pair.arms, pair.lives, strict=True))
    world = subject.seed if subject.outcomes is None else example_world(subject.outcomes, subject.baseline)
    if world is None:
        return []
    return [(subject.baseline, Life(subject.scenarios[subject.baseline], world, subject.titles[subject.baseline]))]


def _of_outcomes(subject: Subject, figures: Path, other: str) -> Sequence[Picture] | None:
    """The figures of all worlds."""
    if subject.outcomes is None or not analysis.compare(subject.outcomes, subject.baseline):
        return []
    base = subject.scenarios[subject.baseline]
    sides = {"outcomes": subject.outcomes, "baseline": subject.baseline, "titles": subject.titles}
    sides |= {"start": base.start, "horizon_days": base.horizon_days, "worlds": _over_time(subject, other) if other else None}
    found = drawing.drawn(sides, figures)
    return found and [one._replace(runs=ALL_RUNS, command=str(subject.about.get("command", ""))) for one in found]


def _over_time(subject: Subject, other: str) -> Any:
    """Daily series of the baseline and another arm in the first worlds of the table, lived again; None where they fail."""
    from experiments.evidence.lives import NothingLived, lived, series_of
    from experiments.figures.overtime import COLUMNS

    worlds = sorted(set(subject.outcomes["world"].tolist()))  # type: ignore[index]
    seeds = range(worlds[0], worlds[0] + min(len(worlds), MOST_WORLDS))
    arms = {name: subject.scenarios[name] for name in (subject.baseline, other)}
    with tempfile.TemporaryDirectory(prefix="corridor-") as aside:
        try:
            lived(arms, seeds, Path(aside) / "ledger", daily=COLUMNS, workers=1, show=lambda _: None)
        except NothingLived:
            return None
        return series_of(Path(aside) / "ledger", COLUMNS)


def _of_life(subject: Subject, arm: str, life: Life, figures: Path, keep_tables: bool) -> Sequence[Picture] | None:
    """The figures of one world under one arm, which say whose they are."""
    folder = figures / "examples" / arm if subject.outcomes is not None else figures
    folder.mkdir(parents=True, exist_ok=True)
    if keep_tables:
        for name, columns in life.tables.items():
            write_table(folder / f"{name}.parquet", columns)
    whose = f". {life.title}, world {life.seed}" if subject.outcomes is not None else ""
    again = subject.again.format(arm=arm, world=life.seed, run_id=life.run_id)
    found = drawing.drawn(life.tables, folder)
    return found and [one._replace(title=f"{one.title}{whose}", runs=life.run_id, command=again) for one in found]


def _story(subject: Subject, life: Life) -> str:
    from experiments.story import tell

    about = {"scenario": life.scenario.name, "arm": life.title, "seed": life.seed, "outcomes": life.outcomes}
    return tell(life.tables["daily"], life.tables["incidents"], life.tables["decisions"], about)
