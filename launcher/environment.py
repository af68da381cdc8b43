"""The folder .venv: what it was made from, whether that still fits, and how it is made anew."""
import contextlib
import errno
import hashlib
import json
import os
import shutil
import time
from pathlib import Path

from launcher.calls import ROOT, call
from launcher.packages import install, locked
from launcher.pythons import choose, name, pythons
from launcher.words import Refusal, say

BUILD_LOCK = ROOT / "requirements" / "build.txt"
LOCK = ROOT / "requirements.txt"
PROJECT_FILES = (ROOT / "pyproject.toml", ROOT / "setup.py")
STAMP = "corridor-setup.json"


def digest(*files: Path) -> str:
    """Boils the content of files down to one short text that changes whenever they do."""
    return hashlib.sha256(b"\0".join(file.read_bytes() if file.exists() else b"" for file in files)).hexdigest()


def wanted(venv: Path) -> dict:
    """States what a finished set-up must have been made from."""
    return {"lock": digest(BUILD_LOCK, LOCK), "place": [str(venv), str(ROOT)], "project": digest(*PROJECT_FILES)}


def stamp(venv: Path) -> dict:
    """Reads what the set-up was made from; empty when there is none, or when it was interrupted."""
    try:
        return json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def mark(venv: Path, content: dict) -> None:
    """Writes the stamp in one stroke, so that nobody ever reads half of it."""
    fresh = venv / (STAMP + ".new")
    fresh.write_text(json.dumps(content), encoding="utf-8")
    os.replace(str(fresh), str(venv / STAMP))


def differences(venv: Path, chosen: dict) -> set:
    """Names what no longer fits: lock, place, project, python; empty when the set-up can be used as it is."""
    have, want = stamp(venv), wanted(venv)
    differing = {key for key in want if have.get(key) != want[key]}
    if not python_of(venv).exists() or (chosen and have.get("python") != name(chosen)):
        differing.add("python")
    return differing


def python_of(venv: Path) -> Path:
    """Points at the Python inside a set-up."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def own_folder(venv: Path) -> None:
    """Makes the folder, or empties one made by an earlier set-up; refuses to touch anybody else's."""
    if venv.exists() and any(venv.iterdir()) and not any(venv.glob(STAMP + "*")):
        raise Refusal("%s was not made by run.py; move it away, or set CORRIDOR_VENV to another folder." % venv)
    venv.mkdir(parents=True, exist_ok=True)
    mark(venv, {})
    for child in venv.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(str(child))
        elif child.name != STAMP:
            child.unlink()


def rebuild(venv: Path, chosen: dict) -> None:
    """Sets up from nothing. The stamp stays empty until the end, so that an interrupted set-up is done again."""
    own_folder(venv)
    say("setting up Python %s in %s (once; one to three minutes)" % (name(chosen), venv))
    call([chosen["path"], "-m", "venv", "--without-pip", str(venv)])
    install(python_of(venv), [locked(BUILD_LOCK), locked(LOCK), ["-e", str(ROOT)]])
    mark(venv, dict(wanted(venv), python=name(chosen)))


def refresh(venv: Path) -> None:
    """Installs the project anew where only its own description has changed."""
    install(python_of(venv), [["-e", str(ROOT)]])
    mark(venv, dict(stamp(venv), **wanted(venv)))


def prepare(venv: Path, environment: dict) -> Path:
    """Gives the Python of a set-up that fits, making it first where there is none."""
    chosen = choose(pythons(environment)) if environment.get("CORRIDOR_PYTHON") else {}
    if differences(venv, chosen):
        with alone(venv):
            differing = differences(venv, chosen)
            if differing == {"project"}:
                refresh(venv)
            elif differing:
                rebuild(venv, chosen or choose(pythons(environment)))
    return python_of(venv)


@contextlib.contextmanager
def alone(venv: Path):
    """Lets one launcher at a time set up; the system frees the lock even when its holder dies."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    with open(str(venv) + ".lock", "a") as handle:
        is_told = False
        while not is_locked(handle):
            if not is_told:
                say("another start is setting up; waiting for it")
            is_told = True
            time.sleep(0.3)
        yield


def is_locked(handle) -> bool:
    """Tries to take the lock. A file system that knows no locks must not stop anybody, and counts as taken."""
    try:
        if os.name == "nt":
            import msvcrt
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True
