"""Promises of setting out: packed, seats, fuel, buses; nobody lost, nobody twice, a day at a time like all at once."""

import numpy as np
import pytest

from sim.roads.departures import dispatch
from sim.roads.leavers import join, nobody
from sim.roads.mobilise import filled, fuelled_share, hour_of_filling, packing_hours
from sim.roads.network import empty_road
from sim.world.codes import Way

TERMS = dict(
    fuelled_share=1.0, fuel_from=0.0, fuel_ramp_h=0.0, fuel_rate=0.0,
    vehicle_seats=7, bus_from=0.0, buses_day=0.0, bus_seats=45,
)  # fmt: skip


def leaving(households, **terms):
    """Leavers from rows of (node, persons, has_vehicle, hour, u_pack, u_fuel), and an empty road."""
    leavers = nobody(6, len(households), **{**TERMS, **terms})
    for k, row in enumerate(households):
        join(leavers, k, *row[:3], row[3] + packing_hours(row[4], 10.0, 2.0), row[5], 0.5)
    return leavers, empty_road(6, [0], [1], [1.0], [40.0], [600.0], [100.0], len(households) + 100)


def crowd(seed, n=600):
    """A random population that decides over two days."""
    rng = np.random.default_rng(seed)
    columns = rng.integers(0, 6, n), 1 + rng.poisson(2.7, n), rng.random(n) < 0.76
    return list(zip(*columns, rng.uniform(0, 48, n), rng.random(n), rng.random(n), strict=True))


SHORT_OF_ALL = dict(fuelled_share=0.1, fuel_from=20.0, fuel_ramp_h=12.0, fuel_rate=15.0, bus_from=30.0, buses_day=8.0)


def departed(leavers, traffic):
    """Hour at which each household set out; nan: not yet."""
    return np.where(leavers.rows["went_by"] > 0, traffic.vehicles["departed"][leavers.rows["vehicle"]], np.nan)


def used(traffic):
    return traffic.vehicles[: traffic.total[0]["n_vehicles"]]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("terms", [{}, SHORT_OF_ALL, {**SHORT_OF_ALL, "buses_day": 0.0}])
def test_persons_and_vehicles_are_conserved_every_day(seed, terms):
    leavers, traffic = leaving(crowd(seed), **terms)
    for day in range(8):
        dispatch(leavers, traffic, 24.0 * day, 24.0 * day + 24)
        rows, desk, vehicles = leavers.rows, leavers.desk[0], used(traffic)
        gone = rows["went_by"] > 0
        assert np.array_equal(gone, rows["vehicle"] >= 0)
        aboard = np.bincount(rows["vehicle"][gone], rows["persons"][gone], len(vehicles))
        assert np.array_equal(aboard, vehicles["persons"])
        assert (desk["n_gone"], desk["persons_gone"]) == (gone.sum(), vehicles["persons"].sum())
        assert (rows["went_by"] == Way.OWN_VEHICLE).sum() + desk["n_buses"] == len(vehicles)
        assert leavers.waiting.sum() == desk["n_seat"]
        assert np.all(np.diff(vehicles["departed"]) >= 0)
        own = rows["went_by"] == Way.OWN_VEHICLE
        crowded = vehicles["persons"][rows["vehicle"][own]] > 7
        assert np.all(rows["persons"][own][crowded] > 7)


@pytest.mark.parametrize("seed", range(5))
def test_a_day_at_a_time_equals_all_days_at_once_bit_for_bit(seed):
    whole, road = leaving(crowd(seed), **SHORT_OF_ALL)
    parts, same = leaving(crowd(seed), **SHORT_OF_ALL)
    dispatch(whole, road, 0.0, 150.0)
    for start, end in [(0, 1), (1, 24), (24, 50), (50, 150)]:
        dispatch(parts, same, float(start), float(end))
    assert whole.rows.tobytes() == parts.rows.tobytes()
    assert road.vehicles.tobytes() == same.vehicles.tobytes()


def test_half_have_packed_by_the_median_and_shape_two_is_rayleigh():
    assert packing_hours(0.5, 11.0, 1.3) == pytest.approx(11.0)
    u = np.linspace(0.01, 0.99, 50)
    sigma = 11.0 / np.sqrt(2 * np.log(2))
    assert [packing_hours(x, 11.0, 2.0) for x in u] == pytest.approx(sigma * np.sqrt(-2 * np.log(1 - u)))


