"""What a visitor asks for: judged at a door of its own, in words, before anything is lived.

Only names of Corridor's own presets, lessons and levers pass: nothing that a visitor types is ever read as a path.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from experiments.app.levers import is_lever, levers_of
from experiments.arms import LEVERS as GROUPS
from experiments.arms import scenario_of
from experiments.identity import configuration_hash
from experiments.lessons import lesson_names, read_lesson
from experiments.study.file import Arm, Study, Worlds
from sim.scenario.load import load
from sim.scenario.presets import preset_names, read_preset
from sim.scenario.problem import Problem, nearest, shown
from sim.scenario.refusal import ScenarioRefused, judge, refuse
from sim.scenario.root import Scenario
from sim.scenario.settings import Settings, setting

LONGEST = 6_000  # signs of a question
MOST_SETTINGS = 60
MOST_WORLDS = 200
LARGEST_SEED = 2**53 - 1  # the largest whole number that a browser keeps whole
NAME = {"source": "-", "status": "sourced"}


class ArmAsked(Settings):
    """One arm as the page asks for it: an arm of a lesson to start from, presets instead of its own, levers moved."""

    title: str = setting("", "text", **NAME, help="One line for people.")
    of: str | None = setting(None, "an arm of the lesson", **NAME, help="The arm of the lesson that it starts from.")
    mandate: str | None = setting(None, "preset", **NAME, help="A name in configs/mandate.")
    resources: str | None = setting(None, "preset", **NAME, help="A name in configs/resources.")
    guarantees: str | None = setting(None, "preset", **NAME, help="A name in configs/guarantees.")
    observers: str | None = setting(None, "preset", **NAME, help="A name in configs/observers.")
    settings: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it


class Question(Settings):
    """A case, two arms, and which worlds they meet."""

    scenario: str = setting("enclave", "preset", **NAME, help="A name in configs/scenario.")
    lesson: str | None = setting(None, "lesson", **NAME, help="A name in configs/lessons.")
    worlds: int = setting(100, "worlds", 1, MOST_WORLDS, **NAME, help="How many worlds both arms meet.")
    seed: int = setting(1, "seed", 0, LARGEST_SEED, **NAME, help="The world on the map.")
    first: ArmAsked = ArmAsked()
    second: ArmAsked = ArmAsked()


class Judged(NamedTuple):
    """A question that can be answered: both arms as scenarios, their keys, and the study that they make."""

    question: Question
    study: Study
    arms: tuple[Scenario, Scenario]
    keys: tuple[str, str]

    @property
    def titles(self) -> tuple[str, str]:
        """The arms' titles, the first first."""
        first, second = (arm.title for arm in self.study.arms.values())
        return first, second


def judged(text: str) -> Judged:
    """The question of a piece of JSON; ScenarioRefused tells everything wrong with it."""
    if len(text) > LONGEST:
        raise refuse("", None, f"a question of {len(text):,} signs; {LONGEST:,} are the most")
    return _judged(text)


@lru_cache(maxsize=256)
def _judged(text: str) -> Judged:
    question = judge(Question, _data(text))
    problems = [*_unknown(question), *_out_of_place(question)]
    if problems:
        raise ScenarioRefused(problems, "question")
    base = base_of(question.scenario)
    study = Study(
        title=_study_title(question),
        scenario=question.scenario,
        worlds=Worlds(count=question.worlds),
        baseline="first",
        arms={name: _arm(question, getattr(question, name)) for name in ("first", "second")},
    )
    first, second = (_scenario(study.arms[name], getattr(question, name), base, name) for name in ("first", "second"))
    return Judged(question, study, (first, second), (configuration_hash(first), configuration_hash(second)))


@lru_cache(maxsize=32)
def base_of(scenario: str) -> Scenario:
    """A case with the presets it starts from."""
    return load(scenario)


def _data(text: str) -> Any:
    try:
        data = json.loads(text, parse_constant=lambda word: word)
    except (ValueError, RecursionError):
        raise refuse("", None, "the question cannot be read; open the page anew") from None
    if not isinstance(data, dict):
        raise refuse("", None, "the question is no group of settings; open the page anew")
    return data


