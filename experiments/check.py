"""The verb `check`: judges configuration files without running anything."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from experiments.evidence.missions.as_file import CASE_FIELDS
from sim.scenario import ensemble
from sim.scenario.load import load
from sim.scenario.presets import GROUPS, LISTS
from sim.scenario.problem import Problem, nearest, printable
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused, judge, refuse
from sim.scenario.root import Scenario
from sim.scenario.settings import inner
from sim.scenario.tree import read_groups

FILES = ("scenario", *GROUPS, "study", "claim", "mission", "series")
KINDS = (*FILES, "place")
TABLES = ("settlements.csv", "roads.csv")
SERIES = ("distraction", "ties")
SERIES_KEYS = {"variable", "points", "shape", "reasoning"}
A_SERIES = {"distraction": "a_series", "ties": "a_series"}  # a file of priors may choose among series: it is judged in a case that has them
STUDY_KEYS = {"arms", "baseline", "lesson"}
CLAIM_KEYS = {"statement", "readings", "used_for", "strength"}
FOLDERS = {"claims": "claim", "missions": "mission"}
UNKNOWN = "cannot tell what this file is; say it with --as " + "|".join(KINDS)

Checked = list[tuple[Path, list[Problem]]]


def check_files(paths: Iterable[str | Path], kind: str | None = None) -> Checked:
    """For each file or place folder everything wrong with it; an empty list where it is fine."""
    return [(path, _problems(path, kind)) for given in paths for path in _files(Path(given))]


def main(argv: Sequence[str] | None = None) -> int:
    """Prints what is wrong with each file; 2 where anything is, 0 where all is fine."""
    given = _parser().parse_args(argv)
    if given.kind is not None and given.kind not in KINDS:
        near = nearest(given.kind, KINDS)
        print(f"--as: {printable(given.kind)} is none of {', '.join(KINDS)}{f'; did you mean {near}?' if near else ''}")
        return 2
    checked = check_files(given.files, given.kind)
    for path, problems in checked:
        shown = printable(str(path), 160)
        print(ScenarioRefused(problems, shown) if problems else f"{shown}: fine")
    return 2 if any(problems for _, problems in checked) else 0


def kind_of(path: Path) -> str:
    """What a file holds: told by the folder it lies in, else by the names in it; refused where neither tells."""
    if _is_place(path):
        return "place"
    folder = path.resolve().parent.name
    folder = FOLDERS.get(folder, folder)
    if folder in FILES:
        return folder
    data = read_yaml(path, may_be_list=True)
    entries = [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else [data]
    names = {name for entry in entries for name in entry}
    scores = {kind: len(names & known) for kind, known in _known_names(is_list=isinstance(data, list)).items()}
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] == 0 or list(scores.values()).count(scores[best]) > 1:
        raise refuse("", None, UNKNOWN)
    return best


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corridor check",
        description="Judges configuration files without running them; names every fault at once and writes nothing.",
        epilog="Exit status: 0 if all is fine, 2 if anything is wrong.",
    )
    files = "a YAML file, a place's folder, or a folder of YAML files"
    kind = f"what the files are: {', '.join(KINDS)} (default: told by folder or content)"
    parser.add_argument("files", nargs="+", metavar="FILE", help=files)
    parser.add_argument("--as", dest="kind", metavar="KIND", help=kind)
    return parser


def _files(path: Path) -> list[Path]:
    """The files that a path stands for: a folder that is no place stands for the YAML files in it."""
    if path.is_dir() and not _is_place(path):
        return sorted(path.glob("*.yaml")) or [path]
    return [path.parent if path.name in TABLES else path]


def _is_place(path: Path) -> bool:
    return path.is_dir() and (
        any((path / table).is_file() for table in TABLES) or path.resolve().parent.name == "places"
    )


def _problems(path: Path, kind: str | None) -> list[Problem]:
    try:
        told = kind or kind_of(path)
        JUDGES.get(told, _judge_group)(path, told)
    except ScenarioRefused as refusal:
        return refusal.problems
    return []


def _known_names(*, is_list: bool) -> dict[str, set[str]]:
    """The names that a file of each kind may hold at its top; for a list, in each entry."""
    groups = {group: inner(Scenario.model_fields[group].annotation) for group in GROUPS}
    if is_list:
        entries = {group: inner(groups[group].model_fields[field].annotation) for group, field in LISTS.items()}
        return {group: set(entry.model_fields) for group, entry in entries.items()}
    known = {group: set(cls.model_fields) for group, cls in groups.items() if cls}
    return {
        **known,
        "scenario": set(Scenario.model_fields) - {"title", "note", *GROUPS},
        "study": STUDY_KEYS,
        "claim": CLAIM_KEYS,
        "series": SERIES_KEYS,
        "mission": CASE_FIELDS,
    }


def _judge_group(path: Path, group: str) -> None:
    data = read_yaml(path, may_be_list=group in LISTS)
    data = {LISTS[group]: data} if isinstance(data, list) else data
    data = ensemble.beside(data, path.parent) if group == "uncertainty" else data
    judge(Scenario, {"name": "check", "codings": A_SERIES, group: data} if group == "uncertainty" else {"name": "check", group: data})


def _judge_scenario(path: Path, kind: str) -> None:
    """A scenario with its presets, its place, and the series that the place must bring for its dates."""
    from sim.geography import read_place
    from sim.world.plan import place_folder

    scenario = load(path)
    folder = place_folder(scenario.place)
    problems = _faults(partial(read_place, folder))
    for name, series in _series_of(scenario):
        problems += _faults(partial(_find_series, folder, scenario, name, series), name)
    if problems:
        raise ScenarioRefused(problems)


def _series_of(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every series that the scenario or one of its priors names, with the setting that names it."""
    for name, value in scenario.numbers().items():
        if name.rsplit(".", 1)[-1] in SERIES:
            prior = scenario.uncertainty.priors.get(name) or scenario.uncertainty.joint().get(name)
            possible = (value, *(prior.values or () if prior else ()))
            # `distraction` and `ties` by themselves stand for the scenario's own coding.
            yield from ((name, one) for one in dict.fromkeys(possible) if isinstance(one, str) and one not in SERIES)


