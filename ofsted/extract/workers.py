"""Many files read side by side, each on its own: in a worker process with bounds of memory and
processor time, so that no file costs another its result.

Workers are forked from the process that asks, which has everything imported already. One that dies
or exceeds its bounds is replaced; the file that it had gets the reason.
"""

from __future__ import annotations

import faulthandler
import math
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:  # systems that cannot fork have no such names
    from multiprocessing.context import ForkContext, ForkProcess

Job = TypeVar("Job")
Result = TypeVar("Result")

# What reads many files, here or elsewhere: it is called as `run_each` is, with three arguments.
Runner = Callable[
    [Callable[[Any], Any], Sequence[Any], Callable[[Any, str], Any]], Generator[Any, None, None]
]

# The largest report of the release takes 2 seconds and 220 MB.
MAX_MEMORY_BYTES = 1_000_000_000
MAX_PROCESSOR_SECONDS = 30
# For a worker that waits and uses no processor: a disk that does not answer.
MAX_WAIT_SECONDS = 240
# A worker that has grown by more is replaced, so that the next file has its whole share.
_KEPT_MEMORY_BYTES = 300_000_000

OUT_OF_MEMORY = f"needs more than the {MAX_MEMORY_BYTES // 10**9} GB of memory that a file may use"
OUT_OF_TIME = f"takes more than the {MAX_PROCESSOR_SECONDS} seconds that a file may use"
# A library that is denied memory may go on with an address that points nowhere; a damaged file may
# lead it there too. The signal is the same.
BROKEN_OR_OUT_OF_MEMORY = f"breaks the libraries that read it or {OUT_OF_MEMORY}"
_NO_ANSWER = f"gave no answer for {MAX_WAIT_SECONDS} seconds"
_SIGNALS = {
    signal.SIGXCPU: OUT_OF_TIME,
    # Libraries in C end themselves where they get no memory; the system ends what takes too much.
    signal.SIGABRT: OUT_OF_MEMORY,
    signal.SIGTRAP: OUT_OF_MEMORY,
    signal.SIGKILL: OUT_OF_MEMORY,
    signal.SIGSEGV: BROKEN_OR_OUT_OF_MEMORY,
}


def run_each(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    refuse: Callable[[Job, str], Result],
    workers: int | None = None,
) -> Generator[Result, None, None]:
    """The result of `work` for each job, in their order; for a job that breaks its worker or
    exceeds the bounds, the result of `refuse` for the job and the reason in words.

    `work` and its modules should be imported before the first result is asked for: what is imported
    in a worker goes with it. Close the iterator to end the workers early.
    """
    if not hasattr(os, "fork"):
        yield from _run_here(work, jobs, refuse)
        return
    count = min(workers or os.cpu_count() or 1, len(jobs))
    crew = _Crew(work, jobs, refuse, count)
    try:
        yield from crew.results()
    finally:
        crew.dismiss()


def _run_here(
    work: Callable[[Job], Result], jobs: Sequence[Job], refuse: Callable[[Job, str], Result]
) -> Iterator[Result]:
    """The same without workers, and without bounds, on systems that cannot fork."""
    for job in jobs:
        answer = _answer(work, job)
        if answer.fault is None:
            yield cast(Result, answer.result)
        else:
            yield refuse(job, answer.fault)


@dataclass(frozen=True)
class _Answer:
    """What a worker sends: the result, or in words why there is none."""

    result: object = None
    fault: str | None = None
    is_leaving: bool = False


@dataclass
class _Worker:
    process: ForkProcess
    pipe: connection.Connection
    place: int | None = None  # of the job it has
    began: float = 0.0


