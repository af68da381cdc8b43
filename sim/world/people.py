"""Every household of the place: who they are, when they would leave, when they would return."""

import math

import numpy as np
from numba import njit

from sim import luck
from sim.world.arrays import HOME, OUT

LARGEST = 12  # persons in a household


@njit(cache=True)
def count_households(persons, mean, seed, keys):
    """Households of each place (N,), drawn one by one until its persons (N,) are housed."""
    counts = np.zeros(persons.shape[0], np.int64)
    for i in range(persons.shape[0]):
        housed = 0
        while housed < persons[i]:
            housed += household_size(mean, luck.uniform(seed, luck.HOUSEHOLD_SIZE, 0, keys[i] + np.uint32(counts[i])))
            counts[i] += 1
    return counts


@njit(cache=True)
def household_size(mean, u):
    """Persons in a household: one and a Poisson number of others, at most LARGEST (inverse CDF)."""
    term = math.exp(1.0 - mean)
    total, others = term, 0
    while u > total and others < LARGEST - 1:
        others += 1
        term *= (mean - 1.0) / others
        total += term
    return 1 + others


@njit(cache=True)
def settle(households, settlements, persons, counts, keys, seed, r):
    """Fill the table of households, place by place, each place in order of leaving clocks.

    Returns (return_order, return_clock), (H,) each: rows in order of return within each place. r: rules.
    """
    return_order = np.zeros(households.shape[0], np.int32)
    return_clock = np.full(households.shape[0], np.inf, np.float32)
    first = 0
    for i in range(persons.shape[0]):
        last = first + counts[i]
        _house(households[first:last], settlements[i], i, persons[i], keys[i], seed, r)
        s = settlements[i]
        s.first, s.next, s.last, s.next_return = first, first, last, first
        _line_up_returns(households, settlements, i, seed, return_order, return_clock)
        first = last
    return return_order, return_clock


@njit(cache=True)
def _house(rows, s, i, persons, key, seed, r):
    """The households of one place, in order of their clocks."""
    n = rows.shape[0]
    sizes, clocks = np.empty(n, np.int32), np.empty(n, np.float32)
    left = persons
    for k in range(n):
        entity = key + np.uint32(k)
        size = household_size(r.leaving_mean_household, luck.uniform(seed, luck.HOUSEHOLD_SIZE, 0, entity))
        sizes[k] = min(size, left)
        left -= sizes[k]
        clocks[k] = _clock(s, entity, seed, r)
    order = np.argsort(clocks)
    for k in range(n):
        row, entity = rows[k], key + np.uint32(order[k])
        row.key, row.home, row.persons, row.alive = entity, i, sizes[order[k]], sizes[order[k]]
        row.clock, row.decided = clocks[order[k]], np.nan
        row.has_vehicle, row.has_kin, row.farms, row.attachment = _traits(s, entity, seed, r)
        row.state = OUT if luck.uniform(seed, luck.RETURN_CLOCK, 0, entity) < r.leaving_away_share else HOME


@njit(cache=True)
def _traits(s, entity, seed, r):
    """Vehicle, kin abroad, farm near the line (0 or 1 each) and attachment (0-1) of one household; s is its place."""
    a, b = luck.uniforms(seed, luck.HOUSEHOLD_TRAITS, 0, entity)
    c, d = luck.uniforms(seed, luck.HOUSEHOLD_TRAITS, 1, entity)
    vehicle = 1 if a < r.leaving_vehicle_owners else 0
    kin = 1 if b < r.leaving_kin_abroad else 0
    farm = 1 if c < s.farmers else 0
    return vehicle, kin, farm, d


@njit(cache=True)
def _clock(s, entity, seed, r):
    """Leaving clock: a unit exponential divided by the household's frailty (a proportional hazard; Sellke 1983)."""
    vehicle, kin, farm, attachment = _traits(s, entity, seed, r)
    log_frailty = (r.leaving_vehicle_frailty * vehicle + r.leaving_kin_frailty * kin + r.leaving_farm_frailty * farm
                   - r.leaving_attachment_frailty * (attachment - 0.5))
    if attachment > 1.0 - r.leaving_most_attached:
        log_frailty -= r.leaving_most_attached_frailty
    return -math.log(luck.uniform(seed, luck.LEAVING_CLOCK, 0, entity)) * math.exp(-log_frailty)


@njit(cache=True)
def _line_up_returns(households, settlements, i, seed, return_order, return_clock):
    """Put the away households of one place in order of return, and count its persons by state."""
    s = settlements[i]
    away = np.empty(s.last - s.first, np.int32)
    clocks = np.empty(s.last - s.first, np.float32)
    n = 0
    s.n_all = s.n_home = s.n_out = 0
    for row in range(s.first, s.last):
        household = households[row]
        s.n_all += household.persons
        if household.state == OUT:
            s.n_out += household.persons
            away[n] = row
            clocks[n] = -math.log(luck.uniform(seed, luck.RETURN_CLOCK, 1, household.key))
            n += 1
        else:
            s.n_home += household.persons
    order = np.argsort(clocks[:n])
    for k in range(n):
        return_order[s.first + k] = away[order[k]]
        return_clock[s.first + k] = clocks[order[k]]
