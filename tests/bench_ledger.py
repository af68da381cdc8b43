"""How fast a ledger of many rows is opened and compared: python tests/bench_ledger.py [ROWS] [FOLDER]

Makes a ledger whose rows have every column of a real one and made-up outcomes, then times `corridor study status` in a
process of its own, from its start to its end."""

# ruff: noqa: E402 - it finds Corridor wherever it is started from

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from experiments import study
from experiments.study import manifest, parquet
from experiments.study.inputs import flat, values_of
from experiments.study.ledger import written_to
from experiments.study.schema import runs_schema
from experiments.study.shelf import FULL, GROUP
from sim.luck import fill_uniforms
from sim.outcomes import UNITS

ARMS = {f"arm_{posts}": {"settings": {"resources.posts": posts}} for posts in range(10, 20)}

OUTCOMES = ["displaced_persons", "is_obstructed_30", "civilian_deaths", "cost_musd"]


def made_up(design, rows: int) -> pa.Table:
    """So many rows of a design, their outcomes uniform luck."""
    worlds, arms = rows // len(design.arms), design.arms
    numbers = [values_of(design.inputs, flat(design.scenario(arm)), {}) for arm in arms]
    place = np.tile(np.arange(len(arms)), worlds)
    world = np.repeat(np.arange(worlds) + design.first_seed, len(arms))
    columns = {"run_id": [f"{at:016x}" for at in range(len(world))], "arm": [arms[at].name for at in place], "world": world, "seed": world}
    columns |= {"status": ["ok"] * len(world), "why": [None] * len(world), "replay": [None] * len(world)}
    columns |= {"configuration": [arms[at].configuration for at in place], "version": [design.version] * len(world)}
    columns |= {one.name: [numbers[at][one.name] for at in place] for one in design.inputs}
    for at, name in enumerate(UNITS):
        columns[name] = np.empty(len(world))
        fill_uniforms(np.uint64(at), 7, 0, columns[name])
    columns |= {name: np.round(columns[name]) for name in UNITS if name.startswith("is_")}
    return pa.table(columns, runs_schema(design.inputs))


def make(folder: Path, rows: int) -> None:
    """A ledger of made-up rows, in parts as a study leaves them."""
    design = study.read(
        {"arms": ARMS, "outcomes": ["displaced_persons", "is_obstructed_30", "civilian_deaths", "cost_musd"]}, worlds=rows // 10
    ).design
    with written_to(folder, "bench") as ledger:
        ledger.keep(design)
        table = made_up(design, rows)
        for number, start in enumerate(range(0, len(table), FULL["runs"]), start=1):
            part = table.slice(start, FULL["runs"])
            groups = (part.slice(at, GROUP["runs"]) for at in range(0, len(part), GROUP["runs"]))
            parquet.write(ledger.runs.folder / f"part-{number:05d}.parquet", groups, table.schema)
        manifest.write(folder, manifest.ended(manifest.begun(None, design, "bench"), "finished"))


def main() -> None:
    """Makes the ledger where it is missing, and times five looks at it."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp()) / "ledger"
    if not folder.exists():
        make(folder, rows)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    took = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "experiments", "study", "status", f"ledger={folder}"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        took.append(time.perf_counter() - start)
    start = time.perf_counter()
    study.results(folder).compare()
    print(f"{rows:,} rows, {size / rows:.0f} bytes a row: corridor study status {min(took):.2f} s (of five: {max(took):.2f} s at most); "
          f"in a running Python {time.perf_counter() - start:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
