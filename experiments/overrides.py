"""The words after a verb: its own words, the presets chosen, and the settings changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.nodes import reserved_words
from sim.scenario.presets import GROUPS
from sim.scenario.problem import Problem, nearest, shown
from sim.scenario.root import Scenario

KINDS = ("scenario", *GROUPS)
WORD = re.compile(r"(?P<sign>\+\+|\+|~)?(?P<name>[^=]*)(?:=(?P<value>.*))?", re.DOTALL)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
WHOLE = re.compile(r"[-+]?[0-9]+(_[0-9]+)*")
TRUTH = {"true": True, "false": False}
ONE_VALUE = "one value per run (for several: corridor compare)"
HYDRA = "hydra's own settings are not available; out=DIR says where files go"


@dataclass(frozen=True)
class Word:
    """A word of a verb's own, such as seed or out: its default, its type, and the least value where it is a number."""

    default: Any = None
    kind: type = str
    low: float | None = None


@dataclass(frozen=True)
class Setting:
    """One setting to change, its value still as it was written; `is_removed` takes it out instead."""

    name: str
    written: str
    is_removed: bool = False


@dataclass
class CommandLine:
    """A command line, taken apart."""

    words: dict[str, Any]
    choices: dict[str, str] = field(default_factory=dict)
    settings: list[Setting] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def taken_apart(given: Iterable[str], own: Mapping[str, Any]) -> CommandLine:
    """Sorts `name=value` words into the verb's own, presets and settings; what is none of them joins the problems."""
    known = {name: word if isinstance(word, Word) else _word(word) for name, word in own.items()}
    line = CommandLine({name: word.default for name, word in known.items()})
    for text in given:
        problem = _take(line, known, text)
        if problem:
            line.problems.append(problem)
    return line


def _word(default: Any) -> Word:
    return Word(default, str if default is None else type(default))


def _take(line: CommandLine, known: Mapping[str, Word], text: str) -> Problem | None:
    """Puts one word where it belongs; returns what is wrong with it, if anything is."""
    match = WORD.fullmatch(text)
    assert match is not None  # every text fits
    sign, name, value = match["sign"] or "", match["name"].strip(), match["value"]
    wrong = _form_fault(sign, name, value, text)
    if wrong:
        return Problem("", text, f"{shown(text)}: {wrong}")
    if name in known:
        return _take_word(line, name, known[name], sign, value)
    if name in KINDS:
        return _take_choice(line, name, sign, value)
    if name.split(".")[0] == "presets":
        return Problem(name, value, "presets are chosen by group, e.g. mandate=NAME")
    if "." not in name and name not in Scenario.model_fields:
        return Problem(name, value, "no such word or setting", nearest(name, (*known, *KINDS, *Scenario.model_fields)))
    line.settings.append(Setting(name, value or "", is_removed=sign == "~"))
    return None


def _form_fault(sign: str, name: str, value: str | None, text: str) -> str:
    if "${" in text:
        return "an interpolation (${...}) has no place here"
    if name.startswith("-") or (value is None and sign != "~"):
        return "not of the form name=value"
    if sign == "~" and value is not None:
        return "~ takes a name only"
    if name == "hydra" or name.startswith(("hydra.", "hydra/", "hydra@")):
        return HYDRA
    if not NAME.fullmatch(name) or not all(name.split(".")):
        return "not of the form name=value, with a name such as mandate.consent.quality"
    return next((wrong for part in name.split(".") if (wrong := reserved_words(part))), "")


def _take_word(line: CommandLine, name: str, word: Word, sign: str, written: str | None) -> Problem | None:
    if sign or not written:
        return Problem(name, written, f"give {name}=VALUE")
    try:
        value = _typed(unquoted(written), word.kind)
    except ValueError as error:
        return Problem(name, written, f"{shown(written)} is not {error}")
    if word.low is not None and value < word.low:
        return Problem(name, value, f"{shown(value)} is below {word.low:g}")
    line.words[name] = value
    return None


def _typed(written: str, kind: type) -> Any:
    """A word's value as its type; ValueError says what was expected."""
    if kind is bool:
        if written.lower() not in TRUTH:
            raise ValueError("true or false")
        return TRUTH[written.lower()]
    if kind is int:
        if not WHOLE.fullmatch(written) or len(written) > 30:
            raise ValueError("a whole number" + (f"; {ONE_VALUE}" if "," in written else ""))
        return int(written)
    if kind is float:
        try:
            return float(written)
        except ValueError:
            raise ValueError("a number") from None
    return written


def _take_choice(line: CommandLine, group: str, sign: str, written: str | None) -> Problem | None:
    if sign == "~":
        return Problem(group, None, "a group cannot be taken out; choose another preset")
    value = unquoted(written or "")
    if not value:
        return Problem(group, value, f"give {group}=NAME or {group}=FILE.yaml")
    if value[0] in "{[":
        return Problem(
            group, value, f"a preset's name or a file is expected; single settings are changed with {group}.NAME=value"
        )
    if is_sweep(value):
        return Problem(group, value, f"{shown(value)} stands for several; {ONE_VALUE}")
    line.choices[group] = value
    return None


def is_sweep(choice: str) -> bool:
    """Whether a choice lists several, in Hydra's way, rather than naming one preset or file."""
    return re.match(r"(choice|range|interval|glob|shuffle|sort|tag)\(", choice) is not None or (
        "," in choice and not choice.endswith((".yaml", ".yml"))
    )


def unquoted(written: str) -> str:
    """A word without the quotes around it."""
    is_quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "'\""
    return written[1:-1] if is_quoted else written
