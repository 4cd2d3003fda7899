"""Many files read on a cluster of machines that exists already, over dask.distributed.

Files go to the workers as bytes, so these need not see them; results come back in the order of the
jobs, each once. A file whose worker is lost is read by another one; one that ends worker after
worker (`distributed.scheduler.allowed-failures`, 3) is refused. `requirements-cluster.txt` names
what this needs, here and on every worker.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from ofsted.errors import OfstedError
from ofsted.extract.workers import run_each

Job = TypeVar("Job")
Result = TypeVar("Result")

FILES_A_WORKER = 4  # on their way or being read, so that none waits for the next
CONNECT_SECONDS = 10
_LOST = "ends every process that reads it"


@dataclass(frozen=True)
class _Sent:
    """A job whose file travels with it: the file's name and bytes, and the job without its path."""

    name: str
    content: bytes
    rest: tuple[Any, ...] | None  # None where the job is the path alone

    def unpacked(self, folder: Path) -> Any:
        """The job as it was, over a copy of the file in a folder."""
        path = folder / self.name
        path.write_bytes(self.content)
        if self.rest is None:
            return path
        return (path, *self.rest)


def run_on_cluster(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    refuse: Callable[[Job, str], Result],
    address: str,
) -> Generator[Result, None, None]:
    """What `run_each` gives, from the workers of the cluster at the address. A job is a path, or
    begins with one; one without a file that can be sent is done here.

    Raises `OfstedError` where there is no cluster.
    """
    with _connected(address) as client:
        most = FILES_A_WORKER * max(1, len(client.scheduler_info()["workers"]))
        for job, future in _keep_ahead(_submitted(client, work, jobs, refuse), most):
            if future is None:
                with closing(run_each(work, [job], refuse, 1)) as results:
                    yield from results
            else:
                yield _result_of(future, job, refuse)


def _submitted(
    client: Any, work: Callable, jobs: Iterable[Job], refuse: Callable
) -> Iterator[tuple[Job, Any]]:
    for job in jobs:
        sent = _packed(job)
        future = None
        if sent is not None:
            future = client.submit(_read_there, work, refuse, sent, pure=False, retries=0)
        yield job, future


def _packed(job: Any) -> _Sent | None:
    """The job with its file; None where it has none, or none that can be read."""
    path, rest = (job[0], job[1:]) if isinstance(job, tuple) else (job, None)
    if path is None or not path.is_file():
        return None
    try:
        return _Sent(path.name, path.read_bytes(), rest)
    except OSError:
        return None


def _keep_ahead(submitted: Iterator[tuple[Job, Any]], most: int) -> Iterator[tuple[Job, Any]]:
    """The same, each only when so many after it are on their way."""
    ahead: deque[tuple[Job, Any]] = deque()
    for each in submitted:
        ahead.append(each)
        if len(ahead) > most:
            yield ahead.popleft()
    yield from ahead


def _result_of(future: Any, job: Job, refuse: Callable[[Job, str], Result]) -> Result:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return refuse(job, _LOST)
    except Exception as error:  # whatever a damaged file does to the libraries
        return refuse(job, f"breaks the libraries that read it ({type(error).__name__})")


def _read_there(work: Callable, refuse: Callable, sent: _Sent) -> Any:
    """What a worker does: the job over a copy of the file, within its bounds where the worker may
    start a process of its own; elsewhere its nanny bounds the memory.
    """
    with TemporaryDirectory(prefix="ofsted-") as folder:
        job = sent.unpacked(Path(folder))
        if multiprocessing.current_process().daemon:
            return work(job)
        with closing(run_each(work, [job], refuse, 1)) as results:
            return next(results)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise OfstedError(
            "--scheduler needs what requirements-cluster.txt names: distributed"
        ) from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise OfstedError(
            f"--scheduler {address}: no cluster answers there; expected the address of a"
            " dask scheduler such as tcp://10.0.0.5:8786"
        ) from error
    try:
        yield client
    finally:
        client.close()
