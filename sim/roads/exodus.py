"""The crowd on the road: joins the world's households to the hourly queues, a day at a time, while a crowd is under way."""

from __future__ import annotations

import numpy as np

from sim import luck
from sim.compiled import entry, rule
from sim.constants import HOURS_A_DAY, PER_1000_HOURS
from sim.ground.answer import take_life
from sim.ground.leave import go_out
from sim.roads.departures import dispatch
from sim.roads.leavers import OWN_VEHICLE, Leavers, join, nobody
from sim.roads.mobilise import fuelled_share
from sim.roads.paths import toward_exit
from sim.roads.queues import advance
from sim.roads.state import HOUR, NOBODY, Traffic
from sim.roads.state import lay_out as lay_out_traffic
from sim.world.arrays import ROAD, WANT, Arrays

N_BUSES = 4096  # rows for buses beside one a household


class Exodus:
    """The road hour by hour from the day on which a crowd set out. Vehicles by row, hours counted from the start of the run."""

    def __init__(self, w: Arrays, exits: np.ndarray, buses_day: float) -> None:
        seg, n = w.segments, len(w.settlements)
        self.is_exit = np.zeros(n, np.bool_)
        self.is_exit[exits] = True
        self.traffic: Traffic = lay_out_traffic(
            n, seg["a"], seg["b"], seg["km"], seg["speed"], seg["capacity"], seg["storage"] / seg["km"], len(w.households) + N_BUSES
        )
        r = w.rules[0]
        self.leavers: Leavers = nobody(
            n,
            len(w.households) + N_BUSES,
            **{name: r[f"roads_{name}"] for name in ("pack_median_h", "pack_shape", "fuel_ramp_h", "bus_seats", "vehicle_seats")},
            fuel_rate=r["roads_fuel_rate_h"],
            buses_day=buses_day,
        )
        self.opened = 0.0
        self.signature: tuple | None = None
        self.hours: dict[int, np.ndarray] = {}
        self.first_aboard = np.full(len(self.traffic.vehicles), NOBODY, np.int32)  # leaver: one household in each vehicle
        self.next_aboard = np.full(len(self.leavers.rows), NOBODY, np.int32)  # leaver: the next one in the same vehicle
        self.booked = np.zeros(3, np.int64)  # leavers seen to set out, vehicles seen to leave, households out

    def open(self, w: Arrays, hour: float) -> None:
        """A crowd may set out from this hour: fuel in tanks by how long the road was closed, depots and buses after their delays."""
        r, terms = w.rules[0], self.leavers.terms
        self.opened = hour
        terms["fuelled_share"] = fuelled_share(float(w.now["days_blocked"][0]), r["roads_fuelled_share"], r["roads_fuel_half_life_days"])
        terms["fuel_from"], terms["bus_from"] = hour + r["roads_fuel_delay_h"], hour + r["roads_bus_delay_h"]

    def live(self, w: Arrays, day: int) -> None:
        """One day on the road: who waits joins, sets out, drives, is out. The crowd's last stragglers end it."""
        now = w.now[0]
        start, end = max(HOURS_A_DAY * day, self.opened), HOURS_A_DAY * (day + 1)
        if self.n_under_way == 0 or self.n_under_way > w.rules[0]["roads_stragglers"]:
            join_waiting(w, self.leavers, self.opened)
        is_free = bool(now["exit_open"] or now["access"] == 0)
        self._find_way(w, is_free, bool(now["is_capitulated"] or now["access"] >= 2))
        if is_free and start < end:
            dispatch(self.leavers, self.traffic, start, end)
        hours = np.zeros(int(np.ceil(end - np.floor(start))), HOUR)
        next_segment, hours_to_exit, gates = self.way
        advance(self.traffic, next_segment, hours_to_exit, self.is_exit, gates, hours, start, end)
        self.hours[int(start)] = hours
        book(w, self.leavers, self.traffic, self.first_aboard, self.next_aboard, self.booked, day)
        if self.n_under_way == 0:
            now["is_hourly"] = 0

    @property
    def n_under_way(self) -> int:
        """Households that have joined the crowd and are not out yet."""
        return int(self.leavers.desk["n_leavers"][0] - self.booked[2])

    def _find_way(self, w: Arrays, is_free: bool, is_checked: bool) -> None:
        """The way out and the gates on it; worked out anew when a road opens or closes, or control changes.

        Gates let so many vehicles an hour pass where the armed actor controls the way out; none stand elsewhere.
        """
        seg = w.segments
        signature = (is_free, is_checked, seg["is_open"].tobytes(), int(w.now["access"][0]))
        if signature == self.signature:
            return
        self.signature = signature
        passable = (seg["is_open"] == 1) & (is_free | (seg["level"] == 0))
        ends = [np.ascontiguousarray(seg[side]) for side in ("a", "b")]
        next_segment, _, hours_to_exit = toward_exit(len(w.settlements), *ends, seg["km"] / seg["speed"], passable, self.is_exit)
        gates = np.full(len(seg), np.inf)
        if is_checked:
            gates[(self.is_exit[seg["a"]] | self.is_exit[seg["b"]]) & (seg["is_corridor"] > 0)] = w.rules["roads_gate_veh_h"][0]
        self.way = next_segment, hours_to_exit, gates

    def table(self) -> np.ndarray:
        """(hours,) every hour lived so far: hour, vehicles and persons out, vehicles that wait or drive at its end."""
        rows = [
            (hour + k, row["exited"], row["persons"], row["waiting"] + row["on_road"])
            for hour, block in sorted(self.hours.items())
            for k, row in enumerate(block)
        ]
        return np.array(rows, np.dtype([("hour", "i4"), ("vehicles", "i4"), ("persons", "i4"), ("queue_vehicles", "i4")]))

    def journeys(self) -> np.ndarray:
        """(vehicles,) hours from setting out to being out, of those that are out."""
        vehicles = self.traffic.vehicles[: int(self.traffic.total["n_vehicles"][0])]
        hours = vehicles["exited"] - vehicles["departed"]
        return hours[np.isfinite(hours)]


