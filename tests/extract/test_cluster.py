"""Files read on a cluster: the same results in the same order, also where a worker is lost in the
middle, and for files that cannot be sent.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import cloudpickle
import pytest

from ofsted.__main__ import main
from ofsted.commands.reports import extract_as_json, refuse_as_json
from ofsted.extract.cluster import run_on_cluster
from ofsted.extract.workers import run_each
from ofsted.steps.build_readings import _read_one, _refuse
from tests.extract.layouts import FAMILIES

pytestmark = pytest.mark.slow
NOT_HERE = "distributed of requirements-cluster.txt is not installed"
distributed = pytest.importorskip("distributed", reason=NOT_HERE)
dask = pytest.importorskip("dask", reason=NOT_HERE)
cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers do not have the tests


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers on this machine, each a process with one thread."""
    local = partial(distributed.LocalCluster, dashboard_address=None, silence_logs=50)
    few = {"distributed.scheduler.allowed-failures": 1}  # a lost worker takes long to come back
    with dask.config.set(few), local(n_workers=2, threads_per_worker=1, processes=True) as started:
        yield started


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Reports of some layouts, one that is none, and one that is not there."""
    folder = tmp_path_factory.mktemp("reports")
    made = [FAMILIES[name]().paper.save(folder / f"{name}.pdf") for name in ("E", "F", "H")]
    (folder / "text.pdf").write_text("no report")
    return [*made, folder / "text.pdf", folder / "none.pdf", made[0]]


def test_a_cluster_gives_what_this_machine_gives_in_the_same_order(
    cluster: Any, files: list[Path]
) -> None:
    with closing(run_each(extract_as_json, files, refuse_as_json)) as results:
        here = list(results)
    address = cluster.scheduler_address
    with closing(run_on_cluster(extract_as_json, files, refuse_as_json, address)) as results:
        assert list(results) == here
    assert [bool(result.get("error")) for result in here] == [False] * 3 + [True, True, False]


def test_the_build_reads_on_a_cluster_what_it_reads_here(cluster: Any, files: list[Path]) -> None:
    jobs = [files[0], None]
    with closing(run_each(_read_one, jobs, _refuse)) as results:
        here = list(results)
    with closing(run_on_cluster(_read_one, jobs, _refuse, cluster.scheduler_address)) as results:
        assert list(results) == here


def read_slowly(job: tuple[Path, int]) -> tuple[int, str, int]:
    """The number of the job, what stands in its file, and which process read it."""
    path, number = job
    time.sleep(0.2)
    return number, path.read_text(encoding="utf-8"), os.getpid()


def refuse(job: tuple[Path, int], reason: str) -> tuple[int, str, int]:
    return job[1], reason, 0


def test_a_worker_that_is_lost_in_the_middle_costs_no_file_and_repeats_none(
    cluster: Any, tmp_path: Path
) -> None:
    jobs = []
    for number in range(24):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"file {number}", encoding="utf-8")
        jobs.append((path, number))

    def lose_one() -> None:
        time.sleep(1)
        os.kill(cluster.workers[0].pid, signal.SIGKILL)

    thief = Thread(target=lose_one)
    thief.start()
    with closing(run_on_cluster(read_slowly, jobs, refuse, cluster.scheduler_address)) as results:
        found = list(results)
    thief.join()
    assert [(number, text) for number, text, _ in found] == [
        (number, f"file {number}") for number in range(24)
    ]
    assert len({process for *_, process in found}) >= 2


def die(job: tuple[Path, int]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(job: tuple[Path, int]) -> None:
    raise ZeroDivisionError


def test_a_file_that_breaks_its_reader_is_refused_and_the_next_is_read(
    cluster: Any, tmp_path: Path
) -> None:
    path = tmp_path / "1.txt"
    path.write_text("file 1", encoding="utf-8")
    address = cluster.scheduler_address
    for work, reason in (
        (fail, "breaks the libraries that read it (ZeroDivisionError)"),
        (die, "ends every process that reads it"),
        (read_slowly, "file 1"),
    ):
        with closing(run_on_cluster(work, [(path, 1)], refuse, address)) as results:
            ((number, said, _),) = results
        assert (number, said) == (1, reason)


def test_an_address_where_no_cluster_answers_is_named(
    files: list[Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ofsted.extract.cluster.CONNECT_SECONDS", 0.2)
    assert main(["extract", "--scheduler", "tcp://127.0.0.1:1", str(files[0])]) == 2
    assert "no cluster answers there; expected the address" in capsys.readouterr().err
