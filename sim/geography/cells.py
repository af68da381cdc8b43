"""Cells: how the text of one cell becomes a number, a date or a word, or is refused in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sim.geography.table import Row
from sim.scenario.problem import Problem, nearest, number, printable

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)

Parser = Callable[[str], Any]


class Fault(ValueError):
    """What is wrong with one cell, and the nearest right word."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


def parse(rows: Sequence[Row], parsers: Mapping[str, Parser], problems: list[Problem]) -> dict[str, list[Any]]:
    """Each column's cells, understood; None stands where a cell was refused."""
    return {name: [_cell(row, name, parser, problems) for row in rows] for name, parser in parsers.items()}


def _cell(row: Row, name: str, parser: Parser, problems: list[Problem]) -> Any:
    try:
        return parser(row.cells[name])
    except Fault as fault:
        problems.append(row.problem(name, str(fault), fault.suggestion))
        return None


def real(low: float, high: float, unit: str, *, above: bool = False, blank: float | None = None) -> Parser:
    """A number from low to high; `above`: low itself is refused; `blank`: what an empty cell means."""

    def parser(text: str) -> float:
        if not text and blank is not None:
            return blank
        if not NUMBER.fullmatch(text):
            raise Fault(_not_a("a finite number", text, unit))
        value = float(text)
        if not low <= value <= high or (above and value == low):
            words = f"above {number(low)} and up to {number(high)}" if above else f"{number(low)} to {number(high)}"
            raise Fault(f"{printable(text)} is outside {words} ({unit})")
        return value

    return parser


def whole(low: int, high: int, unit: str, *, blank: int | None = None) -> Parser:
    """A whole number from low to high."""

    def parser(text: str) -> int:
        if not text and blank is not None:
            return blank
        if not WHOLE.fullmatch(text):
            raise Fault(_not_a("a whole number", text, unit))
        if not low <= int(text) <= high:
            raise Fault(f"{printable(text)} is outside {number(low)} to {number(high)} ({unit})")
        return int(text)

    return parser


def day(blank: int) -> Parser:
    """The ordinal of an ISO date; `blank`: what an empty cell means."""

    def parser(text: str) -> int:
        if not text:
            return blank
        try:
            found = date.fromisoformat(text) if ISO_DATE.fullmatch(text) else None
        except ValueError:
            found = None
        if found is None:
            raise Fault(f"'{printable(text)}' is not a date such as 2020-11-10")
        if not EARLIEST <= found <= LATEST:
            raise Fault(f"{found} is outside {EARLIEST} to {LATEST} (date)")
        return found.toordinal()

    return parser


def word(*choices: str, blank: bool = False) -> Parser:
    """One of a few words."""

    def parser(text: str) -> str:
        if text in choices or (blank and not text):
            return text
        raise Fault(_not_a(f"one of {', '.join(choices)}", text), nearest(text, choices))

    return parser


def label(text: str) -> str:
    """A name for people: some letters, not too many."""
    if not 0 < len(text) <= 80:
        raise Fault("a name has 1 to 80 letters")
    return text


def identifier(text: str) -> str:
    """A short name for tables and settings."""
    if not IDENTIFIER.fullmatch(text):
        raise Fault(_not_a("a short name of small letters, digits and _, beginning with a letter", text))
    return text


def remark(text: str) -> str:
    """Any text, also none."""
    return text


def known(places: Sequence[str]) -> Parser:
    """The row of a settlement, by its id."""
    rows = {one: i for i, one in enumerate(places)}

    def parser(text: str) -> int:
        if text not in rows:
            raise Fault(f"no such place: '{printable(text)}'", nearest(text, rows))
        return rows[text]

    return parser


def _not_a(kind: str, text: str, unit: str = "") -> str:
    given = f"'{printable(text)}' is" if text else "empty, but must be"
    return f"{given} {'not ' if text else ''}{kind}" + (f" ({unit})" if unit else "")
