"""How an area's report compares with others, in one sentence."""

from __future__ import annotations

import pandas as pd

from ofsted import words


def headline_profile(profile: pd.DataFrame) -> str:
    """What the report names most, and how many to expect of it at the share of the first group."""
    count = int(profile["own_count"].max()) if len(profile) else 0
    if not count:
        return "There are no recommendations to compare."
    first = profile[profile["group"] == profile["group"].iloc[0]]
    most = int(first["own_hit_count"].max())
    named = first[first["own_hit_count"] == most]
    if not most:
        if count == 1:
            return "The one recommendation carries no theme."
        return f"None of the {words.number(count)} recommendations carries a theme."
    out_of = f"{words.number(most)} of {words.number(count)}{' each' if len(named) > 1 else ''}"
    told = f"Named most: {words.listed(named['label'].tolist())} ({out_of})."
    if len(named) > 1 or named["expected_count"].isna().any():
        return told
    return f"{told} At the share of the group “{named['group'].iloc[0]}”, {named['expected_count'].iloc[0]:.1f} would be expected."
