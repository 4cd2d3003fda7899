"""Wording that comes by itself, from servers on this computer that misbehave in the ways real ones
do: the stored file is whole or absent, and the page says one clear sentence.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from ofsted import paths
from ofsted.corpus import hosts, manifest
from ofsted.corpus.download import Patience, fetch_report
from ofsted.corpus.hosts import Host
from ofsted.dashboard.held import data, hydration, wording
from ofsted.steps import hydrate
from ofsted.tables.stored import read_recommendations
from tests.extract.layouts import FAMILIES
from tests.made_release import make_release
from tests.pages import open_page, texts
from tests.test_download import Server, reply

SECONDS = 10  # that a test waits for a thread at most
QUICK = Patience(
    1, 0.2, 1, tries=2, back_off_seconds=0.001, pause_seconds=0, longest_wait_seconds=1
)
TEXTS = {"101": FAMILIES["E"]().paper.texts, "102": FAMILIES["H"]().paper.texts}


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < ends, "it did not come about in time"
        time.sleep(0.01)


@dataclass
class Place:
    """A machine without texts beside a server that stands for Ofsted's, and one for all others."""

    ofsted: Server
    others: Server
    files: Path
    keys: dict[str, list[str]]
    store: hydration.Wordings
    fetcher: wording.Fetcher

    @property
    def asked(self) -> list[str]:
        """The reports that Ofsted's server was asked for, in order."""
        return [path.rpartition("/")[2] for path in self.ofsted.paths]

    @property
    def kept(self) -> dict[str, bytes]:
        """What stands in the folder of fetched reports besides the lock."""
        found = paths.report_cache().glob("*")
        return {file.name: file.read_bytes() for file in found if file.name != wording._LOCK_NAME}

    def content(self, report_id: str) -> bytes:
        return (self.files / f"{report_id}.pdf").read_bytes()

    def serve(self, *report_ids: str) -> None:
        """Ofsted's server gives these reports, in this order."""
        self.ofsted.answers = [reply(200, self.content(report_id)) for report_id in report_ids]

    def look(self, *report_ids: str) -> wording.Wait:
        """What a page says that shows all recommendations of these reports, once all has come."""
        keys = [key for report_id in report_ids for key in self.keys[report_id]]
        wait_until(lambda: not wording.ask_for(keys).is_pending)
        return wording.ask_for(keys)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    ofsted, others = Server(), Server()
    address = f"{ofsted.origin}/v1/file/"
    files = make_release(tmp_path, monkeypatch, address)
    files.rename(tmp_path / "elsewhere")
    monkeypatch.setattr(paths, "report_folders", lambda: [paths.report_cache()])
    monkeypatch.setattr(manifest, "ADDRESS", address)
    archives = [Host(real.name, others.origin, real.copies) for real in hosts.ALLOWED_HOSTS[1:]]
    monkeypatch.setattr(hosts, "ALLOWED_HOSTS", (Host("Ofsted", ofsted.origin), *archives))
    monkeypatch.setattr(hydrate, "fetch_report", partial(fetch_report, patience=QUICK))
    monkeypatch.setattr(wording, "FETCH_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(wording, "SLOW_FETCH_PAUSE_SECONDS", 0.0)
    store, fetcher = hydration.Wordings(), wording.Fetcher()
    monkeypatch.setattr(wording, "shared_wordings", lambda: store)
    monkeypatch.setattr(hydration, "shared_wordings", lambda: store)
    monkeypatch.setattr(wording, "FETCHER", fetcher)
    for name, value in (("OFSTED_FETCH", "visible"), ("NO_PROXY", "*"), ("no_proxy", "*")):
        monkeypatch.setenv(name, value)
    rows = read_recommendations()
    keys = {
        str(report_id): list(own["recommendation_id"])
        for report_id, own in rows.groupby("report_id")
    }
    yield Place(ofsted, others, tmp_path / "elsewhere", keys, store, fetcher)
    fetcher.want_rest([])
    wait_until(lambda: fetcher._thread is None)
    for server in (ofsted, others):
        server.shutdown()
        server.server_close()


def test_wording_comes_whole_and_is_proved(place: Place) -> None:
    place.serve("101", "102")
    first = wording.ask_for(place.keys["101"] + place.keys["102"])
    count = len(TEXTS["101"]) + len(TEXTS["102"])
    assert first.is_pending
    assert first.told == f"Fetching wordings from Ofsted: {count} of {count} still to come."
    assert place.look("101", "102") == wording.Wait(0, False, "")
    assert place.asked == ["101", "102"]
    assert place.kept == {f"{name}.pdf": place.content(name) for name in TEXTS}
    assert [place.store.find(key) for key in place.keys["101"]] == TEXTS["101"]


def drip(content: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """A server that is slow: the bytes come one now and then."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        for byte in content[:200]:
            request.wfile.write(bytes([byte]))
            time.sleep(0.03)

    return answer


def truncate(content: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """A server that breaks off in the middle."""
    return reply(200, content[: len(content) // 2], Content_Length=str(len(content)))


@pytest.mark.parametrize(
    ("answer", "told", "others_are_asked_for"),
    [
        (drip, wording.UNREACHABLE, False),
        (truncate, wording.UNREACHABLE, False),
        (lambda content: reply(500), wording.UNREACHABLE, False),
        (lambda content: reply(429, Retry_After="3600"), wording.UNREACHABLE, False),
        (lambda content: reply(404), wording.NOT_HAD, True),
        (lambda content: reply(200, b"<html>not it</html>"), wording.NOT_HAD, True),
        (lambda content: reply(200, content[::-1]), wording.NOT_HAD, True),
    ],
    ids=["slow", "truncates", "fails", "busy", "has-it-not", "a-page", "another-file"],
)
def test_whatever_the_server_does_the_file_is_absent_and_one_sentence_says_so(
    place: Place,
    answer: Callable[[bytes], Callable],
    told: str,
    others_are_asked_for: bool,
) -> None:
    place.ofsted.answers = [answer(place.content("101"))]
    assert place.look("101", "102") == wording.Wait(sum(map(len, TEXTS.values())), False, told)
    assert place.kept == {}
    # A server out of reach is noticed with the first report; one without a report has others.
    assert set(place.asked) == ({"101", "102"} if others_are_asked_for else {"101"})


def test_a_report_that_cannot_be_had_does_not_keep_the_others_away(place: Place) -> None:
    place.ofsted.answers = [reply(404), reply(200, place.content("102"))]
    waited = place.look("101", "102")
    assert waited == wording.Wait(len(TEXTS["101"]), False, wording.NOT_HAD)
    assert place.kept == {"102.pdf": place.content("102")}
    place.look("101")
    assert place.asked == ["101", "102"]  # and is not asked for again so soon


def test_without_a_network_it_is_noticed_at_once_and_tried_again_later(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "REST_SECONDS", 0.3)
    real = hosts.ALLOWED_HOSTS[0].origin
    monkeypatch.setattr(hosts, "ALLOWED_HOSTS", (Host("Ofsted", "http://127.0.0.1:9"),))
    monkeypatch.setattr(manifest, "ADDRESS", "http://127.0.0.1:9/v1/file/")
    kept = paths.MANIFEST.read_text()
    paths.MANIFEST.write_text(kept.replace(real, "http://127.0.0.1:9"))
    assert place.look("101", "102").told == wording.UNREACHABLE
    monkeypatch.setattr(hosts, "ALLOWED_HOSTS", (Host("Ofsted", real),))
    monkeypatch.setattr(manifest, "ADDRESS", f"{real}/v1/file/")
    paths.MANIFEST.write_text(kept)
    place.serve("101", "102")
    assert wording.ask_for(place.keys["101"]).told == wording.UNREACHABLE  # it is left alone
    wait_until(lambda: not place.fetcher.is_resting)
    assert place.look("101", "102").told == ""


def test_the_server_is_left_alone_for_longer_each_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "REST_SECONDS", 0.1)
    place.ofsted.answers = [reply(503)]
    rests = []
    for _ in range(3):
        place.look("101")
        rests.append(place.fetcher._rests_until - time.monotonic())
        wait_until(lambda: not place.fetcher.is_resting)
    assert rests[0] < 0.1 < rests[1] < 0.2 < rests[2] < 0.4


def test_what_is_on_this_machine_is_read_while_the_server_is_out_of_reach(place: Place) -> None:
    place.ofsted.answers = [reply(503)]
    assert place.look("101").told == wording.UNREACHABLE
    (paths.report_cache() / "102.pdf").write_bytes(place.content("102"))
    assert place.look("102").told == ""


def test_no_host_is_contacted_that_the_manifest_does_not_name(place: Place) -> None:
    elsewhere = f"{place.others.origin}/v1/file/102"
    place.ofsted.answers = [reply(404), reply(302, Location=elsewhere)]
    place.others.answers = [reply(200, place.content("102"))]
    place.look("101", "102")
    assert place.asked == ["101", "102"]
    assert place.others.paths == []
    assert place.kept == {}


def test_nothing_is_fetched_where_the_host_says_so(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wording.FETCH_VARIABLE, "off")
    assert place.look("101").told == wording.NOT_FETCHED
    assert place.asked == []


@pytest.mark.parametrize(
    ("asked", "mode"),
    [("", "visible"), ("ALL ", "all"), ("off", "off"), ("everything", "visible")],
)
def test_what_is_fetched_is_one_of_three(
    monkeypatch: pytest.MonkeyPatch, asked: str, mode: str
) -> None:
    monkeypatch.setenv(wording.FETCH_VARIABLE, asked)
    assert wording.fetch_mode() == mode


def test_one_connection_at_a_time_with_a_pause_over_all_fetchers(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process has its own fetcher; the lock on the folder works between these as well."""
    monkeypatch.setattr(wording, "FETCH_PAUSE_SECONDS", 0.2)
    times: list[tuple[float, float]] = []

    def slowly(report_id: str) -> Callable[[BaseHTTPRequestHandler], None]:
        def answer(request: BaseHTTPRequestHandler) -> None:
            began = time.monotonic()
            time.sleep(0.05)
            reply(200, place.content(report_id))(request)
            times.append((began, time.monotonic()))

        return answer

    place.ofsted.answers = [slowly("101"), slowly("102")]
    other = wording.Fetcher()
    place.fetcher.want(["101"])
    wait_until(lambda: bool(place.asked))
    other.want(["102"])
    wait_until(lambda: not place.fetcher.count_waiting and not other.count_waiting)
    (_, first_ended), (second_began, _) = times
    assert second_began - first_ended > 0.15


def test_a_process_that_is_killed_leaves_no_half_file_and_the_next_goes_on(place: Place) -> None:
    place.ofsted.answers = [drip(place.content("101")), reply(200, place.content("101"))]
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=place.fetcher._have, args=("101",))
    process.start()
    wait_until(lambda: bool(place.asked) and any(".part" in name for name in place.kept))
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert "101.pdf" not in place.kept
    assert place.look("101").told == ""
    assert place.kept["101.pdf"] == place.content("101")


def test_the_queue_is_bounded_and_pages_that_found_no_room_go_on_waiting(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "MOST_WAITING", 1)
    place.serve("101", "102")
    assert wording.ask_for(place.keys["101"] + place.keys["102"]).is_pending
    assert place.fetcher.count_waiting <= 1
    assert place.look("101", "102").told == ""


def test_what_nobody_looks_at_any_more_leaves_the_queue(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "LOOKED_AT_SECONDS", -1.0)
    place.fetcher.want(["101"])
    wait_until(lambda: place.fetcher._thread is None)
    assert place.asked == []


def test_all_fetches_the_rest_behind_what_is_looked_at(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wording.FETCH_VARIABLE, "all")
    monkeypatch.setattr(wording, "list_absent", lambda: ["102"])
    place.serve("101", "102")
    with place.fetcher._changed:  # nothing is fetched until both are asked for
        wording._fetch_rest()
        place.fetcher.want(["101"])
    wait_until(lambda: place.store.holds("102"))
    assert place.asked == ["101", "102"]


def test_when_all_is_fetched_it_is_read_into_the_table(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wording.FETCH_VARIABLE, "all")
    begun: list[dict[str, bytes]] = []
    monkeypatch.setattr(wording.READING, "start", lambda: begun.append(place.kept))
    place.serve("101", "102")
    place.fetcher.want_rest(["101", "102"])
    wait_until(lambda: bool(begun))
    assert set(begun[0]) == {"101.pdf", "102.pdf"}


def test_wordings_of_other_recommendations_are_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "recommendations.parquet"
    table.write_bytes(b"")
    monkeypatch.setattr(paths, "RECOMMENDATIONS_TABLE", table)
    kept = hydration.shared_wordings()
    assert hydration.shared_wordings() is kept
    later = time.time() + 60
    os.utime(table, (later, later))
    assert hydration.shared_wordings() is not kept


def test_of_the_rest_each_is_followed_by_a_long_pause(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "SLOW_FETCH_PAUSE_SECONDS", 0.3)
    place.serve("101", "102")
    place.fetcher.want_rest(["101", "102"])
    wait_until(lambda: place.store.holds("101"))
    time.sleep(0.1)
    assert place.asked == ["101"]
    wait_until(lambda: place.store.holds("102"))


def test_the_rest_goes_on_after_the_server_was_out_of_reach(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "REST_SECONDS", 0.1)
    unreached = [reply(503)] * QUICK.tries
    place.ofsted.answers = [*unreached, reply(200, place.content("102"))]
    place.fetcher.want_rest(["102"])
    wait_until(lambda: place.store.holds("102"))


def test_all_begins_with_the_latest_inspection_and_leaves_out_what_is_at_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = data.read_release().dataset.recommendations
    latest = rows.sort_values("inspected_to_on", ascending=False, kind="stable")["report_id"]
    monkeypatch.setattr(data, "read_hydrated", dict)
    listed = wording.list_absent()
    assert listed[0] == latest.iloc[0]
    assert len(listed) == len(set(listed)) == rows["report_id"].nunique()
    own = rows.loc[rows["report_id"] == listed[0], "recommendation_id"]
    monkeypatch.setattr(data, "read_hydrated", lambda: dict.fromkeys(own, "Invented."))
    assert wording.list_absent() == listed[1:]


def test_pages_look_less_often_while_many_reports_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wording.poll_seconds() == wording.POLL_SECONDS == 3
    monkeypatch.setattr(wording.FETCHER, "_asked", dict.fromkeys(map(str, range(40)), 0.0))
    assert wording.poll_seconds() == wording.LONG_POLL_SECONDS
    assert wording.LONG_POLL_SECONDS < wording.LOOKED_AT_SECONDS


def test_a_folder_is_read_where_its_texts_are_not_at_hand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OFSTED_LOCAL", str(tmp_path))
    monkeypatch.setattr(paths, "report_folders", lambda: [tmp_path / "reports"])
    assert not wording._is_needed()
    (tmp_path / "reports").mkdir()
    assert not wording._is_needed()
    (tmp_path / "reports" / "1.pdf").write_bytes(b"%PDF-")
    assert wording._is_needed()
    paths.quotes_table().write_bytes(b"")
    assert not wording._is_needed()
    # A report that was fetched since is read when the server starts again.
    later = time.time() + 60
    os.utime(tmp_path / "reports" / "1.pdf", (later, later))
    assert wording._is_needed()


def test_a_page_says_once_why_wordings_are_not_there(nothing_hydrated: None) -> None:
    app = open_page("quotes", framework="F4")
    shown = texts(app)
    assert shown.count("<article") == 20
    assert shown.count(wording.NOT_FETCHED) == 1
    assert not [button for button in app.button if "wording" in button.label.lower()]


def test_a_page_with_wordings_on_their_way_says_how_many(
    nothing_hydrated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording.FETCHER, "want", frozenset)
    app = open_page("quotes", framework="F4")
    assert "Fetching wordings from Ofsted: 20 of 20 still to come." in texts(app)
    assert not app.exception


def test_looking_at_what_has_come_is_cheap(
    nothing_hydrated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred readers look every three seconds: 67 a second, of which each may take 2 ms."""
    monkeypatch.setattr(wording.FETCHER, "want", frozenset)
    keys = data.read_release().dataset.recommendations["recommendation_id"].tolist()[:20]
    wording.ask_for(keys)
    began = time.process_time()
    threads = [threading.Thread(target=wording.ask_for, args=(keys,)) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (time.process_time() - began) / 100 < 0.002
