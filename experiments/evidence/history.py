"""Statistics of the record of 2020-2023: what patterns.csv reads from the history, read from the daily series of every world.

Days count from the start, 10 November 2020. Where the record stops at the offensive, so does the reading."""

from __future__ import annotations

import numpy as np

from experiments.evidence.seen import Worlds
from experiments.evidence.statistics import FIRST, Arm, Column, statistic

MONTH = 30.44  # days
WEEK = 7.0
HELD = 150  # days of the held road over which patterns.csv P6 averages
SETTLED = 30  # days of a held road after which headquarters has put out its spare posts
FEWEST_DAYS = 30  # of a stretch that is averaged
ATTACK = 60  # days before a capitulation in which its offensive lies


@statistic(needs=("imports_t", "access_level", "is_capitulated"))
def imports_while_held(worlds: Worlds, arm: Arm = FIRST) -> np.ndarray:
    """Imports on the first 150 days with the road obstructed or under a checkpoint, as a share of those on open days before (P6)."""
    return _while_held("imports_t", worlds, arm)


@statistic(needs=("passages", "access_level", "is_capitulated"))
def passages_while_held(worlds: Worlds, arm: Arm = FIRST) -> np.ndarray:
    """Person passages on the first 150 days with the road obstructed or under a checkpoint, as a share of open days before (P6)."""
    return _while_held("passages", worlds, arm)


@statistic(needs=("imports_t", "access_level", "is_capitulated"))
def imports_while_closed(worlds: Worlds, arm: Arm = FIRST) -> np.ndarray:
    """Imports a day (t) while the road is closed, in worlds that have 30 such days before any capitulation (P6)."""
    closed = _level(worlds, arm) == 3
    return _mean_where(worlds.daily("imports_t", arm), closed, FEWEST_DAYS)


@statistic
def series_mean(worlds: Worlds, column: Column, from_day: float, to_day: float, arm: Arm = FIRST) -> np.ndarray:
    """Mean of a daily series from a day up to, not including, another."""
    return worlds.daily(column, arm)[:, int(from_day) : int(to_day)].mean(axis=1)


@statistic(needs=("is_offensive",))
def series_mean_before_offensive(worlds: Worlds, column: Column, from_day: float, to_day: float, arm: Arm = FIRST) -> np.ndarray:
    """Mean of a daily series from a day up to another, or to the first offensive if that comes first; 30 days are needed."""
    return _mean_where(worlds.daily(column, arm), _window(worlds, arm, from_day, to_day), FEWEST_DAYS)


@statistic(needs=("posts", "access_level", "is_offensive"))
def posts_while_held(worlds: Worlds, arm: Arm = FIRST) -> np.ndarray:
    """Posts after the road has been held for 30 days, up to the first offensive (P8)."""
    held = (worlds.daily("access_level", arm) > 0) & _window(worlds, arm, 0, np.inf)
    since = np.cumsum(held, axis=1)
    return _mean_where(worlds.daily("posts", arm), held & (since > SETTLED), 1)


@statistic(needs=("is_offensive",))
def activity_ratio(
    worlds: Worlds, column: Column, from_day: float, to_day: float, base_from: float, base_to: float, arm: Arm = FIRST
) -> np.ndarray:
    """A daily activity in a later time, up to the first offensive, as a share of what it was in an earlier one (P8)."""
    values = worlds.daily(column, arm)
    later = _mean_where(values, _window(worlds, arm, from_day, to_day), FEWEST_DAYS)
    with np.errstate(divide="ignore", invalid="ignore"):
        return later / values[:, int(base_from) : int(base_to)].mean(axis=1)


@statistic(needs=("mine_accidents", "casualty_events", "is_offensive"))
def mine_share(worlds: Worlds, arm: Arm = FIRST) -> np.ndarray:
    """Mine accidents as a share of mine accidents and deadly acts, up to the first offensive (P9)."""
    before = _window(worlds, arm, 0, np.inf)
    mines = np.where(before, worlds.daily("mine_accidents", arm), 0).sum(axis=1)
    acts = np.where(before, worlds.daily("casualty_events", arm), 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return mines / (mines + acts)


@statistic(needs=("answered_severe",))
def severe_answers(worlds: Worlds, arm: Arm = FIRST) -> np.ndarray:
    """Acts of rung 2 and above that the mission answered, over the whole run (P11)."""
    return worlds.daily("answered_severe", arm).sum(axis=1)


@statistic(needs=("is_capitulated", "is_offensive"))
def battle_sum(worlds: Worlds, column: Column, arm: Arm = FIRST) -> np.ndarray:
    """Sum of a daily series over the days of the offensive that ended in a capitulation (P12); unknown where there was none."""
    fallen = worlds.daily("is_capitulated", arm) == 1
    day = np.arange(fallen.shape[1])
    end = np.where(fallen.any(axis=1), fallen.argmax(axis=1), -1)
    fought = (worlds.daily("is_offensive", arm) == 1) & (day <= end[:, None]) & (day > end[:, None] - ATTACK)
    return np.where(end >= 0, np.where(fought, worlds.daily(column, arm), 0).sum(axis=1), np.nan)


@statistic
def road_deaths_percent(worlds: Worlds, arm: Arm = FIRST) -> np.ndarray:
    """Deaths under way, in percent of those who left by the hourly road (P5)."""
    leavers = worlds.outcome("vehicles_out", arm) * worlds.outcome("persons_per_vehicle", arm)
    return 100.0 * worlds.outcome("road_deaths", arm) / leavers


def _level(worlds: Worlds, arm: Arm) -> np.ndarray:
    """(worlds, days) level of the road before any capitulation; nought after."""
    return np.where(worlds.daily("is_capitulated", arm) == 1, 0, worlds.daily("access_level", arm))


def _while_held(column: str, worlds: Worlds, arm: Arm) -> np.ndarray:
    level = _level(worlds, arm)
    eased = (level == 1) | (level == 2)
    first = eased & (np.cumsum(eased, axis=1) <= HELD)
    open_before = (np.cumsum(level > 0, axis=1) == 0) & (worlds.daily("is_capitulated", arm) == 0)
    values = worlds.daily(column, arm)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _mean_where(values, first, HELD) / _mean_where(values, open_before, FEWEST_DAYS)


def _window(worlds: Worlds, arm: Arm, from_day: float, to_day: float) -> np.ndarray:
    """(worlds, days) from a day up to another or to the first offensive."""
    fought = np.cumsum(worlds.daily("is_offensive", arm) == 1, axis=1) > 0
    day = np.arange(fought.shape[1])
    return (day >= from_day) & (day < to_day) & ~fought


def _mean_where(values: np.ndarray, truths: np.ndarray, fewest: int) -> np.ndarray:
    """(worlds,) means over the days that count; NaN where they are fewer than `fewest`."""
    n = truths.sum(axis=1)
    return np.where(n >= fewest, np.where(truths, values, 0.0).sum(axis=1) / np.maximum(n, 1), np.nan)
