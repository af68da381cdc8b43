"""Variants of the model's code, for what no setting switches: another order of rules or capitals, other strides, another week.

A variant is a way to make and advance a model from a scenario. The model's files are not touched: a variant subclasses it, and one in the
model's own order gives the same history bit for bit (a test holds it to that).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence

import numpy as np

from experiments.evidence.checks.reordered import live_days_in_order
from sim import luck
from sim.calendar import DAY
from sim.capitals.armed_command import ArmedCommand
from sim.capitals.host_state import HostState
from sim.ground.observe import observe
from sim.model import MandateModel
from sim.scenario.root import Scenario
from sim.world.build import room_for_incidents

SHUFFLES = 951  # an address that no rule of the model has


class InOrder(MandateModel):
    """The model with the rules of a day, and the capitals of a week, in another order.

    day_order: rows of `DAY`; week_order: places in (contributors, guarantors, host, headquarters, authority, command)."""

    day_order: Sequence[int] = tuple(range(len(DAY)))
    week_order: Sequence[int] = tuple(range(6))

    def deliberate(self) -> None:
        """The week in capitals. What the past week brought is seen by all of them, whoever goes first."""
        self._bury()
        seats = (self._contribute, self._guarantee, self.host.step, self.headquarters.step, self.authority.step, self.command.step)
        tally = self.world.tally
        past = tally.copy()
        for place in self.week_order:
            seats[place]()
            if place == 5:  # the command wipes the tally once it has learnt from it; those after it must still see it
                tally += past
        tally -= past
        self.orders["cost_day"] = self._cost_a_day()

    def _contribute(self) -> None:
        for sponsor in self.sponsors:
            sponsor.step()
        self._weigh_wills()

    def _guarantee(self) -> None:
        for guarantor in self.guarantors:
            guarantor.step()

    def _live_until(self, end: int) -> None:
        """As the model's own, with days in this order."""
        order = np.array(self.day_order, np.int64)
        self.world = room_for_incidents(self.world, end - self.day)
        first = self.day
        while self.day < end:
            self.day = live_days_in_order(self.world, self.day, end, order)
            if self.now["is_hourly"] and self.day < end:
                self._live_on_the_road()
                observe(self.world, self.day)
                self.day += 1
        self._write_capitals(first, end)


class PatientCommand(ArmedCommand):
    """A command that deliberates twice as often and leaves the status quo half as readily each time: the same odds a week."""

    def __init__(self, model, name: str = "armed actor") -> None:
        super().__init__(model, name)
        self.friction += self.noise * math.log(2.0)


class PatientHost(HostState):
    """A host that deliberates twice as often and moves half as far each time."""

    def step(self) -> None:
        """As the host's own; answers fade, and restriction moves, by the square root of the weekly factor."""
        before, recent = self.restriction, self.recent_answers
        memory, pace = self.numbers["rules.host.answer_memory"], self.numbers["rules.host.restriction_per_week"]
        answers = float(self.model.world.tally[1:, 3].sum())
        self.recent_answers = (math.sqrt(memory) * recent) / memory  # what `step` will multiply by a week's memory
        super().step()
        self.recent_answers = math.sqrt(memory) * recent + answers
        self.restriction = before + (self.restriction - before) * (1.0 - math.sqrt(1.0 - pace)) / pace


class FreeHost(HostState):
    """A host that never restricts the mission."""

    def step(self) -> None:
        """As the host's own, but what hurts it makes no difference."""
        super().step()
        self.restriction = 0.0


