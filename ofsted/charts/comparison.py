"""The rows of a comparison as tables: to read, and in full for download."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.headlines.comparison import other_unit_words
from ofsted.charts.pairs import q_words, unbroken

LEANS = "Leans, where nothing is proved"
FINDABLE = "More in A that this could have found"
TIPPING_HEAD = "Missed on one side only that would undo it"
_SIDES = (("first", "A"), ("second", "B"))
# What stands behind the head of a column, and behind the name of the frame's.
_ENDS = (("", ""), (", 95% interval from", "_low"), (", 95% interval to", "_high"))


def brief_differences(ranked: pd.DataFrame) -> pd.DataFrame:
    """One row per code to read: verdict, both sides as "9% (30 of 336)", difference and ratio with
    intervals, q, where it leans, and what could have been found.
    """
    is_counted = ranked["verdict"] == "counts-only"
    table: dict[str, Any] = {
        _code_head(ranked): ranked["label"],
        "Verdict": ranked["verdict_words"],
    }
    table |= _other_outcomes(ranked)
    for side, name in _SIDES:
        table[name] = _side_words(ranked, side)
    if not is_counted.all():
        rows: list[Any] = list(ranked.itertuples())
        table |= {
            "A − B, points (95% interval)": [unbroken(row.difference_words) for row in rows],
            glossary.RATIO_HEAD: [unbroken(_ratio_words(row)) for row in rows],
            glossary.Q_HEAD: [q_words(row.q) for row in rows],
            LEANS: [unbroken(lean_words(row)) for row in rows],
            FINDABLE: [unbroken(_findable_words(row)) for row in rows],
            TIPPING_HEAD: [_tipping_words(row.tipping) for row in rows],
        }
    return pd.DataFrame(table)


def _side_words(ranked: pd.DataFrame, side: str) -> list[str]:
    """The share of one side with n of N; n of N alone where there are too few reports."""
    hits, wholes = ranked[f"{side}_hit_count"], ranked[f"{side}_{_whole(ranked)}"]
    told = []
    for part, whole, share, verdict in zip(
        hits, wholes, ranked[f"{side}_share"], ranked["verdict"], strict=True
    ):
        text = f"{words.number(part)} of {words.number(whole)}"
        if verdict != "counts-only":
            text = f"{words.percent(share)} ({text})"
        told.append(unbroken(text))
    return told


def _tipping_words(part: float) -> str:
    if pd.isna(part):
        return "–"
    return words.percent(part)


def printed_differences(ranked: pd.DataFrame) -> pd.DataFrame:
    """The same in full, a number to a cell, for download; differences in percentage points."""
    is_counted = ranked["verdict"] == "counts-only"

    def percentages(column: str) -> pd.Series:
        return (ranked[column] * 100).round(1)

    table: dict[str, Any] = {
        _code_head(ranked): ranked["label"],
        "Category": ranked["category_label"],
        "Verdict": ranked["verdict_words"],
        **_other_outcomes(ranked),
    }
    for side, name in _SIDES:
        table |= {
            f"{name}": ranked[f"{side}_label"],
            f"{name}: recommendations with it": ranked[f"{side}_hit_count"],
            f"{name}: all recommendations": ranked[f"{side}_recommendation_count"],
            f"{name}: all themes named": ranked[f"{side}_named_count"],
            f"{name}: reports with it": ranked[f"{side}_report_hit_count"],
            f"{name}: reports": ranked[f"{side}_report_count"],
        }
        for end, column in _ENDS:
            shares = percentages(f"{side}_share{column}")
            table[f"{name}: share (%){end}"] = shares.mask(is_counted)
    for end, column in _ENDS:
        table[f"Difference (points){end}"] = percentages(f"shown_difference{column}")
    for end, column in _ENDS:
        ratios = ranked[f"adjusted_ratio{column}"].round(2)
        table[f"Ratio{end}"] = ratios.mask(is_counted)
    turned = ranked["signs_differ"].map({True: "yes", False: "no"})
    table |= {
        "Report-weighted difference (points)": percentages("weighted_difference").mask(is_counted),
        "Report-weighted difference points the other way": turned,
        "p": ranked["p"].round(4),
        "q": ranked["q"].round(4),
        LEANS: [lean_words(row) for row in ranked.itertuples()],
        f"{FINDABLE} (points)": percentages("detectable_difference"),
        f"{FINDABLE} (ratio)": ranked["detectable_ratio"].replace(np.inf, np.nan).round(2),
        f"{TIPPING_HEAD} (%)": percentages("tipping"),
    }
    return pd.DataFrame(table)


def _other_outcomes(ranked: pd.DataFrame) -> dict[str, list[str]]:
    """The outcome by the other measure where it is another one; no column where none is."""
    if "is_unsteady" not in ranked or not ranked["is_unsteady"].any():
        return {}
    told = ranked["other_words"].where(ranked["is_unsteady"].astype(bool), "the same")
    return {f"† Verdict by share of {other_unit_words(ranked)}": told.tolist()}


def _whole(ranked: pd.DataFrame) -> str:
    """The column that holds what a side's share is out of, without its side."""
    unit = "share"
    if len(ranked):
        unit = ranked["unit"].iloc[0]
    return glossary.UNITS[unit].whole


def lean_words(row: Any) -> str:
    """Where a difference points that is not proved, and how wide it is; a dash where one is proved,
    or where the sides are shown to be about the same.
    """
    if row.verdict != "undetermined" or math.isnan(row.shown_difference):
        return "–"
    size = f"{abs(row.shown_difference) * 100:.1f}"
    if size == "0.0":
        return "neither way"
    way = "less"
    if row.shown_difference > 0:
        way = "more"
    return f"{way} in A, {size} points{_times_words(row.adjusted_ratio)}"


def _findable_words(row: Any) -> str:
    if math.isnan(row.detectable_difference):
        return "–"
    return f"{row.detectable_difference * 100:.1f} points{_times_words(row.detectable_ratio)}"


def _times_words(ratio: float) -> str:
    """A ratio in brackets, beginning with a space; "" where there is nothing to divide by."""
    if not math.isfinite(ratio):
        return ""
    return f" ({ratio:.1f} times)"


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
        glossary.Q_HEAD: [q_words(q) for q in rows["q"]],
    }
    return pd.DataFrame(table).reset_index(drop=True)


def _ratio_words(row: Any) -> str:
    if math.isnan(row.adjusted_ratio):
        return "–"
    high = "any"
    if not math.isinf(row.adjusted_ratio_high):
        high = f"{row.adjusted_ratio_high:.2f}"
    return f"{row.adjusted_ratio:.2f} ({row.adjusted_ratio_low:.2f} to {high})"


def _omnibus_words(row: Any) -> str:
    if row.verdict == "counts-only":
        return glossary.OUTCOMES["counts-only"]
    if row.verdict == "differs":
        return "differs"
    if math.isnan(row.p):
        return "not tested: too rare"
    return glossary.OUTCOMES["undetermined"]


def _extreme(row: Mapping[Any, Any], end: str) -> str:
    share = row[f"{end}_share"]
    if math.isnan(share):
        return "–"
    hits = words.number(row[f"{end}_hit_count"])
    whole = words.number(row[f"{end}_recommendation_count"])
    return f"{row[f'{end}_label']}: {words.percent(share)} ({hits} of {whole})"


def _code_head(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "Category"
    return glossary.field_label(rows["level"].iloc[0])
