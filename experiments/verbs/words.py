"""What the verbs that live worlds have in common: their words, judged together, and their help."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from experiments.compose import composed_scenario
from experiments.fixed import spread, without_priors_on
from experiments.folder import folder_fault
from experiments.overrides import Word, taken_apart
from sim.scenario.problem import Problem
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Scenario

SEEDS = ("seed", "first_seed")
LARGEST_SEED = 2**63 - 1
SETTINGS_HELP = """
Settings (the same for every verb that lives worlds; FILE is a YAML file of your own):
  scenario=NAME|FILE       the case (default: enclave, a small place for teaching)
  mandate=NAME|FILE        what the mission may do          } corridor describe mandate
  resources=NAME|FILE      what it can do it with           } lists the presets of a group
  guarantees=NAME|FILE     who stands behind it
  observers=NAME|FILE      who else watches
  uncertainty=NAME|FILE    what nobody knows, and how widely
  any.setting=VALUE        one single setting, e.g. horizon_days=400; corridor describe NAME tells what it means"""


def is_help(argv: Sequence[str]) -> bool:
    """Whether a user asks what the verb does."""
    return any(word in ("-h", "--help", "help") for word in argv)


class Asked(NamedTuple):
    """What a command line asks for: the judged scenario, the verb's words, the presets chosen, the settings changed."""

    scenario: Scenario
    words: dict[str, Any]
    choices: dict[str, str]
    changed: list[str]


def asked(argv: Sequence[str], own: Mapping[str, Word]) -> Asked:
    """Judges a command line; one refusal tells everything wrong with it. What a user sets holds in every world."""
    problems = _given_twice(argv)
    line = taken_apart(argv, own)
    problems += folder_fault(line.words.get("out"))
    problems += [_too_large(name, line.words[name]) for name in SEEDS if (line.words.get(name) or 0) > LARGEST_SEED]
    try:
        scenario, words = composed_scenario(argv, own=own)
    except ScenarioRefused as refusal:
        raise ScenarioRefused([*problems, *refusal.problems], "command") from None
    if problems:
        raise ScenarioRefused(problems, "command")
    changed = [setting.name for setting in line.settings]
    for name in spread(scenario, changed):
        print(f"{name}: your value holds in every world; its prior is left out", file=sys.stderr)
    return Asked(without_priors_on(scenario, changed), words, line.choices, changed)


def _given_twice(argv: Sequence[str]) -> list[Problem]:
    """Words that stand twice: which of them is meant, only the user knows."""
    names = Counter(word.lstrip("+").split("=", 1)[0] for word in argv if "=" in word)
    return [
        Problem(name, None, "given twice: " + " and ".join(word for word in argv if word.lstrip("+").startswith(f"{name}=")))
        for name, count in names.items()
        if count > 1
    ]


def _too_large(name: str, value: int) -> Problem:
    return Problem(name, value, f"{value:,} is above {LARGEST_SEED:,}")


def command_line(verb: str, argv: Sequence[str]) -> str:
    """The command as a user could type it again."""
    return shlex.join(["corridor", verb, *argv])
