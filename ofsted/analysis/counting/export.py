"""Tables as CSV text that a spreadsheet opens without running anything."""

from __future__ import annotations

import pandas as pd

from ofsted.tables.formulas import defuse

_LISTS = ("themes", "categories", "paragraphs", "warnings", "list_pages")
LIST_SEPARATOR = ";"


def flatten_lists(frame: pd.DataFrame) -> pd.DataFrame:
    """The stored table with its lists written as text, parted by semicolons."""
    lists = [column for column in _LISTS if column in frame]
    return frame.assign(
        **{
            column: frame[column].map(lambda items: LIST_SEPARATOR.join(map(str, items)))
            for column in lists
        }
    )


def csv_text(frame: pd.DataFrame) -> str:
    """The frame as CSV (RFC 4180 line ends).

    Text cells and headers that a spreadsheet would read as a formula get an apostrophe in front.
    """
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].astype(object).map(defuse)
    return safe.rename(columns=defuse).to_csv(index=False, lineterminator="\r\n")
