"""How far findings hang on the draw of a sample, in words."""

from __future__ import annotations

import pandas as pd

from ofsted import words
from ofsted.analysis.headlines.phrases import by_number, part_of, share_words
from ofsted.analysis.headlines.rows import row_of_most
from ofsted.analysis.inference.stability import CONTRASTS, POWER, STEADY
from ofsted.limits import SMALL_GROUP, STEADY_DRAWS


def headline_stability(stability: pd.DataFrame, size: int, draws: int = STEADY_DRAWS) -> str:
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
    low, high = share_words(top["low_share"]), share_words(top["high_share"])
    full = share_words(top["full_share"])
    numbers = part_of(top["hit_count"], top["recommendation_count"])
    return (
        f"In the middle 95% of {words.number(draws)} samples of {words.number(size)} reports, the "
        f"share of {top['label']} ran from {low} to {high}; over all "
        f"{words.number(top['report_count'])} reports it is {full} ({numbers} "
        "recommendations)."
    )


def headline_contrast(contrast: pd.DataFrame, by: str, size: int, draws: int = STEADY_DRAWS) -> str:
    """How many differences keep their direction over samples of `size` reports.

    `contrast` is a `contrast_stability` frame.
    """
    name = CONTRASTS[by][2]
    known = contrast.dropna(subset=["agreeing_share"])
    if known.empty:
        return f"{name}: the samples have no recommendations on both sides that can be compared."
    row = known.iloc[0]
    fewest = int(min(row["first_report_count"], row["second_report_count"]))
    if fewest < SMALL_GROUP:
        return f"{name}: too few reports to compare shares, {fewest} on one side."
    is_steady = known["agreeing_share"] >= STEADY
    is_called = known["called_share"] >= POWER
    steady = int(is_steady.sum())
    called = int(is_called.sum())
    keep = by_number(steady, "keeps its", "keep their")
    drawn, sized = words.number(draws), words.number(size)
    most, least = words.percent(STEADY), words.percent(POWER)
    return (
        f"{name}: {steady} of {len(known)} differences {keep} direction in at least {most} of "
        f"{drawn} samples of {sized} reports, and {called} would be called a difference by "
        f"at least {least} of them."
    )
