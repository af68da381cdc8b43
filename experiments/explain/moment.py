"""The morning of a week: a world simulated up to it once, then asked again and again what would be chosen if one thing were different."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import experiments.lean  # noqa: F401  before the model, so that it takes less memory
from sim.decisions import Row, rows_of
from sim.model import MandateModel
from sim.scenario.root import Scenario

WEEK = 7


class Moment:
    """One world under one arm on the morning of the week in which `day` lies, before anybody deliberates.

    `ask()` lets the model go through that week up to `day` and gives the rows of its decision log; then the morning is as it was.
    Whatever is asked, history before that morning and all luck stay the same."""

    def __init__(self, scenario: Scenario, seed: int, day: int) -> None:
        self.day, self.morning = day, WEEK * (day // WEEK)
        self.model = MandateModel(scenario, seed, ledger=True)
        self.model.advance(self.morning)
        self.scenario, self.numbers = self.model.scenario, self.model.numbers
        self._snapshot, self._known = self.model.snapshot(), int(self.model.zone["n_decisions"])

    def ask(self, scenario: Scenario | None = None, numbers: Mapping[str, Any] | None = None) -> list[Row]:
        """The decision log of that week up to `day`, as it was, or with other settings from that morning on."""
        self._begin(scenario, numbers)
        self.model.advance(self.day + 1 - self.morning)
        return list(rows_of(self.model, self._known))

    def live_on(self, scenario: Scenario | None = None, numbers: Mapping[str, Any] | None = None) -> MandateModel:
        """The same model run from that morning to the horizon, as it was or with other settings; look at it before asking again."""
        self._begin(scenario, numbers)
        self.model.advance(self.model.horizon_days)
        return self.model

    def restore(self) -> None:
        """Put the model back to that morning."""
        self.model.restore(self._snapshot)

    def _begin(self, scenario: Scenario | None, numbers: Mapping[str, Any] | None) -> None:
        self.restore()
        if scenario is not None:
            self.model.amend(scenario, dict(numbers or {}))
