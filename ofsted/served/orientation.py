"""What recommendations ask to change, as a page without scripts, a picture and a table: the same
counts and sentences as on the dashboard.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.address.view import View
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.orientation import (
    CODES,
    choose_groups,
    count_orientations,
    label_code,
)
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.orientation import headline_orientation
from ofsted.analysis.inference.intervals import share_intervals
from ofsted.charts.composition import Part, Whole
from ofsted.glossary import ORIENTATIONS
from ofsted.limits import SMALL_GROUP

WHAT = "what recommendations ask to change"
NOT_READ = f"This release does not say {WHAT}"
SMALL_NOTE = f"Groups of fewer than {SMALL_GROUP} reports are in the table with counts only."
SIZE_NOTE = "The number after each name is its recommendations."
_SHOWN = ("framework", "rating", "year")


def is_read(dataset: Dataset) -> bool:
    """Whether the release says what recommendations ask to change, as the first ones do not."""
    return bool(dataset.recommendations["orientation"].notna().any())


def headline_asked(dataset: Dataset, selection: Selection) -> str:
    """What the chosen recommendations ask to change, in a sentence."""
    if not is_read(dataset):
        return NOT_READ
    return headline_orientation(count_orientations(dataset, selection)[0])


def headline_groups(by: str) -> str:
    """The heading of the same by group."""
    return f"What they ask to change, by {glossary.field_label(by).lower()}"


def shown_groupings(view: View) -> tuple[str, ...]:
    """The groupings that the page shows: that of the view, or three where it has none."""
    return _SHOWN if view.by in ("none", "body") else (view.by,)


def has_groups(dataset: Dataset, selection: Selection, by: str) -> bool:
    """Whether the chosen reports stand in more groups than one."""
    return len(choose_groups(dataset, selection, by)) > 1


def find_wholes(counts: pd.DataFrame) -> list[Whole]:
    """A bar for every group with enough reports; for one alone, whatever its size."""
    found = []
    only = counts["group"].nunique() == 1 if len(counts) else False
    for _, rows in counts.groupby("group", sort=False):
        own: Iterable[Any] = rows.itertuples()
        row_of = {row.code: row for row in own}
        first = row_of[CODES[0]]
        if first.is_small and not only:
            continue
        parts = tuple(Part(label_code(code), row_of[code].hit_count) for code in ORIENTATIONS)
        found.append(Whole(first.group_label, first.recommendation_count, parts))
    return found


def print_orientations(dataset: Dataset, selection: Selection, by: str | None) -> pd.DataFrame:
    """The numbers with intervals that allow for several reports on one area, a row each."""
    counts, tally, members = count_orientations(dataset, selection, by)
    low, high = share_intervals(tally, members)
    ends = counts.assign(low=low.ravel(), high=high.ravel())
    rows: list[Any] = list(ends.itertuples())
    table = pd.DataFrame(
        {
            "Group": ends["group_label"],
            "Asks to change": ends["label"],
            "Recommendations": ends["hit_count"],
            "Of": ends["recommendation_count"],
            "Share": [_percent(row.share, is_small=row.is_small) for row in rows],
            "95% interval": [_interval(row) for row in rows],
            "Reports": ends["report_count"],
        }
    )
    return table if by else table.drop(columns="Group")


def _percent(share: float, *, is_small: bool) -> str:
    return "" if is_small or share != share else words.percent(share)


def _interval(row: Any) -> str:
    if row.is_small or row.low != row.low:
        return ""
    return f"{words.percent(row.low)} to {words.percent(row.high)}"
