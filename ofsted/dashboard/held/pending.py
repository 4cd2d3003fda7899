"""Statistics computed off a page's own thread, so that the page can show counts meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st


@st.cache_resource(max_entries=1, show_spinner=False)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="statistics")


def begin(function: Callable, *arguments: object) -> Future:
    """The result of a pure function to come.

    Remember it (`exhibits.remember`): once done it stays done for all who ask.
    """
    return _pool().submit(function, *arguments)
