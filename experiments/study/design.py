"""A study laid out: its worlds, and every arm judged once and kept as what it changes in the scenario."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from experiments.study.changes import Changes, changed, changes
from experiments.study.file import Study
from experiments.study.inputs import Differences, Input
from experiments.version import version
from sim.scenario.load import judged
from sim.scenario.problem import Problem
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Scenario
from sim.scenario.settings import as_data


class PlannedArm(NamedTuple):
    """One arm: its words, the hash of its configuration, and what it changes in the base."""

    name: str
    title: str
    words: str
    configuration: str
    changes: Changes


class Task(NamedTuple):
    """One run to live: an arm by name, and a world by its seed."""

    arm: str
    world: int


@dataclass(frozen=True)
class Design:
    """Which worlds meet which arms: everything that a worker, a reader or a replay needs to know of a study."""

    title: str
    question: str
    version: str
    first_seed: int
    count: int
    outcomes: tuple[str, ...]
    daily: tuple[str, ...]
    until: dict[str, Any] | None
    inputs: tuple[Input, ...]
    base: dict[str, Any]
    arms: tuple[PlannedArm, ...]

    @property
    def worlds(self) -> range:
        """The seeds of the worlds."""
        return range(self.first_seed, self.first_seed + self.count)

    @property
    def baseline(self) -> str:
        """The arm that others are compared with: the first."""
        return self.arms[0].name

    @property
    def watched(self) -> str:
        """The outcome that is shown while runs are lived: the one that decides when to stop, else the first asked for."""
        return self.until["outcome"] if self.until else self.outcomes[0]

    @property
    def compared(self) -> str | None:
        """The arm that is shown against the baseline: the one that decides when to stop, else the second; None where there is one."""
        return self.until["arm"] if self.until else self.arms[1].name if len(self.arms) > 1 else None

    @property
    def n_runs(self) -> int:
        """Worlds times arms."""
        return self.count * len(self.arms)

    def scenario(self, arm: PlannedArm) -> Scenario:
        """An arm as the door judged it."""
        return judged(changed(self.base, arm.changes), [])

    def to_json(self) -> str:
        """The design as text; the same design gives the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """A short name for exactly this design."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]


class Faults:
    """What is wrong with arms: a fault that many share is told once."""

    def __init__(self) -> None:
        self._arms: dict[Problem, list[str]] = {}

    def add(self, arm: str, problems: Iterable[Problem]) -> None:
        """Takes note of an arm's faults."""
        for one in problems:
            self._arms.setdefault(replace(one, value=None), []).append(arm)

    def tell(self) -> None:
        """Refuses the study if any arm has a fault."""
        if self._arms:
            raise ScenarioRefused([replace(one, where=_where(one, arms)) for one, arms in self._arms.items()], "study")


def _where(problem: Problem, arms: list[str]) -> str:
    more = f" and {len(arms) - 1} more" if len(arms) > 1 else ""
    return ", ".join(filter(None, (f"arm {arms[0]}{more}", problem.where)))


def design_of(study: Study, base: Scenario, changed_names: Iterable[str] = (), beside: Path | None = None) -> Design:
    """Judges every arm, one at a time; one refusal tells the faults of all."""
    from experiments.arms import scenario_of
    from experiments.identity import configuration_hash  # these load the compiler; a reader of results needs neither

    tree, names = plain(base), list(changed_names)
    seen, arms, faults, presets = Differences(), [], Faults(), {}
    for name in study.in_order():
        arm = study.arms[name]
        try:
            scenario = scenario_of(arm, base, names, beside, presets)
        except ScenarioRefused as refusal:
            faults.add(name, refusal.problems)
            continue
        seen.see(scenario)
        arms.append(PlannedArm(name, arm.title, arm.words, configuration_hash(scenario), changes(tree, plain(scenario))))
    faults.tell()
    until = as_data(study.until) if study.until else None
    return Design(
        study.title,
        study.question,
        version(),
        study.worlds.first_seed,
        study.worlds.count,
        study.outcomes,
        study.daily,
        until,
        seen.inputs(),
        tree,
        tuple(arms),
    )


def design_from(text: str) -> Design:
    """A design from its text."""
    data: Mapping[str, Any] = json.loads(text)
    return Design(
        **{
            **data,
            "outcomes": tuple(data["outcomes"]),
            "daily": tuple(data["daily"]),
            "inputs": tuple(Input(*one) for one in data["inputs"]),
            "arms": tuple(PlannedArm(*one) for one in data["arms"]),
        }
    )


@lru_cache(maxsize=4)
def read_design(path: str) -> Design:
    """A design from its file, whose name is its digest and whose content therefore never changes."""
    return design_from(Path(path).read_text(encoding="utf-8"))


def plain(scenario: Scenario) -> dict[str, Any]:
    """A scenario as JSON would give it back: lists for tuples, text for dates."""
    return json.loads(json.dumps(as_data(scenario), default=str))


def scenarios(design: Design) -> Iterator[tuple[PlannedArm, Scenario]]:
    """Every arm with its scenario, one at a time."""
    return ((arm, design.scenario(arm)) for arm in design.arms)
