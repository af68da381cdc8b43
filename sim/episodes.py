"""What a run's incidents say about civil war: episodes, strife nearby, and acts repeated after an answer or without one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.correlation import pearson

if TYPE_CHECKING:
    from sim.model import MandateModel

QUIET_DAYS = 30  # acts at most so many days apart are one episode (evidence.md SF6, SF7)
REPEAT_DAYS = 90  # within which an act counts as repeated (evidence.md SF24)
RAID_KIND, BATTLE_KIND = 4, 5
NAN = math.nan
MONTH = 30.44  # days
STRIFE = (
    "episodes_at_posts",
    "episode_days_at_posts",
    "place_years_at_posts",
    "episodes_elsewhere",
    "episode_days_elsewhere",
    "place_years_elsewhere",
    "nearby_hazard_over",
    "nearby_hazard_under",
)


def strife(model: MandateModel, daily: Mapping[str, np.ndarray], sums: Mapping[str, float]) -> dict[str, float]:
    """Raids and battles: how many, how deadly, how often answered, in which episodes. NaN where the case knows none.

    `daily` holds the columns of the daily table, `sums` the sum of each."""
    rows, days = model.world.incidents[: int(model.zone["n_incidents"])], model.day
    is_war = model.numbers["rules.act.campaigns_per_year"] > 0.0
    kind, answered = rows["kind"], rows["is_answered"]
    raids, battles = (answered[kind == one] for one in (RAID_KIND, BATTLE_KIND))
    return {
        "raids": len(raids),
        "raids_answered_share": raids.mean() if len(raids) else NAN,
        "battles": len(battles),
        "battles_answered_share": battles.mean() if len(battles) else NAN,
        "raid_deaths_month": MONTH * (sums["raid_deaths"] / days),
        "raid_deaths_last_year_month": MONTH * daily["raid_deaths"][-365:].mean(),
        "battle_deaths_month": MONTH * (sums["battle_deaths"] / days),
        "correlation_restriction_raids": _restriction(model, daily) if sums["raid_deaths"] else NAN,
        **(_episodes(model, rows[kind >= RAID_KIND]) if is_war else dict.fromkeys(STRIFE, NAN)),
    }


def _restriction(model: MandateModel, daily: Mapping[str, np.ndarray]) -> float:
    """Correlation over months of the host's restriction with deaths in raids; NaN where either never varies."""
    months = model.plan.month[: model.day]
    days = np.bincount(months)
    return pearson(*(np.bincount(months, daily[name]) / days for name in ("restriction", "raid_deaths")))


def _episodes(model: MandateModel, rows: np.ndarray) -> dict[str, float]:
    """Episodes by place with and without a post, and how often one begins near strife and far from it."""
    world, days = model.world, model.day
    places = np.unique(world.units["place"])
    has_act = np.zeros((days, len(world.settlements)), bool)
    has_act[rows["day"], rows["place"]] = True
    before = _recent(has_act)
    onset = has_act & ~before
    near = before.astype(np.float32) @ _adjacent(model) > 0.0
    length = _episode_days(has_act)
    has_post = world.settlements["has_post"][places] == 1
    out = {}
    for name, chosen in (("at_posts", places[has_post]), ("elsewhere", places[~has_post])):
        out[f"episodes_{name}"] = onset[:, chosen].sum()
        out[f"episode_days_{name}"] = length[chosen].sum()
        out[f"place_years_{name}"] = len(chosen) * days / 365.25
    over, under = _nearby_hazard(onset[:, places], ~before[:, places], near[:, places])
    return out | {"nearby_hazard_over": over, "nearby_hazard_under": under}


def _nearby_hazard(onset: np.ndarray, at_risk: np.ndarray, near: np.ndarray) -> tuple[float, float]:
    """Numerator and denominator of the hazard of an episode near strife over that far from it (all (D, N) truths), each place against
    itself (Mantel-Haenszel), so that places alike in risk and close to one another do not count as spread."""
    events, far_events = (onset & near).sum(axis=0), (onset & ~near).sum(axis=0)
    days, far_days = (at_risk & near).sum(axis=0), (at_risk & ~near).sum(axis=0)
    whole = np.maximum(1, days + far_days)
    return float((events * far_days / whole).sum()), float((far_events * days / whole).sum())


def _recent(has_act: np.ndarray) -> np.ndarray:
    """(D, N) whether a place had an act in the QUIET_DAYS before each day."""
    total = np.cumsum(has_act, axis=0, dtype=np.int32)
    upto = np.vstack([np.zeros((1, has_act.shape[1]), total.dtype), total[:-1]])
    old = np.zeros_like(upto)
    old[QUIET_DAYS:] = upto[: len(upto) - QUIET_DAYS]
    return upto > old


def _adjacent(model: MandateModel) -> np.ndarray:
    """(N, N) 1 where a road joins two places."""
    segments, n = model.world.segments, len(model.world.settlements)
    out = np.zeros((n, n), np.float32)
    out[segments["a"], segments["b"]] = out[segments["b"], segments["a"]] = 1
    return out


def _episode_days(has_act: np.ndarray) -> np.ndarray:
    """(N,) days of all episodes of a place: each from its first act to its last."""
    place, day = np.nonzero(has_act.T)
    gaps = np.diff(day, append=0)
    goes_on = (np.diff(place, append=-1) == 0) & (gaps <= QUIET_DAYS)
    return np.bincount(place, np.where(goes_on, gaps, 1), has_act.shape[1])


def repeats(model: MandateModel) -> dict[str, float]:
    """Acts of rung 2 and above by whether they were answered, and how many of them were followed by another soon."""
    rows = model.world.incidents[: int(model.zone["n_incidents"])]
    rung = rows["rung"]
    is_grave = rung >= 2
    day, answered = rows["day"][is_grave].astype(np.int64), rows["is_answered"][is_grave] == 1
    counts = day <= model.day - REPEAT_DAYS
    following = counts & (np.append(day[1:], 10**9) - day <= REPEAT_DAYS)
    n, n_answered, n_following = (np.count_nonzero(one) for one in (counts, counts & answered, following))
    n_both = np.count_nonzero(following & answered)
    return {
        "acts_answered": n_answered,
        "acts_answered_repeated": n_both,
        "acts_unanswered": n - n_answered,
        "acts_unanswered_repeated": n_following - n_both,
        "grabs_below_median_presence": _little_watched(model, rows[(rung == 2) & (rows["kind"] == 0)]),
    }


def _little_watched(model: MandateModel, grabs: np.ndarray) -> int:
    """How many grabs fell on places less watched, over their month, than the median place at the line."""
    if not len(grabs):
        return 0
    world = model.world
    months = model.plan.month[grabs["day"]]
    presence = world.month_settlement["presence"] / np.maximum(1.0, world.month_days)[:, np.newaxis]
    median = _medians(presence[:, world.units["place"]])
    return np.count_nonzero(presence[months, grabs["place"]] < median[months])


def _medians(table: np.ndarray) -> np.ndarray:
    """The median of each row."""
    ordered, n = np.sort(table, axis=1), table.shape[1]
    return 0.5 * (ordered[:, (n - 1) // 2] + ordered[:, n // 2])
