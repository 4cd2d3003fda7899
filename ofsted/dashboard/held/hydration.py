"""Wording read from single reports, kept for the life of the process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

import streamlit as st

from ofsted import paths
from ofsted.dashboard.held import data

REPORTS_KEPT = 600  # more than there are; their texts together take about a megabyte


class Wordings:
    """Quotes by report, the most recently read kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._keeping = threading.Lock()

    def find(self, recommendation_id: str) -> str | None:
        """The wording, if its report was read before."""
        return self._kept.get(report_of(recommendation_id), {}).get(recommendation_id)

    def holds(self, report_id: str) -> bool:
        """Whether the report was read, so that no more of it can be had."""
        return report_id in self._kept

    def read(self, report_id: str) -> bool:
        """Read a report from a file on this machine; gives whether there is one.

        Raises `QuoteError`.
        """
        # Here, so that pages without quotes need no PDF reader.
        from ofsted.steps.hydrate import hydrate_kept_report

        texts = hydrate_kept_report(report_id)
        if texts is None:
            return False
        self._keep(report_id, texts)
        return True

    def fetch(self, report_id: str, on_bytes: Callable[[int, int], None] | None = None) -> None:
        """Fetch a report from Ofsted and read it.

        Raises `DownloadError` or `QuoteError`.
        """
        from ofsted.steps.hydrate import hydrate_report

        self._keep(report_id, hydrate_report(report_id, on_bytes=on_bytes))

    def _keep(self, report_id: str, texts: dict[str, str]) -> None:
        with self._keeping:
            self._kept[report_id] = texts
            self._kept.move_to_end(report_id)
            while len(self._kept) > REPORTS_KEPT:
                self._kept.popitem(last=False)


def shared_wordings() -> Wordings:
    """The store that all readers share; a new one where the recommendations have changed, whose
    hashes have not proved what the old one holds.
    """
    return _wordings_of(paths.RECOMMENDATIONS_TABLE.stat().st_mtime_ns)


@st.cache_resource(show_spinner=False, max_entries=1)
def _wordings_of(changed_ns: int) -> Wordings:
    return Wordings()


def find_wording(recommendation_id: str) -> str | None:
    """The wording of a recommendation where it is at hand: read from a folder or fetched before."""
    wording = data.read_hydrated().get(recommendation_id)
    return wording or shared_wordings().find(recommendation_id)


def report_of(recommendation_id: str) -> str:
    """The report that a recommendation stands in."""
    return recommendation_id.rpartition("-")[0]
