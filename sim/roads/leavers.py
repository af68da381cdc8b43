"""Who is leaving: households that have decided to go and have not all gone yet, one row each, in order of decision."""

from typing import NamedTuple

import numpy as np

from sim.compiled import rule
from sim.constants import LONG_AGO
from sim.roads.mobilise import packing_hours
from sim.roads.state import NOBODY, as_dtype

STAYED, OWN_VEHICLE, RIDE, BUS = range(4)

LEAVER_FIELDS = (
    ("household", "i4", "row", "the household's row in the world"),
    ("node", "i4", "node", "where it sets out"),
    ("persons", "i4", "persons", "who go"),
    ("has_vehicle", "?", "", "owns a vehicle; else it needs a seat"),
    ("is_fuelled", "?", "", "its tank holds enough for the way out"),
    ("is_ready", "?", "", "packed, and so waiting for fuel or a seat, or gone"),
    ("went_by", "i1", "code", "0 not gone, 1 own vehicle, 2 a neighbour's, 3 bus"),
    ("packed", "f8", "h", "when it has packed"),
    ("departed", "f8", "h", "when it set out; nan: not yet"),
    ("vehicle", "i4", "vehicle", "row of the vehicle that took it; -1: none yet"),
    ("behind", "i4", "leaver", "next in the queue, or in the vehicle, that it is in; -1: last"),
    ("rider", "i4", "leaver", "first household that goes along in its vehicle; -1: none"),
    ("aboard", "i4", "persons", "in its vehicle, itself and those who go along"),
)

LARGEST = 12  # persons: households of this size and more wait in one queue

QUEUE_FIELDS = (
    ("first", "i4", "leaver", "first household of one size at one place that waits for a seat; -1: none"),
    ("last", "i4", "leaver", "last of them"),
)

DESK_FIELDS = (
    ("n_leavers", "i4", "households", "rows in use"),
    ("n_gone", "i4", "households", "have set out"),
    ("n_packing", "i4", "households", "have not packed yet: rows in use of the list of those"),
    ("persons", "i4", "persons", "of all leavers"),
    ("persons_gone", "i4", "persons", "have set out"),
    ("first_fuel", "i4", "leaver", "first household in the queue for fuel; -1: none"),
    ("last_fuel", "i4", "leaver", "last of them"),
    ("n_fuel", "i4", "households", "in that queue"),
    ("n_seat", "i4", "persons", "who wait for a seat"),
    ("n_buses", "i4", "veh", "buses that have set out"),
    ("last_filled", "f8", "h", "when a tank was last filled"),
    ("next_bus", "f8", "h", "when the next bus can take passengers"),
    ("now", "f8", "h", "hour of the last event"),
)

TERMS_FIELDS = (
    ("pack_median_h", "f8", "h", "median time from decision to ready"),
    ("pack_shape", "f8", "", "Weibull shape of that time: higher is more alike"),
    ("fuelled_share", "f8", "share", "vehicles with fuel in the tank when the road opens"),
    ("fuel_from", "f8", "h", "hour at which depots begin to hand out fuel"),
    ("fuel_ramp_h", "f8", "h", "time in which that grows to its full rate"),
    ("fuel_rate", "f8", "fillings/h", "full rate, all depots together"),
    ("vehicle_seats", "i4", "persons", "a private vehicle takes at most, unless one household is larger"),
    ("bus_from", "f8", "h", "hour at which the first bus is there"),
    ("buses_day", "f8", "buses/day", "that can be sent to pick people up"),
    ("bus_seats", "i4", "persons", "in a bus"),
)

LEAVER, QUEUE, DESK, TERMS = map(as_dtype, (LEAVER_FIELDS, QUEUE_FIELDS, DESK_FIELDS, TERMS_FIELDS))


class Leavers(NamedTuple):
    """Everybody who is leaving and what they wait for: arrays only."""

    rows: np.ndarray  # LEAVER
    queues: np.ndarray  # QUEUE, (node, size of household - 1): who waits for a seat
    waiting: np.ndarray  # persons who wait for a seat, by node
    desk: np.ndarray  # DESK, one row
    terms: np.ndarray  # TERMS, one row: may be set anew between calls
    gone: np.ndarray  # leaver: who has set out, in that order
    packing: np.ndarray  # leaver: who has not packed yet, in order of decision


def nobody(n_nodes, max_leavers, **terms) -> Leavers:
    """No leavers yet, room for `max_leavers` households, and the terms (TERMS_FIELDS) under which they will go."""
    queues, waiting = np.zeros((n_nodes, LARGEST), QUEUE), np.zeros(n_nodes, np.int32)
    queues["first"] = queues["last"] = NOBODY
    lists = np.zeros((2, max_leavers), np.int32)
    leavers = Leavers(np.zeros(max_leavers, LEAVER), queues, waiting, np.zeros(1, DESK), np.zeros(1, TERMS), *lists)
    leavers.desk["first_fuel"] = leavers.desk["last_fuel"] = NOBODY
    for field in ("last_filled", "next_bus", "now"):
        leavers.desk[field] = LONG_AGO
    for name, value in terms.items():
        leavers.terms[name] = value
    return leavers


@rule
def join(leavers, household, node, persons, has_vehicle, hour, u_pack, u_fuel):
    """A household has decided to leave and could from `hour` on; returns its row.

    u_pack, u_fuel: its own uniforms in (0, 1): the quantile of its packing time, and whether its tank is full enough.
    A household that decided while no road was open joins when the road opens.
    """
    desk, terms = leavers.desk[0], leavers.terms[0]
    name = desk.n_leavers
    row = leavers.rows[name]
    row.household, row.node, row.persons, row.has_vehicle = household, node, persons, has_vehicle
    row.packed = hour + packing_hours(u_pack, terms.pack_median_h, terms.pack_shape)
    row.is_fuelled = u_fuel < terms.fuelled_share
    row.departed = np.nan
    row.vehicle = row.behind = row.rider = NOBODY
    row.aboard = persons
    leavers.packing[desk.n_packing] = name
    desk.n_packing += 1
    desk.n_leavers += 1
    desk.persons += persons
    return name
