"""What a visitor may choose from: cases, presets with their titles, lessons, and the question that the page opens with."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from experiments.app.asked import MOST_WORLDS, Judged, Question
from experiments.app.levers import levers_of
from experiments.app.measures import USUAL, shown
from experiments.arms import LEVERS as GROUPS
from experiments.differences import differences
from experiments.lessons import lesson_names, read_lesson
from sim.scenario.presets import preset_names, read_preset
from sim.scenario.settings import as_data

OPENING = {
    "scenario": "nagorno_karabakh",
    "worlds": 100,
    "seed": 3,
    "first": {"title": "As it was"},
    "second": {"title": "A mandate to enforce access", "mandate": "un_chapter_vii_access"},
}


@lru_cache(maxsize=1)
def choices() -> dict[str, Any]:
    """Everything that the page's lists hold."""
    return {
        "scenarios": [_case(name) for name in preset_names("scenario")],
        "presets": {group: [{"name": name, "title": _title(group, name)} for name in preset_names(group)] for group in GROUPS},
        "lessons": [_lesson(name) for name in lesson_names()],
        "measures": [shown(name)._asdict() for name in USUAL],
        "opening": {**OPENING, "second": dict(OPENING["second"])},  # type: ignore[call-overload]
        "most_worlds": MOST_WORLDS,
    }


def arms_told(judged: Judged) -> dict[str, Any]:
    """Both arms as they stand: title, words, presets, levers; and how the second differs from the first."""
    first, second = judged.arms
    return {
        "case": first.title or first.name,
        "days": first.horizon_days,
        "arms": [
            {
                "title": told.title,
                "words": told.words,
                "presets": {group: getattr(arm.presets, group) for group in GROUPS},
                "levers": [one._asdict() for one in levers_of(arm)],
            }
            for arm, told in zip(judged.arms, judged.study.arms.values(), strict=True)
        ],
        "differences": differences(first, second),
    }


def question_of(name: str, step: int) -> dict[str, Any]:
    """The question that a step of a lesson asks."""
    study = read_lesson(name)
    assert study.lesson is not None
    one = study.lesson.steps[step]
    data = {"scenario": study.scenario or "enclave", "lesson": name, "worlds": study.worlds.count, "seed": study.lesson.world}
    return as_data(Question(**data, first={"of": one.first}, second={"of": one.second}))  # type: ignore[arg-type]


def _case(name: str) -> dict[str, str]:
    data = read_preset("scenario", name)
    return {"name": name, "title": data.get("title") or name, "question": " ".join(str(data.get("question", "")).split())}


def _title(group: str, name: str) -> str:
    return str(read_preset(group, name).get("title") or name.replace("_", " "))


def _lesson(name: str) -> dict[str, Any]:
    study = read_lesson(name)
    assert study.lesson is not None
    return {
        "name": name,
        "title": study.title,
        "question": " ".join(study.question.split()),
        "steps": [{**as_data(one), "title": [study.arms[arm].title for arm in (one.first, one.second)]} for one in study.lesson.steps],
        "questions": [question_of(name, n) for n in range(len(study.lesson.steps))],
        "discuss": list(study.lesson.discuss),
    }
