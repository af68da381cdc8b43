"""Claims as data: a strict door, a rule that can break a claim, statistics with known answers."""

import copy
import json

import numpy as np
import pytest

from experiments.evidence.claims import Band, Claim, Reading, claim_paths, judge_claim, read_claims
from experiments.evidence.seen import Worlds, worlds_of
from experiments.evidence.statistics import computed, statistics
from experiments.evidence.verdicts import BROKEN, KEPT, NOT_TESTABLE, UNDECIDED, judged
from sim.scenario.refusal import ScenarioRefused

PATTERNS = ("P1", "P2", "P3", "P5", "P6", "P8", "P9", "P10", "P11", "P12")
LIKE_P2 = {
    "id": "X1",
    "title": "A claim",
    "statement": "Something is so.",
    "source": "nobody",
    "strength": "assumption",
    "family": "historical",
    "used_for": "neither",
    "study": "record",
    "readings": {
        "one": {
            "title": "One",
            "statistic": "outcome",
            "of": {"outcome": "sustained_persons_h"},
            "record": 5.0,
            "band": {"low": 4.0, "high": 6.0},
        }
    },
}


def toy(values, daily=None, arms=("plain",)):
    """Worlds whose outcome `x` takes given values in each arm: (arms, worlds)."""
    values = np.atleast_2d(np.asarray(values, float))
    n = values.shape[1]
    outcomes = {arm: {"x": one, "y": one} for arm, one in zip(arms, values, strict=True)}
    series = None if daily is None else lambda column, arm: np.asarray(daily[column], float)
    return Worlds(tuple(arms), np.arange(n), outcomes, np.arange(n), series)


def claim(statistic="outcome", of=None, band=(4, 6), **more):
    """A claim with one reading, judged past the door's look at the study."""
    own = {name: more.pop(name) for name in ("record", "record_high", "judged_by", "central", "sign") if name in more}
    limits = {side: float(one) for side, one in zip(("low", "high"), band, strict=True) if one is not None}
    reading = {"title": "One", "statistic": statistic, "of": {"outcome": "x"} if of is None else of, "band": limits, **own}
    return Claim.model_validate({**LIKE_P2, "readings": {"one": reading}, **more})


def given(tmp_path, change):
    """A claim file: the usual one, changed."""
    data = copy.deepcopy(LIKE_P2)
    change(data)
    path = tmp_path / "X01.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


# The files


def test_every_claim_is_judged_and_has_its_own_id():
    claims = read_claims()
    assert len(claims) == len(claim_paths()) == len({one.claim.id for one in claims})


def test_all_ten_patterns_of_the_record_are_claims_and_another_border_is_not_testable():
    found = {one.claim.id: one.claim for one in read_claims() if one.claim.family == "historical"}
    assert set(PATTERNS) <= set(found)
    assert [name for name in PATTERNS if not found[name].testable] == ["P10"]
    assert len(found["P1"].readings) == 8


def test_some_testable_claims_of_the_record_are_held_out():
    uses = {one.claim.id: one.claim.used_for for one in read_claims(["P1", "P8", "P11"])}
    assert uses == {"P1": "calibration", "P8": "held_out", "P11": "held_out"}


def test_a_claim_is_found_by_id_whatever_its_letters_and_by_path():
    assert [one.claim.id for one in read_claims(["p2", str(claim_paths()[0])])] == ["P2", "E1"]
    with pytest.raises(ScenarioRefused, match="no claim is named 'P13'"):
        read_claims(["P13"])


# The door


