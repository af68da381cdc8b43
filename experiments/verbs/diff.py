"""The verb `diff`: where two histories of the same world part, and the chain that follows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.overrides import Word, taken_apart
from experiments.verbs.words import is_help
from sim.scenario.refusal import ScenarioRefused, refuse

if TYPE_CHECKING:
    from experiments.explain.life import Life

JSON = "--json"
UNPAIRED = 1
MOST_CHANGES = 20
LEVERS = ("mandate", "resources", "guarantees", "observers")
WORDS = {"seed": Word(None, int, 0), "ledger": Word(None, str)}
HELP = """corridor diff: where two histories of the same world part, by which choice, and the chain that follows.

  corridor diff RUN_A RUN_B [seed=N] [ledger=DIR] [--json]

RUN_A, RUN_B: folders of corridor run, names of runs in a ledger (16 digits), or scenario files (then seed=N says which world).

It tells what the arms change, the first day on which anything differs, the first act that differs with its place, the first choice
that differs with the terms of its utility on either side, and then, in order of time: belief, answers, ground, the road, food, fear,
flight. Runs of different worlds, or of different cases, are not paired; then it says so and compares nothing.

Exit status: 0 told; 1 not paired; 2 refused.

Examples:
  corridor diff results/one results/two
  corridor diff results/six/arms/baseline.yaml results/six/arms/un_chapter_vii.yaml seed=3"""


def main(argv: Sequence[str]) -> int:
    """Holds two runs against each other."""
    if is_help(argv):
        print(HELP)
        return 0
    a, b = _named(argv)
    why = not_paired(a, b)
    if why:
        said = f"These two histories are not paired: {why}. What differs between them is luck and circumstance as well as policy."
        print(json.dumps({"is_paired": False, "why": why}) if JSON in argv else said)
        return UNPAIRED
    print(json.dumps(as_data(a, b), indent=1, default=str) if JSON in argv else "\n".join(_in_words(a, b)))
    return 0


def _named(argv: Sequence[str]) -> tuple[Life, Life]:
    from experiments.explain.life import read_life

    names = [word for word in argv if "=" not in word and word != JSON]
    line = taken_apart([word for word in argv if "=" in word], WORDS)
    problems = [*line.problems]
    if line.settings or line.choices:
        problems += refuse("", None, "diff takes two runs, seed=N and ledger=DIR only").problems
    if len(names) != 2:
        problems += refuse("", None, f"two runs are compared, not {len(names)}").problems
    if problems:
        raise ScenarioRefused(problems, "command")
    a, b = (read_life(name, seed=line.words["seed"], ledger=line.words["ledger"]) for name in names)
    return a, b


def not_paired(a: Life, b: Life) -> str:
    """Why two runs are no pair; empty where both live the same world under two policies."""
    from experiments.explain.parting import unpaired
    from sim.world.draw import draw_numbers

    if a.seed != b.seed:
        return f"they are worlds {a.seed} and {b.seed}"
    for field in ("name", "place", "start", "horizon_days"):
        one, other = getattr(a.scenario, field), getattr(b.scenario, field)
        if one != other:
            return f"{field.replace('_', ' ')} is {one} and {other}"
    names = unpaired(draw_numbers(a.scenario, a.seed), draw_numbers(b.scenario, b.seed), LEVERS)
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"no policy controls {', '.join(names[:3])}{more}, which differ" if names else ""


def _labels(a: Life, b: Life) -> tuple[str, str]:
    return (a.title, b.title) if a.title != b.title else ("A", "B")


def _in_words(a: Life, b: Life) -> list[str]:
    from experiments.differences import differences
    from experiments.explain.parting import part
    from experiments.explain.words import told_outcomes, told_parting

    names = _labels(a, b)
    found = part(a.tables, b.tables)
    lines = [f"{a.scenario.title or a.scenario.name}, world {a.seed}, lived twice", f"  A: {a.title} (run {a.run_id})"]
    lines.append(f"  B: {b.title} (run {b.run_id})")
    changes = differences(a.scenario, b.scenario)
    lines += ["", f"From A to B, {len(changes)} setting{'s' * (len(changes) != 1)} change{'s' * (len(changes) == 1)}:"]
    lines += [f"  {change}" for change in changes[:MOST_CHANGES]]
    lines += [f"  and {len(changes) - MOST_CHANGES} more"] if len(changes) > MOST_CHANGES else []
    lines += ["", *told_parting(found, ("A", "B") if max(map(len, names)) > 24 else names, a.scenario.start)]
    return [*lines, "", *told_outcomes(a.outcomes, b.outcomes)]


def as_data(a: Life, b: Life) -> dict[str, Any]:
    """The parting as plain data."""
    from experiments.differences import differences
    from experiments.explain.parting import OUTCOMES, part

    found = part(a.tables, b.tables)
    return {
        "is_paired": True,
        "world": a.seed,
        "a": {"run_id": a.run_id, "arm": a.title},
        "b": {"run_id": b.run_id, "arm": b.title},
        "settings": differences(a.scenario, b.scenario),
        "parting": found.as_data(),
        "outcomes": {name: [a.outcomes[name], b.outcomes[name]] for name, _ in OUTCOMES},
    }
