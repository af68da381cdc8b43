"""Intervals agree with published examples and with what other programs compute."""

import math

import numpy as np
import pytest
from toy_tables import uniform

from experiments import intervals


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Newcombe 1998, Statist. Med. 17: 857-872, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_newcombes_table(successes, n, low, high):
    found = intervals.wilson(successes, n)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_tango_agrees_with_a_published_example():
    # Airway hyper-responsiveness in 21 children (Fagerland, Lydersen & Laake 2014): -0.286 [-0.517, -0.026].
    found = intervals.tango(gained=1, lost=7, n=21)
    assert found.value == pytest.approx(-6 / 21)
    assert (found.low, found.high) == pytest.approx((-0.517, -0.026), abs=5e-4)


def test_arms_that_never_differ_keep_an_honest_interval():
    found = intervals.tango(0, 0, 200)
    z2 = 1.959964**2
    assert (found.low, found.high) == pytest.approx((-z2 / (200 + z2), z2 / (200 + z2)), abs=1e-6)


def test_a_paired_share_turns_round_with_its_arms():
    first = np.array([0, 1, 1, 0, 1, 0, 0, 1] * 10)
    second = np.array([0, 0, 1, 0, 1, 0, 1, 0] * 10)
    there, back = intervals.paired_share(first, second), intervals.paired_share(second, first)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


@pytest.mark.parametrize(
    ("p", "freedom", "value"),
    # scipy.stats.t.ppf, version 1.17.
    [
        (0.975, 1, 12.706204736),
        (0.975, 2, 4.302652730),
        (0.9, 5, 1.475884049),
        (0.975, 199, 1.971956544),
        (0.2, 7, -0.896029644),
    ],
)
def test_students_t_agrees_with_scipy(p, freedom, value):
    assert intervals.student(p, freedom) == pytest.approx(value, abs=1e-8)


def test_a_symmetric_sample_has_the_plain_t_interval():
    found = intervals.mean(np.array([8.0, 9.0, 10.0, 11.0, 12.0]))
    half = 2.776445105 * math.sqrt(2.5 / 5)
    assert (found.low, found.high) == pytest.approx((10 - half, 10 + half))


def test_a_skewed_sample_has_a_longer_arm_on_the_side_of_its_rare_values():
    found = intervals.mean(np.r_[np.zeros(90), np.full(10, 100.0)])
    assert found.high - found.value > found.value - found.low > 0


def test_the_mean_of_a_skewed_amount_is_covered_about_as_often_as_promised():
    hits = 0
    for k in range(400):
        sample = np.array([-math.log(1 - uniform(k, i, 5)) for i in range(60)]) ** 1.5
        found = intervals.mean(sample)
        hits += found.low <= math.gamma(2.5) <= found.high
    assert 0.91 <= hits / 400 <= 0.98


def test_the_mean_of_an_amount_is_never_below_nought():
    assert intervals.mean(np.r_[np.zeros(30), 1.0]).low >= 0


def test_the_median_is_held_by_the_order_statistics_of_the_binomial():
    # n = 20: ranks 6 and 15 (Conover 1999, table A3).
    found = intervals.median(np.arange(1.0, 21.0))
    assert (found.value, found.low, found.high) == (10.5, 6.0, 15.0)


def test_fishers_interval_of_a_correlation_agrees_with_its_formula():
    x = np.arange(30.0)
    y = x + 8 * np.sin(7 * x)
    found = intervals.correlation(x, y)
    r = np.corrcoef(x, y)[0, 1]
    low, high = (np.tanh(np.arctanh(r) + sign * 1.959964 / math.sqrt(27)) for sign in (-1, 1))
    assert (found.value, found.low, found.high) == pytest.approx((r, low, high), abs=1e-6)


def test_pairing_saves_worlds_in_proportion_to_the_variance_it_removes():
    first = np.arange(100.0)
    assert intervals.unpaired_worlds(first, first + 5 + np.where(first % 2, 1, -1)) > 10_000
    assert intervals.unpaired_worlds(first, first + 5) == math.inf
    assert intervals.variance_ratio(first, first[::-1]) == pytest.approx(2)


def test_unknown_values_are_left_out_and_counted():
    assert intervals.mean(np.array([1.0, math.nan, 3.0])).n == 2
    assert intervals.paired_mean(np.array([1.0, math.nan, 3.0]), np.array([2.0, 2.0, 4.0])).value == 1
    assert intervals.share(np.array([1.0, math.nan, 0.0, 0.0])).n == 3


def test_nothing_known_gives_nothing_rather_than_a_number():
    assert math.isnan(intervals.mean(np.array([])).value)
    assert math.isnan(intervals.share(np.array([math.nan])).value)
    assert math.isnan(intervals.median(np.array([])).value)
    assert intervals.quantiles(np.array([]), (0.5,))[0] != intervals.quantiles(np.array([1.0]), (0.5,))[0]
