"""Finding, ordering and paging recommendations. Pure."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from ofsted.limits import ROWS_A_PAGE
from ofsted.search.engine import Found

BEST = "best"  # the order of a search; where nothing was searched for, the newest first

_NEWEST_FIRST = (["published_on", "report_id", "order"], [False, True, True])
_ORDERS = {
    BEST: _NEWEST_FIRST,
    "newest": _NEWEST_FIRST,
    "oldest": (["published_on", "report_id", "order"], [True, True, True]),
    "area": (["area_name", "published_on", "report_id", "order"], [True, False, True, True]),
    "longest": (["word_count", "published_on", "report_id", "order"], [False, False, True, True]),
}


def list_rows(
    rows: pd.DataFrame, chosen: np.ndarray, found: Found | None, sort: str
) -> pd.DataFrame:
    """The rows that filters and search leave, in the order asked for.

    `rows` are all recommendations; `chosen` is bool over them, those that the filters leave.
    `found` is what a search within these found, None where nothing was searched for.
    """
    return rows.take(list_places(rows, chosen, found, sort))


def list_places(
    rows: pd.DataFrame,
    chosen: np.ndarray,
    found: Found | None,
    sort: str,
    order: np.ndarray | None = None,
) -> np.ndarray:
    """The row numbers of what `list_rows` gives; `order` are those of all rows in the order asked
    for (`order_places`), where they are at hand.
    """
    if found is None and order is not None:
        return order[chosen[order]]
    if found is None:
        return order_places(rows, np.flatnonzero(chosen), sort)
    if sort == BEST:
        return found.rows
    return order_places(rows, found.rows, sort)


def order_places(rows: pd.DataFrame, places: np.ndarray, sort: str) -> np.ndarray:
    """Row numbers in one of the orders of `order_rows`."""
    columns, _ = _ORDERS[sort]
    keys = rows[columns].take(places).reset_index(drop=True)
    return places[order_rows(keys, sort).index.to_numpy()]


def order_rows(rows: pd.DataFrame, sort: str) -> pd.DataFrame:
    """The rows in one of the orders `best`, `newest`, `oldest`, `area`, `longest`; ties keep the
    order of the report.
    """
    columns, ascending = _ORDERS[sort]
    return rows.sort_values(columns, ascending=ascending, kind="stable")


def count_pages(row_count: int, show: str) -> int:
    """Number of pages, at least 1."""
    return max(1, math.ceil(row_count / ROWS_A_PAGE[show]))


def take_page(rows: pd.DataFrame, page: int, show: str) -> pd.DataFrame:
    """The rows of one page, counted from 1."""
    return rows.iloc[span_of_page(page, show)]


def span_of_page(page: int, show: str) -> slice:
    """Where the rows of a page stand in the list."""
    size = ROWS_A_PAGE[show]
    return slice((page - 1) * size, page * size)
