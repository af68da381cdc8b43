"""Promises of the hourly road: known answers, conservation, order, and a day at a time like all at once."""

import numpy as np
import pytest

from sim.roads.network import empty_road
from sim.roads.paths import toward_exit
from sim.roads.queues import advance, depart, locate
from sim.world.traffic import HOUR

HEADWAY = 1 / 600


class Road:
    """A small network and a way to live some hours on it."""

    def __init__(self, ends, n_nodes, exits, km=10.0, speed=40.0, capacity=600.0, storage=100.0):
        self.ends = np.array(ends, np.int32).reshape(-1, 2)
        self.size = len(self.ends)
        self.is_exit = np.isin(np.arange(n_nodes), exits)
        self.km, self.speed = (np.broadcast_to(x, self.size).astype(float) for x in (km, speed))
        self.passable = np.ones(self.size, bool)
        self.gate = np.full(self.size, np.inf)
        capacity, storage = np.broadcast_to(capacity, self.size), np.broadcast_to(storage, self.size)
        self.traffic = empty_road(n_nodes, *self.ends.T, self.km, self.speed, capacity, storage, 5000)

    def live(self, end, start=0.0):
        hours_each = self.km / self.speed
        ways, _, way_hours = toward_exit(len(self.is_exit), *self.ends.T, hours_each, self.passable, self.is_exit)
        hours = np.zeros(int(np.ceil(end)) - int(start), HOUR)
        advance(self.traffic, ways, way_hours, self.is_exit, self.gate, hours, float(start), float(end))
        return hours

    def set_out(self, departures):
        for hour, node in departures:
            depart(self.traffic, node, 4, hour)

    @property
    def vehicles(self):
        return self.traffic.vehicles[: self.traffic.total[0]["n_vehicles"]]


def line(n, **kind):
    """A road of n links: node 0 is home, node n the exit."""
    return Road([(k, k + 1) for k in range(n)], n + 1, [n], **kind)


def test_a_lone_vehicle_takes_length_over_speed():
    road = line(3)
    road.set_out([(1.0, 0)])
    road.live(24)
    assert road.vehicles["exited"] == pytest.approx([1.0 + 3 * 10 / 40])
    assert road.vehicles["entered"] == [1.0]


def test_a_single_bottleneck_gives_the_textbook_queue():
    """D/D/1: arrivals every 1/500 h meet a gate of 200/h, so vehicle n waits n (1/200 - 1/500)."""
    road = line(1, km=39.9)
    road.gate[0] = 200.0
    n = np.arange(900)
    road.set_out([(k / 500, 0) for k in n])
    hours = road.live(24)
    assert road.vehicles["exited"] == pytest.approx(39.9 / 40 + n / 200)
    assert hours["exited"][1:5].tolist() == [200, 200, 200, 200]
    assert hours["exited"].sum() == 900


def test_a_queue_at_home_sets_out_at_capacity():
    road = line(1)
    road.set_out([(0.0, 0)] * 50)
    road.live(24)
    assert road.vehicles["entered"] == pytest.approx(np.arange(50) * HEADWAY)


def test_two_full_roads_that_merge_take_turns():
    road = Road([(0, 2), (1, 2), (2, 3)], 4, [3])
    road.set_out(sorted([(0.0, 0)] * 100 + [(0.0, 1)] * 100))
    road.live(24)
    order = road.vehicles["origin"][np.argsort(road.vehicles["exited"])]
    assert np.array_equal(np.bincount(order[:100]), [50, 50])
    assert np.all(order[::2] != order[1::2])
    assert road.vehicles["exited"].max() == pytest.approx(0.5 + 199 * HEADWAY)


def test_a_full_link_blocks_the_link_behind_it():
    """The last link holds 10; its gate lets one out every half hour, so the road behind fills and home waits."""
    road = line(3, km=1.0, storage=10.0)
    road.gate[2] = 2.0
    road.set_out([(0.0, 0)] * 60)
    hours = road.live(6)
    inside = road.traffic.links["n_inside"][::2]
    assert inside.tolist() == [10, 10, 10]
    assert hours["on_road"][-1] == 30
    assert hours["waiting"][-1] == 60 - 30 - hours["exited"].sum()
    entered, exited = np.sort(road.vehicles["entered"]), np.sort(road.vehicles["exited"])
    assert entered[30:42] == pytest.approx(exited[:12])  # each exit lets one in at once


def test_a_gate_at_rate_zero_lets_nobody_out_until_it_opens():
    road = line(2)
    road.gate[1] = 0.0
    road.set_out([(0.5, 0)] * 20)
    assert road.live(24)["exited"].sum() == 0
    road.gate[1] = 100.0
    road.live(48, start=24)
    assert np.sort(road.vehicles["exited"]) == pytest.approx(24 + np.arange(20) / 100)


