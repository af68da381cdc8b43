"""A table as text: one CSV file, read whole, its shape judged before any cell is understood."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.problem import Problem, first_unprintable, nearest

MOST_BYTES = 4_000_000
MOST_ROWS = 5_000
MOST_LETTERS = 2_000


@dataclass(frozen=True)
class Row:
    """One row of a table: the file and row number that a message names, and its cells as text."""

    where: str
    cells: dict[str, str]

    def problem(self, column: str, message: str, suggestion: str = "") -> Problem:
        """Something wrong with one cell of this row."""
        return Problem(column, self.cells.get(column), message, suggestion, self.where)


def read_table(path: Path, columns: Collection[str], problems: list[Problem]) -> list[Row]:
    """Rows of a CSV file with exactly these columns, in any order; faults are added to the problems.

    Empty where the file is missing, too large, not UTF-8, not CSV, without the right columns or without rows.
    """
    where = f"{path.parent.name}/{path.name}"
    text = _text(path, where, problems)
    records = _records(text, where, problems) if text else []
    if text is None or (text and not records):
        return []
    header, *body = records or [[]]
    if not _is_header(header, columns, where, problems):
        return []
    numbered = [(f"{where} row {n}", cells) for n, cells in enumerate(body, 2) if cells]
    if not 0 < len(numbered) <= MOST_ROWS:
        message = f"{len(numbered):,} rows; a table has 1 to {MOST_ROWS:,} below its header"
        problems.append(Problem("", len(numbered), message, where=where))
        return []
    rows = [_row(cells, header, at, problems) for at, cells in numbered]
    return [row for row in rows if row]


def _text(path: Path, where: str, problems: list[Problem]) -> str | None:
    try:
        if not path.is_file():
            raise FileNotFoundError
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            problems.append(Problem("", None, f"larger than {MOST_BYTES // 1_000_000} million bytes", where=where))
            return None
        return raw.decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem("", None, "no such file; a place needs settlements.csv and roads.csv", where=where))
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text (byte {error.start + 1}); save it as CSV in UTF-8"
        problems.append(Problem("", None, message, where=where))
    except OSError as error:
        problems.append(Problem("", None, f"cannot be read: {error.strerror}", where=where))
    return None


def _records(text: str, where: str, problems: list[Problem]) -> list[list[str]]:
    try:
        return [[cell.strip() for cell in record] for record in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        problems.append(Problem("", None, f"not a CSV table: {error}", where=where))
        return []


def _is_header(header: list[str], columns: Collection[str], where: str, problems: list[Problem]) -> bool:
    """Whether the header names each column exactly once."""
    if len(header) < 2:
        message = "no header; the first row names the columns, separated by commas"
        problems.append(Problem("", None, message, where=where))
        return False
    absent = [name for name in columns if name not in header]
    strange = [name for name in header if name not in columns]
    unknown = [Problem(name, None, "no such column", nearest(name, absent), where) for name in strange]
    twice = [Problem(name, None, "column given twice", where=where) for name in columns if header.count(name) > 1]
    guessed = {problem.suggestion for problem in unknown}
    missing = [Problem(name, None, "column is missing", where=where) for name in absent if name not in guessed]
    problems += unknown + twice + missing
    return not (unknown or twice or missing)


def _row(cells: list[str], header: list[str], where: str, problems: list[Problem]) -> Row | None:
    """One row with a readable cell for each column; None where it has not."""
    if len(cells) != len(header):
        problems.append(Problem("", None, f"{len(cells)} cells where the header has {len(header)}", where=where))
        return None
    row = Row(where, dict(zip(header, cells, strict=True)))
    faults = [row.problem(name, message) for name, cell in row.cells.items() if (message := _unreadable(cell))]
    problems += faults
    return None if faults else row


def _unreadable(cell: str) -> str:
    """Why a cell is no text for people; empty where it is one."""
    if len(cell) > MOST_LETTERS:
        return f"more than {MOST_LETTERS:,} letters"
    return "holds characters that cannot be printed" if first_unprintable(cell) >= 0 else ""
