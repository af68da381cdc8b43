"""Record every address of luck that a run draws at, and name those drawn at twice.

    python tests/record_luck.py scenario=enclave seed=1 days=300 armed_actor.friction=0.1

A draw belongs to a decision, a day and an entity (`sim/luck.py`). A second draw at one address is the first over again: two events share
their luck, which `luck.SHARED` must declare, with a reason. Exit status 1: some do and it does not. Compiled code cannot be watched, so the
run is uncompiled; a world of Karabakh takes half a minute. The digest is that of the compiled run, which shows that nothing was disturbed.
"""

import os

os.environ["NUMBA_DISABLE_JIT"] = "1"  # before anything of the model is loaded

import sys
from collections import Counter
from types import FrameType
from typing import Any

import yaml

from experiments.evidence.checks.variants import digest
from sim import luck
from sim.model import MandateModel
from sim.scenario.load import load
from sim.scenario.root import Scenario

NAMES = {value: name for name, value in vars(luck).items() if name.isupper() and isinstance(value, int) and value < 10_000}
LOW = 0xFFFFFFFF
FILL = luck.fill_uniforms_of


def philox(c0: int, c1: int, c2: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """`luck.philox` on plain integers, which are faster than numpy's where nothing is compiled."""
    c3 = 0
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & LOW, (p0 >> 32) ^ c3 ^ k1, p0 & LOW
        k0, k1 = (k0 + 0x9E3779B9) & LOW, (k1 + 0xBB67AE85) & LOW
    return c0, c1, c2, c3


class Recorder:
    """Stands in for the functions of `sim.luck` that draw, and remembers who drew where."""

    def __init__(self) -> None:
        self.drawn: dict[tuple[int, int, int], str] = {}
        self.twice: Counter[tuple[int, str, str]] = Counter()
        self.example: dict[tuple[int, str, str], tuple[int, int]] = {}

    def uniforms(self, seed: Any, decision: int, day: int, entity: int) -> tuple[float, float]:
        """As `luck.uniforms`."""
        where, caller = (int(decision), int(day) & LOW, int(entity) & LOW), _caller(sys._getframe(1))
        first = self.drawn.setdefault(where, caller) if where not in self.drawn else None
        if first is None:
            pair = where[0], self.drawn[where], caller
            self.twice[pair] += 1
            self.example.setdefault(pair, where[1:])
        a, b, c, d = philox(*where, int(seed) & LOW, int(seed) >> 32)
        return (((a >> 6) << 26) + (b >> 6) + 0.5) * luck._2_52, (((c >> 6) << 26) + (d >> 6) + 0.5) * luck._2_52

    def uniform(self, seed: Any, decision: int, day: int, entity: int) -> float:
        """As `luck.uniform`."""
        return self.uniforms(seed, decision, day, entity)[0]

    def fill_uniforms_of(self, seed: Any, decision: int, day: int, entities: Any, n: int, words: Any, out: Any) -> None:
        """As `luck.fill_uniforms_of`, scratch included."""
        FILL(seed, decision, day, entities, n, words, out)
        for i in range(n):
            self.uniform(seed, decision, day, int(entities[i]))

    def lines(self) -> list[str]:
        """A line for every pair of places in the code that drew at one address."""
        return [
            f"{NAMES.get(pair[0], pair[0])}: {number:,} times, {pair[1]} and {pair[2]}; for example on day {self.example[pair][0]}, entity"
            f" {self.example[pair][1]}{': declared' if pair[0] in luck.SHARED else ''}"
            for pair, number in sorted(self.twice.items())
        ]

    @property
    def undeclared(self) -> list[str]:
        """Decisions with double uses that `luck.SHARED` does not declare."""
        return sorted({NAMES.get(decision, str(decision)) for decision, *_ in self.twice if decision not in luck.SHARED})


def _caller(frame: FrameType | None) -> str:
    """The rule that draws, the first function up the stack that is neither ours nor of `sim/luck.py`, and who called it."""
    while frame is not None and frame.f_code.co_filename in (__file__, luck.__file__):
        frame = frame.f_back
    if frame is None:
        return "?"
    by = frame.f_back.f_code.co_name if frame.f_back else "?"
    return f"{frame.f_globals.get('__name__', '?').removeprefix('sim.')}.{frame.f_code.co_name}:{frame.f_lineno} (by {by})"


def record(scenario: Scenario, seed: int, days: int) -> tuple[Recorder, MandateModel]:
    """A run with its draws recorded, so far as `days` or the horizon."""
    recorder, usual = Recorder(), (luck.uniforms, luck.uniform, luck.fill_uniforms_of)
    luck.uniforms, luck.uniform, luck.fill_uniforms_of = recorder.uniforms, recorder.uniform, recorder.fill_uniforms_of
    try:
        model = MandateModel(scenario, seed)
        model.advance(days)
    finally:
        luck.uniforms, luck.uniform, luck.fill_uniforms_of = usual
    return recorder, model


def main(words: list[str]) -> int:
    """Read key=value words, run, print; returns the exit status."""
    given = {name: yaml.safe_load(value) for name, _, value in (word.partition("=") for word in words)}
    name, seed, days = given.pop("scenario", "enclave"), given.pop("seed", 1), given.pop("days", 100_000)
    recorder, model = record(load(name, settings=given), seed, days)
    print(f"{name}, world {seed}, {model.day} days: {len({one[0] for one in recorder.drawn})} decisions, {len(recorder.drawn):,} addresses")
    print(f"digest {digest(model)}; offensive {model.first_offensive is not None}; crowd on the road {model.has_flight}")
    print("\n".join(recorder.lines()) or "no address was drawn at twice")
    if recorder.undeclared:
        print("shared, and not declared in luck.SHARED:", ", ".join(recorder.undeclared))
    return 1 if recorder.undeclared else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