def test_nobody_sets_out_before_packing():
    leavers, traffic = leaving(crowd(3))
    dispatch(leavers, traffic, 0.0, 500.0)
    gone = leavers.rows["went_by"] > 0
    assert np.all(departed(leavers, traffic)[gone] >= leavers.rows["packed"][gone])


def test_fuel_is_handed_out_first_come_first_served_at_its_rate():
    leavers, traffic = leaving([(0, 2, True, k / 10, 0.5, 0.9) for k in range(40)], fuelled_share=0, fuel_rate=4.0)
    dispatch(leavers, traffic, 0.0, 100.0)
    assert departed(leavers, traffic) == pytest.approx(10 + (np.arange(40) + 1) / 4)


def test_the_hand_out_grows_evenly_to_its_full_rate():
    """Ten fillings an hour after a ramp of four hours: 20 in the ramp, then one every six minutes."""
    at = [hour_of_filling(n, 5.0, 4.0, 10.0) for n in (5, 20, 21)]
    assert at == pytest.approx([7.0, 9.0, 9.1])
    assert filled(2.0, 5.0, 4.0, 10.0) == pytest.approx(5 + np.sqrt(0.8))
    assert filled(20.0, 5.0, 4.0, 10.0) == pytest.approx(20.1)


def test_without_fuel_only_full_tanks_leave():
    leavers, traffic = leaving([(0, 3, True, 0.0, 0.5, u) for u in (0.05, 0.2, 0.6)], fuelled_share=0.1)
    dispatch(leavers, traffic, 0.0, 1000.0)
    assert leavers.rows["went_by"].tolist() == [Way.OWN_VEHICLE, 0, 0]


def test_tanks_run_down_by_half_in_each_half_life():
    assert fuelled_share(0.0, 0.9, 90.0) == 0.9
    assert fuelled_share(180.0, 0.9, 90.0) == pytest.approx(0.225)


def test_neighbours_ride_along_longest_waiting_first_while_they_fit():
    waiting = [(0, 6, False, 0.0), (0, 2, False, 1.0), (0, 3, False, 2.0), (1, 1, False, 0.0)]
    leavers, traffic = leaving([(*row, 0.5, 0.0) for row in [*waiting, (0, 3, True, 5.0)]])
    dispatch(leavers, traffic, 0.0, 100.0)
    assert leavers.rows["went_by"].tolist() == [0, Way.RIDE, 0, 0, Way.OWN_VEHICLE]  # six do not fit; three no more
    assert used(traffic)["persons"].tolist() == [5]


def test_buses_go_where_most_people_wait_and_fill_up_elsewhere():
    crowds = [(1, 4, False, 0.0, 0.5, 0)] * 3 + [(2, 5, False, 0.0, 0.5, 0)] * 9 + [(3, 1, False, 0.0, 0.5, 0)] * 2
    leavers, traffic = leaving(crowds, bus_from=24.0, buses_day=2.0, bus_seats=48)
    dispatch(leavers, traffic, 0.0, 100.0)
    assert used(traffic)["origin"].tolist() == [2, 1]
    assert used(traffic)["persons"].tolist() == [45, 14]
    assert used(traffic)["departed"].tolist() == [24.0, 36.0]
    assert np.all(leavers.rows["went_by"] == Way.BUS)


def test_what_came_due_while_no_way_was_open_happens_when_one_opens():
    leavers, traffic = leaving([(0, 2, True, 0.0, 0.5, 0), (0, 2, True, 0.0, 0.1, 0)])
    dispatch(leavers, traffic, 72.0, 96.0)
    assert used(traffic)["departed"].tolist() == [72.0, 72.0]
    assert leavers.rows["vehicle"].tolist() == [1, 0]


@pytest.mark.parametrize("field, more", [("fuel_rate", 60.0), ("fuelled_share", 0.6), ("fuel_from", 2.0)])
def test_more_fuel_lets_no_vehicle_leave_later(field, more):
    exits = []
    for terms in (SHORT_OF_ALL, {**SHORT_OF_ALL, field: more}):
        leavers, traffic = leaving([row for row in crowd(1) if row[2]], **terms)
        dispatch(leavers, traffic, 0.0, 2000.0)
        exits.append(np.sort(departed(leavers, traffic)))
    assert np.all(exits[1] <= exits[0] + 1e-9)
