"""Calibration: known posteriors come back, ranks of known truths are even, and what is written is what is drawn."""

import csv
import json

import numpy as np
import pytest

from experiments import __main__ as command
from experiments.evidence.calibration import calibrate, identified, written
from experiments.evidence.calibration.posterior import Posterior, adjusted, learn, posterior, resampled
from experiments.evidence.calibration.ranks import rank_truths
from experiments.evidence.calibration.record import Record, Target, before_the_record, read_record
from experiments.evidence.calibration.table import Table, laid_out, observed, values_of
from experiments.study import desk
from sim import luck
from sim.measures import UNITS
from sim.scenario.load import load
from sim.scenario.paths import configs_dir
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused, judge
from sim.scenario.uncertainty import Prior
from sim.world.draw import draw_numbers

N, P = 1500, 12
NOISE = (0.5, 0.3)


def toy(n: int = N, seed: int = 1) -> Table:
    """Worlds whose posterior is known: one reading of the first score, one of the sum of the next two, one of luck alone."""
    made = np.random.default_rng(seed)
    scores = made.standard_normal((n, P))
    told = (scores[:, 0], scores[:, 1] + scores[:, 2], np.zeros(n))
    readings = np.column_stack(told) + made.standard_normal((n, 3)) * (*NOISE, 1.0)
    return Table(np.arange(n), tuple(f"s{at}" for at in range(P)), scores, {}, readings, readings, {}, np.ones(n, bool))


# The method


def test_a_known_posterior_comes_back():
    table = toy()
    found = posterior(learn(table.readings, table.scores), table.scores, np.array([1.0, 1.0, 0.0]), 400)
    first, pair = 1 / (1 + NOISE[0] ** 2), 1 / (2 + NOISE[1] ** 2)
    assert found.mean()[:3] == pytest.approx([first, pair, pair], abs=0.12)
    assert found.sd()[:3] == pytest.approx([np.sqrt(1 - first), np.sqrt(1 - pair), np.sqrt(1 - pair)], rel=0.12)
    assert found.sd()[3:] == pytest.approx(np.ones(P - 3), abs=0.15)
    assert found.weights.sum() == pytest.approx(1.0) and 200 < found.n_effective <= 400


def test_what_is_known_only_as_a_sum_is_told_as_a_direction_and_a_tie():
    table = toy()
    summaries = learn(table.readings, table.scores)
    found = posterior(summaries, table.scores, np.array([0.0, 0.0, 0.0]), 400)
    told = identified.directions(summaries, table.settings)
    assert [set(one.loadings) for one in told] == [{"s1", "s2"}, {"s0"}]
    tied = {frozenset(pair[:2]): pair[2] for pair in identified.correlations(found, table.settings)}
    assert tied[frozenset(("s1", "s2"))] < -0.7


def test_ranks_of_known_truths_are_even_and_intervals_hold_nine_in_ten():
    ranks = rank_truths(toy(900), 250)
    assert ranks.ranks.shape == (900, P)
    assert all(0.86 <= ranks.coverage(at).value <= 0.94 for at in range(P))
    assert all(ranks.p_uniform(at) > 0.005 for at in range(P))
    low, high = ranks.band()
    assert all((ranks.histogram(at) < low).sum() + (ranks.histogram(at) > high).sum() <= 3 for at in range(P))


def test_ranks_show_a_posterior_that_is_too_sure(monkeypatch):
    def sure(*given):
        found = adjusted(*given)
        return found._replace(scores=found.mean() + 0.5 * (found.scores - found.mean()))

    monkeypatch.setattr("experiments.evidence.calibration.ranks.adjusted", sure)
    ranks = rank_truths(toy(600), 200)
    assert all(ranks.coverage(at).value < 0.7 for at in range(P))
    assert all(ranks.p_uniform(at) < 0.001 for at in range(P))


def test_sets_are_repeated_as_often_as_they_weigh():
    found = Posterior(np.zeros((3, 1)), np.array([0.5, 0.25, 0.25]), np.arange(3))
    assert np.bincount(resampled(found, 400)).tolist() == [200, 100, 100]


