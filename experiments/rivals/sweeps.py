"""The same runs through what users would pick instead: Mesa's batch_run, and the EMA workbench's multiprocessing evaluator.

    python -m experiments.rivals.sweeps            every tool, every mishap; needs the benchmark extra
    python -m experiments.rivals.sweeps mesa kill  one of them

Each tool lives the same worlds under the same two arms of the enclave in two processes, in a program of its own: once
undisturbed, once with a run that raises, once with a run whose process is killed, the first time that it is lived.
What counts is runs a second, the memory of all its processes together, and how many rows there are in the end.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

TOOLS = ("corridor", "mesa", "ema")
MISHAPS = ("none", "raise", "kill")
ARMS: dict[str, dict[str, Any]] = {"plain": {}, "strong": {"mandate": "un_chapter_vii_access"}}
WORLDS, DAYS, WORKERS = 400, 60, 2
UNLUCKY = ("strong", 300)
OUTCOME = "harassments"
PATIENCE = 120
MARK = "CORRIDOR_SWEEPS_MARK"


def lived(scenario: Any, arm: str, world: int) -> Any:
    """The model function of every tool: one run, or the mishap that is asked for."""
    from sim.model import run

    mark = Path(os.environ[MARK])
    mishap = mark.read_text(encoding="utf-8")
    if (arm, world) == UNLUCKY and mishap == "raise":
        raise ValueError("an unlucky run")
    if (arm, world) == UNLUCKY and mishap == "kill":
        mark.write_text("none", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)
    return run(scenario, world)


@lru_cache(maxsize=2)
def scenario_of(arm: str) -> Any:
    """An arm of the enclave with a short horizon."""
    from sim.scenario.load import load

    return load(**ARMS[arm], settings={"horizon_days": DAYS})


def value(arm: str, world: int) -> float:
    """One outcome of one run, for tools that know nothing of the rest."""
    return float(lived(scenario_of(arm), arm, world).outcomes[OUTCOME])


def measured(tool: str, mishap: str) -> dict[str, Any]:
    """What becomes of a tool in a program of its own: seconds, memory, rows."""
    with tempfile.TemporaryDirectory() as folder:
        mark = Path(folder) / "mishap"
        mark.write_text(mishap, encoding="utf-8")
        words = [sys.executable, "-W", "ignore", "-m", "experiments.rivals.sweeps", "--live", tool, folder]
        process = subprocess.Popen(
            words, env={**os.environ, MARK: str(mark)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        most: list[int] = [0]
        threading.Thread(target=_watch, args=(process, most), daemon=True).start()
        try:
            told, warned = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return {"rows": 0, "seconds": None, "megabytes": most[0] / 2**20, "end": f"hung; ended after {PATIENCE} s"}
    if process.returncode:
        last = (warned.strip().splitlines() or ["?"])[-1]
        return {"rows": 0, "seconds": None, "megabytes": most[0] / 2**20, "end": f"ended by {last[:60]}"}
    return {**json.loads(told.splitlines()[-1]), "megabytes": most[0] / 2**20, "end": "finished"}


def _watch(process: subprocess.Popen[str], most: list[int]) -> None:
    """The most memory that a process and all below it had at one time; what they share is counted once."""
    while process.poll() is None:
        most[0] = max(most[0], sum(_memory(path) for path in Path("/proc").glob("[0-9]*") if _session(path) == process.pid))
        time.sleep(0.2)


def _session(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rsplit(")", 1)[1].split()[3])
    except OSError:
        return 0


def _memory(path: Path) -> int:
    try:
        return next(int(line.split()[1]) * 1024 for line in (path / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def main(words: list[str]) -> int:
    """Prints a line for each tool and mishap."""
    if words[:1] == ["--live"]:
        from experiments.rivals import sweepers

        print(json.dumps(sweepers.TOOLS[words[1]](Path(words[2]) / "ledger")))
        return 0
    total = WORLDS * len(ARMS)
    print(f"{total} runs of {DAYS} days in {WORKERS} processes\n{'tool':10}{'mishap':8}{'runs/s':>8}{'MB':>7}{'rows':>7}  end")
    for tool in [one for one in words if one in TOOLS] or TOOLS:
        for mishap in [one for one in words if one in MISHAPS] or MISHAPS:
            found = measured(tool, mishap)
            pace = f"{found['rows'] / found['seconds']:.1f}" if found["seconds"] else "-"
            print(f"{tool:10}{mishap:8}{pace:>8}{found['megabytes']:7.0f}{found['rows']:7}  {found['end']}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
