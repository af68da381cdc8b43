"""The decision log: every option of every choice with its terms, written by the rules as numbers; `sim/decisions.py` has the words.

No log is kept where the table has no rows. Rules write; no rule reads.
"""

import numpy as np

from sim.compiled import rule

NAN = np.nan
ROWS_A_WEEK = 32  # at most, besides those of commitments
ROWS_A_COMMITMENT = 8
N_TERMS = 7


@rule
def is_kept(world):
    """Whether this run keeps a decision log."""
    return world.decisions.shape[0] > 0


@rule
def note(world, day, capital, decision, option, utility, p, is_chosen, why):
    """Write one option of one choice, its terms empty; returns its row, or -1 where no log is kept."""
    if world.decisions.shape[0] == 0:
        return -1
    k = world.zone[0].n_decisions
    if k >= world.decisions.shape[0]:
        raise IndexError("the decision log is full")
    world.zone[0].n_decisions = k + 1
    row = world.decisions[k]
    row.day, row.capital, row.decision, row.option, row.is_chosen, row.why = day, capital, decision, option, is_chosen, why
    row.p, row.utility = p, utility
    row.term_0 = row.term_1 = row.term_2 = row.term_3 = row.term_4 = row.term_5 = row.term_6 = NAN
    return k


@rule
def add_terms(world, k, a, b, c, d, e, f):
    """Fill the first six terms of a row that `note` returned; nan: does not enter."""
    if k < 0:
        return
    row = world.decisions[k]
    row.term_0, row.term_1, row.term_2, row.term_3, row.term_4, row.term_5 = a, b, c, d, e, f


@rule
def percent(share):
    """A share as a whole number of percent, for an option that is an amount."""
    return round(100 * share)


@rule
def rows_needed(world):
    """Rows that one week can take at most."""
    return ROWS_A_WEEK + ROWS_A_COMMITMENT * world.commitments.shape[0] if world.decisions.shape[0] > 0 else 0
