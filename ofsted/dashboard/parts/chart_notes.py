"""What the line under a heading says of a chart besides what it counts."""

from __future__ import annotations

import pandas as pd

from ofsted import glossary
from ofsted.limits import SMALL_GROUP


def interval_note(unit: str, counts: pd.DataFrame) -> str:
    """What the thin lines are, where any are drawn."""
    has_interval = glossary.UNITS[unit].is_share and (counts["report_count"] >= SMALL_GROUP).any()
    return " Thin lines show the margin of error." if has_interval else ""


def cut_note(most: int, shown: int) -> str:
    """How many of the rows are in the chart, where some are not."""
    return (
        f" The chart shows the first {most} of {shown}; the table and the download hold all."
        if shown > most
        else ""
    )
