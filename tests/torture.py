"""Does its worst to studies, for as long as you like, and looks whether every run is there once and as it should be.

    python tests/torture.py --minutes 5 --seed 1

Each round begins a ledger, and disturbs it a few times while it is written or while it lies: workers and parents killed,
interrupts, quotas, full disks, two writers at a time, files cut short, bytes changed, files of strangers. Then the study
is resumed to its end and compared, bit for bit, with one that nobody disturbed. Ends with 1 at the first difference.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import pyarrow.compute as pc  # noqa: E402
from toy_studies import ARMS, DAYS, every, keys, lived, plan, runs  # noqa: E402

from experiments.study.query import LedgerDamaged  # noqa: E402
from sim.scenario.refusal import ScenarioRefused  # noqa: E402

PATIENCE = 180
MEGABYTE = 2**20


class Round:
    """One ledger and what is done to it."""

    def __init__(self, folder: Path, worlds: int, luck: random.Random) -> None:
        self.disk, self.worlds, self.step, self.luck = folder, worlds, worlds, luck
        self.folder = folder / "ledger"
        self.done: Counter[str] = Counter()
        self._file = folder.parent / f"{folder.name}.yaml"
        arms = ", ".join(f"{name}: {{{', '.join(f'{key}: {value}' for key, value in arm.items())}}}" for name, arm in ARMS.items())
        self._file.write_text(f"settings: {{horizon_days: {DAYS}}}\narms: {{{arms}}}\n")

    def started(self, limit: int | None = None) -> subprocess.Popen:
        """The study under way in a process of its own, whose files may be no longer than the limit."""

        def short() -> None:
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        with contextlib.suppress(ScenarioRefused, LedgerDamaged):  # nothing is there yet, or a reader says that it is damaged
            if len(keys(self.folder)) == self.worlds * len(ARMS):
                self.worlds += self.step  # nothing is left to disturb: more worlds are wanted
        words = ["study", "run", str(self._file), f"ledger={self.folder}", f"worlds={self.worlds}", "workers=2"]
        return subprocess.Popen(
            [sys.executable, "-m", "experiments", *words],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=short if limit else None,
        )

    def under_way(self) -> subprocess.Popen:
        """A process of which something is on the disk, and a moment more."""
        before, process = self.names(), self.started()
        until = time.monotonic() + PATIENCE
        while process.poll() is None and self.names() <= before:
            assert time.monotonic() < until
            time.sleep(0.005)
        time.sleep(self.luck.uniform(0, 0.6))
        return process

    def names(self) -> set[str]:
        """The files of rows that are there."""
        return {path.name for path in self.folder.glob("batches/runs/batch-*")}

    def files(self) -> list[Path]:
        """What can be damaged: rows, waiting or folded in, and the manifest."""
        found = [*self.folder.glob("runs/part-*"), *self.folder.glob("batches/*/batch-*"), *self.folder.glob("manifest.json")]
        return sorted(found)


def end_of(process: subprocess.Popen, *allowed: int) -> str:
    """Waits for the end of a process, which must be one of those allowed, told without a traceback."""
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode in allowed and "Traceback" not in said, (process.returncode, said)
    return said


def kill_workers(one: Round) -> None:
    """Kills a few workers, one after the other; the study goes on by itself."""
    process = one.under_way()
    for _ in range(one.luck.randint(2, 6)):
        for worker in one.luck.sample(found := grandchildren(process.pid), min(1, len(found))):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                one.done["a worker killed"] += 1
        time.sleep(one.luck.uniform(0, 0.4))
    end_of(process, 0, 1)


def kill_parent(one: Round) -> None:
    """Kills the parent; its workers end by themselves, perhaps while the next one is writing."""
    process = one.under_way()
    one.done["the parent killed"] += process.poll() is None
    process.kill()
    process.communicate()


def interrupt(one: Round) -> None:
    """Asks for an end, once or twice."""
    process = one.under_way()
    one.done["interrupted"] += process.poll() is None
    for _ in range(one.luck.randint(1, 2)):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(one.luck.choice([signal.SIGINT, signal.SIGTERM]))
        time.sleep(one.luck.uniform(0, 0.1))
    end_of(process, 0, 1, 130, 143)


def short_quota(one: Round) -> None:
    """Files may not grow beyond a few kilobytes."""
    said = end_of(one.started(limit=one.luck.randint(14_000, 60_000)), 0, 1)
    one.done["a quota met"] += "larger than this system allows" in said


def fill_disk(one: Round) -> None:
    """Leaves almost no room on the disk; afterwards there is room again."""
    if not os.path.ismount(one.disk):
        return short_quota(one)
    about = os.statvfs(one.disk)
    used = (about.f_blocks - about.f_bfree) * about.f_frsize
    resized(one.disk, used + one.luck.randint(4, 60) * 4096)
    try:
        said = end_of(one.started(), 0, 1, 2)
    finally:
        resized(one.disk, 50 * MEGABYTE)
    one.done["a full disk"] += "disk is full" in said


def two_writers(one: Round) -> None:
    """Two, at times three, processes want the same ledger at the same moment."""
    processes = [one.started() for _ in range(one.luck.randint(2, 3))]
    said = [end_of(process, 0, 1) for process in processes]
    one.done["a second writer"] += sum("another process writes" in words for words in said)


def cut_short(one: Round) -> None:
    """Cuts files short, at times to nothing."""
    for path in one.luck.sample(found := one.files(), min(2, len(found))):
        os.truncate(path, one.luck.randrange(path.stat().st_size) if path.stat().st_size else 0)
        one.done["a file cut short"] += 1


def change_bytes(one: Round) -> None:
    """Changes a bit somewhere in the rows of a file. Not in its footer: Parquet keeps no checksum of that, and about one bit in
    twenty-five there gives a column another name or type without anybody noticing."""
    found = [path for path in one.files() if path.suffix == ".parquet" and rows_end(path) > 4]
    for path in one.luck.sample(found, min(1, len(found))):
        content = bytearray(path.read_bytes())
        content[one.luck.randrange(4, rows_end(path))] ^= 1 << one.luck.randrange(8)
        path.write_bytes(content)
        one.done["a bit changed"] += 1


def rows_end(path: Path) -> int:
    """Where the rows of a Parquet file end and its footer begins; 0 where it is not whole."""
    content = path.read_bytes()
    is_whole = len(content) > 12 and content.endswith(b"PAR1")
    return max(0, len(content) - 8 - int.from_bytes(content[-8:-4], "little")) if is_whole else 0


def strangers(one: Round) -> None:
    """Puts files of somebody else among ours, also under our names."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name in (
        "runs/notes.txt",
        "batches/runs/batch-0123456789abcdef.parquet",
        "runs/part-00007.parquet",
        "batches/runs/.unfinished-1-x",
    ):
        path = one.folder / name
        if path.parent.is_dir() and one.luck.random() < 0.5:
            if path.suffix == ".parquet":
                pq.write_table(pa.table({"run_id": ["0" * 16], "arm": ["plain"], "world": [1]}), path)
            else:
                path.write_text("mine")
            one.done["a stranger's file"] += 1


