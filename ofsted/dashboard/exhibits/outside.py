"""The exhibits of the page on figures that others published."""

from __future__ import annotations

import pandas as pd

from ofsted.analysis.outside import telling
from ofsted.analysis.outside.missing import headline_missing
from ofsted.dashboard.held import turns
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.steps.outside import bound_missing, compare_outside, find_missing, read_outside

_HEADS = {
    "published_by": "Published by",
    "counted": "What is counted",
    "on": "When",
    "theirs": "Theirs",
    "ours": "Ours",
    "verdict": "Verdict",
    "why": "Why",
}


@remember
def compare(release: Release) -> list:
    """Every figure of others beside ours; takes about a second the first time."""
    with turns.waiting():
        return compare_outside(read_outside())


def printed_table(results: list) -> pd.DataFrame:
    """The figures under column names that a reader understands."""
    return telling.outside_table(results, read_outside())[list(_HEADS)].rename(columns=_HEADS)


@remember
def missing(release: Release) -> str:
    """What the reports that the release lacks could change at most."""
    outside = read_outside()
    return headline_missing(find_missing(outside), bound_missing(outside))
