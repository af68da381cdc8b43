"""Entries by name: contributors, guarantors and priors are mappings, so that every setting has one dotted name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from pydantic_core import PydanticCustomError

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,99}")

BAD_NAME = "a name is letters, digits, _ . and -, beginning with a letter"


class Named(dict[str, Any]):
    """A mapping that refuses change after it was judged; pickles, copies and compares like any dict."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("settings are frozen; make a new scenario with with_(...)")

    __setitem__ = __delitem__ = __ior__ = update = pop = popitem = clear = setdefault = _refuse  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[Named], tuple[dict[str, Any]]]:
        return Named, (dict(self),)


def by_name(entries: Any) -> Any:
    """A list of `{name: ..., ...}` turned into a mapping by name; a mapping stays as it is."""
    if isinstance(entries, list):
        entries = from_list(entries)
    for name in entries if isinstance(entries, Mapping) else ():
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise PydanticCustomError("bad_name", BAD_NAME, {"name": str(name)})
    return entries


def is_named_list(entries: Any) -> bool:
    """Whether every entry of a list is a mapping with a name."""
    return isinstance(entries, list) and all(isinstance(entry, Mapping) and isinstance(entry.get("name"), str) for entry in entries)


def from_list(entries: list[Any]) -> dict[str, Any]:
    """The mapping by name that a list of named entries stands for."""
    if not is_named_list(entries):
        raise PydanticCustomError("unnamed_entry", "every entry of the list needs a name")
    names = [entry["name"] for entry in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise PydanticCustomError("duplicate_name", "two entries are named {name}", {"name": ", ".join(twice)})
    return {entry["name"]: {key: entry[key] for key in entry if key != "name"} for entry in entries}
