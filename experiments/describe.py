"""The verb `describe`: what a setting means, its unit, range, default and source."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.protocol.not_for import in_terminal
from sim.scenario.glossary import SettingInfo, describe_settings
from sim.scenario.presets import GROUPS, preset_names, read_preset
from sim.scenario.problem import nearest, number, printable, shown
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Scenario
from sim.scenario.suggest import known_names

KINDS = ("scenario", *GROUPS)
WIDTH = 100
ENTRY = "<name>"


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the description of each thing asked for; 2 where one is not known."""
    given = _parser().parse_args(argv)
    asked = given.settings
    if given.odd:
        return _odd(asked)
    if not asked:
        print("\n".join(overview()))
        return 0
    is_known = True
    for at, name in enumerate(asked):
        lines, found = described(name)
        print(("\n" if at else "") + "\n".join(lines))
        is_known &= found
    return 0 if is_known else 2


def described(name: str) -> tuple[list[str], bool]:
    """The lines on a setting, a group, or a preset such as `mandate=un_chapter_vi`; and whether it is known."""
    if "=" in name:
        return _preset(*name.split("=", 1))
    glossary = describe_settings(Scenario)
    found = [info for info in glossary if _fits(info.name, name)]
    found = found or [info for info in glossary if info.name.rsplit(".", 1)[-1] == name]
    if not found:
        near = _nearest(name)
        return [f"{printable(name, 80)}: no such setting or group" + (f"; did you mean {near}?" if near else "")], False
    if len(found) == 1:
        return list(_in_full(found[0])), True
    return [*_presets_of(name), *map(_in_short, found)], True


def overview() -> Iterator[str]:
    """Every group with its presets, then every setting on a line."""
    yield "Presets (choose with GROUP=NAME or GROUP=FILE.yaml):"
    for group in KINDS:
        yield from _presets_of(group)
    yield ""
    yield "Settings (change with NAME=VALUE; `corridor describe NAME` tells more):"
    yield from map(_in_short, describe_settings(Scenario))
    yield ""
    yield from in_terminal(WIDTH)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corridor describe",
        description="Says what settings mean: unit, range, default, source and status. Without a name: all there are.",
    )
    example = (
        "e.g. mandate.monitoring.detection, a group such as rules.supply, or a preset such as mandate=skeletal_2020"
    )
    parser.add_argument("settings", nargs="*", metavar="SETTING", help=example)
    odd_help = (
        "the whole model in ODD form, as Markdown, with every setting; with words such as scenario=nagorno_karabakh or"
        " mandate=un_chapter_vi that case's values and priors"
    )
    parser.add_argument("--odd", action="store_true", help=odd_help)
    return parser


def _odd(words: Sequence[str]) -> int:
    """Prints the ODD protocol and the parameters: of the model, or of the case that the words choose."""
    from experiments.protocol import parameters
    from experiments.protocol.odd import odd
    from experiments.verbs.words import asked

    print(odd(asked(words, {}).scenario) if words else f"{odd()}\n---\n\n{parameters.page()}", end="")
    return 0


def _fits(known: str, name: str) -> bool:
    """Whether a known name is the one asked for or lies below it; any name of an entry will do."""
    parts, asked = known.split("."), name.split(".")
    return len(asked) <= len(parts) and all(part in (ENTRY, one) for part, one in zip(parts, asked, strict=False))


def _nearest(name: str) -> str:
    names, groups = known_names(Scenario)
    leaves = {known.rsplit(".", 1)[-1]: known for known in reversed(names)}
    whole = nearest(name, (*names, *groups), 0.75)
    return whole or leaves.get(nearest(name.rsplit(".", 1)[-1], leaves, 0.7), "")


def _in_short(info: SettingInfo) -> str:
    return f"  {info.name:<52} {default_of(info):<18} {allowed(info)}"


def _in_full(info: SettingInfo) -> Iterator[str]:
    yield info.name
    told = {
        "meaning": info.help,
        "value": f"{info.kind}, {allowed(info)}",
        "default": default_of(info),
        "source": info.source,
        "status": info.status,
        "change": _change(info.name),
    }
    for word, text in told.items():
        if text:
            yield textwrap.fill(text, WIDTH, initial_indent=f"  {word:<8} ", subsequent_indent=" " * 11)


def _change(name: str) -> str:
    if name.startswith("presets."):
        return f"{name.removeprefix('presets.')}=NAME or FILE.yaml"
    return f"{name}=VALUE" + (f" ({ENTRY}: the name of an entry)" if ENTRY in name else "")


def allowed(info: SettingInfo) -> str:
    """Range or choices, with the unit."""
    unit = f" ({info.unit})" if info.unit else ""
    if info.choices:
        return "one of " + ", ".join(map(str, info.choices))
    if info.low is not None and info.high is not None:
        return f"{number(info.low)} to {number(info.high)}{unit}"
    if info.low is not None:
        return f"{number(info.low)} or more{unit}"
    return f"up to {number(info.high)}{unit}" if info.high is not None else unit.strip()


def default_of(info: SettingInfo) -> str:
    if info.is_required:
        return "(must be given)"
    if isinstance(info.default, tuple):
        return ", ".join(map(str, info.default))
    return "(empty)" if info.default in (None, "") else _written(info.default)


def _written(value: Any) -> str:
    return printable(value, 80) if isinstance(value, str) else shown(value)


def _presets_of(group: str) -> Iterator[str]:
    if group in KINDS:
        yield f"  {group}:"
        for name in preset_names(group):
            yield f"    {name:<32} {_title(group, name)}"


def _title(group: str, name: str) -> str:
    try:
        return printable(str(read_preset(group, name).get("title", "")), 80)
    except ScenarioRefused:
        return "(refused; see corridor check)"


def _preset(group: str, name: str) -> tuple[list[str], bool]:
    """What a preset or a user's file sets, setting by setting."""
    if group not in KINDS:
        near = nearest(group, KINDS)
        return [f"{printable(group)}: no such group" + (f"; did you mean {near}?" if near else "")], False
    try:
        data = read_preset(group, name)
    except ScenarioRefused as refusal:
        return str(refusal).splitlines(), False
    glossary = describe_settings(Scenario)
    lines = [f"{group}={name}"]
    for setting, value in _given("" if group == "scenario" else group, data):
        unit = next((info.unit for info in glossary if _fits(info.name, setting)), "")
        text = value if isinstance(value, str) else f"{_written(value)} {unit}"
        start = f"  {setting:<40} "
        lines.append(
            textwrap.fill(printable(text, 2000), WIDTH, initial_indent=start, subsequent_indent=" " * len(start))
        )
    return lines, True


def _given(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, one in value.items():
            yield from _given(f"{name}.{key}" if name else str(key), one)
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) and "name" in one for one in value):
        for one in value:
            yield from _given(f"{name}.{one['name']}", {key: one[key] for key in one if key != "name"})
    else:
        yield name, ", ".join(map(str, value)) if isinstance(value, list) else value
