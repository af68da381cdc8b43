"""How long pictures take: a frame of the moving map, a whole animation, every figure of a run. One world, one process.

    python -m experiments.gauges.frames [scenario=nagorno_karabakh] [seed=3]

Times are of the processor: another program on the same machine does not lengthen them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

FRAMES = 200


def main(argv: list[str]) -> int:
    """Lives one world, draws it, and prints what that took."""
    from experiments.figures import animate
    from experiments.figures.animation import MovingMap
    from experiments.figures.gallery import RUN
    from experiments.page.frames import history
    from sim import load, run

    words = {"scenario": "nagorno_karabakh", "seed": "3"} | dict(word.split("=", 1) for word in argv)
    scenario, seed = load(words["scenario"]), int(words["seed"])
    run(scenario.with_(settings={"horizon_days": 7}), seed)  # compiles
    lived, seconds = timed(lambda: history(scenario, seed, scenario.title))
    print(f"{scenario.name}, world {seed}, {lived['days']} days, {len(lived['places'])} places, {len(lived['roads'])} roads")
    print(f"  the history lived and written down day by day   {seconds:7.2f} s")
    moving, seconds = timed(lambda: MovingMap(lived))
    print(f"  the moving map set up                            {1000 * seconds:6.1f} ms")
    days = [k * (lived["days"] - 1) // (FRAMES - 1) for k in range(FRAMES)]
    each = sorted(timed(lambda day=day: moving.frame(day))[1] for day in days)
    print(f"  one frame, median and slowest of {FRAMES}             {1000 * median(each):6.1f} ms, {1000 * each[-1]:.1f} ms")
    with tempfile.TemporaryDirectory() as aside:
        path, seconds = timed(lambda: animate(lived, Path(aside) / "all.gif"))
        print(f"  the whole animation, a frame a day               {seconds:6.1f} s, {path.stat().st_size / 1e6:.1f} MB")
    tables = run(scenario, seed, ledger=True).tables()
    for name, (_, needs, draw) in RUN.items():
        if all(tables.get(need) is not None for need in needs):
            _, seconds = timed(lambda draw=draw: draw(tables).draw_without_rendering())
            print(f"  figure {name:<10}                                {1000 * seconds:6.0f} ms")
    return 0


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """What an act gives, and the processor's seconds it took."""
    start = process_time()
    return act(), process_time() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
