"""The cluster engine: the same tables as every engine, through real schedulers; deaths cost only time; nothing listens to strangers."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from toy_studies import every, keys, lived, plan, runs

pytest.importorskip("distributed", reason="the cluster engine needs the dask extra")

from experiments.study import session
from experiments.study.engines import clients, cluster, hands
from experiments.study.file import Engine
from experiments.study.session import DIED
from experiments.study.work import Work
from sim.scenario.refusal import ScenarioRefused

ROOT = Path(__file__).parent.parent
WORLDS = 6
PATIENCE = 120


@pytest.fixture(scope="module")
def inline(tmp_path_factory) -> Path:
    """The study as one process lives it."""
    folder = tmp_path_factory.mktemp("inline")
    lived(plan(worlds=WORLDS).design, folder)
    return folder


class Servers:
    """A scheduler and workers as programs of their own, as on a cluster; all on the loopback."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._started = folder, []
        self._file = folder / "scheduler.json"

    def scheduler(self) -> subprocess.Popen:
        """Starts a scheduler, and waits until it says where it is."""
        words = ["--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0", "--no-dashboard"]
        process = self._start("scheduler", *words, "--scheduler-file", str(self._file))
        until = time.monotonic() + PATIENCE
        while not self._file.exists() or not self._file.read_text():
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        return process

    def worker(self, *words: str) -> subprocess.Popen:
        """Starts a worker."""
        words = ("--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard", "--local-directory", str(self._folder), *words)
        return self._start("worker", "--scheduler-file", str(self._file), *words)

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        import json

        return json.loads(self._file.read_text())["address"]

    def end(self) -> None:
        """Ends whatever is left."""
        for process in self._started:
            process.kill()
            process.wait()

    def _start(self, *words: str) -> subprocess.Popen:
        said = (self._folder / f"said-{len(self._started)}.txt").open("w")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
        with said:
            process = subprocess.Popen([sys.executable, "-m", "dask", *words], env=environment, stdout=said, stderr=said)
        self._started.append(process)
        return process


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """A scheduler with two workers."""
    found = Servers(tmp_path_factory.mktemp("servers"))
    try:
        found.scheduler()
        found.worker(), found.worker()
        yield found
    finally:
        found.end()


def lived_at(address: str | None, folder: Path, worlds: int = WORLDS, workers: int = 2, **options):
    """A study lived through Dask."""
    engine = Engine(kind="dask", workers=workers, address=address, options=options)
    return session.live(plan(worlds=worlds).design, folder, engine, tell=print)


def test_a_running_scheduler_gives_the_tables_that_one_process_and_a_crew_give(inline, servers, tmp_path):
    progress = lived_at(servers.address, tmp_path / "dask")
    assert (progress.n_lived, progress.how, progress.n_deaths) == (2 * WORLDS, "finished", 0)
    lived(plan(worlds=WORLDS).design, tmp_path / "local", "local", 2)
    assert runs(tmp_path / "dask").equals(runs(inline))
    assert runs(tmp_path / "local").equals(runs(inline))


def test_a_cluster_of_our_own_gives_them_too_and_listens_to_this_machine_only(inline, tmp_path):
    progress = lived_at(None, tmp_path / "ledger")
    assert (progress.n_lived, progress.how, progress.workers) == (2 * WORLDS, "finished", 2)
    assert runs(tmp_path / "ledger").equals(runs(inline))


def killed_by_world_three(work, piece, name):
    """Does its work, but every worker dies of the third world under the strong arm."""
    if any(task == ("strong", 3) for task in piece):
        os.kill(os.getpid(), signal.SIGKILL)
    return hands.do_here(work, piece, name)


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_run_that_keeps_killing_workers_fails_alone(inline, servers, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "do_here", killed_by_world_three)
    progress = lived_at(servers.address, tmp_path / "ledger")
    rows = runs(tmp_path / "ledger").to_pylist()
    assert [(row["arm"], row["world"], row["why"]) for row in rows if row["status"] == "failed"] == [("strong", 3, DIED)]
    whole = {row["run_id"]: row for row in runs(inline).to_pylist()}
    assert all(row == whole[row["run_id"]] for row in rows if row["status"] == "ok") and len(rows) == 2 * WORLDS
    assert progress.n_deaths >= 3


