"""The rules' numbers as one record, and the seasons: data on their way into the compiled rules."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np

from sim.scenario.root import Rules
from sim.scenario.settings import inner

# Share of the yearly mean by month, January first. Farm work peaks March-May and July-October (mission.csv); harvest assumed.
FARM_SEASON = (0.2, 0.4, 1.5, 1.7, 1.5, 0.9, 1.4, 1.5, 1.4, 1.1, 0.4, 0.2)
HARVEST_SEASON = (0.7, 0.6, 0.6, 0.7, 0.9, 1.1, 1.4, 1.5, 1.5, 1.2, 1.0, 0.8)


@cache
def rule_fields() -> tuple[tuple[str, str], ...]:
    """(column, dotted setting) of every number of the rules, e.g. ("will_base", "rules.will.base")."""
    groups = {name: inner(field.annotation) for name, field in Rules.model_fields.items()}
    return tuple((f"{group}_{name}", f"rules.{group}.{name}") for group, cls in groups.items() for name in cls.model_fields)


@cache
def rules_dtype() -> np.dtype:
    """The record type of the rules: one float column a number."""
    return np.dtype([(column, "f8") for column, _ in rule_fields()])


def rules_record(numbers: dict[str, Any]) -> np.ndarray:
    """(1,) record of the rules from the numbers of a world."""
    return np.array([tuple(numbers[dotted] for _, dotted in rule_fields())], rules_dtype())


def seasons(start: date, days: int) -> tuple[np.ndarray, np.ndarray]:
    """(days, 2) farm work and harvest against their yearly mean, and (days,) months since the start."""
    dates = [start + timedelta(days=d) for d in range(days)]
    season = np.array([(FARM_SEASON[d.month - 1], HARVEST_SEASON[d.month - 1]) for d in dates])
    season /= np.array([np.mean(FARM_SEASON), np.mean(HARVEST_SEASON)])
    month = np.array([12 * (d.year - start.year) + d.month - start.month for d in dates], np.int64)
    return season, month
