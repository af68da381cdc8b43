"""The morning of a week: a world lived up to it once, then asked again and again what would be chosen if one thing were different."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import experiments.lean  # noqa: F401  before the model, so that it takes less memory
from experiments.explain.taking import take_in
from sim.model import MandateModel
from sim.scenario.root import Scenario

WEEK = 7
NEVER_CHANGE = {"seed", "near", "near_segment", "near_fear", "season", "linked", "month", "return_order", "return_clock"}
OF_THE_MODEL = (
    "scenario",
    "numbers",
    "world",
    "day",
    "offensive",
    "first_offensive",
    "exit_opens",
    "is_sheltering",
    "last_crowded",
    "exodus",
    "_seated",
    "troops",
    "vehicles",
    "availability",
    "zeal",
)
Row = tuple[Any, ...]


class Moment:
    """One world under one arm on the morning of the week in which `day` lies, before anybody deliberates.

    `ask()` lets the model live that week up to `day` and gives the rows of its ledger; then the morning is as it was.
    Whatever is asked, history before that morning and all luck stay the same."""

    def __init__(self, scenario: Scenario, seed: int, day: int) -> None:
        self.day, self.morning = day, WEEK * (day // WEEK)
        self.model = MandateModel(scenario, seed, ledger=True)
        self.model.advance(self.morning)
        self.scenario, self.numbers = scenario, self.model.numbers
        self._keep()

    def ask(self, scenario: Scenario | None = None, numbers: Mapping[str, Any] | None = None) -> list[Row]:
        """The ledger of that week up to `day`, as it was, or with other settings from that morning on."""
        self.restore()
        if scenario is not None:
            take_in(self.model, scenario, dict(numbers or {}))
        known = len(self.model.ledger or ())
        self.model.advance(self.day + 1 - self.morning)
        return list((self.model.ledger or [])[known:])

    def live_on(self, scenario: Scenario | None = None, numbers: Mapping[str, Any] | None = None) -> MandateModel:
        """The same model lived from that morning to the horizon, as it was or with other settings; look at it before asking again."""
        self.restore()
        if scenario is not None:
            take_in(self.model, scenario, dict(numbers or {}))
        self.model.advance(self.model.horizon_days)
        return self.model

    def _keep(self) -> None:
        """Remembers everything that living on may change."""
        model = self.model
        self._capitals = [*model.promisers, model.host, model.authority, model.headquarters, model.command]
        self._n_rows = len(model.ledger or ())
        self._arrays = {name: table.copy() for name, table in model.world._asdict().items() if name not in NEVER_CHANGE}
        self._lists = {name: list(getattr(model, name)) for name in ("sponsors", "guarantors", "promisers")}
        self._state = self._copied({name: getattr(model, name) for name in OF_THE_MODEL})
        self._minds = self._copied([vars(one) for one in self._capitals])
        self._tables = model.world

    def restore(self) -> None:
        """Puts the model back to that morning."""
        model = self.model
        for one in {*model.promisers} - {*self._lists["promisers"]}:
            one.remove()
        for name, value in self._copied(self._state).items():
            setattr(model, name, value)
        for name, kept in self._arrays.items():
            getattr(self._tables, name)[...] = kept
        for name, one_list in self._lists.items():
            setattr(model, name, list(one_list))
        for one, mind in zip(self._capitals, self._copied(self._minds), strict=True):
            vars(one).clear()
            vars(one).update(mind)
        if model.ledger is not None:
            del model.ledger[self._n_rows :]

    def _copied(self, value: Any) -> Any:
        """A copy that shares what no life changes: the model, its settings, its arrays and its series."""
        model = self.model
        shared: list[Any] = [model, model.scenario, model.numbers, model.world, model.plan]
        if hasattr(self, "_state"):
            shared += [self._state["scenario"], self._state["numbers"], self._state["world"]]
        shared += [series for one in model.promisers for series in (one.distraction, one.ties)]
        return copy.deepcopy(value, {id(one): one for one in shared})
