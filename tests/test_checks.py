"""The checks that catch a scripted or an inert model: that each of them would notice."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from experiments import __main__ as command
from experiments.evidence.checks import ablations, effects, inert, places, rival, shift, specials, steps, variants
from experiments.evidence.checks.case import Case, Worlds
from experiments.evidence.checks.finding import verdict, worst
from experiments.evidence.checks.registry import CHECKS
from experiments.evidence.checks.resample import again, interval
from experiments.evidence.checks.session import arms_of, probe
from experiments.evidence.lives import NothingLived
from experiments.evidence.null_model import NullWorlds, crps, read_rates
from experiments.figures.checks import save_checks
from experiments.intervals import Interval
from sim.calendar import DAY
from sim.geography.series import read_series
from sim.measures import UNITS
from sim.model import MandateModel
from sim.quantiles import normal_quantile
from sim.scenario.load import load
from sim.scenario.root import Rules

PARTS = ("change", "low", "high")
SHORT = load("enclave", horizon_days=70)
WAR = load(
    "enclave",
    settings={"armed_actor.gains.offensive": 2.0, "armed_actor.build_up_weeks": 3.0, "armed_actor.friction": 0.1, "horizon_days": 300},
)


def worlds_of(**arms):
    """Worlds of arms by name, each a mapping of outcome to values; outcomes left out do not apply."""
    n = len(next(iter(next(iter(arms.values())).values())))
    rows = [
        {"arm": arm, "world": 1 + k, "status": "ok", **{name: float(values[name][k]) if name in values else np.nan for name in UNITS}}
        for arm, values in arms.items()
        for k in range(n)
    ]
    return Worlds(pa.Table.from_pylist(rows), range(1, 1 + n))


# Verdicts


@pytest.mark.parametrize(
    ("low", "high", "band", "expected"),
    [
        (0.001, 0.015, (None, 0.02), "kept"),
        (0.001, 0.030, (None, 0.02), "undecided"),
        (0.030, 0.040, (None, 0.02), "broken"),
        (-0.1, 0.1, (-0.2, 0.2), "kept"),
        (np.nan, np.nan, (0.0, 1.0), "undecided"),
        (0.0, 5.0, None, "shown"),
    ],
)
def test_a_finding_is_kept_only_if_its_whole_interval_lies_in_the_band(low, high, band, expected):
    assert verdict(Interval(low, low, high, 10), band) == expected


def test_one_broken_part_breaks_the_whole():
    assert worst(["kept", "undecided", "broken"]) == "broken"
    assert worst(["kept", "undecided"]) == "undecided"


# Changed places


def test_a_shifted_series_says_the_same_so_many_days_later_and_covers_the_case(tmp_path):
    place = places.shifted("nagorno_karabakh", tmp_path, 90)
    name = "series/distraction_war_steps.yaml"
    before = read_series(places.place_folder("nagorno_karabakh") / name)
    after = read_series(place / name)
    start = load("nagorno_karabakh").start
    usual, moved = before.daily(start, 1060), after.daily(start, 1060)
    assert (moved[90:] == usual[:-90]).all()
    assert (moved[:90] == usual[0]).all()


def test_only_distraction_is_shifted(tmp_path):
    place = places.shifted("nagorno_karabakh", tmp_path, -180)
    source = places.place_folder("nagorno_karabakh")
    ties = [read_series(folder / "series" / "ties_trade.yaml").values for folder in (source, place)]
    assert (ties[0] == ties[1]).all()
    assert (place / "roads.csv").read_bytes() == (source / "roads.csv").read_bytes()


def test_a_slope_of_one_is_found_where_onset_follows_the_series_day_by_day():
    onset = np.array([[400.0 + shift_days, 500.0 + shift_days] for shift_days in shift.DAYS])
    assert shift.slope(onset) == pytest.approx(1.0)
    assert shift.slope(np.full((5, 3), 700.0)) == pytest.approx(0.0)


# Variants of the code


@pytest.mark.parametrize("variant", ["day_as_is", "day_by_day", "odd_strides"])
def test_the_models_own_order_in_a_variant_is_the_models_own_history_bit_for_bit(variant):
    usual = variants.digest(variants.VARIANTS["as_is"](WAR, 1))
    assert variants.digest(variants.VARIANTS[variant](WAR, 1)) == usual


@pytest.mark.parametrize("variant", ["day_reversed", "week_reversed", "week_command_first", "half_weeks", "often_deliberating"])
def test_a_variant_is_another_model_that_lives_to_its_end(variant):
    model = variants.VARIANTS[variant](WAR, 1)
    assert model.day == WAR.horizon_days
    assert variants.digest(model) != variants.digest(variants.VARIANTS["as_is"](WAR, 1))


def test_every_shuffled_day_holds_every_rule_once():
    assert sorted(variants.shuffled(1, len(DAY))) == list(range(len(DAY)))
    assert variants.shuffled(1, len(DAY)) != variants.shuffled(2, len(DAY))


def test_a_free_host_never_restricts():
    usual, free = MandateModel(SHORT, 1), MandateModel(SHORT, 1, capitals=[variants.FreeHost])
    for model in (usual, free):
        model.zone["availability"], model.host.recent_responses = 0.0, 50.0  # answers that hurt, and a mission that nobody stands behind
        model.host.step()
    assert usual.host.restriction > 0.0
    assert free.host.restriction == 0.0


def test_variants_are_kept_and_not_lived_again(tmp_path, monkeypatch):
    arms = {"as_is": specials.Special(SHORT, "as_is")}
    first = specials.lived(arms, range(1, 4), tmp_path / "v.parquet", workers=1).of("as_is", "digest")
    monkeypatch.setattr(specials, "_live", lambda special, task: pytest.fail("lived again"))
    assert (specials.lived(arms, range(1, 4), tmp_path / "v.parquet", workers=1).of("as_is", "digest") == first).all()


def test_variants_that_all_fail_are_an_error_and_not_a_finding(tmp_path, monkeypatch):
    monkeypatch.setitem(variants.VARIANTS, "as_is", lambda scenario, seed: 1 / 0)
    with pytest.raises(NothingLived, match="every run failed, the first by: ZeroDivisionError"):
        specials.lived({"as_is": specials.Special(SHORT, "as_is")}, range(1, 4), tmp_path / "v.parquet", workers=1)


# Effects


def test_a_mechanism_that_changes_nothing_is_called_inert_and_one_that_does_is_not():
    rng = np.random.default_rng(1)
    usual = rng.normal(100.0, 10.0, 60)
    about = ablations.Ablation(title="x", section="7.1")
    same = worlds_of(as_is={"civilian_deaths": usual}, off_x={"civilian_deaths": usual})
    fewer = worlds_of(as_is={"civilian_deaths": usual}, off_x={"civilian_deaths": usual - 20.0 + rng.normal(0, 5, 60)})
    noise = worlds_of(as_is={"civilian_deaths": usual}, off_x={"civilian_deaths": usual + rng.normal(0, 5, 60)})
    verdicts = [ablations._result("x", about, worlds, worlds).verdict for worlds in (same, fewer, noise)]
    assert verdicts == ["broken", "kept", "undecided"]


def test_an_effect_is_told_in_spreads_and_in_monte_carlo_errors():
    usual = np.arange(100.0)
    before, after = worlds_of(a={"cost_musd": usual}), worlds_of(b={"cost_musd": usual + usual.std(ddof=1)})
    found = effects.effects(before, "a", after, "b", ["cost_musd"])[0]
    assert found.in_spreads.value == pytest.approx(1.0)
    assert found.in_errors == pytest.approx(10.0)


def test_a_small_shift_is_kept_only_where_worlds_are_many_enough_to_say_so():
    rng = np.random.default_rng(2)

    def judged(n):
        usual, other = rng.normal(0, 1, (2, n))
        return effects.within_small(
            effects.effects(worlds_of(a={"cost_musd": usual}), "a", worlds_of(b={"cost_musd": other}), "b", ["cost_musd"])[0]
        )

    assert (judged(20), judged(5000)) == ("undecided", "kept")


def test_worlds_drawn_again_are_the_same_every_time_and_hold_the_truth():
    assert (again(30) == again(30)).all()
    values = np.random.default_rng(3).normal(5.0, 1.0, 200)
    found = interval(lambda rows: values[rows].mean(), 200)
    assert found.low < 5.0 < found.high
    assert found.high - found.low == pytest.approx(4 * values.std() / np.sqrt(200), rel=0.15)


def test_the_events_that_a_days_step_leaves_out_are_those_beyond_the_first():
    rate = 0.46
    assert steps.lost(1 - np.exp(-rate)) == pytest.approx(1 - (1 - np.exp(-rate)) / rate)
    assert steps.lost(0.0) == 0.0


# Ablations as data


def test_every_ablation_and_context_is_a_scenario_that_the_door_takes(tmp_path):
    case = Case(load("nagorno_karabakh"), tmp_path, range(1, 3))
    assert len(ablations.arms(case)) + len(ablations.specials(case)) == len(ablations.read().ablations) + len(ablations.read().contexts)


def test_every_group_of_rules_has_a_mechanism_that_is_switched_off():
    touched = {name.split(".")[1] for one in ablations.read().ablations.values() for name in one.off if name.startswith("rules.")}
    assert touched == {*Rules.model_fields} - {"cost"}  # what is paid moves nothing, by design


def test_every_ablation_changes_something_in_the_settings_or_the_code():
    for name, one in ablations.read().ablations.items():
        assert one.off or one.roads or one.capital, name


# Every number


def test_every_number_of_the_rules_can_be_changed_within_its_range():
    base = load("nagorno_karabakh")
    assert {"rules.act.grab_per_month", "theory.pi", "defenders.strength"} <= set(inert.tried(base))
    assert all(inert.changed(base, name) != base.numbers()[name] for name in inert.tried(base))


def test_a_number_that_no_outcome_follows_is_named(monkeypatch):
    monkeypatch.setattr(inert, "tried", lambda scenario: ["theory.pi", "theory.omega", "rules.host.consent_unneeded"])
    usual, other = {"civilian_deaths": [1.0, 2.0]}, {"civilian_deaths": [1.0, 3.0]}
    worlds = worlds_of(
        **dict.fromkeys(("as_is", "crowded", "elsewhere", "number_theory.pi", "crowded_theory.pi", "elsewhere_theory.pi"), usual),
        **{"number_theory.omega": usual, "crowded_theory.omega": other, "elsewhere_theory.omega": other},
        **{f"{context}_rules.host.consent_unneeded": usual for context in ("number", "crowded")},
        **{"elsewhere_rules.host.consent_unneeded": other},
    )
    (found,) = inert.findings(worlds, Case(SHORT, Path(), range(1, 3)))
    assert (found.verdict, found.value) == ("undecided", 1.0)  # two worlds are too few to say that nothing ever follows
    monkeypatch.setattr(inert, "FEWEST", 2)
    (found,) = inert.findings(worlds, Case(SHORT, Path(), range(1, 3)))
    assert (found.verdict, found.value) == ("broken", 1.0)
    assert "Without effect: theory.pi." in found.words and "Only in the crowded context: theory.omega." in found.words
    assert "Only elsewhere: rules.host.consent_unneeded." in found.words


# The null model


@pytest.fixture(scope="module")
def null():
    return NullWorlds(read_rates(), 300, 1060, turn=471)


def test_the_null_model_climbs_at_the_base_rates_and_does_not_know_before_from_after(null):
    first = null.outcomes["first_obstruction_day"]
    ever = np.isfinite(first).mean()
    assert ever == pytest.approx(1 - np.exp(-1060 / 762), abs=0.08)
    ratio = np.nanmean(null.outcomes["grabs_after_month"]) / np.nanmean(null.outcomes["grabs_before_month"])
    assert ratio == pytest.approx(1.0, abs=0.15)


def test_the_null_model_keeps_its_own_books(null):
    level, fallen = null.daily("access_level"), null.daily("is_capitulated")
    assert (null.outcomes["blockade_days"] == ((level > 0) & (fallen == 0)).sum(axis=1)).all()
    assert ((np.diff(fallen, axis=1) >= 0).all(), null.daily("is_offensive").sum(axis=1).max()) == (True, 1)
    assert (fallen.any(axis=1) == (null.outcomes["is_capitulated"] == 1)).all()
    assert set(null.outcomes) <= set(UNITS)


def test_the_null_model_is_the_same_every_time():
    one, other = (NullWorlds(read_rates(), 20, 300, turn=100) for _ in range(2))
    assert all((one.daily(name) == other.daily(name)).all() for name in ("access_level", "grabs", "imports_t"))


def test_the_ranked_probability_score_gives_known_answers():
    assert crps(np.full(50, 3.0), 5.0) == pytest.approx(2.0)
    normal = np.array([normal_quantile((k + 0.5) / 2000) for k in range(2000)])
    assert crps(normal, 0.0) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=1e-3)  # Gneiting & Raftery 2007


def test_a_model_that_is_the_null_model_gains_nothing_and_one_that_always_hits_gains(null):
    theirs = rival.seen_of(null)
    same = rival.gain(rival.pairs_of(theirs, theirs))
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    pairs = [one._replace(model=np.full(null.n, one.reading.record)) for one in rival.pairs_of(theirs, theirs) if one.reading.record]
    assert rival.gain(pairs).low > 0.0


def test_a_random_ladder_speaks_to_most_patterns_but_to_no_road_and_no_patrol(null):
    theirs = rival.seen_of(null)
    claims = {one.claim.id for one in rival.pairs_of(theirs, theirs)}
    assert {"P1", "P2", "P6", "P8", "P9", "P11", "P12"} <= claims
    assert "E1" not in claims  # patrols and incidents by road


# Figures


def test_findings_become_figures_with_words_for_those_who_cannot_see_them(probed, tmp_path):
    rows = [
        {"title": f"m{k}", "section": "7.1", "verdict": word, **{f"{name}_{part}": 0.1 for name in ablations.HEADLINE for part in PARTS}}
        for k, word in enumerate(("kept", "undecided", "broken"))
    ]
    known = {one.id: one.as_json() for one in probed[1]}
    known["shift_test"] |= {"n": 3, "value": 0.9, "low": 0.8, "high": 1.0}
    known["shift_test"]["rows"] = [
        {"shift_days": days, "median_onset_day": 700.0 + days, "low": 690.0 + days, "high": 720.0 + days} for days in shift.DAYS
    ]
    pictures = save_checks([*known.values(), {"id": "ablations", "check": "ablations", "n": 6, "rows": rows}], tmp_path)
    assert [one.path.name for one in pictures] == ["shift.png", "ablations.png"]
    assert "0.90" in pictures[0].alt and "2 of 3 mechanisms" in pictures[1].alt


# The whole, in small


@pytest.fixture(scope="module")
def probed(tmp_path_factory):
    """Three quick checks on the enclave, lived once."""
    folder = tmp_path_factory.mktemp("probe")
    return folder, probe(SHORT, folder, range(1, 7), ["labels", "second_road", "shift"], workers=1)


def test_a_check_gives_findings_with_all_that_a_page_needs(probed):
    _, found = probed
    assert [one.id for one in found] == ["shift_test", "label_placebo", "second_road"]
    for one in found:
        data = json.loads(json.dumps(one.as_json(), allow_nan=False))
        assert {"id", "statement", "verdict", "value", "low", "high", "band", "words", "rows"} <= set(data)
        assert data["rows"]


def test_labels_change_no_bit_of_the_enclave_either(probed):
    found = next(one for one in probed[1] if one.id == "label_placebo")
    assert (found.verdict, found.value) == ("kept", 0.0)
    assert len(found.rows) == 4 + 2 + 3 + 1


def test_the_same_call_lives_nothing_again(probed, monkeypatch):
    folder, found = probed
    monkeypatch.setattr("sim.model.MandateModel.advance", lambda *_: pytest.fail("lived again"))
    again = probe(SHORT, folder, range(1, 7), ["labels", "second_road", "shift"], workers=1)
    assert [one.as_json() for one in again] == [one.as_json() for one in found]


def test_every_check_lays_out_arms_for_the_enclave(tmp_path):
    case = Case(SHORT, tmp_path, range(1, 3))
    for name, check in ((name, check) for name, check in CHECKS.items() if name not in ("ablations", "numbers")):
        n_arms = len(arms_of(case, [name])) + len(check.specials(case) if check.specials else {})
        assert n_arms > 1 or name == "null_model", name  # whose record is that of another place


def test_a_misspelt_check_is_refused_in_words(capsys):
    assert command.main(["probe", "checks=placebbo"]) == 2
    assert "did you mean placebo?" in capsys.readouterr().err


def test_the_verb_prints_a_table_and_leaves_checks_json(tmp_path, capsys):
    words = ["probe", "checks=labels", "scenario=enclave", "horizon_days=30", "worlds=20", "workers=1", f"out={tmp_path / 'p'}"]
    assert command.main(words) == 0
    assert "label_placebo       kept" in capsys.readouterr().out
    told = json.loads((tmp_path / "p" / "checks.json").read_text())
    assert told["about"]["worlds"] == 20
    assert [one["id"] for one in told["checks"]] == ["label_placebo"]
