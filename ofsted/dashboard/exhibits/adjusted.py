"""Beneath a comparison: its differences with other things equal, where they were estimated."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ofsted import glossary
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.comparison import interval_words
from ofsted.charts.pairs import unbroken
from ofsted.dashboard import state
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.parts.figures import offer_csv
from ofsted.dashboard.parts.markup import html_table, paragraph
from ofsted.limits import SMALL_GROUP
from ofsted.served.contrast import Contrast
from ofsted.tables.stored import read_adjusted

LABEL = "Other things equal: adjusted differences"
TOLD = (
    "Groups of councils differ in more than what they are compared by. These differences are what "
    "remains with rating, deprivation, rurality, framework, year and length of the wording alike. "
    "They come from a logistic regression for each row. They are no second verdict: the outcomes "
    "above stand on the plain differences. An adjusted difference is not the effect of a rating."
)
NOT_HERE = (
    "Adjusted differences are worked out beforehand, for any two groups by rating, deprivation or "
    "rurality. They hold within SIF, within ILACS or over both, without other filters. Groups of "
    f"fewer than {SMALL_GROUP} reports have none, nor has a group against all the others. "
    "Differences between frameworks are not adjusted, for their years hardly overlap."
)
_SCOPES = {("F3",): "F3", ("F4",): "F4", ("F3", "F4"): "both"}


def show_adjusted(release: Release, contrast: Contrast, ranked: pd.DataFrame) -> None:
    """The adjusted differences, folded away; or for which comparisons there are some."""
    folded = st.expander(LABEL, key="adjusted", on_change=state.touch)
    if not folded.open:
        return
    with folded:
        found = find_adjusted(release, contrast)
        if found is None:
            st.html(paragraph(NOT_HERE))
            return
        table = printed_adjusted(found, ranked)
        st.html(paragraph(TOLD))
        st.html(html_table(table, "Plain and adjusted differences, A − B, in percentage points"))
        offer_csv(lambda: table, "adjusted", release.version)


@remember
def find_adjusted(release: Release, contrast: Contrast) -> pd.DataFrame | None:
    """The stored rows of a contrast, A less B; None where it was not estimated."""
    scope = _SCOPES.get(tuple(sorted(contrast.selection.framework)))
    plain = replace(contrast.selection, theme=(), category=())
    is_plain = plain == Selection(framework=contrast.selection.framework)
    if scope is None or not is_plain or contrast.unit != "share" or contrast.by == "none":
        return None
    if release.dataset.scheme != "full":
        return None
    rows = read_adjusted()
    rows = rows[
        (rows["framework"] == scope)
        & (rows["level"] == contrast.level)
        & (rows["grouping"] == contrast.by)
    ]
    sides = str(contrast.first), str(contrast.second)
    same = (rows["first"] == sides[0]) & (rows["second"] == sides[1])
    turned = (rows["first"] == sides[1]) & (rows["second"] == sides[0])
    if same.any():
        return rows[same]
    return _turned(rows[turned]) if turned.any() else None


def _turned(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with the sides changed."""
    return rows.assign(
        plain_difference=-rows["plain_difference"],
        difference=-rows["difference"],
        difference_low=-rows["difference_high"],
        difference_high=-rows["difference_low"],
    )


def printed_adjusted(found: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    """A row per row of the comparison, in its order: both differences, or why there is none."""
    by_code = found.set_index("code").reindex(ranked["code"])
    intervals = zip(
        by_code["difference"],
        by_code["difference_low"],
        by_code["difference_high"],
        by_code["reason"],
        strict=True,
    )
    head = glossary.field_label(ranked["level"].iloc[0])
    return pd.DataFrame(
        {
            head: ranked["label"].tolist(),
            "Plain (95% interval)": [unbroken(text) for text in ranked["difference_words"]],
            "Adjusted (95% interval)": [
                f"cannot be estimated: {reason}"
                if reason or difference != difference
                else unbroken(interval_words(difference, low, high))
                for difference, low, high, reason in intervals
            ],
        }
    )
