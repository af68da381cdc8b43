"""Points spread evenly over a unit cube: Latin hypercubes and Sobol sequences. Luck comes by address, as everywhere."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from experiments.study.sobol_table import DIRECTIONS

STRATUM, PLACE, SHIFT = 1_000_001, 1_000_002, 1_000_003  # decisions of a design: far from those of the model
BITS = 32


def spread(method: str, points: int, names: list[str], seed: int) -> np.ndarray:
    """(points, names) in (0, 1): a column a name, which depends on the name and the seed but not on the other names."""
    return (latin_hypercube if method == "latin_hypercube" else sobol)(points, names, seed)


def latin_hypercube(points: int, names: list[str], seed: int) -> np.ndarray:
    """Every column has one point in each of `points` equal strata (McKay, Beckman and Conover 1979)."""
    columns = [
        np.argsort(np.argsort(_luck(seed, STRATUM, name, points), kind="stable")) + _luck(seed, PLACE, name, points) for name in names
    ]
    return np.column_stack(columns) / points


def sobol(points: int, names: list[str], seed: int) -> np.ndarray:
    """The first points of a Sobol sequence, each column shifted by its own digits; more points continue the same sequence."""
    if len(names) > len(DIRECTIONS):
        raise ValueError(f"a Sobol sample takes at most {len(DIRECTIONS)} settings; use latin_hypercube")
    columns = [_column(at, points) ^ np.uint64(_luck(seed, SHIFT, name, 1)[0] * 2**BITS) for at, name in enumerate(names)]
    return (np.column_stack(columns).astype(float) + 0.5) / 2**BITS


def _column(dimension: int, points: int) -> np.ndarray:
    """(points,) one dimension as whole numbers of 32 bits, in the order of Gray codes (Antonov and Saleev 1979)."""
    directions = _directions(dimension)
    changes = [(at & -at).bit_length() - 1 for at in range(1, points)]
    return np.bitwise_xor.accumulate(np.array([0, *(directions[one] for one in changes)], np.uint64))


@lru_cache(maxsize=128)
def _directions(dimension: int) -> tuple[int, ...]:
    """Direction numbers of a dimension by Bratley and Fox's recurrence, from Joe and Kuo's starting values."""
    if dimension == 0:
        return tuple(1 << (BITS - 1 - at) for at in range(BITS))
    polynomial, *start = DIRECTIONS[dimension]
    degree = len(start)
    found = [one << (BITS - 1 - at) for at, one in enumerate(start)]
    for at in range(degree, BITS):
        fresh = found[at - degree] ^ (found[at - degree] >> degree)
        for step in range(1, degree):
            if polynomial >> (degree - 1 - step) & 1:
                fresh ^= found[at - step]
        found.append(fresh)
    return tuple(found[:BITS])


def _luck(seed: int, decision: int, name: str, count: int) -> np.ndarray:
    from sim.luck import fill_uniforms, name_entity

    found = np.empty(count)
    fill_uniforms(np.uint64(seed), decision, name_entity(name), found)
    return found
