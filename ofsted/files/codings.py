"""All codings as a table: one theme that one coder gave to one recommendation in each row."""

from __future__ import annotations

import pandas as pd

from ofsted.analysis.counting.export import csv_text
from ofsted.codebook import Codebook

_OF_RECOMMENDATION = (
    "report_id",
    "order",
    "page",
    "area_name",
    "framework",
    "rating",
    "deprivation",
    "rurality",
    "year",
    "text_sha256",
)
MEDIA_TYPE = "text/csv"


def write_codings(codings: pd.DataFrame, recommendations: pd.DataFrame, codebook: Codebook) -> str:
    """The codings as CSV, each with the names of its theme and category and with what the filters
    are made of; `trigger_start` and `trigger_end` count characters of the normalised wording.
    """
    found = codings.merge(
        recommendations[["recommendation_id", *_OF_RECOMMENDATION]],
        on="recommendation_id",
        how="left",
        validate="many_to_one",
    )
    category = found["theme"].map(codebook.category_of)
    place = list(found.columns).index("theme") + 1
    found.insert(place, "theme_label", found["theme"].map(codebook.labels))
    found.insert(place + 1, "category", category)
    found.insert(place + 2, "category_label", category.map(codebook.labels))
    return csv_text(found)
