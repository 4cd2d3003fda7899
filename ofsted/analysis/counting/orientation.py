"""What recommendations ask to change: how work is done, what is in place, or what changes for
children; and how many name a change for children or set a target.

A chosen theme or category restricts what is counted here, unlike in `counts`: the question is what
the recommendations with that theme ask for.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_recommendations, choose_reports
from ofsted.analysis.counting.tallies import Tally, divide, group_label, group_members, tally_hits
from ofsted.glossary import ORIENTATIONS
from ofsted.limits import SMALL_GROUP

MARKS = {"names_outcome": "Names a change for children", "sets_target": "Sets a target"}
CODES = (*ORIENTATIONS, *MARKS)
GROUPINGS = ("framework", "rating", "year", "deprivation", "rurality", "region")


def tally_orientations(dataset: Dataset, selection: Selection) -> Tally:
    """Hits per chosen report and code of `CODES`."""
    rows = dataset.recommendations
    orientation = rows["orientation"].to_numpy(dtype=object)
    hits = np.column_stack(
        [
            *(orientation == code for code in ORIENTATIONS),
            *(rows[name].to_numpy(dtype=bool) for name in MARKS),
        ]
    )
    chosen = choose_recommendations(dataset, selection, coded=True)
    return tally_hits(dataset, choose_reports(dataset, selection), chosen, hits, CODES)


def count_orientations(
    dataset: Dataset, selection: Selection, by: str | None = None
) -> tuple[pd.DataFrame, Tally, np.ndarray]:
    """One row per group and code of `CODES`, with the tally and the membership [group × report]
    that intervals are made of.

    Columns: group, group_label, code, label, hit_count, recommendation_count, report_count, share
    (0 to 1, NaN without recommendations) and is_small, where a group has too few reports for
    shares.
    """
    tally = tally_orientations(dataset, selection)
    groups, members = group_members(tally, dataset, by)
    hits = members.astype(int) @ tally.hits
    items = members.astype(int) @ tally.items
    reports = members.sum(axis=1)
    rows = [
        {
            "group": group,
            "group_label": group_label(by or "all", group),
            "code": code,
            "label": label_code(code),
            "hit_count": int(hits[place, column]),
            "recommendation_count": int(items[place]),
            "report_count": int(reports[place]),
            "share": float(divide(hits[place, column], items[place])),
            "is_small": bool(reports[place] < SMALL_GROUP),
        }
        for place, group in enumerate(groups)
        for column, code in enumerate(CODES)
    ]
    return pd.DataFrame(rows), tally, members


def choose_groups(dataset: Dataset, selection: Selection, by: str) -> list:
    """The groups that the chosen reports stand in, in printing order."""
    groups, _ = group_members(tally_orientations(dataset, selection), dataset, by)
    return groups


def label_code(code: str) -> str:
    """An orientation or a mark in a few words."""
    return MARKS.get(code) or glossary.short_label("orientation", code)
