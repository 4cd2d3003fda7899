"""The rows that a headline is about."""

from __future__ import annotations

import pandas as pd

from ofsted import words


def row_of_most(frame: pd.DataFrame, values: pd.Series) -> pd.Series:
    """The row of the frame that has the largest of the values; the first one of equals."""
    place = values.idxmax()
    return frame.loc[[place]].iloc[0]


def listed_labels(rows: pd.DataFrame) -> str:
    """The labels of the rows in a sentence, e.g. "Timeliness and Consistency"."""
    labels = rows["label"].tolist()
    return words.listed(labels)
