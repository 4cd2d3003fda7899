"""How often each category or theme is asked for, overall or by group, in six units side by
side.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_recommendations, choose_reports
from ofsted.analysis.counting.shares import expected_prevalence, normal_quantile, wilson_interval
from ofsted.analysis.counting.tallies import Tally, divide, group_label, tally_groups
from ofsted.codebook import GROUPS
from ofsted.errors import OfstedError
from ofsted.limits import CONFIDENCE, SMALL_GROUP

UNITS = tuple(glossary.UNITS)
GROUPINGS = (
    "framework",
    "rating",
    "deprivation",
    "rurality",
    "region",
    "la_type",
    "year",
    "period",
    "body",
)
LEVELS = ("category", "theme", "what", "who")


def value_column(unit: str) -> str:
    """The column of a counts frame that holds a unit. Raises `OfstedError` on an unknown unit."""
    if unit not in glossary.UNITS:
        raise OfstedError(f"no unit {unit!r}; expected one of {UNITS}")
    return glossary.UNITS[unit].column


def count_codes(
    dataset: Dataset,
    selection: Selection,
    *,
    level: str = "category",
    by: str | None = None,
    within: str | None = None,
) -> pd.DataFrame:
    """One row per code and group, in codebook and group order, zero cells included.

    A chosen theme or category limits which codes are rows, never what they are counted out of;
    `within` limits themes to one category. Groups are those with at least one chosen report;
    without `by` there is the single group "all". Shares are NaN where there is nothing to divide
    by. `report_share_low` and `_high` are the Wilson 95% interval (Wilson 1927), which holds for
    shares of reports only. Raises `OfstedError` on an unknown level or grouping.
    """
    if level not in LEVELS or by not in (None, *GROUPINGS):
        raise OfstedError(
            f"cannot count {level!r} by {by!r}; levels are {LEVELS}, groupings {GROUPINGS}"
        )
    codes = shown_codes(dataset, selection, level, within)
    return count_tallied(dataset, level, by, tally_groups(dataset, selection, level, by, codes))


def count_tallied(
    dataset: Dataset,
    level: str,
    by: str | None,
    tallied: tuple[list, np.ndarray, Tally],
    added: Mapping[str, np.ndarray] | None = None,
) -> pd.DataFrame:
    """The frame of `count_codes` from what `tally_groups` gives; `added` are more columns, as
    matrices [group × code].
    """
    groups, members, tally = tallied
    cells = _sum_up(members, tally) | {"expected_share": expected_prevalence(tally, members).T}
    cells |= {name: values.T for name, values in (added or {}).items()}
    return _frame(dataset, level, list(tally.codes), by, groups, cells)


def count_left_out(dataset: Dataset, selection: Selection, by: str) -> tuple[int, int]:
    """Chosen reports, and their recommendations, that stand in no group of `by` because the value
    is blank.
    """
    if by == "body":
        return 0, 0
    blank = choose_reports(dataset, selection) & dataset.reports[by].isna().to_numpy()
    return int(blank.sum()), int(
        (choose_recommendations(dataset, selection) & blank[dataset.report_rows]).sum()
    )


def few_reports(counts: pd.DataFrame) -> pd.DataFrame:
    """The frame with `is_small`: the group has fewer than `SMALL_GROUP` reports, so only counts
    should be shown for it.
    """
    return counts.assign(is_small=counts["report_count"] < SMALL_GROUP)


def are_few(members: np.ndarray, tally: Tally) -> np.ndarray:
    """`is_small` of every cell, as a matrix [group × code]; see `few_reports`."""
    is_small = members.sum(axis=1) < SMALL_GROUP
    return is_small[:, None].repeat(len(tally.codes), axis=1)


def shown_codes(
    dataset: Dataset, selection: Selection, level: str, within: str | None
) -> list[str]:
    """The codes that are rows: all of the level, or those that chosen categories and themes point
    at.
    """
    category_of = dataset.codebook.category_of
    if level == "who":
        return _shown_blocks(dataset, selection)
    if level in ("category", "what"):
        wanted = {
            *selection.category,
            *(category_of[theme] for theme in selection.theme if theme in category_of),
        }
        return [
            code
            for code in dataset.codes(level)
            if (not wanted or code in wanted) and within in (None, code)
        ]
    limited = bool(selection.category or selection.theme)
    return [
        code
        for code in dataset.theme_ids
        if (not limited or code in selection.theme or category_of[code] in selection.category)
        and within in (None, category_of[code])
    ]


def _shown_blocks(dataset: Dataset, selection: Selection) -> list[str]:
    """All blocks, or those of the chosen themes; none where other categories are chosen."""
    if selection.category and GROUPS not in selection.category:
        return []
    blocks = dataset.codebook.blocks
    chosen = [block.id for block in blocks if set(block.themes) & set(selection.theme)]
    return chosen or [block.id for block in blocks]


def _sum_up(members: np.ndarray, tally: Tally) -> dict[str, np.ndarray]:
    """The columns of the frame as matrices [code × group]."""
    members = members.astype(float)
    width = tally.hits.shape[1]
    listing = tally.items > 0
    within = np.divide(
        tally.hits, tally.items[:, None], out=np.zeros(tally.hits.shape), where=listing[:, None]
    )
    hit, report_hit = members @ tally.hits, members @ (tally.hits > 0)
    item, report, weighted, named = (
        (members @ counted)[:, None].repeat(width, axis=1)
        for counted in (tally.items, np.ones(len(listing)), listing.astype(float), tally.named)
    )
    low, high = wilson_interval(divide(report_hit, report), report, normal_quantile(CONFIDENCE))
    shares = {
        "hit_count": hit.astype(int),
        "recommendation_count": item.astype(int),
        "share": divide(hit, item),
        "report_hit_count": report_hit.astype(int),
        "report_count": report.astype(int),
        "report_share": divide(report_hit, report),
        "report_share_low": low,
        "report_share_high": high,
        "report_weighted_share": divide(members @ within, weighted),
        "weighted_report_count": weighted.astype(int),
        "named_count": named.astype(int),
        "named_share": divide(hit, named),
    }
    return {name: values.T for name, values in shares.items()}


def _frame(
    dataset: Dataset,
    level: str,
    codes: list[str],
    by: str | None,
    groups: list,
    cells: dict[str, np.ndarray],
) -> pd.DataFrame:
    labels, category_of = dataset.codebook.labels, dataset.codebook.category_of
    categories = [category_of.get(code, code) for code in codes]
    group_labels = [group_label(by or "all", code) for code in groups]
    count = len(codes) * len(groups)
    texts = {
        "code": _per_code(codes, groups),
        "label": _per_code([labels[code] for code in codes], groups),
        "category": _per_code(categories, groups),
        "category_label": _per_code([labels[code] for code in categories], groups),
        "level": [level] * count,
        "grouping": [by or "all"] * count,
        "group": groups * len(codes),
        "group_label": group_labels * len(codes),
    }
    rows = pd.RangeIndex(count)
    # Plain objects, for rows of Arrow's strings are slow to read; on one index, so that pandas
    # need not lay the columns beside each other by theirs.
    columns = {name: pd.Series(values, rows, dtype=object) for name, values in texts.items()}
    return pd.DataFrame(columns | {name: values.ravel() for name, values in cells.items()}, rows)


def _per_code(values: list[str], groups: list) -> list[str]:
    """Each value once for every group."""
    return [value for value in values for _ in groups]
