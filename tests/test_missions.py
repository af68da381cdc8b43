"""Contrast cases: documented fields in, a judged scenario out, by one mapping for all cases, seen or not."""

import typing
from pathlib import Path

import pytest
import yaml

from experiments import check
from experiments.compose import composed_scenario
from experiments.evidence.missions import Case, read_cases, scenario_of, scenarios_of
from experiments.evidence.missions.case import CLASSES, facts, field_names
from experiments.evidence.missions.scenario import BY_THE_HEAD, BY_THE_KM, BY_THE_UNIT, OF_A_CASE
from experiments.evidence.missions.shape import MOST_FRONT, SECTOR_KM, shape_of
from experiments.identity import configuration_hash
from sim.geography import read_place
from sim.model import run
from sim.scenario.glossary import choices_of
from sim.scenario.load import load
from sim.scenario.priors import in_force
from sim.scenario.refusal import ScenarioRefused, judge
from sim.scenario.settings import inner
from tests.toy_missions import case_of, data_of, fact, own_cache

__all__ = ["own_cache"]
pytestmark = pytest.mark.usefixtures("own_cache")
ROOT = Path(__file__).resolve().parents[1]
CASES = read_cases()
PROSPECTIVE = "ukraine_force"


# The door


def test_every_fact_of_our_cases_has_a_source_and_every_case_but_the_prospective_one_an_outcome():
    assert len(CASES) >= 9
    for name, case in CASES.items():
        assert all(one.source for one in facts(case).values())
        assert (case.outcome is None) == (name == PROSPECTIVE)
    assert {case.outcome.value for case in CASES.values() if case.outcome} == set(CLASSES)


