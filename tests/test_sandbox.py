"""The generic civil war: raids and battles obey what missions may and can do, and nothing else; other cases know none of it."""

import numpy as np
import pytest

from sim import load, run
from sim.episodes import _episode_days, _nearby_hazard, _recent
from sim.model import MandateModel
from sim.world.codes import Rung

WAR = load("sandbox", horizon_days=240)
TROOPS = "resources.contributors.sponsor.troops"
SEEDS = (1, 2, 3)


def lived(scenario, seed=3):
    model = MandateModel(scenario, seed)
    model.advance(scenario.horizon_days)
    return model


def told(scenario, *names, seeds=SEEDS):
    """(names,) sums over a few worlds."""
    outcomes = [run(scenario, seed).outcomes for seed in seeds]
    return [sum(one[name] for one in outcomes) for name in names]


@pytest.fixture(scope="module")
def war():
    return lived(WAR)


def incidents(model, kind):
    rows = model.world.incidents[: int(model.zone["n_incidents"])]
    return rows[rows["kind"] == kind]


def test_other_cases_know_neither_raids_nor_battles():
    model = lived(load("enclave", horizon_days=200))
    daily = model.world.daily
    assert not any(daily[name].any() for name in ("raids", "battles", "raid_deaths", "battle_deaths"))
    assert not model.world.units["is_campaigning"].any() and not model.world.beliefs["acts"][Rung.RAID :].any()


def test_every_death_of_a_raid_or_battle_is_counted_once_and_persons_balance(war):
    daily, raids, battles = war.world.daily, incidents(war, 4), incidents(war, 5)
    assert len(raids) == daily["raids"].sum() > 20 and len(battles) == daily["battles"].sum() > 5
    assert raids["civilian_deaths"].sum() == daily["raid_deaths"].sum() > 0
    assert (battles["defender_deaths"] + battles["armed_deaths"]).sum() == daily["battle_deaths"].sum() > 0
    assert (np.cumsum(daily["civilian_deaths"]) == daily["persons_dead"]).all()
    settlements = war.world.settlements
    counted = sum(settlements[name] for name in ("n_home", "n_want", "n_road", "n_shelter", "n_out", "n_dead"))
    assert (counted == settlements["n_all"]).all()


def test_a_raid_that_is_answered_kills_no_more_than_it_would_have_without_the_answer():
    mute = WAR.with_(settings={"rules.answer.spares": 0.0})
    kind = mute.with_(settings={"rules.answer.spares": 1.0})
    assert told(kind, "raid_deaths_month")[0] < told(mute, "raid_deaths_month")[0]
    answered = incidents(lived(kind), 4)
    assert not answered["civilian_deaths"][answered["is_answered"] == 1].any() and (answered["is_answered"] == 1).any()


def test_observers_see_raids_and_answer_none(war):
    watched = lived(WAR.with_(mandate="unarmed_observers"))
    raids = incidents(watched, 4)
    assert raids["is_detected"].any() and not raids["is_answered"].any()
    assert watched.world.daily["raid_deaths"].sum() == lived(WAR.with_(settings={TROOPS: 0})).world.daily["raid_deaths"].sum()


def test_more_troops_under_a_protection_mandate_answer_more_and_save_more():
    rates = [
        told(WAR.with_(settings={TROOPS: n, "resources.budget_musd_per_month": 60.0}), "raid_deaths_month", "raids_answered_share")
        for n in (500, 2000, 8000)
    ]
    assert rates[0][0] > rates[1][0] > rates[2][0]
    assert rates[0][1] < rates[1][1] < rates[2][1]


def test_without_any_campaign_there_is_nothing_to_raid_with():
    model = lived(WAR.with_(settings={"rules.act.campaigns_per_year": 0.0}))
    assert model.world.daily["raids"].sum() == 0
    assert np.isnan(run(model.scenario).outcomes["nearby_hazard_over"])


def test_a_mission_dares_less_against_its_host():
    def p_answer(**more):
        model = MandateModel(WAR.with_(settings=more), 1)
        model.advance(7)
        return float(model.orders["answer_raid"])

    rebels, host = p_answer(), p_answer(**{"armed_actor.is_host_government": True})
    timid = p_answer(**{"armed_actor.is_host_government": True, "rules.answer.against_host": 0.0})
    assert rebels > host > timid == 0.0


def test_a_term_that_is_never_renewed_ends_the_mission():
    once = {"mandate.renewal": "never", "mandate.term_days": 60}
    outcomes = run(WAR.with_(settings=once)).outcomes
    assert outcomes["is_withdrawn"] == 1 and outcomes["troops_end"] == 0


def test_teams_that_nothing_asks_for_patrol_where_protection_is_a_task():
    plain = WAR.with_(settings={"mandate.tasks": ["line", "villages"]})
    assert told(WAR, "patrol_days", seeds=(1,))[0] > 5 * told(plain, "patrol_days", seeds=(1,))[0]


@pytest.mark.parametrize("act", ["raid", "battle"])
def test_belief_in_answers_lowers_the_intensity_of_an_act(act):
    meek = WAR.with_(settings={f"armed_actor.losses.{act}": 2.0})
    bold = WAR.with_(settings={f"armed_actor.losses.{act}": 0.0})
    assert float(lived(meek).orders[act]) < float(lived(bold).orders[act])


# Measures, against answers worked out by hand


def test_acts_at_most_thirty_days_apart_are_one_episode():
    has_act = np.zeros((200, 2), bool)
    has_act[[5, 20, 50, 100], 0] = True  # two episodes: days 5 to 50, and day 100
    assert _episode_days(has_act).tolist() == [47.0, 0.0]
    before = _recent(has_act)
    assert not before[5, 0] and before[6, 0] and before[35, 0] and not before[81, 0]
    assert (has_act & ~before)[:, 0].nonzero()[0].tolist() == [5, 100]


def test_the_hazard_nearby_compares_each_place_with_itself():
    onset = np.array([[1, 0], [0, 0], [0, 1], [0, 0]], bool)
    near = np.array([[1, 0], [1, 1], [0, 0], [0, 1]], bool)
    over, under = _nearby_hazard(onset, np.ones((4, 2), bool), near)
    assert over == pytest.approx(1 * 2 / 4) and under == pytest.approx(1 * 2 / 4)
