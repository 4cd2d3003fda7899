"""Wording that comes by itself: read from a folder of reports when the server starts, or fetched
from Ofsted for the cards that somebody is looking at.

`OFSTED_FETCH` says what is fetched: `visible` (the default), `all` (the rest too, slowly) or `off`.
`OFSTED_HYDRATE=off` keeps the server from reading a folder of reports at its start.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ofsted import paths
from ofsted.corpus.download import ReportUnavailable
from ofsted.dashboard.held import data
from ofsted.dashboard.held.hydration import report_of, shared_wordings
from ofsted.errors import OfstedError
from ofsted.limits import FETCH_PAUSE_SECONDS, SLOW_FETCH_PAUSE_SECONDS

FETCH_VARIABLE, HYDRATE_VARIABLE = "OFSTED_FETCH", "OFSTED_HYDRATE"
MODES = ("visible", "all", "off")
MOST_WAITING = 60  # reports in the queue; pages ask again for those that found no room
REST_SECONDS = 60.0  # after the server could not be reached; doubled each time that it fails again
LONGEST_REST_SECONDS = 1800.0
AGAIN_SECONDS = 600.0  # before a report is asked for again that the server did not give
POLL_SECONDS = 3  # between two looks of a page at what has come
LONG_QUEUE, LONG_POLL_SECONDS = 20, 10  # where more reports wait, pages look less often
# A report that no page has asked for in this time is looked at no more.
LOOKED_AT_SECONDS = 3.0 * LONG_POLL_SECONDS
_LOCK_NAME = ".fetching"

READ_NOW = "The wordings are being read from the reports. They appear here when that is done."
UNREACHABLE = (
    "Ofsted’s file server could not be reached, so our own summaries stand in place of wordings. "
    "We try again later."
)
NOT_FETCHED = (
    "The wording is not at hand on this site, so our own summaries stand in its place. "
    "Each page number opens Ofsted’s report at the wording."
)
NOT_HAD = (
    "Some wordings could not be read from Ofsted’s reports, so our own summaries stand in their "
    "place. Each page number opens the report."
)

_log = logging.getLogger(__name__)


def fetch_mode() -> str:
    """What the host wants fetched; what is not known counts as the default."""
    asked = os.environ.get(FETCH_VARIABLE, "").strip().lower()
    return asked if asked in MODES else MODES[0]


class Reading:
    """The reading of a folder of reports by a process of its own, after the start and when all
    reports have been fetched.
    """

    def __init__(self) -> None:
        self._is_going_on = threading.Event()

    @property
    def is_going_on(self) -> bool:
        """Whether texts are still being read."""
        return self._is_going_on.is_set()

    def start(self) -> None:
        """Begin, where there are report files whose texts are not at hand yet."""
        if os.environ.get(HYDRATE_VARIABLE, "").strip().lower() == "off" or not _is_needed():
            return
        self._is_going_on.set()
        threading.Thread(target=self._run, name="reading-reports", daemon=True).start()

    def _run(self) -> None:
        command = [*_politely(), sys.executable, "-m", "ofsted", "hydrate"]
        try:
            done = subprocess.run(
                command, cwd=paths.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _log.info("the folder of reports was read, exit status %s", done.returncode)
        except OSError:
            _log.exception("the folder of reports could not be read")
        finally:
            self._is_going_on.clear()


def _politely() -> list[str]:
    """What lets readers' pages go first, where the system has it."""
    found = shutil.which("nice")
    return [found, "-n", "10"] if found else []


def _is_needed() -> bool:
    """Whether a folder holds reports, and the texts are older than those of them that were fetched
    or than the recommendations.
    """
    quotes, rows = paths.quotes_table(), paths.RECOMMENDATIONS_TABLE
    folders = [folder for folder in paths.report_folders() if folder.is_dir()]
    if not quotes.exists() or quotes.stat().st_mtime < rows.stat().st_mtime:
        return any(next(folder.glob("*.pdf"), None) for folder in folders)
    read_at = quotes.stat().st_mtime
    return any(file.stat().st_mtime > read_at for file in paths.report_cache().glob("*.pdf"))