class _Crew(Generic[Job, Result]):
    """The workers of one run, and what they have found so far."""

    def __init__(
        self,
        work: Callable[[Job], Result],
        jobs: Sequence[Job],
        refuse: Callable[[Job, str], Result],
        count: int,
    ) -> None:
        self.work, self.jobs, self.refuse = work, jobs, refuse
        self.context: ForkContext = multiprocessing.get_context("fork")
        self.found: dict[int, Result] = {}
        self.next_place = 0
        self.workers: list[_Worker] = []
        for _ in range(count):
            self.workers.append(self._hire())

    def results(self) -> Iterator[Result]:
        """The results in the order of the jobs, each as soon as it and all before it are there."""
        for worker in self.workers:
            self._hand_out(worker)
        for place in range(len(self.jobs)):
            while place not in self.found:
                self._wait()
            yield self.found.pop(place)

    def dismiss(self) -> None:
        """End every worker."""
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()
            worker.pipe.close()
        self.workers = []

    def _hire(self) -> _Worker:
        ours, theirs = self.context.Pipe()
        # A worker that holds another's pipe open would keep it alive when this process ends.
        others = [worker.pipe for worker in self.workers]
        process = self.context.Process(
            target=_serve, args=(self.work, theirs, [ours, *others]), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _hand_out(self, worker: _Worker) -> None:
        if self.next_place >= len(self.jobs):
            worker.place = None
            return
        worker.place, worker.began = self.next_place, time.monotonic()
        self.next_place += 1
        with suppress(OSError):  # a worker that is gone already shows when it is listened to
            worker.pipe.send(self.jobs[worker.place])

    def _wait(self) -> None:
        """Take one round of answers, and end who gives none."""
        busy = {worker.pipe: worker for worker in self.workers if worker.place is not None}
        latest = min(worker.began for worker in busy.values()) + MAX_WAIT_SECONDS
        ready = connection.wait(list(busy), timeout=max(0.0, latest - time.monotonic()))
        for pipe, worker in busy.items():
            if pipe in ready:
                self._listen(worker)
        if not ready:
            for worker in busy.values():
                if time.monotonic() - worker.began >= MAX_WAIT_SECONDS:
                    worker.process.kill()
                    self._replace(worker, _NO_ANSWER)

    def _listen(self, worker: _Worker) -> None:
        try:
            answer: _Answer = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join()
            self._replace(worker, _why_it_ended(worker.process.exitcode))
            return
        self._keep(worker, answer)
        if answer.is_leaving:
            self._renew(worker)
        self._hand_out(worker)

    def _replace(self, worker: _Worker, reason: str) -> None:
        self._keep(worker, _Answer(fault=reason))
        self._renew(worker)
        self._hand_out(worker)

    def _keep(self, worker: _Worker, answer: _Answer) -> None:
        assert worker.place is not None
        if answer.fault is None:
            self.found[worker.place] = cast(Result, answer.result)
        else:
            self.found[worker.place] = self.refuse(self.jobs[worker.place], answer.fault)

    def _renew(self, worker: _Worker) -> None:
        worker.process.join()
        worker.pipe.close()
        worker.place = None
        if self.next_place < len(self.jobs):
            self.workers.remove(worker)
            fresh = self._hire()
            worker.process, worker.pipe = fresh.process, fresh.pipe
            self.workers.append(worker)


def _why_it_ended(exit_code: int | None) -> str:
    number = -(exit_code or 0)
    if number in _SIGNALS:
        return _SIGNALS[signal.Signals(number)]
    if number > 0:
        return f"breaks the libraries that read it (signal {number})"
    return f"ends the process that reads it (exit status {exit_code})"


def _serve(
    work: Callable[[Job], Result],
    pipe: connection.Connection,
    of_others: list[connection.Connection],
) -> None:
    """What a worker does until its pipe is closed: one job after the other, each with its share."""
    for other in of_others:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked ends the workers
    _be_silent()
    start_bytes = _address_space()
    _limit_memory(start_bytes)
    with suppress(EOFError, OSError):
        while True:
            job = pipe.recv()
            _limit_time()
            answer = _answer(work, job)
            has_grown = _address_space() - start_bytes > _KEPT_MEMORY_BYTES
            is_leaving = has_grown or answer.fault is not None
            pipe.send(_Answer(answer.result, answer.fault, is_leaving))
            if is_leaving:
                break
    os._exit(0)


def _answer(work: Callable[[Job], Result], job: Job) -> _Answer:
    try:
        return _Answer(work(job))
    except MemoryError:
        return _Answer(fault=OUT_OF_MEMORY)
    except Exception as error:  # whatever a damaged file does to the libraries
        return _Answer(fault=f"breaks the libraries that read it ({type(error).__name__})")


def _be_silent() -> None:
    """Libraries in C print their last words; the reason is told by whoever listens.

    A worker that outlives its parent by a moment must not keep the parent's output open either.
    """
    faulthandler.disable()
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    sys.stdout = sys.stderr = None


def _address_space() -> int:
    """Bytes of address space that this process has now; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _limit_memory(start_bytes: int) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        if start_bytes:
            resource.setrlimit(resource.RLIMIT_AS, (start_bytes + MAX_MEMORY_BYTES, most))


def _limit_time() -> None:
    """Let this process use its seconds from now on; then the system ends it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = math.ceil(used.ru_utime + used.ru_stime) + MAX_PROCESSOR_SECONDS
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))
