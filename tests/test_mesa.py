"""A real Mesa model: capitals are agents, the many are views made when asked for, under both Mesas alike."""

import gc
import weakref

import mesa
import numpy as np
import pytest
from toy_worlds import DISTRACTED, ENCLAVE, KARABAKH, SPONSOR, WAR, differences, live, lived

from sim.agents import MANY, ArmedActor, Civilian, Peacekeeper, Settlement
from sim.capitals.armed_command import ArmedCommand
from sim.capitals.capital import Capital, Committed
from sim.capitals.guarantor import Guarantor
from sim.capitals.headquarters import Headquarters
from sim.capitals.host_state import HostState
from sim.capitals.local_authority import LocalAuthority
from sim.capitals.sponsor import Sponsor
from sim.model import MandateModel

GUARDED = ENCLAVE.with_(settings={"guarantees.guarantors": {"coalition": {"capability": 0.1}}})
GUARDED_WAR = WAR.with_(settings={"guarantees.guarantors": {"coalition": {"capability": 0.1, "trigger": "harassment"}}})
CAPITALS = (Sponsor, Guarantor, HostState, Headquarters, LocalAuthority, ArmedCommand)


@pytest.fixture(scope="module")
def war():
    """A world some days after its offensive, all its views made."""
    model = live(WAR, 1, 0)
    while model.first_offensive is None or model.day < model.first_offensive["ends"] + 3:
        model.advance(1)
    for kind in MANY:
        model.agents_by_type[kind]
    return model


# Capitals


def test_the_capitals_are_mesa_agents():
    model = MandateModel(GUARDED)
    assert isinstance(model, mesa.Model)
    assert set(model.agents_by_type) == set(CAPITALS)
    assert len(model.agents) == 6 and {one.name for one in model.agents} >= {"sponsor", "coalition"}
    assert sorted(one.unique_id for one in model.agents) == list(range(1, 7))


@pytest.mark.parametrize("kind", CAPITALS)
def test_a_capital_of_ones_own_is_used(kind):
    weeks = []

    class Own(kind):
        """A user's own capital, which counts its weeks."""

        def step(self):
            weeks.append(self.model.day)
            super().step()

    model = live(GUARDED, days=21, capitals=[Own])
    assert weeks == [0, 7, 14]
    assert len(model.agents_by_type[Own]) == 1
    with pytest.raises(KeyError):
        model.agents_by_type[kind]
    assert differences(live(GUARDED, days=21), model) == []


WORLDS = [(GUARDED, 1), (GUARDED_WAR, 1), (GUARDED_WAR, 2), (DISTRACTED, 3)]


@pytest.mark.parametrize(("scenario", "seed"), WORLDS, ids=["guarded", "war", "war and flight", "distracted"])
@pytest.mark.parametrize("kinds", [*((kind,) for kind in CAPITALS), CAPITALS], ids=[*(kind.__name__ for kind in CAPITALS), "all"])
def test_weeks_that_python_runs_are_those_of_the_compiled_loop_bit_for_bit(kinds, scenario, seed):
    own = [type(f"Own{kind.__name__}", (kind,), {"step": lambda self, kind=kind: kind.step(self)}) for kind in kinds]
    assert differences(live(scenario, seed, ledger=True), live(scenario, seed, ledger=True, capitals=own)) == []


@pytest.mark.parametrize("other", [int, Civilian, mesa.Agent, Capital, Committed, "sponsor", Sponsor.__init__])
def test_what_is_no_capital_is_refused(other):
    with pytest.raises(TypeError, match="no subclass of Sponsor, Guarantor, HostState"):
        MandateModel(ENCLAVE, capitals=[other])


def test_two_classes_for_one_capital_are_refused():
    with pytest.raises(TypeError, match="two classes"):
        MandateModel(ENCLAVE, capitals=[type("One", (Sponsor,), {}), type("Other", (Sponsor,), {})])


# Steps


def test_a_step_is_a_day():
    stepped = MandateModel(WAR)
    for _ in range(60):
        stepped.step()
    assert (stepped.day, stepped.steps) == (60, 60)
    assert differences(live(WAR, days=60), stepped) == []


def test_a_step_on_the_last_day_changes_nothing():
    model = live(WAR)
    model.step()
    assert model.day == model.horizon_days
    assert differences(lived("WAR"), model) == []


# Views