class HalfWeeks(MandateModel):
    """Capitals deliberate twice a week, three and four days apart; what is counted in weeks or lags by them keeps its time in days.

    That is as far as a step of the model can be halved by what it is made of: days and the exact road stay as they are."""

    scaled = (
        "rules.will.mood_weeks",
        "rules.will.rotation_days",
        "rules.will.withdrawal_weeks",
        "rules.command.half_life_days",
        "rules.command.sanction_memory_weeks",
        "armed_actor.build_up_weeks",
    )

    def _seat_capitals(self, own) -> None:
        for name in self.scaled:
            self.numbers[name] = 2.0 * self.numbers[name]
        super()._seat_capitals({**own, HostState: PatientHost, ArmedCommand: PatientCommand})

    def advance(self, days: int) -> None:
        """As the model's own, with deliberations on days 0 and 4 of each week."""
        end = min(self.day + days, self.horizon_days)
        while self.day < end:
            if self.day % 7 in (0, 4):
                self.deliberate()
            self._turn_of_day()
            until = self.day + 1 if self._is_eventful() else 7 * (self.day // 7) + (4 if self.day % 7 < 4 else 7)
            self._live_until(min(end, until))


class OftenDeliberating(HalfWeeks):
    """Capitals deliberate twice a week by the same weekly rules: what it means that a week is part of how they behave."""

    scaled = ()

    def _seat_capitals(self, own) -> None:
        MandateModel._seat_capitals(self, own)


def shuffled(which: int, n: int) -> tuple[int, ...]:
    """An order of n things drawn by luck of its own address; always the same for the same number."""
    return tuple(sorted(range(n), key=lambda k: luck.uniform(np.uint64(which), SHUFFLES, 0, k)))


def in_order(day: Sequence[int] | None = None, week: Sequence[int] | None = None) -> Callable[[Scenario, int], MandateModel]:
    """A maker of models that live their days and weeks in an order."""
    orders = {"day_order": day or InOrder.day_order, "week_order": week or InOrder.week_order}
    cls = type("InThatOrder", (InOrder,), orders)
    return lambda scenario, seed: _to_the_end(cls(scenario, seed))


def _to_the_end(model: MandateModel) -> MandateModel:
    model.advance(model.horizon_days)
    return model


def _day_by_day(scenario: Scenario, seed: int) -> MandateModel:
    model = MandateModel(scenario, seed)
    while model.day < model.horizon_days:
        model.step()
    return model


def _odd_strides(scenario: Scenario, seed: int) -> MandateModel:
    model = MandateModel(scenario, seed)
    while model.day < model.horizon_days:
        model.advance((3, 1, 26, 5, 40, 2, 13)[model.day % 7])
    return model


N = len(DAY)
VARIANTS: dict[str, Callable[[Scenario, int], MandateModel]] = {
    "as_is": lambda scenario, seed: _to_the_end(MandateModel(scenario, seed)),
    "day_as_is": in_order(),
    "day_reversed": in_order(day=tuple(reversed(range(N)))),
    "day_evening_first": in_order(day=(*range(N // 2, N), *range(N // 2))),
    "day_shuffled_1": in_order(day=shuffled(1, N)),
    "day_shuffled_2": in_order(day=shuffled(2, N)),
    "week_reversed": in_order(week=(5, 4, 3, 2, 1, 0)),
    "week_command_first": in_order(week=(5, 0, 1, 2, 3, 4)),
    "week_headquarters_first": in_order(week=(3, 4, 2, 1, 0, 5)),
    "half_weeks": lambda scenario, seed: _to_the_end(HalfWeeks(scenario, seed)),
    "often_deliberating": lambda scenario, seed: _to_the_end(OftenDeliberating(scenario, seed)),
    "day_by_day": _day_by_day,
    "odd_strides": _odd_strides,
    "host_never_restricts": lambda scenario, seed: _to_the_end(MandateModel(scenario, seed, capitals=[FreeHost])),
}


def digest(model: MandateModel) -> str:
    """Everything that a run holds, in one short text: the same for the same history, bit for bit."""
    used = {"incidents": "n_incidents", "pending": "n_pending", "wanting": "n_wanting"}  # tables with room to spare: rows in use
    known = hashlib.sha256()
    for name, table in model.world._asdict().items():
        rows = table[: int(model.world.now[used[name]][0])] if name in used else table
        for column in rows.dtype.names or ("",):
            known.update(f"{name} {column}".encode() + (rows[column] if column else rows).tobytes())
    if model.exodus is not None:
        known.update(model.exodus.table().tobytes())
    return known.hexdigest()[:16]
