"""Tables of a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; whatever would break a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell(one) for one in line) + " |" for line in lines)


def cell(value: object) -> str:
    """A value as one cell: no line break, no bar."""
    return " ".join(str(value).split()).replace("|", "\\|")


def code(value: object) -> str:
    """A name in code font."""
    return f"`{value}`"
