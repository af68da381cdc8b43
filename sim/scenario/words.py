"""One unquoted YAML word and the plain value it stands for, without the traps of YAML 1.1."""

from __future__ import annotations

import math
import re
from datetime import date

NOTHING = ("", "~", "null", "Null", "NULL")
TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*(?:_[0-9]+)*)")
DECIMAL = re.compile(r"[-+]?(?=\.?[0-9])[0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_NUMBER = 40

Plain = None | bool | int | float | str | date


def plain_value(word: str) -> Plain:
    """The value of an unquoted word; `no`, `on`, `1:30` and `010` stay text. ValueError says why a word is no value."""
    if word in NOTHING:
        return None
    if word in TRUTH:
        return TRUTH[word]
    if NO_NUMBER.fullmatch(word):
        raise ValueError("neither infinity nor not-a-number is a value")
    if DAY.fullmatch(word):
        return _day(word)
    is_whole = WHOLE.fullmatch(word) is not None
    if is_whole or DECIMAL.fullmatch(word):
        return _number(word, is_whole=is_whole)
    return word


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError(f"{word} is not a day of the calendar") from None


def _number(word: str, *, is_whole: bool) -> int | float:
    if len(word) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(word)} characters is too long")
    if is_whole:
        return int(word)
    value = float(word.replace("_", ""))
    if not math.isfinite(value):
        raise ValueError("the number is too large")
    return value
