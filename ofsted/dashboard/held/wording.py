"""Wording that comes by itself: read from a folder of reports when the server starts, or fetched
from Ofsted for the cards that somebody is looking at.

`OFSTED_FETCH` says what is fetched: `visible` (the default) or `off`. `OFSTED_HYDRATE=off` keeps
the server from reading a folder of reports at its start.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import contextmanager

from ofsted import paths
from ofsted.dashboard.held import data
from ofsted.dashboard.held.hydration import shared_wordings
from ofsted.errors import DownloadError, OfstedError

FETCH_VARIABLE, HYDRATE_VARIABLE = "OFSTED_FETCH", "OFSTED_HYDRATE"
MOST_WAITING = 60  # reports; of more that are looked at, the last are left to a later visit
PAUSE_SECONDS = 1.0  # between two reports, for the sake of Ofsted's server
REST_SECONDS = 600  # after the server could not be reached
FAILURES_BEFORE_REST = 2
POLL_SECONDS = 3
_LOCK_NAME = ".fetching"

_log = logging.getLogger(__name__)


class Reading:
    """The reading of a folder of reports by a process of its own, once after the start."""

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
    """Whether a folder holds reports and the texts are older than the recommendations."""
    quotes, rows = paths.quotes_table(), paths.RECOMMENDATIONS_TABLE
    if quotes.exists() and quotes.stat().st_mtime >= rows.stat().st_mtime:
        return False
    return any(
        next(folder.glob("*.pdf"), None) for folder in paths.report_folders() if folder.is_dir()
    )


class Fetcher:
    """Fetches the reports of cards that are looked at, one after the other, for all readers.

    One thread fetches; a lock on the folder keeps other processes' fetchers waiting. When Ofsted's
    server cannot be reached, nothing is asked for a while.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, None] = {}
        self._failed: dict[str, float] = {}
        self._failed_in_a_row = 0
        self._rests_until = 0.0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def is_resting(self) -> bool:
        """Whether Ofsted's server could not be reached a short while ago."""
        return time.monotonic() < self._rests_until

    def want(self, report_ids: Iterable[str]) -> frozenset[str]:
        """Ask for reports; gives those that are still to come."""
        if os.environ.get(FETCH_VARIABLE, "visible").strip().lower() == "off" or self.is_resting:
            return frozenset()
        with self._lock:
            for report_id in report_ids:
                if len(self._waiting) >= MOST_WAITING:
                    break
                if not self._failed_lately(report_id):
                    self._waiting.setdefault(report_id)
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="fetching", daemon=True)
                self._thread.start()
            return frozenset(self._waiting)

    def _failed_lately(self, report_id: str) -> bool:
        return time.monotonic() - self._failed.get(report_id, -REST_SECONDS) < REST_SECONDS

    def _run(self) -> None:
        while (report_id := self._next()) is not None:
            try:
                with _folder_lock():
                    shared_wordings().fetch(report_id, lambda *_: None)
                self._failed_in_a_row = 0
            except DownloadError:
                self._miss(report_id)
            except (OfstedError, OSError):
                _log.exception("the wording of report %s was not had", report_id)
                self._failed[report_id] = time.monotonic()
            with self._lock:
                self._waiting.pop(report_id, None)
            time.sleep(PAUSE_SECONDS)

    def _next(self) -> str | None:
        with self._lock:
            report_id = next(iter(self._waiting), None)
            if report_id is None:
                self._thread = None
            return report_id

    def _miss(self, report_id: str) -> None:
        """Note a report that could not be had. One may be gone; after the second in a row nothing is
        asked for a while, for the server is out of reach.
        """
        _log.warning("report %s could not be fetched", report_id)
        with self._lock:
            self._failed[report_id] = time.monotonic()
            self._failed_in_a_row += 1
            if self._failed_in_a_row < FAILURES_BEFORE_REST:
                return
            self._failed_in_a_row = 0
            self._rests_until = time.monotonic() + REST_SECONDS
            self._waiting.clear()


@contextmanager
def _folder_lock():
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


def await_wordings(recommendation_ids: Iterable[str]) -> frozenset[str]:
    """Of the recommendations shown, those whose wording is being fetched."""
    quotes, wordings = data.read_hydrated(), shared_wordings()
    missing = {
        key: key.rpartition("-")[0]
        for key in recommendation_ids
        if key not in quotes and not wordings.find(key)
    }
    if READING.is_going_on or not missing:
        return frozenset()
    coming = FETCHER.want(dict.fromkeys(missing.values()))
    return frozenset(key for key, report_id in missing.items() if report_id in coming)


def describe_state() -> str:
    """One line for the page on wording that is not there; "" where there is nothing to say."""
    if READING.is_going_on:
        return "The wordings are being read from the reports. They appear here when that is done."
    if FETCHER.is_resting:
        return (
            "Ofsted’s file server could not be reached, so summaries stand in place of wordings. "
            "We try again in some minutes."
        )
    return ""
