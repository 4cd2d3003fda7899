"""`python -m ofsted benchmark --dashboard`: what a running dashboard takes for its readers.

Every row is measured on a server of its own that nobody has visited: one reader alone on each of
the pages that compute most, then many readers at once. The readers are made up by
`tests/load.py`, whose views come from the seed; how much the server remembered of them is
told beside, for what is remembered takes no time.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ofsted import paths
from ofsted.errors import OfstedError
from ofsted.release.measured import LARGER, LOADS, loads_table
from ofsted.steps.kept_studies import Study, describe_machine, find_commit

READERS = paths.ROOT / "tests" / "load.py"
THINK_SECONDS = 10.0  # between two changes of a reader among many, on average
RERUNS_ALONE = 20
ALONE = ("themes", "heatmap", "quotes", "places", "trends")
ALONE_LARGER = ("themes",)  # on a larger corpus, whose server takes long to start
TOGETHER = ("", "themes", "heatmap", "quotes")
START_SECONDS = 300  # after which a server that is not ready counts as broken
REST_SHARE = 0.03  # of a second's processor time: a server that takes less is at rest
# What decides how much a run computes and how runs share the processor.
_MEASURED = (
    "ofsted/analysis/counting/facets.py",
    "ofsted/analysis/counting/selection.py",
    "ofsted/dashboard/held/memory.py",
    "ofsted/dashboard/held/turns.py",
    "ofsted/dashboard/held/warmup.py",
    "ofsted/dashboard/usual.py",
    "tests/load.py",
)
DASHBOARD = Study("dashboard", "python -m ofsted benchmark --dashboard --seed N --write", _MEASURED)
# The same on a corpus many times as large.
LARGER_DASHBOARD = Study(
    "dashboard-larger",
    "python -m ofsted benchmark --dashboard --times 100 --sessions 0 --seed N --write",
    _MEASURED,
)


@dataclass(frozen=True)
class Load:
    """Readers who read at the same time: on which pages, how many, how often each changes its
    filters, and after how long a pause.
    """

    name: str
    pages: tuple[str, ...]
    sessions: int
    reruns: int
    think_seconds: float

    def arguments(self, port: int, seed: int) -> list[str]:
        """What the program that makes up readers is started with."""
        pages = [f"--page={page}" for page in self.pages]
        counts = [f"--sessions={self.sessions}", f"--reruns={self.reruns}"]
        return [str(port), *pages, *counts, f"--think={self.think_seconds}", f"--seed={seed}"]


def list_loads(sessions: int, seconds: float, times: int = 1) -> list[Load]:
    """One reader alone on each page, then `sessions` readers for about so many seconds; one page
    where the corpus is several times as large.
    """
    pages = ALONE if times == 1 else ALONE_LARGER
    alone = [Load(page, (page,), 1, RERUNS_ALONE, 0.0) for page in pages]
    if not sessions:
        return alone
    reruns = max(1, round(seconds / THINK_SECONDS))
    return [*alone, Load("together", TOGETHER, sessions, reruns, THINK_SECONDS)]


def measure_dashboard(
    loads: list[Load], seed: int, root: Path = paths.ROOT, *, with_messages: bool = False
) -> Iterator[dict[str, Any]]:
    """A row for every load, each on a fresh server of the project in `root`. Raises `OfstedError`
    where a server does not come up or a reader gets no answer.
    """
    for load in loads:
        with fresh_server(root) as server:
            row = _measure(server, load, seed, with_messages)
        yield {"load": load.name or "overview", **row, "seed": seed, **describe_place()}


def keep_dashboard(rows: list[dict[str, Any]], mark: str, study: Study = DASHBOARD) -> None:
    """Store the rows for the documents and the tests."""
    common = describe_place()
    own = [{name: row[name] for name in row if name not in common} for row in rows]
    study.keep(mark, {"runs": own})


def describe_place() -> dict[str, str]:
    """When, of which commit and on which machine is measured now."""
    today = date.today().isoformat()
    return {"commit": find_commit(), "measured_on": today, "machine": describe_machine()}


def measured_blocks() -> dict[str, str]:
    """The parts of MEASURED.md that the stored studies give, by name; of a study that was not made
    there is none.
    """
    kept = {LOADS: DASHBOARD, LARGER: LARGER_DASHBOARD}
    return {name: loads_table(study.read()) for name, study in kept.items() if study.path.exists()}


@dataclass(frozen=True)
class Server:
    """A dashboard that runs on this machine for one measurement."""

    process: Any  # of psutil, which has no types
    port: int
    start_seconds: float

    @property
    def processor_seconds(self) -> float:
        """What the server has computed so far."""
        used = self.process.cpu_times()
        return float(used.user + used.system)

    @property
    def memory_megabytes(self) -> float:
        """What the server holds now."""
        return float(self.process.memory_info().rss / 1e6)

    def remembered(self) -> tuple[int, int]:
        """How often a result was at hand, and how often it had to be made."""
        told = _ask(self.port)
        if told is None:
            raise OfstedError("the server that is measured does not answer any more")
        return told["remembered"]["hits"], told["remembered"]["misses"]


def _measure(server: Server, load: Load, seed: int, with_messages: bool) -> dict[str, Any]:
    command = [sys.executable, str(READERS), *load.arguments(server.port, seed)]
    pipe = subprocess.PIPE
    readers = subprocess.Popen(
        command + ["--messages"] * with_messages, stdout=pipe, stderr=pipe, text=True
    )
    assert readers.stderr is not None
    said = readers.stderr.readline()  # once every reader has a page before them
    before, hits_before = server.processor_seconds, server.remembered()
    told, trouble = readers.communicate()
    if readers.returncode:
        raise OfstedError(f"a reader of {load.name} got no answer: {(said + trouble)[-2000:]}")
    used, hits = server.processor_seconds - before, server.remembered()
    found = json.loads(told)
    hit, missed = (now - then for now, then in zip(hits, hits_before, strict=True))
    return {
        "sessions": load.sessions,
        "think_seconds": load.think_seconds,
        **found,
        "processor_ms": round(1000 * used / found["reruns"], 1),
        "memory_MB": round(server.memory_megabytes),
        "start_seconds": round(server.start_seconds, 1),
        "remembered_share": round(hit / max(1, hit + missed), 3),
    }


@contextmanager
def fresh_server(root: Path = paths.ROOT) -> Iterator[Server]:
    """A server of the project in `root`, warmed up and not yet visited; stopped afterwards."""
    try:
        import psutil
    except ImportError as error:
        raise OfstedError("measuring needs what requirements-dev.txt names: psutil") from error
    port = _free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    # Nothing is fetched or read besides what readers ask for.
    environment = os.environ | {"OFSTED_HYDRATE": "off", "OFSTED_FETCH": "off"}
    start = time.monotonic()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=root, env=environment, stdout=quiet, stderr=quiet)
    try:
        _await_ready(process, port, start + START_SECONDS)
        server = Server(psutil.Process(process.pid), port, time.monotonic() - start)
        _await_rest(server, start + START_SECONDS)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_ready(process: subprocess.Popen[bytes], port: int, until: float) -> None:
    while time.monotonic() < until and process.poll() is None:
        if _ask(port) is not None:
            return
        time.sleep(0.1)
    raise OfstedError("the dashboard did not come up; `streamlit run app.py` says why")


def _await_rest(server: Server, until: float) -> None:
    """Wait until the server has made what it makes after it is ready, such as the search."""
    before, now = -1.0, server.processor_seconds
    while now - before > REST_SHARE and time.monotonic() < until:
        time.sleep(1)
        before, now = now, server.processor_seconds


def _ask(port: int) -> dict[str, Any] | None:
    """What the server says of itself; None while it is not ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            return dict(json.loads(answer.read()))
    except (OSError, urllib.error.URLError):
        return None


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
