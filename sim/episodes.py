"""What a run's incidents say about civil war: episodes, strife nearby, and acts repeated after an answer or without one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

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


def strife(model: MandateModel) -> dict[str, float]:
    """Raids and battles: how many, how deadly, how often answered, in which episodes. NaN where the case knows none."""
    d, rows = model.world.daily[: model.day], model.world.incidents[: int(model.zone["n_incidents"])]
    is_war = model.numbers["rules.act.campaigns_per_year"] > 0.0
    raids, battles = (rows[rows["kind"] == kind] for kind in (RAID_KIND, BATTLE_KIND))
    last = d["raid_deaths"][-365:]
    return {
        "raids": len(raids),
        "raids_answered_share": raids["is_answered"].mean() if len(raids) else NAN,
        "battles": len(battles),
        "battles_answered_share": battles["is_answered"].mean() if len(battles) else NAN,
        "raid_deaths_month": MONTH * d["raid_deaths"].mean(),
        "raid_deaths_last_year_month": MONTH * last.mean(),
        "battle_deaths_month": MONTH * d["battle_deaths"].mean(),
        "correlation_restriction_raids": _restriction(model, d),
        **(_episodes(model, rows[rows["kind"] >= RAID_KIND]) if is_war else dict.fromkeys(STRIFE, NAN)),
    }


def _restriction(model: MandateModel, d: np.ndarray) -> float:
    """Correlation over months of the host's restriction with deaths in raids; NaN where either never varies."""
    months = model.plan.month[: len(d)]
    days = np.bincount(months)
    restriction, deaths = (np.bincount(months, d[name]) / days for name in ("restriction", "raid_deaths"))
    if len(days) < 3 or restriction.std() == 0.0 or deaths.std() == 0.0:
        return NAN
    return float(np.corrcoef(restriction, deaths)[0, 1])


def _episodes(model: MandateModel, rows: np.ndarray) -> dict[str, float]:
    """Episodes by place with and without a post, and how often one begins near strife and far from it."""
    world, days = model.world, model.day
    places = np.unique(world.units["place"])
    has_act = np.zeros((days, len(world.settlements)), bool)
    has_act[rows["day"], rows["place"]] = True
    before = _recent(has_act)
    onset = has_act & ~before
    near = before @ _adjacent(model) > 0
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
    total = np.cumsum(has_act, axis=0)
    upto = np.vstack([np.zeros((1, has_act.shape[1]), total.dtype), total[:-1]])
    old = np.zeros_like(upto)
    old[QUIET_DAYS:] = upto[: len(upto) - QUIET_DAYS]
    return upto > old


def _adjacent(model: MandateModel) -> np.ndarray:
    """(N, N) 1 where a road joins two places."""
    segments, n = model.world.segments, len(model.world.settlements)
    out = np.zeros((n, n), np.int64)
    out[segments["a"], segments["b"]] = out[segments["b"], segments["a"]] = 1
    return out


def _episode_days(has_act: np.ndarray) -> np.ndarray:
    """(N,) days of all episodes of a place: each from its first act to its last."""
    out = np.zeros(has_act.shape[1])
    for place in np.flatnonzero(has_act.any(axis=0)):
        day = np.flatnonzero(has_act[:, place])
        gaps = np.diff(day)
        out[place] = gaps[gaps <= QUIET_DAYS].sum() + 1 + (gaps > QUIET_DAYS).sum()
    return out


def repeats(model: MandateModel) -> dict[str, float]:
    """Acts of rung 2 and above by whether they were answered, and how many of them were followed by another soon."""
    rows = model.world.incidents[: int(model.zone["n_incidents"])]
    grave = rows[rows["rung"] >= 2]
    day = grave["day"].astype(np.int64)
    counts = day <= model.day - REPEAT_DAYS
    following = np.append(day[1:], 10**9) - day <= REPEAT_DAYS
    answered = grave["is_answered"] == 1
    return {
        "acts_answered": (counts & answered).sum(),
        "acts_answered_repeated": (counts & answered & following).sum(),
        "acts_unanswered": (counts & ~answered).sum(),
        "acts_unanswered_repeated": (counts & ~answered & following).sum(),
        "grabs_below_median_presence": _little_watched(model, rows[(rows["rung"] == 2) & (rows["kind"] == 0)]),
    }


def _little_watched(model: MandateModel, grabs: np.ndarray) -> int:
    """How many grabs fell on places less watched, over their month, than the median place at the line."""
    if not len(grabs):
        return 0
    months, world = model.plan.month[grabs["day"]], model.world
    presence = world.month_settlement["presence"] / np.maximum(1.0, world.month_settlement["days"])
    median = np.median(presence[:, world.units["place"]], axis=1)
    return int((presence[months, grabs["place"]] < median[months]).sum())
