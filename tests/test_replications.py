"""How many worlds are enough: known answers, honest ranges, pairing that pays, and a verb that lives no more than it must."""

import json
from math import inf, isnan, nan, sqrt

import numpy as np
import pyarrow as pa
import pytest

from experiments import intervals, replication
from experiments.figures.narrowing import hardest, narrowing
from experiments.figures.style import alt_text
from experiments.replication import Target, advice, of_difference, of_level
from experiments.replication_words import lines
from experiments.verbs.replications import main
from sim.scenario.refusal import ScenarioRefused
from tests import toy_studies

RNG = np.random.default_rng(7)
DISPLACED, SHARE, DAY = "displaced_persons", "is_offensive", "offensive_day"


def worlds(first, second):
    """Two arms as the table of a ledger."""
    n = len(first)
    return pa.table(
        {"arm": ["plain"] * n + ["strong"] * n, "world": [*range(n)] * 2, "status": ["ok"] * 2 * n, DISPLACED: [*first, *second]}
    )


# Known answers


def test_the_worlds_that_an_amount_takes_are_those_of_the_textbook():
    needed = replication.worlds_for(replication.amount_half(10.0), 0.5)
    assert needed == pytest.approx((1.96 * 10 / 0.5) ** 2, rel=0.01)


def test_the_worlds_that_an_even_chance_takes_are_those_of_the_textbook():
    assert replication.worlds_for(replication.share_half(0.5), 0.05) == pytest.approx(381, abs=1)  # 1.96^2 / (4 x 0.05^2) - 1.96^2


def test_what_is_forecast_is_what_more_worlds_bring():
    values = RNG.gamma(2.0, 1000.0, 2000)
    forecast = dict(of_level(values[:400], 400, DISPLACED, "plain", 1.0).forecast)
    for n in (500, 1000, 2000):
        found = intervals.mean(values[:n])
        assert (found.high - found.low) / 2 == pytest.approx(forecast[n], rel=0.15)  # the spread of 400 worlds is known to 6 %


def test_the_range_of_worlds_needed_holds_the_truth_about_as_often_as_it_says():
    truth = (1.96 * sqrt(2.0) * 1000 / 100) ** 2  # a gamma of shape 2 and scale 1,000
    n_held = 0
    for _ in range(200):
        values = RNG.gamma(2.0, 1000.0, 200)
        needed = replication.worlds_for(replication.amount_half(values.std(ddof=1)), 100.0)
        factor = replication.spread_factor(values)
        n_held += needed / factor <= truth <= needed * factor
    assert 160 <= n_held < 200  # 190 by the formula, fewer for so long a tail


def test_the_least_number_of_worlds_is_told_and_not_one_more():
    half = replication.amount_half(3.0)
    needed = int(replication.worlds_for(half, 0.2))
    assert half(needed) <= 0.2 < half(needed - 1)


# Pairing


def test_where_arms_share_their_luck_few_worlds_are_enough():
    first = RNG.normal(1000, 300, 200)
    told = of_difference(first, first + RNG.normal(50, 10, 200), DISPLACED, "strong", 20.0)
    assert told.worlds < 20 and told.unpaired > 1000


def test_where_arms_share_nothing_pairing_saves_nothing():
    told = of_difference(RNG.normal(0, 1, 2000), RNG.normal(0, 1, 2000), DISPLACED, "strong", 0.05)
    assert told.worlds == pytest.approx(told.unpaired, rel=0.1)


def test_a_difference_of_shares_is_forecast_by_how_many_worlds_change():
    first = np.zeros(100)
    told = of_difference(first, np.where(np.arange(100) < 10, 1.0, 0.0), SHARE, "strong", 0.05)
    found = intervals.tango(20, 0, 200)
    assert dict(told.forecast)[200] == pytest.approx((found.high - found.low) / 2)


# What is not known is said


def test_an_outcome_that_applies_in_half_the_worlds_takes_twice_as_many():
    known = RNG.normal(500, 100, 100)
    every, half = (of_level(known, n, DAY, "plain", 10.0) for n in (100, 200))
    assert half.share_known == 0.5 and half.worlds == pytest.approx(2 * every.worlds, abs=2)


def test_a_handful_of_worlds_gives_no_advice():
    told = of_level(np.array([1.0, 2.0, 4.0]), 40, DAY, "plain", 1.0)
    assert isnan(told.worlds) and told.settled_from is None


def test_an_event_that_never_came_keeps_an_honest_interval():
    told = of_level(np.zeros(40), 40, SHARE, "plain", 0.01)
    assert told.half_width > 0.03 and told.worlds > 40
    assert told.worlds_low == told.worlds and told.worlds_high > 5 * told.worlds, "it may only have been rare"


