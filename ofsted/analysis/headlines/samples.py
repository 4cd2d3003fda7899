"""How far findings hang on the draw of a sample, in words."""

from __future__ import annotations

import pandas as pd

from ofsted import words
from ofsted.analysis.counting.counts import SMALL_GROUP
from ofsted.analysis.headlines.phrases import by_number
from ofsted.analysis.headlines.rows import row_of_most
from ofsted.analysis.inference.stability import CONTRASTS, DRAWS, POWER, STEADY


def headline_stability(stability: pd.DataFrame, size: int, draws: int = DRAWS) -> str:
    """How far the share of the code named most often runs over samples of `size` reports.

    `stability` is a `sample_stability` frame.
    """
    known = stability.dropna(subset=["full_share", "low_share"])
    if known.empty:
        return "No sample has a recommendation that the filters leave."
    report_count = known["report_count"].iloc[0]
    if report_count < SMALL_GROUP:
        return (
            f"Too few reports to speak of shares: the filters leave {report_count} of those that "
            "samples are drawn from."
        )
    median = known["median_report_count"].iloc[0]
    if median < SMALL_GROUP:
        return (
            f"Too few reports to speak of shares: of a sample of {words.number(size)}, the filters "
            f"leave {words.number(median)} in half the draws or fewer."
        )
    top = row_of_most(known, known["full_share"])
    low, high, full = (
        words.percent(top[f"{name}_share"], spelled=True) for name in ("low", "high", "full")
    )
    hits, total = words.number(top["hit_count"]), words.number(top["recommendation_count"])
    return (
        f"In the middle 95% of {words.number(draws)} samples of {words.number(size)} reports, the "
        f"share of {top['label']} ran from {low} to {high}; over all "
        f"{words.number(top['report_count'])} reports it is {full} ({hits} of {total} "
        "recommendations)."
    )


def headline_contrast(contrast: pd.DataFrame, by: str, size: int, draws: int = DRAWS) -> str:
    """How many differences keep their direction over samples of `size` reports.

    `contrast` is a `contrast_stability` frame.
    """
    name = CONTRASTS[by][2]
    known = contrast.dropna(subset=["agreeing_share"])
    if known.empty:
        return f"{name}: the samples have no recommendations on both sides that can be compared."
    fewest = int(known[["first_report_count", "second_report_count"]].min(axis=1).iloc[0])
    if fewest < SMALL_GROUP:
        return f"{name}: too few reports to compare shares, {fewest} on one side."
    steady = int((known["agreeing_share"] >= STEADY).sum())
    called = int((known["called_share"] >= POWER).sum())
    keep = by_number(steady, "keeps its", "keep their")
    return (
        f"{name}: {steady} of {len(known)} differences {keep} direction in at least "
        f"{words.percent(STEADY)} of {words.number(draws)} samples of {words.number(size)} "
        f"reports, and {called} would be called a difference by at least {words.percent(POWER)} "
        "of them."
    )
