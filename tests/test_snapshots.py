"""A copy of the state is a snapshot: going on from it is the same, bit for bit, as never having stopped."""

import numpy as np
import pytest
from toy_worlds import DISTRACTED, KARABAKH, WAR, arrays_of, differences, live, lived

from sim.model import MandateModel
from sim.scenario.load import load
from sim.world import inhabit
from sim.world.arrays import GIVEN, World

WORLDS = [(WAR, 1), (WAR, 2), (DISTRACTED, 1), (load("sandbox", horizon_days=400), 1), (KARABAKH, 4)]


def days_of(which):
    """Ten days of a world, drawn once and for all."""
    return sorted(np.random.default_rng(which).choice(WORLDS[which][0].horizon_days - 1, 10, replace=False).tolist())


@pytest.mark.parametrize("which", range(len(WORLDS)))
def test_going_on_from_any_of_fifty_snapshots_is_as_if_nothing_had_been(which):
    scenario, seed = WORLDS[which]
    straight, model = live(scenario, seed), MandateModel(scenario, seed)
    kept = []
    for day in days_of(which):
        model.advance(day - model.day)
        kept.append(model.snapshot())
    for snapshot in kept:
        model.restore(snapshot)
        model.advance(10_000)
        assert differences(straight, model) == [], f"from day {snapshot.world.zone['day'][0]}"


def bytes_of(world, names=World._fields):
    """The arrays of a world by name and column."""
    found = {}
    for name, table in arrays_of(world):
        for column in (table.dtype.names or [""]) if name.split(".")[0] in names else []:
            found[name, column] = (table[column] if column else table).tobytes()
    return found


def test_a_snapshot_is_not_touched_by_what_follows():
    model = live(WAR, 1, 60)
    snapshot = model.snapshot()
    before = bytes_of(snapshot.world)
    model.advance(10_000)
    assert bytes_of(snapshot.world) == before


def test_what_arms_share_is_the_same_after_runs_and_amendments():
    inhabit._kept.clear()
    model = MandateModel(WAR, 1)
    before = bytes_of(model.world, GIVEN)
    other = MandateModel(WAR.with_(mandate="un_chapter_vii_access"), 1)
    assert other.world.households is model.world.households and other.world.near is model.world.near
    other.amend(WAR.with_(guarantees="coalition_tripwire", settings={"resources.contributors.sponsor.troops": 5000}))
    for one in (other, model):
        one.advance(10_000)
    assert bytes_of(model.world, GIVEN) == before
    assert differences(lived("WAR", 1), model) == []
