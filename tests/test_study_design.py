"""A study file becomes arms and worlds: what it may say, what it is refused for, and what each arm is called."""

import numpy as np
import pytest
from toy_studies import plan

from experiments import study
from experiments.identity import configuration_hash
from experiments.study import points
from experiments.study.design import design_from, scenarios
from experiments.study.expand import expanded, short_names
from experiments.study.file import Study
from experiments.study.table_file import value
from sim.scenario.refusal import ScenarioRefused, judge


def arms_of(**data) -> Study:
    return expanded(judge(Study, data))


def refusal(**data) -> str:
    with pytest.raises(ScenarioRefused) as caught:
        study.read({"settings": {"horizon_days": 20}, **data})
    return str(caught.value)


def test_a_grid_makes_every_combination_an_arm_with_a_name_that_tells_it():
    found = arms_of(grid={"mandate": ["skeletal_2020", "un_chapter_vi"], "resources.posts": [10, 27]})
    assert list(found.arms) == [f"{mandate}__posts_{posts}" for mandate in ("skeletal_2020", "un_chapter_vi") for posts in (10, 27)]
    arm = found.arms["un_chapter_vi__posts_10"]
    assert (arm.mandate, arm.settings) == ("un_chapter_vi", {"resources.posts": 10})


def test_a_name_is_as_short_as_it_may_be_without_being_another_s():
    names = ["guarantees.guarantors.north.honour", "guarantees.guarantors.south.honour", "resources.posts"]
    assert list(short_names(names).values()) == ["north.honour", "south.honour", "posts"]


def test_a_latin_hypercube_has_one_point_in_every_stratum_of_every_setting():
    found = points.spread("latin_hypercube", 50, ["theory.pi", "theory.omega"], seed=3)
    for column in found.T:
        assert sorted((column * 50).astype(int)) == list(range(50))
    assert abs(np.corrcoef(found.T)[0, 1]) < 0.4


def test_a_sobol_sequence_is_that_of_joe_and_kuo():
    qmc = pytest.importorskip("scipy.stats.qmc")
    ours = np.column_stack([points._column(at, 256) for at in range(64)]) / 2.0**32
    assert np.array_equal(ours, qmc.Sobol(64, scramble=False).random(256))


def test_more_points_of_a_sobol_sample_leave_the_first_as_they_were():
    few, many = (arms_of(sample={"method": "sobol", "points": n, "over": {"theory.pi": {"low": 0, "high": 1}}}) for n in (4, 8))
    assert {name: few.arms[name] for name in few.arms} == {name: many.arms[name] for name in few.arms}


def test_a_sample_follows_priors_and_gives_whole_numbers_where_they_are_due():
    over = {"resources.posts": {"low": 10, "high": 60}, "armed_actor.noise": {"kind": "loguniform", "low": 0.02, "high": 0.05}}
    found = arms_of(arms={"start": {"mandate": "un_chapter_vi"}}, sample={"points": 20, "arm": "start", "over": over})
    made = [arm for name, arm in found.arms.items() if name != "start"]
    assert len(made) == 20 and all(arm.mandate == "un_chapter_vi" for arm in made)
    assert all(type(arm.settings["resources.posts"]) is int and 10 <= arm.settings["resources.posts"] <= 60 for arm in made)
    assert all(0.02 <= arm.settings["armed_actor.noise"] <= 0.05 for arm in made)


def test_a_table_of_rows_makes_one_arm_a_row_and_an_empty_cell_changes_nothing(tmp_path):
    (tmp_path / "mine.csv").write_text(
        "arm,mandate,resources.posts,title\nfirst,un_chapter_vi,10,The first\nsecond,,12,\n", encoding="utf-8"
    )
    found = expanded(judge(Study, {"rows": "mine.csv"}), tmp_path)
    assert list(found.arms) == ["first", "second"]
    assert (found.arms["first"].mandate, found.arms["first"].title) == ("un_chapter_vi", "The first")
    assert (found.arms["second"].mandate, found.arms["second"].settings) == (None, {"resources.posts": 12})


