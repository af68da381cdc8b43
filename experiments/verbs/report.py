"""The verb `report`: one page that answers the question of a result, works offline and can be mailed; as PDF too."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from experiments.overrides import Word, taken_apart
from experiments.verbs.words import is_help
from sim.scenario.problem import printable
from sim.scenario.refusal import ScenarioRefused, refuse

PDF = "--pdf"
WORDS = {"out": Word(None, str)}
HELP = """corridor report: one page about a result, self-contained, for readers who have nothing but a browser.

  corridor report DIR [out=FILE.html] [--pdf]

DIR is a folder of corridor compare or corridor run, or a study's ledger.

Words:
  out=FILE.html            where to write it (default: DIR/report.html)
  --pdf                    the same as a PDF beside it, printed by the Chromium, Chrome or Edge of this machine

What is in it: the question; the answer in three sentences with intervals; the arms in words; one world under the baseline and under
the most favourable arm on an animated map, where the two histories part and by which choice; charts with words for those who cannot
see them; which claims of validation hold; which numbers rest on assumptions; the runs and commands behind every figure; what it
must not be used for. Of a single run: its story, and what would have had to be different at its turning points.

Nothing in it is fetched from anywhere.

Exit status: 0 done; 1 figures could not be drawn, or there is no PDF; 2 refused.

Examples:
  corridor report results/six
  corridor report results/grid out=grid.html --pdf"""


def main(argv: Sequence[str]) -> int:
    """Writes the report of a folder, and prints it where asked to."""
    if is_help(argv):
        print(HELP)
        return 0
    folder, out = _asked(argv)
    from experiments.compiling import compiling_told
    from experiments.subject import subject_of

    subject = subject_of(folder)
    with compiling_told(), tempfile.TemporaryDirectory(prefix="corridor-") as aside:
        from experiments.whole_report import write_whole_report

        written = write_whole_report(subject, out.parent, Path(aside), out.name)
    print(f"{printable(str(written.path), 300)} ({written.path.stat().st_size / 1e6:.1f} MB)")
    if PDF in argv:
        from experiments.printed import print_page

        print(print_page(written.path, out.with_suffix(".pdf")))
    return 0 if written.is_whole else 1


def _asked(argv: Sequence[str]) -> tuple[Path, Path]:
    """The folder and the file that a command line names."""
    names = [word for word in argv if "=" not in word and word != PDF]
    line = taken_apart([word for word in argv if "=" in word], WORDS)
    problems = [*line.problems]
    if line.settings or line.choices:
        problems += refuse("", None, "report takes a folder, out=FILE.html and --pdf only").problems
    if len(names) != 1:
        problems += refuse("", None, f"one folder is reported on, not {len(names)}").problems
    if problems:
        raise ScenarioRefused(problems, "command")
    folder = Path(names[0]).expanduser()
    out = Path(line.words["out"]).expanduser() if line.words["out"] else folder / "report.html"
    if out.suffix.lower() not in (".html", ".htm") or out.is_dir():
        raise refuse("out", line.words["out"], f"{printable(str(out), 120)}: not the name of an .html file")
    if not folder.is_dir():
        raise refuse("", names[0], f"{printable(names[0], 120)}: no such folder")
    if line.words["out"] and not out.parent.is_dir():
        print(f"{printable(str(out.parent), 120)} is made", file=sys.stderr)
    return folder, out
