"""What is on the road: five tables, one row an entity, and the one bundle that the compiled rules pass around.

Every table is declared as (field, type, unit, meaning), so that this page is also the description of the state.
A *link* is one direction of a road segment: link 2*s runs from the segment's `from` node to its `to` node, and
link 2*s + 1 back. All hours are counted from the start of the run. A vehicle's row is its name, in order of departure.
"""

from typing import NamedTuple

import numpy as np

from sim.world.rows import row_type

LONG_AGO = -1e9  # hour before anything happened; finite, so that sums with an endless headway stay ordered
NOBODY = -1

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
    ("hour", "f8", "h", "when that vehicle reaches the end of the link; once it has left: when it did"),
)

VEHICLE_FIELDS = (
    ("origin", "i4", "node", "where it set out"),
    ("persons", "i4", "persons", "aboard"),
    ("departed", "f8", "h", "loaded, fuelled and off"),
    ("entered", "f8", "h", "found room on the first link; nan: still waits at home"),
    ("exited", "f8", "h", "reached an exit; nan: not yet"),
    ("link", "i4", "link", "where it is (as of the last call of `locate`); -1: not on a link"),
    ("behind", "i4", "vehicle", "next in the queue at its origin; -1: last"),
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
    return row_type(np.dtype([(name, kind) for name, kind, _, _ in fields], align=True))


NODE, LINK, SLOT, VEHICLE, TOTAL, HOUR = map(
    as_dtype, (NODE_FIELDS, LINK_FIELDS, SLOT_FIELDS, VEHICLE_FIELDS, TOTAL_FIELDS, HOUR_FIELDS)
)


class Traffic(NamedTuple):
    """Everything on the road at one moment: arrays only, so that copying them copies the state."""

    nodes: np.ndarray  # NODE
    feeders: np.ndarray  # link: incoming links, node by node
    live: np.ndarray  # link: those of them that can bring vehicles today, from the same rows on
    links: np.ndarray  # LINK
    slots: np.ndarray  # SLOT
    vehicles: np.ndarray  # VEHICLE
    total: np.ndarray  # TOTAL, one row
    left: np.ndarray  # vehicle: who reached an exit, in no promised order within a call


def lay_out(n_nodes, seg_from, seg_to, length_km, speed_kmh, capacity_veh_h, storage_veh_km, max_vehicles) -> Traffic:
    """An empty road network with room in its tables for `max_vehicles` vehicles (one a household, and the buses).

    One entry a segment in each sequence; capacity and storage are per direction. Lengths, speeds and capacities must be
    positive (judged at the door); a link holds storage x length vehicles, at least one, and takes at least a second.
    """
    links = np.zeros(2 * len(seg_from), LINK)
    links["tail"] = np.column_stack((seg_from, seg_to)).ravel()
    links["head"] = np.column_stack((seg_to, seg_from)).ravel()
    links["hours"] = np.repeat(np.maximum(np.divide(length_km, speed_kmh), 1 / 3600), 2)
    links["capacity"] = np.repeat(np.asarray(capacity_veh_h, float), 2)
    places = np.maximum(np.multiply(storage_veh_km, length_km).astype(np.int64), 1)
    links["end_slot"] = np.cumsum(np.repeat(places, 2))
    for field in ("first_slot", "front", "back"):
        links[field] = links["end_slot"] - np.repeat(places, 2)
    links["last_in"] = links["last_out"] = LONG_AGO
    slots = np.zeros(links["end_slot"][-1], SLOT)
    slots["hour"] = LONG_AGO
    feeders = np.argsort(links["head"], kind="stable").astype(np.int32)
    vehicles, total = np.zeros(max_vehicles, VEHICLE), np.zeros(1, TOTAL)
    left = np.zeros(max_vehicles, np.int32)
    return Traffic(_nodes(n_nodes, links), feeders, feeders.copy(), links, slots, vehicles, total, left)


def _nodes(n_nodes, links):
    nodes = np.zeros(n_nodes, NODE)
    nodes["end_feeder"] = np.cumsum(np.bincount(links["head"], minlength=n_nodes))
    nodes["first_feeder"][1:] = nodes["end_feeder"][:-1]
    nodes["first_waiting"] = nodes["last_waiting"] = nodes["out"] = NOBODY
    nodes["last_start"] = LONG_AGO
    return nodes


def copy(traffic: Traffic) -> Traffic:
    """The same state in fresh arrays."""
    return Traffic(*(table.copy() for table in traffic))
