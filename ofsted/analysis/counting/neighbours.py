"""The statistical neighbours of a council, and what of theirs is set beside it.

Like is set beside like: the reports of one framework, that of the council's latest full report.
Lists of another framework are longer or shorter and ask for other things, so that pooled figures
would compare frameworks and not councils.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.next_report import is_full
from ofsted.analysis.counting.selection import Selection, choose_reports


@dataclass(frozen=True)
class Covered:
    """How many of the neighbours have a report among those compared, and how many reports that is,
    inspected in `years` (first and last; None where there is none).
    """

    neighbour_count: int
    covered_count: int
    report_count: int
    years: tuple[int, int] | None


def like_reports(dataset: Dataset, urn: str) -> Selection:
    """The filter that keeps to reports of the framework of a council's latest full report."""
    reports = dataset.reports
    own = reports[is_full(reports) & (reports["urn"] == urn)]
    latest = own.sort_values("inspected_to_on", kind="stable")["framework"].tail(1)
    return Selection(framework=tuple(latest))


def count_covered(dataset: Dataset, selection: Selection, neighbours: Collection[str]) -> Covered:
    """What the chosen reports cover of some councils, by their provider numbers."""
    reports = dataset.reports[choose_reports(dataset, selection)]
    theirs = reports[reports["urn"].isin(list(neighbours))]
    years = None
    if len(theirs):
        years = int(theirs["year"].min()), int(theirs["year"].max())
    return Covered(len(neighbours), theirs["urn"].nunique(), len(theirs), years)


def whose_neighbours(areas: pd.DataFrame, chosen: Collection[str]) -> str | None:
    """The name of the council whose statistical neighbours are just the chosen ones, if any."""
    wanted = frozenset(chosen)
    if not wanted:
        return None
    pairs = zip(areas["name"], areas["neighbours"], strict=True)
    return next((name for name, near in pairs if frozenset(near) == wanted), None)
