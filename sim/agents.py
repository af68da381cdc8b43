"""What Mesa sees of the many: Peacekeeper, ArmedActor, Civilian and Settlement, one view a row of the world's tables.

    model.agents_by_type[Civilian].groupby("state").agg("persons", sum)

Views are made when first asked for, and follow the tables from then on. They look and never touch: their properties
cannot be set. To change what the many do, subclass a capital (`sim.capitals`) or write into the arrays of `model.world`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from mesa.agent import AgentSet

from sim.capitals.capital import Frugal
from sim.geography.place import CONTROLS

if TYPE_CHECKING:
    from sim.model import MandateModel

STATES = ("home", "wants to leave", "on the road", "sheltering", "out", "dead")
WAYS = ("stayed", "own vehicle", "a neighbour's vehicle", "bus")
TASKS = ("static", "patrol", "escort", "convoy", "response", "column")
POSTURES = ("hold", "harass", "seize", "obstruct", "attack")


def column(name: str, kind: Callable, meaning: str) -> property:
    """A property that reads one column of the view's row, as plain Python."""
    return property(lambda self: kind(self.record[name]), doc=meaning)


def changing(name: str, kind: Callable, meaning: str) -> property:
    """A property that reads one column of a household's state."""
    return property(lambda self: kind(self.model.world.household_states[name][self.row]), doc=meaning)


def fixed(name: str, kind: Callable, meaning: str) -> property:
    """A property that reads one column of the place's table of settlements: the same in every world."""
    return property(lambda self: kind(getattr(self.model.plan.place.settlements, name)[self.row]), doc=meaning)


class View(Frugal):
    """One row of a table of the world, seen as a Mesa agent."""

    table: ClassVar[str]

    def __init__(self, model: MandateModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}>"

    @property
    def record(self) -> np.void:
        """The row itself: every column of the table, by name (`sim/world/columns.py` has their units)."""
        return getattr(self.model.world, self.table)[self.row]

    @property
    def place(self) -> Settlement:
        """The settlement where it is."""
        raise NotImplementedError

    @property
    def pos(self) -> tuple[float, float]:
        """Where it is, as in the graph: (longitude, latitude) in degrees, of its place."""
        place = self.place
        return place.lon, place.lat

    @pos.setter
    def pos(self, value: Any) -> None:
        if value is not None:  # Mesa gives every new agent the position None
            raise AttributeError(f"a {type(self).__name__} cannot be moved: it only shows what the world's tables hold")

    def _settlement(self, row: int) -> Settlement:
        return self.model.views.rows(Settlement)[int(row)]


class Settlement(View):
    """A town, village, base, crossing or exit: a node of the graph."""

    table = "settlements"

    id = fixed("ids", str, "Its id in the place's table, and its name in `model.graph`.")
    name = fixed("names", str, "Name for people.")
    role = fixed("role", str, "Capital, town, village, base, exit or node.")
    district = fixed("district", str, "District.")
    lat = fixed("lat", float, "Latitude (degrees).")
    lon = fixed("lon", float, "Longitude (degrees).")
    control = column("control", CONTROLS.__getitem__, "Who holds it: defenders, armed_actor or outside.")
    has_post = column("has_post", bool, "Whether an observation post stands there.")
    km_to_line = column("km_to_line", float, "Distance to the nearest ground of the armed actor (km).")
    persons = column("n_all", int, "All who belong there (persons), the dead included.")
    persons_home = column("n_home", int, "At home (persons).")
    persons_want_to_leave = column("n_want", int, "Have decided to leave, and wait (persons).")
    persons_on_road = column("n_road", int, "On the road (persons).")
    persons_sheltering = column("n_shelter", int, "Sheltering at posts (persons).")
    persons_out = column("n_out", int, "Outside the zone (persons).")
    persons_dead = column("n_dead", int, "Died since the start (persons).")
    fear = column("fear", float, "Fear of violence near home (0 to 1).")
    trust = column("trust", float, "Trust in the mission (0 to 1).")
    presence = column("presence", float, "Presence of the mission today (0 to 1).")
    leaving_pressure = column("pressure", float, "Pressure to leave since the start (integral of a daily hazard; no unit).")

    @property
    def place(self) -> Settlement:
        """Itself."""
        return self


