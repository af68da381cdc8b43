"""`corridor bench missions`: classes by one rule, scores that cannot be talked up, rivals that never saw the case."""

import json

import numpy as np
import pytest
import yaml

from experiments.__main__ import main
from experiments.evidence.missions import rivals, score
from experiments.evidence.missions.bench import Scored, told
from experiments.evidence.missions.outcome import classes_of, prediction
from experiments.study.engines import inline
from sim.scenario.refusal import ScenarioRefused
from tests.toy_missions import case_of, data_of, own_cache

__all__ = ["own_cache"]
pytestmark = pytest.mark.usefixtures("own_cache")
SURE = {"held": (1.0, 0.0, 0.0), "mixed": (0.0, 1.0, 0.0), "failed": (0.0, 0.0, 1.0)}
HAPPENED = {"a": "held", "b": "mixed", "c": "failed", "d": "failed"}


# Classes


def test_the_class_of_a_world_follows_the_rule():
    worlds = {
        #                  nothing, an offensive, a held road, one that left, ground lost, ground lost and an offensive
        "is_offensive": [0, 1, 0, 0, 0, 1],
        "is_obstructed_30": [0, 0, 1, 0, 0, 0],
        "is_withdrawn": [0, 0, 0, 1, 0, 0],
        "positions_held": [2, 0, 0, 0, 3, 9],
    }
    assert classes_of(worlds, sector_km=200.0).tolist() == [0, 2, 1, 1, 1, 2]
    assert classes_of(worlds, sector_km=300.0).tolist() == [0, 2, 1, 1, 0, 2]


def test_shares_of_worlds_are_the_probabilities():
    found = prediction(np.array([0, 0, 1, 2]))
    assert found.shares == (0.5, 0.25, 0.25)
    assert found.failed.low < 0.25 < found.failed.high


# Scores


def test_the_brier_score_is_nought_when_sure_and_right_and_two_when_sure_and_wrong():
    assert score.brier(SURE["held"], "held") == 0.0
    assert score.brier(SURE["held"], "failed") == 2.0
    assert score.brier((1 / 3, 1 / 3, 1 / 3), "mixed") == pytest.approx(2 / 3)
    assert score.brier((0.2, 0.5, 0.3), "mixed") == pytest.approx(0.04 + 0.25 + 0.09)


def test_no_other_probabilities_score_better_than_the_true_ones():
    truth = np.array([0.2, 0.5, 0.3])
    for said in np.random.default_rng(1).dirichlet((1, 1, 1), 200):
        expected = sum(p * score.brier(said, name) for p, name in zip(truth, SURE, strict=True))
        honest = sum(p * score.brier(truth, name) for p, name in zip(truth, SURE, strict=True))
        assert expected >= honest - 1e-12


def test_a_difference_is_negative_where_the_rival_is_worse():
    right = {name: SURE[what] for name, what in HAPPENED.items()}
    even = {name: (1 / 3, 1 / 3, 1 / 3) for name in HAPPENED}
    assert score.difference(right, even, HAPPENED).value == pytest.approx(-2 / 3)
    assert score.mean_brier(right, HAPPENED).value == 0.0


def test_the_calibration_table_counts_every_statement_once():
    said = {name: (0.1, 0.2, 0.7) for name in HAPPENED}
    table = score.calibration(said, HAPPENED)
    assert sum(one.happened.n for one in table) == 3 * len(HAPPENED)
    assert [(one.low, one.happened.value) for one in table] == [(0.0, 0.25), (0.2, 0.25), (0.6, 0.5)]


# Rivals


def cases(**outcomes):
    """Toy cases: dense ones held, thin ones failed, unless told otherwise."""
    troops = {"thin": 90, "thinner": 45, "thinnest": 30, "dense": 1800, "denser": 3600, "densest": 5400}
    usual = dict.fromkeys(("thin", "thinner", "thinnest"), "failed") | dict.fromkeys(("dense", "denser", "densest"), "held")
    return {
        name: case_of(troops=n, roe="unarmed" if n < 100 else "robust", outcome=(usual | outcomes)[name]) for name, n in troops.items()
    }


