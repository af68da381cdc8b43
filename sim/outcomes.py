"""What is measured, in which unit: the scalars of a run and its tidy tables. Reads a model; never changes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.episodes import repeats, strife
from sim.measures import UNITS

if TYPE_CHECKING:
    from sim.model import MandateModel

Columns = dict[str, np.ndarray]
NAN = math.nan
MONTH = 30.44  # days
MIDNIGHTS = (8, 32, 56, 80, 104, 128, 152)  # hours from the first arrival at 16:00 to the midnights of the record
SUSTAINED = ("sustained_persons_h", "sustained_vehicles_h", "least_6h_persons_h", "most_6h_persons_h")


def scalars(model: MandateModel) -> dict[str, float]:
    """Every scalar outcome of a run by name (NaN where it does not apply); units in UNITS."""
    d = model.world.daily[: model.day]
    out = _ladder(model, d) | _road(d) | _hunger(model, d) | _people(model, d) | _exodus(model) | _turn(d) | _mission(model, d)
    out |= strife(model) | repeats(model)
    return {name: float(out[name]) for name in UNITS}


def _first(mask: np.ndarray) -> float:
    """The first day on which something holds; NaN if never."""
    return float(mask.argmax()) if mask.any() else NAN


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else NAN


def _ladder(model: MandateModel, d: np.ndarray) -> dict[str, float]:
    """Acts by rung and what became of them."""
    harassments, grabs, road = (int(d[name].sum()) for name in ("harassments", "grabs", "road_acts"))
    acts = harassments + grabs + road + int(d["raids"].sum()) + int(d["battles"].sum())
    fight = model.first_offensive
    day = float(fight["day"]) if fight else NAN
    obstructed = _first(d["access_level"] >= 1)
    return {
        "harassments": harassments,
        "grabs": grabs,
        "grabs_reversed": model.now["reversed"],
        "positions_held": model.now["positions"],
        "detected_share": _share(d["detected"].sum(), acts),
        "answered_share": _share(d["answered"].sum(), acts),
        "answered_share_severe": _share(d["answered_severe"].sum(), grabs + road),
        "mine_accidents": d["mine_accidents"].sum(),
        "casualty_events": d["casualty_events"].sum(),
        "first_harassment_day": _first(d["harassments"] > 0),
        "first_grab_day": _first(d["grabs"] > 0),
        "is_offensive": fight is not None,
        "offensive_day": day,
        "is_capitulated": bool(model.now["is_capitulated"]),
        "offensive_hours": fight["hours"] if fight else NAN,
        "force_ratio": fight["ratio"] if fight else NAN,
        "lag_obstruction_to_offensive_days": day - obstructed if fight and obstructed <= day else NAN,
    }


def _road(d: np.ndarray) -> dict[str, float]:
    """The corridor under control, until a capitulation."""
    level = np.where(d["is_capitulated"] == 1, 0, d["access_level"])
    blocked = level > 0
    eased = (level == 1) | (level == 2)
    return {
        "blockade_days": blocked.sum(),
        "obstructed_days": (level == 1).sum(),
        "checkpoint_days": (level == 2).sum(),
        "closed_days": (level == 3).sum(),
        "is_obstructed_30": blocked.sum() > 30,
        "first_obstruction_day": _first(level >= 1),
        "first_checkpoint_day": _first(level >= 2),
        "first_closure_day": _first(level >= 3),
        "imports_t": d["imports_t"].sum(),
        "imports_share_blocked": d["imports_t"][eased].mean() / max(1e-9, float(d["imports_t"].max())) if eased.any() else NAN,
    }


def _hunger(model: MandateModel, d: np.ndarray) -> dict[str, float]:
    inside = d["persons_home"] + d["persons_want_to_leave"] + d["persons_sheltering"]
    return {
        "least_stock_days": d["stock_days"].min(),
        "least_ration": d["ration"].min(),
        "least_defender_supply": d["defender_supply"].min(),
        "person_days_below_half_ration": inside[d["ration"] < 0.5].sum(),
        **{name: d[name].sum() for name in ("civilian_deaths", "defender_deaths", "armed_deaths", "peacekeeper_deaths")},
        "road_deaths": model.now["road_deaths"],
    }


def _people(model: MandateModel, d: np.ndarray) -> dict[str, float]:
    last = d[-1]
    inside = d["persons_home"] + d["persons_want_to_leave"] + d["persons_sheltering"] + d["persons_on_road"]
    day = int(model.now["exit_hour"] // 24) + 10 if model.now["exit_hour"] >= 0 else -1
    return {
        "displaced_persons": int(last["persons_out"]) + int(last["persons_on_road"]),
        "peak_want_to_leave_persons": d["persons_want_to_leave"].max(),
        "peak_sheltering_persons": d["persons_sheltering"].max(),
        "remaining_persons": inside[-1],
        "remaining_10_days": inside[day] if 0 <= day < len(d) else NAN,
        "mean_trust": d["trust"].mean(),
        "mean_fear": d["fear"].mean(),
    }


def _exodus(model: MandateModel) -> dict[str, float]:
    """The crowd on the hourly road, if there was one. Hours count from the opening, shares from the first vehicle out."""
    names = (
        "vehicles_out",
        "persons_per_vehicle",
        "hours_to_half_out",
        "hours_to_95_out",
        "median_journey_h",
        "p95_journey_h",
        *(f"share_out_{hour}h" for hour in MIDNIGHTS),
        "peak_persons_per_hour",
        *SUSTAINED,
    )
    hours = model.exodus.table() if model.exodus else None
    hours = hours if hours is None else hours[hours["hour"] >= int(model.exodus.opened)]
    if hours is None or not hours["vehicles"].any():
        return dict.fromkeys(names, NAN)
    persons, vehicles, journeys = np.cumsum(hours["persons"]), int(hours["vehicles"].sum()), model.exodus.journeys()
    since = hours["hour"] + 1.0 - model.exodus.opened
    half, most = (since[np.searchsorted(persons, share * persons[-1])] for share in (0.5, 0.95))
    first = int((hours["vehicles"] > 0).argmax())
    shares = [persons[min(first + hour, len(persons)) - 1] / persons[-1] for hour in MIDNIGHTS]
    values = (
        vehicles,
        persons[-1] / vehicles,
        half,
        most,
        *np.quantile(journeys, (0.5, 0.95)),
        *shares,
        _busiest(hours["persons"]),
        *_sustained(hours[first + 52 : first + 122]),
    )
    return dict(zip(names, values, strict=True))


def _busiest(persons: np.ndarray) -> float:
    """Persons an hour in the busiest six hours."""
    return np.convolve(persons, np.ones(6), "valid").max() / 6.0 if len(persons) >= 6 else NAN


def _sustained(hours: np.ndarray) -> tuple[float, ...]:
    """Flow in the hours of full flow that the record knows: mean persons and vehicles an hour, slowest and busiest six hours."""
    if len(hours) < 70:
        return (NAN,) * 4
    six = np.convolve(hours["persons"], np.ones(6), "valid") / 6.0
    return hours["persons"].mean(), hours["vehicles"].mean(), six.min(), six.max()


def _turn(d: np.ndarray) -> dict[str, float]:
    """Escorts, grabs and deadly acts before and after the day on which the sponsor's distraction passes one half."""
    names = (
        "escorts_before_week",
        "escorts_after_week",
        "grabs_before_month",
        "grabs_after_month",
        "casualty_events_before_month",
        "casualty_events_after_month",
    )
    day = _first(d["distraction"] >= 0.5)
    end = int(min((one for one in (_first(d["access_level"] > 0), _first(d["is_offensive"] > 0)) if one > day), default=len(d)))
    if math.isnan(day) or day < 60 or end - day < 60:
        return dict.fromkeys(names, NAN)
    turn = int(day)
    before, after, later = d[max(0, turn - 365) : turn], d[turn + 30 : min(turn + 365, end)], d[turn : turn + 426]
    return dict(
        zip(
            names,
            (
                7 * before["escorts"].mean(),
                7 * after["escorts"].mean() if len(after) else NAN,
                MONTH * d[:turn]["grabs"].mean(),
                MONTH * later["grabs"].mean(),
                MONTH * d[:turn]["casualty_events"].mean(),
                MONTH * d[turn:end]["casualty_events"].mean(),
            ),
            strict=True,
        )
    )


