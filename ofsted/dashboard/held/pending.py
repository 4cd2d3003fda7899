"""Statistics computed off a page's own thread, so that the page can show counts meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from ofsted.dashboard.held.turns import waiting

# One at a time: two would take turns over the same processor and both end later.
_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="statistics")


def begin(function: Callable, *arguments: object) -> Future:
    """The result of a pure function to come.

    Remember it (`memory.remember`): once done it stays done for all who ask.
    """
    return _pool.submit(function, *arguments)


def await_result(future: Future) -> object:
    """The result, once it is there; others may have their turn meanwhile."""
    if future.done():
        return future.result()
    with waiting():
        return future.result()