@entry
def join_waiting(w, leavers, opened):
    """Households on the waiting list join the leavers, while there is room; their time to pack and their tank are their own luck."""
    now = w.now[0]
    while now.first_wanting < now.n_wanting and leavers.desk[0].n_leavers < leavers.rows.shape[0]:
        row = w.wanting[now.first_wanting]
        now.first_wanting += 1
        household = w.households[row]
        if household.state == WANT and household.alive > 0:
            pack = luck.uniform(w.seed[0], luck.MOBILISE, 0, household.key)
            tank = luck.uniform(w.seed[0], luck.FUEL_IN_TANK, 0, household.key)
            origin = w.settlements[household.home].host
            join(leavers, row, origin, household.alive, household.has_vehicle == 1, max(household.decided, opened), pack, tank)


@entry
def book(w, leavers, traffic, first_aboard, next_aboard, booked, day):
    """Carry into the world what the road did today: who set out, who is out, who died on the way."""
    for j in range(booked[0], leavers.desk[0].n_gone):
        k = leavers.gone[j]
        board(w, leavers.rows[k])
        vehicle = leavers.rows[k].vehicle
        next_aboard[k], first_aboard[vehicle] = first_aboard[vehicle], k
    for j in range(booked[1], traffic.total[0].n_left):
        vehicle = traffic.vehicles[traffic.left[j]]
        k = first_aboard[traffic.left[j]]
        while k != NOBODY:
            alight(w, day, leavers.rows[k], vehicle.exited - vehicle.departed)
            booked[2] += 1
            k = next_aboard[k]
    booked[0], booked[1] = leavers.desk[0].n_gone, traffic.total[0].n_left


@rule
def board(w, leaver):
    """A household sets out; its own vehicle with it."""
    own = 1 if leaver.went_by == OWN_VEHICLE else 0
    set_out(w, leaver.household)
    w.now[0].vehicles_home -= own
    w.now[0].vehicles_road += own


@rule
def alight(w, day, leaver, hours):
    """A household is out after so many hours; its own vehicle with it."""
    own = 1 if leaver.went_by == OWN_VEHICLE else 0
    mourn(w, day, leaver.household, hours)
    go_out(w, day, leaver.household, leaver.went_by)
    w.now[0].vehicles_road -= own
    w.now[0].vehicles_out += own
    w.daily[day].vehicles_out += own


@rule
def set_out(w, row):
    """A household leaves home for the road."""
    household = w.households[row]
    s = w.settlements[household.home]
    s.n_want -= household.alive
    s.n_road += household.alive
    household.state = ROAD


@rule
def mourn(w, day, row, hours):
    """The old and ill may die under way: one person at most a household, with a probability that grows with persons and hours."""
    household = w.households[row]
    p = w.rules[0].roads_deaths_per_1000_h * household.alive * hours / PER_1000_HOURS
    if household.alive > 0 and luck.uniform(w.seed[0], luck.ROAD_DEATH, 0, household.key) < p:
        take_life(w, row)
        w.daily[day].civilian_deaths += 1
        w.now[0].road_deaths += 1
