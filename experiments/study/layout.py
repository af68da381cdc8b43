"""From a study file to a design: read, named, judged."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from experiments.fixed import without_priors_on
from experiments.study.design import Design, design_of
from experiments.study.expand import expanded
from experiments.study.file import Engine, Study
from sim.scenario.load import load
from sim.scenario.presets import is_path, preset_file
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import judge
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data

USUAL = "enclave"


class StudyFile(NamedTuple):
    """A study as its file says it, the file's own name, and the folders that its presets and its table start from."""

    study: Study
    name: str
    beside: Path | None
    folder: Path | None


class Laid(NamedTuple):
    """A study laid out: what its file says, its base, and its design."""

    file: StudyFile
    base: Scenario
    design: Design
    engine: Engine


def read_file(choice: str | os.PathLike[str] | Mapping[str, Any]) -> StudyFile:
    """A study by its name in configs/study, by a path, or as plain data given in Python."""
    if isinstance(choice, Mapping):
        return StudyFile(judge(Study, dict(choice)), "study", None, None)
    path = preset_file("study", choice)
    study = judge(Study, read_yaml(path), where=str(path))
    return StudyFile(study, path.stem, path.parent if is_path(choice) else None, path.parent)


def words_of(file: StudyFile) -> dict[str, str]:
    """The presets that a study file chooses for all its arms, as words of a command line."""
    chosen = {"scenario": file.study.scenario, "uncertainty": file.study.worlds.uncertainty}
    return {name: _beside(choice, file.beside) for name, choice in chosen.items() if choice is not None}


def base_of(file: StudyFile, **changes: Any) -> Scenario:
    """The scenario that every arm starts from, in Python: the file's presets and settings, then `changes` as `sim.load` takes them."""
    chosen: dict[str, Any] = {"scenario": USUAL, **words_of(file)}
    chosen |= {name: changes.pop(name) for name in ("scenario", "uncertainty") if name in changes}
    settings = {**file.study.settings, **changes.pop("settings", {})}
    found = load(**chosen, settings=settings, **changes)
    return without_priors_on(found, [*settings, *(name.replace("__", ".") for name in changes)])


def with_settings(file: StudyFile, base: Scenario, changed: Iterable[str]) -> Scenario:
    """The base with the file's settings, where a command line has not set them."""
    own = {name: value for name, value in file.study.settings.items() if name not in set(changed)}
    return without_priors_on(base.with_(settings=own), own) if own else base


def laid_out(file: StudyFile, base: Scenario, changed: Iterable[str] = (), **words: Any) -> Laid:
    """The study's design; `words` replace what the file says: worlds, first_seed, engine, workers, address, until."""
    study = judge(Study, _replaced(as_data(file.study), words))
    design = design_of(expanded(study, file.folder), base, [*file.study.settings, *changed], file.beside)
    return Laid(file._replace(study=study), base, design, study.engine)


def _replaced(data: dict[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    places = {
        "worlds": ("worlds", "count"),
        "first_seed": ("worlds", "first_seed"),
        "engine": ("engine", "kind"),
        "workers": ("engine", "workers"),
        "address": ("engine", "address"),
    }
    for word, value in words.items():
        group, key = places[word]
        if value is not None:
            data[group] = {**data[group], key: value}
    return data


def _beside(choice: str, beside: Path | None) -> str:
    return str(beside / Path(choice).expanduser()) if beside and is_path(choice) else choice
