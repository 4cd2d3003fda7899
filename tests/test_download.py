"""The downloader against servers on this computer that misbehave in the ways real ones do."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from ofsted import __version__
from ofsted.corpus import download
from ofsted.corpus.download import (
    BRIEF,
    LONG,
    Patience,
    ReportUnavailable,
    download_reports,
    fetch_report,
)
from ofsted.corpus.hosts import ALLOWED_HOSTS, Host, Setback, open_address
from ofsted.corpus.manifest import Report
from ofsted.errors import DownloadError

CONTENT = b"%PDF-1.7 invented " + bytes(range(256)) * 700  # more than two pieces
NOT_FOUND_PAGE = b"\n<!DOCTYPE html><html><title>Report not found</title></html>"
QUICK = Patience(1, 1, 5, tries=3, back_off_seconds=0.001, pause_seconds=0, longest_wait_seconds=60)

Answer = Callable[[BaseHTTPRequestHandler], None]


def reply(status: int = 200, body: bytes = b"", **headers: str) -> Answer:
    """An ordinary answer; underscores in header names stand for hyphens."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def stall(request: BaseHTTPRequestHandler) -> None:
    """Answer later than anyone waits."""
    time.sleep(0.4)


def drip(request: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then: never silent for long, never done."""
    request.send_response(200)
    request.send_header("Content-Length", str(len(CONTENT)))
    request.end_headers()
    for byte in CONTENT[:20]:
        request.wfile.write(bytes([byte]))
        time.sleep(0.05)


def endless(request: BaseHTTPRequestHandler) -> None:
    """A body that declares no length."""
    request.send_response(200)
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b"x" * 10_000)


class Server(ThreadingHTTPServer):
    """A server that gives its answers in order, the last one for ever, and remembers what was
    asked.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.answers: list[Answer] = [reply(404)]
        self.requests: list[tuple[str, dict[str, str]]] = []
        threading.Thread(target=self.serve_forever, args=(0.005,), daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a client hangs up, which is what several tests are about."""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, *parts: object) -> None:
        pass


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    """Stand-ins for Ofsted and the two archives, and a stranger."""
    started = [Server() for _ in range(4)]
    yield started
    for server in started:
        server.shutdown()
        server.server_close()


@pytest.fixture
def hosts(servers: list[Server]) -> tuple[Host, ...]:
    return tuple(
        Host(real.name, server.origin, real.copies)
        for real, server in zip(ALLOWED_HOSTS, servers, strict=False)
    )


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the machine that runs the tests has no part in them
        yield session


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits the downloader asked for, none of which is waited."""
    seconds: list[float] = []
    monkeypatch.setattr(download, "sleep", seconds.append)
    return seconds


@pytest.fixture
def fetch(
    servers: list[Server], hosts: tuple[Host, ...], session: requests.Session, tmp_path: Path
) -> Callable[..., Path]:
    def fetch_one(report: Report | None = None, **settings: object) -> Path:
        settings = {"hosts": hosts, "session": session, "patience": QUICK} | settings
        return fetch_report(report or report_on(servers[0]), tmp_path, **settings)

    return fetch_one


def report_on(server: Server, report_id: str = "1", content: bytes = CONTENT) -> Report:
    return Report(
        report_id=report_id,
        urn="80000",
        area_name="Sampleshire",
        url=f"{server.origin}/v1/file/{report_id}",
        published_on=date(2020, 1, 31),
        sha256=hashlib.sha256(content).hexdigest(),
        byte_count=len(content),
        page_count=1,
    )


def patience(**changes: float) -> Patience:
    """The tests' patience with some changes."""
    return Patience(**(vars(QUICK) | changes))


def reasons(fetch: Callable[..., Path], **settings: object) -> list[str]:
    """Why each address failed, of a fetch that must fail."""
    with pytest.raises(ReportUnavailable) as caught:
        fetch(**settings)
    return [attempt.reason for attempt in caught.value.failure.attempts]


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What is right


def test_the_file_is_kept_under_its_number_with_the_bytes_it_was_sent(servers, fetch, tmp_path):
    servers[0].answers = [reply(body=CONTENT)]
    assert fetch() == tmp_path / "1.pdf"
    assert (tmp_path / "1.pdf").read_bytes() == CONTENT
    assert files_in(tmp_path) == ["1.pdf"]
    assert [server.paths for server in servers] == [["/v1/file/1"], [], [], []]


def test_requests_name_the_product_and_its_version_and_nobodys_address(servers, fetch):
    servers[0].answers = [reply(body=CONTENT)]
    fetch()
    agent = servers[0].requests[0][1]["User-Agent"]
    assert agent == f"OfstedRecommendationsExplorer/{__version__}"


def test_requests_ask_for_bodies_as_they_are_so_that_their_length_is_known(servers, fetch):
    servers[0].answers = [reply(body=CONTENT)]
    fetch()
    assert servers[0].requests[0][1]["Accept-Encoding"] == "identity"


def test_progress_is_told_up_to_the_last_byte(servers, fetch):
    servers[0].answers = [reply(body=CONTENT)]
    told = []
    fetch(on_bytes=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert len(told) > 1


def test_a_file_that_is_there_is_not_fetched_again(servers, fetch, tmp_path):
    (tmp_path / "1.pdf").write_bytes(CONTENT)
    assert fetch() == tmp_path / "1.pdf"
    assert servers[0].requests == []


def test_a_file_with_the_right_size_and_wrong_bytes_is_replaced(servers, fetch, tmp_path):
    servers[0].answers = [reply(body=CONTENT)]
    (tmp_path / "1.pdf").write_bytes(CONTENT[::-1])
    assert fetch().read_bytes() == CONTENT


def test_the_file_appears_whole_and_one_being_read_is_not_written_over(servers, fetch, tmp_path):
    servers[0].answers = [reply(body=CONTENT)]
    (tmp_path / "1.pdf").write_bytes(b"old")
    with (tmp_path / "1.pdf").open("rb") as reader:
        fetch(
            on_bytes=lambda done, total: (
                (tmp_path / "1.pdf").read_bytes() == b"old" or pytest.fail("half a file")
            )
        )
        assert reader.read() == b"old"


def test_a_report_known_to_be_a_web_page_is_taken_when_its_hash_is_right(servers, fetch):
    servers[0].answers = [reply(body=NOT_FOUND_PAGE)]
    assert fetch(report_on(servers[0], content=NOT_FOUND_PAGE)).read_bytes() == NOT_FOUND_PAGE


# What is wrong with one address


def test_an_error_page_sent_as_success_is_refused_as_an_html_page(servers, fetch, tmp_path):
    servers[0].answers = [reply(body=NOT_FOUND_PAGE)]
    assert reasons(fetch)[0].startswith("an HTML page instead of the report (60 bytes")
    assert files_in(tmp_path) == []


def test_other_bytes_are_refused_with_both_sizes_and_hashes(servers, fetch, tmp_path):
    servers[0].answers = [reply(body=b"%PDF another")]
    reason = reasons(fetch)[0]
    assert reason.startswith("not the file that the manifest describes (12 bytes")
    assert hashlib.sha256(b"%PDF another").hexdigest()[:12] in reason
    assert report_on(servers[0]).sha256[:12] in reason
    assert files_in(tmp_path) == []


def test_a_missing_page_is_asked_for_once(servers, fetch):
    servers[0].answers = [reply(404)]
    assert reasons(fetch)[0] == "HTTP 404 Not Found"
    assert len(servers[0].requests) == 1


def test_a_check_for_humans_is_reported_and_left_alone(servers, fetch):
    servers[1].answers = [reply(405, x_amzn_waf_action="captcha")]
    assert reasons(fetch)[1] == "HTTP 405 Method Not Allowed, the server asks for a human check"
    assert len(servers[1].requests) == 1


def test_a_truncated_body_is_noticed_and_asked_for_again(servers, fetch):
    cut = reply(body=CONTENT[:1000], Content_Length=str(len(CONTENT)))
    servers[0].answers = [cut, reply(body=CONTENT)]
    assert fetch().read_bytes() == CONTENT
    servers[0].answers = [cut]
    assert (
        reasons(fetch, report=report_on(servers[0], "2"))[0]
        == "the body broke off before its end (3 tries)"
    )


def test_a_server_that_does_not_answer_in_time_is_given_up(servers, fetch):
    servers[0].answers = [stall]
    began = time.monotonic()
    assert reasons(fetch, patience=patience(tries=1, read_seconds=0.1))[0] == "no answer in time"
    assert time.monotonic() - began < 0.4


def test_no_answer_is_awaited_longer_than_the_time_for_the_report(servers, fetch):
    servers[0].answers = [stall]
    began = time.monotonic()
    reasons(fetch, patience=patience(report_seconds=0.1, read_seconds=5))
    assert time.monotonic() - began < 0.35


def test_a_server_without_a_proper_certificate_is_not_asked_twice(servers, fetch):
    secure = Host("insecure", servers[0].origin.replace("http:", "https:"))
    report = Report(**(vars(report_on(servers[0])) | {"url": f"{secure.origin}/v1/file/1"}))
    found = reasons(fetch, hosts=(secure,), report=report)
    assert found == ["no secure connection (certificate or protocol not accepted)"]


def test_a_server_that_drips_is_given_up_when_the_time_for_the_report_is_over(
    servers, fetch, tmp_path
):
    servers[0].answers = [drip]
    began = time.monotonic()
    first, second, third = reasons(fetch, patience=patience(report_seconds=0.2))
    assert time.monotonic() - began < 0.5
    assert first.startswith("no time left for this report after ")
    assert second == third == "not tried: no time left for this report"
    assert files_in(tmp_path) == []


def test_nobody_listening_is_a_reason_like_any_other(servers, fetch):
    servers[0].shutdown()
    servers[0].server_close()
    assert reasons(fetch)[0] == "no connection (ConnectionError) (3 tries)"


def test_an_answer_that_breaks_the_protocol_is_not_asked_for_again(servers, fetch):
    servers[0].answers = [reply(body=CONTENT, Content_Length="5, 6")]
    assert reasons(fetch)[0] == "its answer cannot be understood (InvalidHeader)"
    assert len(servers[0].requests) == 1


@pytest.mark.parametrize(
    "answer", [reply(body=b"x" * 300_000), endless], ids=["declared", "undeclared"]
)
def test_a_body_over_the_limit_is_not_kept(answer, servers, fetch, tmp_path):
    servers[0].answers = [answer]
    told = []
    found = reasons(fetch, max_bytes=200_000, on_bytes=lambda done, total: told.append(done))
    assert found[0] == "the body is larger than 200,000 bytes"
    assert max(told, default=0) <= 200_000
    assert files_in(tmp_path) == []


def test_a_body_that_declares_too_much_is_not_read_at_all(servers, fetch):
    servers[0].answers = [reply(body=b"x" * 300_000)]
    told = []
    reasons(fetch, max_bytes=200_000, on_bytes=lambda done, total: told.append(done))
    assert told == []


# Trying again


def test_a_server_that_is_busy_once_is_asked_again(servers, fetch):
    servers[0].answers = [reply(503), reply(body=CONTENT)]
    assert fetch().read_bytes() == CONTENT
    assert len(servers[0].requests) == 2


def test_waits_double_and_tries_end(servers, fetch, waits):
    servers[0].answers = [reply(503)]
    assert (
        reasons(fetch, patience=patience(tries=4, back_off_seconds=0.5))[0]
        == "HTTP 503 Service Unavailable (4 tries)"
    )
    assert waits == [0.5, 1, 2]
    assert len(servers[0].requests) == 4


def test_the_wait_a_server_asks_for_in_seconds_is_kept(servers, fetch, waits):
    servers[0].answers = [reply(429, Retry_After="4"), reply(body=CONTENT)]
    fetch()
    assert waits == [4]


def test_the_wait_a_server_asks_for_as_a_date_is_kept(servers, fetch, waits):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=4), usegmt=True)
    servers[0].answers = [reply(503, Retry_After=until), reply(body=CONTENT)]
    fetch()
    assert len(waits) == 1
    assert 2 < waits[0] <= 4


@pytest.mark.parametrize("limit", ["longest_wait_seconds", "report_seconds"])
def test_a_server_that_asks_for_a_longer_wait_than_we_have_is_left_alone(
    limit, servers, fetch, waits
):
    servers[0].answers = [reply(429, Retry_After="3600")]
    limits = {"longest_wait_seconds": 9000, "report_seconds": 9000} | {limit: 60}
    assert (
        reasons(fetch, patience=patience(**limits))[0]
        == "HTTP 429 Too Many Requests, asks to wait 3600 seconds"
    )
    assert waits == []
    assert len(servers[0].requests) == 1


def test_an_unreadable_wait_counts_as_none(servers, fetch, waits):
    servers[0].answers = [reply(503, Retry_After="soon"), reply(body=CONTENT)]
    fetch()
    assert waits == [0.001]


# Redirects and the hosts that may be contacted


def test_a_redirect_on_the_same_host_is_followed(servers, fetch):
    servers[0].answers = [reply(302, Location="/elsewhere"), reply(body=CONTENT)]
    fetch()
    assert servers[0].paths == ["/v1/file/1", "/elsewhere"]


@pytest.mark.parametrize(
    "form", ["{origin}/v1/file/1", "//127.0.0.1:{port}/x", "http://localhost:{port}/x"]
)
def test_a_redirect_to_another_host_is_not_followed(form, servers, fetch):
    stranger = servers[3]
    stranger.answers = [reply(body=CONTENT)]
    location = form.format(origin=stranger.origin, port=stranger.server_port)
    servers[0].answers = [reply(302, Location=location)]
    reason = reasons(fetch)[0]
    assert reason.startswith("leads to http://")
    assert reason.endswith("which is on none of the permitted hosts")
    assert stranger.requests == []
    assert len(servers[0].requests) == 1


def test_a_late_hop_is_checked_like_the_first(servers, fetch):
    servers[3].answers = [reply(body=CONTENT)]
    servers[0].answers = [
        reply(302, Location="/a"),
        reply(302, Location="/b"),
        reply(302, Location=servers[3].origin + "/"),
    ]
    assert "none of the permitted hosts" in reasons(fetch)[0]
    assert servers[3].requests == []
    assert len(servers[0].requests) == 3


def test_a_redirect_that_cannot_be_read_is_a_reason_like_any_other(servers, fetch):
    servers[0].answers = [reply(302, Location="https://[half")]
    assert reasons(fetch)[0] == "redirects to an address that cannot be read"


def test_a_redirect_loop_ends_after_five_hops(servers, fetch):
    servers[0].answers = [reply(302, Location="/v1/file/1")]
    assert reasons(fetch)[0] == "more than 5 redirects"
    assert len(servers[0].requests) == 6


def test_the_body_of_a_redirect_is_not_read(servers, fetch):
    stuck = threading.Event()

    def huge_redirect(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "/v1/file/1")
        request.send_header("Content-Length", "100000000")
        request.end_headers()
        stuck.wait(0.6)

    servers[0].answers = [huge_redirect, reply(body=CONTENT)]
    began = time.monotonic()
    fetch(patience=patience(read_seconds=5))
    stuck.set()
    assert time.monotonic() - began < 0.5


def test_a_report_on_another_host_is_never_asked_for(servers, fetch):
    servers[3].answers = [reply(body=CONTENT)]
    assert "none of the permitted hosts" in reasons(fetch, report=report_on(servers[3]))[0]
    assert servers[3].requests == []


class Unreachable(requests.Session):
    """A session that fails the test when anything is sent."""

    def get_adapter(self, url: str) -> requests.adapters.BaseAdapter:
        pytest.fail(f"{url} was contacted")


@pytest.mark.parametrize(
    "url",
    [
        "http://files.ofsted.gov.uk/v1/file/1",
        "https://files.ofsted.gov.uk:8443/v1/file/1",
        "https://files.ofsted.gov.uk.example.org/v1/file/1",
        "https://files.ofsted.gov.uk@example.org/v1/file/1",
        "https://example.org\\@files.ofsted.gov.uk/v1/file/1",
        "https://files.ofsted.gov.uk\\@example.org/v1/file/1",
        "https://user:word@files.ofsted.gov.uk/v1/file/1",
        "https://archive.org/web/1",
        "https://reports.ofsted.gov.uk/1",
        "//files.ofsted.gov.uk/v1/file/1",
        "file:///etc/hostname",
        "",
    ],
)
def test_in_production_no_other_scheme_host_or_port_is_contacted(url):
    with pytest.raises(Setback, match="none of the permitted hosts"):
        open_address(url, Unreachable(), ALLOWED_HOSTS, (1, 1))


def test_production_knows_exactly_three_hosts_all_by_https():
    assert [host.origin for host in ALLOWED_HOSTS] == [
        "https://files.ofsted.gov.uk",
        "https://webarchive.nationalarchives.gov.uk",
        "https://web.archive.org",
    ]
    url = "https://files.ofsted.gov.uk/v1/file/1"
    assert [host.address_of(url) for host in ALLOWED_HOSTS] == [
        url,
        f"https://webarchive.nationalarchives.gov.uk/ukgwa/2026id_/{url}",
        f"https://web.archive.org/web/2026id_/{url}",
    ]
    assert all(host.serves(host.address_of(url)) for host in ALLOWED_HOSTS)


# The archives


def test_the_first_archive_is_asked_when_ofsted_has_not_got_it(servers, fetch):
    servers[1].answers = [reply(body=CONTENT)]
    assert fetch().read_bytes() == CONTENT
    assert servers[1].paths == [f"/ukgwa/2026id_/{servers[0].origin}/v1/file/1"]
    assert servers[2].requests == []


def test_the_second_archive_is_asked_when_the_first_has_another_file(servers, fetch):
    servers[1].answers = [reply(body=NOT_FOUND_PAGE)]
    servers[2].answers = [reply(302, Location="/web/20260102030405id_/x"), reply(body=CONTENT)]
    assert fetch().read_bytes() == CONTENT
    assert servers[2].paths == [
        f"/web/2026id_/{servers[0].origin}/v1/file/1",
        "/web/20260102030405id_/x",
    ]


def test_a_report_nobody_has_is_named_with_every_address_and_reason(servers, fetch):
    servers[1].answers = [reply(410)]
    servers[2].answers = [reply(body=NOT_FOUND_PAGE)]
    with pytest.raises(DownloadError) as caught:
        fetch()
    url = f"{servers[0].origin}/v1/file/1"
    message = str(caught.value)
    assert message.startswith("report 1 (Sampleshire) could not be had. Tried ")
    assert f"{url}: HTTP 404 Not Found; " in message
    assert f"{servers[1].origin}/ukgwa/2026id_/{url}: HTTP 410 Gone; " in message
    assert f"{servers[2].origin}/web/2026id_/{url}: an HTML page instead of the report" in message


# A run over many reports


@pytest.fixture
def run(servers, hosts, session, tmp_path):
    def run_over(count: int, **changes: float) -> list[download.Failure]:
        reports = [report_on(servers[0], str(number)) for number in range(1, count + 1)]
        settings = {
            "hosts": hosts,
            "session": session,
            "patience": patience(**changes),
            "show_progress": False,
        }
        return download_reports(reports, tmp_path / "new" / "folder", **settings)

    return run_over


def test_a_run_goes_on_past_a_failure_and_reports_it(servers, run, tmp_path):
    servers[0].answers = [reply(body=CONTENT), reply(404), reply(body=CONTENT)]
    failures = run(3)
    assert files_in(tmp_path / "new" / "folder") == ["1.pdf", "3.pdf"]
    assert [(failure.report_id, len(failure.attempts)) for failure in failures] == [("2", 3)]


def test_an_interrupted_run_leaves_no_partial_file_and_resumes_where_it_stopped(
    servers, run, tmp_path, monkeypatch
):
    servers[0].answers = [reply(body=CONTENT)]
    whole = download._save_body

    def interrupted(response, report, part, *rest):
        if report.report_id == "3":
            part.write_bytes(CONTENT[:100])
            raise KeyboardInterrupt
        whole(response, report, part, *rest)

    monkeypatch.setattr(download, "_save_body", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(4)
    assert files_in(tmp_path / "new" / "folder") == ["1.pdf", "2.pdf"]
    monkeypatch.setattr(download, "_save_body", whole)
    servers[0].requests.clear()
    assert run(4) == []
    assert servers[0].paths == ["/v1/file/3", "/v1/file/4"]


def test_leftovers_of_a_killed_run_are_removed_but_not_those_of_one_under_way(
    servers, run, tmp_path
):
    folder = tmp_path / "new" / "folder"
    folder.mkdir(parents=True)
    (folder / "8.abc.part").write_bytes(b"old")
    os.utime(folder / "8.abc.part", (0, 0))
    (folder / "9.def.part").write_bytes(b"under way")
    servers[0].answers = [reply(body=CONTENT)]
    run(1)
    assert files_in(folder) == ["1.pdf", "9.def.part"]


def test_a_run_pauses_between_requests(servers, run, waits):
    servers[0].answers = [reply(body=CONTENT)]
    run(3, pause_seconds=5)
    assert len(waits) == 2
    assert all(4 < wait <= 5 for wait in waits)


def test_one_connection_serves_the_whole_run(servers, run, monkeypatch):
    monkeypatch.setattr(Handler, "protocol_version", "HTTP/1.1")
    connections = []
    accept = servers[0].get_request
    monkeypatch.setattr(servers[0], "get_request", lambda: connections.append(1) or accept())
    servers[0].answers = [reply(body=CONTENT)]
    assert run(5) == []
    assert len(connections) == 1
    assert len(servers[0].requests) == 5


def test_a_host_that_fails_report_after_report_is_left_alone(servers, run):
    servers[0].answers = [reply(503)]
    failures = run(4, tries=1, failures_per_host=2)
    assert servers[0].paths == ["/v1/file/1", "/v1/file/2"]
    assert failures[3].attempts[0].reason == "not tried: Ofsted failed for the last 2 reports"
    assert len(servers[1].requests) == 4


def test_a_success_makes_up_for_earlier_failures_of_a_host(servers, run):
    servers[0].answers = [reply(503), reply(body=CONTENT), reply(503), reply(body=CONTENT)]
    run(4, tries=1, failures_per_host=2)
    assert len(servers[0].requests) == 4


def test_reports_that_a_host_has_not_got_do_not_count_against_it(servers, run):
    run(4, failures_per_host=2)
    assert [len(server.requests) for server in servers] == [4, 4, 4, 0]


def test_a_folder_that_cannot_be_written_ends_the_run_with_its_name(servers, run, tmp_path):
    (tmp_path / "new").write_text("a file where the folder should be")
    with pytest.raises(DownloadError, match=r"new/folder: cannot be read or written"):
        run(1)


# The manners of production


def test_production_is_polite_in_a_run_and_brief_on_a_page():
    assert LONG.pause_seconds >= 1
    assert LONG.back_off_seconds >= 1
    assert BRIEF.report_seconds <= 60
    assert BRIEF.connect_seconds <= 10
    assert BRIEF.read_seconds <= 10