class Civilian(View):
    """A household."""

    table = "households"

    persons = column("persons", int, "Its size (persons), the dead included.")
    alive = changing("alive", int, "Of its persons, those who live.")
    has_vehicle = column("has_vehicle", bool, "Whether it owns a vehicle.")
    has_kin = column("has_kin", bool, "Whether it has kin outside.")
    farms = column("farms", bool, "Whether it farms near the line.")
    attachment = column("attachment", float, "Attachment to home (0 to 1).")
    leaving_clock = column("clock", float, "The leaving pressure of its home at which it decides to leave.")
    went_by = changing("went_by", WAYS.__getitem__, "How it left: own vehicle, a neighbour's vehicle, bus; or stayed.")

    @property
    def state(self) -> str:
        """Home, wants to leave, on the road, sheltering, out, or dead (nobody of it lives)."""
        record = self.model.world.household_states[self.row]
        return STATES[record["state"]] if record["alive"] > 0 else STATES[-1]

    @property
    def decided(self) -> float | None:
        """When it decided to leave (hours since the start); None: it has not."""
        hour = float(self.model.world.household_states["decided"][self.row])
        return None if np.isnan(hour) else hour

    @property
    def home(self) -> Settlement:
        """The settlement it belongs to."""
        return self._settlement(self.record["home"])

    @property
    def place(self) -> Settlement:
        """Where it lives, or lived: its home, or the place within the zone to which the people of its home fled."""
        return self._settlement(self.home.record["host"])


class Peacekeeper(View):
    """A patrol team. Teams are seated anew each week; a view whose team was dissolved is taken out of the model."""

    table = "teams"

    strength = column("troops", float, "Troops (persons).")
    casualties = column("casualties", int, "Killed so far (persons).")
    task = column("task", TASKS.__getitem__, "Its task: static, patrol, escort, convoy, response or column.")

    @property
    def record(self) -> np.void:
        """The row itself; LookupError if the team was dissolved."""
        teams = self.model.teams
        if self.row >= len(teams):
            raise LookupError(f"team {self.row} was dissolved: there are {len(teams)} teams now")
        return teams[self.row]

    @property
    def post(self) -> Settlement:
        """The settlement of its post."""
        return self._settlement(self.record["post"])

    @property
    def segment(self) -> tuple[str, str] | None:
        """The road it patrols today, as an edge of `model.graph`; None: it is at its post, or bound by its task."""
        row = int(self.record["segment"])
        place = self.model.plan.place
        return None if row < 0 else (place.settlements.ids[place.roads.start[row]], place.settlements.ids[place.roads.end[row]])

    @property
    def place(self) -> Settlement:
        """The end of the road it patrols that stands for it, or its post."""
        row = int(self.record["segment"])
        return self.post if row < 0 else self._settlement(self.model.world.segments[row]["place"])


class ArmedActor(View):
    """An armed unit that faces one settlement near the line."""

    table = "units"

    strength = column("strength", float, "Its part of the armed actor's strength (armed actor in 2020 = 1).")
    acts = column("acts", int, "Acts so far.")

    @property
    def target(self) -> Settlement:
        """The settlement it faces. A unit has no position of its own: it stands across the line from there."""
        return self._settlement(self.record["place"])

    place = target

    @property
    def posture(self) -> str:
        """Hold, harass, seize, obstruct or attack: what it does these days."""
        world, row = self.model.world, int(self.record["place"])
        if world.zone[0]["is_attack"]:
            return "attack"
        if world.settlements[row]["control"] != 0 or world.zone[0]["is_capitulated"]:
            return "hold"
        if np.any((world.segments["level"] > 0) & (world.segments["place"] == row)):
            return "obstruct"
        return POSTURES[self.record["posture"]]


MANY: tuple[type[View], ...] = (Peacekeeper, ArmedActor, Civilian, Settlement)


class Views:
    """The views of one model, by kind and row; none before they are asked for."""

    def __init__(self, model: MandateModel) -> None:
        self.model = model
        self._rows: dict[type[View], list[Any]] = {}

    def rows(self, kind: type[View]) -> list[Any]:
        """The views of a kind, one a row of its table, made or brought up to date."""
        views = self._rows.setdefault(kind, [])
        number = len(self.model.teams if kind is Peacekeeper else getattr(self.model.world, kind.table))
        while len(views) > number:
            views.pop().remove()
        for row in range(len(views), number):
            views.append(kind(self.model, row))
        return views

    def follow(self) -> None:
        """Bring up to date the kinds that somebody has asked for, when a table has changed its length."""
        for kind in self._rows:
            self.rows(kind)


class AgentsByType(dict):
    """Mesa's agents by type; asked for one of the many for the first time, it makes their views."""

    def __init__(self, known: dict[type, AgentSet], views: Views) -> None:
        super().__init__(known)
        self._views = views

    def __missing__(self, kind: type) -> AgentSet:
        if kind not in MANY:
            raise KeyError(kind)
        if self._views.rows(kind):
            return self._views.model.agents_by_type[kind]
        return AgentSet([], random=self._views.model.random)
