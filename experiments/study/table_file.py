"""A table of an analyst's own: a CSV file with one arm a row."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from sim.scenario.problem import Problem, printable
from sim.scenario.refusal import ScenarioRefused, refuse

LARGEST = 50_000_000
MOST_ROWS = 100_000
WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
TRUTH = {"true": True, "false": False}


def read_rows(name: str, beside: Path | None) -> list[dict[str, Any]]:
    """Each row as plain values by column; empty cells are left out. Refuses with the line and the column."""
    path = beside / Path(name).expanduser() if beside else Path(name).expanduser()
    where = printable(str(path), 160)
    table = list(csv.reader(_text(path, where).splitlines()))
    if not table or not any(cell.strip() for cell in table[0]):
        raise refuse("rows", name, "the file has no heading", where=where)
    head = [cell.strip() for cell in table[0]]
    problems = [
        Problem(column or "(empty)", None, "a column needs a name, and each name once", where=where)
        for column in dict.fromkeys(head)
        if not column or head.count(column) > 1
    ]
    found = []
    for line, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            problems.append(Problem("", None, f"{len(cells)} cells where the heading has {len(head)}", where=f"{where}, line {line}"))
            continue
        found.append({column: value(cell.strip()) for column, cell in zip(head, cells, strict=True) if cell.strip()})
    if not found and not problems:
        problems.append(Problem("rows", name, "the file has no rows below its heading", where=where))
    if len(found) > MOST_ROWS:
        problems.append(Problem("rows", name, f"{len(found):,} rows; at most {MOST_ROWS:,} are possible", where=where))
    if problems:
        raise ScenarioRefused(problems, "study")
    return found


def value(cell: str) -> Any:
    """A cell as a number or a truth where it is one, else as text."""
    if WHOLE.fullmatch(cell):
        return int(cell)
    if cell.lower() in TRUTH:
        return TRUTH[cell.lower()]
    try:
        return float(cell) if cell.lower().lstrip("+-") not in ("nan", "inf", "infinity") and "_" not in cell else cell
    except ValueError:
        return cell


def _text(path: Path, where: str) -> str:
    try:
        if not path.is_file():
            raise refuse("rows", str(path), "a folder or a device, not a file" if path.exists() else "no such file", where=where)
        if path.stat().st_size > LARGEST:
            raise refuse("rows", str(path), f"larger than {LARGEST:,} bytes", where=where)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("rows", str(path), "not UTF-8 text", where=where) from None
    except OSError as error:
        raise refuse("rows", str(path), f"cannot be read: {error.strerror}", where=where) from None