def _mission(model: MandateModel, d: np.ndarray) -> dict[str, float]:
    out = {name: d[name].sum() for name in ("escorts", "patrol_days", "convoys", "demined_ha")}
    front = model.world.settlements["is_front"] == 1
    months = model.world.month_settlement
    withdrawn = not any(one.is_present for one in model.sponsors)
    return out | {
        "mean_presence": _share(months["presence"][:, front].sum(), months["days"][:, front].sum()),
        "mean_availability": d["availability"].mean(),
        "credibility_end": model.command.credibility(),
        "honour_belief_end": model.sponsors[0].honour_belief() if model.sponsors else NAN,
        "guarantor_tests": sum(one.n_tests for one in model.promisers),
        "guarantor_honoured": sum(one.n_honoured for one in model.promisers),
        "is_retaliation": any(one.has_retaliated for one in model.sponsors),
        "is_mission_collapsed": withdrawn or _has_collapsed(d),
        "troops_end": model.troops,
        "is_withdrawn": withdrawn,
        "cost_musd": d["cost_musd"].sum() + _investment(model),
        "correlation_patrols_incidents": correlation(model),
    }


def _has_collapsed(d: np.ndarray) -> bool:
    """The corridor was lost for 30 days in a row, or under 5 % of at least ten acts of rung 2 and above were answered over 60 days."""
    blocked = np.convolve(d["access_level"] > 0, np.ones(30), "valid").max() >= 30 if len(d) >= 30 else False
    if blocked or len(d) < 60:
        return bool(blocked)
    acts, answered = (np.convolve(values, np.ones(60), "valid") for values in (d["grabs"] + d["road_acts"], d["answered_severe"]))
    return bool(((acts >= 10) & (answered < 0.05 * acts)).any())


