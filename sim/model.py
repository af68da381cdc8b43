"""MandateModel: one world lived under one arm. And `run`, which lives it to the end."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from sim import calendar, luck, outcomes
from sim.agents import AgentsByType, Views
from sim.capitals import contest
from sim.capitals.armed_command import ArmedCommand
from sim.capitals.capital import Capital
from sim.capitals.guarantor import Guarantor
from sim.capitals.headquarters import Headquarters, empty_teams
from sim.capitals.host_state import HostState
from sim.capitals.local_authority import LocalAuthority
from sim.capitals.promise import Promiser
from sim.capitals.sponsor import Sponsor
from sim.constants import DAYS_A_WEEK, DAYS_A_YEAR, HOURS_A_DAY
from sim.geography import find_series
from sim.ground.act import give_back
from sim.ground.leave import leave_shelter
from sim.ground.observe import observe
from sim.roads.exodus import Exodus
from sim.scenario.root import Scenario
from sim.world.build import lay_out, room_for_incidents
from sim.world.draw import draw_numbers
from sim.world.plan import plan_of, post_order

KINDS: tuple[type[Capital], ...] = (Sponsor, Guarantor, HostState, Headquarters, LocalAuthority, ArmedCommand)


class MandateModel(mesa.Model):
    """Peacekeepers, civilians and armed actors on a road network, under one mandate, in one world.

    scenario: what is lived; seed: which world (any integer from 0 to 2^64 - 1); ledger: keep every choice of every capital;
    capitals: your own subclasses of Sponsor, Guarantor, HostState, Headquarters, LocalAuthority or ArmedCommand, used instead.
    `step()` advances a day; the arrays are in `world`, the many seen as Mesa agents in `agents_by_type`, the roads in `graph`.
    """

    scenario: Any = None  # ours: without this line Mesa 3.5 would take it for one of its own, and write into it

    def __init__(self, scenario: Scenario, seed: int = 1, *, ledger: bool = False, capitals: Iterable[type[Capital]] = ()) -> None:
        super().__init__(rng=seed)
        self.scenario, self.seed, self.seed64 = scenario, int(seed), np.uint64(seed)
        self.numbers: dict[str, Any] = draw_numbers(scenario, seed)
        self.plan = plan_of(scenario)
        self.post_order = post_order(self.plan.place, self.numbers["rules.patrol.post_line"])
        self.world = lay_out(scenario, self.plan, self.numbers, seed)
        self.now, self.orders = self.world.now[0], self.world.orders[0]
        self.day, self.horizon_days = 0, scenario.horizon_days
        self.ledger: list[tuple] | None = [] if ledger else None
        self.offensive: dict[str, Any] | None = None
        self.first_offensive: dict[str, Any] | None = None
        self.exit_opens: float | None = None
        self.is_sheltering = False
        self.last_crowded = -2
        self.exodus: Exodus | None = None
        self._seated: tuple[int, ...] = ()
        self.views = Views(self)
        self._seat_capitals(_by_kind(capitals))

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
        kind = {one: own.get(one, one) for one in KINDS}
        self.sponsors: list[Any] = [kind[Sponsor](self, name) for name in self.scenario.resources.contributors]
        self.guarantors: list[Any] = [kind[Guarantor](self, name) for name in self.scenario.guarantees.guarantors]
        self.promisers: list[Promiser] = [*self.sponsors, *self.guarantors]
        self._weigh_wills()
        self.host: Any = kind[HostState](self)
        self.authority: Any = kind[LocalAuthority](self)
        self.headquarters: Any = kind[Headquarters](self)
        self.command: Any = kind[ArmedCommand](self)

    def deliberate(self) -> None:
        """The week in capitals: contributors, guarantors, the host, headquarters, the local authority, the armed actor."""
        self._bury()
        for sponsor in self.sponsors:
            sponsor.step()
        self._weigh_wills()
        for guarantor in self.guarantors:
            guarantor.step()
        for capital in (self.host, self.headquarters, self.authority, self.command):
            capital.step()
        self.orders["cost_day"] = self._cost_a_day()

    def _bury(self) -> None:
        """Peacekeepers who died since the last deliberation are gone from their contributors' troops; rotation may replace them."""
        lost = self.troops - float(self.now["troops"])
        for one in self.sponsors if lost > 0.0 else ():
            share = lost * one.troops / max(1.0, self.troops)
            one.troops -= share
            one.suffer(share)

    def _weigh_wills(self) -> None:
        """The mission's availability: the contributors' wills by their share of the troops; its zeal against full will."""
        sent = sum(one.sent for one in self.sponsors)
        self.troops = sum(one.troops for one in self.sponsors)
        self.vehicles = sum(one.vehicles_sent * one.troops / one.sent for one in self.sponsors if one.sent)
        self.availability = sum(one.sent * one.availability for one in self.sponsors) / sent if sent else 0.0
        self.zeal = min(1.0, self.availability / self.numbers["rules.will.full"])
        self.now["availability"], self.now["troops"], self.now["zeal"] = self.availability, self.troops, self.zeal
        self.now["is_mission"] = self.troops >= 1.0

    def _cost_a_day(self) -> float:
        """Running cost of the mission and of forward forces (million US$/day)."""
        n = self.numbers
        return (self.troops * n["rules.cost.soldier_musd_year"] + self.forward_force() * n["rules.cost.forward_musd_year"]) / DAYS_A_YEAR

    # The calendar

    def step(self) -> None:
        """Advance one day."""
        self.advance(1)

    def advance(self, days: int) -> None:
        """Advance so many days, or to the horizon: weeks in capitals, days on the ground, hours on the road."""
        end = min(self.day + days, self.horizon_days)
        while self.day < end:
            if self.day % DAYS_A_WEEK == 0:
                self.deliberate()
            self._turn_of_day()
            until = min(end, self.day + 1 if self._is_eventful() else DAYS_A_WEEK * (self.day // DAYS_A_WEEK + 1))
            self._live_until(until)

    def _is_eventful(self) -> bool:
        """Whether the coming days must be lived one at a time."""
        return (
            self.offensive is not None
            or self.is_sheltering
            or bool(self.now["is_capitulated"] and not self.now["exit_open"])
            or bool(self.now["is_hourly"])
        )

    def _turn_of_day(self) -> None:
        """What falls due this morning: the end of an offensive, the opening of the road to leavers."""
        if self.offensive and self.day >= self.offensive["ends"]:
            contest.conclude(self)
        elif self.is_sheltering and not self.offensive:
            leave_shelter(self.world, self.day)
            self.is_sheltering = bool(self.world.settlements["n_shelter"].any())
        if self.exit_opens is not None and not self.now["exit_open"] and HOURS_A_DAY * (self.day + 1) > self.exit_opens:
            self.now["exit_open"], self.now["exit_hour"] = 1, self.exit_opens

    def _live_until(self, end: int) -> None:
        """Days on the ground, and the hourly road on days that need it."""
        self.world = room_for_incidents(self.world, end - self.day)
        first = self.day
        while self.day < end:
            self.day = calendar.live_days(self.world, self.day, end)
            if self.now["is_hourly"] and self.day < end:
                self._live_on_the_road()
                observe(self.world, self.day)
                self.day += 1
        self._write_capitals(first, end)

    def _live_on_the_road(self) -> None:
        """One day of the crowd under way."""
        if self.exodus is None:
            self.exodus = Exodus(self.world, self.plan.place.exits, self.numbers["resources.evacuation_buses"])
        if self.day != self.last_crowded + 1:
            is_first = self.now["exit_open"] and self.now["exit_hour"] >= HOURS_A_DAY * self.day
            self.exodus.open(self.world, float(self.now["exit_hour"]) if is_first else HOURS_A_DAY * self.day)
        self.last_crowded = self.day
        self.exodus.live(self.world, self.day)

    def _write_capitals(self, first: int, end: int) -> None:
        """Copy into the daily table what capitals know: series, beliefs, posts. Read by nobody but the observer."""
        rows = self.world.daily[first:end]
        lead = self.sponsors[0] if self.sponsors else None
        if lead is not None:
            rows["distraction"], rows["ties"] = lead.distraction[first:end], lead.ties[first:end]
            rows["honour_belief"] = lead.honour_belief()
        rows["restriction"] = self.host.restriction
        rows["credibility"], rows["posts"] = self.command.credibility(), self.headquarters.n_posts
        rows["routes"] = int(self.orders["teams_patrol"]) // max(1, int(self.numbers["rules.patrol.teams_per_route"]))

    # What capitals ask of the model

    def settings_of(self, prefix: str) -> Any:
        """The settings of a contributor or guarantor by its dotted name."""
        group, _, name = prefix.split(".", 2)
        return getattr(self.scenario, group).contributors[name] if group == "resources" else self.scenario.guarantees.guarantors[name]

    def series_of(self, dotted: str) -> np.ndarray:
        """(D,) a state's distraction or ties day by day: the scenario's coding, another series of the place, or a constant."""
        named = self.numbers[dotted]
        value = self.numbers.get(f"codings.{named}", named)
        if isinstance(value, str):
            return daily_series(self.plan.folder, value, dotted.rsplit(".", 1)[1], self.scenario.start, self.horizon_days)
        return np.full(self.horizon_days, float(value))

    def forward_force(self) -> float:
        """Combat strength that guarantors already have on the ground (armed actor = 1)."""
        return sum(one.forward_force for one in self.guarantors)

    def has_choke(self) -> bool:
        """Whether the armed actor holds ground from which to control the corridor."""
        return bool(self.now["choke"] >= 0 or self.now["road_positions"] > 0)

    def blocked_share(self) -> float:
        """Share of traffic that control of the corridor stops: less where there is a second road out of reach; 0 without a road."""
        return 1.0 - float(self.now["other_road"])

    def seat_teams(self, *counts: int) -> None:
        """Set the teams' table to so many teams a task: patrol, escort, column, response, convoy, static."""
        seated = (*counts, self.headquarters.n_posts)
        if seated == self._seated:
            return
        self._seated, total = seated, sum(counts)
        if total != len(self.world.teams):
            fallen = self.world.teams["casualties"][:total]
            self.world = self.world._replace(teams=empty_teams(total))
            self.world.teams["casualties"][: len(fallen)] = fallen
            self.views.follow()
        teams = self.world.teams
        teams["task"] = np.repeat((1, 2, 5, 4, 3, 0), counts)
        teams["troops"] = self.numbers["rules.patrol.team_size"]
        if total and len(self.post_order):
            teams["post"] = np.resize(self.post_order[: max(1, self.headquarters.n_posts)], total)
        teams["segment"] = -1

    def reverse(self, promiser: Promiser, rung: int) -> None:
        """A kept promise takes effect: ground is given back, the road reopened, an attack under way stopped, if its force prevails."""
        now, armed = self.now, contest.armed_strength(self)
        p = promiser.capability / (promiser.capability + armed) if promiser.capability > 0 else 0.0
        if luck.uniform(self.seed64, luck.GUARANTOR_HONOUR, self.day, promiser.entity ^ 1) >= p:
            return
        self.world.tally[min(rung, 6), 3] += 1.0
        if rung == 2 and now["positions"] > 0:
            give_back(self.world)
        elif 3 <= rung <= 5 and now["access"] > 0 and not now["is_capitulated"]:
            now["access"], now["access_since"] = 0, self.day
            now["pause_until"] = self.day + int(self.numbers["rules.command.reversal_pause_days"])
        elif rung == 6 and self.offensive:
            self.offensive["wins"] = False


def _by_kind(capitals: Iterable[type[Capital]]) -> dict[type[Capital], type[Capital]]:
    """A user's classes by the kind of capital that each replaces."""
    found: dict[type[Capital], type[Capital]] = {}
    for cls in capitals:
        other = found.setdefault(_kind_of(cls), cls)
        if other is not cls:
            raise TypeError(f"two classes for one capital: {other.__name__} and {cls.__name__}")
    return found


def _kind_of(cls: type[Capital]) -> type[Capital]:
    """Which kind of capital a user's class is."""
    for kind in KINDS:
        if isinstance(cls, type) and issubclass(cls, kind):
            return kind
    raise TypeError(f"{cls!r} is no subclass of {', '.join(kind.__name__ for kind in KINDS)}")


@lru_cache(maxsize=256)
def daily_series(folder: Path, name: str, variable: str, start, days: int) -> np.ndarray:
    """(days,) an exogenous series of a place, from memory where another run shares it."""
    values = find_series(folder, name, variable).daily(start, days)
    values.flags.writeable = False
    return values


class Run:
    """One world lived under one arm: its outcomes, its tables, and the model as it stands at the end."""

    def __init__(self, model: MandateModel) -> None:
        self.model, self.scenario, self.seed = model, model.scenario, model.seed
        self.outcomes: dict[str, float] = outcomes.scalars(model)

    def tables(self) -> dict[str, dict[str, np.ndarray]]:
        """The tidy tables of the run, columns by name."""
        return outcomes.tables(self.model)


def run(scenario: Scenario, seed: int = 1, *, ledger: bool = False, capitals: Iterable[type[Capital]] = ()) -> Run:
    """Live one world under a scenario's arm to its horizon. seed names the world; ledger keeps every choice."""
    model = MandateModel(scenario, seed, ledger=ledger, capitals=capitals)
    model.advance(scenario.horizon_days)
    return Run(model)
