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
    if found is None:
        return order_rows(rows[chosen], sort)
    listed = rows.take(found.rows)
    if sort == BEST:
        return listed
    return order_rows(listed, sort)


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
    size = ROWS_A_PAGE[show]
    return rows.iloc[(page - 1) * size : page * size]
