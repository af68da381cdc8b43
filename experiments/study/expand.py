"""A study's grid, sample and table of rows, turned into named arms: plain data, expanded here and nowhere else."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.study.file import MOST_POINTS, Sample, Study
from experiments.study.table_file import read_rows
from sim.scenario.problem import nearest, shown
from sim.scenario.refusal import judge, refuse
from sim.scenario.settings import as_data

LEVERS = ("mandate", "resources", "guarantees", "observers")
TIMES = "times."
LONGEST = 100
Change = Mapping[str, Any]


def expanded(study: Study, beside: Path | None = None) -> Study:
    """The study with every arm named; one without a grid, sample or rows is given back as it is."""
    if study.is_expanded:
        return study
    data = as_data(study)
    arms: dict[str, Any] = dict(data["arms"])
    for make in (_of_grid, _of_sample, _of_rows):
        for name, arm in make(study, beside):
            if name in arms:
                raise refuse(f"arms.{name}", None, "two arms have this name")
            arms[name] = arm
    return judge(Study, {**data, "arms": arms, "grid": {}, "sample": None, "rows": None})


def _of_grid(study: Study, beside: Path | None) -> Iterator[tuple[str, Any]]:
    """Every combination of the grid's values."""
    if not study.grid:
        return
    for name, values in study.grid.items():
        if not isinstance(values, (list, tuple)) or not values or len({repr(one) for one in values}) < len(values):
            raise refuse(f"grid.{name}", values, "give a list of values, each value once")
    total = 1
    for values in study.grid.values():
        total *= len(values)
    if total > MOST_POINTS:
        raise refuse("grid", None, f"{total:,} combinations; at most {MOST_POINTS:,} are possible")
    for name, values in combinations(study):
        yield name, arm_of(dict(zip(study.grid, values, strict=True)), "grid")


def combinations(study: Study) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The name of every arm of a grid, and its values in the grid's order."""
    short = short_names(list(study.grid))
    for values in itertools.product(*study.grid.values()):
        yield _joined(_part(short[name], value, name in LEVERS) for name, value in zip(study.grid, values, strict=True)), values


def _of_sample(study: Study, beside: Path | None) -> Iterator[tuple[str, Any]]:
    """One arm a point; what takes whole numbers is rounded."""
    if study.sample is None:
        return
    sample, start = study.sample, _start(study, study.sample)
    points, whole = _points(sample), whole_numbers(sample.over)
    for at in range(sample.points):
        change = {name: prior.quantile(float(points[name][at])) for name, prior in sample.over.items()}
        change |= {name: round(change[name]) for name in whole if isinstance(change[name], float)}
        arm = arm_of(change, "sample.over")
        yield f"{sample.method}_{at + 1:05d}", {**start, **arm, "settings": {**start.get("settings", {}), **arm["settings"]}}


def _points(sample: Sample) -> dict[str, Any]:
    from experiments.study.points import spread

    names = list(sample.over)
    try:
        return dict(zip(names, spread(sample.method, sample.points, names, sample.seed).T, strict=True))
    except ValueError as error:
        raise refuse("sample.over", None, str(error)) from None


def whole_numbers(names: Iterable[str]) -> set[str]:
    """Which of these settings take whole numbers only; any name of an entry will do."""
    from sim.scenario.glossary import describe_settings
    from sim.scenario.root import Scenario

    known = {
        re.compile(re.escape(one.name).replace("<name>", "[^.]+")) for one in describe_settings(Scenario) if one.kind == "whole number"
    }
    return {name for name in names if any(one.fullmatch(name) for one in known)}


def _start(study: Study, sample: Sample) -> dict[str, Any]:
    """The arm that a sample starts from, as plain data."""
    if not sample.over:
        raise refuse("sample.over", None, "name at least one setting with low and high, or with a prior")
    for name in sample.over:
        if name in LEVERS or name.startswith(TIMES):
            raise refuse(f"sample.over.{name}", None, "a sample takes settings, not presets or factors; use grid or rows for these")
    if sample.arm is None:
        return {}
    if sample.arm not in study.arms:
        raise refuse("sample.arm", sample.arm, f"no arm is named {sample.arm!r}", suggestion=nearest(sample.arm, study.arms))
    return {key: value for key, value in as_data(study.arms[sample.arm]).items() if key not in ("title", "words")}


def _of_rows(study: Study, beside: Path | None) -> Iterator[tuple[str, Any]]:
    """One arm a row of a CSV file; an empty cell leaves the scenario's own value."""
    if study.rows is None:
        return
    for at, row in enumerate(read_rows(study.rows, beside), start=1):
        named = {key: row.pop(key) for key in ("arm", "title", "words") if key in row}
        words = {key: str(value) for key, value in named.items() if key != "arm"}
        yield str(named.get("arm", f"row_{at:05d}")), {**arm_of(row, f"{study.rows}, row {at}"), **words}


def arm_of(change: Change, where: str) -> dict[str, Any]:
    """An arm's plain data from presets (mandate: NAME), settings (a.dotted.name: VALUE) and factors (times.a.dotted.name: 2)."""
    arm: dict[str, Any] = {"settings": {}, "times": {}}
    for name, value in change.items():
        if name in LEVERS:
            if not isinstance(value, str):
                raise refuse(f"{where}.{name}", value, f"{shown(value)} is not a preset's name")
            arm[name] = value
        elif name.startswith(TIMES):
            arm["times"][name.removeprefix(TIMES)] = value
        else:
            arm["settings"][name] = value
    return arm


def short_names(names: Sequence[str]) -> dict[str, str]:
    """For each dotted name the shortest end of it that no other shares: posts, north.honour."""
    found = {}
    for name in names:
        parts = name.split(".")
        ends = (".".join(parts[-n:]) for n in range(1, len(parts) + 1))
        found[name] = next((end for end in ends if sum(_ends(other, end) for other in names) == 1), name)
    return found


def _ends(name: str, end: str) -> bool:
    return name == end or name.endswith("." + end)


def _part(name: str, value: Any, is_lever: bool) -> str:
    """One piece of an arm's name: a preset's own name, or setting_value."""
    told = Path(value).stem if is_lever and isinstance(value, str) else f"{name}_{value}"
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", told.replace(" ", ""))


def _joined(parts: Iterable[str]) -> str:
    """The name of a combination; one too long to read is cut, and told apart by a digest."""
    name = "__".join(parts)
    name = name if name[:1].isalpha() else f"arm_{name}"
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