@pytest.mark.parametrize("rival", rivals.RIVALS)
def test_a_rival_never_sees_the_case_that_it_predicts(rival):
    usual, other = (rivals.leave_one_out(rival, cases(**change)) for change in ({}, {"dense": "mixed"}))
    assert usual["dense"] == other["dense"]
    assert usual["thin"] != other["thin"]
    assert all(sum(shares) == pytest.approx(1.0) for shares in usual.values())


def test_rivals_learn_what_there_is_to_learn():
    for rival in ("troop density", "mandate class"):
        found = rivals.leave_one_out(rival, cases())
        assert found["densest"][0] > 0.6 > 0.4 > found["thinnest"][0]
    assert rivals.leave_one_out("base rate", cases())["thin"] == pytest.approx((4 / 8, 1 / 8, 3 / 8))


# The command


@pytest.fixture
def folder(own_cache):
    """Three missions of a month, two of them over."""
    here = own_cache / "cases"
    here.mkdir()
    for name, change in {"one": {"outcome": "held"}, "two": {"lifeline": "one_road", "outcome": "failed"}, "three": {"roe": None}}.items():
        (here / f"{name}.yaml").write_text(yaml.safe_dump(data_of(**change)))
    return here


def test_cases_of_ones_own_are_predicted_and_those_with_an_outcome_scored(folder, capsys, monkeypatch):
    words = ["bench", "missions", f"cases={folder}", "worlds=10", "workers=1", f"ledger={folder.parent / 'ledger'}"]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["cases"]) == ["one", "three", "two"]
    for name, one in found["cases"].items():
        assert sum(share["value"] for share in one["predicted"].values()) == pytest.approx(1.0)
        assert (one["brier"] is None) == (name == "three")
    assert found["cases"]["three"]["predicted"]["held"]["n"] == 30, "ten worlds under each possible rules of engagement"
    assert found["brier"]["even odds"]["all"]["value"] == pytest.approx(2 / 3)
    assert found["cases"]["three"]["rivals"]["base rate"] == pytest.approx({"held": 2 / 5, "mixed": 1 / 5, "failed": 2 / 5})
    monkeypatch.setattr(inline, "do", lambda *_: pytest.fail("lived again"))
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "not yet" in said and "2 cases prove little" in said


def test_a_single_file_is_enough_and_its_unknown_intervals_are_null(folder, capsys):
    assert main(["bench", "missions", f"cases={folder / 'one.yaml'}", "worlds=10", "workers=1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["cases"]["one"]["rivals"]["base rate"] == pytest.approx(dict.fromkeys(SURE, 1 / 3)), "nothing has taught it"
    assert found["brier"]["model"]["all"]["n"] == 1 and found["brier"]["model"]["all"]["low"] is None


def test_rivals_that_do_better_are_named_first():
    wrong = {"a": case_of(outcome="held"), "b": case_of(outcome="failed")}
    predictions = {"a": prediction(np.array([2, 2, 2])), "b": prediction(np.array([0, 0, 0]))}
    right = {"a": SURE["held"], "b": SURE["failed"]}
    found = Scored(wrong, predictions, {"a": {}, "b": {}}, {"oracle": right}, {"a": "held", "b": "failed"}, "toy", 3)
    lines = told(found)
    assert any(line.startswith("Better than the model (2.00): oracle (0.00), even odds (0.67).") for line in lines)


@pytest.mark.parametrize(
    "word, told_of",
    [
        ("mandate=un_chapter_vi", "mandate: a case file says this itself"),
        ("theory.pi=1", "theory.pi: a case is told by its documented fields alone"),
        ("worlds=5", "5 is below 10"),
        ("world=50", "did you mean worlds?"),
        ("cases=nowhere", "no case file, nor a folder with any"),
        ("uncertainty=wid", "did you mean wide?"),
    ],
)
def test_senseless_words_are_refused(word, told_of, capsys):
    assert main(["bench", "missions", word]) == 2
    assert told_of in capsys.readouterr().err


def test_without_the_package_of_the_regressions_the_refusal_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sklearn.linear_model", None)
    with pytest.raises(ScenarioRefused, match=r"install corridor-lab\[evidence\]"):
        rivals.judge_packages()