# What is said of it


@pytest.mark.parametrize(
    ("ratio", "shift", "said"),
    [(0.5, 0.0, "identified"), (0.8, 0.9, "identified"), (0.9, -0.3, "leaning"), (1.0, 0.2, "not identified"), (0.95, 0, "not identified")],
)
def test_the_rule_of_what_is_identified(ratio, shift, said):
    assert identified.verdict(ratio, shift) == said


def test_only_what_the_record_tells_of_becomes_a_column():
    verdicts = {"a": "identified", "b": "leaning", "c": "not identified"}
    told = [identified.Setting(name, said, 1.0, 0.0, 0.0, (), (), False) for name, said in verdicts.items()]
    known = [identified.Product("q", {"d": 1, "e": -1}, 0.3, 0.9, True), identified.Product("r", {"c": 1, "f": 1}, 1.0, 1.0, False)]
    told += [identified.Setting(name, "not identified", 1.0, 0.0, 0.0, (), (), False) for name in "defghij"]
    tied, along = [("a", "h", 0.4), ("b", "i", 0.9)], [identified.Direction(0.5, {"j": 0.8})]
    assert identified.columns(told, known, along, tied, {"g": None}) == ["a", "b", "d", "e", "g", "h", "j"]


def test_a_setting_never_leaves_its_priors_range():
    prior = Prior(kind="triangular", low=1.0, mode=2.0, high=4.0)
    values = values_of(prior, np.array([-40.0, -1.0, 0.0, 1.0, 40.0]))
    assert (np.diff(values) > 0).all() and values.min() >= 1.0 and values.max() <= 4.0


# The table


def record(**more) -> Record:
    """A small record of the enclave."""
    targets = {
        "harassments": {"record": 12, "tolerance": 1.3, "scale": "log", "source": "made up"},
        "mean_availability": {"record": 0.7, "tolerance": 0.05, "source": "made up"},
    }
    return judge(Record, {"scenario": "enclave", "targets": targets, **more})


def outcomes(n: int) -> dict[str, np.ndarray]:
    return {name: np.full(n, np.nan) for name in UNITS} | {"harassments": np.arange(n) + 1.0, "mean_availability": np.full(n, 0.7)}


def test_scores_are_what_worlds_drew():
    scenario, seeds = load("enclave"), np.arange(5, 25)
    table = laid_out(scenario, record(), seeds, outcomes(len(seeds)))
    priors = dict(scenario.priors())
    for at, name in enumerate(table.settings):
        drawn = [draw_numbers(scenario, int(seed))[name] for seed in seeds]
        assert values_of(priors[name], table.scores[:, at]) == pytest.approx(drawn, rel=1e-6)


def test_readings_carry_half_a_tolerance_of_error_which_belongs_to_the_world():
    seeds = np.arange(1, 3001)
    table = laid_out(load("enclave"), record(), seeds, outcomes(len(seeds)))
    error = table.readings - table.plain
    assert error.std(axis=0) == pytest.approx([0.5 * np.log(1.3), 0.025], rel=0.06)
    again = laid_out(load("enclave"), record(), seeds[100:110], outcomes(10))
    assert (again.readings - again.plain)[:, 1] == pytest.approx(error[100:110, 1])


def test_a_world_without_an_event_of_the_record_is_not_compared():
    known = outcomes(4) | {"vehicles_out": np.array([1.0, np.nan, 1.0, 1.0]), "is_capitulated": np.array([1.0, 1.0, 0.0, 1.0])}
    known["mean_availability"] = np.array([0.7, 0.7, 0.7, np.nan])
    asked = record(events={"flight": "vehicles_out", "capitulation": "is_capitulated"})
    table = laid_out(load("enclave"), asked, np.arange(4), known)
    assert table.is_alike.tolist() == [True, False, False, False]


