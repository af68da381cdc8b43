"""What makes a study a lesson: steps that compare two of its arms, each with something to predict, and what to discuss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.problem import Problem, nearest, shown
from sim.scenario.settings import Settings, setting

TEXT = {"source": "-", "status": "sourced", "help": "Words for people."}
LARGEST_SEED = 2**53 - 1  # the largest whole number that a browser keeps whole


class Step(Settings):
    """Two arms side by side: what is to be predicted of the second, and where to look once the answer is there."""

    first: str = setting(..., "an arm's name", source="-", status="sourced", help="The arm whose answer is shown at once.")
    second: str = setting(..., "an arm's name", source="-", status="sourced", help="The arm that is predicted.")
    measure: str = setting(..., "outcome", source="-", status="sourced", help="The outcome to predict.")
    ask: str = setting(..., "text", **TEXT)
    look_at: str = setting(..., "text", **TEXT)


class Lesson(Settings):
    """The steps of a lesson, the world that its map shows, and what to discuss at the end."""

    world: int = setting(1, "seed", 0, LARGEST_SEED, source="-", status="sourced", help="The world on the map.")
    steps: tuple[Step, ...] = setting(..., "steps", source="-", status="sourced", help="At least one.")
    discuss: tuple[str, ...] = setting(..., "texts", **TEXT)


def lesson_faults(lesson: Lesson, arms: Iterable[str], outcomes: Iterable[str]) -> Iterator[Problem]:
    """What in a lesson does not fit its study: arms and outcomes that there are not, an arm beside itself, nothing to do."""
    arms, outcomes = list(arms), list(outcomes)
    for field in ("steps", "discuss"):
        if not getattr(lesson, field):
            yield Problem(f"lesson.{field}", None, "a lesson needs at least one")
    for n, step in enumerate(lesson.steps):
        for field, known, kind in (("first", arms, "arm"), ("second", arms, "arm"), ("measure", outcomes, "outcome")):
            if (name := getattr(step, field)) not in known:
                yield Problem(f"lesson.steps.{n}.{field}", name, f"no {kind} is named {shown(name)}", nearest(name, known))
        if step.first == step.second:
            yield Problem(f"lesson.steps.{n}.second", step.second, "is the first arm itself; name another")