FAULTS = (kill_workers, kill_parent, kill_parent, interrupt, short_quota, fill_disk, two_writers, cut_short, change_bytes, strangers)


def grandchildren(pid: int) -> list[int]:
    """The workers of a study: children of its fork server."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rsplit(")", 1)[1].split()[1])
    return sorted(child for child, parent in parents.items() if parents.get(parent) == pid)


def resized(disk: Path, size: int) -> None:
    """Gives a small file system another size."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True, capture_output=True)


@contextlib.contextmanager
def small_disk(folder: Path):
    """A file system in memory where this machine lets us have one; else a folder."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={50 * MEGABYTE}", "tmpfs", str(folder)]
    try:
        is_mounted = sys.platform.startswith("linux") and not subprocess.run(words, capture_output=True, check=False).returncode
    except OSError:
        is_mounted = False
    try:
        yield folder
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def check(one: Round, undisturbed: Path) -> None:
    """Resumes the study to its end: every run is there once, as it should be."""
    for path in one.folder.glob("runs/notes.txt"):
        path.unlink()  # the one documented line would read it, and says so
    design = plan(worlds=one.worlds).design
    lived(design, undisturbed)  # nothing to do, unless more worlds were wanted
    lived(design, one.folder, retry=True)
    assert keys(one.folder) == every(design), "runs are missing, or there twice"
    same = runs(undisturbed)
    same = same.filter(pc.less_equal(same["world"], one.worlds))
    found = runs(one.folder)
    if not found.equals(same):
        assert found.schema.equals(same.schema), f"columns differ: {set(found.schema) ^ set(same.schema)}"
        raise AssertionError(f"values differ: {[name for name in same.column_names if not found[name].equals(same[name])]}")


def torture(folder: Path, seconds: float, seed: int, worlds: int = 120, faults=FAULTS, tell=print) -> Counter[str]:
    """Disturbs ledgers for so long; returns how often what was done. AssertionError tells of a difference."""
    luck, done, began, rounds = random.Random(seed), Counter(), time.monotonic(), 0
    undisturbed = folder / "undisturbed"
    lived(plan(worlds=worlds).design, undisturbed)
    while time.monotonic() - began < seconds:
        rounds += 1
        with small_disk(folder / f"round-{rounds}") as disk:
            one = Round(disk, worlds, luck)
            try:
                for fault in luck.choices(faults, k=luck.randint(4, 9)):
                    fault(one)
                check(one, undisturbed)
            except BaseException:
                tell(f"seed {seed}, round {rounds}: {dict(one.done)}")
                raise
            done += one.done
        tell(f"round {rounds}: {sum(done.values())} faults, all runs there once and the same", flush=True)
    done["rounds"] = rounds
    return done


def main() -> int:
    """Tortures studies, and says how often what was done."""
    words = argparse.ArgumentParser(description="Disturbs studies in every way it knows, and looks whether anything is lost.")
    words.add_argument("--minutes", type=float, default=5)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--worlds", type=int, default=120)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = torture(Path(folder), 60 * given.minutes, given.seed, given.worlds)
        except AssertionError as error:
            print(f"FAILED: {error}")
            return 1
    rounds = done.pop("rounds")
    for name, count in sorted(done.items()):
        print(f"{count:6,} x {name}")
    print(f"{sum(done.values()):,} faults in {rounds:,} ledgers; afterwards every run was there once, bit for bit as undisturbed.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
