"""An ensemble of joint parameter sets: a world draws one row of it, and its door names every fault of the table."""

from collections import Counter

import pytest

from experiments.arms import scenario_of
from experiments.dossier import priors as told_priors
from experiments.fixed import spread, without_priors_on
from experiments.identity import configuration_hash
from experiments.study.file import Arm
from sim.model import run
from sim.scenario.load import load
from sim.scenario.refusal import ScenarioRefused
from sim.world.draw import draw_numbers

ROWS = ((0.2, 0.9, 0.61), (0.4, 0.8, 0.65), (0.7, 0.1, 0.69))
NAMES = ("theory.omega", "theory.pi", "defenders.strength")
TABLE = "\n".join([",".join(NAMES), *(",".join(map(str, row)) for row in ROWS)]) + "\n"
PRIOR = "priors: {armed_actor.noise: {kind: loguniform, low: 0.02, high: 0.05}}"


@pytest.fixture
def given(tmp_path):
    """Writes a table and an uncertainty file beside it; gives a function that loads a scenario with them."""

    def write(table=TABLE, more=PRIOR, **changes):
        (tmp_path / "sets.csv").write_text(table, encoding="utf-8")
        (tmp_path / "mine.yaml").write_text(f"title: Mine\nensemble: {{file: sets.csv}}\n{more}\n", encoding="utf-8")
        return load("enclave", uncertainty=tmp_path / "mine.yaml", **changes)

    return write


def rows(scenario, worlds=600):
    return [tuple(draw_numbers(scenario, seed)[name] for name in NAMES) for seed in range(worlds)]


def test_a_world_draws_one_whole_row_and_every_row_is_as_likely(given):
    drawn = Counter(rows(given()))
    assert set(drawn) == set(ROWS)
    assert all(150 < n < 250 for n in drawn.values())


def test_the_same_world_has_the_same_row_under_every_arm_and_another_draw_leaves_it_alone(given):
    plain, narrow = given(), given(more="priors: {armed_actor.noise: {kind: uniform, low: 0.03, high: 0.04}}")
    arm = scenario_of(Arm(mandate="un_chapter_vi", resources="doubled"), plain)
    assert rows(plain, 40) == rows(narrow, 40) == rows(arm, 40)


def test_an_ensemble_moves_the_luck_of_no_other_setting(given):
    with_rows = given(more="priors: {rules.will.base: {kind: normal, mean: 0.0, sd: 0.3}}")
    without = load("enclave", uncertainty={"priors": {"rules.will.base": {"kind": "normal", "mean": 0.0, "sd": 0.3}}})
    assert all(draw_numbers(with_rows, seed)["rules.will.base"] == draw_numbers(without, seed)["rules.will.base"] for seed in range(20))


def test_what_a_user_or_an_arm_sets_holds_and_the_rest_of_the_row_stays_together(given):
    scenario = given()
    by_user = without_priors_on(scenario.with_(settings={"theory.pi": 0.5}), ["theory.pi"])
    by_arm = scenario_of(Arm(settings={"theory.pi": 0.5}), scenario)
    assert spread(scenario, ["theory.pi", "horizon_days"]) == ["theory.pi"]
    for one in (by_user, by_arm):
        assert one.uncertainty.ensemble.leave_out == ("theory.pi",)
        drawn = rows(one, 60)
        assert {row[1] for row in drawn} == {0.5}
        assert {(row[0], row[2]) for row in drawn} == {(row[0], row[2]) for row in ROWS}


def test_a_number_that_a_case_decided_is_not_drawn(given):
    decided = given(settings={"theory.omega": 0.33})  # another than the setting's default
    assert {row[0] for row in rows(decided, 30)} == {0.33}


def test_a_run_lives_under_its_row_and_a_report_tells_of_it(given):
    scenario = given(horizon_days=10)
    one = run(scenario, 5)
    assert tuple(one.model.numbers[name] for name in NAMES) == rows(scenario, 6)[5]
    assert next(line["prior"] for line in told_priors(scenario) if line["setting"] == "theory.pi") == "one of 0.9, 0.8, 0.1"


def test_another_table_is_another_configuration_wherever_it_lies(given, tmp_path):
    first = given()
    before = configuration_hash(first)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "copy.csv").write_text(TABLE, encoding="utf-8")
    moved = first.with_(settings={"uncertainty.ensemble.file": str(tmp_path / "other" / "copy.csv")})
    assert configuration_hash(moved) == before
    assert configuration_hash(given(TABLE.replace("0.61", "0.62"))) != before


REFUSED = [
    ("theory.omega,theory.omega\n0.2,0.3\n0.3,0.4\n", ["line 1: theory.omega stands 2 times"]),
    ("theory.omega,\n0.2\n0.3,0.4\n", ["line 1: a column without a name", "line 2: 1 cells, not 2"]),
    ("theory.omega\n0.2\n", ["at least two sets"]),
    ("theory.omega\n0.2\nnan\n0.3\ninf\n", ["line 3, theory.omega: nan is no value", "line 5, theory.omega: inf is no value"]),
    ("theory.omega,theory.pi\n0.2,\n0.3,0.1\n", ["line 2, theory.pi: an empty cell is no value"]),
    (
        "theory.omgea,theory.pi,defenders.strength,rules.will\n0.2,0.3,0.7,1\n0.3,1.4,big,1\n0.3,7,0.7,1\n",
        [
            "theory.omgea: no such setting; did you mean theory.omega?",
            "theory.pi: line 3: 1.4 is outside 0 to 1 (", ") (and 1 more)",
            "defenders.strength: line 3: 'big' is no number",
            "rules.will: a group of settings",
        ],
    ),
]


@pytest.mark.parametrize(("table", "told"), REFUSED)
def test_every_fault_of_a_table_is_named_at_once(given, table, told):
    with pytest.raises(ScenarioRefused) as caught:
        given(table)
    said = str(caught.value)
    assert [words for words in told if words not in said] == []
    assert "uncertainty.ensemble" in said


def test_a_setting_cannot_be_drawn_twice(given):
    with pytest.raises(ScenarioRefused, match=r"theory\.pi: drawn twice"):
        given(more="priors: {theory.pi: {kind: uniform, low: 0, high: 1}}")


def test_a_table_that_is_not_there_and_a_column_that_is_none_are_refused(tmp_path):
    with pytest.raises(ScenarioRefused, match=r"uncertainty.ensemble.file: no such file"):
        load("enclave", uncertainty={"ensemble": {"file": str(tmp_path / "none.csv")}})
    (tmp_path / "sets.csv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(ScenarioRefused, match=r"theory.pie is no column of sets.csv; did you mean theory.pi\?"):
        load("enclave", uncertainty={"ensemble": {"file": str(tmp_path / "sets.csv"), "leave_out": ["theory.pie"]}})
