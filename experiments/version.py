"""Which Corridor this is: its release, and the model's rules boiled down to eight characters."""

import hashlib
import tomllib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from importlib.util import find_spec
from pathlib import Path

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


@lru_cache(maxsize=1)
def model_digest() -> str:
    """Changes with every line of the model's code, so that runs of two states of the model never share a name."""
    spec = find_spec("sim")
    folder = Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else Path()
    known = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        known.update(path.relative_to(folder).as_posix().encode() + b"\0")
        known.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return known.hexdigest()[:8]


def version() -> str:
    """Release and model together, as results carry it: 0.1.0+1f2e3d4c."""
    return f"{release()}+{model_digest()}"
