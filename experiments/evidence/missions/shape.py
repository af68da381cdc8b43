"""The size of a case: which sector of its line is lived, with how many troops and people, on how many places.

A mission is lived on a sector of its line of at most 240 km, with its share of troops, people and ground, so that whatever is counted
by the km is as documented, however long the line is. An enclave (one road) is lived whole. People are lived as a sample of at most
12,000: what is counted by the head (imports, the gate, buses, escorts) shrinks with them, as in the teaching enclave.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from experiments.evidence.missions.case import Case, value_of

SECTOR_KM = 240.0  # the longest stretch of line that is lived
FRONT_KM = 10.0  # km of line that one place at the line stands for: Karabakh has 40 on 401 km
FEWEST_FRONT, MOST_FRONT = 6, 24
MOST_PEOPLE, FEWEST_PEOPLE = 12_000, 2_000
KARABAKH_PERSONS, KARABAKH_LINE, KARABAKH_KM2 = 101_848, 401.0, 2985.0
LINE_UNKNOWN = (100.0, 900.0)  # km, where neither line nor area is documented
TROOPS_UNKNOWN = (200.0, 10_000.0)
DEPTH_UNKNOWN, SHALLOWEST_KM, DEEPEST_KM = 20.0, 4.0, 60.0  # hinterland beyond the last plays no part


@dataclass(frozen=True)
class Shape:
    """A case in km, persons and places. Shares are of the whole mission; `people` and `units` are against Karabakh."""

    is_enclave: bool
    is_road_unknown: bool
    line_km: float  # of the whole mission
    sector_km: float  # lived
    depth_km: float  # of the ground behind the line; the radius of an enclave
    n_front: int  # places at the line
    persons: int  # lived one to one
    people: float  # persons over those of Karabakh: the scale of what is counted by the head
    troops: float  # in the sector; the middle where unknown
    troops_range: tuple[float, float] | None  # in the sector, where troops or line are unknown

    @property
    def share(self) -> float:
        """Share of the mission that the sector is."""
        return self.sector_km / self.line_km

    @property
    def units(self) -> float:
        """Armed units of Karabakh's density that one place at the line stands for."""
        return self.sector_km / FRONT_KM / self.n_front

    @property
    def lines(self) -> float:
        """Length of the sector against Karabakh's line: the scale of what is counted by the km."""
        return self.sector_km / KARABAKH_LINE

    @property
    def troops_per_km(self) -> float:
        """Troops a km of line."""
        return self.troops / self.sector_km


def shape_of(case: Case) -> Shape:
    """The shape of a case from its line, area, people, troops and lifeline."""
    area, population = value_of(case.area_km2), value_of(case.population)
    lifeline = value_of(case.lifeline)
    is_enclave = lifeline == "one_road"
    line = value_of(case.line_km) or _line_of(area)
    sector = line if is_enclave else min(line, SECTOR_KM)
    persons = max(FEWEST_PEOPLE, min(MOST_PEOPLE, round(population * sector / line))) if population else MOST_PEOPLE
    return Shape(
        is_enclave=is_enclave,
        is_road_unknown=lifeline is None,
        line_km=line,
        sector_km=sector,
        depth_km=_depth(area, line, is_enclave),
        n_front=max(FEWEST_FRONT, min(MOST_FRONT, round(sector / FRONT_KM))),
        persons=persons,
        people=persons / KARABAKH_PERSONS,
        troops=max(1.0, _troops(case) * sector / line),
        troops_range=_troops_range(case, sector, line),
    )


def _line_of(area: float | None) -> float:
    """Length of an undocumented line: the perimeter of a circle of the area; the middle of the unknown where that is none either."""
    if area is None:
        return math.sqrt(LINE_UNKNOWN[0] * LINE_UNKNOWN[1])
    return 2.0 * math.sqrt(math.pi * area)


def _depth(area: float | None, line: float, is_enclave: bool) -> float:
    """Radius of an enclave, or depth of the ground behind the line."""
    if is_enclave:
        return math.sqrt((area if area is not None else KARABAKH_KM2 * line / KARABAKH_LINE) / math.pi)
    return DEPTH_UNKNOWN if area is None else min(DEEPEST_KM, max(SHALLOWEST_KM, area / line))


def _troops(case: Case) -> float:
    known = value_of(case.troops)
    return float(known) if known else math.sqrt(TROOPS_UNKNOWN[0] * TROOPS_UNKNOWN[1])


def _troops_range(case: Case, sector: float, line: float) -> tuple[float, float] | None:
    """Least and most troops in the sector where troops are unknown, or the length of line that they are spread over is."""
    known, is_line_unknown = value_of(case.troops), case.line_km is None and case.area_km2 is None
    if known and not is_line_unknown:
        return None
    low, high = TROOPS_UNKNOWN if known is None else (known, known)
    shares = [min(1.0, sector / km) for km in LINE_UNKNOWN] if is_line_unknown else [sector / line] * 2
    least, most = max(1.0, low * min(shares)), high * max(shares)
    return (least, most) if least < most else None
