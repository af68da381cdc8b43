"""What would have had to be different: the smallest change of one lever, in one week, that turns a choice."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import Any, NamedTuple

from experiments.explain.choices import Choice, choice_in
from experiments.explain.levers import Lever, with_lever
from experiments.explain.moment import Moment
from sim.scenario.presets import preset_names
from sim.scenario.root import Scenario
from sim.world.draw import draw_numbers

# Shares of the way from the value to the end of its range at which a lever is tried, on either side.
TRIED = (0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0)
PROBED = (0.05, 0.4, 1.0)
HALVINGS = 10
ROAD_THERE = "resources.second_road.length_km"  # in one week a road is there or not, whatever its length
FLIPS, CANNOT, ABSENT = "flips", "cannot flip it", "does not enter it"


class Flip(NamedTuple):
    """What one lever could have done to a choice: the nearest value that turns it and what is chosen then, or why none does."""

    lever: Lever
    verdict: str
    value: float | None = None
    chosen: str = ""

    @property
    def share_of_range(self) -> float:
        """Size of the change as a share of the setting's range; infinite where no value turns the choice."""
        if self.value is None or self.lever.high <= self.lever.low:
            return float("inf")
        if self.lever.name == ROAD_THERE:
            return 1.0
        return abs(self.value - self.lever.value) / (self.lever.high - self.lever.low)

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        size = self.share_of_range if self.value is not None else None
        return {**self.lever._asdict(), "verdict": self.verdict, "turns_at": self.value, "chosen": self.chosen, "share_of_range": size}


def flips(moment: Moment, choice: Choice, levers: Sequence[Lever]) -> list[Flip]:
    """Each lever's smallest change that turns the choice, the smallest first; then those that cannot, then those that do not enter it.

    Every value is tried by letting the model itself live that week again, with the same luck, from the same morning. A lever
    is tried at 28 values between the ends of its range, then between the last that changes nothing and the first that does."""
    found = [_flip(moment, choice, lever) for lever in levers]
    order = (FLIPS, CANNOT, ABSENT)
    return sorted(found, key=lambda one: (order.index(one.verdict), one.share_of_range, one.lever.name))


def asked(moment: Moment, choice: Choice, lever: Lever, value: float) -> Choice | None:
    """The same choice with another value of a lever; none where it would not have arisen."""
    scenario, numbers = with_lever(moment.scenario, moment.numbers, lever, value)
    return choice_in(moment.ask(scenario, numbers), choice.day, choice.capital, choice.decision)


def _flip(moment: Moment, choice: Choice, lever: Lever) -> Flip:
    if not _enters(moment, choice, lever):
        return Flip(lever, ABSENT)
    nearest: list[tuple[float, float, Choice | None]] = []
    for end in (lever.low, lever.high):
        last = lever.value
        for share in TRIED:
            value = lever.rounded(lever.value + share * (end - lever.value))
            if value == last:
                continue
            other = asked(moment, choice, lever, value)
            if not _is_same(other, choice):
                nearest.append((last, value, other))
                break
            last = value
    if not nearest:
        return Flip(lever, CANNOT)
    found = [_narrowed(moment, choice, lever, *one[:2]) for one in nearest]
    value, other = min(found, key=lambda one: abs(one[0] - lever.value))
    return Flip(lever, FLIPS, value, _chosen(other))


def _enters(moment: Moment, choice: Choice, lever: Lever) -> bool:
    """Whether any of a few values, the ends of the range among them, changes anything in the choice: a chance, a term, an option."""
    tried = {lever.rounded(lever.value + share * (end - lever.value)) for end in (lever.low, lever.high) for share in PROBED}
    return any(asked(moment, choice, lever, value) != choice for value in sorted(tried - {lever.value}))


def _narrowed(moment: Moment, choice: Choice, lever: Lever, same: float, turned: float) -> tuple[float, Choice | None]:
    """The value nearest to the lever's own that turns the choice, between one that does not and one that does; then rounded outward."""
    for _ in range(HALVINGS):
        middle = lever.rounded((same + turned) / 2)
        if middle in (same, turned):
            break
        if _is_same(asked(moment, choice, lever, middle), choice):
            same = middle
        else:
            turned = middle
    for value in _rounder(lever, same, turned):
        other = asked(moment, choice, lever, value)
        if not _is_same(other, choice):
            return value, other
    return turned, asked(moment, choice, lever, turned)


def _rounder(lever: Lever, same: float, turned: float) -> list[float]:
    """Values with few digits just beyond the turning point, the roundest first."""
    if lever.is_whole or turned == same:
        return []
    place = floor(log10(abs(turned - same)))
    up = turned > same
    found = []
    for power in (place + 1, place):
        step = 10.0**power
        steps = turned / step
        value = round((floor(steps) + 1 if up else floor(steps)) * step, max(0, -power))
        found.append(lever.rounded(value))
    return found


def _is_same(other: Choice | None, choice: Choice) -> bool:
    return other is not None and other.chosen == choice.chosen


def _chosen(other: Choice | None) -> str:
    return other.chosen if other is not None else ""


def under(moment: Moment, flip: Flip) -> tuple[Scenario, dict[str, Any]]:
    """The scenario and numbers under which a flip's value holds."""
    assert flip.value is not None
    return with_lever(moment.scenario, moment.numbers, flip.lever, flip.value)


def under_presets(moment: Moment, choice: Choice) -> dict[str, str]:
    """What would have been chosen had another mandate, or other guarantees, held from that week on: preset to option, where it differs.

    A preset's name stands with its group, as in mandate=un_chapter_vi."""
    found = {}
    for group in ("mandate", "guarantees"):
        for name in preset_names(group):
            scenario = moment.scenario.with_(**{group: name})
            rows = moment.ask(scenario, draw_numbers(scenario, moment.model.seed))
            other = choice_in(rows, choice.day, choice.capital, choice.decision)
            if not _is_same(other, choice):
                found[f"{group}={name}"] = _chosen(other)
    return found
