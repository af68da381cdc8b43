"""What is measured, in which unit: the scalars of a run and its tidy tables. Reads a model; never changes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.capitals.commitments import honour_belief
from sim.correlation import pearson
from sim.episodes import repeats, strife
from sim.measures import UNITS
from sim.roads.crowd import journeys
from sim.world.codes import Rung

if TYPE_CHECKING:
    from sim.model import MandateModel

Columns = dict[str, np.ndarray]
NAN = math.nan
MONTH = 30.44  # days
MIDNIGHTS = (8, 32, 56, 80, 104, 128, 152)  # hours from the first arrival at 16:00 to the midnights of the record
COUNTS = (  # whole numbers of the daily table that outcomes are made of
    *("harassments", "grabs", "road_acts", "mine_accidents", "raids", "battles", "casualty_events", "escorts"),
    *("detected", "answered", "answered_severe", "access_level", "is_offensive", "is_capitulated"),
    *("civilian_deaths", "defender_deaths", "armed_deaths", "peacekeeper_deaths", "raid_deaths", "battle_deaths"),
    *("persons_home", "persons_want_to_leave", "persons_on_road", "persons_sheltering", "persons_out"),
)
AMOUNTS = (
    *("distraction", "availability", "restriction", "trust", "fear", "patrol_days", "convoys", "demined_ha", "cost_musd"),
    *("imports_t", "stock_days", "ration", "defender_supply"),
)
SUSTAINED = ("sustained_persons_h", "sustained_vehicles_h", "least_6h_persons_h", "most_6h_persons_h")


class Days(NamedTuple):
    """The daily table of a run: how many days it has, its columns side by side in memory, and the sum of each."""

    n: int
    of: dict[str, np.ndarray]
    sums: dict[str, float]

    def mean(self, name: str) -> float:
        """The mean of a column over all days."""
        return self.sums[name] / self.n


def read_days(daily: np.ndarray) -> Days:
    """The columns that outcomes are made of, pulled out of their records once; counts stay whole numbers."""
    columns: dict[str, np.ndarray] = {}
    sums: dict[str, float] = {}
    for names in (COUNTS, AMOUNTS):
        table = np.array([daily[name] for name in names])
        columns |= zip(names, table, strict=True)
        sums |= zip(names, table.sum(axis=1).tolist(), strict=True)
    return Days(len(daily), columns, sums)


def scalars(model: MandateModel) -> dict[str, float]:
    """Every scalar outcome of a run by name (NaN where it does not apply); units in UNITS."""
    d = read_days(model.world.daily[: model.day])
    out = _ladder(model, d) | _road(d) | _hunger(model, d) | _people(model, d) | _exodus(model) | _turn(d) | _mission(model, d)
    out |= strife(model, d.of, d.sums) | repeats(model)
    return {name: float(out[name]) for name in UNITS}


def _first(mask: np.ndarray) -> float:
    """The first day on which something holds; NaN if never."""
    day = int(mask.argmax())
    return float(day) if mask[day] else NAN


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else NAN


def _ladder(model: MandateModel, d: Days) -> dict[str, float]:
    """Acts by rung and what became of them."""
    harassments, grabs, road = (d.sums[name] for name in ("harassments", "grabs", "road_acts"))
    acts = harassments + grabs + road + d.sums["raids"] + d.sums["battles"]
    fight = model.first_offensive
    day = float(fight["day"]) if fight else NAN
    obstructed = _first(d.of["access_level"] >= 1)
    return {
        "harassments": harassments,
        "grabs": grabs,
        "grabs_reversed": model.zone["reversed"],
        "positions_held": model.zone["positions"],
        "detected_share": _share(d.sums["detected"], acts),
        "answered_share": _share(d.sums["answered"], acts),
        "answered_share_severe": _share(d.sums["answered_severe"], grabs + road),
        "mine_accidents": d.sums["mine_accidents"],
        "casualty_events": d.sums["casualty_events"],
        "first_harassment_day": _first(d.of["harassments"] > 0),
        "first_grab_day": _first(d.of["grabs"] > 0),
        "is_offensive": fight is not None,
        "offensive_day": day,
        "is_capitulated": bool(model.zone["is_capitulated"]),
        "offensive_hours": fight["hours"] if fight else NAN,
        "force_ratio": fight["ratio"] if fight else NAN,
        "lag_obstruction_to_offensive_days": day - obstructed if fight and obstructed <= day else NAN,
    }


def _road(d: Days) -> dict[str, float]:
    """The corridor under control, until a capitulation."""
    level = np.where(d.of["is_capitulated"] == 1, 0, d.of["access_level"])
    _, obstructed, checked, closed = np.bincount(level, minlength=4).tolist()
    imports = d.of["imports_t"]
    eased = imports[(level == 1) | (level == 2)]
    return {
        "blockade_days": obstructed + checked + closed,
        "obstructed_days": obstructed,
        "checkpoint_days": checked,
        "closed_days": closed,
        "is_obstructed_30": obstructed + checked + closed > 30,
        "first_obstruction_day": _first(level >= 1),
        "first_checkpoint_day": _first(level >= 2),
        "first_closure_day": _first(level >= 3),
        "imports_t": d.sums["imports_t"],
        "imports_share_blocked": eased.mean() / max(1e-9, float(imports.max())) if len(eased) else NAN,
    }


def _hunger(model: MandateModel, d: Days) -> dict[str, float]:
    inside = d.of["persons_home"] + d.of["persons_want_to_leave"] + d.of["persons_sheltering"]
    return {
        "least_stock_days": d.of["stock_days"].min(),
        "least_ration": d.of["ration"].min(),
        "least_defender_supply": d.of["defender_supply"].min(),
        "person_days_below_half_ration": inside[d.of["ration"] < 0.5].sum(),
        **{name: d.sums[name] for name in ("civilian_deaths", "defender_deaths", "armed_deaths", "peacekeeper_deaths")},
        "road_deaths": model.zone["road_deaths"],
    }


def _people(model: MandateModel, d: Days) -> dict[str, float]:
    day = int(model.zone["exit_hour"] // 24) + 10 if model.zone["exit_hour"] >= 0 else -1
    return {
        "displaced_persons": int(d.of["persons_out"][-1]) + int(d.of["persons_on_road"][-1]),
        "peak_want_to_leave_persons": d.of["persons_want_to_leave"].max(),
        "peak_sheltering_persons": d.of["persons_sheltering"].max(),
        "remaining_persons": _inside(d, -1),
        "remaining_10_days": _inside(d, day) if 0 <= day < d.n else NAN,
        "mean_trust": d.mean("trust"),
        "mean_fear": d.mean("fear"),
    }


def _inside(d: Days, day: int) -> int:
    """Persons in the enclave on a day, those on the road among them."""
    return sum(int(d.of[f"persons_{name}"][day]) for name in ("home", "want_to_leave", "sheltering", "on_road"))


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
    world, road = model.world, model.world.road[0]
    hours = world.exits[: road["n_hours"]]
    hours = hours[hours["hour"] >= int(road["opened"])]
    if not hours["vehicles"].any():
        return dict.fromkeys(names, NAN)
    persons, vehicles = np.cumsum(hours["persons"]), int(hours["vehicles"].sum())
    since = hours["hour"] + 1.0 - road["opened"]
    half, most = (since[np.searchsorted(persons, share * persons[-1])] for share in (0.5, 0.95))
    first = int((hours["vehicles"] > 0).argmax())
    shares = [persons[min(first + hour, len(persons)) - 1] / persons[-1] for hour in MIDNIGHTS]
    values = (
        vehicles,
        persons[-1] / vehicles,
        half,
        most,
        *_quantiles(journeys(world), (0.5, 0.95)),
        *shares,
        _busiest(hours["persons"]),
        *_sustained(hours[first + 52 : first + 122]),
    )
    return dict(zip(names, values, strict=True))


def _quantiles(values: np.ndarray, shares: tuple[float, ...]) -> list[float]:
    """As np.quantile, bit for bit, in half the time: only the values on both sides of each quantile are put in their place."""
    places = [share * (len(values) - 1) for share in shares]
    lower = [int(place) for place in places]
    upper = [min(low + 1, len(values) - 1) for low in lower]
    ordered = np.partition(values, sorted({*lower, *upper}))
    found = []
    for place, low, high in zip(places, lower, upper, strict=True):
        first, second, weight = float(ordered[low]), float(ordered[high]), place - low
        found.append(second - (second - first) * (1.0 - weight) if weight >= 0.5 else first + (second - first) * weight)
    return found


def _window_sums(counts: np.ndarray, length: int) -> np.ndarray:
    """The sums of whole numbers over every window of so many days or hours that fits in."""
    total = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    return total[length:] - total[:-length]


def _busiest(persons: np.ndarray) -> float:
    """Persons an hour in the busiest six hours."""
    return _window_sums(persons, 6).max() / 6.0 if len(persons) >= 6 else NAN


def _sustained(hours: np.ndarray) -> tuple[float, ...]:
    """Flow in the hours of full flow that the record knows: mean persons and vehicles an hour, slowest and busiest six hours."""
    if len(hours) < 70:
        return (NAN,) * 4
    six = _window_sums(hours["persons"], 6) / 6.0
    return hours["persons"].mean(), hours["vehicles"].mean(), six.min(), six.max()


def _turn(d: Days) -> dict[str, float]:
    """Escorts, grabs and deadly acts before and after the day on which the sponsor's distraction passes one half."""
    names = (
        "escorts_before_week",
        "escorts_after_week",
        "grabs_before_month",
        "grabs_after_month",
        "casualty_events_before_month",
        "casualty_events_after_month",
    )
    day = _first(d.of["distraction"] >= 0.5)
    if math.isnan(day) or day < 60:
        return dict.fromkeys(names, NAN)
    turn, begins = int(day), (_first(d.of[name] > 0) for name in ("access_level", "is_offensive"))
    end = int(min((one for one in begins if one > day), default=d.n))
    if end - turn < 60:
        return dict.fromkeys(names, NAN)
    escorts, grabs, deadly = (d.of[name] for name in ("escorts", "grabs", "casualty_events"))
    after = escorts[turn + 30 : min(turn + 365, end)]
    values = (
        7 * escorts[max(0, turn - 365) : turn].mean(),
        7 * after.mean() if len(after) else NAN,
        MONTH * grabs[:turn].mean(),
        MONTH * grabs[turn : turn + 426].mean(),
        MONTH * deadly[:turn].mean(),
        MONTH * deadly[turn:end].mean(),
    )
    return dict(zip(names, values, strict=True))


