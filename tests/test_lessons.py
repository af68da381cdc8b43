"""Lessons: studies with something to predict; every one is real, and a slip in one is told with the nearest name."""

import json

import pytest

from experiments import check
from experiments.app.asked import judged
from experiments.app.choices import choices, question_of
from experiments.app.measures import WORDS
from experiments.lessons import lesson_file, lesson_names, read_lesson, with_lesson
from experiments.study.file import Study
from experiments.verbs import compare
from sim.model import run
from sim.scenario.load import load
from sim.scenario.refusal import ScenarioRefused, judge

NAMES = lesson_names()
GOOD = {
    "arms": {"a": {}, "b": {"mandate": "un_chapter_vi"}},
    "lesson": {"steps": [{"first": "a", "second": "b", "measure": "is_offensive", "ask": "?", "look_at": "!"}], "discuss": ["why"]},
}


def changed(**step):
    return {**GOOD, "lesson": {**GOOD["lesson"], "steps": [{**GOOD["lesson"]["steps"][0], **step}]}}


def test_there_are_ten_lessons():
    assert len(NAMES) == 10


@pytest.mark.parametrize("name", NAMES)
def test_check_takes_every_lesson(name):
    assert check.check_files([lesson_file(name)]) == [(lesson_file(name), [])]


@pytest.mark.parametrize("name", NAMES)
def test_every_step_asks_a_question_that_can_be_answered(name):
    study = read_lesson(name)
    for n, step in enumerate(study.lesson.steps):
        asked = judged(json.dumps(question_of(name, n)))
        assert asked.titles == (study.arms[step.first].title, study.arms[step.second].title)
        assert asked.keys[0] != asked.keys[1], "two arms that are the same teach nothing"
        assert step.measure in study.outcomes, "what is predicted is shown"


def test_every_measure_of_a_lesson_has_words():
    assert {name for lesson in NAMES for name in read_lesson(lesson).outcomes} <= set(WORDS)


@pytest.mark.parametrize("name", NAMES)
def test_every_arm_of_every_lesson_can_be_lived(name):
    from experiments.arms import scenarios_of

    study = read_lesson(name)
    for arm in scenarios_of(study, load(study.scenario)).values():
        assert run(arm.with_(horizon_days=40), 1).outcomes


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_a_study_that_compare_meets(name):
    plan, _ = compare.planned([f"lesson={name}", "worlds=2"])
    assert set(plan.arms) == set(read_lesson(name).arms)
    assert {arm.name for arm in plan.arms.values()} == {read_lesson(name).scenario}


def test_a_scenario_of_ones_own_goes_before_the_lessons():
    assert with_lesson([f"lesson={NAMES[0]}", "scenario=enclave"])[0] == "scenario=enclave"


def test_a_lesson_that_is_not_there_is_told_with_the_nearest():
    with pytest.raises(ScenarioRefused, match=f"did you mean {NAMES[3]}"):
        compare.planned([f"lesson={NAMES[3][:-2]}"])


@pytest.mark.parametrize(
    "data, said",
    [
        (changed(first="aa"), "no arm is named 'aa'; did you mean a?"),
        (changed(measure="is_ofensive"), "no outcome is named 'is_ofensive'; did you mean is_offensive?"),
        (changed(second="a"), "is the first arm itself"),
        ({**GOOD, "lesson": {"steps": [], "discuss": []}}, "a lesson needs at least one"),
        ({**GOOD, "lesson": {**GOOD["lesson"], "dicuss": ["x"]}}, "did you mean"),
    ],
)
def test_a_slip_in_a_lesson_is_told(data, said):
    assert judge(Study, GOOD).lesson is not None
    with pytest.raises(ScenarioRefused) as caught:
        judge(Study, data)
    assert said in str(caught.value)


def test_the_page_offers_every_lesson_with_all_its_steps():
    offered = {one["name"]: one for one in choices()["lessons"]}
    assert list(offered) == NAMES
    assert all(len(one["steps"]) == len(one["questions"]) >= 2 and one["discuss"] for one in offered.values())