def test_views_are_made_when_first_asked_for():
    model = MandateModel(ENCLAVE)
    before = len(model.agents)
    assert Settlement not in model.agents_by_type
    places = model.agents_by_type[Settlement]
    assert len(places) == len(model.world.settlements)
    assert len(model.agents) == before + len(places)
    assert model.agents_by_type[Settlement] is places
    assert {Civilian, Peacekeeper, ArmedActor}.isdisjoint(model.agent_types)


def test_looking_at_views_changes_nothing():
    model = live(WAR, days=0)
    while model.day < model.horizon_days:
        for kind in MANY:
            model.agents_by_type[kind].get("pos")
        model.advance(35)
    assert differences(lived("WAR"), model) == []


def test_every_household_is_there_at_full_scale():
    model = MandateModel(KARABAKH)
    civilians = model.agents_by_type[Civilian]
    assert len(civilians) == len(model.world.households) > 25_000
    assert civilians.agg("persons", sum) == model.world.settlements["n_all"].sum()


def test_settlements_show_what_the_tables_hold(war):
    places, table = war.agents_by_type[Settlement], war.world.settlements
    shown = {
        "persons": "n_all",
        "persons_home": "n_home",
        "persons_want_to_leave": "n_want",
        "persons_on_road": "n_road",
        "persons_sheltering": "n_shelter",
        "persons_out": "n_out",
        "persons_dead": "n_dead",
        "fear": "fear",
        "trust": "trust",
        "presence": "presence",
        "has_post": "has_post",
        "km_to_line": "km_to_line",
        "leaving_pressure": "pressure",
    }
    for name, column in shown.items():
        assert places.get(name) == table[column].tolist(), name
    maple = next(iter(places.select(lambda one: one.role == "capital")))
    assert (maple.id, maple.name, maple.lat, maple.lon, maple.pos, maple.control) == (
        "maple",
        "Maple",
        45.0,
        10.0,
        (10.0, 45.0),
        "defenders",
    )
    assert places.select(lambda one: one.control == "outside").get("id") == ["haven"]


def test_households_show_what_the_tables_hold(war):
    civilians, table = war.agents_by_type[Civilian], war.world.households
    by_state = {state: group.agg("alive", sum) for state, group in civilians.groupby("state")}
    total = {name: int(war.world.settlements[f"n_{name}"].sum()) for name in ("home", "want", "road", "shelter", "out")}
    assert {state: number for state, number in by_state.items() if number} == {
        state: number
        for state, number in zip(("home", "wants to leave", "on the road", "sheltering", "out"), total.values(), strict=True)
        if number
    }
    assert civilians.get("leaving_clock") == table["clock"].tolist()
    assert civilians.get("has_vehicle") == (table["has_vehicle"] == 1).tolist()
    one = next(iter(civilians))
    assert one.home in war.agents_by_type[Settlement] and one.home.row == table["home"][0]
    assert {household.decided is None for household in civilians.select(lambda one: one.state == "wants to leave")} <= {False}
    assert set(civilians.get("went_by")) <= {"stayed", "own vehicle", "a neighbour's vehicle", "bus"}


def test_a_household_of_which_nobody_lives_is_dead():
    model = MandateModel(ENCLAVE)
    model.world.household_states["alive"][5] = 0
    assert model.agents_by_type[Civilian].select(lambda one: one.state == "dead").get("row") == [5]


def test_those_who_fled_their_home_live_where_they_fled():
    model = MandateModel(ENCLAVE)
    model.world.settlements["host"][2] = 0
    one = next(iter(model.agents_by_type[Civilian].select(lambda one: one.home.row == 2)))
    assert (one.home.name, one.place.name, one.pos) == ("Birch", "Maple", (10.0, 45.0))


def test_teams_show_their_post_task_and_road():
    model = live(ENCLAVE, days=40)
    teams = model.agents_by_type[Peacekeeper]
    assert len(teams) == len(model.teams) > 10
    tasks = {task: len(group) for task, group in teams.groupby("task")}
    assert {"static", "patrol", "escort", "response", "column"} == set(tasks)
    assert tasks["patrol"] == model.orders["teams_patrol"]
    assert set(teams.get("strength")) == {model.numbers["rules.patrol.team_size"]}
    for team in teams:
        assert team.post.has_post
        assert (team.segment is None) != (team.task == "patrol")
        assert team.segment is None or model.graph.has_edge(*team.segment)
        assert team.place in model.agents_by_type[Settlement] and team.casualties >= 0


