"""Whole runs of the real model: set-up, living, and the time that each tempo takes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter, process_time
from typing import Any

from experiments.gauges.figure import Figure, ratio, timed
from sim import calendar
from sim.model import MandateModel
from sim.scenario.root import Scenario
from sim.world.plan import plan_of

KINDS = ("without an offensive", "with an offensive")
MOST_WORLDS = 200  # looked at in search of both kinds
# The model's calendar is one compiled loop. A run that is split by tempo has its weeks called from Python, as a run with a capital of
# one's own does, which is slower by the calls: at most some tens of milliseconds a run, under "capitals" and "other".
TEMPOS = {"capitals": "deliberate"}  # methods of the model; "ground and road" is the compiled loop

# What is reported: a variant, the one that splits its time, and the words for it.
WAYS = (("plain", "split", ""), ("ledger", "", ", with ledger"), ("tenfold", "tenfold split", ", ten times the people"))


@dataclass(frozen=True)
class Variant:
    """One way of running a world."""

    name: str
    scenario: Scenario
    ledger: bool = False
    is_split: bool = False


@dataclass(frozen=True)
class Life:
    """One run, measured (seconds)."""

    variant: str
    seed: int
    turn: int  # of the repeats
    kind: str  # of the world as it usually is
    own_kind: str  # of this run: a crowd ten times as large may change history
    set_up: float
    living: float
    cores: float
    tempos: Mapping[str, float] = field(default_factory=dict)


def variants_of(scenario: Scenario) -> list[Variant]:
    """The same worlds four ways; the split is timed apart, so that its stopwatches disturb no other figure."""
    many = tenfold(scenario)
    return [
        Variant("plain", scenario),
        Variant("ledger", scenario, ledger=True),
        Variant("split", scenario, is_split=True),
        Variant("tenfold", many),
        Variant("tenfold split", many, is_split=True),
    ]


def tenfold(scenario: Scenario) -> Scenario:
    """The same case with ten times its people."""
    persons = scenario.population or int(plan_of(scenario).place.settlements.population.sum())
    return scenario.with_(settings={"population": 10 * persons})


def find_worlds(scenario: Scenario, per_kind: int) -> dict[str, list[int]]:
    """The first worlds without and with an offensive; living them also compiles whatever is not compiled yet."""
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for seed in range(1, MOST_WORLDS + 1):
        found[kind_of(lived(scenario, seed))].append(seed)
        if all(len(seeds) >= per_kind for seeds in found.values()):
            break
    return {kind: seeds[:per_kind] for kind, seeds in found.items()}


def lived(scenario: Scenario, seed: int, *, ledger: bool = False) -> MandateModel:
    """A world, lived to the end."""
    model = MandateModel(scenario, seed, ledger=ledger)
    model.advance(scenario.horizon_days)
    return model


def kind_of(model: MandateModel) -> str:
    """Whether an offensive ran on any day."""
    return KINDS[int(model.world.daily["is_offensive"].any())]


def measure(variants: Sequence[Variant], worlds: Mapping[str, Sequence[int]], repeats: int) -> Iterator[Life]:
    """Every world in every variant, side by side: the variants follow each other before the next world begins."""
    for turn in range(repeats):
        for kind, seeds in worlds.items():
            for seed in seeds:
                for variant in variants:
                    yield _life(variant, seed, turn, kind)


def figures_of(lives: Sequence[Life]) -> list[Figure]:
    """Medians over worlds and repeats, in the unit of a reader: milliseconds a run."""
    figures = []
    for kind in KINDS:
        group = f"One run, {kind}"
        here = [life for life in lives if life.kind == life.own_kind == kind]
        for name, split, words in WAYS:
            figures += _whole(group, words, [life for life in here if life.variant == name])
            figures += _split(group, words, [life for life in here if life.variant == split])
        figures += _ratios(group, here)
    return figures


def _ratios(group: str, lives: Sequence[Life]) -> list[Figure]:
    """Each run against the plain one of the same world in the same repeat."""
    plain = {(life.seed, life.turn): life.living for life in lives if life.variant == "plain"}
    told = {"ledger": "living with ledger / without", "tenfold": "living with ten times the people / with the usual"}
    figures = []
    for name, words in told.items():
        here = [life for life in lives if life.variant == name]
        over, under = [life.living for life in here], [plain[life.seed, life.turn] for life in here]
        left_out = len(plain) - len(here)
        note = f"left out: {left_out} of {len(plain)} runs whose kind changed" if left_out else ""
        figures.append(ratio(group, words, over, under, note))
    cores = tuple(life.cores for life in lives)
    return [*figures, Figure(group, "share of a core that the runs had", "x", cores, "below 1: the machine was busy")]


def _whole(group: str, words: str, lives: Sequence[Life]) -> list[Figure]:
    return [
        Figure(group, f"set-up{words}", "ms", _ms(lives, lambda life: life.set_up)),
        Figure(group, f"living{words}", "ms", _ms(lives, lambda life: life.living)),
        Figure(group, f"total{words}", "ms", _ms(lives, lambda life: life.set_up + life.living)),
    ]


def _split(group: str, words: str, lives: Sequence[Life]) -> list[Figure]:
    tempos = lives[0].tempos if lives else ()
    return [Figure(group, f"  of living: {name}{words}", "ms", tuple(1000.0 * life.tempos[name] for life in lives)) for name in tempos]


def _ms(lives: Sequence[Life], what: Callable[[Life], float]) -> tuple[float, ...]:
    return tuple(1000.0 * what(life) for life in lives)


def _life(variant: Variant, seed: int, turn: int, kind: str) -> Life:
    set_up, model = timed(partial(MandateModel, variant.scenario, seed, ledger=variant.ledger))
    used = process_time()
    with collector() as collections, _watched(model, variant.is_split) as watches:
        living, _ = timed(partial(model.advance, variant.scenario.horizon_days), is_tidy=True)
    cores = (process_time() - used) / living
    tempos = _tempos(watches, living, sum(collections)) if watches else {}
    return Life(variant.name, seed, turn, kind, kind_of(model), set_up, living, cores, tempos)


def _tempos(watches: Mapping[str, Stopwatch], living: float, collecting: float) -> dict[str, float]:
    """Seconds of each tempo, of what is none of them, and of the collector wherever it ran."""
    tempos = {name: watch.seconds for name, watch in watches.items()}
    tempos["other"] = living - sum(tempos.values())
    return tempos | {"collecting rubbish (within the above)": collecting}


@contextmanager
def collector() -> Iterator[list[float]]:
    """Seconds of every collection of rubbish while it lasts."""
    starts, seconds = [], []

    def note(phase: str, about: Mapping[str, int]) -> None:
        if phase == "start":
            starts.append(perf_counter())
        else:
            seconds.append(perf_counter() - starts.pop())

    gc.callbacks.append(note)
    try:
        yield seconds
    finally:
        gc.callbacks.remove(note)


class Stopwatch:
    """Calls a method and adds up the time it takes."""

    def __init__(self, act: Callable[..., Any]) -> None:
        self.act, self.seconds = act, 0.0

    def __call__(self, *given: Any) -> Any:
        start = perf_counter()
        found = self.act(*given)
        self.seconds += perf_counter() - start
        return found


@contextmanager
def _watched(model: MandateModel, is_split: bool) -> Iterator[dict[str, Stopwatch]]:
    """Stopwatches on the tempos of one model, whose weeks are then run from Python; none where its time is not split."""
    if not is_split:
        yield {}
        return
    usual, watches = calendar.run_days, {tempo: Stopwatch(getattr(model, method)) for tempo, method in TEMPOS.items()}
    for tempo, method in TEMPOS.items():
        setattr(model, method, watches[tempo])
    watches["ground and road"] = Stopwatch(lambda world, end, _: usual(world, end, True))
    calendar.run_days = watches["ground and road"]
    try:
        yield watches
    finally:
        calendar.run_days = usual