def test_the_door_names_every_fault_at_once_with_what_was_meant(tmp_path):
    def change(data):
        data["readings"]["one"]["of"] = {"outcme": "sustained_persons_h"}
        data["readings"]["two"] = {**data["readings"]["one"], "statistic": "quotent"}
        data["readings"]["three"] = {**data["readings"]["one"], "of": {"outcome": "sustained_person_h", "arm": "as_was"}}
        data["readings"]["four"] = {
            **data["readings"]["one"],
            "statistic": "series_mean",
            "of": {"column": "post", "from_day": 1, "to_day": "x"},
        }
        data["where"] = {"is_capitulatd": {"low": 1.0}}
        data["where_words"] = "fallen"

    with pytest.raises(ScenarioRefused) as refusal:
        judge_claim(given(tmp_path, change))
    said = str(refusal.value)
    for words in (
        "readings.one.of.outcme: outcome takes no such argument; did you mean outcome?",
        "readings.one.of.outcome: outcome needs it",
        "no statistic is named 'quotent'; did you mean quotient?",
        "no outcome is named 'sustained_person_h'; did you mean sustained_persons_h?",
        "no arm is named 'as_was'; did you mean as_it_was?",
        "no daily series of the study is named 'post'; did you mean posts?",
        "readings.four.of.to_day: 'x' is not a number",
        "no outcome is named 'is_capitulatd'; did you mean is_capitulated?",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(strenght="sourced"), "did you mean strength"),
        (lambda d: d.update(study="recrd"), "did you mean record"),
        (lambda d: d.update(kept=False), "say why the claim is broken"),
        (lambda d: d.update(testable=False), "a claim that cannot be tested has none"),
        (lambda d: d.update(readings={}), "needs at least one reading"),
        (lambda d: d.update(where={"is_offensive": {"low": 1.0}}), "a condition has both"),
        (lambda d: d["readings"]["one"].update(band={"low": 2.0, "high": 1.0}), "must not be above high"),
        (lambda d: d["readings"]["one"].update(band={"unit": "h"}), "a band needs low, high, or both"),
        (lambda d: d["readings"]["one"].update(record_high=4.0), "must be below record_high"),
        (lambda d: d["readings"]["one"].update(record=None, judged_by="record"), "record is missing"),
        (lambda d: d["readings"]["one"].update(sign={"above": 0.0}), "belongs to a statistic of all worlds together"),
        (lambda d: d["readings"]["one"].update(statistic="average"), "belongs to a statistic with a value in every world"),
        (lambda d: d["readings"]["one"].update(statistic="severe_answers", of={}), None),
    ],
)
def test_the_door_refuses_what_cannot_be_judged(tmp_path, change, words):
    path = given(tmp_path, change)
    if words is None:
        assert judge_claim(path).id == "X1"
    else:
        with pytest.raises(ScenarioRefused, match=words):
            judge_claim(path)


def test_a_series_that_the_study_does_not_keep_is_refused(tmp_path):
    study = tmp_path / "bare.yaml"
    study.write_text("{scenario: enclave, arms: {only: {}}}", encoding="utf-8")
    path = given(tmp_path, lambda d: (d.update(study="./bare.yaml"), d["readings"]["one"].update(statistic="severe_answers", of={})))
    with pytest.raises(ScenarioRefused, match="reads the daily series answered_severe, which the study does not keep"):
        judge_claim(path)


def test_every_statistic_says_what_it_is():
    assert all(one.words for one in statistics().values())


# The rule, in every world


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (np.linspace(0, 10, 101), KEPT),
        (np.full(100, 5.0), KEPT),
        (np.full(100, 9.0), BROKEN),
        (np.r_[np.full(97, 9.0), 5, 5, 5], UNDECIDED),
        (np.r_[np.full(970, 9.0), np.full(30, 5.0)], BROKEN),
        (np.r_[np.full(500, 0.0), np.full(500, 9.0)], BROKEN),
        (np.full(19, 5.0), UNDECIDED),
        (np.r_[np.full(60, 5.0), np.full(40, np.inf)], KEPT),
        (np.full(50, np.nan), UNDECIDED),
    ],
)
def test_a_record_is_kept_where_worlds_agree_and_broken_where_hardly_one_does(values, verdict):
    assert judged(claim(record=5.0), toy(values)).verdict == verdict


def test_the_record_itself_may_lie_outside_worlds_that_are_inside_the_tolerance():
    found = judged(claim(record=5.9), toy(np.linspace(4.5, 5.5, 100))).readings[0]
    assert found.verdict == KEPT and found.inside == 1.0 and found.is_record_central is False
    assert judged(claim(record=5.9, record_high=6.0), toy(np.linspace(4, 7, 100))).readings[0].is_record_central is True


def test_a_reading_may_ask_for_the_record_itself():
    values = np.linspace(4.5, 5.5, 50)
    assert judged(claim(record=5.9, judged_by="record"), toy(values)).verdict == UNDECIDED  # none of 50 may be one of 20 elsewhere
    assert judged(claim(record=5.9, judged_by="record"), toy(np.tile(values, 4))).verdict == BROKEN
    assert judged(claim(record=5.2, judged_by="record"), toy(values)).verdict == KEPT


def test_a_smaller_central_share_asks_for_more_worlds_inside():
    values = np.r_[np.full(1800, 9.0), np.full(140, 5.0)]
    assert judged(claim(record=5.0), toy(values)).verdict == KEPT
    assert judged(claim(record=5.0, central=0.8), toy(values)).verdict == BROKEN


