"""From settings to arrays: the numbers of a scenario in one world, as the compiled rules read them."""

from __future__ import annotations

import math
import typing
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim import luck
from sim.arithmetic import logistic
from sim.constants import MONTHS_A_YEAR, NO_RUNG
from sim.geography import find_series
from sim.quantiles import normal_quantile
from sim.scenario.parties import ArmedActor, Defenders, Theory
from sim.scenario.policy import AUTHORISED, AUTHORISED_RAID_BATTLE, RUNGS, Mandate, Observers, Resources
from sim.scenario.root import Rules, Scenario
from sim.scenario.settings import declared, inner, is_mapping, shapes
from sim.world import columns
from sim.world.arrays import table, with_attributes
from sim.world.codes import Promise, Renewal, Rung

LADDER = (*RUNGS, "raid", "battle")
ROUTINE = ("line", "corridor", "villages")  # tasks that patrols serve
TASKS = ("escorts", "convoys", "reconstruction", "protection")  # tasks with teams or means of their own
CODES = ("is_permanent", "renewal", "is_routine", *(f"is_task_{name}" for name in TASKS))


def rules_record(numbers: dict[str, Any]) -> np.ndarray:
    """(1,) record of the rules' numbers in a world; `rules.act.grab_per_month` is the column act_grab_per_month."""
    return _record(numbers, rule_fields())


def parties_record(numbers: dict[str, Any]) -> np.ndarray:
    """(1,) record of armed actor, defenders and theory; `theory.pi` is the column theory_pi."""
    return _record(numbers, party_fields())


def policy_record(scenario: Scenario, numbers: dict[str, Any]) -> np.ndarray:
    """(1,) record of mandate, resources and observers, choices as codes; `mandate.endorsement` is the column mandate_endorsement."""
    tasks = set(scenario.mandate.tasks)
    codes = (
        scenario.resources.basing == "permanent",
        list(Renewal)[_choices(Mandate, "renewal").index(scenario.mandate.renewal)],
        not tasks.isdisjoint(ROUTINE),
        *(name in tasks for name in TASKS),
    )
    fields = policy_fields()
    kinds = tuple((column, "f8") for column, _ in fields) + tuple((name, "i8") for name in CODES)
    return with_attributes(np.array([(*(numbers[dotted] for _, dotted in fields), *codes)], _dtype(kinds)))


def ladder_table(scenario: Scenario, numbers: dict[str, Any]) -> np.ndarray:
    """(9,) by rung: gain by the actor's aims, cost, loss, authorised share, severity. Holding costs and gains nothing."""
    found = table(len(Rung), columns.LADDER)
    for rung, name in enumerate(LADDER[1:], 1):
        found["gain"][rung] = numbers[f"armed_actor.gains.{name}"] * numbers["armed_actor.aims"]
        found["cost"][rung], found["loss"][rung] = numbers[f"armed_actor.costs.{name}"], numbers[f"armed_actor.losses.{name}"]
    found["authorised"][1:] = authorised_shares(scenario, numbers)
    found["severity"][1 : len(RUNGS)] = [numbers[f"rules.command.severity_{name}"] for name in RUNGS[1:]]
    return found


def authorised_shares(scenario: Scenario, numbers: dict[str, Any]) -> tuple[float, ...]:
    """Share of acts that may be answered, rungs 1 to 6, then raids and battles: as the mandate says, else by its rules of engagement."""
    given = {name: numbers.get(f"mandate.authorised.{name}", getattr(scenario.mandate.authorised, name)) for name in LADDER[1:]}
    for name in ("checkpoint", "closure"):
        given[name] = given["obstruction"] if given[name] is None else given[name]
    usual = (*AUTHORISED[scenario.mandate.roe], *AUTHORISED_RAID_BATTLE[scenario.mandate.roe])
    return tuple(share if given[name] is None else given[name] for name, share in zip(LADDER[1:], usual, strict=True))


def commitment_prefixes(scenario: Scenario) -> list[str]:
    """The dotted name of each contributor, then of each guarantor."""
    contributors = [f"resources.contributors.{name}" for name in scenario.resources.contributors]
    return contributors + [f"guarantees.guarantors.{name}" for name in scenario.guarantees.guarantors]


def commitments_table(scenario: Scenario, numbers: dict[str, Any], seed: int) -> np.ndarray:
    """(C,) contributors, then guarantors: what each promised, stands to lose and can bring."""
    prefixes = commitment_prefixes(scenario)
    found = table(len(prefixes), columns.COMMITMENT)
    for row, prefix in enumerate(prefixes):
        group, _, name = prefix.split(".", 2)
        is_contributor = group == "resources"
        settings = (scenario.resources.contributors if is_contributor else scenario.guarantees.guarantors)[name]
        one, address = found[row], luck.name_entity(name)
        one["kind"] = Promise.CONTRIBUTOR if is_contributor else Promise.GUARANTOR
        one["address"] = address
        for column in ("interest", "capability", "delay_days", "sanctions", "honour"):
            one[column] = numbers[f"{prefix}.{column}"]
        one["trigger"] = NO_RUNG if settings.trigger == "never" else RUNGS.index(settings.trigger)
        one["true_honour"] = hidden_honour(
            float(one["honour"]), numbers["rules.will.honour_spread"], luck.uniform(np.uint64(seed), luck.TRUE_HONOUR, 0, address)
        )
        if is_contributor:
            one["sent"], one["vehicles"] = numbers[f"{prefix}.troops"], numbers[f"{prefix}.vehicles"]
            one["is_contiguous"] = numbers[f"{prefix}.contiguous"]
        else:
            one["sight"], one["forward_force"] = numbers[f"{prefix}.sees_for_itself"], numbers[f"{prefix}.forward_force"]
        commitment = standing_commitment(scenario, numbers) if is_contributor else 0.0
        one["base"] = numbers["rules.will.base"] + numbers["rules.will.interest"] * one["interest"] + commitment
    return found


