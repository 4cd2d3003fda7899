"""Fetches report files from Ofsted, else from two web archives; a file counts only if its hash is
the manifest's.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep, time

import requests
from tqdm import tqdm
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as BodyTimeoutError

from ofsted.corpus.files import find_report_file, report_path
from ofsted.corpus.hosts import ALLOWED_HOSTS, Host, Setback, open_address
from ofsted.corpus.manifest import Report
from ofsted.errors import DownloadError
from ofsted.tables.whole import put_in_place

MAX_BYTES = 50_000_000  # the largest report has under 1 MB
PIECE_BYTES = 64 * 1024
LEFTOVER_SECONDS = 24 * 60 * 60

OnBytes = Callable[[int, int], None]


@dataclass(frozen=True)
class Patience:
    """How long to try: per connection, per piece of a body and per report, how often, and how long
    to wait between.
    """

    connect_seconds: float
    read_seconds: float
    report_seconds: float
    tries: int
    back_off_seconds: float
    pause_seconds: float
    # A server that asks for a longer wait is left alone, rather than asked sooner than it wants.
    longest_wait_seconds: float
    # A host that failed for so many reports running is left alone for the rest of the run.
    failures_per_host: int = 5


# For a person who waits in front of a page, and for a run over the whole manifest.
BRIEF = Patience(5, 10, 40, tries=2, back_off_seconds=1, pause_seconds=0, longest_wait_seconds=5)
LONG = Patience(10, 60, 600, tries=5, back_off_seconds=2, pause_seconds=1, longest_wait_seconds=120)


@dataclass(frozen=True)
class Attempt:
    """One address that was tried and why it did not give the file.

    `blames_host` and `wait_seconds` are those of the `Setback`.
    """

    address: str
    reason: str
    blames_host: bool = False
    wait_seconds: float = 0

    def __str__(self) -> str:
        return f"{self.address}: {self.reason}"


@dataclass(frozen=True)
class Failure:
    """A report that could not be had, with every address tried."""

    report_id: str
    area_name: str
    attempts: tuple[Attempt, ...]

    @property
    def is_out_of_reach(self) -> bool:
        """Whether no server was of use, so that another report would fare no better now."""
        return all(attempt.blames_host for attempt in self.attempts)

    @property
    def wait_seconds(self) -> float:
        """The longest wait that a server asked for."""
        return max((attempt.wait_seconds for attempt in self.attempts), default=0)

    def __str__(self) -> str:
        tried = "; ".join(str(attempt) for attempt in self.attempts)
        return f"report {self.report_id} ({self.area_name}) could not be had. Tried {tried}"


class ReportUnavailable(DownloadError):
    """No permitted address gave the file; `failure` says what was tried."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


@dataclass
class _Run:
    """What the reports of one run share: a session, the manners, and a memory of hosts that
    fail.
    """

    session: requests.Session
    hosts: Sequence[Host]
    patience: Patience
    max_bytes: int
    failures: Counter[Host] = field(default_factory=Counter)
    last_request: float = float("-inf")

    def pause(self) -> None:
        """Wait until the pause since the last request is over."""
        wait = self.last_request + self.patience.pause_seconds - monotonic()
        if wait > 0:
            sleep(wait)
        self.last_request = monotonic()


def fetch_report(
    report: Report,
    folder: Path,
    *,
    hosts: Sequence[Host] = ALLOWED_HOSTS,
    session: requests.Session | None = None,
    patience: Patience = BRIEF,
    max_bytes: int = MAX_BYTES,
    on_bytes: OnBytes | None = None,
) -> Path:
    """The verified file of one report, from the folder if it is there, else fetched into it.

    `on_bytes` is told the bytes so far and the bytes expected. No body is read and no try begun
    after `patience.report_seconds`. Raises `ReportUnavailable` naming every address tried, and
    `DownloadError` where the folder cannot be written.
    """
    with _open_session(session) as one_session:
        return _fetch(report, folder, _Run(one_session, hosts, patience, max_bytes), on_bytes)


