"""From pydantic's errors to problems in the analyst's words."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.glossary import choices_of, kind_words
from sim.scenario.named import is_named_list
from sim.scenario.problem import Problem, nearest, number, printable, shown
from sim.scenario.settings import declared, inner, shapes
from sim.scenario.suggest import suggested_name

Part = str | int
Error = Mapping[str, Any]
TEXT_FOR_TRUTH = ("yes", "no", "on", "off", "y", "n")


@dataclass(frozen=True)
class Spot:
    """Where in the tree an error sits: its path, the value there, and the class and field that declare it."""

    path: tuple[Part, ...]
    value: Any
    owner: type[BaseModel]
    field: str

    @property
    def name(self) -> str:
        """The dotted name; an entry of a plain list goes by the list's own name."""
        parts = list(self.path)
        while parts and isinstance(parts[-1], int):
            parts.pop()
        return ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in parts)

    @property
    def shown(self) -> str:
        entry = f" (entry {self.path[-1] + 1})" if self.path and isinstance(self.path[-1], int) else ""
        return shown(self.value) + entry


def problems_of(cls: type[BaseModel], data: Any, error: ValidationError, *, prefix: str = "", where: str = "") -> list[Problem]:
    """Every fault in an error, each once, in the order of the tree."""
    found: dict[Any, list[Problem]] = {}
    for one in error.errors(include_url=False):
        spot = _spot(cls, data, one["loc"])
        # The branches of a union report one by one: a value that is no finite number is told as that.
        if spot.path not in found or one["type"] == "finite_number":
            found[spot.path] = _raised(one, spot) or [_problem(cls, data, one, spot)]
    return [_below(prefix, where, problem) for problems in found.values() for problem in problems]


def _below(prefix: str, where: str, problem: Problem) -> Problem:
    return replace(problem, name=_joined(prefix, problem.name), where=problem.where or where)


def _joined(*names: str) -> str:
    return ".".join(name for name in names if name)


def _raised(one: Error, spot: Spot) -> list[Problem]:
    """The problems of a refusal that a model validator raised itself."""
    raised = one.get("ctx", {}).get("error")
    return [replace(problem, name=_joined(spot.name, problem.name)) for problem in getattr(raised, "problems", ())]


def _spot(cls: type[BaseModel], data: Any, loc: Sequence[Part]) -> Spot:
    """Follows a location through data and classes; a union's labels, which are in neither, fall out."""
    path: list[Part] = []
    here, owner, field = data, cls, ""
    group: type[BaseModel] | None = cls
    entry: type[BaseModel] | None = None
    for part in loc:
        here = _entries(here) if entry else here
        if group is not None and part in group.model_fields and isinstance(here, Mapping):
            owner, field, here = group, str(part), here.get(str(part))
            group, entry = _inside(group.model_fields[field].annotation)
        elif _has(here, part):
            here, group, entry = here[part], entry, None
        else:
            continue
        path.append(part)
    return Spot(tuple(path), here, owner, field)


def _inside(annotation: Any) -> tuple[type[BaseModel] | None, type[BaseModel] | None]:
    """The class of a nested group, and that of each entry where a field holds many."""
    has_entries = any(typing.get_origin(shape) in (dict, tuple) for shape in shapes(annotation))
    return (None, inner(annotation)) if has_entries else (inner(annotation), None)


def _has(here: Any, part: Part) -> bool:
    if isinstance(part, int):
        return isinstance(here, (list, tuple)) and part < len(here)
    return isinstance(here, Mapping) and part in here


def _entries(here: Any) -> Any:
    """A list of named entries, seen as the mapping that the door makes of it."""
    return {entry["name"]: entry for entry in here} if is_named_list(here) else here


