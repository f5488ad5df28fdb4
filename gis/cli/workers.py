"""Who works on the blocks: this program alone, its threads, processes here, or a Dask cluster.

Only this module knows that clusters exist; the work itself sees an ``Executor`` and nothing else.
"""

from __future__ import annotations

import os
import platform
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from gis import __version__
from gis.errors import NuongError, Problem, Where
from gis.grid.executor import IN_FLIGHT, Crew

if TYPE_CHECKING:
    from distributed import Client

Result = TypeVar("Result")

Cluster = Annotated[
    str | None,
    typer.Option("--cluster", help="Dask scheduler (tcp://host:8786), or 'local': processes here."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        help="Threads here; with --cluster local, processes; of a cluster, wait for so many.",
    ),
]

# Blocks given out at once, by worker: one in work, one at hand, one on the way.
BY_WORKER = 3
# Blocks eight times as large: 160 MB by worker; on two workers of one machine half the time.
TIMES = 8
CONNECT_S, WORKERS_S = 5, 30


@contextmanager
def crew(cluster: str | None, workers: int | None) -> Iterator[Crew]:
    """The workers the command line asks for, for the length of a ``with`` block.

    Args:
        cluster: address of a Dask scheduler, ``"local"`` for processes of this machine, or
            ``None`` for this process.
        workers: threads of this process, processes of a local cluster, or how many workers a
            cluster must have before the work begins.

    Raises:
        NuongError: the extra is not installed, nobody answers, too few workers come in time, or
            they run another Nương or Python.
    """
    if cluster is None:
        with _threads(workers or 1) as here:
            yield here
        return
    with _client(cluster, workers) as client:
        _check_alike(client, cluster)
        number = sum(client.nthreads().values())
        yield Crew(_ClusterExecutor(client), max(BY_WORKER * number, IN_FLIGHT), TIMES)


@contextmanager
def _threads(number: int) -> Iterator[Crew]:
    if number == 1:
        yield Crew()
        return
    with ThreadPoolExecutor(number) as pool:
        yield Crew(pool, max(BY_WORKER * number, IN_FLIGHT))


@contextmanager
def _client(cluster: str, workers: int | None) -> Iterator[Client]:
    try:
        import distributed
    except ImportError as lacking:
        raise _fault("cluster_missing", cluster) from lacking
    if cluster == "local":
        own = {"threads_per_worker": 1, "processes": True, "dashboard_address": "127.0.0.1:0"}
        number = workers or os.cpu_count() or 1
        with (
            distributed.LocalCluster(n_workers=number, **own) as here,
            distributed.Client(here) as client,
        ):
            yield client
        return
    with _connected(cluster) as client:
        _await(client, cluster, workers or 1)
        yield client


def _connected(address: str) -> Client:
    import distributed

    try:
        _knock(address)
        return distributed.Client(address, timeout=CONNECT_S)
    # A scheme of Dask's that is not configured, TLS without its keys, is a TypeError there.
    except (OSError, ValueError, TypeError) as fault:
        raise _fault("cluster_unreachable", address, reason=fault) from fault


def _knock(address: str) -> None:
    """Fail at once where nobody listens, or something that does not speak first as a Dask
    scheduler does: a client of Dask's would wait for it, and take long to go away.
    """
    from distributed.comm.addressing import get_address_host_port, parse_address

    scheme, place = parse_address(address)
    host, port = get_address_host_port(f"{scheme}://{place}", strict=True)
    with socket.create_connection((host, port), CONNECT_S) as line:
        if scheme == "tcp" and not line.recv(1):
            raise ConnectionError(f"{host}:{port} hung up")


def _await(client: Client, address: str, number: int) -> None:
    try:
        client.wait_for_workers(number, timeout=WORKERS_S)
    except TimeoutError as late:
        found = len(client.nthreads())
        raise _fault("cluster_too_few", address, n=number, found=found, s=WORKERS_S) from late


def _versions() -> str:
    return f"Nương {__version__}, Python {'.'.join(platform.python_version_tuple()[:2])}"


def _check_alike(client: Client, address: str) -> None:
    """Other versions could give other digits, or fail in mid-run."""
    ours = _versions()
    for worker, theirs in client.run(_versions, on_error="return").items():
        if theirs != ours:
            said = theirs if isinstance(theirs, str) else f"{type(theirs).__name__}: {theirs}"
            raise _fault("cluster_differs", address, ours=ours, worker=worker, theirs=said)


def _fault(name: str, cluster: str, **values: object) -> NuongError:
    return NuongError([Problem(f"run.{name}", Where(column=f"--cluster {cluster}"), values)])


class _ClusterExecutor(Executor):
    """A cluster's executor that sends each task there once, however many jobs it is given.

    The task is held by the cluster as a result of its own, which Dask makes anew when the worker
    that held it dies.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._pool = client.get_executor(pure=False)
        self._held: dict[int, tuple[Callable[..., Any], Any]] = {}

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """See ``concurrent.futures.Executor.submit``."""
        future: Future[Result] = self._pool.submit(_apply, self._task(fn), *args, **kwargs)
        return future

    def _task(self, fn: Callable[..., Any]) -> Any:
        # The task itself is kept beside its future: an id is only its own while it lives.
        if id(fn) not in self._held:
            self._held[id(fn)] = fn, self._client.submit(_itself, fn, pure=False)
        return self._held[id(fn)][1]


def _itself(task: Callable[..., Any]) -> Callable[..., Any]:
    return task


def _apply(task: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    return task(*args, **kwargs)
