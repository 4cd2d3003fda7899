"""Wording that comes by itself: one report after the other, and a server out of reach left alone."""

import time

import pytest

from ofsted import paths
from ofsted.dashboard.held import wording
from ofsted.errors import DownloadError


class Wordings:
    """A store whose reports are had or not, as told; it notes what was asked for."""

    def __init__(self, missing=()):
        self.missing, self.asked = set(missing), []

    def fetch(self, report_id, on_bytes):
        self.asked.append(report_id)
        if report_id in self.missing:
            raise DownloadError(f"report {report_id} could not be had")


@pytest.fixture
def fetch(monkeypatch, tmp_path):
    """A function that asks a fresh fetcher for reports and waits until it has none left."""
    monkeypatch.setenv(wording.FETCH_VARIABLE, "visible")
    monkeypatch.setenv("OFSTED_LOCAL", str(tmp_path))
    monkeypatch.setattr(wording, "PAUSE_SECONDS", 0.0)

    def run(report_ids, missing=()):
        store, fetcher = Wordings(missing), wording.Fetcher()
        monkeypatch.setattr(wording, "shared_wordings", lambda: store)
        fetcher.want(report_ids)
        ends = time.monotonic() + 10
        while fetcher.want(()) and time.monotonic() < ends:
            time.sleep(0.01)
        return store, fetcher

    return run


def test_reports_are_fetched_in_order_and_each_once(fetch):
    store, fetcher = fetch(["1", "2", "1", "3"])
    assert store.asked == ["1", "2", "3"]
    assert not fetcher.is_resting


def test_one_report_that_cannot_be_had_does_not_stop_the_others(fetch):
    store, fetcher = fetch(["1", "2", "3"], missing={"2"})
    assert store.asked == ["1", "2", "3"]
    assert not fetcher.is_resting
    # It is not asked for again so soon.
    assert fetcher.want(["2"]) == frozenset()


def test_after_two_in_a_row_nothing_is_asked_for_a_while(fetch):
    store, fetcher = fetch(["1", "2", "3"], missing={"1", "2"})
    assert store.asked == ["1", "2"]
    assert fetcher.is_resting
    assert fetcher.want(["4"]) == frozenset()


def test_nothing_is_fetched_where_the_host_says_so(fetch, monkeypatch):
    monkeypatch.setenv(wording.FETCH_VARIABLE, "off")
    assert wording.Fetcher().want(["1"]) == frozenset()


def test_a_folder_is_read_where_its_texts_are_not_at_hand(monkeypatch, tmp_path):
    monkeypatch.setenv("OFSTED_LOCAL", str(tmp_path))
    monkeypatch.setattr(paths, "report_folders", lambda: [tmp_path / "reports"])
    assert not wording._is_needed()
    (tmp_path / "reports").mkdir()
    assert not wording._is_needed()
    (tmp_path / "reports" / "1.pdf").write_bytes(b"%PDF-")
    assert wording._is_needed()
    paths.quotes_table().write_bytes(b"")
    assert not wording._is_needed()