def _unknown(question: Question) -> Iterable[Problem]:
    """Names of presets and lessons that there are not."""
    yield from _named("scenario", question.scenario, preset_names("scenario"))
    if question.lesson is not None:
        yield from _named("lesson", question.lesson, lesson_names())
    for side in ("first", "second"):
        asked = getattr(question, side)
        for group in GROUPS:
            if (name := getattr(asked, group)) is not None:
                yield from _named(f"{side}.{group}", name, preset_names(group))


def _named(where: str, name: str, known: list[str]) -> Iterable[Problem]:
    if name not in known:
        yield Problem(where, name, f"{shown(name)} is no name of a preset ({', '.join(known)})", nearest(name, known))


def _out_of_place(question: Question) -> Iterable[Problem]:
    """Arms of no lesson, and settings that are no levers."""
    lesson = read_lesson(question.lesson) if question.lesson in lesson_names() else None
    for side in ("first", "second"):
        asked = getattr(question, side)
        if asked.of is not None and (lesson is None or asked.of not in lesson.arms):
            near = nearest(asked.of, lesson.arms if lesson else ())
            yield Problem(f"{side}.of", asked.of, f"{shown(asked.of)} is no arm of the lesson", near)
        if len(asked.title) > 120:
            yield Problem(f"{side}.title", None, "a title of more than 120 signs")
        if len(asked.settings) > MOST_SETTINGS:
            yield Problem(f"{side}.settings", None, f"more than {MOST_SETTINGS} settings")
            continue
        for name, value in asked.settings.items():
            if not is_lever(name):
                yield Problem(f"{side}.settings.{name}", value, "is no lever of this page")
            elif not isinstance(value, (bool, int, float)):
                yield Problem(f"{side}.settings.{name}", value, f"{shown(value)} is not a number")


def _arm(question: Question, asked: ArmAsked) -> Arm:
    """The arm as a study holds it: the lesson's arm, then the presets chosen, then the levers moved."""
    start = read_lesson(question.lesson).arms[asked.of] if question.lesson and asked.of else Arm()
    chosen = {group: getattr(asked, group) or getattr(start, group) for group in GROUPS}
    replaced = [group for group in GROUPS if getattr(asked, group) is not None]
    kept = {key: value for key, value in start.settings.items() if key.split(".")[0] not in replaced}
    times = {key: value for key, value in start.times.items() if key.split(".")[0] not in replaced}
    is_moved = bool(replaced or asked.settings)
    words = "" if is_moved else start.words
    title = asked.title or _title(asked, start.title)
    return Arm(title=title, words=words, settings=kept | dict(asked.settings), times=times, **chosen)


def _title(asked: ArmAsked, start: str) -> str:
    """A title out of what was chosen: the presets' own titles, and how many levers were moved."""
    named = [str(read_preset(group, name).get("title") or name) for group in GROUPS if (name := getattr(asked, group)) is not None]
    n = len(asked.settings)
    moved = [f"{n} lever{'s' * (n > 1)} moved"] if n else []
    return "; ".join([*([start] if start else []), *named, *moved]) or "As the case begins"


def _scenario(arm: Arm, asked: ArmAsked, base: Scenario, name: str) -> Scenario:
    """The arm as a scenario. A lever of somebody who is not there would conjure him up, so it is refused first."""
    side = f"arm {'AB'[name == 'second']}"
    try:
        found = scenario_of(arm, base)
        unmoved = {key: value for key, value in arm.settings.items() if key not in asked.settings}
        bare = scenario_of(arm.model_copy(update={"settings": unmoved}), base)
    except ScenarioRefused as refusal:
        raise ScenarioRefused([replace(one, where=side) for one in refusal.problems], "question") from None
    there = {lever.name for lever in levers_of(bare)}
    said = "nobody of that name is in this arm"
    if absent := [Problem(key, None, said, nearest(key, there), side) for key in asked.settings if key not in there]:
        raise ScenarioRefused(absent, "question")
    return found


def _study_title(question: Question) -> str:
    return read_lesson(question.lesson).title if question.lesson else "Two arms of the page"