def standing_commitment(scenario: Scenario, numbers: dict[str, Any]) -> float:
    """What permanent bases, a term that renews itself and endorsed reconstruction add to a contributor's will (logit)."""
    return (
        numbers["rules.will.sunk_cost"] * (scenario.resources.basing == "permanent")
        + numbers["rules.will.renewal"] * (scenario.mandate.renewal == "automatic")
        + numbers["rules.will.endorsement"] * numbers["mandate.endorsement"]
    )


def hidden_honour(mean: float, spread: float, u: float) -> float:
    """The true probability of honouring: spread around its prior mean on the log-odds scale; exactly 0 or 1 where that is certain."""
    if mean in (0.0, 1.0):
        return mean
    return logistic(math.log(mean / (1.0 - mean)) + spread * normal_quantile(u))


def series_table(scenario: Scenario, numbers: dict[str, Any], folder: Path, variable: str) -> np.ndarray:
    """(C, D) each commitment's distraction or ties (`variable`) day by day: a series of the place, or a constant."""
    prefixes = commitment_prefixes(scenario)
    found = np.empty((len(prefixes), scenario.horizon_days))
    for row, prefix in enumerate(prefixes):
        named = numbers[f"{prefix}.{variable}"]
        value = numbers.get(f"codings.{named}", named)
        is_series = isinstance(value, str)
        found[row] = daily_series(folder, value, variable, scenario.start, scenario.horizon_days) if is_series else float(value)
    return found


@lru_cache(maxsize=256)
def daily_series(folder: Path, name: str, variable: str, start: date, days: int) -> np.ndarray:
    """(days,) an exogenous series of a place, from memory where another run shares it."""
    values = find_series(folder, name, variable).daily(start, days)
    values.flags.writeable = False
    return values


def observers_table(scenario: Scenario, numbers: dict[str, Any]) -> np.ndarray:
    """(O,) third parties that watch: when, where, and how well."""
    names = list(scenario.observers.observers)
    found = table(len(names), columns.OBSERVER)
    for row, name in enumerate(names):
        for column in ("from_day", "to_day", "detection", "attribution", "coverage"):
            found[column][row] = numbers[f"observers.observers.{name}.{column}"]
    return found


@cache
def rule_fields() -> tuple[tuple[str, str], ...]:
    """(column, dotted setting) of every number of the rules, e.g. ("will_base", "rules.will.base")."""
    return tuple((dotted.split(".", 1)[1].replace(".", "_"), dotted) for dotted in _numbers_of(Rules, "rules"))


@cache
def party_fields() -> tuple[tuple[str, str], ...]:
    """The same of armed actor, defenders and theory, but for what stands in the ladder."""
    names = (*_numbers_of(ArmedActor, "armed_actor"), *_numbers_of(Defenders, "defenders"), *_numbers_of(Theory, "theory"))
    return tuple((dotted.replace(".", "_"), dotted) for dotted in names if dotted.count(".") == 1)


@cache
def policy_fields() -> tuple[tuple[str, str], ...]:
    """The same of mandate, resources and observers, but for what is authorised and for entries by name."""
    names = (*_numbers_of(Mandate, "mandate"), *_numbers_of(Resources, "resources"), *_numbers_of(Observers, "observers"))
    return tuple((dotted.replace(".", "_"), dotted) for dotted in names if not dotted.startswith("mandate.authorised."))


def _numbers_of(cls: type[BaseModel], prefix: str) -> list[str]:
    """The dotted names of a group's numbers and truths, in the order of declaration; entries by name are left out."""
    found: list[str] = []
    for name, field in cls.model_fields.items():
        group = inner(field.annotation)
        if is_mapping(field.annotation):
            continue
        if group is not None:
            found += _numbers_of(group, f"{prefix}.{name}")
        elif set(shapes(field.annotation)) & {bool, int, float}:
            found.append(f"{prefix}.{name}")
    return found


def _choices(cls: type[BaseModel], field: str) -> tuple[Any, ...]:
    return declared(cls, field).get("choices") or typing.get_args(cls.model_fields[field].annotation)


def _record(numbers: dict[str, Any], fields: tuple[tuple[str, str], ...]) -> np.ndarray:
    kinds = tuple((column, "f8") for column, _ in fields)
    return with_attributes(np.array([tuple(numbers[dotted] for _, dotted in fields)], _dtype(kinds)))


@cache
def _dtype(kinds: tuple[tuple[str, str], ...]) -> np.dtype:
    return np.dtype(list(kinds))


def seasons(start: date, days: int, farm: tuple[float, ...], harvest: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(days, 2) farm work and harvest against their yearly mean, and (days,) months since the start; farm, harvest: by month."""
    dates = [start + timedelta(days=d) for d in range(days)]
    season = np.array([(farm[d.month - 1], harvest[d.month - 1]) for d in dates])
    season /= np.array([np.mean(farm), np.mean(harvest)])
    month = np.array([MONTHS_A_YEAR * (d.year - start.year) + d.month - start.month for d in dates], np.int64)
    return season, month
