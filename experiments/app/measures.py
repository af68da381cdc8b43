"""What the page shows of many worlds: the outcomes of both arms world by world, and what they say with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.analysis import difference, interval
from experiments.app.asked import Judged
from experiments.intervals import Interval
from experiments.lessons import read_lesson
from experiments.rounding import bracketed, minus
from sim.outcomes import UNITS

USUAL = ("is_obstructed_30", "is_offensive", "displaced_persons", "civilian_deaths", "blockade_days", "cost_musd")
WORDS = {
    "is_obstructed_30": "Road not open for more than 30 days",
    "is_offensive": "Offensive launched",
    "is_withdrawn": "Mission left",
    "displaced_persons": "People displaced at the end",
    "civilian_deaths": "Civilian deaths",
    "peacekeeper_deaths": "Peacekeepers killed",
    "blockade_days": "Days on which the road was not open",
    "cost_musd": "Cost of the mission",
    "answered_share_severe": "Grave acts answered",
    "answered_share": "Acts answered",
    "detected_share": "Acts seen",
    "harassments": "Acts of harassment",
    "grabs": "Grabs of ground",
    "guarantor_honoured": "Promises kept",
    "credibility_end": "Answer that the armed actor expects at the end",
    "mean_availability": "Will of the contributors",
    "escorts": "Farm escorts",
    "least_ration": "Smallest ration",
    "person_days_below_half_ration": "Person-days on less than half a ration",
    "hours_to_95_out": "Hours until 95 % of the leavers are out",
    "median_journey_h": "Hours on the road, the middle leaver",
    "p95_journey_h": "Hours on the road, the slowest twentieth",
    "road_deaths": "Deaths on the road",
}
SHORT = {"share": "share", "acts": "acts", "persons": "persons", "days": "days", "hours": "hours", "million US$": "million US$"}


class Shown(NamedTuple):
    """One measure of the page: the outcome, its words, its unit; a share counts worlds."""

    name: str
    words: str
    unit: str
    is_share: bool


def shown_for(judged: Judged) -> list[Shown]:
    """The measures of a question: those of its lesson, else the usual ones."""
    names = read_lesson(judged.question.lesson).outcomes if judged.question.lesson else USUAL
    return [shown(name) for name in names]


def shown(name: str) -> Shown:
    """A measure by the outcome's name."""
    is_share = name.startswith("is_")
    return Shown(name, WORDS.get(name, name.replace("_", " ").capitalize()), "worlds" if is_share else _unit(name), is_share)


def _unit(name: str) -> str:
    """The outcome's unit in a word or two."""
    unit = UNITS[name]
    return next((short for word, short in SHORT.items() if unit.startswith(word)), unit if len(unit) < 16 else "")


def summary(rows: Mapping[int, Sequence[Mapping[str, float]]], measures: Sequence[Shown]) -> dict[str, Any]:
    """For each measure both arms and their paired difference, each as an estimate and its 95 % interval, in words and numbers.

    `rows` holds the outcomes of both arms by world."""
    return {one.name: _told(rows, one) for one in measures}


def _told(rows: Mapping[int, Sequence[Mapping[str, float]]], one: Shown) -> dict[str, Any]:
    first, second = (np.array([pair[side].get(one.name, np.nan) for pair in rows.values()], float) for side in (0, 1))
    unit = "share" if one.is_share else one.unit
    found = {"first": interval(first, unit), "second": interval(second, unit), "difference": difference(first, second, unit)}
    return {key: _interval(each, unit, key == "difference") for key, each in found.items()}


def _interval(each: Interval, unit: str, is_difference: bool) -> dict[str, Any]:
    value, bounds = map(minus, bracketed(each, unit, is_difference))
    numbers = {name: _finite(getattr(each, name)) for name in ("value", "low", "high")}
    return {**numbers, "n": each.n, "words": f"{value} {bounds}" if each.n > 1 else value}


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