def children(process: subprocess.Popen) -> list[int]:
    """The worker processes below a worker's nanny."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            about = path.read_text()
            if int(about.rsplit(")", 1)[1].split()[1]) == process.pid and b"spawn_main" in (path.parent / "cmdline").read_bytes():
                found.append(int(path.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds workers in /proc")
def test_a_worker_that_comes_back_at_its_old_address_does_nothing_twice(inline, tmp_path):
    servers, killed = Servers(tmp_path), []

    def kill_one(progress):
        if progress.n_lived and not killed:
            killed.append(children(worker)[0])
            os.kill(killed[0], signal.SIGKILL)

    try:
        servers.scheduler()
        worker = servers.worker("--worker-port", "34561")
        engine = Engine(kind="dask", address=servers.address)
        progress = session.live(plan(worlds=WORLDS).design, tmp_path / "ledger", engine, tell=print, show=kill_one)
    finally:
        servers.end()
    assert killed and progress.how == "finished" and progress.board.n_failed() == 0
    assert keys(tmp_path / "ledger") == every(plan(worlds=WORLDS).design)
    assert runs(tmp_path / "ledger").equals(runs(inline))


def test_without_its_scheduler_a_study_ends_whole_and_goes_on_elsewhere(inline, tmp_path):
    servers, killed = Servers(tmp_path), []

    def kill(progress):
        if progress.n_lived and not killed:
            killed.append(scheduler.pid)
            scheduler.kill()

    try:
        scheduler = servers.scheduler()
        servers.worker()
        with pytest.raises(cluster.ClusterFailed, match="scheduler"):
            engine = Engine(kind="dask", address=servers.address)
            session.live(plan(worlds=WORLDS).design, tmp_path / "ledger", engine, tell=print, show=kill)
    finally:
        servers.end()
    there = keys(tmp_path / "ledger")
    assert there and len(there) == len(set(there))
    lived(plan(worlds=WORLDS).design, tmp_path / "ledger")
    assert runs(tmp_path / "ledger").equals(runs(inline))


@pytest.mark.parametrize("address", ["tcp://10.1.2.3:8786", "10.1.2.3:8786", "tcp://scheduler.cluster:8786", "tcp://0.0.0.0:8786"])
def test_an_open_scheduler_beyond_this_machine_is_refused_unless_the_network_is_said_to_be_closed(address):
    with pytest.raises(ScenarioRefused, match="can run any program as you"):
        clients.judged_address(Engine(kind="dask", address=address))
    assert clients.judged_address(Engine(kind="dask", address=address, options={"insecure": True}))[1] is None


def test_addresses_on_this_machine_and_with_certificates_are_taken():
    for address in ("tcp://127.0.0.1:8786", "localhost:8786", "tcp://[::1]:8786"):
        assert clients.judged_address(Engine(kind="dask", address=address))[1] is None
    address, security = clients.judged_address(Engine(kind="dask", address="tls://far.away:8786", options={"tls_ca_file": "ca.pem"}))
    assert address == "tls://far.away:8786" and security.require_encryption and security.tls_ca_file == "ca.pem"


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:80", "tcp://127.0.0.1", "tcp://127.0.0.1:99999999", ""])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ScenarioRefused, match=r"tcp://HOST:PORT"):
        clients.judged_address(Engine(kind="dask", address=address))


def test_a_misspelt_option_is_refused():
    with pytest.raises(ScenarioRefused, match="did you mean insecure"):
        clients.judged_address(Engine(kind="dask", address="tcp://127.0.0.1:1", options={"insecur": True}))


def test_workers_that_do_not_see_the_ledger_or_have_another_model_are_not_used(tmp_path):
    lived(plan(worlds=1).design, tmp_path / "ledger")
    work = Work(str(tmp_path / "ledger"), plan(worlds=1).design.digest, "harassments")
    assert hands.fault_of(work) == ""
    assert "does not see the ledger" in hands.fault_of(work._replace(ledger=str(tmp_path / "elsewhere")))
    there = hands.facts()
    assert cluster.fault_in(hands.Hello("one", there, "")) == ""
    assert "bit for bit: it has model 0.1.0+other" in cluster.fault_in(hands.Hello("one", there._replace(model="0.1.0+other"), ""))
    assert "cannot do the work: ModuleNotFoundError" in cluster.fault_in(ModuleNotFoundError("No module named 'experiments'"))
    assert not list((tmp_path / "ledger").rglob(".unfinished*"))


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    """A Slurm that keeps the scripts it is given."""
    pytest.importorskip("dask_jobqueue", reason="needs the dask extra")
    monkeypatch.chdir(tmp_path)

    def script(**options) -> str:
        here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
        engine = Engine(kind="slurm", workers=8, options={"scheduler_options": here, **options})
        with clients.slurm_cluster(engine) as found:
            return found.job_script()

    return script


def test_slurm_jobs_hold_one_piece_a_process_and_speak_tls(slurm, tmp_path):
    pytest.importorskip("cryptography", reason="makes the certificates")
    script = slurm(cores=4, memory="8GB", queue="short", walltime="01:00:00", shared_temp_directory=str(tmp_path))
    assert "#SBATCH -p short" in script and "#SBATCH -t 01:00:00" in script and "#SBATCH --cpus-per-task=4" in script
    assert "--nworkers 4" in script and "--nthreads 1" in script and "tls://" in script and "--tls-ca-file" in script


def test_slurm_without_certificates_only_where_it_is_asked_for(slurm):
    assert "tcp://127.0.0.1" in slurm(insecure=True)


def test_slurm_must_be_told_how_many_workers():
    with pytest.raises(ScenarioRefused, match="how many worker processes"):
        clients.slurm_cluster(Engine(kind="slurm"))
