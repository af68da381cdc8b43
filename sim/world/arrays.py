"""The arrays of one world under one arm, as the compiled rules receive them."""

from typing import NamedTuple

import numpy as np

HOME, WANT, ROAD, SHELTER, OUT, DEAD = range(6)
RAID, BATTLE = 7, 8  # rows of the tally for acts that are on no rung of the ladder
STAYED, OWN_VEHICLE, RIDE, BUS = range(4)


class Arrays(NamedTuple):
    """Every array of the world; N settlements, M segments, H households, D days, K months."""

    seed: np.ndarray  # (1,) uint64: the world's number
    rules: np.ndarray  # (1,) the rules' numbers
    now: np.ndarray  # (1,) state of the whole zone
    orders: np.ndarray  # (1,) what the capitals last ordered
    settlements: np.ndarray  # (N,)
    segments: np.ndarray  # (M,)
    households: np.ndarray  # (H,) grouped by home, in leaving order
    units: np.ndarray  # (U,)
    teams: np.ndarray  # (T,)
    return_order: np.ndarray  # (H,) int32: households grouped by home, in order of return
    return_clock: np.ndarray  # (H,) float32: pull at which each of these returns
    wanting: np.ndarray  # (2H,) int32: households that wait, first come first
    pending: np.ndarray  # (P,) households that may return or leave again
    taken: np.ndarray  # (1024,) int32: places of the positions taken, in that order
    near: np.ndarray  # (N, N) exp(-road km / presence km)
    near_segment: np.ndarray  # (M, N) the same from the middle of a segment
    near_fear: np.ndarray  # (N, N) exp(-road km / fear km)
    effort: np.ndarray  # (N,) scratch: patrol effort felt today
    season: np.ndarray  # (D, 2) farm work, harvest: share of the yearly mean
    linked: np.ndarray  # (D,) int8: 1 on days on which a road joins the capital to the outside
    month: np.ndarray  # (D,) int64: month number since the start
    tally: np.ndarray  # (9, 4) acts since the last deliberation by rung, then raids and battles: done, seen, attributed, answered
    daily: np.ndarray  # (D,)
    incidents: np.ndarray  # (R,)
    month_segment: np.ndarray  # (K, M)
    month_settlement: np.ndarray  # (K, N)
