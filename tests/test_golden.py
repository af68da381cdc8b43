"""Golden histories: the same events on the same days, on every Python and every machine.

Run this file to write them anew after a change that is meant to change history: python tests/test_golden.py
"""

import json
import math
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sim import load, run

GOLDEN = Path(__file__).with_name("golden.json")
WORLDS = [("enclave", seed) for seed in (1, 2, 3, 4, 5)] + [("nagorno_karabakh", seed) for seed in (2, 4, 6, 7)]
EVENTS = (
    "first_harassment_day", "first_grab_day", "first_obstruction_day", "first_checkpoint_day", "first_closure_day", "offensive_day",
    "harassments", "grabs", "mine_accidents", "blockade_days", "civilian_deaths", "defender_deaths", "armed_deaths", "peacekeeper_deaths",
    "displaced_persons", "peak_want_to_leave_persons", "vehicles_out", "escorts", "guarantor_tests", "is_capitulated", "is_withdrawn",
)  # fmt: skip


def history(scenario: str, seed: int) -> dict[str, int | None]:
    """What happened in one world, as whole numbers (None: never)."""
    outcomes = run(load(scenario), seed).outcomes
    return {name: None if math.isnan(outcomes[name]) else int(outcomes[name]) for name in EVENTS}


@pytest.mark.parametrize(("scenario", "seed"), WORLDS)
def test_a_known_world_is_lived_as_it_was(scenario, seed):
    assert history(scenario, seed) == json.loads(GOLDEN.read_text())[f"{scenario} {seed}"]


def test_the_golden_worlds_are_not_all_alike():
    golden = json.loads(GOLDEN.read_text())
    assert any(one["offensive_day"] for one in golden.values()) and any(one["offensive_day"] is None for one in golden.values())
    assert len({one["harassments"] for one in golden.values()}) > 5


def test_a_run_repeated_in_one_process_gives_the_same_tables_bit_for_bit():
    first, second = (run(load("nagorno_karabakh"), 4, ledger=True).tables() for _ in range(2))
    for name, columns in first.items():
        for column, values in columns.items():
            other = second[name][column]
            is_same = list(values) == list(other) if values.dtype == object else values.tobytes() == other.tobytes()
            assert values.dtype == other.dtype and is_same


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps({f"{scenario} {seed}": history(scenario, seed) for scenario, seed in WORLDS}, indent=1) + "\n")