def test_views_follow_the_teams_as_they_thin_out_and_go_home():
    model = live(DISTRACTED, days=10)
    teams = model.agents_by_type[Peacekeeper]
    first = list(teams)
    while model.day < model.horizon_days:
        model.advance(30)
        assert len(teams) == len(model.teams) == len(model.agents_by_type[Peacekeeper])
        assert sorted(teams.get("row")) == list(range(len(teams)))
    assert len(teams) < len(first)
    with pytest.raises(LookupError, match="was dissolved"):
        _ = first[-1].task


def test_without_troops_the_teams_are_an_empty_set():
    model = live(ENCLAVE.with_(settings={f"{SPONSOR}.troops": 0}), days=10)
    assert len(model.agents_by_type[Peacekeeper]) == 0


def test_armed_units_show_whom_they_face_and_what_they_do():
    model = live(WAR, 1, 0)
    units = model.agents_by_type[ArmedActor]
    assert units.agg("strength", sum) == pytest.approx(model.numbers["armed_actor.capability"])
    assert all(unit.target.km_to_line <= model.numbers["rules.act.front_km"] for unit in units)
    assert set(units.get("posture")) == {"harass"}
    while model.first_offensive is None:
        model.advance(1)
    assert set(units.get("posture")) == {"attack"}
    assert all(unit.pos == unit.target.pos and unit.acts >= 0 for unit in units)


def test_mesas_verbs_work_on_views(war):
    civilians = war.agents_by_type[Civilian]
    large = civilians.select(lambda one: one.persons > 4)
    assert 0 < len(large) < len(civilians)
    assert len(civilians.select(at_most=10)) == 10
    assert civilians.agg("persons", [min, max]) == [1, war.world.households["persons"].max()]
    assert civilians.groupby("state").agg("persons", sum) == {
        state: group.agg("persons", sum) for state, group in civilians.groupby("state")
    }
    seen = []
    war.agents_by_type[Settlement].shuffle_do(lambda one: seen.append(one.row))
    assert sorted(seen) == list(range(len(war.world.settlements)))
    assert war.agents_by_type[Settlement].sort("fear").get("fear") == sorted(war.world.settlements["fear"].tolist(), reverse=True)
    assert war.agents_by_type[ArmedActor].shuffle_do("step") is not None


def test_mesas_collector_sees_views(war):
    collector = mesa.DataCollector(agenttype_reporters={Settlement: {"fear": "fear"}, Civilian: {"state": "state"}})
    collector.collect(war)
    assert collector.get_agenttype_vars_dataframe(Settlement)["fear"].tolist() == war.world.settlements["fear"].tolist()


@pytest.mark.parametrize("kind", MANY)
def test_a_view_looks_and_never_touches(kind):
    one = next(iter(live(ENCLAVE, days=1).agents_by_type[kind]))
    names = [
        name for base in kind.__mro__ for name, value in vars(base).items() if isinstance(value, property) and name not in ("random", "rng")
    ]
    assert len(names) > 5
    for name in names:
        with pytest.raises(AttributeError):
            setattr(one, name, 1)


@pytest.mark.parametrize("kind", MANY)
def test_every_property_of_a_view_has_a_meaning_and_a_plain_value(kind):
    model = live(ENCLAVE, days=1)
    for name, value in vars(kind).items():
        if isinstance(value, property):
            assert value.__doc__, name
            assert not isinstance(getattr(next(iter(model.agents_by_type[kind])), name), np.generic) or name == "record", name


# The graph


def test_the_network_is_a_graph_with_geographic_positions():
    model = MandateModel(KARABAKH)
    place = model.plan.place
    assert model.graph is model.graph
    assert set(model.graph) == set(place.settlements.ids)
    assert model.graph.number_of_edges() == len(place.roads)
    assert all(model.graph.nodes[one.id]["pos"] == one.pos for one in model.agents_by_type[Settlement])
    assert MandateModel(KARABAKH).graph is not model.graph


# Memory


@pytest.mark.parametrize("ask", [False, True], ids=["capitals alone", "with views"])
def test_two_hundred_models_leave_nothing_behind(ask):
    left, before = [], n_objects()
    for seed in range(200):
        model = live(ENCLAVE, seed, 8)
        if ask:
            kinds = MANY if seed % 20 == 0 else (Settlement, Peacekeeper, ArmedActor)
            assert model.graph and all(len(model.agents_by_type[kind]) > 10 for kind in kinds)
        left.append(weakref.ref(model))
    del model
    assert n_objects() - before < 2000
    assert sum(one() is not None for one in left) == 0


def n_objects():
    """Objects alive in this process, after what nobody holds is swept away."""
    gc.collect()
    return len(gc.get_objects())
