#!/usr/bin/env python3
"""Sets Corridor up on this machine, once, and runs it.

Standard library only: whichever Python (3.6 or newer) starts this file, it looks for a suitable one, fills the folder
.venv from the lock files with hashes checked, and hands over. See USAGE below, or `python3 run.py --help`.
"""
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from launcher import browsers
from launcher.calls import ROOT
from launcher.environment import prepare
from launcher.pythons import fault, name, pythons
from launcher.words import Refusal, explain, say

DEMO = ("scenario=nagorno_karabakh", "worlds=200", "out=results/demo")
SIDE_BY_SIDE = ("-n", "auto", "--dist", "loadfile")  # a process a core, a file of tests each
USAGE = """Corridor: peacekeeping mandates, lived through many times.

  python3 run.py demo       compare six policies on Nagorno-Karabakh in 200 worlds; the report goes to results/demo
  python3 run.py test       run the tests; whatever follows goes to pytest
  python3 run.py pythons    list the Pythons that would do, newest first
  python3 run.py VERB ...   anything else goes to the corridor command: run, compare, check, describe, bench

The first start installs what is needed into the folder .venv (one to three minutes, about 1.3 GB).
  CORRIDOR_PYTHON=PATH      use this Python instead of the newest one found
  CORRIDOR_VENV=FOLDER      set up in this folder instead of .venv
  CORRIDOR_BROWSER=PATH     try the page in this browser instead of the first Chromium, Chrome or Edge found
"""


def with_defaults(given: list) -> list:
    """Completes the demo's arguments; whatever the user gives replaces the default of the same name."""
    names = {argument.split("=")[0] for argument in given}
    return [default for default in DEMO if default.split("=")[0] not in names] + given


def command_for(python: str, arguments: list) -> tuple:
    """Turns a verb into a command line and the folder to run it in (None: where the user stands)."""
    verb, rest = arguments[0], [argument for argument in arguments[1:2] if argument != "--"] + arguments[2:]
    if verb == "test":
        return [python, "-m", "pytest", "-q", *(rest or SIDE_BY_SIDE)], str(ROOT)
    if verb == "demo":
        return [python, "-m", "experiments", "compare", *with_defaults(rest)], str(ROOT)
    return [python, "-P", "-m", "experiments", *arguments], None


def hand_over(command: list, folder) -> int:
    """Runs the command to its end. Ctrl-C reaches it directly; a request to stop is passed on."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONHOME", "__PYVENV_LAUNCHER__")}
    child = subprocess.Popen(command, cwd=folder, env=kept)
    before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while child.returncode is None:
        with contextlib.suppress(KeyboardInterrupt):
            child.wait()
    signal.signal(signal.SIGTERM, before)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def report_on_demo(command: list, status: int) -> None:
    """Says where the demo's report lies."""
    out = [argument[len("out="):] for argument in command if argument.startswith("out=")][-1]
    report = ROOT / out / "report.html"
    say("the report is %s" % report if report.exists() else "no report was written (exit status %d)" % status)


def launch(arguments: list) -> int:
    """Sets up where needed, then does what was asked."""
    if arguments[0] == "pythons":
        for facts in pythons(dict(os.environ)):
            if not fault(facts):
                print("%s\t%s" % (name(facts), facts["path"]))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    venv = Path(os.path.abspath(os.environ.get("CORRIDOR_VENV") or str(ROOT / ".venv")))
    command, folder = command_for(str(prepare(venv, dict(os.environ))), arguments)
    status = hand_over(command, folder)
    if arguments[0] == "test" and not browsers.find(dict(os.environ)):
        say(browsers.NONE_FOUND)
    if arguments[0] == "demo" and "--help" not in arguments:
        report_on_demo(command, status)
    return status


def main(arguments: list) -> int:
    """Runs the launcher; every refusal is a sentence, never a traceback."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0
    try:
        return launch(arguments)
    except Refusal as refusal:
        say(str(refusal))
    except OSError as error:
        say(explain(str(error)))
    except KeyboardInterrupt:
        say("stopped; the next start continues from here")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
