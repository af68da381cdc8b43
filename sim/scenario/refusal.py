"""The refusal: everything that is wrong with a scenario, at once; and the door that gives it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.scenario.problem import Problem
from sim.scenario.translate import problems_of

MOST_SHOWN = 100
Group = TypeVar("Group", bound=BaseModel)


class ScenarioRefused(ValueError):
    """What a user gave cannot be run; `problems` says why. A model validator may raise it with several problems."""

    def __init__(self, problems: Iterable[Problem], what: str = "scenario") -> None:
        self.problems = list(problems)
        self.what = what
        super().__init__(self.problems, what)

    def __str__(self) -> str:
        n = len(self.problems)
        lines = [f"{self.what} refused, {n} problem{'s' if n != 1 else ''}:"]
        lines += [f"  {problem}" for problem in self.problems[:MOST_SHOWN]]
        if n > MOST_SHOWN:
            lines.append(f"  and {n - MOST_SHOWN} more")
        return "\n".join(lines)


def refuse(name: str, value: Any, message: str, *, suggestion: str = "", where: str = "") -> ScenarioRefused:
    """A refusal of one thing, to be raised."""
    return ScenarioRefused([Problem(name, value, message, suggestion, where)])


def judge(cls: type[Group], data: Any, *, prefix: str = "", where: str = "") -> Group:
    """Settings made from plain data; or a refusal that lists every fault by dotted name below `prefix`."""
    try:
        return cls.model_validate(data)
    except ValidationError as error:
        raise ScenarioRefused(problems_of(cls, data, error, prefix=prefix, where=where)) from None