def test_a_cell_is_a_number_or_a_truth_where_it_is_one():
    assert [value(cell) for cell in ("12", "-0.5", "1e3", "true", "temporary", "1_000", "nan")] == [
        12, -0.5, 1000.0, True, "temporary", "1_000", "nan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no heading"),
        ("mandate,mandate\na,b\n", "each name once"),
        ("mandate,resources.posts\nun_chapter_vi\n", "1 cells where the heading has 2"),
        ("mandate\n", "no rows"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(tmp_path, text, said):
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioRefused, match=said):
        expanded(judge(Study, {"rows": "bad.csv"}), tmp_path)


def test_misspelt_names_are_refused_with_the_nearest_known_one():
    assert "did you mean worlds?" in refusal(arms={"a": {}}, wolds={"count": 3})
    assert "did you mean displaced_persons?" in refusal(arms={"a": {}}, outcomes=["displaced_person"])
    assert "did you mean stock_days?" in refusal(arms={"a": {}}, daily=["stock_day"])
    assert "did you mean skeletal_2020?" in refusal(grid={"mandate": ["skeletal_2021"]})
    assert "did you mean posts?" in refusal(grid={"resources.post": [1, 2]})
    assert "did you mean pi?" in refusal(sample={"points": 2, "over": {"theory.pie": {"low": 0, "high": 1}}})
    assert "did you mean plain?" in refusal(arms={"plain": {}}, baseline="plane")
    assert "did you mean local?" in refusal(arms={"a": {}}, engine={"kind": "locl"})


def test_what_is_wrong_with_any_arm_is_told_at_once():
    said = refusal(arms={"a": {"settings": {"resources.posts": -1}}, "b": {"mandate": "nonsense"}, "c": {}})
    assert "arm a, resources.posts" in said and "arm b, mandate" in said and "2 problems" in said


def test_a_fault_that_many_arms_share_is_told_once():
    said = refusal(grid={"resources.post": [1, 2, 3]})
    assert "arm post_1 and 2 more, resources.post: no such setting" in said and "1 problem:" in said


def test_a_study_without_arms_or_with_two_of_one_name_is_refused():
    assert "needs arms" in refusal()
    assert "two arms have this name" in refusal(arms={"posts_5": {}}, grid={"resources.posts": [5]})
    assert "is the baseline itself" in refusal(arms={"a": {}, "b": {}}, until={"outcome": "displaced_persons", "arm": "a", "half_width": 1})


def test_a_design_survives_being_written_down_and_every_arm_is_what_it_was():
    laid = plan(arms={"plain": {}, "more": {"resources": "several_contributors"}, "times": {"times": {"resources.posts": 2}}})
    again = design_from(laid.design.to_json())
    assert again.digest == laid.design.digest
    for arm, scenario in scenarios(again):
        assert configuration_hash(scenario) == arm.configuration


def test_inputs_are_what_differs_between_arms_and_what_worlds_draw():
    names = {one.name for one in plan().design.inputs}
    assert {"mandate", "mandate.roe", "mandate.authorised.obstruction", "theory.pi"} <= names
    assert "resources.posts" not in names and "horizon_days" not in names


def test_what_an_arm_sets_holds_in_every_one_of_its_worlds():
    laid = plan(arms={"drawn": {}, "fixed": {"settings": {"theory.pi": 0.5}}})
    drawn, fixed = (scenario for _, scenario in scenarios(laid.design))
    assert "theory.pi" in drawn.uncertainty.priors and "theory.pi" not in fixed.uncertainty.priors


def test_the_description_tells_how_arms_differ_in_words():
    words = " ".join(study.describe(plan()).split())
    assert "2 arms meet the same 4 worlds (seeds 1 to 4): 8 runs." in words
    assert "strong differs from plain in:" in words and "authorised answer to obstruction 0.12 -> 0.75" in words
    assert "Forecast: about" in words


@pytest.mark.parametrize("name", ["default", "enclave", "levers_grid", "priors_lhs", "known_well_enough"])
def test_studies_that_come_with_corridor_are_fine(name):
    assert study.read(name).design.n_runs > 0
