"""The reader of configuration files: plain YAML in, plain data out; nothing is ever executed or looked up."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path
from typing import Any

from yaml.reader import Reader

from sim.scenario.nodes import Fault, data_of
from sim.scenario.problem import Problem, printable
from sim.scenario.refusal import ScenarioRefused, refuse

LARGEST = 1_000_000
LONGEST_PATH = 160


def read_yaml(path: str | os.PathLike[str], *, max_bytes: int = LARGEST, may_be_list: bool = False) -> Any:
    """A file's mapping (or list, where allowed) as dicts, lists and plain values; refuses with line and column."""
    where = printable(os.fspath(path), LONGEST_PATH)
    text = _text(_bytes(Path(path), where, max_bytes), where)
    data, faults = data_of(text)
    if faults:
        raise ScenarioRefused(_problem(where, fault) for fault in faults)
    if data is None:
        raise refuse("", None, "the file is empty", where=where)
    if not isinstance(data, dict) and not (may_be_list and isinstance(data, list)):
        kind = "a list" if isinstance(data, list) else "a single text or number"
        raise refuse("", None, f"the file holds {kind}, not settings (name: value)", where=where)
    return data


def read_text(path: str | os.PathLike[str], *, max_bytes: int = LARGEST) -> str:
    """A regular file's text, such as a table's, judged as a YAML file's is before it is parsed."""
    where = printable(os.fspath(path), LONGEST_PATH)
    return _text(_bytes(Path(path), where, max_bytes), where)


def _problem(where: str, fault: Fault) -> Problem:
    line, column, message = fault
    return Problem("", None, message, where=f"{where}, line {line}, column {column}")


def _bytes(path: Path, where: str, max_bytes: int) -> bytes:
    """The bytes of a regular file; a device or a pipe is refused before it can block."""
    try:
        with open(path, "rb", opener=_open) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise refuse("", None, "not a regular file", where=where)
            found = file.read(max_bytes + 1)
    except IsADirectoryError:
        raise refuse("", None, "a folder, not a file", where=where) from None
    except FileNotFoundError:
        raise refuse("", None, "no such file", where=where) from None
    except PermissionError:
        raise refuse("", None, "a folder, not a file" if path.is_dir() else "the file may not be read", where=where) from None
    except (OSError, ValueError) as error:
        if isinstance(error, ScenarioRefused):
            raise
        raise refuse("", None, "the file cannot be read", where=where) from None
    if len(found) > max_bytes:
        raise refuse("", None, f"larger than {max_bytes:,} bytes", where=where)
    return found


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _text(raw: bytes, where: str) -> str:
    """UTF-8 text without characters that no text has."""
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = _fault_at(raw[: error.start].decode("utf-8"), "not UTF-8 text")
        raise ScenarioRefused([_problem(where, fault)]) from None
    strange = Reader.NON_PRINTABLE.search(text)
    if strange:
        fault = _fault_at(text[: strange.start()], "a character that no text holds (a binary file?)")
        raise ScenarioRefused([_problem(where, fault)])
    return text


def _fault_at(before: str, message: str) -> Fault:
    return before.count("\n") + 1, len(before) - before.rfind("\n"), message
