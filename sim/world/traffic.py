"""What is on the hourly road: tables, one row an entity, and the one bundle that the compiled rules pass around.

Every table is declared as (field, type, unit, meaning), so that this page is also the description of the state.
A *link* is one direction of a road segment: link 2*s runs from the segment's `from` node to its `to` node, and
link 2*s + 1 back. All hours are counted from the start of the run. A vehicle's row is its name, in order of departure.
A row of `vehicles` stands for as many vehicles as a row of households stands for households (a platoon): one, as a rule.
"""

from typing import NamedTuple

import numpy as np

from sim.bundle import register
from sim.world.columns import with_attributes
from sim.world.memory import zeros

NOBODY = -1
INT = np.dtype(np.int32)
BUSES = 4096  # rows for buses, and for households that leave twice, beside one row for every household

NODE_FIELDS = (
    ("out", "i4", "link", "link that vehicles take from here today; -1: no way on, they wait"),
    ("is_exit", "?", "", "vehicles that reach this node are out"),
    ("clock", "f8", "h", "no vehicle will pass this node before this hour (what is known so far)"),
    ("first_feeder", "i4", "row", "where this node's incoming links begin in the list of feeders"),
    ("end_feeder", "i4", "row", "and where they end"),
    ("end_live", "i4", "row", "where those end that can bring vehicles today (in the list of live feeders)"),
    ("spacing", "f8", "h", "least time between two vehicles that take the way on: 1 / capacity of that link"),
    ("first_waiting", "i4", "vehicle", "first vehicle that wants to set out here; -1: none"),
    ("last_waiting", "i4", "vehicle", "last of them"),
    ("last_start", "f8", "h", "when a vehicle last set out here"),
)

LINK_FIELDS = (
    ("tail", "i4", "node", "where vehicles enter"),
    ("head", "i4", "node", "where they leave"),
    ("hours", "f8", "h", "free travel time, length / speed"),
    ("capacity", "f8", "veh/h", "most vehicles an hour that can enter, and leave, the link"),
    ("headway", "f8", "h", "least time between two vehicles that leave today: 1 / min(capacity, gate)"),
    ("first_slot", "i4", "row", "where this link's places begin in the table of slots"),
    ("end_slot", "i4", "row", "and where they end: as many places as vehicles fit, at least one"),
    ("front", "i4", "slot", "place of the vehicle that leaves next"),
    ("back", "i4", "slot", "place that the next vehicle takes"),
    ("n_inside", "i4", "veh", "vehicles on the link"),
    ("ready", "f8", "h", "when the vehicle in front could leave at the earliest"),
    ("last_in", "f8", "h", "when a vehicle last entered"),
    ("last_out", "f8", "h", "when a vehicle last left"),
)

SLOT_FIELDS = (
    ("vehicle", "i4", "vehicle", "who has this place on the road"),
    ("hour", "f8", "h", "when that vehicle reaches the end of the link; once it has left: when it did; 0: nobody yet"),
)

VEHICLE_FIELDS = (
    ("origin", "i4", "node", "where it set out"),
    ("persons", "i4", "persons", "aboard"),
    ("departed", "f8", "h", "loaded, fuelled and off"),
    ("entered", "f8", "h", "found room on the first link; nan: still waits at home"),
    ("exited", "f8", "h", "reached an exit; nan: not yet"),
    ("behind", "i4", "vehicle", "next in the queue at its origin; -1: last"),
    ("first_aboard", "i4", "leaver", "one more than the row of the household that boarded last; 0: none"),
)

TOTAL_FIELDS = (
    ("n_vehicles", "i4", "veh", "vehicles that have departed so far: rows in use"),
    ("n_enlisted", "i4", "veh", "of those, already in the queue of their origin"),
    ("waiting", "i4", "veh", "departed, but without room on the road"),
    ("on_road", "i4", "veh", "on a link"),
    ("out", "i4", "veh", "reached an exit"),
    ("n_left", "i4", "veh", "reached an exit: rows in use of the list of those who did"),
    ("persons_out", "i4", "persons", "reached an exit"),
)

HOUR_FIELDS = (
    ("departed", "i4", "veh", "vehicles that set out in this hour"),
    ("entered", "i4", "veh", "vehicles that found room on the road"),
    ("exited", "i4", "veh", "vehicles that reached an exit"),
    ("persons", "i4", "persons", "persons that reached an exit"),
    ("waiting", "i4", "veh", "at the end of the hour: departed, but not on the road yet"),
    ("on_road", "i4", "veh", "at the end of the hour: on the road"),
)


def as_dtype(fields):
    """The numpy type of a table declared as (field, type, unit, meaning)."""
    return np.dtype([(name, kind) for name, kind, _, _ in fields], align=True)


NODE, LINK, SLOT, VEHICLE, TOTAL, HOUR = map(as_dtype, (NODE_FIELDS, LINK_FIELDS, SLOT_FIELDS, VEHICLE_FIELDS, TOTAL_FIELDS, HOUR_FIELDS))


@register
class Traffic(NamedTuple):
    """Everything on the road at one moment: arrays only, so that copying them copies the state."""

    nodes: np.ndarray  # NODE
    feeders: np.ndarray  # link: incoming links, node by node
    live: np.ndarray  # link: those of them that can bring vehicles today, from the same rows on
    order: np.ndarray  # node: those that have something to do today, from the exits up (renewed every day)
    links: np.ndarray  # LINK
    slots: np.ndarray  # SLOT
    vehicles: np.ndarray  # VEHICLE
    total: np.ndarray  # TOTAL, one row
    left: np.ndarray  # vehicle: who reached an exit, in no promised order within a call
    hours: np.ndarray  # HOUR, the hours of one day (renewed every day)


def count_places(segments: np.ndarray, scale: int) -> np.ndarray:
    """(M,) rows of vehicles that fit on each segment, per direction: at least one. scale: vehicles a row."""
    km = segments["km"]
    return np.maximum((segments["storage"] / km * km).astype(np.int64) // scale, 1)


def room_for_traffic(n_nodes: int, places: np.ndarray, max_vehicles: int) -> Traffic:
    """Tables of nothing but zeros; `sim.roads.network.lay_out` makes a road of them when one is needed.

    places: (M,) vehicles that fit on each segment, per direction. Memory that is never touched costs next to nothing.
    """
    n_links = 2 * len(places)
    return Traffic(
        nodes=with_attributes(zeros(n_nodes, NODE)),
        feeders=zeros(n_links, INT),
        live=zeros(n_links, INT),
        order=zeros(n_nodes, INT),
        links=with_attributes(zeros(n_links, LINK)),
        slots=with_attributes(zeros(2 * int(places.sum()), SLOT)),
        vehicles=with_attributes(zeros(max_vehicles, VEHICLE)),
        total=with_attributes(zeros(1, TOTAL)),
        left=zeros(max_vehicles, INT),
        hours=with_attributes(zeros(24, HOUR)),
    )
