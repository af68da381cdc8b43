"""A glossary of settings: what each means, its unit, range, default and source."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.settings import declared, inner, is_mapping, shapes

WORDS = {bool: "true or false", int: "whole number", float: "number", str: "text", date: "date", type(None): "empty"}


@dataclass(frozen=True)
class SettingInfo:
    """One line of the glossary. `default` is None where the setting must be given."""

    name: str
    kind: str
    unit: str
    default: Any
    low: Any
    high: Any
    choices: tuple[Any, ...]
    source: str
    status: str
    help: str
    is_required: bool


def describe_settings(cls: type[BaseModel], prefix: str = "", of: BaseModel | None = None) -> list[SettingInfo]:
    """Every setting below a class, in the order of declaration; entries appear as `guarantors.<name>.capability`.

    Defaults come from `of` where an instance is given, otherwise from the declarations."""
    return list(_walk(cls, prefix, of, ()))


def kind_words(annotation: Any) -> str:
    """The type of a setting in plain words."""
    return " or ".join(dict.fromkeys(_kind(shape) for shape in shapes(annotation)))


def choices_of(cls: type[BaseModel], field: str) -> tuple[Any, ...]:
    """The values a setting may take, where it is a choice."""
    told = declared(cls, field).get("choices")
    if told:
        return tuple(told)
    kinds = shapes(cls.model_fields[field].annotation)
    inside = [leaf for shape in kinds for part in (shape, *typing.get_args(shape)) for leaf in shapes(part)]
    return tuple(value for leaf in inside if typing.get_origin(leaf) is Literal for value in typing.get_args(leaf))


def _walk(cls: type[BaseModel], prefix: str, of: BaseModel | None, above: tuple[type, ...]) -> Iterator[SettingInfo]:
    for field, info in cls.model_fields.items():
        name = f"{prefix}.{field}" if prefix else field
        default = getattr(of, field) if of is not None else info.get_default(call_default_factory=True)
        group = inner(info.annotation)
        if group is None or declared(cls, field):
            yield _line(cls, field, info, name, default, is_required=of is None and info.is_required())
        elif group not in above:
            is_single = not any(typing.get_origin(shape) in (dict, tuple) for shape in shapes(info.annotation))
            below = name if is_single else f"{name}.<name>"
            example = default if is_single and isinstance(default, group) else None
            yield from _walk(group, below, example, (*above, cls))


def _line(cls: type[BaseModel], field: str, info: FieldInfo, name: str, default: Any, *, is_required: bool) -> SettingInfo:
    told = declared(cls, field)
    return SettingInfo(
        name=f"{name}.<name>" if is_mapping(info.annotation) else name,
        kind=kind_words(info.annotation),
        unit=told.get("unit", ""),
        default=None if is_required else default,
        low=told.get("low"),
        high=told.get("high"),
        choices=choices_of(cls, field),
        source=told.get("source", ""),
        status=told.get("status", ""),
        help=told.get("help", ""),
        is_required=is_required,
    )


def _kind(shape: Any) -> str:
    origin, parts = typing.get_origin(shape), typing.get_args(shape)
    if origin is Literal:
        return "choice"
    if origin is tuple:
        return "list of " + _kind(shapes(parts[0])[0]) + "s" if parts else "list"
    if origin is dict:
        return "by name: " + kind_words(parts[1])
    return WORDS.get(shape, getattr(shape, "__name__", str(shape)))
