"""The ledger: a folder that holds every run of a study once, whatever happens to the processes that write it.

manifest.json      versions, configuration, commands, machines, times
designs/*.json     each design that was run here: the scenario, and what every arm changes in it
runs/part-*.parquet      one row a run: the table to read
daily/part-*.parquet     daily series, where a study asks for them
batches/           finished files of workers that wait to be folded into the tables
aside/             what could not be read, and runs of other versions or settings: never deleted, never counted
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from experiments.folder import REASONS, NotWritten
from experiments.study import manifest
from experiments.study.design import Design, read_design
from experiments.study.lock import NAME as LOCK
from experiments.study.lock import Lock
from experiments.study.parquet import ASIDE, BROKEN, NotOurs
from experiments.study.shelf import Shelf
from sim.scenario.problem import Problem, printable
from sim.scenario.refusal import ScenarioRefused

FOLDERS = ("designs", "runs", "daily", "batches", "aside")
OURS = {manifest.NAME, LOCK, *FOLDERS}


class Ledger:
    """A ledger's folder and its two tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs, self.daily = Shelf(folder, "runs"), Shelf(folder, "daily")

    @property
    def shelves(self) -> tuple[Shelf, Shelf]:
        """Daily series first: a run counts as done when its row is there, so its series must be there before."""
        return self.daily, self.runs

    def design_path(self, digest: str) -> Path:
        """Where a design is kept."""
        return self.folder / "designs" / f"{digest}.json"

    def design(self) -> Design:
        """The design that was last run here."""
        told = manifest.read(self.folder)
        if told is None:
            raise ScenarioRefused([Problem("ledger", None, f"{printable(str(self.folder), 120)}: no ledger of a study")], "command")
        return read_design(str(self.design_path(told["design"])))

    def designs(self) -> Iterator[Design]:
        """Every design that was run here, the latest first."""
        paths = sorted((self.folder / "designs").glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True)
        return (read_design(str(path)) for path in paths)

    def keep(self, design: Design) -> Path:
        """Puts a design into the ledger; returns where it is."""
        path = self.design_path(design.digest)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            manifest.put(path, design.to_json())
        return path

    def set_aside(self, path: Path, ending: str) -> Path:
        """Moves a file that cannot be used to where it harms nobody."""
        folder = self.folder / "aside"
        folder.mkdir(exist_ok=True)
        target = folder / f"{path.name}{ending}"
        number = 1
        while target.exists():
            number += 1
            target = folder / f"{path.name}{ending}{number}"
        path.rename(target)
        return target


def folder_fault(folder: Path) -> str:
    """Why a folder cannot be a ledger; empty where it can. Touches nothing."""
    try:
        if "\0" in str(folder):
            return "not a folder's name"
        if not folder.exists():
            above = next(one for one in folder.absolute().parents if one.exists())
            return "" if above.is_dir() else f"{printable(str(above), 120)} is a file, not a folder"
        if not folder.is_dir():
            return "a file; give a folder"
        strangers = [one.name for one in folder.iterdir() if one.name not in OURS and not one.name.startswith(ASIDE)]
        is_ledger = (folder / manifest.NAME).exists() or (folder / "designs").is_dir()
        if strangers and not is_ledger:
            return "holds files that no study of Corridor's put there; give a new or an empty folder"
        return ""
    except OSError as error:
        return reason(error)


@contextlib.contextmanager
def written_to(folder: Path, command: str) -> Iterator[Ledger]:
    """The ledger in a folder, locked while inside; made where there is none. NotWritten tells of a full or failing disk."""
    shown = printable(str(folder), 120)
    fault = folder_fault(folder)
    if fault:
        raise ScenarioRefused([Problem("ledger", str(folder), f"{shown}: {fault}")], "command")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = Lock(folder, command)
        lock.__enter__()
    except OSError as error:
        raise ScenarioRefused([Problem("ledger", str(folder), f"{shown}: cannot be written, {reason(error)}")], "command") from None
    try:
        for name in ("runs", "batches/runs", "batches/daily"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        yield Ledger(folder)
    except (*BROKEN, pa.ArrowException) as error:
        if isinstance(error, (BrokenPipeError, ScenarioRefused)) or not isinstance(error, (OSError, pa.ArrowException, NotOurs)):
            raise
        is_disk = isinstance(error, OSError) and error.errno
        what = (
            f"cannot be written, {reason(error)}; what is in it is whole, and" if is_disk else f"a file in it is damaged ({reason(error)});"
        )
        end = "goes on from there" if is_disk else "sets it aside and does its runs again"
        raise NotWritten(f"{shown}: {what} the same command {end}") from error
    finally:
        lock.__exit__(None, None, None)


def reason(error: Any) -> str:
    """Why the system would not do it, in words."""
    code = getattr(error, "errno", None)
    return REASONS.get(code or 0) or getattr(error, "strerror", None) or str(error).split("\n")[0]
