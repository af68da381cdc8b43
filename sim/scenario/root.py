"""Scenario: everything that a run needs to know, judged once, frozen for good."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import PrivateAttr, model_validator

from sim.scenario import rules
from sim.scenario.amendments import Amendment, Phases, later_phases
from sim.scenario.parties import ArmedActor, Defenders, Theory
from sim.scenario.policy import Guarantees, Mandate, Observers, Resources
from sim.scenario.priors import faults, in_force
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.settings import Settings, flat_numbers, setting
from sim.scenario.uncertainty import Prior, Uncertainty


class Rules(Settings):
    """The numbers of the submodels."""

    will: rules.Will = rules.Will()
    patrol: rules.Patrol = rules.Patrol()
    answer: rules.Answer = rules.Answer()
    host: rules.Host = rules.Host()
    act: rules.Act = rules.Act()
    command: rules.Command = rules.Command()
    contest: rules.Contest = rules.Contest()
    supply: rules.Supply = rules.Supply()
    feeling: rules.Feeling = rules.Feeling()
    leaving: rules.Leaving = rules.Leaving()
    roads: rules.Roads = rules.Roads()
    cost: rules.Cost = rules.Cost()


class Presets(Settings):
    """The file of each group that a scenario starts from."""

    mandate: str = setting("skeletal_2020", "preset", source="-", status="sourced", help="A name in configs/mandate, or a path.")
    resources: str = setting("as_2020", "preset", source="-", status="sourced", help="A name in configs/resources, or a path.")
    guarantees: str = setting("none", "preset", source="-", status="sourced", help="A name in configs/guarantees, or a path.")
    observers: str = setting("none", "preset", source="-", status="sourced", help="A name in configs/observers, or a path.")
    uncertainty: str = setting("wide", "preset", source="-", status="sourced", help="A name in configs/uncertainty, or a path.")


class Codings(Settings):
    """Which coding of the sponsor's distraction and ties the case starts from: what these two names stand for elsewhere."""

    distraction: str | float = setting(
        0.0,
        "series name or 0-1",
        0,
        1,
        source="the case",
        help="What `distraction: distraction` means: a series of the place, or a constant.",
    )
    ties: str | float = setting(
        0.0, "series name or 0-1", 0, 1, source="the case", help="What `ties: ties` means: a series of the place, or a constant."
    )


class Scenario(Settings):
    """A case: place, parties, policy, rules and priors."""

    name: str = setting(..., "text", source="-", status="sourced", help="Short name of the case.")
    title: str = setting("", "text", source="-", status="sourced", help="One line for people.")
    question: str = setting("", "text", source="-", status="sourced", help="What the case asks.")
    note: str = setting("", "text", source="-", status="sourced", help="Where it comes from.")
    start: date = setting(date(2000, 1, 3), "date", date(1900, 1, 1), date(2200, 1, 1), source="the case", help="First day.")
    horizon_days: int = setting(1060, "days", 1, 10_000, source="the case", help="Number of days lived.")
    place: str = setting("enclave", "place", source="the case", help="A folder of configs/places, or a path.")
    population: int = setting(0, "persons", 0, 50_000_000, source="the case", help="Persons who live there; 0: as the place's table says.")
    presets: Presets = Presets()
    codings: Codings = Codings()
    armed_actor: ArmedActor = ArmedActor()
    defenders: Defenders = Defenders()
    theory: Theory = Theory()
    rules: Rules = Rules()
    mandate: Mandate = Mandate()
    resources: Resources = Resources()
    guarantees: Guarantees = Guarantees()
    observers: Observers = Observers()
    uncertainty: Uncertainty = Uncertainty()
    amendments: tuple[Amendment, ...] = setting(
        (),
        "list",
        source="-",
        status="sourced",
        help="A policy that changes: entries with a day or a date, and presets by group or settings by dotted name that hold from then on.",
    )

    _later: Phases | None = PrivateAttr(default=None)
    _numbers: dict[str, float] | None = PrivateAttr(default=None)
    _priors: tuple[tuple[str, Prior], ...] | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _priors_fit(self) -> Scenario:
        """Every prior and every column of an ensemble names a setting of this scenario and stays in its range."""
        if problems := list(faults(self)):
            raise ScenarioRefused(problems)
        self.phases()
        return self

    def phases(self) -> Phases:
        """(day, scenario) from the start and from each amendment on; worked out once."""
        if self._later is None:
            self._later = later_phases(self)
        return ((0, self), *self._later)

    def numbers(self) -> dict[str, Any]:
        """Every number, truth and series name by dotted name; worked out once."""
        if self._numbers is None:
            texts = {
                f"resources.contributors.{name}.{key}": getattr(one, key)
                for name, one in self.resources.contributors.items()
                for key in ("distraction", "ties")
            }
            texts |= {
                f"guarantees.guarantors.{name}.{key}": getattr(one, key)
                for name, one in self.guarantees.guarantors.items()
                for key in ("distraction", "ties")
            }
            texts |= {f"codings.{key}": getattr(self.codings, key) for key in ("distraction", "ties")}
            self._numbers = flat_numbers(self) | texts
        return self._numbers

    def priors(self) -> tuple[tuple[str, Prior], ...]:
        """The priors that worlds draw from, by setting; worked out once. A number that was decided here is not drawn."""
        if self._priors is None:
            self._priors = tuple(in_force(self))
        return self._priors

    def with_(self, **changes: Any) -> Scenario:
        """A new scenario with another preset (`mandate="un_chapter_vi"`) or other settings (`settings={"theory.pi": 1.0}`)."""
        from sim.scenario.load import change

        return change(self, **changes)
