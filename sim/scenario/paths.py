"""Where the presets, places and studies that come with Corridor lie on this machine."""

from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def configs_dir() -> Path:
    """Gives the folder of the data that comes with Corridor: a checkout's `configs`, else the installed one.

    A checkout is known by its `pyproject.toml`, so that a stranger's `configs` beside an installed `sim` is never
    taken for ours. Installed, the folder is the data package `corridor_configs` (see setup.py).
    """
    if (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "configs").is_dir():
        return CHECKOUT / "configs"
    spec = find_spec("corridor_configs")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("Corridor's configs are missing; install it again")
    return Path(spec.submodule_search_locations[0])