def _mission(model: MandateModel, d: Days) -> dict[str, float]:
    out = {name: d.sums[name] for name in ("escorts", "patrol_days", "convoys", "demined_ha")}
    front = model.world.settlements["is_front"] == 1
    months = model.world.month_settlement
    withdrawn = not model.world.commitment_states["is_present"].any()
    return out | {
        "mean_presence": _share(months["presence"][:, front].sum(), model.world.month_days.sum() * front.sum()),
        "mean_availability": d.mean("availability"),
        "credibility_end": model.world.beliefs["belief"][Rung.OBSTRUCTION],
        "honour_belief_end": honour_belief(model.world, 0) if model.sponsors else NAN,
        "guarantor_tests": model.world.commitment_states["n_tests"].sum(),
        "guarantor_honoured": model.world.commitment_states["n_honoured"].sum(),
        "is_retaliation": bool(model.world.commitment_states["has_retaliated"].any()),
        "is_mission_collapsed": withdrawn or _has_collapsed(d),
        "troops_end": model.world.commitment_states["troops"].sum(),
        "is_withdrawn": withdrawn,
        "cost_musd": d.sums["cost_musd"] + _investment(model),
        "correlation_patrols_incidents": correlation(model),
    }


def _has_collapsed(d: Days) -> bool:
    """The corridor was lost for 30 days in a row, or under 5 % of at least ten acts of rung 2 and above were answered over 60 days."""
    blocked = d.n >= 30 and bool((_window_sums(d.of["access_level"] > 0, 30) >= 30).any())
    if blocked or d.n < 60:
        return blocked
    acts, answered = (_window_sums(one, 60) for one in (d.of["grabs"] + d.of["road_acts"], d.of["answered_severe"]))
    return bool(((acts >= 10) & (answered < 0.05 * acts)).any())


