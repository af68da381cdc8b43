"""Rules run as plain Python give the same tables bit for bit as compiled, so that a rule can be stepped through in a debugger."""

import os
import subprocess
import sys
from pathlib import Path

from print_digests import SHORT, WAR, digests
from toy_worlds import live

from sim.scenario.load import load

TESTS = Path(__file__).parent


def uncompiled(*words):
    """What a program of this folder prints where nothing is compiled, and its exit status."""
    paths = os.pathsep.join((str(TESTS), str(TESTS.parent)))
    found = subprocess.run(
        [sys.executable, *words], env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths}, capture_output=True, text=True
    )
    assert found.stderr == ""
    return found.stdout


def test_uncompiled_worlds_are_those_of_the_compiled_model_bit_for_bit():
    there = uncompiled(str(TESTS / "print_digests.py"), "plan=short").splitlines()
    assert len(there) == sum(len(seeds) for *_, seeds in SHORT)
    assert there == list(digests(["plan=short"]))


def test_the_worlds_compared_hold_an_offensive_and_a_flight():
    lives = [live(load("enclave", settings=WAR | {"horizon_days": 120}), seed) for seed in (1, 2, 3)]
    assert any(one.first_offensive for one in lives) and any(one.has_flight for one in lives)


def test_small_numbers_do_not_overflow_where_a_row_is_read_as_python():
    program = """
import numpy as np
from sim.world import columns
from sim.world.arrays import table
row = table(2, columns.HOUSEHOLD)[1]
row.has_vehicle, row.clock = 100, 0.5
print(row.has_vehicle + 100, row["clock"], table(1, columns.COMMITMENT)[0].base)
"""
    assert uncompiled("-c", program).split() == ["200", "0.5", "0.0"]