def test_too_few_worlds_like_the_record_are_said_to_be_too_few():
    known = outcomes(150)
    table = laid_out(load("enclave"), record(events={"flight": "vehicles_out"}), np.arange(150), known)
    with pytest.raises(calibrate.TooFewAlike, match=r"0 of 150 worlds had every event"):
        calibrate.calibrate(load("enclave"), record(), table, 50)


# The record as data


def test_the_record_of_the_case_uses_only_what_is_for_calibration():
    used = {target.pattern for target in read_record("nagorno_karabakh").targets.values()}
    claims = [read_yaml(path) for path in sorted((configs_dir() / "claims").glob("*.yaml"))]
    allowed = {claim["id"] for claim in claims if claim["used_for"] == "calibration"}
    assert used <= allowed and len(used) >= 4


def test_no_date_is_ever_a_target():
    case = read_record("nagorno_karabakh")
    assert [name for name in case.targets if name.endswith("_day")] == []
    assert {"first_closure_day", "vehicles_out"} <= set(case.events.values())


def test_a_calibration_starts_from_priors_that_have_not_seen_the_record_unless_a_user_decided():
    case = read_record("nagorno_karabakh")
    fresh = before_the_record(load(case.scenario), case)
    assert {name: fresh.uncertainty.priors[name] for name in case.priors} == case.priors
    decided = load(case.scenario, uncertainty={"priors": {"theory.pi": {"kind": "uniform", "low": 0, "high": 1}}})
    assert set(before_the_record(decided, case).uncertainty.priors) == {"theory.pi"}


REFUSED = [
    (
        {"targets": {"harasments": {"record": 1, "tolerance": 1, "source": "x"}}},
        "targets.harasments: nothing is named 'harasments'; did you mean harassments?",
    ),
    ({"events": {"flight": "vehicle_out"}}, "events: nothing is named 'vehicle_out'; did you mean vehicles_out?"),
    ({"targets": {}}, "a record needs at least one target"),
    ({"targets": {"grabs": {"record": 0, "tolerance": 2, "scale": "log", "source": "x"}}}, "on a log scale the record must be above 0"),
    ({"targets": {"grabs": {"record": 1, "tolerance": -2, "source": "x"}}}, "-2 is below 0"),
    ({"targets": {"grabs": {"record": 1, "tolerence": 2, "source": "x"}}}, "did you mean tolerance?"),
    ({"products": {"alone": {"theory.pi": 1}}}, "products.alone: a product needs at least two settings"),
    ({"priors": {"theory.pi": {"kind": "uniform", "low": 0}}}, "a uniform prior needs high"),
]


@pytest.mark.parametrize(("given", "said"), REFUSED)
def test_what_a_record_cannot_be_is_refused_in_words(given, said):
    with pytest.raises(ScenarioRefused) as caught:
        record(**given)
    assert said in str(caught.value)


def test_a_record_that_names_no_setting_of_the_case_is_refused_at_once():
    wrong = record(priors={"theory.pie": {"kind": "uniform", "low": 0, "high": 1}}, products={"two": {"theory.omegga": 1, "theory.pi": 1}})
    with pytest.raises(ScenarioRefused) as caught:
        before_the_record(load("enclave"), wrong)
    assert "did you mean theory.pi?" in str(caught.value) and "did you mean theory.omega?" in str(caught.value)
    with pytest.raises(ScenarioRefused, match="nothing is uncertain here"):
        before_the_record(load("enclave", uncertainty="none"), record())


def test_targets_are_compared_on_their_own_scale():
    assert Target(record=10.0, tolerance=2.0, source="x").error == 1.0
    many = Target(record=10.0, tolerance=4.0, scale="log", source="x")
    assert many.error == pytest.approx(np.log(2.0))
    assert many.placed(np.array([0.0, 1.0, np.e])) == pytest.approx([0.0, 0.0, 1.0])
    assert observed(record()) == pytest.approx([np.log(12.0), 0.7])


# The command


RECORD = """
title: A small record
scenario: enclave
targets:
  harassments: {record: 2, tolerance: 1.5, scale: log, source: made up}
  mean_availability: {record: 0.75, tolerance: 0.04, source: made up}
  mean_fear: {record: 0.08, tolerance: 0.02, source: made up}
"""
DAYS, PERSONS, RUNS = 20, 400, 300


