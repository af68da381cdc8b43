"""One thing wrong with what a user gave, in the user's words."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

LONGEST_VALUE = 40
LONGEST_NAME = 120
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Problem:
    """A setting's dotted name, the value given, what is wrong with it, the nearest known name, and the file."""

    name: str
    value: Any
    message: str
    suggestion: str = ""
    where: str = ""

    def __str__(self) -> str:
        start = ", ".join(part for part in (self.where, printable(self.name, LONGEST_NAME)) if part)
        end = f"; did you mean {printable(self.suggestion, LONGEST_NAME)}?" if self.suggestion else ""
        return (f"{start}: " if start else "") + self.message + end


def shown(value: Any) -> str:
    """A value as a short printable text, as it would be written in YAML."""
    if value is None:
        return "(empty)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return repr(printable(value))
    if isinstance(value, (int, float)):
        return repr(value) if not isinstance(value, int) or abs(value) < 10**15 else "a number of more than 15 digits"
    if isinstance(value, Mapping):
        return "a group of settings"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    return printable(str(value))


def number(value: Any) -> str:
    """A bound as people write it: 100,000 rather than 100000.0."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{int(value):,}" if abs(value) < 1e15 and value == int(value) else repr(value)


def printable(text: str, longest: int = LONGEST_VALUE) -> str:
    """Text without control characters, cut to a length that cannot flood a terminal."""
    cut = text if len(text) <= longest else text[: longest - 3] + "..."
    return "".join(char if char.isprintable() else "?" for char in cut.replace("\n", " "))


def is_unprintable(char: str) -> bool:
    """Whether a character steers a terminal or cannot be written to a file, rather than being read."""
    return unicodedata.category(char) in ("Cc", "Cs") or bool(BIDI.match(char))


def first_unprintable(text: str) -> int:
    """Position of the first character that has no place in a text; -1 where there is none."""
    if text.isprintable():
        return -1 if not BIDI.search(text) else BIDI.search(text).start()  # type: ignore[union-attr]
    return next((at for at, char in enumerate(text) if char not in "\n\t" and is_unprintable(char)), -1)


def nearest(word: str, known: Iterable[str], least: float = 0.6) -> str:
    """The known name most like a misspelt one; empty where none is near."""
    candidates = list(known)
    low = {name.lower(): name for name in reversed(candidates)}
    found = difflib.get_close_matches(word[:LONGEST_NAME].lower(), low, n=1, cutoff=least)
    return low[found[0]] if found else ""
