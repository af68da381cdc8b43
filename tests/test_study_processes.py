"""Real processes: killed, interrupted, short of disk, two at a time. Afterwards every run is there once, as if nothing had been."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from toy_studies import every, keys, lived, plan, runs

from experiments.study.lock import Lock, holder

ROOT = Path(__file__).parent.parent
WORLDS = 150
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
STUDY = """
settings: {horizon_days: 20}
arms: {plain: {}, strong: {mandate: un_chapter_vii_access}}
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    lived(plan(worlds=WORLDS).design, folder)
    return folder


@pytest.fixture
def study_file(tmp_path) -> Path:
    path = tmp_path / "toy.yaml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "experiments", "study", *words]


def started(path: Path, folder: Path, *words: str, **options) -> subprocess.Popen:
    """A study under way in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(
        command("run", str(path), f"ledger={folder}", f"worlds={WORLDS}", *words), cwd=path.parent, env=environment, **pipes, **options
    )


def wait_for_runs(process: subprocess.Popen, folder: Path) -> None:
    """Until the first batch of this process is on the disk."""
    until = time.monotonic() + 120
    while not any(folder.glob("batches/runs/batch-*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)


def workers_of(process: subprocess.Popen) -> list[int]:
    """The processes that do the work of another: copies of its fork server."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
            with contextlib.suppress(OSError):
                grandparent = int(Path(f"/proc/{parent}/stat").read_text().rsplit(")", 1)[1].split()[1])
                if grandparent == process.pid:
                    found.append(int(path.parent.name))
    return found


def test_kill_9_of_the_parent_loses_at_most_the_batches_in_flight(undisturbed, study_file, tmp_path):
    folder = tmp_path / "ledger"
    process = started(study_file, folder, "workers=2")
    wait_for_runs(process, folder)
    process.kill()
    process.communicate()
    assert holder(folder) == ""  # the lock died with it
    there = keys(folder)
    assert there and len(there) == len(set(there))
    progress, _ = lived(plan(worlds=WORLDS).design, folder)
    assert progress.n_lived <= 2 * WORLDS - len(there)
    assert keys(folder) == every(plan(worlds=WORLDS).design)
    assert runs(folder).equals(runs(undisturbed))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds workers in /proc")
def test_kill_9_of_a_worker_costs_only_time(undisturbed, study_file, tmp_path):
    folder = tmp_path / "ledger"
    process = started(study_file, folder, "workers=2", "--json")
    wait_for_runs(process, folder)
    os.kill(workers_of(process)[0], signal.SIGKILL)
    told, _ = process.communicate(timeout=120)
    end = json.loads(told.splitlines()[-1])
    assert process.returncode == 0 and (end["event"], end["how"], end["failed"]) == ("end", "finished", 0)
    assert end["worker_deaths"] >= 1
    assert runs(folder).equals(runs(undisturbed))


def test_ctrl_c_finishes_the_batches_in_flight_and_says_how_to_go_on(undisturbed, study_file, tmp_path):
    folder = tmp_path / "ledger"
    process = started(study_file, folder, "workers=1")
    wait_for_runs(process, folder)
    process.send_signal(signal.SIGINT)
    told, warned = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "are being finished" in warned and "The same command goes on from there:" in told and "corridor study run" in told
    assert not list(folder.glob("batches/*/*"))
    lived(plan(worlds=WORLDS).design, folder)
    assert runs(folder).equals(runs(undisturbed))


def test_a_second_process_is_told_who_holds_the_ledger(study_file, tmp_path):
    folder = tmp_path / "ledger"
    folder.mkdir()
    with Lock(folder, "corridor study run first"):
        process = started(study_file, folder, "engine=inline")
        _, warned = process.communicate(timeout=120)
    assert process.returncode == 1
    assert f"process {os.getpid()} on" in warned and "corridor study run first" in warned
    assert sorted(one.name for one in folder.iterdir()) == [".lock"]


def no_file_above(size: int):
    """Makes every file of a process end at a size, as a quota does."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("words", [("engine=inline",), ("workers=1",)], ids=["inline", "worker"])
def test_a_quota_is_told_and_the_ledger_is_whole(undisturbed, study_file, tmp_path, words):
    folder = tmp_path / "ledger"
    process = started(study_file, folder, *words, preexec_fn=no_file_above(26_000))
    _, warned = process.communicate(timeout=120)
    assert process.returncode == 1, warned
    assert "a file grew larger than this system allows; what is in it is whole" in warned
    assert "Traceback" not in warned
    there = keys(folder)
    assert len(there) == len(set(there)) < 2 * WORLDS
    lived(plan(worlds=WORLDS).design, folder)
    assert runs(folder).equals(runs(undisturbed))
    assert not list(folder.rglob("*.broken")) and not list(folder.rglob(".unfinished*"))


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte, where this machine lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("file systems cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_room_is_all_it_takes_to_go_on(undisturbed, study_file, small_disk):
    folder = small_disk / "ledger"
    process = started(study_file, folder, "workers=1")
    _, warned = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "the disk is full; what is in it is whole" in warned and "Traceback" not in warned
    there = keys(folder)
    assert there and len(there) == len(set(there))
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    progress, _ = lived(plan(worlds=WORLDS).design, folder)
    assert progress.n_lived == 2 * WORLDS - len(there)
    assert runs(folder).equals(runs(undisturbed))


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_refused(study_file, tmp_path):
    folder = tmp_path / "ledger"
    folder.mkdir(mode=0o500)
    process = started(study_file, folder, "engine=inline")
    _, warned = process.communicate(timeout=120)
    assert process.returncode == 2 and "you may not write there" in warned
