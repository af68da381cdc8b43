"""The stylised facts: all are there, what set numbers is told, and the statistics made for them know their answers."""

import numpy as np
import pytest

from experiments.evidence.claims import read_claims
from experiments.evidence.seen import Worlds
from experiments.evidence.statistics import difference_quotient, pooled_contrast

FACTS = {one.claim.id: one.claim for one in read_claims() if one.claim.id.startswith("SF")}
NUMBERED = [f"SF{n}" for n in (*range(1, 19), *range(20, 30))]


def test_every_stylised_fact_is_a_claim_or_says_why_it_cannot_be():
    assert set(FACTS) == {*NUMBERED, "SF1b"}
    assert {name for name, one in FACTS.items() if not one.testable} == {"SF1b", "SF17", "SF18", "SF28", "SF29"}


def test_facts_that_set_numbers_are_told_from_those_held_out():
    used = {name for name, one in FACTS.items() if one.used_for == "calibration"}
    assert used == {"SF1", "SF2", "SF5", "SF6", "SF7", "SF10", "SF22", "SF27"}
    assert sum(one.used_for == "held_out" for one in FACTS.values()) == 16


def test_facts_about_other_wars_are_not_read_from_the_record_case():
    assert {one.study for name, one in FACTS.items() if one.testable and name != "SF27"} == {
        "sandbox_troops",
        "sandbox_ceasefire",
        "sandbox_contributors",
    }


def test_a_fact_known_to_be_broken_says_why():
    assert all(len(one.why) > 80 for one in FACTS.values() if one.testable and not one.kept)


@pytest.fixture
def worlds():
    outcomes = {
        "a": {"cost_musd": [10.0, 30.0], "civilian_deaths": [2.0, 4.0], "grabs": [3.0, 1.0], "raids": [4.0, 4.0]},
        "b": {"cost_musd": [0.0, 0.0], "civilian_deaths": [12.0, 14.0], "grabs": [2.0, 6.0], "raids": [8.0, 8.0]},
    }
    table = {arm: {name: np.array(values) for name, values in one.items()} for arm, one in outcomes.items()}
    return Worlds(("a", "b"), np.array([1, 2]), table, np.arange(2))


def test_a_price_is_one_difference_over_another(worlds):
    assert difference_quotient(worlds, "cost_musd", "a", "b", "a", "b", "civilian_deaths") == pytest.approx(20.0 / 10.0)


def test_a_contrast_is_a_share_over_a_share_and_may_be_held_against_a_base(worlds):
    one = pooled_contrast(worlds, "grabs", "raids", "civilian_deaths", "raids", "a")
    other = pooled_contrast(worlds, "grabs", "raids", "civilian_deaths", "raids", "b")
    assert one == pytest.approx((4 / 8) / (6 / 8)) and other == pytest.approx((8 / 16) / (26 / 16))
    assert pooled_contrast(worlds, "grabs", "raids", "civilian_deaths", "raids", "a", "b", 1.0) == pytest.approx(one / other)