def test_every_fault_of_a_case_is_told_at_once_and_the_exit_status_is_two(tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    wrong = {**data_of(roe="robus", ends="2000-12-31"), "troop": fact(3), "lead_wars": [{"begins": "2001-01-01", "end": "2001-01-02"}]}
    path.write_text(yaml.safe_dump(wrong))
    assert check.main([str(path)]) == 2
    told = capsys.readouterr().out
    assert "roe.value: 'robus' is not one of unarmed, self_defence, protect_civilians, robust; did you mean robust?" in told
    assert "troop: no such setting; did you mean troops?" in told
    assert "lead_wars.1.end: no such setting; did you mean ends?" in told
    path.write_text(yaml.safe_dump(data_of(ends="2000-12-31")))
    assert check.main([str(path)]) == 2
    assert "2000-12-31 is not after begins, 2001-01-01" in capsys.readouterr().out
    path.write_text(yaml.safe_dump(data_of()))
    assert check.main([str(path)]) == 0


def test_a_fact_needs_a_source_and_a_strength():
    with pytest.raises(ScenarioRefused, match=r"troops\.source: missing") as caught:
        judge(Case, {"title": "x", "troops": {"value": 5}})
    assert "troops.strength: missing" in str(caught.value)


def test_unknown_means_left_out():
    left_out = case_of(troops=None, roe=None, area_km2=None)
    assert judge(Case, {**data_of(), "troops": "unknown", "roe": {"value": "unknown"}, "area_km2": "unknown"}) == left_out


# The mapping


def test_the_outcome_is_never_read():
    told = {configuration_hash(scenario_of(case_of(outcome=what))) for what in (None, *CLASSES)}
    assert len(told) == 1


def test_a_case_of_which_nothing_is_known_is_lived_with_wide_priors():
    variants = scenarios_of(judge(Case, {"title": "Nothing is known"}))
    assert len(variants) == 3, "one for each rules of engagement that armed troops may have"
    scenario = next(iter(variants.values()))
    drawn = {name for name, _ in in_force(scenario)}
    assert {
        "mandate.consent.quality",
        "defenders.strength",
        "codings.distraction",
        "codings.ties",
        "guarantees.guarantors.coalition.honour",
        "guarantees.guarantors.coalition.capability",
        "resources.contributors.sponsor.troops",
    } <= drawn
    assert run(scenario.with_(horizon_days=15), 3).outcomes["positions_held"] >= 0


def values_of(name):
    """Values to try for a field: every choice, both truths, or a small and a large number."""
    kind = inner(Case.model_fields[name].annotation)
    if choices := choices_of(kind, "value"):
        return choices
    shape = typing.get_type_hints(kind)["value"]
    return {bool: (True, False), int: (1, 100), float: (1.0, 1.0)}.get(shape, ())


@pytest.mark.parametrize("name", [one for one in field_names() if one not in ("begins", "ends", "lead_wars", "population")])
def test_every_value_of_every_field_makes_a_judged_scenario(name):
    for value in (*values_of(name), None):
        for scenario in scenarios_of(case_of(**{name: value})).values():
            read_place(Path(scenario.place))


def test_rules_of_engagement_give_the_rows_of_existing_mandates():
    assert scenario_of(case_of(roe="unarmed")).mandate.answer_row() == load(mandate="unarmed_observers").mandate.answer_row()
    assert scenario_of(case_of(roe="self_defence")).mandate.answer_row() == load(mandate="skeletal_2020").mandate.answer_row()
    robust = scenario_of(case_of(roe="robust")).mandate
    assert robust.answer_row()[2:] == load(mandate="un_chapter_vii_access").mandate.answer_row()[2:]


def test_unarmed_monitors_bring_no_force_and_a_neighbouring_army_does():
    def force(**changes):
        return sum(one.capability for one in scenario_of(case_of(**changes)).resources.contributors.values())

    assert force(roe="unarmed") == 0
    assert force(reinforcement="neighbouring_army") > force(lead="state") > force(lead="organisation") > 0


def test_a_stronger_coalition_is_believed_more_and_two_keys_less():
    def promise(**changes):
        return scenario_of(case_of(**changes)).guarantees.guarantors["coalition"]

    weak, strong = promise(coalition_score=0.1), promise(coalition_score=0.9)
    assert strong.honour > weak.honour and strong.capability > weak.capability and strong.sanctions > weak.sanctions
    assert promise(reinforcement="air_support_dual_key").honour < promise(reinforcement="air_support").honour
    assert promise(reinforcement="none").capability == 0


def test_documented_wars_of_the_lead_become_its_distraction():
    wars = [{"begins": "2001-01-11", "ends": "2001-01-21", "strength": "assumption", "source": "invented"}]
    model = run(scenario_of(judge(Case, {**data_of(), "lead_wars": wars})), 1).model
    distraction = model.world.daily["distraction"]
    assert distraction[9] < distraction[10] == distraction[19] > distraction[20] == distraction[0]


def test_every_case_shares_all_behaviour_and_differs_only_where_the_mapping_says():
    counted = {*BY_THE_HEAD, *BY_THE_KM, *BY_THE_UNIT}
    organised = {"rules.patrol.teams_per_route", "rules.patrol.column_teams", "rules.contest.mission_share"}
    behind = load("nagorno_karabakh")
    shared = {name: prior for name, prior in behind.uncertainty.priors.items() if not name.startswith(OF_A_CASE) and name not in counted}
    defaults = behind.numbers()
    for name, case in CASES.items():
        for scenario in scenarios_of(case, name=name).values():
            for setting, prior in shared.items():
                assert scenario.uncertainty.priors[setting] == prior, f"{name}: {setting}"
            drawn = {setting for setting, _ in in_force(scenario)}
            assert set(shared) <= drawn, name
            for setting, value in scenario.numbers().items():
                if setting.startswith(("rules.", "theory.", "armed_actor.")) and setting not in counted | organised:
                    assert value == defaults[setting] or setting == "armed_actor.is_host_government", f"{name}: {setting}"


# The place


@pytest.mark.parametrize("name", CASES)
def test_an_abstract_place_is_small_marked_and_the_same_every_time(name):
    case = CASES[name]
    first, again = scenario_of(case, name=name), scenario_of(case, name=name)
    assert first.place == again.place and configuration_hash(first) == configuration_hash(again)
    place = read_place(Path(first.place))
    assert 12 <= len(place.settlements) <= 40
    assert set(place.settlements.position_status) == {"assumption"} and set(place.settlements.source) == {"abstract"}
    assert place.persons == shape_of(case).persons
    n_front = sum(role == "village" for role in place.settlements.role)
    assert n_front == shape_of(case).n_front <= MOST_FRONT


def test_a_long_line_is_lived_by_a_sector_with_its_share_of_everything():
    short, long = shape_of(case_of(line_km=200.0, troops=1000)), shape_of(case_of(line_km=2000.0, troops=10_000))
    assert long.sector_km == SECTOR_KM and short.sector_km == 200.0
    assert long.troops_per_km == pytest.approx(short.troops_per_km)
    assert shape_of(case_of(line_km=401.0, lifeline="one_road")).sector_km == 401.0, "an enclave is lived whole"


def test_what_is_counted_by_the_head_is_as_in_karabakh():
    scenario = scenario_of(case_of())
    karabakh = load("nagorno_karabakh")
    a_head = karabakh.rules.supply.imports_t_day / 101_848
    assert scenario.rules.supply.imports_t_day == pytest.approx(9000 * a_head)
    gate = scenario.uncertainty.priors["rules.roads.gate_veh_h"].mean
    assert gate == pytest.approx(210 * 9000 / 101_848)


def test_only_an_enclave_has_a_road_that_can_be_held():
    enclave = run(scenario_of(case_of(lifeline="one_road")), 1).model
    behind = run(scenario_of(case_of()), 1).model
    unknown = run(scenario_of(case_of(lifeline=None)), 1).model
    assert enclave.zone["choke"] >= 0 and enclave.zone["other_road"] == 0.0
    assert behind.zone["choke"] < 0 and behind.zone["other_road"] == 1.0
    assert unknown.zone["choke"] >= 0 and unknown.zone["other_road"] == pytest.approx(0.5)


# An ensemble of a calibration


def test_the_columns_of_an_ensemble_stay_together_save_those_of_the_case_and_those_that_are_scaled(tmp_path):
    table = "theory.pi,armed_actor.noise,defenders.strength,rules.roads.gate_veh_h\n" + "".join(
        f"{0.1 * i},{0.03 + 0.001 * i},{0.7 + 0.01 * i},{200 + i}\n" for i in range(1, 6)
    )
    (tmp_path / "sets.csv").write_text(table)
    (tmp_path / "mine.yaml").write_text(f"title: mine\nensemble: {{file: {tmp_path / 'sets.csv'}}}\n")
    scenario = scenario_of(case_of(), str(tmp_path / "mine.yaml"))
    assert set(scenario.uncertainty.joint()) == {"theory.pi", "armed_actor.noise"}
    assert "defenders.strength" in scenario.uncertainty.priors
    gates = scenario.uncertainty.priors["rules.roads.gate_veh_h"].values
    assert gates == pytest.approx([(200 + i) * 9000 / 101_848 for i in range(1, 6)])
    numbers = run(scenario.with_(horizon_days=5), 4).model.numbers
    row = round(10 * numbers["theory.pi"])
    assert numbers["armed_actor.noise"] == pytest.approx(0.03 + 0.001 * row)


# On the command line


def test_a_case_file_stands_where_a_scenario_file_does(tmp_path):
    path = tmp_path / "toy.yaml"
    path.write_text(yaml.safe_dump(data_of()))
    scenario, _ = composed_scenario([f"scenario={path}", "horizon_days=9"])
    assert configuration_hash(scenario) == configuration_hash(scenario_of(case_of(), name="toy").with_(horizon_days=9))


def test_a_faulty_case_file_is_refused_where_a_scenario_file_is_expected(tmp_path):
    path = tmp_path / "toy.yaml"
    path.write_text(yaml.safe_dump(data_of(roe="robus")))
    with pytest.raises(ScenarioRefused, match="did you mean robust"):
        composed_scenario([f"scenario={path}"])


# The page


def test_the_page_tells_what_every_field_becomes():
    page = (ROOT / "docs" / "missions.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip().strip("`") for line in page.splitlines() if line.startswith("| `")}
    assert set(field_names()) <= rows
    for name in CASES:
        assert f"`{name}`" in page, name
