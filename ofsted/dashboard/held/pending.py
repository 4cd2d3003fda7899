"""Statistics computed off a page's own thread, so that the page can show counts meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from ofsted.dashboard.held.turns import waiting

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
# One at a time: two would take turns over the same processor and both end later.
_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="statistics")


def begin(
    function: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
) -> Future[Result]:
    """The result of a pure function to come.

    Remember it (`memory.remember`): once done it stays done for all who ask.
    """
    return _pool.submit(function, *arguments, **named)


def await_result(future: Future[Result]) -> Result:
    """The result, once it is there; others may have their turn meanwhile."""
    if future.done():
        return future.result()
    with waiting():
        return future.result()
