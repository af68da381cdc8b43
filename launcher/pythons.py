"""Which Pythons are on this machine, and which of them will do."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.calls import clean_environment
from launcher.words import Refusal

OLDEST, NEWEST = (3, 11), (3, 13)
PROBE = """
import json, sys, sysconfig
missing = []
for name in ("venv", "ensurepip", "ssl"):
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
print(json.dumps({
    "version": list(sys.version_info[:3]), "kind": sys.implementation.name, "bits": 64 if sys.maxsize > 2**32 else 32,
    "has_lock": not sysconfig.get_config_var("Py_GIL_DISABLED"), "missing": missing,
    "path": getattr(sys, "_base_executable", None) or sys.executable}))
"""


def commands(environment: dict) -> list:
    """Lists every way to call a Python that may suit: the one named by hand, else what PATH, py and pyenv offer."""
    if environment.get("CORRIDOR_PYTHON"):
        return [[environment["CORRIDOR_PYTHON"]]]
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    names = ["python3.%d" % minor for minor in minors] + ["python3", "python"]
    folders = [folder for folder in environment.get("PATH", "").split(os.pathsep) if folder]
    on_path = [[found] for name in names for folder in folders for found in [shutil.which(name, path=folder)] if found]
    by_launcher = [["py", "-3.%d" % minor] for minor in minors] if os.name == "nt" else []
    pyenv = Path(environment.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    by_pyenv = [[str(found)] for tail in ("bin/python", "python.exe") for found in pyenv.glob("3.1[1-3].*/" + tail)]
    return [[sys.executable], *on_path, *by_launcher, *by_pyenv]


def probe(command: list) -> dict:
    """Asks one Python what it is; empty when it does not answer."""
    try:
        done = subprocess.run([*command, "-I", "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=60, env=clean_environment())
        return json.loads(done.stdout.decode("utf-8"))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return {}


def fault(facts: dict) -> str:
    """Says in words why a Python will not do; empty when it will."""
    if not OLDEST <= tuple(facts["version"][:2]) <= NEWEST:
        return "is not 3.11, 3.12 or 3.13"
    if facts["kind"] != "cpython" or not facts["has_lock"] or facts["bits"] != 64:
        return "is not the ordinary 64-bit CPython that the packages are built for"
    if facts["missing"]:
        return "lacks the module " + facts["missing"][0] + " (on Debian and Ubuntu: sudo apt install python3-venv)"
    return ""


def pythons(environment: dict) -> list:
    """Finds the Pythons on this machine, each once, newest first."""
    found = {}
    for facts in map(probe, commands(environment)):
        if facts:
            found.setdefault(os.path.realpath(facts["path"]), facts)
    return sorted(found.values(), key=lambda facts: facts["version"], reverse=True)


def choose(found: list) -> dict:
    """Takes the first Python that will do, or refuses and says of each one why it will not."""
    for facts in found:
        if not fault(facts):
            return facts
    seen = ["  %s (%s) %s" % (facts["path"], name(facts), fault(facts)) for facts in found]
    advice = "no suitable Python. Corridor needs 3.11, 3.12 or 3.13: install one, or name it with CORRIDOR_PYTHON=PATH."
    raise Refusal("\n".join([advice, *(seen or ["  none of the commands tried answers as a Python"])]))


def name(facts: dict) -> str:
    """Writes a version as people do: 3.12.1."""
    return ".".join(map(str, facts["version"]))
