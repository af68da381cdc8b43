"""Calls other programs from a neutral place: no folder or variable of the user's may bend what they do."""
import os
import subprocess
from pathlib import Path

from launcher.words import Refusal, explain

ROOT = Path(__file__).resolve().parent.parent
BENDING = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__", "PIP_USER", "PIP_TARGET", "PIP_PREFIX",
           "PIP_REQUIRE_HASHES")


def clean_environment() -> dict:
    """Copies the environment without the variables that would bend another Python, or send packages elsewhere."""
    kept = {key: value for key, value in os.environ.items() if key not in BENDING}
    kept.setdefault("PIP_RETRIES", "3")
    return kept


def answers(command: list) -> bool:
    """Tells whether a command can be run at all."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean_environment(),
                              cwd=str(ROOT)).returncode == 0
    except OSError:
        return False


def call(command: list) -> None:
    """Runs one step of the set-up quietly; a failure is refused with its likely cause and its last words."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=clean_environment(),
                          cwd=str(ROOT))
    if done.returncode:
        raise Refusal(explain(done.stdout.decode("utf-8", "replace")))
