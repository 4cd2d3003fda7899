"""Where two or more groups of reports differ in what they are asked to improve, and where no
difference can be claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ofsted.analysis.counting.counts import LEVELS, shown_codes
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_reports, describe_selection
from ofsted.analysis.counting.tallies import (
    Tally,
    divide,
    group_label,
    grouping_name,
    measured_by,
    stack_tallies,
    tally_groups,
    tally_reports,
)
from ofsted.analysis.inference.adjustment import (
    adjust_shares,
    difference_from_rest,
    number_frameworks,
    weighted_difference,
)
from ofsted.analysis.inference.designs import SELECTION, choose_design, settle
from ofsted.analysis.inference.detection import detectable_difference
from ofsted.analysis.inference.intervals import (
    Estimates,
    difference_interval,
    estimate_interval,
    estimate_shares,
    ratio_interval,
    weighted_shares,
)
from ofsted.analysis.inference.permutations import adjust_p
from ofsted.errors import OfstedError
from ofsted.limits import (
    CONFIDENCE,
    EQUIVALENCE_CONFIDENCE,
    EQUIVALENT,
    SIGNIFICANT,
    SMALL_GROUP,
    SMALL_THEME,
)

VERDICTS = (
    "higher",
    "lower",
    "higher-little",
    "lower-little",
    "no-difference",
    "undetermined",
    "counts-only",
)
REST = "rest"


def compare_groups(
    dataset: Dataset,
    selection: Selection,
    *,
    level: str = "theme",
    by: str | pd.Series | Sequence,
    first: object,
    second: object | None = None,
    fewest_hits: int = SMALL_THEME,
    unit: str = "share",
) -> pd.DataFrame:
    """One row per code: the group `first` against `second`, or against all the rest, with
    intervals, p, q and verdict.

    `by` is a column of the reports table, "body", or one label for every report. The family of q is
    every code of the level for this grouping and these filters; chosen themes limit the rows, never
    the family. `unit` is "share", of recommendations, or that of all themes named. Codes that fewer
    than `fewest_hits` recommendations carry are not tested. README.md in this folder has each
    column's statistic. Raises `OfstedError` on an unknown level or
    grouping.
    """
    _check_level(level)
    grouping = grouping_name(by)
    groups, members, tally = tally_groups(dataset, selection, level, by)
    member = dict(zip(groups, members, strict=True))
    nobody = np.zeros(len(tally.rows), dtype=bool)
    others = [rows for group, rows in member.items() if group != first]
    opposite = np.any([nobody, *others], axis=0)
    opposite_name: tuple[object, str] = (REST, "All other groups")
    if second is not None:
        opposite = member.get(second, nobody)
        opposite_name = (second, group_label(grouping, second))
    sides = np.stack([member.get(first, nobody), opposite])
    design = choose_design(dataset, tally, sides, grouping)
    comparison = _compare(dataset, tally, sides, design, fewest_hits=fewest_hits, unit=unit)
    names = ((first, group_label(grouping, first)), opposite_name)
    slice_ = f"{_sentence(selection, dataset)}, by {grouping}"
    return _finish(comparison, dataset, selection, level, grouping, names, slice_)


def compare_selections(
    dataset: Dataset,
    first: Selection,
    second: Selection,
    *,
    level: str = "theme",
    unit: str = "share",
) -> pd.DataFrame:
    """The same frame for two sets of filters, A and B; the design follows from the areas and
    frameworks on either side (`choose_design`).

    Recommendations that stand in both sets would be compared with themselves: then there is no p
    and no verdict, only estimates (`overlap_report_count` says how many reports; the way out is to
    take them out of one side).
    """
    _check_level(level)
    tally, owner = stack_tallies(
        [tally_reports(dataset, selection, level) for selection in (first, second)]
    )
    overlap = 0
    if {first.body, second.body} != {"authority", "lscb"}:
        overlap = int((choose_reports(dataset, first) & choose_reports(dataset, second)).sum())
    sides = owner == np.arange(2)[:, None]
    comparison = _compare(
        dataset, tally, sides, choose_design(dataset, tally, sides, SELECTION), overlap, unit=unit
    )
    names = (("A", _sentence(first, dataset)), ("B", _sentence(second, dataset)))
    either = Selection(
        category=tuple({*first.category, *second.category}),
        theme=tuple({*first.theme, *second.theme}),
    )
    return _finish(
        comparison, dataset, either, level, SELECTION, names, f"{names[0][1]} against {names[1][1]}"
    )


def compare_all(
    dataset: Dataset,
    selection: Selection,
    *,
    level: str = "theme",
    by: str | pd.Series | Sequence,
    unit: str = "share",
) -> pd.DataFrame:
    """One row per code: whether any of the groups of at least `SMALL_GROUP` reports differ, and
    which have the highest and lowest share.

    Highest and lowest are so by `highest_difference` and `lowest_difference`, a group's share less
    that of all groups together; by rating, less that of all others within frameworks, as the test
    is. `verdict` is "differs", "undetermined" or "counts-only" (fewer than two such groups). Raises
    `OfstedError` like `compare_groups`.
    """
    _check_level(level)
    grouping = grouping_name(by)
    groups, members, tally = tally_groups(dataset, selection, level, by)
    tally = measured_by(tally, unit)
    large = members.sum(axis=1) >= SMALL_GROUP
    kept = [group for group, wanted in zip(groups, large, strict=True) if wanted]
    members = members[large]
    hits, items = members.astype(float) @ tally.hits, (members @ tally.items)[:, None]
    share = divide(hits, items)
    design, statistic, p = _settle_all(dataset, tally, members, grouping)
    apart = share - divide(hits.sum(axis=0), items.sum())
    if design == "report-within-framework":
        apart = difference_from_rest(tally, members, number_frameworks(dataset, tally))
    extremes: dict[str, Any] = dict.fromkeys(_extreme_columns(), np.nan)
    if design and not np.isnan(share).any():
        extremes = _extremes(kept, grouping, share, apart, hits, items)
    p = np.where(hits.sum(axis=0) >= SMALL_THEME, p, np.nan)
    q = adjust_p(p)
    undecided = "counts-only"
    if design:
        undecided = "undetermined"
    frame = _code_columns(dataset, tally.codes, level, grouping).assign(
        group_count=len(kept),
        small_group_count=len(groups) - len(kept),
        report_count=int(members.any(axis=0).sum()),
        hit_count=hits.sum(axis=0).astype(int),
        recommendation_count=int(items.sum()),
        statistic=statistic,
        p=p,
        q=q,
        **extremes,
        unit=unit,
        design=design,
        family=f"{_sentence(selection, dataset)}, by {grouping}, {level} level",
        verdict=np.where(q < SIGNIFICANT, "differs", undecided),
    )
    return frame[frame["code"].isin(shown_codes(dataset, selection, level, None))].reset_index(
        drop=True
    )


def _settle_all(
    dataset: Dataset, tally: Tally, members: np.ndarray, grouping: str
) -> tuple[str, np.ndarray, np.ndarray]:
    """Design, statistic and p [k] of all groups together; no design and NaN where there are not two
    groups to compare.
    """
    if len(members) < 2:
        nothing = np.full(len(tally.codes), np.nan)
        return "", nothing, nothing
    design = choose_design(dataset, tally, members, grouping)
    return design, *settle(tally, members, design, number_frameworks(dataset, tally))


def _compare(
    dataset: Dataset,
    tally: Tally,
    sides: np.ndarray,
    design: str,
    overlap: int = 0,
    fewest_hits: int = SMALL_THEME,
    unit: str = "share",
) -> pd.DataFrame:
    """The columns that follow from the two sides alone, one row per code of the tally."""
    counted, tally = tally, measured_by(tally, unit)
    estimates, correlation = estimate_shares(tally, sides), shared_correlation(tally, sides)
    weighted = weighted_shares(tally, sides)
    adjusted, turned = estimates, weighted[0] - weighted[1]
    if design == "report-within-framework":
        adjusted = adjust_shares(dataset, tally, sides, estimates)
        turned = weighted_difference(dataset, tally, sides)
    contrast = contrast_columns("", estimates, correlation)
    contrast |= contrast_columns("adjusted_", adjusted, correlation)
    hits = tally.hits[sides[0]].sum(axis=0) + tally.hits[sides[1]].sum(axis=0)
    small = bool(sides.sum(axis=1).min() < SMALL_GROUP)
    tested = (hits >= fewest_hits) & (not small) & (overlap == 0)
    p = np.full(len(hits), np.nan)
    if tested.any():
        settled = settle(tally, sides, design, number_frameworks(dataset, tally))[1]
        p[tested] = settled[tested]
    same = _equivalent(p, adjusted, correlation, small)
    margin_low, margin_high = ratio_interval(*_ends(adjusted, EQUIVALENCE_CONFIDENCE), correlation)
    areas = [set(tally.clusters[side].tolist()) for side in sides]
    return pd.DataFrame(
        {
            "code": tally.codes,
            **_side_columns(counted, sides, estimates, weighted),
            "unit": unit,
            **contrast,
            "first_adjusted_share": adjusted.share[0],
            "second_adjusted_share": adjusted.share[1],
            **_detection(adjusted, correlation, small),
            "weighted_difference": turned,
            "signs_differ": contrast["adjusted_difference"] * turned < 0,
            "p": p,
            "q": adjust_p(p),
            "margin_low": margin_low,
            "margin_high": margin_high,
            "is_equivalent": same,
            "verdict": _verdicts(p, contrast["adjusted_difference"], same, small),
            "reason": _reasons(hits, small, overlap, fewest_hits),
            "design": design,
            "overlap_report_count": overlap,
            "paired_area_count": len(areas[0] & areas[1]),
            "area_count": len(areas[0] | areas[1]),
        }
    )


def _detection(adjusted: Estimates, correlation: np.ndarray, small: bool) -> dict[str, np.ndarray]:
    """The difference that could have been found, and its ratio to the second side, as columns [k];
    none where a side is too small to be tested.
    """
    found = detectable_difference(adjusted, correlation)
    if small:
        found = np.full(found.shape, np.nan)
    return {
        "detectable_difference": found,
        "detectable_ratio": divide(adjusted.share[1] + found, adjusted.share[1]),
    }


def _reasons(hits: np.ndarray, small: bool, overlap: int, fewest_hits: int) -> np.ndarray:
    """Why each code was not tested [k]; blank where it was."""
    if small:
        return np.full(len(hits), f"fewer than {SMALL_GROUP} reports on a side")
    if overlap:
        return np.full(len(hits), f"{overlap} reports stand on both sides")
    told = f"fewer than {fewest_hits} recommendations carry it"
    return np.where(hits < fewest_hits, told, "")


def _side_columns(
    tally: Tally, sides: np.ndarray, estimates: Estimates, weighted: np.ndarray
) -> dict[str, object]:
    """Counts and shares of either side, as columns [k]."""
    low, high = estimate_interval(estimates)
    columns: dict[str, object] = {}
    for number, side in enumerate(("first", "second")):
        hits = tally.hits[sides[number]]
        columns |= {
            f"{side}_hit_count": hits.sum(axis=0),
            f"{side}_recommendation_count": int(tally.items[sides[number]].sum()),
            f"{side}_named_count": int(tally.named[sides[number]].sum()),
            f"{side}_report_count": int(sides[number].sum()),
            f"{side}_report_hit_count": (hits > 0).sum(axis=0),
            f"{side}_share": estimates.share[number],
            f"{side}_share_low": low[number],
            f"{side}_share_high": high[number],
            f"{side}_report_weighted_share": weighted[number],
        }
    return columns


def _equivalent(
    p: np.ndarray, adjusted: Estimates, correlation: np.ndarray, small: bool
) -> np.ndarray:
    """Bool [k]: two one-sided tests at 5% (Schuirmann 1987), the 90% interval of the ratio lies
    inside the bounds; never where nothing was tested.
    """
    low, high = ratio_interval(*_ends(adjusted, EQUIVALENCE_CONFIDENCE), correlation)
    return (low > EQUIVALENT[0]) & (high < EQUIVALENT[1]) & ~np.isnan(p) & (not small)


def _verdicts(p: np.ndarray, difference: np.ndarray, same: np.ndarray, small: bool) -> np.ndarray:
    """Whether a difference is more than chance, and whether it is shown to be small: one can be
    both.
    """
    if small:
        return np.full(len(p), "counts-only")
    verdicts = np.where(same, "no-difference", "undetermined").astype(object)
    found = adjust_p(p) < SIGNIFICANT
    for is_so, word in ((difference > 0, "higher"), (difference < 0, "lower")):
        verdicts[found & is_so & ~same] = word
        verdicts[found & is_so & same] = f"{word}-little"
    return verdicts


def contrast_columns(
    prefix: str, estimates: Estimates, correlation: np.ndarray
) -> dict[str, np.ndarray]:
    """Difference and ratio of two sides with their 95% intervals, as columns [k] whose names start
    with the prefix.
    """
    first, second = _ends(estimates)
    difference, ratio = (
        difference_interval(first, second, correlation),
        ratio_interval(first, second, correlation),
    )
    return {
        f"{prefix}difference": first[0] - second[0],
        f"{prefix}difference_low": difference[0],
        f"{prefix}difference_high": difference[1],
        f"{prefix}ratio": divide(first[0], second[0]),
        f"{prefix}ratio_low": ratio[0],
        f"{prefix}ratio_high": ratio[1],
    }


def _ends(estimates: Estimates, confidence: float = CONFIDENCE) -> tuple[tuple, tuple]:
    low, high = estimate_interval(estimates, confidence)
    return (estimates.share[0], low[0], high[0]), (estimates.share[1], low[1], high[1])


def shared_correlation(tally: Tally, sides: np.ndarray) -> np.ndarray:
    """Correlation of the two sides' shares that comes from areas standing on both:

    0 where none does.
    """
    areas = tally.clusters.max(initial=-1) + 1
    influence = np.zeros((2, areas, len(tally.codes)))
    for number, side in enumerate(sides):
        items = tally.items[side]
        residuals = (
            tally.hits[side] - tally.hits[side].sum(axis=0) / max(items.sum(), 1) * items[:, None]
        )
        np.add.at(influence[number], tally.clusters[side], residuals)
    both, spread = (
        (influence[0] * influence[1]).sum(axis=0),
        np.sqrt((influence[0] ** 2).sum(axis=0) * (influence[1] ** 2).sum(axis=0)),
    )
    return np.divide(both, spread, out=np.zeros(len(both)), where=spread > 0)


def _finish(
    comparison: pd.DataFrame,
    dataset: Dataset,
    selection: Selection,
    level: str,
    grouping: str,
    names: tuple,
    slice_: str,
) -> pd.DataFrame:
    (first, first_label), (second, second_label) = names
    head = _code_columns(dataset, comparison["code"].tolist(), level, grouping).assign(
        first=[first] * len(comparison),
        second=[second] * len(comparison),
        first_label=first_label,
        second_label=second_label,
    )
    frame = pd.concat([head, comparison.drop(columns="code")], axis=1).assign(
        family=f"{slice_}, {level} level"
    )
    return frame[frame["code"].isin(shown_codes(dataset, selection, level, None))].reset_index(
        drop=True
    )


def _code_columns(
    dataset: Dataset, codes: Sequence[str], level: str, grouping: str
) -> pd.DataFrame:
    labels, category_of = dataset.codebook.labels, dataset.codebook.category_of
    categories = [category_of.get(code, code) for code in codes]
    return pd.DataFrame(
        {
            "code": list(codes),
            "label": [labels[code] for code in codes],
            "category": categories,
            "category_label": [labels[category] for category in categories],
            "level": level,
            "grouping": grouping,
        }
    )


def _extremes(
    groups: list,
    grouping: str,
    share: np.ndarray,
    difference: np.ndarray,
    hits: np.ndarray,
    items: np.ndarray,
) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, place in (
        ("highest", difference.argmax(axis=0)),
        ("lowest", difference.argmin(axis=0)),
    ):
        code = np.arange(share.shape[1])
        columns |= {
            name: [groups[group] for group in place],
            f"{name}_label": [group_label(grouping, groups[group]) for group in place],
            f"{name}_share": share[place, code],
            f"{name}_difference": difference[place, code],
            f"{name}_hit_count": hits[place, code].astype(int),
            f"{name}_recommendation_count": items[place, 0],
        }
    return columns


def _extreme_columns() -> list[str]:
    return [
        f"{name}{part}"
        for name in ("highest", "lowest")
        for part in ("", "_label", "_share", "_difference", "_hit_count", "_recommendation_count")
    ]


def _sentence(selection: Selection, dataset: Dataset) -> str:
    return describe_selection(selection, dataset, coded=False)


def _check_level(level: str) -> None:
    if level not in LEVELS:
        raise OfstedError(f"cannot compare {level!r}; levels are {LEVELS}")
