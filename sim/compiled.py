"""How rules are compiled: to machine code, kept on disk under the name of the code that it was made from.

`entry` is for what Python calls and for what allocates. `rule` is for functions that work in place and allocate nothing: it tells
numba not to count references to the arrays it is handed, because a rule that is called once an entity with the whole world would
otherwise spend most of its time counting (measured: a factor of three on the hourly road). `inlined` is a rule that is pasted into
its callers: for what is called once a household. A division by zero gives inf or nan, as in NumPy.

Numba looks only at the file of a function to decide whether its machine code is still good, not at what the function calls. So all
of it is kept in a folder named after all of the model's code: a change anywhere compiles anew. Every module takes `njit` from here.
"""

import os
import shutil
from pathlib import Path

from numba import config, njit

from sim.digest import model_digest

__all__ = ["INLINED", "RULE", "entry", "inlined", "njit", "rule"]
KEPT = 3  # states of the code whose machine code stays on disk


def _home() -> Path:
    """Where machine code is kept: where the user says, else beside the sources, else in the user's own cache."""
    beside = Path(__file__).parent / "__pycache__"
    if os.environ.get("NUMBA_CACHE_DIR"):
        return Path(os.environ["NUMBA_CACHE_DIR"])
    is_ours = os.access(beside if beside.is_dir() else beside.parent, os.W_OK)
    return beside if is_ours else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "corridor"


def _sweep(home: Path, name: str) -> None:
    """Drop machine code of old states of the model, all but the last few."""
    old = [path for path in home.glob("corridor-*") if path.is_dir() and path.name != name]
    for path in sorted(old, key=lambda one: one.stat().st_mtime)[: max(0, len(old) + 1 - KEPT)]:
        shutil.rmtree(path, ignore_errors=True)


def _settle() -> None:
    name = f"corridor-{model_digest()}"
    home = _home()
    if not (home / name).is_dir():
        _sweep(home, name)
    config.CACHE_DIR = str(home / name)


_settle()
entry = njit(cache=True, nogil=True)
RULE = {"_nrt": False, "error_model": "numpy", "no_cfunc_wrapper": True}
INLINED = RULE | {"forceinline": True}
rule = njit(cache=True, **RULE)
inlined = njit(cache=True, **INLINED)