@pytest.fixture
def words(tmp_path, monkeypatch):
    """The words of a small calibration, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "record.yaml").write_text(RECORD, encoding="utf-8")
    small = [f"horizon_days={DAYS}", f"population={PERSONS}", f"runs={RUNS}", "keep=180", "sets=50", "workers=1"]
    return ["scenario=enclave", "record=record.yaml", *small]


def test_a_calibration_goes_on_where_it_was_and_every_study_can_use_it(words, monkeypatch, capsys, tmp_path):
    lived, real = [], desk.run

    def counted(scenario, world):
        lived.append(world)
        if len(lived) == 30:
            raise KeyboardInterrupt
        return real(scenario, world)

    monkeypatch.setattr(desk, "run", counted)
    assert command.main(["calibrate", *words, "out=one"]) == 130
    before = len(lived)
    assert command.main(["calibrate", *words, "out=one"]) == 0
    known = len(lived)
    assert RUNS <= known <= RUNS + before  # only what was in hand when it stopped is lived again
    assert command.main(["calibrate", *words, "out=one", "--json"]) == 0
    assert len(lived) == known
    capsys.readouterr()

    facts = json.loads((tmp_path / "one" / "calibration.json").read_text(encoding="utf-8"))
    assert facts["simulations"] == RUNS and facts["sbc"]["synthetic_records"] == facts["alike"]
    assert "rules.act.harass_per_month" in {one["name"] for one in facts["settings"]}
    with open(tmp_path / "one" / "enclave_calibrated.csv", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 51 and rows[0] == facts["ensemble"]

    arm = load("enclave", uncertainty=tmp_path / "one" / "enclave_calibrated.yaml")
    sets = {tuple(row) for row in rows[1:]}
    for world in range(20):
        numbers = draw_numbers(arm, world)
        assert tuple(f"{numbers[name]:.6g}" for name in rows[0]) in {tuple(f"{float(one):.6g}" for one in row) for row in sets}
    before_it = load("enclave")
    left = [name for name, _ in before_it.priors() if name not in rows[0]]
    assert left and all(draw_numbers(arm, 3)[name] == pytest.approx(draw_numbers(before_it, 3)[name]) for name in left)
    assert "data:image/png" in (tmp_path / "one" / "report.html").read_text(encoding="utf-8")


def test_the_same_worlds_give_the_same_sets_byte_for_byte():
    scenario, seeds = load("enclave"), np.arange(1, 201)
    scores = laid_out(scenario, record(), seeds, outcomes(len(seeds))).scores
    known = outcomes(len(seeds)) | {"harassments": np.round(12 * np.exp(0.3 * scores[:, 0]))}
    known |= {"mean_availability": 0.7 + 0.02 * scores[:, 1]}
    made = []
    for _ in range(2):
        found = calibrate.calibrate(scenario, record(), laid_out(scenario, record(), seeds, known), 100, most_ranks=10)
        made.append(written.table_text(written.sets_of(found.found, found.alike, found.priors, found.columns, [], 50)))
    assert made[0] == made[1] and made[0].count("\n") == 51


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["record=nobody"], "no preset is named 'nobody'"),
        (["keep=many"], "keep"),
        (["uncertainty=none"], "nothing is uncertain here"),
        (["runz=100"], "did you mean runs?"),
    ],
)
def test_what_cannot_be_calibrated_is_refused_and_writes_nothing(words, more, said, capsys, tmp_path):
    given = words[:3] if not more[0].startswith("record=") else words[:1]
    assert command.main(["calibrate", *given, *more, "out=none"]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_errors_of_the_record_have_an_address_of_their_own():
    from experiments.evidence.calibration.table import ERROR

    numbers = {value for name, value in vars(luck).items() if name.isupper() and isinstance(value, int)}
    assert ERROR > 1_000_000 and ERROR not in numbers
