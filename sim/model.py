"""MandateModel: one world simulated under one arm. And `run`, which simulates it to the end."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import mesa
import numpy as np

from sim import calendar, decisions, outcomes
from sim.agents import AgentsByType, Views
from sim.capitals.armed_command import ArmedCommand
from sim.capitals.capital import Capital, Committed
from sim.capitals.guarantor import Guarantor
from sim.capitals.headquarters import Headquarters, place_posts
from sim.capitals.host_state import HostState
from sim.capitals.local_authority import LocalAuthority
from sim.capitals.sponsor import Sponsor, weigh_wills
from sim.scenario.root import Scenario
from sim.world.amend import amend
from sim.world.arrays import World, copy_state, release_world
from sim.world.build import grow, lay_out, with_road
from sim.world.draw import draw_numbers
from sim.world.plan import plan_of
from sim.world.tables import commitment_prefixes

KINDS: tuple[type[Capital], ...] = (Sponsor, Guarantor, HostState, Headquarters, LocalAuthority, ArmedCommand)  # as in calendar.WEEK


class Snapshot(NamedTuple):
    """A model at one moment: its arrays, copied, and the settings that it was under."""

    world: World
    scenario: Scenario
    numbers: dict[str, Any]
    own_notes: tuple[tuple, ...]


class MandateModel(mesa.Model):
    """Peacekeepers, civilians and armed actors on a road network, under one mandate, in one world.

    scenario: what is simulated; seed: which world (any integer from 0 to 2^64 - 1); ledger: keep every choice of every capital;
    capitals: your own subclasses of Sponsor, Guarantor, HostState, Headquarters, LocalAuthority or ArmedCommand, used instead.
    `step()` advances a day; the arrays are in `world`, the many seen as Mesa agents in `agents_by_type`, the roads in `graph`.
    """

    scenario: Any = None  # ours: without this line Mesa 3.5 would take it for one of its own, and write into it

    def __init__(self, scenario: Scenario, seed: int = 1, *, ledger: bool = False, capitals: Iterable[type[Capital]] = ()) -> None:
        super().__init__(rng=seed)
        self.scenario, self.seed, self.seed64 = scenario, int(seed), np.uint64(seed)
        self.numbers: dict[str, Any] = draw_numbers(scenario, seed)
        self.case, self.drawn = scenario, self.numbers  # as it began; `scenario` and `numbers` are what holds today
        self.plan = plan_of(scenario)
        self.world = lay_out(scenario, self.plan, self.numbers, seed, log=ledger)
        calendar.start_wills(self.world, 0)
        self.horizon_days = scenario.horizon_days
        self.own_notes: list[tuple] = []
        self.views = Views(self)
        own = _by_kind(capitals)
        self.own_kinds = frozenset(own)
        self._seat_capitals(own)

    # What is known of it

    @property
    def day(self) -> int:
        """The next day to be simulated: as many days are done."""
        return int(self.world.zone["day"][0])

    @property
    def zone(self) -> np.void:
        """State of the whole zone (`sim/world/columns.py: ZONE`)."""
        return self.world.zone[0]

    @property
    def orders(self) -> np.void:
        """What the capitals last ordered (`ORDERS`)."""
        return self.world.orders[0]

    @property
    def teams(self) -> np.ndarray:
        """The patrol teams as seated this week."""
        return self.world.teams[: int(self.zone["n_teams"])]

    @property
    def keeps_log(self) -> bool:
        """Whether every choice is written down."""
        return len(self.world.decisions) > 0

    @property
    def ledger(self) -> list[tuple] | None:
        """Every choice so far, in words; None where no log is kept."""
        return decisions.as_list(self) if self.keeps_log else None

    @property
    def first_offensive(self) -> dict[str, Any] | None:
        """The first offensive: day, force ratio, hours, day on which it ends; None: there was none."""
        zone = self.zone
        if zone["first_offensive_day"] < 0:
            return None
        return {name: zone[f"first_offensive_{name}"].item() for name in ("day", "ratio", "hours", "ends")}

    @property
    def has_flight(self) -> bool:
        """Whether a crowd has set out on the hourly road so far."""
        return bool(self.world.road["n_hours"][0] > 0)

    # What Mesa sees

    @property
    def agents_by_type(self) -> AgentsByType:
        """Mesa agents by class: the capitals, and Peacekeeper, ArmedActor, Civilian, Settlement from when they are first asked for."""
        return AgentsByType(super().agents_by_type, self.views)

    @cached_property
    def graph(self):
        """The roads as a networkx graph of this model's own: nodes by settlement id with pos=(lon, lat), edges by segment."""
        return self.plan.place.graph()

    # Who deliberates

    def _seat_capitals(self, own: dict[type[Capital], type[Capital]]) -> None:
        """Create the capitals, each of its kind or of a user's own subclass."""
        self.kinds: dict[type, Any] = {one: own.get(one, one) for one in KINDS}
        self.commitment_prefixes = commitment_prefixes(self.scenario)
        self.committed: list[Committed] = []
        self._seat_commitments()
        kind = self.kinds
        self.host: Any = kind[HostState](self, "host")
        self.authority: Any = kind[LocalAuthority](self, "local authority")
        self.headquarters: Any = kind[Headquarters](self, "headquarters")
        self.command: Any = kind[ArmedCommand](self, "armed actor")

    def _seat_commitments(self) -> None:
        """An agent for each contributor and guarantor, in the order of their rows."""
        for one in self.committed:
            one.remove()
        self.committed = [
            self.kinds[Sponsor if prefix.startswith("resources.") else Guarantor](self, prefix, row)
            for row, prefix in enumerate(self.commitment_prefixes)
        ]
        self.sponsors: list[Any] = [one for one in self.committed if isinstance(one, Sponsor)]
        self.guarantors: list[Any] = [one for one in self.committed if isinstance(one, Guarantor)]

    def deliberate(self) -> None:
        """The week in capitals, with a user's own classes in the places of those that they replace."""
        seats = ([*self.sponsors], [*self.guarantors], [self.host], [self.headquarters], [self.authority], [self.command])
        world, day = self.world, self.day
        calendar.start_week(world)
        for which in world.week_order:
            if KINDS[which] not in self.own_kinds:
                calendar.run_seat(world, which)
                continue
            for one in seats[which]:
                one.step()
            if KINDS[which] is Sponsor:
                weigh_wills(world)
        calendar.end_week(world, day)

    # Other settings, and other times

    def amend(self, scenario: Scenario, numbers: dict[str, Any] | None = None) -> None:
        """Go on under other settings from this morning; what has happened stays. numbers: of this world, where not those it would draw.

        Rules of the ground read the new settings today; capitals give orders by them when they meet next."""
        numbers = draw_numbers(scenario, self.seed) if numbers is None else numbers
        known = self.commitment_prefixes
        self.world = amend(self.world, self.plan, self.scenario, scenario, self.numbers, numbers)
        self.scenario, self.numbers, self.commitment_prefixes = scenario, numbers, commitment_prefixes(scenario)
        for row, prefix in enumerate(self.commitment_prefixes):
            if prefix not in known:
                calendar.start_will(self.world, self.day, row)
        if self.zone["n_posts"] >= 0:
            place_posts(self.world)
        if self.commitment_prefixes != known:
            self._seat_commitments()

    def snapshot(self) -> Snapshot:
        """Everything that going on from here may change; `restore` brings it back, as often as asked for."""
        return Snapshot(copy_state(self.world), self.scenario, self.numbers, tuple(self.own_notes))

    def restore(self, snapshot: Snapshot) -> None:
        """Put the model back to a snapshot of its own. What a user's subclass of a capital keeps in attributes stays as it is."""
        known = self.commitment_prefixes
        self.world, self.scenario, self.numbers = copy_state(snapshot.world), snapshot.scenario, snapshot.numbers
        self.own_notes, self.commitment_prefixes = list(snapshot.own_notes), commitment_prefixes(snapshot.scenario)
        if self.commitment_prefixes != known:
            self._seat_commitments()
        self.views.follow()

    # The calendar

    def step(self) -> None:
        """Advance one day."""
        self.advance(1)

    def advance(self, days: int) -> None:
        """Advance so many days, or to the horizon: weeks in capitals, days on the ground, hours on the road."""
        end = min(self.day + days, self.horizon_days)
        while self.day < end:
            following = self.zone["phase"] + 1
            later = self.case.phases()[following:]
            if later and later[0][0] == self.day:
                self._come_into_force(int(following))
            else:
                self._run_to(min(end, later[0][0]) if later else end)
        self.views.follow()

    def _come_into_force(self, phase: int) -> None:
        """This morning the policy changes: the amendment before a phase holds, and the log says so."""
        self.amend(self.case.phases()[phase][1])
        self.zone["phase"] = phase
        self.command.note("policy", "amended", 0.0, {}, why=self.case.amendments[phase - 1].words, by="policy")

    def _run_to(self, end: int) -> None:
        """Advance to a day, in the compiled loop as far as it goes."""
        while (needs := calendar.run_days(self.world, end, bool(self.own_kinds))) != calendar.DONE:
            if needs == calendar.NEEDS_WEEK:
                self.deliberate()
            elif needs == calendar.NEEDS_ROAD:
                self.world = with_road(self.world)
            else:
                self.make_room()

    def release(self) -> None:
        """Give the memory of its arrays to the next run of this process; the model and what was looked at in it are done with."""
        release_world(self.world)
        del self.world

    def make_room(self) -> None:
        """Double the tables of incidents and of choices where a week might fill them."""
        tables = {"incidents": self.world.incidents, "decisions": self.world.decisions}
        self.world = self.world._replace(**{name: grow(one) for name, one in tables.items()})


