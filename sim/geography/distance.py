"""Distances: over roads and as the crow flies."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.geography.place import Place

EARTH_KM = 6371.0088


def shortest_km(
    place: Place,
    lengths: NDArray[np.float64] | None = None,
    mask: NDArray[np.bool_] | None = None,
    origins: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Length of the shortest way over the roads that a mask leaves, inf where there is none.

    lengths: one per segment (km, or hours for the quickest way; default the table's); mask: one truth per segment
    (default all); origins: rows of settlements (default all). Returns (origins, settlements).
    Bellman-Ford, every origin at once.
    """
    roads, n = place.roads, len(place.settlements)
    lengths = roads.length_km if lengths is None else lengths
    kept = np.arange(len(roads)) if mask is None else np.flatnonzero(mask)
    tail, head = np.r_[roads.start[kept], roads.end[kept]], np.r_[roads.end[kept], roads.start[kept]]
    by_head = np.argsort(head, kind="stable")
    reached, first = np.unique(head[by_head], return_index=True)
    tail, step = tail[by_head], np.tile(lengths[kept], 2)[by_head]
    origins = np.arange(n) if origins is None else np.atleast_1d(origins)
    km = np.full((len(origins), n), np.inf)
    km[np.arange(len(origins)), origins] = 0.0
    for _ in range(n if len(kept) else 0):
        shorter = np.minimum(km[:, reached], np.minimum.reduceat(km[:, tail] + step, first, axis=1))
        if np.array_equal(shorter, km[:, reached]):
            break
        km[:, reached] = shorter
    return km


def straight_km(lat_a: ArrayLike, lon_a: ArrayLike, lat_b: ArrayLike, lon_b: ArrayLike) -> NDArray[np.float64]:
    """Great-circle distance (km) between points in degrees, on a sphere of the Earth's mean radius."""
    lat_a, lon_a, lat_b, lon_b = (np.radians(np.asarray(x, np.float64)) for x in (lat_a, lon_a, lat_b, lon_b))
    chord = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(chord)))
