"""How an area's report compares with others, in one sentence."""

from __future__ import annotations

import pandas as pd

from ofsted import words
from ofsted.analysis.headlines.phrases import by_number, part_of
from ofsted.analysis.headlines.rows import listed_labels


def headline_profile(profile: pd.DataFrame) -> str:
    """What the report names most, and how many to expect of it at the share of the first group."""
    count = 0
    if len(profile):
        count = int(profile["own_count"].max())
    if not count:
        return "There are no recommendations to compare."
    first = profile[profile["group"] == profile["group"].iloc[0]]
    most = int(first["own_hit_count"].max())
    if not most and count == 1:
        return "The one recommendation carries no theme."
    if not most:
        return f"None of the {words.number(count)} recommendations carries a theme."
    named = first[first["own_hit_count"] == most]
    each = by_number(len(named), "", " each")
    told = f"Named most: {listed_labels(named)} ({part_of(most, count)}{each})."
    if len(named) > 1 or named["expected_count"].isna().any():
        return told
    row = named.iloc[0]
    return (
        f"{told} At the share of the group “{row['group']}”, {row['expected_count']:.1f} would be "
        "expected."
    )
