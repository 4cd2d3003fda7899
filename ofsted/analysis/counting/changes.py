"""What has changed between two releases under the same filters: counts and recommendations."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
)


@dataclass(frozen=True)
class Count:
    """One count in both releases."""

    name: str
    then: int
    now: int

    @property
    def has_moved(self) -> bool:
        """Whether it is another one now."""
        return self.then != self.now


@dataclass(frozen=True)
class RowChanges:
    """How many of the recommendations chosen then came, went or read otherwise now."""

    added: int
    gone: int
    kept: int
    rethemed: int
    reworded: int
    resummarised: int


def count_changes(then: Dataset, now: Dataset, selection: Selection) -> tuple[Count, ...]:
    """Reports, recommendations with a chosen code and mentions of themes in them, then and now."""
    counts = zip(_NAMES, _count(then, selection), _count(now, selection), strict=True)
    return tuple(Count(name, before, after) for name, before, after in counts)


_NAMES = ("Reports", "Recommendations", "Mentions of themes")


def _count(dataset: Dataset, selection: Selection) -> tuple[int, int, int]:
    chosen = choose_recommendations(dataset, selection, coded=True)
    reports = int(choose_reports(dataset, selection).sum())
    return reports, int(chosen.sum()), int(dataset.leaf_hits[chosen].sum())


def compare_rows(then: Dataset, now: Dataset, selection: Selection) -> RowChanges:
    """What became of the single recommendations that the filters choose."""
    before, after = _rows(then, selection), _rows(now, selection)
    both = before.index.intersection(after.index)
    old, new = before.loc[both], after.loc[both]
    changed = {name: int((old[name] != new[name]).sum()) for name in _COMPARED}
    return RowChanges(
        added=len(after) - len(both),
        gone=len(before) - len(both),
        kept=len(both),
        rethemed=changed["themes"],
        reworded=changed["text_sha256"],
        resummarised=changed["summary"],
    )


_COMPARED = ("themes", "text_sha256", "summary")


def _rows(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The chosen recommendations by id, each value compared as text."""
    chosen = choose_recommendations(dataset, selection, coded=True)
    rows = dataset.recommendations.loc[chosen, ["recommendation_id", *_COMPARED]]
    themes = [";".join(codes) for codes in rows["themes"]]
    return rows.assign(themes=themes).set_index("recommendation_id").astype(str)