def test_nobody_overtakes_on_a_road():
    road = line(4, km=2.0, storage=8.0)
    road.gate[3] = 120.0
    road.set_out([(k / 700, 0) for k in range(500)])
    road.live(48)
    assert np.all(np.diff(road.vehicles["exited"]) > 0)
    assert np.all(np.diff(road.vehicles["entered"]) > 0)


def test_without_a_way_out_vehicles_wait_and_drive_on_when_it_opens():
    road = Road([(0, 1), (1, 2), (1, 3)], 4, [2, 3])
    road.passable[:] = [True, True, False]
    road.set_out([(0.0, 0), (0.0, 0)])
    road.live(0.2)
    road.passable[1] = False  # both are between 0 and 1; the way on is gone
    road.live(3, start=0.2)
    assert locate(road.traffic).tolist() == [0, 0]
    road.passable[2] = True
    road.live(24, start=3)
    assert road.vehicles["exited"] == pytest.approx([3.25, 3.25 + HEADWAY])


def test_who_is_on_a_road_when_it_closes_drives_on():
    road = line(2)
    road.set_out([(0.0, 0)])
    road.live(0.3)
    road.passable[1] = False
    road.live(24, start=0.3)
    assert road.vehicles["exited"] == pytest.approx([0.5])


def tree(seed, n_nodes=12, n_vehicles=600):
    """A random small network with random traffic, gates and bottlenecks, some of its links very short."""
    rng = np.random.default_rng(seed)
    ends = [(k, rng.integers(max(0, k - 4), k)) for k in range(1, n_nodes)]
    ends += [tuple(rng.choice(n_nodes, 2, replace=False)) for _ in range(4)]
    n = len(ends)
    km, speed, capacity, storage = (rng.uniform(*span, n) for span in ((0.1, 8), (20, 60), (80, 700), (5, 60)))
    road = Road(ends, n_nodes, [0, 1], km, speed, capacity, storage)
    road.gate[rng.integers(n, size=2)] = rng.uniform(20, 90, 2)
    departures = zip(np.sort(rng.uniform(0, 20, n_vehicles)), rng.integers(0, n_nodes, n_vehicles), strict=True)
    return road, list(departures)


@pytest.mark.parametrize("seed", range(8))
def test_a_day_at_a_time_equals_all_days_at_once_bit_for_bit(seed):
    whole, departures = tree(seed)
    parts, _ = tree(seed)
    whole.set_out(departures)
    at_once = whole.live(48)
    pieces = []
    for start, end in [(0, 1), (1, 7), (7, 24), (24, 30), (30, 48)]:
        parts.set_out([d for d in departures if start <= d[0] < end])
        pieces.append(parts.live(end, start))
    assert np.concatenate(pieces).tobytes() == at_once.tobytes()
    for field in ("origin", "persons", "departed", "entered", "exited"):
        assert np.array_equal(whole.vehicles[field], parts.vehicles[field], equal_nan=True)


@pytest.mark.parametrize("seed", range(8))
def test_vehicles_and_persons_are_conserved_and_links_never_overfull(seed):
    road, departures = tree(seed)
    for day in range(3):
        road.set_out([d for d in departures if 8 * day <= d[0] < 8 * day + 8])
        hours = road.live(8 * day + 8, 8 * day)
        total, links = road.traffic.total[0], road.traffic.links
        assert total["n_vehicles"] == total["waiting"] + total["on_road"] + total["out"]
        assert links["n_inside"].sum() == total["on_road"] == hours["on_road"][-1]
        assert np.all(links["n_inside"] <= links["end_slot"] - links["first_slot"])
        assert np.all(links["n_inside"] >= 0)
        out = np.isfinite(road.vehicles["exited"])
        assert (out.sum(), 4 * out.sum()) == (total["out"], total["persons_out"])


@pytest.mark.parametrize("factor", [1.05, 1.5, 4.0])
@pytest.mark.parametrize("link", range(4))
def test_more_capacity_on_a_road_never_delays_anyone(link, factor):
    capacity = np.array([300.0, 500.0, 250.0, 400.0])
    departures = [(k / 450, 0) for k in range(600)]
    exits = []
    for scale in (1.0, factor):
        road = line(4, km=1.5, storage=12.0, capacity=np.where(np.arange(4) == link, scale, 1.0) * capacity)
        road.set_out(departures)
        road.live(48)
        exits.append(road.vehicles["exited"].copy())
    assert np.all(exits[1] <= exits[0] + 1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_wider_roads_and_faster_gates_never_delay_the_nth_vehicle_out(seed):
    """On a network single vehicles may change places where roads merge; the number out by any hour can only grow."""
    narrow, departures = tree(seed)
    narrow.set_out(departures)
    narrow.live(300)
    for segment in range(0, narrow.size, 3):
        wide, _ = tree(seed)
        wide.traffic.links["capacity"][2 * segment : 2 * segment + 2] *= 2
        wide.gate[segment] *= 2
        wide.set_out(departures)
        wide.live(300)
        assert np.all(np.sort(wide.vehicles["exited"]) <= np.sort(narrow.vehicles["exited"]) + 1e-9)
