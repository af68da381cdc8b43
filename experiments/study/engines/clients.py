"""How a cluster is reached: a scheduler that runs already, one of our own on this machine, or one whose workers are Slurm jobs."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import dask
from distributed import Client, LocalCluster
from distributed.security import Security

from experiments.execute import cores
from experiments.study.file import Engine as Settings
from sim.scenario.problem import nearest, printable
from sim.scenario.refusal import refuse

CONNECT_SECONDS = 15.0
TLS = ("tls_ca_file", "tls_client_cert", "tls_client_key")
OURS = {"insecure": False, "patience": 300.0}
# A task that kills its worker is told to us at once, nobody but us tries anything again, and there are no pages to look at.
QUIET = {
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
LOOPBACK = "127.0.0.1"


@contextlib.contextmanager
def client_of(settings: Settings, n_runs: int) -> Iterator[Client]:
    """A client of the cluster that a study asks for. Whatever is started here is ended on leaving."""
    with dask.config.set(QUIET), _silence(), contextlib.ExitStack() as stack:
        if settings.address is not None:
            address, security = judged_address(settings)
        else:
            cluster = stack.enter_context(_slurm(settings) if settings.kind == "slurm" else _local(settings, n_runs))
            address, security = cluster.scheduler_address, cluster.security
        try:
            client = Client(address, security=security, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise refuse("engine.address", address, f"no scheduler answers there: {_line(error)}") from None
        with client:
            yield client


def option(settings: Settings, name: str) -> Any:
    """An option of ours, as given or as usual."""
    return settings.options.get(name, OURS[name])


def slurm_cluster(settings: Settings) -> Any:
    """Workers as Slurm jobs, none of them asked for yet; their traffic is encrypted with certificates of the moment."""
    try:
        from dask_jobqueue import SLURMCluster
    except ModuleNotFoundError as error:
        raise refuse("engine.kind", "slurm", f"needs the package {error.name}: install corridor-lab[dask]") from None
    if not settings.workers:
        raise refuse("engine.workers", 0, "say how many worker processes Slurm is to give, e.g. engine: {kind: slurm, workers: 32}")
    own = {name: value for name, value in settings.options.items() if name not in OURS}
    cores_a_job = own.get("cores", 1)
    usual = {"cores": cores_a_job, "processes": cores_a_job, "memory": f"{2 * cores_a_job}GB"}
    safe = {} if option(settings, "insecure") else {"security": True, "protocol": "tls://"}
    try:
        return SLURMCluster(**{**usual, **safe, "silence_logs": logging.CRITICAL, **own})
    except (TypeError, ValueError, ImportError) as error:
        raise refuse("engine.options", None, _line(error)) from None


@contextlib.contextmanager
def _slurm(settings: Settings) -> Iterator[Any]:
    with slurm_cluster(settings) as cluster:
        cluster.scale(settings.workers)
        yield cluster


@contextlib.contextmanager
def _local(settings: Settings, n_runs: int) -> Iterator[LocalCluster]:
    """A scheduler and workers of our own, for trying it out: on this machine, and reachable from nowhere else."""
    _known(settings.options, OURS)
    count = max(1, min(settings.workers or cores(), n_runs))
    with LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        processes=True,
        host=LOOPBACK,
        dashboard_address=f"{LOOPBACK}:0",
        memory_limit=0,
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster


def judged_address(settings: Settings) -> tuple[str, Security | None]:
    """A scheduler's address, and the certificates for it; refuses one that anybody in the network could use or listen to."""
    _known(settings.options, (*OURS, *TLS))
    given = str(settings.address)
    address = given if "://" in given else f"tcp://{given}"
    try:
        parts = urlsplit(address)
        is_whole = bool(parts.scheme in ("tcp", "tls") and parts.hostname and parts.port)
    except ValueError:
        is_whole = False
    if not is_whole:
        raise refuse("engine.address", given, f"{printable(given, 120)}: give it as tcp://HOST:PORT or tls://HOST:PORT")
    if parts.scheme == "tcp" and not _is_loopback(str(parts.hostname)) and not option(settings, "insecure"):
        raise refuse(
            "engine.address",
            given,
            f"{printable(given, 120)}: whoever reaches a scheduler can run any program as you. Use tls://, or say that the network is"
            " closed to others: engine: {options: {insecure: true}}",
        )
    named = {name: str(value) for name, value in settings.options.items() if name in TLS}
    return address, Security(require_encryption=True, **named) if parts.scheme == "tls" else None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _known(options: Mapping[str, Any], known: Any) -> None:
    for name in options:
        if name not in known:
            raise refuse(f"engine.options.{name}", options[name], "no such option here", suggestion=nearest(name, list(known)))


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """While inside, the packages of the cluster keep to themselves what is told in our own words."""
    loggers = [logging.getLogger(name) for name in ("distributed", "dask_jobqueue", "tornado", "asyncio")]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)
