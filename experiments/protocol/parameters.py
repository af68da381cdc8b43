"""The table of parameters: every setting with default, unit, range, source and strength; in a case, its value and its prior."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from experiments.describe import ENTRY, allowed, default_of
from experiments.dossier import in_words
from experiments.protocol.table import code, table
from sim.scenario.glossary import SettingInfo, describe_settings
from sim.scenario.presets import preset_names, read_preset
from sim.scenario.problem import printable, shown
from sim.scenario.refusal import judge
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data
from sim.scenario.uncertainty import Uncertainty

STRENGTHS = ("sourced", "recalled", "assumption")
CHOICE = "a matter of form"
CASE = "the case itself"
LABELS = ("name", "title", "question", "note")  # texts for people


@lru_cache(maxsize=1)
def glossary() -> tuple[SettingInfo, ...]:
    """Every setting of a scenario, in the order of declaration."""
    return tuple(describe_settings(Scenario))


def group_of(name: str) -> str:
    """The group that a dotted setting is listed under: `rules.will`, `mandate`, or the case itself."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] == "rules" else parts[0] if len(parts) > 1 else CASE


def counted(group: str) -> str:
    """How many settings a group has, and how strong their sources are."""
    mine = [info for info in glossary() if group_of(info.name) == group and not _is_label(info)]
    return _strengths(mine)


def strengths() -> str:
    """How many settings there are in all, and how strong their sources are."""
    return _strengths(info for info in glossary() if not _is_label(info))


def anchor(group: str) -> str:
    """The name under which a group's heading can be linked to."""
    return group.replace(".", "").replace(" ", "-")


def page() -> str:
    """The tables of all settings at their defaults, group by group, and all priors that come with Corridor."""
    known = [info for info in glossary() if not _is_label(info)]
    parts = [_head()]
    for group, members in groupby(known, key=lambda info: group_of(info.name)):
        parts.append(f"## {group}\n\n" + _defaults(members))
    return "\n\n".join([*parts, priors()]) + "\n"


def of_case(scenario: Scenario) -> str:
    """The tables of a case: every setting's value there, and what worlds draw instead.

    Where the case, a preset or a user set another value than the default, its source stands in the file that set it."""
    drawn = dict(scenario.priors())
    values = values_of(scenario)
    parts = []
    for group, members in groupby((info for info in glossary() if not _is_label(info)), key=lambda info: group_of(info.name)):
        rows = [_case_row(info, name, values[name], drawn) for info in members for name in named(info, values)]
        if rows and group not in ("uncertainty", "presets"):
            heads = ("setting", "value here", "unit, range", "default", "strength", "source", "drawn anew in every world")
            parts.append(f"### {group}\n\n" + table(heads, rows))
    return "\n\n".join(parts)


def priors() -> str:
    """Every prior of every file of priors that comes with Corridor."""
    parts = ["## Priors"]
    for name in preset_names("uncertainty"):
        found = judge(Uncertainty, read_preset("uncertainty", name))
        joint = found.joint()
        rows = [(code(setting), in_words(prior), prior.source) for setting, prior in {**found.priors, **joint}.items()]
        together = f", {len(joint)} of them drawn together as a row of `{Path(found.ensemble.file).name}`" if joint else ""
        told = f"### uncertainty={name}\n\n{len(rows)} priors{together}{f': {found.title}' if found.title else ''}."
        parts.append(f"{told}\n\n{table(('setting', 'prior', 'source'), rows)}" if rows else told)
    return "\n\n".join(parts)


def values_of(scenario: Scenario) -> dict[str, Any]:
    """Every setting of a case by dotted name."""
    return dict(_leaves(as_data(scenario), ""))


def named(info: SettingInfo, values: Mapping[str, Any]) -> Iterator[str]:
    """The case's settings that a line of the glossary stands for: itself, or one for each entry."""
    parts = info.name.split(".")
    for name in values:
        mine = name.split(".")
        if len(mine) == len(parts) and all(part in (ENTRY, one) for part, one in zip(parts, mine, strict=True)):
            yield name


def _head() -> str:
    return (
        f"# Parameters\n\nEvery setting of the model, from its declaration in `sim/scenario`: {strengths()}. Written by"
        " `python -m experiments.protocol`. **sourced**: a number read in the named source, or arithmetic on such numbers;"
        " **recalled**: general knowledge, to be checked; **assumption**: reasoned, by hand."
        f" `{ENTRY}` stands for the name of an entry, such as a contributor. Values of a case, and what its worlds draw:"
        " `corridor describe --odd scenario=NAME`. Units, conventions and guards, which no setting changes, have"
        " their names in `sim/constants.py`."
    )


def _defaults(members: Iterable[SettingInfo]) -> str:
    rows = [(code(info.name), default_of(info), allowed(info), _strength(info), _source(info), info.help) for info in members]
    return table(("setting", "default", "unit, range", "strength", "source", "meaning"), rows)


def _case_row(info: SettingInfo, name: str, value: Any, drawn: Mapping[str, Any]) -> tuple[str, ...]:
    """The strength and source of a setting are those of its default; a value set by the case or a policy has its own in that file."""
    prior = f"{in_words(drawn[name])} ({drawn[name].source})" if name in drawn else ""
    is_default = not info.is_required and value == info.default
    strength = _strength(info) if is_default else "set here"
    return code(name), _written(value), allowed(info), default_of(info), strength, _source(info) if is_default else "", prior


def _written(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "(empty)"
    return "(empty)" if value in (None, "") else printable(value, 200) if isinstance(value, str) else shown(value)


def _strength(info: SettingInfo) -> str:
    """How strong the source of a default is; what no source could give is a choice of form."""
    return CHOICE if info.source == "-" else info.status


def _source(info: SettingInfo) -> str:
    return "" if info.source == "-" else info.source


def _strengths(known: Iterable[SettingInfo]) -> str:
    found = Counter(_strength(info) for info in known)
    total = sum(found.values())
    parts = ", ".join(f"{found[word]} {word}" for word in (*STRENGTHS, CHOICE) if found[word])
    return f"{total} setting{'s' * (total != 1)} ({parts})"


def _is_label(info: SettingInfo) -> bool:
    """A text for people, which no rule reads."""
    return info.name.rsplit(".", 1)[-1] in LABELS


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, one in value.items():
            yield from _leaves(one, f"{name}.{key}" if name else str(key))
    elif not isinstance(value, Mapping):
        yield name, value
