"""Nothing appears and nothing is lost: persons, tonnes, vehicles and troops balance on every day."""

import numpy as np
import pytest
from toy_worlds import DISTRACTED, ENCLAVE, KARABAKH, WAR, live

from sim.world.codes import State

COUNTS = ("n_home", "n_want", "n_road", "n_shelter", "n_out", "n_dead")  # in the order of the households' states
DAILY = (
    "persons_home",
    "persons_want_to_leave",
    "persons_on_road",
    "persons_sheltering",
    "persons_out",
    "persons_dead",
)
KARABAKH_AT_WAR = KARABAKH.with_(
    settings={"armed_actor.gains.offensive": 2.0, "armed_actor.build_up_weeks": 3.0, "armed_actor.friction": 0.1}
)
WORLDS = [(ENCLAVE, 2), (WAR, 0), (WAR, 1), (WAR, 2), (DISTRACTED, 3), (KARABAKH_AT_WAR, 1)]
NAMES = ["calm", "war 0", "war 1", "war 2", "distracted", "karabakh at war"]
every_world = pytest.mark.parametrize(("scenario", "seed"), WORLDS, ids=NAMES)


def days(scenario, seed):
    """The model on the eve of the first day and at the end of each."""
    model = live(scenario, seed, 0)
    yield model
    while model.day < model.horizon_days:
        model.advance(1)
        yield model


def recount(world):
    """(N, 6) persons by settlement and state, counted household by household."""
    households, states, n = world.households, world.household_states, len(world.settlements)
    found = np.bincount(households["home"] * 6 + states["state"], states["alive"], 6 * n).reshape(n, 6)
    found[:, 5] += np.bincount(households["home"], households["persons"] - states["alive"], n)
    return found


def test_the_worlds_of_these_promises_hold_what_they_are_to_show():
    lives = [live(scenario, seed) for scenario, seed in WORLDS]
    assert lives[0].first_offensive is None
    assert sum(life.first_offensive is not None for life in lives) >= 4
    assert sum(life.has_flight for life in lives) >= 3
    assert any(life.world.daily["persons_sheltering"].any() for life in lives)


@every_world
def test_persons_balance_every_day(scenario, seed):
    for model in days(scenario, seed):
        settlements = model.world.settlements
        by_state = np.column_stack([settlements[name] for name in COUNTS])
        assert (by_state >= 0).all()
        assert (by_state.sum(axis=1) == settlements["n_all"]).all()
        assert (by_state == recount(model.world)).all()
        assert model.day == 0 or [model.world.daily[model.day - 1][name] for name in DAILY] == by_state.sum(axis=0).tolist()
    households = model.world.households
    assert settlements["n_all"].sum() == households["persons"].sum()
    alive = model.world.household_states["alive"]
    assert ((alive >= 0) & (alive <= households["persons"])).all()


@every_world
def test_every_death_is_counted_once(scenario, seed):
    model = live(scenario, seed)
    daily, incidents = model.world.daily, model.world.incidents[: int(model.zone["n_incidents"])]
    assert (np.cumsum(daily["civilian_deaths"]) == daily["persons_dead"]).all()
    for side in ("defender_deaths", "armed_deaths", "peacekeeper_deaths"):
        assert (np.bincount(incidents["day"], incidents[side], model.horizon_days) == daily[side]).all(), side


@every_world
def test_tonnes_balance_every_day(scenario, seed):
    start = float(live(scenario, seed, 0).zone["stock_t"])
    daily = live(scenario, seed).world.daily
    before = np.concatenate(([start], daily["stock_t"][:-1]))
    assert daily["stock_t"] == pytest.approx(before + daily["food_in_t"] - daily["eaten_t"] - daily["stored_out_t"], abs=1e-9)
    for column in ("stock_t", "food_in_t", "eaten_t", "stored_out_t", "imports_t", "convoy_t"):
        assert (daily[column] >= 0.0).all(), column
    assert ((daily["ration"] >= 0.0) & (daily["ration"] <= 1.0)).all()


@every_world
def test_vehicles_balance_every_day(scenario, seed):
    for model in days(scenario, seed):
        zone, states = model.zone, model.world.household_states
        owned = model.world.households["has_vehicle"] == 1
        out, road = (int((owned & (states["state"] == state)).sum()) for state in (State.OUT, State.ROAD))
        assert (zone["vehicles_out"], zone["vehicles_road"], zone["vehicles_home"]) == (
            out,
            road,
            owned.sum() - out - road,
        )


@every_world
def test_vehicles_on_the_hourly_road_wait_drive_or_are_out(scenario, seed):
    for model in days(scenario, seed):
        if model.has_flight:
            total = model.world.traffic.total[0]
            hours = model.world.exits[: model.world.road["n_hours"][0]]
            assert total["n_vehicles"] == total["waiting"] + total["on_road"] + total["out"]
            assert (hours["vehicles"].sum(), hours["persons"].sum()) == (total["out"], total["persons_out"])


@every_world
def test_there_are_never_more_troops_than_were_sent(scenario, seed):
    sent = sum(one.troops for one in scenario.resources.contributors.values())
    for model in days(scenario, seed):
        assert 0.0 <= model.zone["troops"] <= sent
        assert 0.0 <= model.teams["troops"].sum() <= sent
    daily = model.world.daily
    monday = np.arange(1, len(daily)) % 7 == 0
    fell, died = daily["troops"][:-1] - daily["troops"][1:], daily["peacekeeper_deaths"][1:]
    assert fell[~monday] == pytest.approx(died[~monday])  # rotation comes and goes on Mondays; deaths count on their day
    assert (daily["patrol_days"] * model.numbers["rules.patrol.team_size"] <= sent).all()
