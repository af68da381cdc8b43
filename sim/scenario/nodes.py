"""From YAML text to plain data: mappings, lists and words only, every fault with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml import events as ev

from sim.scenario.problem import first_unprintable, printable
from sim.scenario.words import plain_value

PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 32
MOST_FAULTS = 50
LONGEST_KEY = 200
NAME_LIKE = re.compile(r"[A-Za-z0-9_.-]{1,60}")
RESERVED = frozenset({"defaults", "hydra"})
Fault = tuple[int, int, str]
HINTS = (
    ("mapping values are not allowed", "a second colon in one line; put the text in quotes, or mind the indentation"),
    ("could not find expected ':'", "a line that is not `name: value`"),
    ("end of stream", "a quote or bracket that is never closed"),
    ("unknown escape", "a backslash in double quotes; use single quotes"),
    ("escape code", "a backslash in double quotes that gives no character"),
    ("tag handle", "a tag (!), which has no place here"),
    ("tab character", "a tab; indent with spaces"),
    ("directive", "a directive (%), which has no place here"),
    ("incompatible", "a directive (%), which has no place here"),
    ("alias", "a * outside quotes"),
    ("anchor", "an & outside quotes"),
    ("expected", "the indentation or a bracket does not fit here"),
    ("did not find", "the indentation or a bracket does not fit here"),
)


class _Stop(Exception):
    """Reading on is pointless."""


def data_of(text: str) -> tuple[Any, list[Fault]]:
    """The plain data of a text, and the faults found on the way as (line, column, message); counted from 1."""
    reading = _Reading(text)
    try:
        return reading.document(), reading.faults
    except _Stop:
        return None, reading.faults
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reading.faults.append((mark.line + 1, mark.column + 1, _reason(text, error)))
        return None, reading.faults


class _Reading:
    """One pass over the events of a parser; no event ever makes anything but a dict, a list or a plain value."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=PARSER)
        self.faults: list[Fault] = []

    def fault(self, event: Any, message: str) -> None:
        self.faults.append((event.start_mark.line + 1, event.start_mark.column + 1, message))
        if len(self.faults) >= MOST_FAULTS:
            raise _Stop

    def document(self) -> Any:
        """The root of the only document; None where there is none."""
        root, n_documents = None, 0
        for event in self.events:
            if isinstance(event, ev.DocumentStartEvent):
                n_documents += 1
                if n_documents > 1:
                    self.fault(event, "a second document (---); one file holds one")
                    raise _Stop
                if event.version or event.tags:
                    self.fault(event, "a directive (%), which has no place here")
            elif isinstance(event, ev.NodeEvent):
                root = self.node(event, 0)
        return root

    def node(self, event: Any, depth: int) -> Any:
        if isinstance(event, ev.AliasEvent):
            self.fault(event, "an alias (*); write the value out")
            return None
        if event.anchor is not None:
            self.fault(event, "an anchor (&); write the value out where it is needed")
        if event.tag is not None:
            self.fault(event, "a tag (!), which has no place here")
        if isinstance(event, ev.ScalarEvent):
            return self.word(event)
        if depth >= DEEPEST:
            self.fault(event, f"nested deeper than {DEEPEST} levels")
            raise _Stop
        return self.items(depth) if isinstance(event, ev.SequenceStartEvent) else self.mapping(depth)

    def items(self, depth: int) -> list[Any]:
        found = []
        for event in self.events:
            if isinstance(event, ev.SequenceEndEvent):
                break
            found.append(self.node(event, depth + 1))
        return found

    def mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for event in self.events:
            if isinstance(event, ev.MappingEndEvent):
                break
            key = self.key(event, depth)
            if key in lines:
                self.fault(event, f"{key_words(key)} stands twice (first in line {lines[key]})")
            value = self.node(next(self.events), depth + 1)
            if key is not None:
                lines[key] = event.start_mark.line + 1
                found[key] = value
        return found

    def key(self, event: Any, depth: int) -> str | None:
        """A mapping's key, judged; None where it cannot be one."""
        key = self.node(event, depth + 1)
        if not isinstance(event, ev.ScalarEvent):
            if not isinstance(event, ev.AliasEvent):
                self.fault(event, "a list or a mapping where a name is expected")
            return None
        if not isinstance(key, str):
            self.fault(event, f"the key {printable(event.value)} is not a name; put it in quotes if it is meant as text")
            return None
        wrong = reserved_words(key)
        if wrong:
            self.fault(event, wrong)
        return key

    def word(self, event: Any) -> Any:
        """A single value: quoted words are text, others are what they look like."""
        text = event.value
        if "${" in text:
            self.fault(event, "an interpolation (${...}), which has no place here")
        if first_unprintable(text) >= 0:
            self.fault(event, "a character that cannot be printed")
        if event.style:
            return text
        try:
            return plain_value(text)
        except ValueError as error:
            self.fault(event, str(error))
            return None


def reserved_words(key: str) -> str:
    """Why a key is not a setting's name whatever the tree; empty where nothing speaks against it."""
    if key == "<<":
        return "a merge key (<<); write the values out"
    if key in RESERVED or key.startswith("_"):
        return f"{key_words(key)} is reserved"
    if len(key) > LONGEST_KEY:
        return f"a key of {len(key)} characters is too long"
    return ""


def key_words(key: str) -> str:
    """A key as it may be shown: a line of some other kind of file is not quoted."""
    return f"the key '{key}'" if NAME_LIKE.fullmatch(key) else "a key"


def _reason(text: str, error: yaml.MarkedYAMLError) -> str:
    """Why a text is not YAML, in words of our own: the parser's would quote the file."""
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1]:
        return "not valid YAML: a tab; indent with spaces"
    if line[mark.column : mark.column + 1] in ("@", "`", "%"):
        return "not valid YAML: a text that begins with @, ` or % needs quotes"
    said = f"{error.context or ''} {error.problem or ''}"
    return "not valid YAML: " + next((hint for sign, hint in HINTS if sign in said), "it cannot be read from here on")
