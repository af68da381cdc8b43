"""The rules' numbers as one record, and the seasons: data on their way into the compiled rules."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np

from sim.constants import MONTHS_A_YEAR
from sim.scenario.root import Rules
from sim.scenario.settings import inner


@cache
def rule_fields() -> tuple[tuple[str, str], ...]:
    """(column, dotted setting) of every number of the rules, e.g. ("will_base", "rules.will.base"); lists by month have no column."""
    groups = {name: inner(field.annotation) for name, field in Rules.model_fields.items()}
    return tuple(
        (f"{group}_{name}", f"rules.{group}.{name}")
        for group, cls in groups.items()
        for name, field in cls.model_fields.items()
        if field.annotation in (float, int)
    )


@cache
def rules_dtype() -> np.dtype:
    """The record type of the rules: one float column a number."""
    return np.dtype([(column, "f8") for column, _ in rule_fields()])


def rules_record(numbers: dict[str, Any]) -> np.ndarray:
    """(1,) record of the rules from the numbers of a world."""
    return np.array([tuple(numbers[dotted] for _, dotted in rule_fields())], rules_dtype())


def seasons(start: date, days: int, farm: tuple[float, ...], harvest: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(days, 2) farm work and harvest against their yearly mean, and (days,) months since the start; farm, harvest: by month."""
    dates = [start + timedelta(days=d) for d in range(days)]
    season = np.array([(farm[d.month - 1], harvest[d.month - 1]) for d in dates])
    season /= np.array([np.mean(farm), np.mean(harvest)])
    month = np.array([MONTHS_A_YEAR * (d.year - start.year) + d.month - start.month for d in dates], np.int64)
    return season, month
