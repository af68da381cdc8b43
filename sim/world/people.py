"""Every household of the place: who they are, when they would leave, when they would return."""

import math

import numpy as np

from sim import luck
from sim.compiled import njit
from sim.constants import HALF, MASK_32_BITS
from sim.world.codes import State, Way


def households_per_agent(persons: int, mean: float, most_agents: float) -> int:
    """How many alike households a row must stand for so that there are about `most_agents` rows at most: one, if they are few."""
    return max(1, math.ceil(persons / mean / most_agents))


@njit(cache=True)
def count_households(persons, mean, largest, seed, keys, scale):
    """Rows of households of each place (N,) and their persons one after another, drawn one by one until its persons (N,) are housed.

    scale: alike households a row; the last row of a place takes what persons are left.
    """
    counts, sizes = np.zeros(persons.shape[0], np.int64), np.empty(persons.sum(), np.int32)
    n = 0
    for i in range(persons.shape[0]):
        left = persons[i]
        while left > 0:
            size = household_size(
                mean, largest, luck.uniform(seed, luck.HOUSEHOLD_SIZE, 0, np.uint32((np.int64(keys[i]) + counts[i]) & MASK_32_BITS))
            )
            sizes[n] = min(size * scale, left)
            left -= sizes[n]
            counts[i] += 1
            n += 1
    return counts, sizes[:n].copy()


@njit(cache=True)
def household_size(mean, largest, u):
    """Persons in a household: one and a Poisson number of others, at most `largest` (inverse CDF)."""
    term = math.exp(1.0 - mean)
    total, others = term, 0
    while u > total and others < largest - 1:
        others += 1
        term *= (mean - 1.0) / others
        total += term
    return 1 + others


@njit(cache=True)
def ascending(values, n):
    """Rows of the first n positive float32 values in ascending order, equal ones in order of row (radix sort, 3 passes of 11 bits)."""
    bits = values[:n].view(np.uint32)
    rows, other = np.arange(n), np.empty(n, np.int64)
    for shift in (0, 11, 22):
        starts = np.zeros(2049, np.int64)
        for k in range(n):
            starts[((bits[k] >> np.uint32(shift)) & np.uint32(2047)) + 1] += 1
        starts = np.cumsum(starts)
        for k in range(n):
            digit = (bits[rows[k]] >> np.uint32(shift)) & np.uint32(2047)
            other[starts[digit]] = rows[k]
            starts[digit] += 1
        rows, other = other, rows
    return rows


@njit(cache=True)
def settle(households, states, settlements, sizes, counts, keys, seed, r):
    """Fill the tables of households and their first states, place by place, each place in order of leaving clocks.

    sizes (H,): persons of each, place by place. Returns (return_order, return_clock), (H,) each: rows in order of return
    within each place. r: rules.
    """
    return_order = np.zeros(households.shape[0], np.int32)
    return_clock = np.full(households.shape[0], np.inf, np.float32)
    n_most = counts.max() if counts.shape[0] > 0 else 0
    clocks, traits = np.empty(n_most, np.float32), np.zeros(n_most, households.dtype)
    is_away = np.zeros(n_most, np.int8)
    first = 0
    for i in range(counts.shape[0]):
        last = first + counts[i]
        _house(households[first:last], states[first:last], traits, is_away, clocks, sizes[first:last], settlements[i], i, keys[i], seed, r)
        s = settlements[i]
        s.first, s.next, s.last, s.next_return = first, first, last, first
        _line_up_returns(households, states, settlements, i, seed, return_order, return_clock)
        first = last
    return return_order, return_clock


@njit(cache=True)
def _house(rows, states, traits, is_away, clocks, sizes, s, i, key, seed, r):
    """The households of one place, in order of their clocks; traits, is_away and clocks are scratch."""
    n = rows.shape[0]
    for k in range(n):
        is_away[k] = _meet(traits[k], s, np.uint32((np.int64(key) + k) & MASK_32_BITS), seed, r)
        traits[k].home, traits[k].persons = i, sizes[k]
        clocks[k] = traits[k].clock
    order = ascending(clocks, n)
    for k in range(n):
        rows[k] = traits[order[k]]
        states[k].alive, states[k].decided, states[k].went_by = rows[k].persons, np.nan, Way.STAYED
        states[k].state = State.OUT if is_away[order[k]] else State.HOME


@njit(cache=True)
def _meet(row, s, entity, seed, r):
    """Traits and clock of one household, and whether it is away at first (1); s is its place.

    The leaving clock is a unit exponential divided by its frailty (a proportional hazard; Sellke 1983).
    """
    a, b = luck.uniforms(seed, luck.HOUSEHOLD_TRAITS, 0, entity)
    c, attachment = luck.uniforms(seed, luck.HOUSEHOLD_TRAITS, 1, entity)
    away, clock = luck.uniform(seed, luck.RETURN_CLOCK, 0, entity), luck.uniform(seed, luck.LEAVING_CLOCK, 0, entity)
    row.key, row.attachment = entity, attachment
    row.has_vehicle = 1 if a < r.leaving_vehicle_owners else 0
    row.has_kin = 1 if b < r.leaving_kin_abroad else 0
    row.farms = 1 if c < s.farmers else 0
    log_frailty = (
        r.leaving_vehicle_frailty * row.has_vehicle
        + r.leaving_kin_frailty * row.has_kin
        + r.leaving_farm_frailty * row.farms
        - r.leaving_attachment_frailty * (attachment - HALF)
    )
    if attachment > 1.0 - r.leaving_most_attached:
        log_frailty -= r.leaving_most_attached_frailty
    row.clock = -math.log(clock) * math.exp(-log_frailty)
    return 1 if away < r.leaving_away_share else 0


@njit(cache=True)
def _line_up_returns(households, states, settlements, i, seed, return_order, return_clock):
    """Put the away households of one place in order of return, and count its persons by state."""
    s = settlements[i]
    away, clocks = np.empty(s.last - s.first, np.int32), np.empty(s.last - s.first, np.float32)
    n = 0
    s.n_all = s.n_home = s.n_out = 0
    for row in range(s.first, s.last):
        household = households[row]
        s.n_all += household.persons
        if states[row].state == State.OUT:
            s.n_out += household.persons
            away[n] = row
            clocks[n] = -math.log(luck.uniform(seed, luck.RETURN_CLOCK, 1, household.key))
            n += 1
        else:
            s.n_home += household.persons
    order = ascending(clocks, n)
    for k in range(n):
        return_order[s.first + k] = away[order[k]]
        return_clock[s.first + k] = clocks[order[k]]
