"""Settings: every number, text or choice a user may give, each declared once with its unit, range and source."""

from __future__ import annotations

import math
import re
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from sim.scenario.named import Named, by_name
from sim.scenario.problem import first_unprintable

Status = Literal["sourced", "recalled", "assumption"]
Bound = int | float | date | None
SIMPLE = frozenset((bool, int, float, str, date, type(None)))  # what has nothing inside
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def setting(
    default: Any,
    unit: str,
    low: Bound = None,
    high: Bound = None,
    *,
    source: str,
    status: Status = "assumption",
    choices: tuple[Any, ...] | None = None,
    help: str = "",
) -> Any:
    """Declares one setting. `default=...` makes it required; low and high are inclusive, and hold in lists."""
    if status not in typing.get_args(Status):
        raise ValueError(f"status must be one of {typing.get_args(Status)}, not {status!r}")
    about = {
        "unit": unit,
        "low": low,
        "high": high,
        "choices": choices,
        "source": source,
        "status": status,
        "help": help,
    }
    if default is not ... and default is not None:
        _judge_value(default, about)
    return Field(default, json_schema_extra=about, description=help or None)


class Settings(BaseModel):
    """A group of settings: exact types, known names only, no infinities, and frozen once judged."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, validate_default=True, hide_input_in_errors=True
    )

    @field_validator("*", mode="before", check_fields=False)
    @classmethod
    def _plain_data(cls, value: Any, info: ValidationInfo) -> Any:
        """Plain data as YAML gives it: lists for tuples, text for dates, lists of named entries for mappings."""
        kinds, origins = _kinds(cls, str(info.field_name))
        if isinstance(value, list) and tuple in origins:
            return tuple(value)
        if isinstance(value, str) and date in kinds and str not in kinds:
            return _as_date(value)
        return by_name(value) if dict in origins else value

    @field_validator("*", mode="after", check_fields=False)
    @classmethod
    def _in_range(cls, value: Any, info: ValidationInfo) -> Any:
        _judge_text(value)
        about = declared(cls, str(info.field_name))
        if about and value is not None:
            _judge_value(value, about)
        return Named(value) if isinstance(value, dict) else value


@cache
def _kinds(cls: type[BaseModel], field: str) -> tuple[tuple[Any, ...], frozenset[Any]]:
    """The alternatives of a field's annotation, and what they are made of."""
    kinds = shapes(cls.model_fields[field].annotation)
    return kinds, frozenset(typing.get_origin(shape) for shape in kinds)


@cache
def declared(cls: type[BaseModel], field: str) -> dict[str, Any]:
    """What `setting` was told about a field; empty for a nested group."""
    extra = cls.model_fields[field].json_schema_extra
    return extra if isinstance(extra, dict) and "unit" in extra else {}


def flat_numbers(settings: BaseModel, prefix: str = "") -> dict[str, float | int | bool]:
    """Every number and truth of the settings by dotted name, e.g. `resources.contributors.sponsor.troops`."""
    return {name: value for name, value in _leaves(settings, prefix) if isinstance(value, (bool, int, float))}


def as_data(settings: BaseModel) -> dict[str, Any]:
    """The settings as plain dicts, tuples and values, from which the same settings can be judged again."""
    return {field: _plain(getattr(settings, field)) for field in type(settings).model_fields}


def inner(annotation: Any) -> type[BaseModel] | None:
    """The group of settings that a field holds, alone or as entries; None for a plain setting."""
    for shape in shapes(annotation):
        for leaf in (shape, *(part for each in typing.get_args(shape) for part in shapes(each))):
            if isinstance(leaf, type) and issubclass(leaf, BaseModel):
                return leaf
    return None


def is_mapping(annotation: Any) -> bool:
    """Whether a field holds entries by name."""
    return any(typing.get_origin(shape) is dict for shape in shapes(annotation))


def _plain(value: Any) -> Any:
    if type(value) in SIMPLE:
        return value
    if isinstance(value, BaseModel):
        return as_data(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return tuple(_plain(one) for one in value) if isinstance(value, tuple) else value


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if type(value) in SIMPLE:
        yield name, value
        return
    if isinstance(value, BaseModel):
        value = {field: getattr(value, field) for field in type(value).model_fields}
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _leaves(one, f"{name}.{key}" if name else str(key))
    else:
        yield name, value


def shapes(annotation: Any) -> tuple[Any, ...]:
    """The alternatives of an annotation, with Annotated and unions taken apart."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return shapes(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return tuple(shape for part in typing.get_args(annotation) for shape in shapes(part))
    return (annotation,)


def _judge_value(value: Any, about: dict[str, Any]) -> None:
    """Refuses a value, or any value of a list, that is outside the range or not among the choices."""
    for one in value if isinstance(value, tuple) else (value,):
        if _is_outside(one, about["low"], about["high"]):
            raise PydanticCustomError("outside", "outside {low} to {high} ({unit})", {**about, "value": one})
        if about["choices"] is not None and one not in about["choices"]:
            raise PydanticCustomError("not_a_choice", "not one of {choices}", {**about, "value": one})


def _judge_text(value: Any) -> None:
    if isinstance(value, str) and first_unprintable(value) >= 0:
        raise PydanticCustomError("unprintable", "the text holds a character that cannot be printed")


def _is_outside(value: Any, low: Bound, high: Bound) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, date)):
        return False
    if isinstance(value, float) and not math.isfinite(value):
        return True
    return (low is not None and value < low) or (high is not None and value > high)  # type: ignore[operator]


def _as_date(text: str) -> date:
    try:
        if ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise PydanticCustomError("not_a_date", "not a date such as 2020-11-10")