def test_a_condition_leaves_out_worlds_that_do_not_meet_it():
    values = np.r_[np.full(40, 5.0), np.full(60, 9.0)]
    found = judged(claim(record=5.0, where={"y": {"high": 7.0}}, where_words="small"), toy(values))
    assert (found.verdict, found.n_counted, found.readings[0].inside) == (KEPT, 40, 1.0)


def test_one_broken_reading_breaks_a_claim_and_one_unsure_leaves_it_undecided():
    one = claim(record=5.0).model_dump()["readings"]["one"]
    broken, unsure = {**one, "band": {"low": 20.0}, "record": 20.0}, {**one, "band": {"low": 9.7}, "record": 9.8}
    worlds = toy(np.linspace(0, 10, 101))
    made = lambda **readings: Claim.model_validate({**LIKE_P2, "readings": {"one": one, **readings}})  # noqa: E731
    assert judged(made(two=unsure), worlds).verdict == UNDECIDED
    assert judged(made(two=unsure, three=broken), worlds).verdict == BROKEN


def test_a_claim_that_cannot_be_tested_says_so():
    assert judged(read_claims(["P10"])[0].claim, None).verdict == NOT_TESTABLE


# The rule, of all worlds together


def ratio_claim(band, **more):
    return claim("ratio", {"outcome": "x", "arm": "other", "base": "plain"}, band, family="stylised", **more)


LUCK = np.random.default_rng(1).uniform(0.5, 1.5, 400)


@pytest.mark.parametrize(
    ("factor", "band", "more", "verdict"),
    [
        (0.5, (0.2, 0.8), {}, KEPT),
        (0.5, (0.2, 0.8), {"sign": {"below": 1.0}}, KEPT),
        (1.5, (0.2, 0.8), {}, BROKEN),
        (0.5, (0.2, 0.8), {"sign": {"above": 1.0}}, BROKEN),
        (0.0, (0.2, 0.8), {}, BROKEN),
        (1.0, (0.95, 1.05), {}, KEPT),
    ],
)
def test_a_ratio_is_held_against_its_band(factor, band, more, verdict):
    assert judged(ratio_claim(band, **more), toy([LUCK, factor * LUCK], arms=("plain", "other"))).verdict == verdict


def test_an_estimate_beside_its_band_is_undecided_while_its_interval_reaches_in():
    noisy = toy([LUCK[:30], LUCK[30:60]], arms=("plain", "other"))
    value = judged(ratio_claim((0, 9)), noisy).readings[0]
    edge = (value.value + value.high) / 2
    assert judged(ratio_claim((edge, 9)), noisy).verdict == UNDECIDED
    narrow = (value.value - 1e-6, value.value + 1e-6)
    assert judged(ratio_claim(narrow), noisy).verdict == UNDECIDED


def test_the_same_worlds_are_resampled_in_every_arm():
    """Two arms that differ by a factor in each world have a ratio without any uncertainty."""
    found = judged(ratio_claim((0, 1)), toy([LUCK, 0.5 * LUCK], arms=("plain", "other"))).readings[0]
    assert found.low == pytest.approx(0.5) and found.high == pytest.approx(0.5)


def test_the_same_runs_give_the_same_interval():
    worlds = toy([LUCK[:200], LUCK[200:]], arms=("plain", "other"))
    assert judged(ratio_claim((0, 1)), worlds) == judged(ratio_claim((0, 1)), worlds)


def test_nothing_to_compare_is_undecided():
    assert judged(ratio_claim((0, 1)), toy(np.zeros((2, 50)), arms=("plain", "other"))).verdict == UNDECIDED


def test_bands_may_be_open():
    assert (
        Band(low=0.0).holds(1e9) and not Band(low=0.0).holds(-1.0) and Reading(title="r", statistic="s", band=Band(high=1.0)).central == 0.9
    )


# Statistics with known answers


def test_statistics_of_arms_have_known_answers():
    worlds = toy([[1, 2, 3, 4], [2, 4, 6, 8]], arms=("plain", "other"))
    asked = {"outcome": "x", "arm": "other", "base": "plain"}
    assert computed("ratio", worlds, asked) == 2.0
    assert computed("difference", worlds, asked) == 2.5
    assert computed("largest_difference", worlds, asked) == 4.0
    assert computed("average", worlds, {"outcome": "x"}) == 2.5
    assert computed("worst_step", worlds, {"outcome": "x", "arms": ["other", "plain"]}) == 0.5
    assert computed("correlation", worlds, {"x": "x", "y": "y"}) == pytest.approx(1.0)
    assert computed("spread_ratio", worlds, asked) == 2.0
    assert computed("share_above", worlds, {"outcome": "x", "above": 2}) == 0.5
    both = {**asked, "other_arm": "other", "other_base": "plain"}
    assert computed("ratio_of_ratios", worlds, both) == computed("effect_quotient", worlds, both) == 1.0


