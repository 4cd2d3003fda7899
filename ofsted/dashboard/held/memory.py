"""Figures and counts that are remembered for views asked for often."""

from __future__ import annotations

import streamlit as st

from ofsted.analysis.counting.selection import (
    Selection,
    count_options,
)
from ofsted.dashboard.held.data import Release

KEPT = 64  # figures of each kind


remember = st.cache_resource(
    max_entries=KEPT,
    show_spinner=False,
    hash_funcs={Release: lambda release: (release.version, id(release))},
)


@remember
def option_counts(release: Release, selection: Selection, name: str) -> dict:
    """Recommendations per option of a filter, with the other filters as they are."""
    return count_options(release.dataset, selection, name)