def _problem(cls: type[BaseModel], data: Any, one: Error, spot: Spot) -> Problem:
    if one["type"] == "extra_forbidden":
        return Problem(spot.name, spot.value, "no such setting", suggested_name(cls, spot.path, data))
    choices = choices_of(spot.owner, spot.field) if spot.field else ()
    if choices and one["type"] in ("literal_error", "not_a_choice", "string_type"):
        near = nearest(spot.value, map(str, choices)) if isinstance(spot.value, str) else ""
        return Problem(spot.name, spot.value, _choice_words(spot, choices), near)
    words = WORDS.get(one["type"], _kind_words)
    return Problem(spot.name, spot.value, words(one, spot))


def _choice_words(spot: Spot, choices: Sequence[Any]) -> str:
    return f"{spot.shown} is not one of {', '.join(map(str, choices))}"


def _outside_words(one: Error, spot: Spot) -> str:
    about = one["ctx"]
    low, high, unit, value = about["low"], about["high"], about["unit"], spot.shown
    if low is None or high is None:
        bound = f"above {number(high)}" if low is None else f"below {number(low)}"
        return f"{value} is {bound} ({unit})"
    return f"{value} is outside {number(low)} to {number(high)} ({unit})"


def _missing_words(one: Error, spot: Spot) -> str:
    return f"missing; give {_article(_wanted(spot))}"


def _finite_words(one: Error, spot: Spot) -> str:
    return f"{spot.shown} is not a finite number{_unit(spot)}"


def _own_words(one: Error, spot: Spot) -> str:
    return printable(str(one["ctx"]["error"]), 2000)


def _date_words(one: Error, spot: Spot) -> str:
    return f"{spot.shown} is not a date such as 2020-11-10"


def _group_words(one: Error, spot: Spot) -> str:
    return f"{spot.shown} is not a group of settings (name: value)"


def _name_words(one: Error, spot: Spot) -> str:
    said = str(one["msg"])
    name = one.get("ctx", {}).get("name")
    return f"{shown(name)}: {said}" if one["type"] == "bad_name" else printable(said, 200)


def _kind_words(one: Error, spot: Spot) -> str:
    if not spot.field:
        return printable(str(one["msg"]), 200)
    return f"{spot.shown} is not {_article(_wanted(spot))}{_hint(spot)}"


def _wanted(spot: Spot) -> str:
    """What belongs in a setting: `whole number of days`, `number (probability)`."""
    annotation = spot.owner.model_fields[spot.field].annotation
    kind = kind_words(annotation).removesuffix(" or empty")
    if kind.startswith("list of ") and spot.path and isinstance(spot.path[-1], int):
        kind = kind.removeprefix("list of ").removesuffix("s")
    unit = declared(spot.owner, spot.field).get("unit", "")
    if kind == "whole number" and unit.endswith("s"):
        return f"{kind} of {unit}"
    return kind + _unit(spot) if "number" in kind else kind


def _unit(spot: Spot) -> str:
    unit = declared(spot.owner, spot.field).get("unit", "") if spot.field else ""
    return f" ({unit})" if unit else ""


def _article(kind: str) -> str:
    return kind if kind.startswith(("text", "true or false")) else f"a {kind}"


def _hint(spot: Spot) -> str:
    """A word on what was probably meant, where text stands for a truth or a number."""
    if not isinstance(spot.value, str):
        return ""
    kind = kind_words(spot.owner.model_fields[spot.field].annotation)
    if kind == "true or false" and spot.value.lower() in TEXT_FOR_TRUTH:
        return "; write true or false"
    return "; write it without quotes" if "number" in kind and _is_number(spot.value) else ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


WORDS: dict[str, Callable[[Error, Spot], str]] = {
    "outside": _outside_words,
    "missing": _missing_words,
    "finite_number": _finite_words,
    "not_a_date": _date_words,
    "date_type": _date_words,
    "value_error": _own_words,
    "assertion_error": _own_words,
    "model_type": _group_words,
    "model_attributes_type": _group_words,
    "dict_type": _group_words,
    "duplicate_name": _name_words,
    "unnamed_entry": _name_words,
    "bad_name": _name_words,
    "unprintable": _name_words,
}
