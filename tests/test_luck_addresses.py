"""Every draw of a world has an address of its own, unless `luck.SHARED` says why not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from print_digests import GUARDED, LOST, WAR

from experiments.evidence.checks.variants import digest
from sim import luck
from sim.model import MandateModel
from sim.scenario.load import load

TESTS = Path(__file__).parent


def program(*words):
    """A program of this folder where nothing is compiled: its exit status and what it printed."""
    paths = os.pathsep.join((str(TESTS), str(TESTS.parent)))
    found = subprocess.run([sys.executable, *words], env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True)
    assert found.stderr == ""
    return found.returncode, found.stdout


def recorded(settings, seed=2, days=120):
    """The recorder's status and lines on a world of the enclave."""
    words = [f"{name}={value}" for name, value in settings.items()]
    return program(str(TESTS / "record_luck.py"), "scenario=enclave", f"seed={seed}", f"days={days}", *words)


@pytest.mark.parametrize(
    ("settings", "days"),
    [
        pytest.param({}, 120, id="calm"),
        pytest.param(WAR, 120, id="war and flight"),
        pytest.param(LOST | GUARDED, 60, id="two guarantors"),
        pytest.param(LOST | {"guarantees.guarantors": "{sponsor: {capability: 0.5}}"}, 60, id="one state in two roles"),
    ],
)
def test_no_address_is_drawn_at_twice(settings, days):
    status, told = recorded(settings, days=days)
    assert status == 0, told


def test_recording_disturbs_nothing():
    _, told = recorded(WAR)
    model = MandateModel(load("enclave", settings=WAR), 2)
    model.advance(120)
    assert f"digest {digest(model)}; offensive True; crowd on the road True" in told


def test_a_second_draw_at_one_address_is_told_with_both_places():
    told = """
import record_luck
from sim import luck
recorder = record_luck.Recorder()
def one(): return recorder.uniform(7, luck.MINE_CLOCK, 3, 4)
def other(): return recorder.uniforms(7, luck.MINE_CLOCK, 3, 4)[0]
print(one() == other() == luck.uniform(7, luck.MINE_CLOCK, 3, 4), recorder.undeclared, *recorder.lines())
luck.SHARED[luck.MINE_CLOCK] = "a test"
print(recorder.undeclared)
"""
    status, found = program("-c", told)
    first, second = found.splitlines()
    assert status == 0 and second == "[]"
    assert first.startswith("True ['MINE_CLOCK'] MINE_CLOCK: 1 times, __main__.one:5 (by <module>) and __main__.other:6 (by <module>); ")
    assert first.endswith("for example on day 3, entity 4")


def test_what_is_shared_on_purpose_is_a_decision_with_a_reason():
    known = {value for name, value in vars(luck).items() if name.isupper() and isinstance(value, int)}
    assert all(decision in known and len(reason) > 10 for decision, reason in luck.SHARED.items())
