"""Figures and counts that are remembered for views asked for often."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from cachetools import LRUCache
from cachetools.keys import hashkey

from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    count_options,
)
from ofsted.dashboard.held.data import read_engine
from ofsted.search.engine import Found
from ofsted.search.listing import order_places
from ofsted.served.counted import count_chosen
from ofsted.served.source import Release

KEPT = 256  # results of each kind
AnyRelease = TypeVar("AnyRelease", bound=Release)
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_remembered: list[LRUCache] = []
# How often a result was at hand, and how often it had to be made, since the start.
_asked: Counter[bool] = Counter()


def remember(
    function: Callable[Concatenate[AnyRelease, Arguments], Result],
) -> Callable[Concatenate[AnyRelease, Arguments], Result]:
    """The function with its last results remembered, by release and arguments.

    The first argument is the release; the others must be hashable. Results are shared between
    readers and never changed. Two readers who ask for the same at the same moment may both wait
    for a computation of their own.
    """
    results: LRUCache = LRUCache(maxsize=KEPT)
    lock = threading.Lock()
    _remembered.append(results)

    @wraps(function)
    def remembered(
        release: AnyRelease, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        named: dict[str, Any] = dict(kwargs)
        key = hashkey(release.key, *args, **named)
        with lock:
            is_there = key in results and not _has_failed(results[key])
            _asked[is_there] += 1
            if is_there:
                return results[key]
        result = function(release, *args, **kwargs)
        with lock:
            results[key] = result
        return result

    return remembered


def _has_failed(result: object) -> bool:
    """Whether it is a result to come that did not come: what it lacked may be there by now."""
    return isinstance(result, Future) and result.done() and result.exception() is not None


def count_remembered() -> dict[str, int]:
    """How often a result was at hand, and how often it had to be made, since the start."""
    return {"hits": _asked[True], "misses": _asked[False]}


def forget_all() -> None:
    """Let go of everything remembered."""
    for results in _remembered:
        results.clear()


@remember
def option_counts(release: Release, selection: Selection) -> dict[str, dict]:
    """Recommendations per option of every filter, each with the other filters as they are."""
    return count_options(release.dataset, selection)


@remember
def chosen_counts(release: Release, selection: Selection) -> tuple[int, int, int]:
    """Chosen reports, recommendations with a chosen code, and the reports that list those."""
    return count_chosen(release.dataset, selection)


@remember
def row_order(release: Release, sort: str) -> np.ndarray:
    """The row numbers of all recommendations in an order of the list: sorted once, and not anew for
    every choice of filters.
    """
    rows = release.dataset.recommendations
    return order_places(rows, np.arange(len(rows)), sort)


@remember
def find(release: Release, query: str, selection: Selection) -> Found:
    """What a search within the chosen recommendations finds, the best first."""
    chosen = choose_recommendations(release.dataset, selection, coded=True)
    return read_engine().search(query, chosen)
