"""Wording fetched on demand from the report itself, kept for the life of the process."""

from __future__ import annotations

import threading
from collections import OrderedDict

import streamlit as st

from ofsted.dashboard.held import data, turns
from ofsted.errors import DownloadError, OfstedError

REPORTS_KEPT = 200
_WAIT_SECONDS = 60


class Wordings:
    """Quotes by report, the most recently used kept.

    One report is fetched at a time, for Ofsted's server's sake.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._busy = threading.Lock()

    def find(self, recommendation_id: str) -> str | None:
        """The wording, if its report was fetched before."""
        return self._kept.get(_report_of(recommendation_id), {}).get(recommendation_id)

    def fetch(self, report_id: str, on_bytes) -> dict[str, str]:
        """The wording of every recommendation of a report that could be proved.

        Raises `DownloadError` or `QuoteError`.
        """
        if not self._busy.acquire(timeout=_WAIT_SECONDS):
            raise DownloadError(
                f"{report_id}: other readers' reports are still being fetched; try again in a minute"
            )
        try:
            if report_id not in self._kept:
                from ofsted.steps.hydrate import (
                    hydrate_report,  # here, so that pages without quotes need no PDF reader
                )

                self._kept[report_id] = hydrate_report(report_id, on_bytes=on_bytes)
            self._kept.move_to_end(report_id)
            while len(self._kept) > REPORTS_KEPT:
                self._kept.popitem(last=False)
            return self._kept[report_id]
        finally:
            self._busy.release()


@st.cache_resource(show_spinner=False)
def shared_wordings() -> Wordings:
    """The store that all readers share."""
    return Wordings()


def find_wording(recommendation_id: str) -> str | None:
    """The wording of a recommendation where it is at hand: read from a folder or fetched before."""
    wording = data.read_hydrated().get(recommendation_id)
    return wording or shared_wordings().find(recommendation_id)


def fetch_with_progress(report_id: str) -> str | None:
    """Fetch a report's wording while showing how far it has got; gives a reason in words where it
    could not be had.
    """
    bar = st.progress(0.0, text="Asking Ofsted’s file server for the report…")

    def on_bytes(done: int, total: int | None = None) -> None:
        part = min(1.0, done / total) if total else 0.0
        bar.progress(
            part,
            text=f"Fetching the report: {done / 1e6:.1f} MB"
            + (f" of {total / 1e6:.1f} MB" if total else ""),
        )

    try:
        with turns.waiting():
            shared_wordings().fetch(report_id, on_bytes)
    except (OfstedError, ImportError, OSError) as error:
        return _reason(error)
    finally:
        bar.empty()
    return None


def _reason(error: Exception) -> str:
    if isinstance(error, DownloadError):
        return f"The report could not be fetched ({error}). The link to it still leads to Ofsted’s own copy."
    if isinstance(error, OfstedError):
        return f"The wording could not be proved against the report ({error}). Please read it in the report itself."
    return "This installation cannot fetch reports. Please read the wording in the report itself."


def _report_of(recommendation_id: str) -> str:
    return recommendation_id.rpartition("-")[0]
