"""How far findings hang on the draw of a sample, in words."""

from __future__ import annotations

import pandas as pd

from ofsted import words
from ofsted.analysis.inference.stability import CONTRASTS, DRAWS, POWER, STEADY
from ofsted.limits import SMALL_GROUP


def headline_stability(stability: pd.DataFrame, size: int, draws: int = DRAWS) -> str:
    """How far the share of the code named most often runs over samples of `size` reports, from a
    `sample_stability` frame.
    """
    known = stability.dropna(subset=["full_share", "low_share"])
    if known.empty:
        return "No sample has a recommendation that the filters leave."
    if known["report_count"].iloc[0] < SMALL_GROUP:
        return f"Too few reports to speak of shares: the filters leave {known['report_count'].iloc[0]} of those that samples are drawn from."
    if known["median_report_count"].iloc[0] < SMALL_GROUP:
        left = words.number(known["median_report_count"].iloc[0])
        return f"Too few reports to speak of shares: of a sample of {words.number(size)}, the filters leave {left} in half the draws or fewer."
    top = known.loc[known["full_share"].idxmax()]
    return (
        f"In the middle 95% of {words.number(draws)} samples of {words.number(size)} reports, the share of {top['label']} ran from "
        f"{words.percent(top['low_share'], spelled=True)} to {words.percent(top['high_share'], spelled=True)}; over all {words.number(top['report_count'])} "
        f"reports it is {words.percent(top['full_share'], spelled=True)} "
        f"({words.number(top['hit_count'])} of {words.number(top['recommendation_count'])} recommendations)."
    )


def headline_contrast(contrast: pd.DataFrame, by: str, size: int, draws: int = DRAWS) -> str:
    """How many differences keep their direction over samples of `size` reports, from a
    `contrast_stability` frame.
    """
    name = CONTRASTS[by][2]
    known = contrast.dropna(subset=["agreeing_share"])
    if known.empty:
        return f"{name}: the samples have no recommendations on both sides that can be compared."
    fewest = int(known[["first_report_count", "second_report_count"]].min(axis=1).iloc[0])
    if fewest < SMALL_GROUP:
        return f"{name}: too few reports to compare shares, {fewest} on one side."
    steady, called = (
        int((known[column] >= least).sum())
        for column, least in (("agreeing_share", STEADY), ("called_share", POWER))
    )
    return (
        f"{name}: {steady} of {len(known)} differences keep{'s' if steady == 1 else ''} {'its' if steady == 1 else 'their'} direction in at least "
        f"{words.percent(STEADY)} of {words.number(draws)} samples of {words.number(size)} reports, and {called} would be called a difference by at least "
        f"{words.percent(POWER)} of them."
    )
