"""Finding, ordering and paging recommendations. Pure."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd

from ofsted.analysis.counting.dataset import Dataset

PAGE_ROWS = {"cards": 20, "table": 100}

_ORDERS = {
    "newest": (["published_on", "report_id", "order"], [False, True, True]),
    "oldest": (["published_on", "report_id", "order"], [True, True, True]),
    "area": (["area_name", "published_on", "report_id", "order"], [True, False, True, True]),
    "longest": (["word_count", "published_on", "report_id", "order"], [False, False, True, True]),
}


def make_haystack(dataset: Dataset, quotes: dict[str, str]) -> list[str]:
    """What each recommendation is searched by, in lower case: wording where hydrated, summary,
    area, section and themes.
    """
    rows, labels = dataset.recommendations, dataset.codebook.labels
    texts = zip(
        rows["recommendation_id"],
        rows["area_name"],
        rows["section"],
        rows["summary"],
        rows["themes"],
        strict=True,
    )
    return [
        _plain(
            "\n".join(
                [
                    quotes.get(key, ""),
                    area,
                    _text(section),
                    _text(summary),
                    *(labels[theme] for theme in themes),
                ]
            )
        )
        for key, area, section, summary, themes in texts
    ]


def find_matches(haystack: list[str], query: str) -> np.ndarray:
    """Bool per recommendation: all words of the query occur; words in quotes stand together."""
    needles = [_plain(phrase or word) for phrase, word in re.findall(r'"([^"]+)"|(\S+)', query)]
    return np.fromiter(
        (all(needle in hay for needle in needles) for hay in haystack),
        dtype=bool,
        count=len(haystack),
    )


def order_rows(rows: pd.DataFrame, sort: str) -> pd.DataFrame:
    """The rows in one of the orders `newest`, `oldest`, `area`, `longest`; ties keep the order of
    the report.
    """
    columns, ascending = _ORDERS[sort]
    return rows.sort_values(columns, ascending=ascending, kind="stable")


def count_pages(row_count: int, show: str) -> int:
    """Number of pages, at least 1."""
    return max(1, math.ceil(row_count / PAGE_ROWS[show]))


def take_page(rows: pd.DataFrame, page: int, show: str) -> pd.DataFrame:
    """The rows of one page, counted from 1."""
    size = PAGE_ROWS[show]
    return rows.iloc[(page - 1) * size : page * size]


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").replace("‘", "'").split())


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
