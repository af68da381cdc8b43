"""The tidy tables of a run: one row an observation, columns by name."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import numpy as np

from sim.decisions import rows_of

if TYPE_CHECKING:
    from sim.model import MandateModel

CONTROL = np.array(["defenders", "armed actor", "outside", "nobody"])
KIND = np.array(["act", "mine", "road", "offensive", "raid", "battle"])


def _dates(model: MandateModel, days: np.ndarray) -> np.ndarray:
    return np.datetime64(model.scenario.start) + days.astype("timedelta64[D]")


def _texts(values: list[str]) -> np.ndarray:
    return np.array(values, dtype=object)


def daily(model: MandateModel) -> dict[str, np.ndarray]:
    """One row a day."""
    rows = model.world.daily[: model.day]
    days = np.arange(model.day)
    return {"day": days, "date": _dates(model, days), **{name: rows[name].copy() for name in rows.dtype.names}}


def _months(model: MandateModel) -> np.ndarray:
    """Name of each month since the start, e.g. 2020-11."""
    first = np.datetime64(model.scenario.start, "M")
    return (first + np.arange(len(model.world.month_segment))).astype(str).astype(object)


def settlements(model: MandateModel) -> dict[str, np.ndarray]:
    """One row a settlement and month: means over its days, incidents summed. Points without people or line are left out."""
    w, place = model.world, model.plan.place.settlements
    kept = np.flatnonzero(w.settlements["n_all"] > 0)
    months = _months(model)
    table = w.month_settlement[:, kept]
    days = np.maximum(1.0, w.month_days)[:, np.newaxis]
    shape = table.shape
    one = {
        name: np.broadcast_to(np.array(column, dtype=object)[kept], shape).ravel()
        for name, column in (("settlement", place.ids), ("name", place.names), ("district", place.district))
    }
    position = {name: np.broadcast_to(column[kept], shape).ravel() for name, column in (("lat", place.lat), ("lon", place.lon))}
    means = {
        name: (table[source] / days).ravel()
        for name, source in (
            ("persons_home", "persons_home"),
            ("persons_want_to_leave", "persons_want"),
            ("fear", "fear"),
            ("trust", "trust"),
            ("presence", "presence"),
        )
    }
    return {
        "month": np.repeat(months, shape[1]),
        **one,
        **position,
        "control": CONTROL[table["control"].astype(int)].ravel().astype(object),
        **means,
        "incidents": table["incidents"].ravel(),
    }


def segments(model: MandateModel) -> dict[str, np.ndarray]:
    """One row a road segment and month: patrols, escorts and incidents summed, access level as the mean of its days."""
    w, place = model.world, model.plan.place.settlements
    table, seg = w.month_segment, w.segments
    shape = table.shape
    ids = np.array(place.ids, dtype=object)
    columns = {
        "segment": np.arange(len(seg)),
        "from": ids[seg["a"]],
        "to": ids[seg["b"]],
        "from_lat": place.lat[seg["a"]],
        "from_lon": place.lon[seg["a"]],
        "to_lat": place.lat[seg["b"]],
        "to_lon": place.lon[seg["b"]],
        "length_km": seg["km"],
        "is_corridor": seg["is_corridor"] > 0,
    }
    wide = {name: np.broadcast_to(column, shape).ravel() for name, column in columns.items()}
    sums = {name: table[name].ravel() for name in ("patrol_days", "escorts", "incidents", "detected", "answered")}
    return {
        "month": np.repeat(_months(model), shape[1]),
        **wide,
        **sums,
        "access_level": (table["level_days"] / np.maximum(1.0, w.month_days)[:, np.newaxis]).ravel(),
    }


def exits(model: MandateModel) -> dict[str, np.ndarray]:
    """One row an hour with a crowd on the road."""
    rows = model.world.exits[: int(model.world.road["n_hours"][0])]
    start = np.datetime64(datetime.combine(model.scenario.start, time()), "h")
    return {
        "hour": rows["hour"].copy(),
        "datetime": start + rows["hour"].astype("timedelta64[h]"),
        **{name: rows[name].copy() for name in ("vehicles", "persons", "queue_vehicles")},
    }


def incidents(model: MandateModel) -> dict[str, np.ndarray]:
    """One row an incident: acts by rung (0: an accident), mines, weeks of a road held, offensives."""
    w, place = model.world, model.plan.place.settlements
    rows = w.incidents[: int(model.zone["n_incidents"])]
    at = rows["place"]
    where = {
        "settlement": np.array(place.ids, dtype=object)[at],
        "name": np.array(place.names, dtype=object)[at],
        "lat": place.lat[at],
        "lon": place.lon[at],
    }
    truths = {name: rows[name].astype(bool) for name in ("is_detected", "is_attributed", "is_answered", "is_reversed")}
    deaths = {name: rows[name] for name in ("civilian_deaths", "defender_deaths", "armed_deaths", "peacekeeper_deaths")}
    return {
        "day": rows["day"],
        "date": _dates(model, rows["day"]),
        "rung": rows["rung"],
        "kind": KIND[rows["kind"]].astype(object),
        **where,
        "segment": rows["segment"],
        **truths,
        **deaths,
    }


def decisions(model: MandateModel) -> dict[str, np.ndarray]:
    """One row a term of an option of a choice: the ledger in long form. Empty unless the run keeps a ledger."""
    rows = [
        (day, capital, decision, option, chosen, p, utility, term, value, why)
        for day, capital, decision, option, chosen, p, utility, terms, why in rows_of(model)
        for term, value in (terms or {"": np.nan}).items()
    ]
    day, capital, decision, option, chosen, p, utility, term, value, why = zip(*rows, strict=True) if rows else ((),) * 10
    days = np.array(day, np.int64)
    return {
        "day": days,
        "date": _dates(model, days),
        "capital": _texts(capital),
        "decision": _texts(decision),
        "option": _texts(option),
        "is_chosen": np.array(chosen, bool),
        "p_chosen": np.array(p, float),
        "utility": np.array(utility, float),
        "term": _texts(term),
        "value": np.array(value, float),
        "why": _texts(why),
    }


TABLES = {"daily": daily, "settlements": settlements, "segments": segments, "exits": exits, "incidents": incidents, "decisions": decisions}
