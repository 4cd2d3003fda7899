"""The line under a heading: what is counted, of what, and how much is shown."""

from __future__ import annotations

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.schemes import describe_scheme
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    describe_selection,
)
from ofsted.limits import SMALL_GROUP
from ofsted.words import plural


def subtitle(dataset: Dataset, selection: Selection, unit: str, level: str = "category") -> str:
    """Measure, N, filters and view of the codebook in words, for a figure whose N the chosen themes
    do not touch.
    """
    reports = int(choose_reports(dataset, selection).sum())
    items = int(choose_recommendations(dataset, selection).sum())
    numbers = f"{words.number(items)} {plural(items, 'recommendation')} in {words.number(reports)} {plural(reports, 'report')}"
    told = f"{glossary.label('unit', unit)}. {numbers}: {describe_selection(selection, dataset, coded=False)}."
    return " ".join(part for part in (told, describe_scheme(dataset, level)) if part)


def among(selection: Selection, headline: str, rows: pd.DataFrame) -> str:
    """The headline of a figure whose rows are chosen categories or themes: first and widest are so
    among these, not among all.

    Where themes are chosen and categories are shown, the figures are those of whole categories,
    which the reader may not expect.
    """
    if (
        selection.theme
        and not selection.category
        and len(rows)
        and rows["level"].iloc[0] == "category"
    ):
        return f"{'Whole category' if rows['code'].nunique() == 1 else 'Whole categories'} of the themes chosen, not the themes alone: {headline}"
    return (
        f"Of those chosen: {headline}"
        if (selection.category or selection.theme) and rows["code"].nunique() > 1
        else headline
    )


def _interval_note(unit: str, counts: pd.DataFrame) -> str:
    has_interval = glossary.UNITS[unit].is_share and (counts["report_count"] >= SMALL_GROUP).any()
    return " The thin line under a bar is its 95% interval." if has_interval else ""


def _cut_note(most: int, shown: int) -> str:
    return (
        f" The chart shows the first {most} of {shown}; the table and the download hold all."
        if shown > most
        else ""
    )
