"""A scenario from a case: the model and the behavioural numbers of Karabakh, an abstract place, and nothing else from anywhere.

    from experiments.evidence.missions import read_cases, scenarios_of

    for name, scenario in scenarios_of(read_cases()["eastern_slavonia"]).items(): ...
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from experiments.evidence.missions.case import AS_OF, Case, value_of
from experiments.evidence.missions.mapping import mapped, possible_roe, scaled
from experiments.evidence.missions.place import place_folder_of
from experiments.evidence.missions.shape import Shape, shape_of
from sim.scenario.load import load
from sim.scenario.presets import read_preset
from sim.scenario.refusal import judge
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data
from sim.scenario.uncertainty import Uncertainty

BEHAVIOUR = "nagorno_karabakh"  # the uncertainty file whose behavioural priors every case shares
PROSPECTIVE_DAYS, LONGEST_DAYS = 1825, 10_000  # five years, Karabakh's term; the model's longest horizon
# Draws about a case rather than about behaviour: the case itself says these, or leaves them wide.
OF_A_CASE = ("codings.", "mandate.", "resources.contributors.", "guarantees.", "observers.", "defenders.strength", "armed_actor.capability")
# Rules that count by the head or by the km. Times people, lines or units of a shape (against Karabakh).
BY_THE_HEAD = (
    "rules.patrol.escorts_wanted",
    "rules.supply.imports_t_day",
    "rules.roads.gate_veh_h",
    "rules.roads.trickle_veh_day",
    "rules.roads.trips_day",
    "rules.roads.fuel_rate_h",
)
BY_THE_KM = ("rules.answer.teams_needed", "rules.act.mines_per_month", "rules.act.mined_ha", "rules.act.clearing_ha_per_month")
BY_THE_UNIT = ("rules.act.harass_per_month", "rules.act.grab_per_month")
LEAST = {"rules.answer.teams_needed": 1.0, "rules.act.mined_ha": 1.0, "rules.roads.gate_veh_h": 1.0}
TWO_ROADS, HALF_A_ROAD = 4000.0, 50.0  # vehicles an hour of a second road that carries all goods, and half of them


def scenario_of(case: Case, uncertainty: str = BEHAVIOUR, name: str = "case") -> Scenario:
    """The scenario of a case; the first of several where its rules of engagement are undefined."""
    return next(iter(scenarios_of(case, uncertainty, name).values()))


def scenarios_of(case: Case, uncertainty: str = BEHAVIOUR, name: str = "case") -> dict[str, Scenario]:
    """Every scenario that a case may mean, equally likely: one, or one for each possible rules of engagement."""
    shape, options = shape_of(case), possible_roe(case)
    return {name if len(options) == 1 else f"{name}.{roe}": _scenario(case, shape, roe, uncertainty, name) for roe in options}


def _scenario(case: Case, shape: Shape, roe: str, uncertainty: str, name: str) -> Scenario:
    start, days = _span(case)
    of_case = mapped(case, shape, roe)
    drawn, counts = _behaviour(uncertainty, shape)
    settings: dict[str, Any] = {**counts, **of_case.settings, **_second_road(shape)}
    folder = place_folder_of(shape, start, case.lead_wars, start + dt.timedelta(days=days + 1))
    data: dict[str, Any] = {
        "name": name,
        "title": case.title,
        "note": "Made from a case file: abstract place, behavioural numbers of Karabakh.",
        "start": start,
        "horizon_days": days,
        "place": str(folder),
        "mandate": {},
        "resources": {},
        "guarantees": {},
        "observers": {},
        "uncertainty": {
            **drawn,
            "title": f"Behaviour as in {uncertainty}; the case's own unknowns wide",
            "priors": {**drawn["priors"], **of_case.priors},
        },
    }
    return load(data, settings=settings)


def _span(case: Case) -> tuple[dt.date, int]:
    """First day and horizon: the documented period; to the end of the record for a mission still there; five years for one to come."""
    begins = value_of(case.begins)
    if begins is None:
        return AS_OF, PROSPECTIVE_DAYS
    return begins, min(LONGEST_DAYS, ((value_of(case.ends) or AS_OF) - begins).days)


def _behaviour(uncertainty: str, shape: Shape) -> tuple[dict[str, Any], dict[str, float]]:
    """What every case draws by the same file, scaled where it counts by head, km or unit; and the settings that do so without a draw.

    Columns of an ensemble stay together, row by row; one that must be scaled is drawn by itself from its scaled values."""
    shared = _shared(uncertainty)
    priors, columns = dict(as_data(shared)["priors"]), shared.joint()
    left_out = [name for name in columns if name.startswith(OF_A_CASE)]
    settings: dict[str, float] = {}
    for names, factor in ((BY_THE_HEAD, shape.people), (BY_THE_KM, shape.lines), (BY_THE_UNIT, shape.units)):
        for name in names if factor != 1.0 else ():
            if name in columns:
                left_out.append(name)
                priors[name] = {"kind": "choice", "values": [value * factor for value in columns[name].values]}
            elif name in priors:
                priors[name] = scaled(priors[name], factor)
            else:
                settings[name] = max(LEAST.get(name, 0.0), _defaults()[name] * factor)
    drawn: dict[str, Any] = {"priors": {name: prior for name, prior in priors.items() if not name.startswith(OF_A_CASE)}}
    if columns:
        drawn["ensemble"] = {"file": shared.ensemble.file, "leave_out": [*shared.ensemble.leave_out, *left_out]}
    return drawn, settings


@lru_cache(maxsize=8)
def _shared(uncertainty: str) -> Uncertainty:
    """An uncertainty file, judged."""
    return judge(Uncertainty, read_preset("uncertainty", uncertainty), where=uncertainty)


@lru_cache(maxsize=1)
def _defaults() -> Mapping[str, Any]:
    return Scenario(name="defaults").numbers()


def _second_road(shape: Shape) -> dict[str, Any]:
    """Several roads: one beyond reach carries all goods. Unknown: the people depend by half on the one within reach."""
    if shape.is_enclave:
        return {}
    capacity = HALF_A_ROAD if shape.is_road_unknown else TWO_ROADS
    return {"resources.second_road": {"length_km": 60.0, "capacity_veh_h": capacity, "within_reach": False}}
