"""Variants of the model, for what no setting switches: another order of rules or capitals, other strides, another week.

A variant is a way to make and advance a model from a scenario. The order of the day, the order of the week and the days on which capitals
meet are arrays of a world, so a variant in another order is the same compiled code with other arrays; one in the model's own order gives
the same history bit for bit (a test holds it to that).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from sim import luck
from sim.calendar import DAY, WEEK
from sim.capitals.host_state import HostState
from sim.model import MandateModel
from sim.scenario.root import Scenario

SHUFFLES = 951  # an address that no rule of the model has
TWICE_A_WEEK = (0, 4)  # days of the week, three and four days apart
COUNTED_IN_WEEKS = (
    ("rules", "will_mood_weeks"),
    ("rules", "will_rotation_days"),
    ("rules", "will_withdrawal_weeks"),
    ("rules", "command_half_life_days"),
    ("rules", "command_sanction_memory_weeks"),
    ("parties", "armed_actor_build_up_weeks"),
)


def model_in_order(scenario: Scenario, seed: int, day: Sequence[int] = (), week: Sequence[int] = ()) -> MandateModel:
    """A model with the rules of a day (rows of `DAY`), or the capitals of a week (rows of `WEEK`), in another order."""
    model = MandateModel(scenario, seed)
    model.world.day_order[:] = day or range(len(DAY))
    model.world.week_order[:] = week or range(len(WEEK))
    return model


class PatientHost(HostState):
    """A host that deliberates twice as often and moves half as far each time."""

    def step(self) -> None:
        """As the host's own; answers fade, and restriction moves, by the square root of the weekly factor."""
        before, pace = self.restriction, self.numbers["rules.host.restriction_per_week"]
        self.recent_responses /= math.sqrt(self.numbers["rules.host.answer_memory"])  # `step` multiplies it by a week's memory
        super().step()
        self.restriction = before + (self.restriction - before) * (1.0 - math.sqrt(1.0 - pace)) / pace


class FreeHost(HostState):
    """A host that never restricts the mission."""

    def step(self) -> None:
        """As the host's own, but what hurts it makes no difference."""
        super().step()
        self.restriction = 0.0


def often_deliberating(scenario: Scenario, seed: int) -> MandateModel:
    """Capitals deliberate twice a week by the same weekly rules: what it means that a week is part of how they behave."""
    return _meeting_twice(MandateModel(scenario, seed))


def half_weeks(scenario: Scenario, seed: int) -> MandateModel:
    """Capitals deliberate twice a week; what is counted in weeks or lags by them keeps its time in days.

    The armed actor leaves the status quo half as readily each time: the same odds a week. That is as far as a step of the model can be
    halved by what it is made of: days and the exact road stay as they are."""
    model = _meeting_twice(MandateModel(scenario, seed, capitals=[PatientHost]))
    for table, column in COUNTED_IN_WEEKS:
        getattr(model.world, table)[column] *= 2.0
    parties = model.world.parties
    parties["armed_actor_friction"] += parties["armed_actor_noise"] * math.log(2.0)
    return model


def _meeting_twice(model: MandateModel) -> MandateModel:
    model.world = model.world._replace(week_days=np.array(TWICE_A_WEEK))
    return model


def shuffled(which: int, n: int) -> tuple[int, ...]:
    """An order of n things drawn by luck of its own address; always the same for the same number."""
    return tuple(sorted(range(n), key=lambda k: luck.uniform(np.uint64(which), SHUFFLES, 0, k)))


def in_order(day: Sequence[int] = (), week: Sequence[int] = ()) -> Callable[[Scenario, int], MandateModel]:
    """A maker of models that live their days and weeks in an order."""
    return lambda scenario, seed: _to_the_end(model_in_order(scenario, seed, day, week))


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
    "half_weeks": lambda scenario, seed: _to_the_end(half_weeks(scenario, seed)),
    "often_deliberating": lambda scenario, seed: _to_the_end(often_deliberating(scenario, seed)),
    "day_by_day": _day_by_day,
    "odd_strides": _odd_strides,
    "host_never_restricts": lambda scenario, seed: _to_the_end(MandateModel(scenario, seed, capitals=[FreeHost])),
}


USED = {"incidents": "n_incidents", "decisions": "n_decisions", "pending": "n_pending", "wanting": "n_wanting"}  # rows in use, by table
ORDERS = ("week_order", "day_order", "week_days")  # how a history came about, not the history


def arrays_of(world: tuple, name: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Every array of a world by its name, those of the road with it; without the spare rows of tables that grow."""
    for field, found in world._asdict().items():  # type: ignore[attr-defined]
        if isinstance(found, tuple):
            yield from arrays_of(found, f"{name}{field}.")
        else:
            yield name + field, found


def digest(model: MandateModel) -> str:
    """Everything that a run holds, in one short text: the same for the same history, bit for bit."""
    known = hashlib.sha256()
    for name, table in arrays_of(model.world):
        if name in ORDERS:
            continue
        rows = table[: int(model.zone[USED[name]])] if name in USED else table
        for column in rows.dtype.names or ("",):
            known.update(f"{name} {column}".encode() + (rows[column] if column else rows).tobytes())
    return known.hexdigest()[:16]
