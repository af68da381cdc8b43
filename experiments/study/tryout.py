"""A first run of some arms before anything is written: compiles the rules once, and refuses a place or series that does not fit."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from statistics import mean, median
from typing import NamedTuple

from experiments.compiling import compiling_told
from experiments.study.design import Design
from sim.scenario.refusal import ScenarioRefused

SECONDS = 1.5
SLOW = 3.0


class Trial(NamedTuple):
    """What a few runs took: how many they were, and the seconds of a usual one."""

    n_runs: int
    seconds: float


def try_out(design: Design, seconds: float = SECONDS) -> Trial:
    """Lives the first world of as many arms as there is time for."""
    with compiling_told():
        from sim.model import run

        with suppress(Exception):  # told below
            run(design.scenario(design.arms[0]), design.first_seed)
    start, took = time.perf_counter(), []
    for arm in design.arms:
        scenario, began = design.scenario(arm), time.perf_counter()
        try:
            run(scenario, design.first_seed)
        except ScenarioRefused as refusal:
            told = [replace(one, where=one.where or f"arm {arm.name}") for one in refusal.problems]
            raise ScenarioRefused(told, "study") from None
        except Exception:  # noqa: BLE001 - the study will tell of it, as a failed row
            continue
        finally:
            took.append(time.perf_counter() - began)
        if time.perf_counter() - start > seconds:
            break
    middle = median(took)
    return Trial(len(took), mean(one for one in took if one <= SLOW * middle))  # a rule compiled on the way is no usual run
