"""The line under a heading: what is counted, of what, and how much is shown."""

from __future__ import annotations

import pandas as pd

from ofsted import glossary
from ofsted.limits import SMALL_GROUP


def _interval_note(unit: str, counts: pd.DataFrame) -> str:
    has_interval = glossary.UNITS[unit].is_share and (counts["report_count"] >= SMALL_GROUP).any()
    return " Thin lines show the margin of error." if has_interval else ""


def _cut_note(most: int, shown: int) -> str:
    return (
        f" The chart shows the first {most} of {shown}; the table and the download hold all."
        if shown > most
        else ""
    )
