"""The rows of a comparison as tables: to read, and in full for download."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.headlines.comparison import other_unit_words
from ofsted.charts.pairs import q_words, unbroken

LEANS = "Leans, where nothing is proved"
FINDABLE = "More in A that this could have found"


def brief_differences(ranked: pd.DataFrame) -> pd.DataFrame:
    """One row per code to read: verdict, both sides as "9% (30 of 336)", difference and ratio with
    intervals, q, where it leans, and what could have been found.
    """
    is_counted = ranked["verdict"] == "counts-only"
    table = {_code_head(ranked): ranked["label"], "Verdict": ranked["verdict_words"]}
    table |= _other_outcomes(ranked)
    for side, name in (("first", "A"), ("second", "B")):
        out_of = [
            f"{words.number(hits)} of {words.number(whole)}"
            for hits, whole in zip(
                ranked[f"{side}_hit_count"], ranked[f"{side}_{_whole(ranked)}"], strict=True
            )
        ]
        shares = [words.percent(share) for share in ranked[f"{side}_share"]]
        table[name] = [
            unbroken(text if few else f"{share} ({text})")
            for text, share, few in zip(out_of, shares, is_counted, strict=True)
        ]
    if not is_counted.all():
        table |= {
            "A − B, points (95% interval)": [unbroken(text) for text in ranked["difference_words"]],
            "A ÷ B (95% interval)": [unbroken(_ratio_words(row)) for row in ranked.itertuples()],
            "q": [q_words(q) for q in ranked["q"]],
            LEANS: [unbroken(lean_words(row)) for row in ranked.itertuples()],
            FINDABLE: [unbroken(_findable_words(row)) for row in ranked.itertuples()],
        }
    return pd.DataFrame(table)


def printed_differences(ranked: pd.DataFrame) -> pd.DataFrame:
    """The same in full, a number to a cell, for download; differences in percentage points."""
    is_counted = ranked["verdict"] == "counts-only"
    table = {
        _code_head(ranked): ranked["label"],
        "Category": ranked["category_label"],
        "Verdict": ranked["verdict_words"],
        **_other_outcomes(ranked),
    }
    for side, name in (("first", "A"), ("second", "B")):
        table |= {
            f"{name}": ranked[f"{side}_label"],
            f"{name}: recommendations with it": ranked[f"{side}_hit_count"],
            f"{name}: all recommendations": ranked[f"{side}_recommendation_count"],
            f"{name}: all themes named": ranked[f"{side}_named_count"],
            f"{name}: reports with it": ranked[f"{side}_report_hit_count"],
            f"{name}: reports": ranked[f"{side}_report_count"],
        }
        table |= {
            f"{name}: share (%){end}": (ranked[f"{side}_share{column}"] * 100)
            .round(1)
            .mask(is_counted)
            for end, column in (
                ("", ""),
                (", 95% interval from", "_low"),
                (", 95% interval to", "_high"),
            )
        }
    ends = (("", ""), (", 95% interval from", "_low"), (", 95% interval to", "_high"))
    table |= {
        f"Difference (points){end}": (ranked[f"shown_difference{column}"] * 100).round(1)
        for end, column in ends
    }
    table |= {
        f"Ratio{end}": ranked[f"adjusted_ratio{column}"].round(2).mask(is_counted)
        for end, column in ends
    }
    table |= {
        "Report-weighted difference (points)": (ranked["weighted_difference"] * 100)
        .round(1)
        .mask(is_counted),
        "Report-weighted difference points the other way": ranked["signs_differ"].map(
            {True: "yes", False: "no"}
        ),
        "p": ranked["p"].round(4),
        "q": ranked["q"].round(4),
        LEANS: [lean_words(row) for row in ranked.itertuples()],
        f"{FINDABLE} (points)": (ranked["detectable_difference"] * 100).round(1),
        f"{FINDABLE} (ratio)": ranked["detectable_ratio"].replace(np.inf, np.nan).round(2),
    }
    return pd.DataFrame(table)


def _other_outcomes(ranked: pd.DataFrame) -> dict[str, list[str]]:
    """The outcome by the other measure where it is another one; no column where none is."""
    if "is_unsteady" not in ranked or not ranked["is_unsteady"].any():
        return {}
    pairs = zip(ranked["other_words"], ranked["is_unsteady"], strict=True)
    return {
        f"† Verdict by share of {other_unit_words(ranked)}": [
            told if is_unsteady else "the same" for told, is_unsteady in pairs
        ]
    }


def _whole(ranked: pd.DataFrame) -> str:
    """The column that holds what a side's share is out of, without its side."""
    return glossary.UNITS[ranked["unit"].iloc[0] if len(ranked) else "share"].whole


