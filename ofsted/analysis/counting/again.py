"""Which themes come up again in the reports on one council, as one sum.

A theme counts once for every full report that lists it, in however many recommendations. Every
such mention is one of three: the first on this council; one that the full report just before has
too; or one that only an earlier report has. So mentions are different themes plus mentions again,
and what a mention becomes in later reports is the same sum read forwards: again in the next
report, only in a later one, or in none.

Themes are those counted on their own in the dataset's theme list. Full reports are those of
`next_report.is_full`, and recommendations those to the council.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.next_report import is_full
from ofsted.analysis.counting.selection import Selection, choose_recommendations


@dataclass(frozen=True)
class Again:
    """The sum over all full reports on a council.

    `mention_count` is `theme_count` (different themes) + `next_count` + `gap_count`. Read forwards,
    it is `latest_count` (in the latest report, which none follows) + `next_count` + `gap_count` +
    `never_count`.
    """

    report_count: int
    mention_count: int
    theme_count: int
    several_count: int
    next_count: int
    gap_count: int
    latest_count: int

    @property
    def followed_count(self) -> int:
        """Mentions in reports that another full report followed."""
        return self.mention_count - self.latest_count

    @property
    def never_count(self) -> int:
        """Mentions in reports that another followed, of themes that no later report lists."""
        return self.followed_count - self.next_count - self.gap_count


def count_again(dataset: Dataset, urn: str) -> pd.DataFrame:
    """One row per full report on a council, oldest first.

    `report_id`, `inspected_to_on` and `framework`, and how many themes it lists: `mention_count` is
    `first_count` (not listed before) + `next_count` (in the full report just before too) +
    `gap_count` (only in an earlier one).
    """
    return _count(*_full_reports(dataset, urn))


def _count(reports: pd.DataFrame, lists: np.ndarray) -> pd.DataFrame:
    before = np.zeros_like(lists)
    before[1:] = lists[:-1]
    earlier = np.logical_or.accumulate(before, axis=0)
    return reports[["report_id", "inspected_to_on", "framework"]].assign(
        mention_count=lists.sum(axis=1),
        first_count=(lists & ~earlier).sum(axis=1),
        next_count=(lists & before).sum(axis=1),
        gap_count=(lists & earlier & ~before).sum(axis=1),
    )


def sum_again(dataset: Dataset, urn: str) -> Again:
    """The sum of `count_again`, and how many themes several of the reports list."""
    reports, lists = _full_reports(dataset, urn)
    counts = _count(reports, lists)
    mentions, first, following, gap = (
        int(counts[f"{name}_count"].sum()) for name in ("mention", "first", "next", "gap")
    )
    return Again(
        report_count=len(counts),
        mention_count=mentions,
        theme_count=first,
        several_count=int((lists.sum(axis=0) > 1).sum()),
        next_count=following,
        gap_count=gap,
        latest_count=int(lists[-1:].sum()),
    )


def _full_reports(dataset: Dataset, urn: str) -> tuple[pd.DataFrame, np.ndarray]:
    """The full reports on a council, oldest first, and bool [report × theme] of what they list."""
    reports = dataset.reports
    own = reports[is_full(reports) & (reports["urn"] == urn)]
    own = own.sort_values("inspected_to_on", kind="stable")
    chosen = choose_recommendations(dataset, Selection(area=(urn,)))
    hits = dataset.hits("theme")
    lists = np.zeros((len(own), hits.shape[1]), dtype=bool)
    for place, row in enumerate(own.index):
        lists[place] = hits[chosen & (dataset.report_rows == row)].any(axis=0)
    return own.reset_index(drop=True), lists
