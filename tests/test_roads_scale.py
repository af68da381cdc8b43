"""Promises of agents that stand for several alike households: nobody is lost, and what happens is nearly the same."""

import numpy as np
import pytest
from toy_worlds import WAR, live

COUNTS = ("n_home", "n_want", "n_road", "n_shelter", "n_out", "n_dead")


def in_groups(scenario, most):
    return scenario.with_(settings={"rules.leaving.most_agents": most})


@pytest.mark.parametrize("seed", range(3))
def test_persons_and_vehicles_are_conserved(seed):
    model = live(in_groups(WAR, 700), seed)
    w, scale = model.world, int(model.zone["households_per_agent"])
    assert scale > 1
    assert sum(w.settlements[name] for name in COUNTS).tolist() == w.settlements["n_all"].tolist()
    assert w.settlements["n_all"].sum() == w.households["persons"].sum()
    owned = scale * int((w.households["has_vehicle"] == 1).sum())
    assert sum(model.zone[f"vehicles_{where}"] for where in ("home", "road", "out")) == owned
    hours = w.exits[: int(w.road["n_hours"][0])]
    total = w.traffic.total[0]
    assert (hours["vehicles"].sum(), hours["persons"].sum()) == (scale * total["out"], total["persons_out"])


def test_there_are_as_many_persons_whoever_stands_for_them():
    whole, groups = live(WAR, 1, 0), live(in_groups(WAR, 700), 1, 0)
    assert whole.world.settlements["n_all"].tolist() == groups.world.settlements["n_all"].tolist()


def test_few_households_stand_for_themselves():
    assert live(WAR, 1, 0).zone["households_per_agent"] == 1


def test_a_flight_in_groups_takes_about_as_long():
    hours = []
    for scenario in (WAR, in_groups(WAR, 700)):
        found = []
        for seed in range(4):
            rows = live(scenario, seed).world
            rows = rows.exits[: int(rows.road["n_hours"][0])]
            out = np.cumsum(rows["persons"])
            found += [float(rows["hour"][np.searchsorted(out, 0.5 * out[-1])])] if len(out) and out[-1] else []
        hours.append(found)
    assert len(hours[0]) == len(hours[1]) > 0
    assert hours[1] == pytest.approx(hours[0], abs=12.0)
