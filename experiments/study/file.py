"""The study file: which worlds meet which arms, what is looked at, when it is enough, and where it runs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator, model_validator

from experiments.study.lesson import Lesson, lesson_faults
from sim.scenario.problem import nearest
from sim.scenario.refusal import ScenarioRefused, refuse
from sim.scenario.settings import Settings, setting
from sim.scenario.uncertainty import Prior

PRESET = {"source": "-", "status": "sourced", "help": "A preset's name or a file; left out: the scenario's own."}
TEXT = {"source": "-", "status": "sourced", "help": "Words for people."}
OURS = {"source": "-", "status": "sourced"}
LARGEST_SEED = 2**63 - 1
MOST_WORLDS = 10_000_000
MOST_POINTS = 100_000


class Arm(Settings):
    """One policy, as the presets and settings in which it differs from the scenario."""

    title: str = setting("", "text", **TEXT)
    words: str = setting("", "text", **TEXT)
    mandate: str | None = setting(None, "preset", **PRESET)
    resources: str | None = setting(None, "preset", **PRESET)
    guarantees: str | None = setting(None, "preset", **PRESET)
    observers: str | None = setting(None, "preset", **PRESET)
    settings: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it
    times: dict[str, float] = {}  # noqa: RUF012
    amendments: tuple[Any, ...] = ()


class Worlds(Settings):
    """The worlds that every arm meets: their seeds follow one another."""

    count: int = setting(200, "worlds", 1, MOST_WORLDS, **OURS, help="How many worlds meet every arm; with `until`: at most.")
    first_seed: int = setting(1, "seed", 0, LARGEST_SEED - MOST_WORLDS, **OURS, help="Seed of the first world.")
    uncertainty: str | None = setting(None, "preset", **PRESET)


class Sample(Settings):
    """Points spread evenly over ranges of settings: a Latin hypercube, or a Sobol sequence that can grow."""

    method: Literal["latin_hypercube", "sobol"] = setting("latin_hypercube", "choice", **OURS, help="How points are spread.")
    points: int = setting(..., "points", 1, MOST_POINTS, **OURS, help="How many arms are made.")
    seed: int = setting(1, "seed", 0, LARGEST_SEED, **OURS, help="Which of the possible samples.")
    arm: str | None = setting(None, "an arm's name", **OURS, help="The arm that points start from; left out: the scenario.")
    over: dict[str, Prior] = {}  # noqa: RUF012


class Until(Settings):
    """When a difference is known well enough: the half-width of its 95 % interval."""

    outcome: str = setting(..., "outcome", **OURS, help="The outcome whose difference from the baseline is to be known.")
    arm: str = setting(..., "an arm's name", **OURS, help="The arm that is compared with the baseline.")
    half_width: float = setting(..., "the outcome's", 0, **OURS, help="Stop when the interval reaches no farther than this.")
    look: int = setting(50, "worlds", 10, 1_000_000, **OURS, help="Look after every so many worlds.")


class Engine(Settings):
    """Where runs are lived. `address` and `options` are for clusters."""

    kind: Literal["inline", "local", "dask", "slurm"] = setting("local", "choice", **OURS, help="In this process, in others, on a cluster.")
    workers: int = setting(0, "processes", 0, 100_000, **OURS, help="How many processes; 0: one a core.")
    address: str | None = setting(None, "address", **OURS, help="Where a running scheduler listens.")
    options: dict[str, Any] = {}  # noqa: RUF012


class Study(Settings):
    """Which arms meet the same worlds, which of them is the baseline, and what is asked of them."""

    title: str = setting("", "text", **TEXT)
    question: str = setting("", "text", **TEXT)
    scenario: str | None = setting(None, "preset", **PRESET)
    settings: dict[str, Any] = {}  # noqa: RUF012
    worlds: Worlds = Worlds()
    baseline: str | None = setting(None, "an arm's name", **OURS, help="The arm that others are compared with; left out: the first.")
    arms: dict[str, Arm] = {}  # noqa: RUF012
    grid: dict[str, Any] = {}  # noqa: RUF012
    sample: Sample | None = None
    rows: str | None = setting(None, "file", **OURS, help="A CSV file: one arm a row; columns are levers and settings.")
    outcomes: tuple[str, ...] = setting(("displaced_persons", "is_obstructed_30"), "outcomes", **OURS, help="What to report; all are kept.")
    daily: tuple[str, ...] = setting((), "columns", **OURS, help="Daily series to keep, by column.")
    until: Until | None = None
    engine: Engine = Engine()
    lesson: Lesson | None = None

    @field_validator("outcomes")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not names:
            raise refuse("", None, "name at least one outcome")
        return _judged("outcome", names, _outcomes())

    @field_validator("daily")
    @classmethod
    def _known_daily(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return _judged("daily column", names, _daily()) if names else names

    @model_validator(mode="after")
    def _fits(self) -> Study:
        wrong = [one for one in (*self._arm_faults(), *self._until_faults()) if one]
        faults = [problem for one in wrong for problem in one.problems]
        if self.lesson:
            faults += lesson_faults(self.lesson, self.arms, _outcomes())
        if faults:
            raise ScenarioRefused(faults)
        return self

    @property
    def is_expanded(self) -> bool:
        """Whether every arm is named: no grid, sample or table is left to be turned into arms."""
        return not (self.grid or self.sample or self.rows)

    def in_order(self) -> list[str]:
        """The arms' names, the baseline first."""
        first = self.baseline or next(iter(self.arms))
        return [first, *(name for name in self.arms if name != first)]

    def _arm_faults(self) -> list[ScenarioRefused | None]:
        if not self.is_expanded:
            return []
        if not self.arms:
            return [refuse("arms", None, "a study needs arms: arms, grid, sample or rows")]
        named = {"baseline": self.baseline, "until.arm": self.until.arm if self.until else None}
        faults = [_absent(name, value, self.arms) for name, value in named.items()]
        if self.until and self.until.arm == self.in_order()[0]:
            faults.append(refuse("until.arm", self.until.arm, "is the baseline itself; name the arm that is compared with it"))
        return faults

    def _until_faults(self) -> list[ScenarioRefused | None]:
        if not self.until or self.until.outcome in _outcomes():
            return []
        return [
            refuse(
                "until.outcome",
                self.until.outcome,
                f"no outcome is named {self.until.outcome!r}",
                suggestion=nearest(self.until.outcome, _outcomes()),
            )
        ]


def _absent(name: str, value: str | None, arms: dict[str, Arm]) -> ScenarioRefused | None:
    if value is None or value in arms:
        return None
    few = ", ".join(list(arms)[:12]) + (" ..." if len(arms) > 12 else "")
    return refuse(name, value, f"no arm is named {value!r} (arms: {few or 'none'})", suggestion=nearest(value, arms))


def _judged(kind: str, names: tuple[str, ...], known: list[str]) -> tuple[str, ...]:
    """The names once each; a refusal where one is not known."""
    wrong = [refuse("", one, f"no {kind} is named {one!r}", suggestion=nearest(one, known)) for one in names if one not in known]
    if wrong:
        raise ScenarioRefused([problem for one in wrong for problem in one.problems])
    return tuple(dict.fromkeys(names))


def _outcomes() -> list[str]:
    from sim.outcomes import UNITS

    return list(UNITS)


def _daily() -> list[str]:
    from experiments.study.series import SERIES

    return list(SERIES)