def _investment(model: MandateModel) -> float:
    """What a policy pays once: permanent posts, reserve food beyond what is there anyway, a second road (million US$)."""
    n, resources = model.numbers, model.scenario.resources
    extra_t = (
        max(0.0, resources.reserve_stock_days - n["rules.cost.stock_free_days"])
        * float(model.zone["persons_ref"])
        * n["rules.supply.need_kg_day"]
        / 1000.0
    )
    return (
        (resources.basing == "permanent") * resources.posts * n["rules.cost.base_musd"]
        + extra_t / 1000.0 * n["rules.cost.stock_musd_kt"]
        + resources.second_road.length_km * n["rules.cost.road_musd_km"]
    )


def correlation(model: MandateModel) -> float:
    """Pearson correlation of patrol-days and incidents over the segments that the mission patrols; NaN without variation."""
    months, routine = model.world.month_segment, model.world.segments["routine"] > 0
    return pearson(*(months[name].sum(axis=0)[routine] for name in ("patrol_days", "incidents")))


def tables(model: MandateModel) -> dict[str, Columns]:
    """The tidy tables of a run: daily, settlements, segments, exits, incidents, decisions; columns as in docs/design.md."""
    from sim import tidy

    return {name: make(model) for name, make in tidy.TABLES.items()}


def as_dict(outcomes: dict[str, float]) -> dict[str, Any]:
    """Outcomes ready for JSON: NaN becomes None."""
    return {name: None if math.isnan(value) else value for name, value in outcomes.items()}