class Fetcher:
    """Fetches reports one after the other for all readers: first those of cards that are looked at,
    then, where the host wants all, the rest.

    One thread fetches; a lock on the folder keeps other processes' fetchers waiting, through the
    pause after each report too. When Ofsted's server cannot be reached, it is left alone for a
    while, longer each time.
    """

    def __init__(self) -> None:
        self._asked: dict[str, float] = {}  # when a page last asked for a report
        self._rest: deque[str] = deque()
        self._missed: dict[str, float] = {}  # when the server did not give a report
        self._failures = 0  # to reach the server, one after the other
        self._rests_until = 0.0
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    @property
    def is_resting(self) -> bool:
        """Whether Ofsted's server could not be reached a short while ago."""
        return time.monotonic() < self._rests_until

    @property
    def count_waiting(self) -> int:
        """How many reports pages wait for."""
        return len(self._asked)

    def want(self, report_ids: Iterable[str]) -> frozenset[str]:
        """Ask for reports that are looked at; gives those that are still to come."""
        if fetch_mode() == "off":
            return frozenset()
        with self._changed:
            coming = [report_id for report_id in report_ids if self._may_come(report_id)]
            for report_id in coming:
                if report_id in self._asked or len(self._asked) < MOST_WAITING:
                    self._asked[report_id] = time.monotonic()
            if coming:
                self._wake()
            return frozenset(coming)

    def want_rest(self, report_ids: Iterable[str]) -> None:
        """Ask for reports that nobody is looking at, to be fetched slowly behind the others."""
        with self._changed:
            self._rest = deque(report_ids)
            self._wake()

    def is_missed(self, report_id: str) -> bool:
        """Whether the report was asked for a short while ago and not had."""
        return time.monotonic() - self._missed.get(report_id, -AGAIN_SECONDS) < AGAIN_SECONDS

    def _may_come(self, report_id: str) -> bool:
        if self.is_missed(report_id):
            return False
        return not self.is_resting or _is_kept(report_id)

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="fetching", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        slow_until = 0.0
        while (report_id := self._next(slow_until)) is not None:
            is_looked_at = report_id in self._asked
            try:
                was_asked_for = self._have(report_id)
            except Exception:  # nothing may end the thread that all readers wait for
                _log.exception("the wording of report %s was not had", report_id)
                self._missed[report_id] = time.monotonic()
                was_asked_for = True
            with self._changed:
                self._asked.pop(report_id, None)
            if was_asked_for and not is_looked_at:
                slow_until = time.monotonic() + SLOW_FETCH_PAUSE_SECONDS
        if fetch_mode() == "all":
            READING.start()  # into the table that lists to take away are made from

    def _next(self, slow_until: float) -> str | None:
        """The report to be had next, waiting for the time of one that nobody looks at; None where
        nothing is wanted any more.
        """
        with self._changed:
            while True:
                self._forget_unseen()
                if self._asked:
                    return next(iter(self._asked))
                if not self._rest:
                    self._thread = None
                    return None
                seconds = max(slow_until, self._rests_until) - time.monotonic()
                if seconds <= 0:
                    return self._rest.popleft()
                self._changed.wait(seconds)

    def _forget_unseen(self) -> None:
        """Let go of what no page asks for any more, and while the server is out of reach of what is
        not on this machine.
        """
        oldest = time.monotonic() - LOOKED_AT_SECONDS
        for report_id, asked_at in list(self._asked.items()):
            if asked_at < oldest or not self._may_come(report_id):
                del self._asked[report_id]

    def _have(self, report_id: str) -> bool:
        """Read a report, or fetch it and pause; gives whether the server was asked."""
        store = shared_wordings()
        if store.holds(report_id) or store.read(report_id):
            return False
        with _folder_lock():
            try:
                store.fetch(report_id)
                self._failures, self._rests_until = 0, 0.0
            except ReportUnavailable as error:
                self._miss(error)
            time.sleep(FETCH_PAUSE_SECONDS)
        return True

    def _miss(self, error: ReportUnavailable) -> None:
        """Note a report that could not be had, or that the server is out of reach."""
        _log.warning("%s", error)
        report_id = error.failure.report_id
        if not error.failure.is_out_of_reach:
            self._missed[report_id] = time.monotonic()
            return
        seconds = min(REST_SECONDS * 2**self._failures, LONGEST_REST_SECONDS)
        self._failures += 1
        self._rests_until = time.monotonic() + max(seconds, error.failure.wait_seconds)
        if report_id not in self._asked:
            self._rest.append(report_id)