def lean_words(row: Any) -> str:
    """Where a difference points that is not proved, and how wide it is; a dash where one is proved,
    or where the sides are shown to be about the same.
    """
    if row.verdict != "undetermined" or math.isnan(row.shown_difference):
        return "–"
    size = f"{abs(row.shown_difference) * 100:.1f}"
    if size == "0.0":
        return "neither way"
    way = "more" if row.shown_difference > 0 else "less"
    return f"{way} in A, {size} points{_times_words(row.adjusted_ratio)}"


def _findable_words(row: Any) -> str:
    if math.isnan(row.detectable_difference):
        return "–"
    return f"{row.detectable_difference * 100:.1f} points{_times_words(row.detectable_ratio)}"


def _times_words(ratio: float) -> str:
    """A ratio in brackets, beginning with a space; "" where there is nothing to divide by."""
    return f" ({ratio:.1f} times)" if math.isfinite(ratio) else ""


def printed_omnibus(omnibus: pd.DataFrame) -> pd.DataFrame:
    """The codes of a `compare_all` frame, those that differ first: highest and lowest group with n
    of N, q and verdict.
    """
    rows = omnibus.assign(
        gap=omnibus["highest_difference"] - omnibus["lowest_difference"],
        place=omnibus["verdict"] != "differs",
        untested=omnibus["p"].isna(),
    )
    rows = rows.sort_values(
        ["place", "untested", "gap"], ascending=[True, True, False], kind="stable"
    )
    table = {
        _code_head(rows): rows["label"],
        "Verdict": [_omnibus_words(row) for row in rows.itertuples()],
    }
    table |= {
        head: [_extreme(row, end) for row in rows.to_dict("records")]
        for head, end in (("Highest in", "highest"), ("Lowest in", "lowest"))
    }
    table |= {
        "All groups": [
            f"{words.number(hits)} of {words.number(items)}"
            for hits, items in zip(rows["hit_count"], rows["recommendation_count"], strict=True)
        ],
        "q": [q_words(q) for q in rows["q"]],
    }
    return pd.DataFrame(table).reset_index(drop=True)


def _ratio_words(row: object) -> str:
    if math.isnan(row.adjusted_ratio):
        return "–"
    high = "any" if math.isinf(row.adjusted_ratio_high) else f"{row.adjusted_ratio_high:.2f}"
    return f"{row.adjusted_ratio:.2f} ({row.adjusted_ratio_low:.2f} to {high})"


def _omnibus_words(row: object) -> str:
    if row.verdict == "counts-only":
        return "counts only: too few reports"
    return (
        "differs"
        if row.verdict == "differs"
        else "not tested: too rare"
        if math.isnan(row.p)
        else "undetermined: too little to tell"
    )


def _extreme(row: dict, end: str) -> str:
    share = row[f"{end}_share"]
    if math.isnan(share):
        return "–"
    return f"{row[f'{end}_label']}: {words.percent(share)} ({words.number(row[f'{end}_hit_count'])} of {words.number(row[f'{end}_recommendation_count'])})"


def _code_head(rows: pd.DataFrame) -> str:
    return glossary.field_label(rows["level"].iloc[0]) if len(rows) else "Category"