def _by_kind(capitals: Iterable[type[Capital]]) -> dict[type[Capital], type[Capital]]:
    """A user's classes by the kind of capital that each replaces."""
    found: dict[type[Capital], type[Capital]] = {}
    for cls in capitals:
        other = found.setdefault(_kind_of(cls), cls)
        if other is not cls:
            raise TypeError(f"two classes for one capital: {other.__name__} and {cls.__name__}")
    return {kind: cls for kind, cls in found.items() if kind is not cls}


def _kind_of(cls: type[Capital]) -> type[Capital]:
    """Which kind of capital a user's class is."""
    for kind in KINDS:
        if isinstance(cls, type) and issubclass(cls, kind):
            return kind
    raise TypeError(f"{cls!r} is no subclass of {', '.join(kind.__name__ for kind in KINDS)}")


class Run:
    """One world simulated under one arm: its outcomes, its tables, and the model as it stands at the end."""

    def __init__(self, model: MandateModel) -> None:
        self.model, self.scenario, self.seed = model, model.case, model.seed
        self.outcomes: dict[str, float] = outcomes.scalars(model)

    def tables(self) -> dict[str, dict[str, np.ndarray]]:
        """The tidy tables of the run, columns by name."""
        return outcomes.tables(self.model)


def run(scenario: Scenario, seed: int = 1, *, ledger: bool = False, capitals: Iterable[type[Capital]] = ()) -> Run:
    """Simulate one world under a scenario's arm to its horizon. seed names the world; ledger keeps every choice."""
    model = MandateModel(scenario, seed, ledger=ledger, capitals=capitals)
    model.advance(scenario.horizon_days)
    return Run(model)