def _is_kept(report_id: str) -> bool:
    """Whether a file of that number is on this machine."""
    return any((folder / f"{report_id}.pdf").is_file() for folder in paths.report_folders())


@contextmanager
def _folder_lock() -> Iterator[None]:
    """Hold the folder of fetched reports, so that one process at a time asks Ofsted's server."""
    folder = paths.report_cache()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK_NAME).open("w") as file:
        try:
            import fcntl
        except ImportError:  # a system without such locks has one process
            yield
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


READING = Reading()
FETCHER = Fetcher()


def start() -> None:
    """Begin with what needs no reader: read the folder of reports, and fetch the rest where the
    host wants all.
    """
    READING.start()
    if fetch_mode() == "all":
        threading.Thread(target=_fetch_rest, name="fetching-rest", daemon=True).start()


def _fetch_rest() -> None:
    while READING.is_going_on:
        time.sleep(1)
    try:
        FETCHER.want_rest(list_absent())
    except OfstedError:
        _log.exception("the reports that are to be fetched could not be listed")


def list_absent() -> list[str]:
    """The reports with recommendations whose wording is not at hand, the latest inspection
    first.
    """
    rows = data.read_release().dataset.recommendations
    quotes = data.read_hydrated()
    is_absent = ~rows["recommendation_id"].isin(list(quotes))
    latest = rows[is_absent].sort_values("inspected_to_on", ascending=False, kind="stable")
    return latest["report_id"].drop_duplicates().tolist()


@dataclass(frozen=True)
class Wait:
    """How far the wordings of some cards have come: how many of how many are not there, whether
    more are on their way, and one line that says so or why not.
    """

    missing: int
    is_pending: bool
    told: str


def ask_for(recommendation_ids: Iterable[str]) -> Wait:
    """Ask for the wordings of the recommendations shown."""
    keys, quotes, wordings = tuple(recommendation_ids), data.read_hydrated(), shared_wordings()
    missing = [key for key in keys if key not in quotes and not wordings.find(key)]
    if not missing:
        return Wait(0, False, "")
    if READING.is_going_on:
        return Wait(len(missing), True, READ_NOW)
    reports = dict.fromkeys(map(report_of, missing))
    coming = FETCHER.want(each for each in reports if not wordings.holds(each))
    count = sum(report_of(key) in coming for key in missing)
    if not count:
        return Wait(len(missing), False, _explain(reports))
    told = f"Fetching wordings from Ofsted: {count} of {len(keys)} still to come."
    return Wait(len(missing), True, told)


def poll_seconds() -> int:
    """How long a page with wordings on their way waits until it looks again."""
    return LONG_POLL_SECONDS if FETCHER.count_waiting > LONG_QUEUE else POLL_SECONDS


def _explain(report_ids: Iterable[str]) -> str:
    """Why wordings are not there and not on their way."""
    if fetch_mode() == "off":
        return NOT_FETCHED
    if any(FETCHER.is_missed(each) or shared_wordings().holds(each) for each in report_ids):
        return NOT_HAD
    return UNREACHABLE
