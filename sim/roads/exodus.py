"""The crowd on the road: joins the world's households to the hourly queues, a day at a time, while a crowd is under way."""

from __future__ import annotations

import numpy as np

from sim import luck
from sim.compiled import entry, rule
from sim.ground.answer import take_life
from sim.ground.leave import go_out
from sim.roads.departures import dispatch
from sim.roads.leavers import OWN_VEHICLE, Leavers, join, nobody
from sim.roads.mobilise import fuelled_share
from sim.roads.paths import toward_exit
from sim.roads.queues import advance
from sim.roads.state import HOUR, Traffic
from sim.roads.state import lay_out as lay_out_traffic
from sim.world.arrays import ROAD, WANT, Arrays

STRAGGLERS = 50  # households still on the way out when later leavers are left to ordinary days


class Exodus:
    """The road hour by hour from the day on which a crowd set out. Vehicles by row, hours counted from the start of the run."""

    def __init__(self, w: Arrays, exits: np.ndarray, opened: float, buses_day: float) -> None:
        seg, rules = w.segments, w.rules[0]
        self.is_exit = np.zeros(len(w.settlements), np.bool_)
        self.is_exit[exits] = True
        self.traffic: Traffic = lay_out_traffic(
            len(w.settlements),
            seg["a"],
            seg["b"],
            seg["km"],
            seg["speed"],
            seg["capacity"],
            seg["storage"] / seg["km"],
            len(w.households) + 4096,
        )
        share = fuelled_share(float(w.now["days_blocked"][0]), rules["roads_fuelled_share"], rules["roads_fuel_half_life_days"])
        self.leavers: Leavers = nobody(
            len(w.settlements),
            len(w.households) + 64,
            pack_median_h=rules["roads_pack_median_h"],
            pack_shape=rules["roads_pack_shape"],
            fuelled_share=share,
            fuel_from=opened + rules["roads_fuel_delay_h"],
            fuel_ramp_h=rules["roads_fuel_ramp_h"],
            fuel_rate=rules["roads_fuel_rate_h"],
            vehicle_seats=int(rules["roads_vehicle_seats"]),
            bus_from=opened + rules["roads_bus_delay_h"],
            buses_day=buses_day,
            bus_seats=int(rules["roads_bus_seats"]),
        )
        self.opened = opened
        self.signature: tuple | None = None
        self.hours: dict[int, np.ndarray] = {}
        self.active = np.empty(len(self.leavers.rows), np.int32)  # leavers who are not out yet
        self.n_active = np.zeros(2, np.int64)  # how many, and how many leavers are known

    def live(self, w: Arrays, day: int) -> None:
        """One day on the road: who waits joins, sets out, drives, is out. The crowd's last stragglers end it."""
        now = w.now[0]
        start, end = max(24.0 * day, self.opened), 24.0 * (day + 1)
        if self.n_active[1] == 0 or self.n_active[0] > STRAGGLERS:
            join_waiting(w, self.leavers, self.opened)
        is_free = bool(now["exit_open"] or now["access"] == 0)
        self._find_way(w, is_free, bool(now["is_capitulated"] or now["access"] >= 2))
        if is_free and start < end:
            dispatch(self.leavers, self.traffic, start, end)
        hours = np.zeros(int(np.ceil(end - np.floor(start))), HOUR)
        next_segment, hours_to_exit, gates = self.way
        advance(self.traffic, next_segment, hours_to_exit, self.is_exit, gates, hours, start, end)
        self.hours[int(start)] = hours
        book(w, self.leavers, self.traffic, self.active, self.n_active, day, end)
        if self.n_active[0] == 0:
            now["is_hourly"] = 0

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
    """Households on the waiting list join the leavers; their time to pack and their tank are their own luck."""
    now, total = w.now[0], leavers.desk[0]
    for k in range(now.first_wanting, now.n_wanting):
        row = w.wanting[k]
        household = w.households[row]
        if household.state == WANT and household.alive > 0 and total.n_leavers < leavers.rows.shape[0]:
            pack = luck.uniform(w.seed[0], luck.MOBILISE, 0, household.key)
            tank = luck.uniform(w.seed[0], luck.FUEL_IN_TANK, 0, household.key)
            origin = w.settlements[household.home].host
            join(leavers, row, origin, household.alive, household.has_vehicle == 1, max(household.decided, opened), pack, tank)
    now.first_wanting = now.n_wanting


@entry
def book(w, leavers, traffic, active, n_active, day, end):
    """Carry into the world what the road did today: who set out, who is out, who died on the way."""
    n, known = n_active[0], n_active[1]
    for k in range(known, leavers.desk[0].n_leavers):
        active[n] = k
        n += 1
    kept = 0
    for k in range(n):
        leaver = leavers.rows[active[k]]
        if leaver.vehicle < 0 or not _is_out(w, leaver, traffic.vehicles[leaver.vehicle], day, end):
            active[kept] = active[k]
            kept += 1
    n_active[0], n_active[1] = kept, leavers.desk[0].n_leavers


@rule
def _is_out(w, leaver, vehicle, day, end):
    """Whether a household that has set out is outside by the end of the day; its persons and vehicle are counted where they are."""
    now, household = w.now[0], w.households[leaver.household]
    own = 1 if leaver.went_by == OWN_VEHICLE else 0
    if household.state == WANT:
        set_out(w, leaver.household)
        now.vehicles_home -= own
        now.vehicles_road += own
    if not vehicle.exited < end:
        return False
    if household.state == ROAD:
        mourn(w, day, leaver.household, vehicle.exited - vehicle.departed)
        go_out(w, day, leaver.household, leaver.went_by)
        now.vehicles_road -= own
        now.vehicles_out += own
        w.daily[day].vehicles_out += own
    return True


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
    p = w.rules[0].roads_deaths_per_1000_h * household.alive * hours / 1000.0
    if household.alive > 0 and luck.uniform(w.seed[0], luck.ROAD_DEATH, 0, household.key) < p:
        take_life(w, row)
        w.daily[day].civilian_deaths += 1
        w.now[0].road_deaths += 1