def test_a_hazard_counts_days_at_risk():
    worlds = toy([[np.nan, np.nan, 50, 50], [np.nan, 50, 50, 50]], arms=("plain", "other"))
    asked = {"first_day": "x", "arm": "other", "base": "plain", "horizon": 100}
    assert computed("hazard_ratio", worlds, asked) == pytest.approx((3 / 250) / (2 / 300))


def test_a_quotient_is_infinite_over_nought_and_unknown_of_two_noughts():
    outcomes = {"plain": {"a": np.array([1.0, 1.0, 0.0]), "b": np.array([2.0, 0.0, 0.0])}}
    worlds = Worlds(("plain",), np.arange(3), outcomes, np.arange(3))
    np.testing.assert_array_equal(computed("quotient", worlds, {"over": "a", "under": "b"}), [0.5, np.inf, np.nan])


def days(*stretches):
    """A series from (length, value) stretches."""
    return np.concatenate([np.full(length, float(value)) for length, value in stretches])


def test_imports_are_read_from_the_first_150_days_of_the_held_road():
    level = [days((100, 0), (150, 1), (50, 3), (100, 2)), days((100, 0), (100, 1), (200, 0))]
    goods = [days((100, 400), (150, 40), (50, 0), (100, 99)), days((100, 400), (100, 40), (200, 400))]
    fallen = [days((350, 0), (50, 1)), days((400, 0))]
    worlds = toy([[0, 0]], {"access_level": level, "imports_t": goods, "is_capitulated": fallen})
    np.testing.assert_array_equal(computed("imports_while_held", worlds, {}), [0.1, np.nan])
    np.testing.assert_array_equal(computed("imports_while_closed", worlds, {}), [0.0, np.nan])


def test_what_comes_after_the_first_offensive_is_not_read():
    fought = [days((50, 0), (1, 1), (49, 0)), days((100, 0))]
    posts = [days((50, 27), (50, 3)), days((100, 27))]
    worlds = toy([[0, 0]], {"is_offensive": fought, "posts": posts, "access_level": [days((100, 0)), days((20, 0), (80, 1))]})
    np.testing.assert_array_equal(
        computed("series_mean_before_offensive", worlds, {"column": "posts", "from_day": 10, "to_day": 90}), [27, 27]
    )
    np.testing.assert_array_equal(computed("posts_while_held", worlds, {}), [np.nan, 27])
    np.testing.assert_array_equal(
        computed("activity_ratio", worlds, {"column": "posts", "from_day": 40, "to_day": 90, "base_from": 0, "base_to": 20}), [np.nan, 1.0]
    )


def test_a_battle_is_the_one_that_ended_in_the_capitulation():
    fought = [days((10, 0), (1, 1), (389, 0), (2, 1), (18, 0)), days((420, 0))]
    dead = [days((10, 0), (1, 7), (389, 1), (2, 100), (18, 1)), days((420, 1))]
    fallen = [days((402, 0), (18, 1)), days((420, 0))]
    worlds = toy([[0, 0]], {"is_offensive": fought, "defender_deaths": dead, "is_capitulated": fallen})
    np.testing.assert_array_equal(computed("battle_sum", worlds, {"column": "defender_deaths"}), [200, np.nan])


def test_mines_are_counted_among_events_before_the_offensive():
    series = {"mine_accidents": [days((10, 3), (10, 99))], "casualty_events": [days((20, 1))], "is_offensive": [days((10, 0), (10, 1))]}
    np.testing.assert_array_equal(computed("mine_share", toy([[0]], series), {}), [0.75])


def test_a_world_in_which_an_arm_failed_is_left_out_of_all():
    import pyarrow as pa

    columns = {"arm": ["a", "a", "b", "b"], "world": [1, 2, 1, 2], "status": ["ok", "ok", "failed", "ok"], "why": [None] * 4}
    worlds = worlds_of(pa.table({**columns, "x": [1.0, 2.0, None, 4.0]}), ["a", "b"])
    assert worlds.n_failed == 1 and len(worlds) == 1
    assert worlds.outcome("x", "a").tolist() == [2.0] and worlds.outcome("x", "b").tolist() == [4.0]