def test_an_even_chance_takes_most_worlds_and_is_not_taken_for_certain():
    told = of_level(np.tile([0.0, 1.0], 30), 60, SHARE, "plain", 0.05)
    assert told.worlds == told.worlds_high == pytest.approx(381, abs=1) and told.worlds_low < 370


def test_two_arms_that_never_differed_may_differ_yet():
    told = of_difference(np.zeros(30), np.zeros(30), SHARE, "strong", 0.05)
    assert told.worlds_low == told.worlds < told.worlds_high


def test_a_precision_that_nothing_reaches_is_said_to_be_out_of_reach():
    assert replication.worlds_for(replication.amount_half(1e9), 1e-3) == inf
    assert isnan(replication.worlds_for(replication.amount_half(nan), 1.0))


def test_a_spread_that_still_moves_has_not_settled():
    steady = RNG.normal(0, 1, 400)
    assert replication.settled_from(steady) is not None
    assert replication.settled_from(steady * np.linspace(0.1, 3, 400)) is None


def test_the_baseline_sets_the_precision_of_every_arm():
    first = RNG.normal(1000, 100, 50)
    found = list(advice(worlds(first, first / 100), "plain", [DISPLACED], Target(relative=0.1)))
    assert all(one.target == pytest.approx(0.1 * first.mean()) for one in found)
    assert [(one.arm, one.is_difference) for one in found] == [("plain", False), ("strong", False), ("strong", True)]


def test_failed_runs_are_left_out_with_their_partners():
    first = RNG.normal(1000, 100, 50)
    table = worlds(first, first + 5)
    table = table.set_column(2, "status", pa.array(["failed"] * 10 + ["ok"] * 90))
    assert [one.n for one in advice(table, "plain", [DISPLACED], Target())] == [40, 50, 40]


# The verb and the figure


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study") / "ledger"
    toy_studies.lived(toy_studies.plan(worlds=12, outcomes=["harassments", DISPLACED]).design, folder)
    return folder


def test_a_ledger_is_read_and_nothing_is_lived(ledger, capsys, monkeypatch):
    monkeypatch.setattr("experiments.study.session.live", None)
    assert main([str(ledger), "relative=0.05"]) == 0
    told = capsys.readouterr().out
    assert "harassments" in told and "displaced_persons" in told and "difference, same worlds" in told
    assert "5% of the baseline's mean" in told


def test_programs_get_a_line_of_json_an_outcome_and_arm(ledger, capsys):
    assert main([str(ledger), "outcomes=harassments", "half_width=2", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["arm"], row["is_difference"]) for row in rows] == [("plain", False), ("strong", False), ("strong", True)]
    assert all(row["target"] == 2 and row["n"] == 12 for row in rows)


def test_a_figure_and_the_numbers_are_written_where_asked(ledger, tmp_path, capsys):
    assert main([str(ledger), f"out={tmp_path / 'here'}"]) == 0
    assert (tmp_path / "here" / "narrowing.png").stat().st_size > 10_000
    assert len(json.loads((tmp_path / "here" / "replications.json").read_text())) == 6


def test_a_pilot_keeps_its_runs_only_where_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("arms: {plain: {}}\nsettings: {horizon_days: 20}\noutcomes: [harassments]\n")
    assert main(["mine.yaml", "worlds=10", "workers=1"]) == 0
    assert "A pilot of 10 worlds" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["outcomes=displaced_person"], "did you mean displaced_persons"),
        (["half_width=3"], "name it"),
        (["worlds=3"], "10"),
        (["enclave", "default"], "one ledger or one study"),
        (["no_such_study"], "no preset is named"),
        (["scenario=enclav"], "did you mean enclave"),
    ],
)
def test_nonsense_is_refused_before_anything_is_lived(words, said):
    with pytest.raises(ScenarioRefused, match=said):
        main(words)


def test_a_ledger_is_not_asked_to_live(ledger):
    with pytest.raises(ScenarioRefused, match="lived"):
        main([str(ledger), "worlds=50"])


def test_the_figure_says_its_finding_in_words():
    first = RNG.normal(1000, 300, 60)
    found = list(advice(worlds(first, first * 0.9 + RNG.normal(0, 30, 60)), "plain", [DISPLACED], Target(0.02)))
    drawn = narrowing(found, {"plain": "Plain", "strong": "Strong"}, "plain", Target(0.02))
    assert "shared worlds tell every difference" in alt_text(drawn)
    assert f"{hardest(found, DISPLACED).worlds:,.0f}" in alt_text(drawn)


def test_nothing_that_varies_is_said_plainly():
    same = np.full(20, 7.0)
    found = list(advice(worlds(same, same), "plain", [DISPLACED], Target()))
    told = "\n".join(lines(found, {"plain": "Plain", "strong": "Strong"}, "plain", Target()))
    assert "if none differs" in told
    assert alt_text(narrowing(found, {"plain": "Plain", "strong": "Strong"}, "plain", Target()))
