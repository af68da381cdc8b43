"""Lists of numbers by month: twelve of them, not all 0."""

from __future__ import annotations

from typing import Any

from pydantic import field_validator

MONTHS = 12


def by_month(field: str) -> Any:
    """A validator for a group of settings: `field` must hold a number for each month."""
    return field_validator(field)(_judge)


def _judge(value: tuple[float, ...]) -> tuple[float, ...]:
    if len(value) != MONTHS or not any(value):
        raise ValueError("must be 12 numbers, January first, and not all 0")
    return value
