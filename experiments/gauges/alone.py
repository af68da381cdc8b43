"""One world in a process of its own: what it costs in memory and in time, from the first import on.

Reads {"scenario": ..., "seed": ..., "ledger": ...} as JSON from standard input, prints figures as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

START = perf_counter()


def main() -> int:
    """Imports the model, lives the world twice, and prints what that took."""
    import experiments.lean  # noqa: F401  as the command line does
    from sim.model import MandateModel
    from sim.scenario.load import load

    told: dict[str, Any] = {"import_s": perf_counter() - START, "import_mb": peak_mb()}
    asked = json.load(sys.stdin)
    scenario = load(asked["scenario"])
    for turn in ("first", "second"):
        start, used = perf_counter(), process_time()
        model = MandateModel(scenario, asked["seed"], ledger=asked["ledger"])
        middle = perf_counter()
        told[f"{turn}_set_up_mb"] = peak_mb()
        model.advance(scenario.horizon_days)
        told[f"{turn}_set_up_s"], told[f"{turn}_living_s"] = middle - start, perf_counter() - middle
        told[f"{turn}_cores"] = (process_time() - used) / (perf_counter() - start)
        told[f"{turn}_peak_mb"] = peak_mb()
        del model
    print(json.dumps(told))
    return 0


def peak_mb() -> float | None:
    """The most memory this process ever held (MB of 10^6 bytes); None where the system does not tell.

    Linux keeps it in /proc; its getrusage would also count the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) * 1024 / 1e6
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:
        return None
    return getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


if __name__ == "__main__":
    sys.exit(main())