def _investment(model: MandateModel) -> float:
    """What a policy pays once: permanent posts, reserve food beyond what is there anyway, a second road (million US$)."""
    n, resources = model.numbers, model.scenario.resources
    extra_days = max(0.0, resources.reserve_stock_days - n["rules.cost.stock_free_days"])
    extra_t = extra_days * float(model.now["persons_ref"]) * n["rules.supply.need_kg_day"] / 1000.0
    return (
        (resources.basing == "permanent") * resources.posts * n["rules.cost.base_musd"]
        + extra_t / 1000.0 * n["rules.cost.stock_musd_kt"]
        + resources.second_road.length_km * n["rules.cost.road_musd_km"]
    )


def correlation(model: MandateModel) -> float:
    """Pearson correlation of patrol-days and incidents over the segments that the mission patrols; NaN without variation."""
    months, routine = model.world.month_segment, model.world.segments["routine"] > 0
    patrols, incidents = months["patrol_days"].sum(axis=0)[routine], months["incidents"].sum(axis=0)[routine]
    if len(patrols) < 3 or patrols.std() == 0 or incidents.std() == 0:
        return NAN
    return float(np.corrcoef(patrols, incidents)[0, 1])


def tables(model: MandateModel) -> dict[str, Columns]:
    """The tidy tables of a run: daily, settlements, segments, exits, incidents, decisions; columns as in docs/design.md."""
    from sim import tidy

    return {name: make(model) for name, make in tidy.TABLES.items()}


def as_dict(outcomes: dict[str, float]) -> dict[str, Any]:
    """Outcomes ready for JSON: NaN becomes None."""
    return {name: None if math.isnan(value) else value for name, value in outcomes.items()}
