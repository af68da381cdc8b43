"""`corridor bench --profile`: where the time of one run goes, as text."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.gauges.compiled import entries_of, rules_of
from sim.model import MandateModel
from sim.scenario.root import Scenario

MOST = 20  # functions told


def spent(scenario: Scenario, worlds: Mapping[str, Sequence[int]], repeats: int) -> Iterator[dict[str, Any]]:
    """Tidy rows for the first world of each kind: table, kind, function, calls, ms."""
    for kind, seeds in worlds.items():
        for seed in seeds[:1]:
            yield from ({"kind": kind, "world": seed, **row} for row in _rows(scenario, seed, repeats))


def told(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as text, a heading above each table."""
    lines: list[str] = []
    heading = ""
    for row in rows:
        here = f"{row['table']}: world {row['world']}, {row['kind']}"
        if here != heading:
            lines += ["", here, f"  {'calls':>9}  {'ms':>9}  function"]
            heading = here
        calls = "" if row["calls"] is None else f"{row['calls']:,}"
        lines.append(f"  {calls:>9}  {row['ms']:>9.3f}  {row['function']}")
    return "\n".join(lines)


def _rows(scenario: Scenario, seed: int, repeats: int) -> Iterator[dict[str, Any]]:
    yield from _python(scenario, seed, repeats)
    table = "Compiled functions that Python calls (the call included)"
    entries = entries_of(scenario, seed)
    for name in sorted(entries, key=lambda one: -entries[one].seconds):
        yield {"table": table, "function": name, "calls": entries[name].n, "ms": 1000.0 * entries[name].seconds}
    rules, call = rules_of(scenario, seed, repeats)
    table = f"Rules of the day over the whole run (a call from Python, {call * 1e6:.1f} us, taken off)"
    for name in sorted(rules, key=lambda one: -rules[one]):
        yield {"table": table, "function": name, "calls": None, "ms": 1000.0 * rules[name]}
    yield {"table": table, "function": "all rules", "calls": None, "ms": 1000.0 * sum(rules.values())}


def _python(scenario: Scenario, seed: int, repeats: int) -> Iterator[dict[str, Any]]:
    """Python's functions by their own time; a compiled function counts for the one that calls it."""
    for part, profiled in {"set-up": _profiled_set_up, "living": _profiled_living}.items():
        least: dict[str, tuple[float, int]] = {}
        for _ in range(repeats):
            found = pstats.Stats(profiled(scenario, seed)).stats  # type: ignore[attr-defined]
            for (file, line, name), (_, calls, own, _, _) in found.items():
                known = least.get(_place(file, line, name), (own, calls))
                least[_place(file, line, name)] = min(known, (own, calls))
        table = f"Python by function, own time, {part}, least of {repeats} (profiled: slower than it is)"
        for name, (own, calls) in sorted(least.items(), key=lambda one: -one[1][0])[:MOST]:
            yield {"table": table, "function": name, "calls": calls, "ms": 1000.0 * own}


def _profiled_set_up(scenario: Scenario, seed: int) -> cProfile.Profile:
    profile = cProfile.Profile()
    profile.runcall(MandateModel, scenario, seed)
    return profile


def _profiled_living(scenario: Scenario, seed: int) -> cProfile.Profile:
    model, profile = MandateModel(scenario, seed), cProfile.Profile()
    profile.runcall(model.advance, scenario.horizon_days)
    return profile


def _place(file: str, line: int, name: str) -> str:
    """A function by its place below sim or its package; never a path of this machine."""
    if file == "~":
        return name
    parts = Path(file).parts
    short = parts[parts.index("sim") :] if "sim" in parts else parts[-2:]
    return f"{'/'.join(short)}:{line} {name}"
