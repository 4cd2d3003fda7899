"""Which themes are named together, in words."""

from __future__ import annotations

import pandas as pd

from ofsted import glossary
from ofsted.analysis.headlines.phrases import by_number
from ofsted.limits import SIGNIFICANT


def proved_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs named together more often than lists of their length would give, the most frequent
    first.
    """
    found = pairs[pairs["q"] < SIGNIFICANT]
    return found.sort_values(["pair_count", "lift"], ascending=False, kind="stable")


def headline_pairs(pairs: pd.DataFrame) -> str:
    """How many pairs of themes are named together more often than chance within a report gives."""
    tested = int(pairs["q"].notna().sum())
    if not tested:
        return "No two themes can be tested for being named together."
    found = len(proved_pairs(pairs))
    are = by_number(found, "is", "are")
    return (
        f"{found} of {tested} pairs of themes {are} named together more often than lists of this "
        "length would give."
    )


def describe_pairs(framework: str) -> str:
    """What was counted, and against what."""
    name = glossary.short_label("framework", framework)
    return (
        f"Recommendations to councils in {name} reports; other filters do not apply here. "
        "“Expected” is what chance gives where the themes of each report change places between its "
        "recommendations. Each recommendation keeps its number of themes. "
        "Pairs expected less than once are not tested. "
        "Named together does not mean that one causes the other."
    )


def pair_name(first: str, second: str) -> str:
    """Two themes by their labels."""
    return f"{first} + {second}"
