"""The row that a headline is about."""

from __future__ import annotations

import pandas as pd


def row_of_most(frame: pd.DataFrame, values: pd.Series) -> pd.Series:
    """The row of the frame that has the largest of the values; the first one of equals."""
    return frame.loc[[values.idxmax()]].iloc[0]
