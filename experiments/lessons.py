"""The lessons that come with Corridor: studies with a question for the classroom, in configs/lessons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from experiments.study.file import Study
from sim.scenario.presets import preset_file, preset_names
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import judge, refuse

GROUP = "lessons"
WORD = "lesson="


def lesson_names() -> list[str]:
    """The lessons there are, in the order in which they are told: by the number that a file's name begins with."""
    return preset_names(GROUP)


def lesson_file(name: str) -> Path:
    """The file of a lesson; ScenarioRefused names the nearest where there is none."""
    return preset_file(GROUP, name)


def with_lesson(argv: Sequence[str]) -> list[str]:
    """A command line whose `lesson=NAME` became the study that it is and, unless given, the scenario that it asks for."""
    names = [word[len(WORD) :] for word in argv if word.startswith(WORD)]
    if len(names) != 1 or not names[0]:
        return list(argv)
    found = [word for word in argv if not word.startswith(WORD)] + [f"study={lesson_file(names[0])}"]
    scenario = read_lesson(names[0]).scenario
    is_given = any(word.startswith("scenario=") for word in found)
    return found if is_given or scenario is None else [f"scenario={scenario}", *found]


@lru_cache(maxsize=64)
def read_lesson(name: str) -> Study:
    """A lesson by name, as the study that it is; `lesson` holds its steps."""
    path = lesson_file(name)
    study = judge(Study, read_yaml(path), where=str(path))
    if study.lesson is None:
        raise refuse("lesson", None, "this study has no lesson in it", where=str(path))
    return study