def download_reports(
    reports: Sequence[Report],
    folder: Path,
    *,
    hosts: Sequence[Host] = ALLOWED_HOSTS,
    session: requests.Session | None = None,
    patience: Patience = LONG,
    max_bytes: int = MAX_BYTES,
    show_progress: bool = True,
) -> list[Failure]:
    """Fetch what is not yet in the folder, one after the other, and give back the reports that
    could not be had.

    A run that was interrupted goes on where it stopped. Raises `DownloadError` only where the
    folder cannot be written.
    """
    failures = []
    _remove_leftovers(folder)
    with _open_session(session) as one_session:
        run = _Run(one_session, hosts, patience, max_bytes)
        is_hidden = None  # shows the bar on a terminal only
        if not show_progress:
            is_hidden = True
        for report in tqdm(reports, unit="report", disable=is_hidden):
            try:
                _fetch(report, folder, run, None)
            except ReportUnavailable as error:
                failures.append(error.failure)
    return failures


def _open_session(
    session: requests.Session | None,
) -> AbstractContextManager[requests.Session]:
    """The caller's session, which stays open, or one of our own, which is closed at the end."""
    if session:
        return nullcontext(session)
    return requests.Session()


def _remove_leftovers(folder: Path) -> None:
    """Remove partial files of runs that were killed, but not those another run may be writing
    now.
    """
    for part in folder.glob("*.part"):
        if time() - part.stat().st_mtime > LEFTOVER_SECONDS:
            part.unlink(missing_ok=True)


def _fetch(report: Report, folder: Path, run: _Run, on_bytes: OnBytes | None) -> Path:
    path = report_path(report.report_id, folder)
    try:
        if find_report_file(report.report_id, report.sha256, [folder], report.byte_count):
            return path
        folder.mkdir(parents=True, exist_ok=True)
        with _partial_file(path) as part:
            _fetch_from_any(report, part, run, on_bytes)
            put_in_place(part, path)
    except OSError as error:
        raise DownloadError(f"{folder}: cannot be read or written ({error.strerror})") from error
    return path


