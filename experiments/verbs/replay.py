"""The verb `replay`: lives any run of a ledger again, and holds it against what was stored."""

from __future__ import annotations

import re
from collections.abc import Sequence

from experiments.overrides import Word, taken_apart
from experiments.verbs.words import is_help
from sim.scenario.problem import printable
from sim.scenario.refusal import ScenarioRefused, refuse

WORDS = {"ledger": Word(None, str)}
NAME = re.compile(r"[0-9a-f]{16}")
MOST_SHOWN = 12
HELP = """corridor replay: lives any run of a study's ledger again, bit for bit.

  corridor replay RUN_ID [ledger=DIR]

Words:
  ledger=DIR               the study's folder (default: any ledger in results/, or where you stand)

It prints the run's outcomes and says whether every column is what was stored. A run that failed fails again, with its reason;
CORRIDOR_DEBUG=1 shows where.

Exit status: 0 the same; 1 different, or failed; 2 no such run."""


def main(argv: Sequence[str]) -> int:
    """Lives one run again."""
    if not argv or is_help(argv):
        print(HELP)
        return 0 if argv else 2
    names = [word for word in argv if "=" not in word]
    line = taken_apart([word for word in argv if "=" in word], WORDS)
    if line.problems or line.settings or line.choices:
        raise ScenarioRefused(line.problems or refuse("", None, "replay takes a run's name and ledger=DIR only").problems, "command")
    if len(names) != 1 or not NAME.fullmatch(names[0]):
        raise refuse("", None, f"a run's name is 16 digits from 0 to f, as in the column run_id, not {printable(' '.join(names))!r}")
    return _replay(names[0], line.words["ledger"])


def _replay(name: str, ledger: str | None) -> int:
    from experiments.compiling import compiling_told
    from experiments.study.relive import find, is_same_version, live_again

    found = find(name, ledger)
    row = found.row
    print(f"Run {name} of {found.folder}: arm {row['arm']}, world {row['world']}, {row['status']}.")
    if not is_same_version(found):
        print(f"It was lived by {row['version']}; this is another version, under which it may come out differently.")
    with compiling_told():
        again = live_again(found)
    return _told(again, is_same_version(found))


def _told(again, is_same_version: bool) -> int:
    row = again.row
    if row["status"] == "failed":
        print(f"It fails again: {row['why']}" if again.found.row["status"] == "failed" else f"It fails now: {row['why']}")
    for name in again.found.design.outcomes if row["status"] == "ok" else ():
        print(f"  {name}: {row[name]}")
    differing = [name for name in again.differing if is_same_version or name not in ("run_id", "replay")]
    if not differing:
        print("Every column is what was stored, bit for bit.")
        return 0 if row["status"] == "ok" else 1
    print(f"{len(differing)} column{'s differ' if len(differing) > 1 else ' differs'} from what was stored:")
    for name in differing[:MOST_SHOWN]:
        print(f"  {name}: stored {again.found.row.get(name)}, now {row[name]}")
    return 1
