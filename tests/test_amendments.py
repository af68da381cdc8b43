"""A policy that changes on a date: before it nothing differs, after it the new settings hold, and what is wrong is said at once."""

import pytest
from toy_worlds import ENCLAVE, SPONSOR, WAR, differences, live

from experiments.identity import configuration_hash
from experiments.scenario_file import yaml_text
from sim.model import run
from sim.scenario.load import load, written_out
from sim.scenario.refusal import ScenarioRefused

STRENGTHENED = [{"day": 200, "mandate": "un_chapter_vii_access"}]
WITHDRAWN = [{"day": 203, "settings": {f"{SPONSOR}.troops": 0}}]


def amended(amendments, scenario=ENCLAVE):
    return scenario.with_(settings={"amendments": amendments})


@pytest.mark.parametrize("amendments", [STRENGTHENED, WITHDRAWN], ids=["strengthened", "withdrawn"])
def test_before_its_day_an_amendment_changes_nothing_and_after_it_something(amendments):
    usual, other = live(ENCLAVE, 2), live(amended(amendments), 2)
    day = amendments[0]["day"]
    assert (usual.world.daily[:day] == other.world.daily[:day]).all()
    assert (usual.world.daily[day : day + 20] != other.world.daily[day : day + 20]).any()


def test_a_mission_withdrawn_is_gone_from_that_day():
    daily = live(amended(WITHDRAWN), 2).world.daily
    assert daily["troops"][:203].min() > 0 and not daily["troops"][203:].any()
    assert not daily["posts"][210:].any() and not daily["patrol_days"][210:].any()


def test_an_amendment_that_says_what_holds_anyway_changes_nothing():
    same = [{"day": 30, "settings": {"mandate.monitoring.detection": WAR.mandate.monitoring.detection}}]
    found = differences(live(WAR, 1), live(amended(same, WAR), 1))
    assert found == [("zone", "phase")]


@pytest.mark.parametrize("strides", [[1], [7], [3, 1, 26, 5, 40, 2, 13]], ids=["a day", "a week", "any number"])
def test_whatever_the_strides_the_policy_changes_on_its_day(strides):
    scenario = amended([*STRENGTHENED, {"day": 403, "guarantees": "coalition_tripwire"}], WAR)
    straight, model = live(scenario, 1), live(scenario, 1, 0)
    while model.day < model.horizon_days:
        model.advance(strides[model.day % len(strides)])
    assert differences(straight, model) == []


def test_amendments_build_on_one_another_and_are_told():
    scenario = amended([*STRENGTHENED, {"day": 300, "guarantees": "coalition_tripwire"}])
    one = run(scenario, 3, ledger=True)
    assert [day for day, _ in scenario.phases()] == [0, 200, 300]
    assert one.model.scenario.mandate.roe == "enforce_access" and len(one.model.guarantors) == 1
    assert one.scenario is scenario
    told = [row for row in one.model.ledger if row[1] == "policy"]
    assert [(row[0], row[8]) for row in told] == [(200, "mandate: un_chapter_vii_access"), (300, "guarantees: coalition_tripwire")]


def test_a_date_is_a_day_of_the_case():
    scenario = load("nagorno_karabakh", settings={"amendments": [{"date": "2022-02-24", "mandate": "un_chapter_vi"}]})
    assert scenario.phases()[1][0] == 471


def test_amendments_are_part_of_what_a_run_is_named_by_and_survive_the_file(tmp_path):
    scenario = amended(STRENGTHENED)
    assert configuration_hash(scenario) != configuration_hash(ENCLAVE)
    (tmp_path / "one.yaml").write_text(yaml_text(written_out(scenario), ""))
    assert configuration_hash(load(tmp_path / "one.yaml")) == configuration_hash(scenario)


@pytest.mark.parametrize(
    ("amendments", "said"),
    [
        ([{"day": 5, "mandate": "un_chapter_9"}], "amendments.1.mandate: no preset is named 'un_chapter_9'"),
        (
            [{"day": 5, "settings": {"mandate.monitoring.detecton": 0.5}}],
            "amendments.1.settings.mandate.monitoring.detecton: no such setting; did you mean detection?",
        ),
        ([{"day": 5, "settings": {"mandate.monitoring.detection": 3}}], "amendments.1.settings.mandate.monitoring.detection"),
        ([{"day": 5, "settings": {"theory.pi": 1.0}}], "belongs to the world or the case"),
        ([{"day": 5, "settings": {"resources.second_road.length_km": 50.0}}], "a second road cannot be built on a date"),
        ([{"day": 0, "mandate": "un_chapter_vi"}], "day 0 is not between the first day (0) and the horizon"),
        ([{"day": 5000, "mandate": "un_chapter_vi"}], "day 5000 is not between"),
        ([{"day": 50, "mandate": "un_chapter_vi"}, {"day": 50, "mandate": "un_chapter_vi"}], "day 50 is not after day 50"),
        ([{"mandate": "un_chapter_vi"}], "give the day or the date"),
        ([{"day": 5, "date": "2000-02-01", "mandate": "un_chapter_vi"}], "give the day or the date"),
        ([{"day": 5}], "changes nothing"),
        ([{"day": "soon", "mandate": "un_chapter_vi"}], "amendments.1.day: 'soon' is not a whole number"),
        ([{"day": 5, "mandat": "un_chapter_vi"}], "did you mean mandate?"),
    ],
)
def test_what_cannot_come_into_force_is_refused(amendments, said):
    with pytest.raises(ScenarioRefused) as refused:
        amended(amendments)
    assert said in str(refused.value)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(ScenarioRefused) as refused:
        amended([{"mandate": "un_chapter_vi"}, {"day": 9000, "settings": {"rules.act.harass_km": 1.0}}])
    assert len(refused.value.problems) == 3