@contextmanager
def _partial_file(path: Path) -> Iterator[Path]:
    # Each fetch has a name of its own, so two that run at once cannot mix their bytes.
    part = path.with_name(f"{path.stem}.{uuid.uuid4().hex}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _fetch_from_any(report: Report, part: Path, run: _Run, on_bytes: OnBytes | None) -> None:
    """Write the verified file to `part` from the first host that has it.

    Raises `ReportUnavailable`.
    """
    deadline = monotonic() + run.patience.report_seconds
    attempts = []
    for host in run.hosts:
        try:
            return _fetch_from(host, report, part, run, deadline, on_bytes)
        except Setback as setback:
            address = host.address_of(report.url)
            told = str(setback), setback.blames_host, setback.wait_seconds
            attempts.append(Attempt(address, *told))
    raise ReportUnavailable(Failure(report.report_id, report.area_name, tuple(attempts)))


def _fetch_from(
    host: Host, report: Report, part: Path, run: _Run, deadline: float, on_bytes: OnBytes | None
) -> None:
    """Write the verified file to `part`, asking one host as often as patience allows.

    Raises `Setback`.
    """
    if run.failures[host] >= run.patience.failures_per_host:
        raise Setback(f"not tried: {host.name} failed for the last {run.failures[host]} reports")
    for tried in range(1, run.patience.tries + 1):
        try:
            _fetch_once(host.address_of(report.url), report, part, run, deadline, on_bytes)
        except Setback as setback:
            wait = max(setback.wait_seconds, run.patience.back_off_seconds * 2 ** (tried - 1))
            if (
                not setback.is_passing
                or tried == run.patience.tries
                or not _may_wait(wait, run.patience, deadline)
            ):
                run.failures[host] += 1
                if not setback.blames_host:
                    run.failures[host] = 0
                raise _with_count(setback, tried) from setback
            sleep(wait)
        else:
            run.failures[host] = 0
            return


def _may_wait(seconds: float, patience: Patience, deadline: float) -> bool:
    return seconds <= patience.longest_wait_seconds and monotonic() + seconds < deadline


def _with_count(setback: Setback, tried: int) -> Setback:
    what = str(setback)
    if setback.wait_seconds:
        what += f", asks to wait {setback.wait_seconds:.0f} seconds"
    if tried > 1:
        what += f" ({tried} tries)"
    return Setback(
        what,
        is_passing=setback.is_passing,
        blames_host=setback.blames_host,
        wait_seconds=setback.wait_seconds,
    )


def _fetch_once(
    url: str, report: Report, part: Path, run: _Run, deadline: float, on_bytes: OnBytes | None
) -> None:
    left = deadline - monotonic()
    if left <= 0:
        raise Setback("not tried: no time left for this report")
    run.pause()
    timeout = (min(run.patience.connect_seconds, left), min(run.patience.read_seconds, left))
    try:
        with closing(open_address(url, run.session, run.hosts, timeout)) as response:
            _save_body(response, report, part, run.max_bytes, deadline, on_bytes)
    except (requests.RequestException, HTTPError) as error:
        raise _transport_setback(error) from error


def _transport_setback(error: Exception) -> Setback:
    if isinstance(error, requests.Timeout | BodyTimeoutError):
        return Setback("no answer in time", is_passing=True)
    if isinstance(error, requests.exceptions.SSLError):
        return Setback(
            "no secure connection (certificate or protocol not accepted)", blames_host=True
        )
    if isinstance(error, HTTPError):
        return Setback("the body broke off before its end", is_passing=True)
    if isinstance(error, requests.ConnectionError):
        return Setback(f"no connection ({type(error).__name__})", is_passing=True)
    return Setback(f"its answer cannot be understood ({type(error).__name__})", blames_host=True)


def _save_body(
    response: requests.Response,
    report: Report,
    part: Path,
    max_bytes: int,
    deadline: float,
    on_bytes: OnBytes | None,
) -> None:
    """Write the body to `part` while hashing it.

    Raises `Setback` if it is too large, too slow or not the file.
    """
    digest, done, start = hashlib.sha256(), 0, b""
    with part.open("wb") as file:
        for piece in _pieces(response, max_bytes, deadline):
            digest.update(piece)
            file.write(piece)
            done += len(piece)
            start = start or piece[:1024]
            if on_bytes:
                on_bytes(done, report.byte_count)
    if digest.hexdigest() != report.sha256:
        raise Setback(_what_is_wrong(start, done, digest.hexdigest(), report))


def _pieces(response: requests.Response, max_bytes: int, deadline: float) -> Iterator[bytes]:
    declared, done = response.raw.length_remaining or 0, 0
    if declared > max_bytes:
        raise Setback(f"the body is larger than {max_bytes:,} bytes")
    # read1 returns what has arrived; iter_content would wait for a full piece, past any deadline,
    # on a dripping server.
    while piece := response.raw.read1(PIECE_BYTES, decode_content=True):
        done += len(piece)
        if done > max_bytes:
            raise Setback(f"the body is larger than {max_bytes:,} bytes")
        if monotonic() > deadline:
            raise Setback(f"no time left for this report after {done:,} bytes", blames_host=True)
        yield piece


def _what_is_wrong(start: bytes, byte_count: int, sha256: str, report: Report) -> str:
    is_html = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))
    what = "not the file that the manifest describes"
    if is_html:
        what = "an HTML page instead of the report"
    return (
        f"{what} ({byte_count:,} bytes with SHA-256 {sha256[:12]}…, "
        f"expected {report.byte_count:,} bytes with {report.sha256[:12]}…)"
    )
