"""Print a digest of worlds, a line each: to hold against those of another Python, machine, or the same rules uncompiled.

    python tests/print_digests.py scenario=enclave worlds=1-5 days=400 armed_actor.friction=0.1
    NUMBA_DISABLE_JIT=1 python tests/print_digests.py scenario=enclave worlds=1-5
    python tests/print_digests.py plan=long      # eight kinds of history to their horizons; uncompiled that takes three minutes

A digest covers every table of a world bit for bit, and the hours of a crowd on the road.
"""

import sys
import warnings
from collections.abc import Iterator
from typing import Any

import yaml

from experiments.evidence.checks.variants import digest
from sim.model import MandateModel
from sim.scenario.load import load
from sim.scenario.root import Scenario

WAR = {"armed_actor.gains.offensive": 2.0, "armed_actor.build_up_weeks": 3.0, "armed_actor.friction": 0.1}
LOST = {"resources.contributors.sponsor.distraction": 1.0}
STATE = {"capability": 0.5, "honour": 0.9, "sees_for_itself": 0.5, "delay_days": 0.0, "trigger": "harassment"}
GUARDED = {"guarantees.guarantors": {"coalition": STATE, "pact": {**STATE, "capability": 0.0, "sanctions": 0.5, "trigger": "grab"}}}
Plan = list[tuple[str, dict[str, Any], range]]
SHORT: Plan = [
    ("enclave", {"horizon_days": 120}, range(1, 3)),
    ("enclave", WAR | {"horizon_days": 120}, range(1, 4)),
    ("enclave", LOST | GUARDED | {"horizon_days": 120}, range(1, 3)),
    ("sandbox", {"horizon_days": 60}, range(1, 2)),
]
LONG: Plan = [
    ("enclave", {}, range(1, 6)),
    ("enclave", WAR, range(1, 6)),
    ("enclave", LOST, range(1, 6)),
    ("enclave", WAR | GUARDED, range(1, 4)),
    ("enclave", LOST | GUARDED, range(1, 4)),
    ("sandbox", {}, range(1, 3)),
    ("nagorno_karabakh", {}, range(1, 4)),
    ("nagorno_karabakh", WAR, range(1, 3)),
]


def digest_of(scenario: Scenario, seed: int, days: int, *, ledger: bool = False) -> str:
    """The digest of a world after so many days, or at its horizon."""
    model = MandateModel(scenario, seed, ledger=ledger)
    model.advance(days)
    return digest(model)


def digests(words: list[str]) -> Iterator[str]:
    """The lines that key=value words ask for."""
    given = {name: yaml.safe_load(value) for name, _, value in (word.partition("=") for word in words)}
    days = given.pop("days", 100_000)
    if plan_name := given.pop("plan", None):
        plan = {"short": SHORT, "long": LONG}[plan_name]
    else:
        first, _, last = str(given.pop("worlds", 1)).partition("-")
        plan = [(given.pop("scenario", "enclave"), given, range(int(first), int(last or first) + 1))]
    for name, settings, seeds in plan:
        scenario = load(name, settings=settings)
        for seed in seeds:
            yield f"{name} {settings or ''} world {seed}: {digest_of(scenario, seed, days, ledger=True)}"


if __name__ == "__main__":
    warnings.simplefilter("error")
    for line in digests(sys.argv[1:]):
        print(line, flush=True)
