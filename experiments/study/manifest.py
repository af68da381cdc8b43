"""The manifest of a ledger: which versions, configuration, commands and machines made it, and when."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from experiments.version import version as corridor_version

NAME = "manifest.json"
MADE_BY = "Corridor study"
PACKAGES = ("mesa", "numpy", "numba", "networkx", "pydantic", "pyarrow", "duckdb")
MOST_SESSIONS = 1000


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a ledger; None where there is none that can be read."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return found if found["made_by"] == MADE_BY and isinstance(found["sessions"], list) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Puts a manifest in place at one stroke."""
    put(folder / NAME, json.dumps(manifest, indent=1, ensure_ascii=False, default=str) + "\n")


def put(path: Path, text: str) -> None:
    """Writes a small text file that appears whole or not at all."""
    aside = path.with_name(f".unfinished-{os.getpid()}-{path.name}")
    try:
        with open(aside, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def begun(before: Mapping[str, Any] | None, design: Any, command: str) -> dict[str, Any]:
    """The manifest as a session begins: what was there, what is asked now, on which machine, with which versions."""
    sessions = list(before["sessions"])[-MOST_SESSIONS:] if before else []
    session = {
        "began": now(),
        "ended": None,
        "how": "under way",
        "command": command,
        "corridor": corridor_version(),
        "machine": machine(),
        "packages": packages(),
        "design": design.digest,
    }
    return {
        "made_by": MADE_BY,
        "title": design.title,
        "question": design.question,
        "corridor": design.version,
        "design": design.digest,
        "arms": len(design.arms),
        "worlds": design.count,
        "first_seed": design.first_seed,
        "baseline": design.baseline,
        "scenario": design.base.get("name"),
        "until": design.until,
        "daily": list(design.daily),
        "sessions": [*sessions, session],
    }


def ended(manifest: Mapping[str, Any], how: str, **facts: Any) -> dict[str, Any]:
    """The manifest as its last session ends."""
    *before, last = manifest["sessions"]
    return {**manifest, "sessions": [*before, {**last, "ended": now(), "how": how, **facts}]}


def now() -> str:
    """This moment, with the time zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def machine() -> dict[str, Any]:
    """What kind of machine this is; not whose."""
    return {
        "system": platform.platform(terse=True),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def packages() -> dict[str, str]:
    """The versions of the packages that matter to a result."""
    return {name: found for name in PACKAGES if (found := _version(name))}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
