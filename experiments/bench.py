"""The verb `bench`: how fast Corridor is on this machine, in figures.

Timings are by time.perf_counter in this process, side by side: within a repeat one variant follows the other, so that a
busy machine slows them alike. Rubbish is collected before each timing and the collector stays on, as in use; what the
libraries made before the first timing is kept out of its sight. All is compiled first, save what `--cold` measures.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from experiments.compose import composed_scenario
from experiments.gauges.effort import ASKED_FOR, PARTS, Effort, understood
from experiments.gauges.figure import Figure, known_rubbish_only
from experiments.gauges.fresh import cold_figures, help_figure, memory_figures
from experiments.gauges.living import KINDS, figures_of, find_worlds, measure, tenfold, variants_of
from experiments.gauges.machine import load, machine
from experiments.gauges.race import DOES, run_race
from experiments.gauges.spent import spent, told
from experiments.gauges.table import heading, table_of
from experiments.rivals.case import usual_case
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Scenario

Worlds = Mapping[str, Sequence[int]]


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints; 2 where the words make no sense, 1 where a rival of the race gives another result."""
    words = list(sys.argv[2:] if argv is None else argv)
    if words[:1] == ["missions"]:
        from experiments.evidence.missions.bench import main as missions

        return missions(words[1:])
    given, effort = understood(argv)
    try:
        scenario, _ = composed_scenario(given.words)
    except ScenarioRefused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    report: dict[str, Any] = {"machine": machine(), "scenario": scenario.name, "is_rough": effort.is_rough}
    start = perf_counter()
    try:
        with known_rubbish_only():
            report |= _measured(scenario, given, effort)
    except ArithmeticError as error:
        print(error, file=sys.stderr)
        return 1
    report |= {"seconds": round(perf_counter() - start, 1), "load_at_end": load()}
    _tell(report, given.json)
    return 0


def _measured(scenario: Scenario, given: Any, effort: Effort) -> dict[str, Any]:
    """Every figure that was asked for, and the rows of a profile."""
    parts = given.only or PARTS
    needs_worlds = given.profile or given.cold or "runs" in parts or "memory" in parts
    worlds = _worlds(scenario, effort) if needs_worlds else {}
    figures: list[Figure] = []
    for part in parts:
        _say(f"measuring: {part}")
        figures += _part(part, scenario, worlds, effort)
    if given.cold:
        _say("measuring: compiling from nothing (a minute or more)")
        figures += cold_figures(scenario, _busiest(worlds))
    rows = list(spent(scenario, worlds, max(3, effort.repeats))) if given.profile else []
    return {"worlds": worlds, "race": DOES if "race" in parts else {}, "figures": figures, "profile": rows}


def _part(part: str, scenario: Scenario, worlds: Worlds, effort: Effort) -> Iterator[Figure]:
    if part == "runs":
        variants = variants_of(scenario)[: 4 if effort.is_rough else None]
        yield from figures_of(list(measure(variants, worlds, effort.repeats)))
    elif part == "memory":
        seed = _busiest(worlds)
        cases = {"usual": (scenario, seed, False)}
        if not effort.is_rough:
            cases |= {"with ledger": (scenario, seed, True), "ten times the people": (tenfold(scenario), seed, False)}
        yield from memory_figures(cases, effort.processes)
    elif part == "race":
        yield from run_race(usual_case(effort.agents, effort.days), effort.repeats, effort.mesa_days)
    elif part in ASKED_FOR:
        yield from import_module(f"experiments.gauges.{part}").__dict__[f"{part}_figures"](effort)
    else:
        yield help_figure(effort.processes)


def _worlds(scenario: Scenario, effort: Effort) -> dict[str, list[int]]:
    """Worlds without and with an offensive; says so where there are too few."""
    _say("looking for worlds without and with an offensive (compiles what is not compiled yet: a minute or more)")
    worlds = find_worlds(scenario, effort.worlds)
    for kind, seeds in worlds.items():
        if len(seeds) < effort.worlds:
            _say(f"only {len(seeds)} worlds {kind} were found")
    return worlds


def _busiest(worlds: Worlds) -> int:
    """A world with an offensive if there is one: it has most to do."""
    return next(seeds[0] for kind in reversed(KINDS) if (seeds := worlds[kind]))


def _tell(report: dict[str, Any], to: str | None) -> None:
    """The table on the screen, or JSON; with a file's name both."""
    if to != "-":
        print(heading(report), table_of(report["figures"]), sep="\n\n")
        print("", *(f"{name}: {does}" for name, does in report["race"].items()), sep="\n")
        print(told(report["profile"]))
    if to:
        text = json.dumps({**report, "figures": [figure.row() for figure in report["figures"]]}, indent=1)
        print(text) if to == "-" else Path(to).write_text(text + "\n", encoding="utf-8")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
