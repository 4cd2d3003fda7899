"""How alike groups of areas are as a whole, in words and as a table: the outcomes of the claim that
what is asked for is largely the same everywhere.
"""

from __future__ import annotations

import pandas as pd

from ofsted.analysis.paper.mixes import UNIT
from ofsted.analysis.paper.outcomes import ClaimResult, Finding
from ofsted.limits import LARGELY_SAME

SAMENESS_CLAIM = "C60"
_COLUMNS = {
    "label": "Groups",
    "points": "Points apart",
    "low": "Lower limit",
    "high": "Upper limit",
    "by_chance": "By chance",
    "p": "p",
    "first_count": "Mentions in the first",
    "second_count": "Mentions in the second",
}
_IN_POINTS = ("points", "low", "high", "by_chance")


def mixes_frame(result: ClaimResult) -> pd.DataFrame:
    """The mixes of the nine categories of two groups at a time, those furthest apart first.

    `label`, `points`, `low`, `high` and `by_chance` in points, `p`, and the mentions on both sides.
    """
    findings = [finding for test in result.tests for finding in test.findings]
    rows = [_row(finding) for finding in findings if finding.unit == UNIT]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).dropna(subset=["points"])
    return frame.sort_values("points", ascending=False, ignore_index=True)


def _row(finding: Finding) -> dict[str, object]:
    return {
        "label": finding.group,
        "points": 100 * finding.estimate,
        "low": 100 * finding.low,
        "high": 100 * finding.high,
        "by_chance": 100 * finding.by_chance,
        "p": finding.p,
        "first_count": finding.part,
        "second_count": finding.other_part,
    }


def mixes_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with columns in words and one decimal."""
    rounded = frame.round(dict.fromkeys(_IN_POINTS, 1))
    return rounded.rename(columns=_COLUMNS)


def headline_mixes(frame: pd.DataFrame) -> str:
    """How far apart the mixes lie at most, and what chance gives."""
    if frame.empty:
        return "No two groups have reports enough to compare their mixes."
    bound = round(100 * LARGELY_SAME)
    most = frame["points"].max()
    low, high = frame["by_chance"].min(), frame["by_chance"].max()
    apart = (
        f"By deprivation and rurality the mixes of categories lie at most {most:.1f} points apart; "
        f"chance alone gives {low:.1f} to {high:.1f}"
    )
    if frame["high"].max() < bound:
        return f"{apart}. More than {bound} points are ruled out."
    return f"{apart}. More than {bound} points are not ruled out everywhere."
