"""A person's coding beside ours, in words and printed tables. Pure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ofsted import glossary, words
from ofsted.coding.beside import MEASURES, SetAgreement
from ofsted.words import plural

_NAMES = {
    "kappa": "Kappa",
    "sensitivity": "Sensitivity (%)",
    "specificity": "Specificity (%)",
}


def headline_own(answered_count: int, apart_count: int) -> str:
    """How many of the person's recommendations carry the same themes from both."""
    same = answered_count - apart_count
    return (
        f"You and we give the same themes to {words.number(same)} of"
        f" {words.number(answered_count)} {plural(answered_count, 'recommendation')}"
    )


def tell_sets(category: SetAgreement, theme: SetAgreement) -> str:
    """Alpha at both levels with its interval, or that the reports are too few."""
    if np.isnan(category.alpha):
        return (
            f"These come from {category.report_count} reports. With fewer than 15 there are counts"
            " only."
        )
    told = [
        f"{sets.alpha:.2f} for {name} (95% interval {sets.low:.2f} to {sets.high:.2f})"
        for name, sets in (("categories", category), ("themes", theme))
    ]
    return (
        f"Krippendorff’s alpha of whole sets is {told[0]}. It is {told[1]}. Above 0.80 is reliable."
    )


def printed_own(figures: pd.DataFrame, head: str, who: str = "you") -> pd.DataFrame:
    """Agreement by code under names that a reader understands, in codebook order."""
    table: dict[str, object] = {
        head: figures["label"],
        "Given by both": figures["both_count"],
        f"Only by {who}": figures["theirs_only_count"],
        "Only by us": figures["ours_only_count"],
    }
    for name in MEASURES:
        scale, places = (1, 2) if name == "kappa" else (100, 0)
        table[_NAMES[name]] = [
            _printed(value, scale, places) for value in figures[name].to_numpy(dtype=float)
        ]
        ends = zip(figures[f"{name}_low"], figures[f"{name}_high"], strict=True)
        table[f"95% interval of {name}"] = [
            _printed_interval(float(low), float(high), scale, places) for low, high in ends
        ]
    return pd.DataFrame(table)


def _printed(value: float, scale: float, places: int) -> str:
    return "–" if np.isnan(value) else f"{value * scale:.{places}f}"


def _printed_interval(low: float, high: float, scale: float, places: int) -> str:
    if np.isnan(low):
        return "–"
    return f"{_printed(low, scale, places)} to {_printed(high, scale, places)}"


def printed_corrected(found: pd.DataFrame, level: str) -> pd.DataFrame:
    """A difference of two sides as coded and corrected, in percentage points; empty for a level
    that is not corrected, and where too little was read.
    """
    if found.empty or found["corrected"].isna().all():
        return pd.DataFrame()
    return pd.DataFrame(
        {
            glossary.field_label(level): found["label"],
            "A − B as coded, points": [_points(value) for value in found["plain"]],
            "A − B corrected, points (95% interval)": [
                _points_with_interval(*ends)
                for ends in zip(
                    found["corrected"],
                    found["corrected_low"],
                    found["corrected_high"],
                    strict=True,
                )
            ],
            "Read by a person, on the side where fewest": found["read_count"],
        }
    )


def printed_shares(found: pd.DataFrame) -> pd.DataFrame:
    """Shares of all recommendations as coded and corrected; empty where too little was read."""
    if found.empty or found["corrected"].isna().all():
        return pd.DataFrame()
    ends = zip(found["corrected_low"], found["corrected_high"], strict=True)
    return pd.DataFrame(
        {
            "Category": found["label"],
            "Share as we coded it (%)": (found["plain"] * 100).round(1),
            "Corrected by your coding (%)": (found["corrected"] * 100).round(1),
            "95% interval": [
                _printed_interval(max(low, 0.0), min(high, 1.0), 100, 1) for low, high in ends
            ],
        }
    )


def _points(value: float) -> str:
    return "–" if np.isnan(value) else f"{100 * value:+.1f}"


def _points_with_interval(value: float, low: float, high: float) -> str:
    if np.isnan(value):
        return "–"
    return f"{_points(value)} ({_points(low)} to {_points(high)})"


def printed_apart(apart: pd.DataFrame, recommendations: pd.DataFrame) -> pd.DataFrame:
    """The recommendations that the two code differently, yours beside ours; what each says is in
    our summary.
    """
    rows = recommendations.set_index("recommendation_id")
    keys = apart["recommendation_id"]
    return pd.DataFrame(
        {
            "Recommendation": keys,
            "Council": keys.map(rows["area_name"]),
            "Our summary": keys.map(rows["summary"]),
            "Only you": apart["only_theirs"].replace("", "–"),
            "Only we": apart["only_ours"].replace("", "–"),
            "Your themes": apart["theirs"].replace("", "None"),
            "Our themes": apart["ours"].replace("", "None"),
            "Your reason": apart["reason"].replace("", "–"),
        }
    )