def _find_series(folder: Path, scenario: Scenario, name: str, series: str) -> None:
    from sim.geography import find_series

    variable: Any = name.rsplit(".", 1)[-1]
    find_series(folder, series, variable).daily(scenario.start, scenario.horizon_days)


def _faults(act: Callable[[], object], name: str = "") -> list[Problem]:
    try:
        act()
    except ScenarioRefused as refusal:
        return [
            Problem(name or one.name, one.value, one.message, one.suggestion, one.where) for one in refusal.problems
        ]
    return []


def _judge_place(path: Path, kind: str) -> None:
    from sim.geography import read_place, read_series

    problems = _faults(partial(read_place, path))
    for series in sorted(path.glob("series/*.yaml")):
        problems += _faults(partial(read_series, series))
    if problems:
        raise ScenarioRefused(problems)


def _judge_series(path: Path, kind: str) -> None:
    from sim.geography import read_series

    read_series(path)


def _judge_study(path: Path, kind: str) -> None:
    """A study, and the presets that its arms choose."""
    from experiments.arms import read_study

    study, beside = read_study(str(path))
    problems: list[Problem] = []
    for name, arm in study.arms.items():
        chosen = {group: (choice, beside) for group in GROUPS if (choice := getattr(arm, group, None))}
        found: list[Problem] = []
        read_groups(chosen, found)
        problems += [replace(one, name=f"arms.{name}.{one.name}" if one.name else "") for one in found]
    if problems:
        raise ScenarioRefused(problems)


def _judge_claim(path: Path, kind: str) -> None:
    """A claim, its study's arms and series by name, its statistics and their arguments."""
    from experiments.evidence.claims import judge_claim

    judge_claim(path)


def _judge_case(path: Path, kind: str) -> None:
    """A mission's case file, and the scenario that is made from it."""
    from experiments.evidence.missions import read_case, scenarios_of
    from sim.geography import read_place

    for scenario in scenarios_of(read_case(path)).values():
        read_place(Path(scenario.place))


JUDGES: dict[str, Callable[[Path, str], None]] = {
    "scenario": _judge_scenario,
    "place": _judge_place,
    "series": _judge_series,
    "study": _judge_study,
    "claim": _judge_claim,
    "mission": _judge_case,
}
