"""The folder of a result: claimed before the work, filled aside, and published file by file at the end."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from experiments.version import version
from sim.scenario.problem import Problem, printable
from sim.scenario.refusal import ScenarioRefused

MARK = "corridor.json"
ASIDE = ".unfinished-"
REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "that disk can only be read",
    errno.EFBIG: "a file grew larger than this system allows",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ENOTDIR: "a part of its path is a file",
}


class NotWritten(Exception):
    """A result could not be written; what was there before is whole."""

    exit_status = 1


def folder_fault(out: str | None) -> list[Problem]:
    """Why a folder cannot take a result; empty where it can. Touches nothing."""
    if out is None:
        return []
    path = Path(out).expanduser()
    try:
        why = _fault(path)
    except (OSError, ValueError) as error:
        why = _reason(error)
    return [Problem("out", out, f"{printable(out, 120)}: {why}")] if why else []


def _fault(path: Path) -> str:
    if "\0" in str(path):
        return "not a folder's name"
    if path.is_file():
        return "a file; give a folder"
    if not path.exists():
        above = next(one for one in path.absolute().parents if one.exists())
        return "" if above.is_dir() else f"{printable(str(above), 120)} is a file, not a folder"
    if not path.is_dir():
        return "not a folder"
    others = [one for one in path.iterdir() if not one.name.startswith(ASIDE)]
    if others and _listed(path) is None:
        return "holds files that no result of Corridor's put there; give a new or an empty folder"
    return ""


@contextmanager
def result_folder(out: str, verb: str) -> Iterator[Path]:
    """A place aside to write to; at the end its files take their final names in OUT, and stale ones of ours go.

    Whatever ends the work early leaves OUT as it was. NotWritten tells of a full or failing disk."""
    path = Path(out).expanduser()
    was_there = path.exists()
    aside = _claimed(path, out)
    try:
        yield aside
        _publish(aside, path, verb)
    except OSError as error:
        raise NotWritten(f"{printable(out, 120)} cannot be written: {_reason(error)}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if not was_there:
            with suppress(OSError):
                path.rmdir()


def _claimed(path: Path, out: str) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=ASIDE, dir=path))
    except OSError as error:
        why = f"{printable(out, 120)}: cannot be written, {_reason(error)}"
        raise ScenarioRefused([Problem("out", out, why)], "result") from None


def _publish(aside: Path, path: Path, verb: str) -> None:
    """Renames every file into place. The mark goes first and names old and new, so that a stop loses track of none."""
    fresh = sorted(one.relative_to(aside).as_posix() for one in aside.rglob("*") if one.is_file())
    stale = [name for name in _listed(path) or [] if name not in fresh]
    for name in fresh:
        _settle(aside / name)
    _mark(path, verb, sorted({*fresh, *stale}))
    for name in fresh:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(aside / name, path / name)
    for name in stale:
        _remove(path, name)
    _mark(path, verb, fresh)


def _settle(path: Path) -> None:
    """Waits until a file is on the disk: a disk that is full may say so only now."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _mark(path: Path, verb: str, files: list[str]) -> None:
    """Says in the folder itself who wrote which files."""
    fresh = path / f"{ASIDE}{MARK}"
    about = {"made_by": f"Corridor {version()}", "verb": verb, "files": files}
    fresh.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    os.replace(fresh, path / MARK)


def _listed(path: Path) -> list[str] | None:
    """The files that an earlier result left in a folder; None where the folder is no result of Corridor's."""
    try:
        about = json.loads((path / MARK).read_text(encoding="utf-8"))
        is_ours = str(about["made_by"]).startswith("Corridor ")
        return [str(name) for name in about["files"]] if is_ours else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _remove(path: Path, name: str) -> None:
    """Takes away a file of an earlier result, never one outside the folder."""
    target = path / name
    if target.is_file() and target.resolve().is_relative_to(path.resolve()):
        target.unlink()
        with suppress(OSError):
            target.parent.rmdir()


def _reason(error: Exception) -> str:
    code = getattr(error, "errno", None)
    return REASONS.get(code or 0) or getattr(error, "strerror", None) or str(error).split("\n")[0]
