"""Who is leaving by the hourly road: households that have decided to go and have not all gone yet, in order of decision.

Tables declared as (field, type, unit, meaning). A row stands for as many alike households as a row of households does.
"""

from typing import NamedTuple

import numpy as np

from sim.bundle import register
from sim.world.columns import with_attributes
from sim.world.memory import zeros
from sim.world.traffic import as_dtype

LEAVER_FIELDS = (
    ("household", "i4", "row", "the household's row in the world"),
    ("node", "i4", "node", "where it sets out"),
    ("persons", "i4", "persons", "who go"),
    ("has_vehicle", "?", "", "owns a vehicle; else it needs a seat"),
    ("is_fuelled", "?", "", "its tank holds enough for the way out"),
    ("is_ready", "?", "", "packed, and so waiting for fuel or a seat, or gone"),
    ("went_by", "i1", "code", "0 not gone, 1 own vehicle, 2 a neighbour's, 3 bus"),
    ("packed", "f8", "h", "when it has packed"),
    ("u_death", "f8", "probability", "its luck on the way"),
    ("vehicle", "i4", "vehicle", "row of the vehicle that took it; -1: none yet"),
    ("behind", "i4", "leaver", "next in the queue that it is in; -1: last. Once gone: one more than the row of who boarded before it"),
    ("rider", "i4", "leaver", "first household that goes along in its vehicle; -1: none"),
    ("aboard", "i4", "persons", "in its vehicle, itself and those who go along"),
)

LARGEST = 12  # persons: households of this size and more wait in one queue
CHUNK = 512  # households whose luck is drawn at once

QUEUE_FIELDS = (
    ("first", "i4", "leaver", "first household of one size at one place that waits for a seat; -1: none"),
    ("last", "i4", "leaver", "last of them"),
    ("since", "f8", "h", "when that first one had packed; inf: nobody waits"),
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
    ("scale", "i4", "households", "alike ones that a row stands for; rates and seats above are already for rows"),
)

LEAVER, QUEUE, DESK, TERMS = map(as_dtype, (LEAVER_FIELDS, QUEUE_FIELDS, DESK_FIELDS, TERMS_FIELDS))
INT, WORD, FLOAT = np.dtype(np.int32), np.dtype(np.uint32), np.dtype(np.float64)


@register
class Leavers(NamedTuple):
    """Everybody who is leaving and what they wait for: arrays only."""

    rows: np.ndarray  # LEAVER
    queues: np.ndarray  # QUEUE, (node, size of household - 1): who waits for a seat
    waiting: np.ndarray  # persons who wait for a seat, by node
    desk: np.ndarray  # DESK, one row
    terms: np.ndarray  # TERMS, one row: may be set anew between calls
    gone: np.ndarray  # leaver: who has set out, in that order
    packing: np.ndarray  # leaver: who has not packed yet, in order of decision
    packing_hour: np.ndarray  # h: when each of those will have
    order: np.ndarray  # leaver: who has packed in the period, in that order (renewed every day)
    order_hour: np.ndarray  # h: when each of those had
    due: np.ndarray  # leaver: scratch of the sort
    due_hour: np.ndarray  # h: scratch of the sort
    span: np.ndarray  # row: scratch of the sort
    keys: np.ndarray  # (CHUNK,) luck addresses of households that join
    luck: np.ndarray  # (3, CHUNK) their uniforms: packing, fuel, death
    words: np.ndarray  # (4, CHUNK) scratch of those draws


def room_for_leavers(n_nodes: int, max_leavers: int) -> Leavers:
    """Tables of nothing but zeros, for so many households; `sim.roads.leavers.clear` makes them ready for use."""
    lists = [zeros(max_leavers + more, INT) for more in (0, 0, 0, 0, 2)]
    gone, packing, order, due, span = lists
    return Leavers(
        rows=with_attributes(zeros(max_leavers, LEAVER)),
        queues=with_attributes(zeros((n_nodes, LARGEST), QUEUE)),
        waiting=zeros(n_nodes, INT),
        desk=with_attributes(zeros(1, DESK)),
        terms=with_attributes(zeros(1, TERMS)),
        gone=gone,
        packing=packing,
        packing_hour=zeros(max_leavers, FLOAT),
        order=order,
        order_hour=zeros(max_leavers, FLOAT),
        due=due,
        due_hour=zeros(max_leavers, FLOAT),
        span=span,
        keys=zeros(CHUNK, WORD),
        luck=zeros((3, CHUNK), FLOAT),
        words=zeros((4, CHUNK), WORD),
    )
