"""The answer of a comparison as plain text that fits a terminal."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

from experiments.analysis import BLOCKADE_DAYS, Comparison
from experiments.rounding import bracketed

WIDTH = 100
SHORT = {  # heads that break well
    "is_blockaded": f"P(road\u00a0held >{BLOCKADE_DAYS}\u00a0d)",
    "displaced_persons": "persons displaced",
    "civilian_deaths": "civilian deaths",
    "cost_musd": "cost, US$\u00a0million",
}


def comparison_table(
    comparisons: Sequence[Comparison], titles: Mapping[str, str] | None = None, width: int = WIDTH
) -> str:
    """Two tables: each arm with 95 % intervals, then its paired difference from the baseline in the same worlds."""
    names = list(dict.fromkeys(row.arm for row in comparisons))
    baseline, titles = names[0], titles or {}
    levels = _table(comparisons, names, titles, width, is_difference=False)
    if len(names) == 1:
        return levels
    apart = _table(comparisons, names[1:], titles, width, is_difference=True)
    note = f"Difference from {titles.get(baseline, baseline)}, same worlds (pp: percentage points)"
    return "\n\n".join([levels, note + "\n" + apart, *_failed(comparisons, titles)])


def _table(
    rows: Sequence[Comparison], names: Sequence[str], titles: Mapping[str, str], width: int, is_difference: bool
) -> str:
    """A heading, a rule, and two lines an arm; the arm's column takes what the numbers leave."""
    cells = [_cells(rows, name, is_difference) for name in names]
    heads = _heads(rows)
    named = [titles.get(name, name.replace("_", " ")) for name in names]
    widths = _widths(named, heads, cells, width)
    blocks = [_lines([name, *row], widths) for name, row in zip(named, cells, strict=True)]
    return "\n".join([_lines(["arm", *heads], widths), "-" * sum(widths), *blocks])


def _widths(named: Sequence[str], heads: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Width of every column: those gaps between columns that break the arms' titles into the fewest lines."""
    needs = [
        max(len(part) for text in (head.replace(" ", "\n"), *(row[i] for row in cells)) for part in text.split("\n"))
        for i, head in enumerate(heads)
    ]
    firsts = {gap: max(14, width - sum(needs) - gap * len(needs)) for gap in (3, 2, 1)}
    lines = {gap: sum(max(2, len(wrap(name, first - 1))) for name in named) for gap, first in firsts.items()}
    gap = min(lines, key=lines.__getitem__)
    return [firsts[gap], *(need + gap for need in needs)]


def _heads(rows: Sequence[Comparison]) -> list[str]:
    units = {row.measure: row for row in rows}
    return [SHORT.get(name, f"P({row.words})" if row.unit == "share" else row.words) for name, row in units.items()]


def _cells(rows: Sequence[Comparison], name: str, is_difference: bool) -> list[str]:
    return [
        "\n".join(bracketed(row.difference if is_difference else row.here, row.unit, is_difference))
        for row in rows
        if row.arm == name
    ]


def _lines(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Cells side by side, each wrapped within its width: the first to the left, the others to the right."""
    wrapped = [
        [line for part in text.split("\n") for line in wrap(part, w - 1) or [""]]
        for text, w in zip(cells, widths, strict=True)
    ]
    tall = max(map(len, wrapped))
    lines = zip(*(column + [""] * (tall - len(column)) for column in wrapped), strict=True)
    return "\n".join(_line(line, widths) for line in lines)


def _line(texts: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        f"{t:<{w}}" if i == 0 else f"{t:>{w}}" for i, (t, w) in enumerate(zip(texts, widths, strict=True))
    )
    return "".join([first, *others]).replace("\u00a0", " ").rstrip()


def _failed(rows: Sequence[Comparison], titles: Mapping[str, str]) -> list[str]:
    """One line about runs that failed, or nothing."""
    counts = {titles.get(row.arm, row.arm): row.n_failed for row in rows if row.n_failed}
    return ["Failed runs, left out: " + ", ".join(f"{name} {n}" for name, n in counts.items())] if counts else []
