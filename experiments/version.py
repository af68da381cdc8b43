"""Which Corridor this is: its release, and the model's rules boiled down to eight characters."""

import tomllib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path

from sim.digest import model_digest

NAME = "corridor-lab"


@lru_cache(maxsize=1)
def release() -> str:
    """The release, e.g. 0.1.0: a checkout's own, else that of the installed package."""
    project = Path(__file__).resolve().parents[1] / "pyproject.toml"
    if project.is_file():
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    try:
        return installed(NAME)
    except PackageNotFoundError:
        return "unknown"


def version() -> str:
    """Release and model together, as results carry it: 0.1.0+1f2e3d4c."""
    return f"{release()}+{model_digest()}"
