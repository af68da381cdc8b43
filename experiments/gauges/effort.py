"""How much `corridor bench` measures: the words it takes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

PARTS = ("runs", "memory", "race", "help")
ASKED_FOR = ("engine", "page")  # measured where they are named only: they use all cores
DEFAULT = "scenario=nagorno_karabakh"


@dataclass(frozen=True)
class Effort:
    """How much is measured: worlds of each kind, repeats, the size of the race, fresh processes."""

    worlds: int
    repeats: int
    agents: int
    mesa_days: int
    processes: int
    days: int = 1060
    is_rough: bool = False


USUAL = Effort(worlds=5, repeats=5, agents=120_000, mesa_days=30, processes=3)
QUICK = Effort(worlds=1, repeats=1, agents=12_000, mesa_days=10, processes=1, is_rough=True)

OPTIONS = {
    "worlds": f"worlds of each kind, without and with an offensive (default {USUAL.worlds})",
    "repeats": f"repeats of each world and of the race (default {USUAL.repeats})",
    "agents": f"agents in the race (default {USUAL.agents:,})",
    "mesa-days": f"days that plain Mesa lives, scaled to {USUAL.days:,} (default {USUAL.mesa_days})",
}


def understood(argv: Sequence[str] | None) -> tuple[argparse.Namespace, Effort]:
    """What the words ask for; ends the program with status 2 where they make no sense."""
    parser = _parser()
    given = parser.parse_args(argv)
    wanted = {name.replace("-", "_"): getattr(given, name.replace("-", "_")) for name in OPTIONS}
    for name, value in wanted.items():
        if value is not None and value < 1:
            parser.error(f"--{name.replace('_', '-')}: {value} is not a whole number of 1 or more")
    base = QUICK if given.quick else USUAL
    changed = {name: value for name, value in wanted.items() if value is not None}
    if not any(word.startswith("scenario=") for word in given.words):
        given.words.insert(0, DEFAULT)
    return given, Effort(**{**vars(base), **changed})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corridor bench",
        description="Measures how fast Corridor is on this machine: whole runs, memory, one rule beside plain Mesa and"
        " NumPy, and the time to answer. `corridor bench missions` scores predictions of other missions instead (--help tells more).",
        epilog="Figures are the least, median and greatest of several repeats, measured side by side. Keep the machine"
        " quiet meanwhile. Exit status: 0 done; 1 the rivals differ; 2 refused.",
    )
    words = f"scenario, presets and settings, as in corridor run (default: {DEFAULT})"
    parser.add_argument("words", nargs="*", metavar="NAME=VALUE", help=words)
    parser.add_argument("--quick", action="store_true", help="few repeats, a small race: some seconds, rough figures")
    only = f"measure some parts alone: {', '.join((*PARTS, *ASKED_FOR))} ({' and '.join(ASKED_FOR)} only where named)"
    parser.add_argument("--only", action="append", choices=(*PARTS, *ASKED_FOR), metavar="PART", help=only)
    json = "JSON instead of the table; with a FILE the table, and JSON in the file"
    parser.add_argument("--json", nargs="?", const="-", metavar="FILE", help=json)
    profile = "also tell where the time of one run goes, function by function and rule by rule"
    parser.add_argument("--profile", action="store_true", help=profile)
    cold = "also measure compiling everything from nothing (a minute or more)"
    parser.add_argument("--cold", action="store_true", help=cold)
    for name, meaning in OPTIONS.items():
        parser.add_argument(f"--{name}", type=int, metavar="N", help=meaning)
    return parser
