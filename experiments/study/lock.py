"""One writer a ledger: a lock of the operating system's, which dies with the process that holds it."""

from __future__ import annotations

import json
import os
import socket
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

NAME = ".lock"
FAR = 1 << 30  # Windows locks bytes: one that no text reaches, so that others can read who holds it


class LedgerBusy(Exception):
    """Another process writes to the ledger."""

    exit_status = 1


class Lock:
    """Held while inside; LedgerBusy tells who holds it otherwise."""

    def __init__(self, folder: Path, command: str) -> None:
        self._path, self._command = folder / NAME, command
        self._file: Any = None

    def __enter__(self) -> Lock:
        self._file = open(self._path, "a+", encoding="utf-8")
        try:
            _take(self._file.fileno())
        except OSError:
            told = _holder(self._path)
            self._file.close()
            raise LedgerBusy(f"{self._path.parent}: another process writes to this ledger ({told}); wait for it, or stop it") from None
        self._file.truncate(0)
        self._file.write(json.dumps(_self(self._command)))
        self._file.flush()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


def holder(folder: Path) -> str:
    """Who writes to a ledger just now, in words; empty where nobody does."""
    try:
        with open(folder / NAME, "r+", encoding="utf-8") as file:
            _take(file.fileno())
        return ""
    except (FileNotFoundError, PermissionError):
        return ""
    except OSError:
        return _holder(folder / NAME)


def _take(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _self(command: str) -> dict[str, Any]:
    return {
        "process": os.getpid(),
        "machine": socket.gethostname(),
        "since": datetime.now().isoformat(timespec="seconds"),
        "command": command,
    }


def _holder(path: Path) -> str:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        return f"process {about['process']} on {about['machine']} since {about['since']}: {about['command']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "it has not said who it is"
