"""What the dataset holds: reports and recommendations by year, framework or any two groupings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    list_options,
)


def count_reports(
    dataset: Dataset,
    by_rows: str = "year",
    by_columns: str = "framework",
    selection: Selection = Selection(body="both"),
) -> pd.DataFrame:
    """One row per pair of codes, zero pairs included:

    `row`, `row_label`, `column`, `column_label`, `report_count`, `recommendation_count`.

    Rows run over every option of `by_rows`, years without gaps; columns only over those that some
    chosen report has.
    """
    chosen = choose_reports(dataset, selection)
    items = np.bincount(
        dataset.report_rows[choose_recommendations(dataset, selection)], minlength=len(chosen)
    )
    first, second = (
        dataset.reports[field].to_numpy(dtype=object, na_value=None)  # type: ignore[call-overload]  # stubs lack None
        for field in (by_rows, by_columns)
    )
    present = set(second[chosen].tolist())
    rows = []
    for row in list_options(dataset, by_rows):
        for column in list_options(dataset, by_columns):
            if column not in present:
                continue
            cell = chosen & (first == row) & (second == column)
            rows.append(
                (
                    row,
                    glossary.label(by_rows, row),
                    column,
                    glossary.label(by_columns, column),
                    int(cell.sum()),
                    int(items[cell].sum()),
                )
            )
    return pd.DataFrame(
        rows,
        columns=[
            "row",
            "row_label",
            "column",
            "column_label",
            "report_count",
            "recommendation_count",
        ],
    )
