"""Comparisons in words: verdicts, headlines and caveats made from the frames of `comparison`, true
of whatever they hold.
"""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.headlines.counts import NOT_COUNTED, reports_of
from ofsted.analysis.inference.comparison import REST
from ofsted.analysis.inference.designs import SELECTION
from ofsted.limits import EQUIVALENT, SMALL_GROUP, SMALL_THEME

DIFFERENT = ("higher", "lower")
VERDICT_WORDS = {
    "higher": "higher in A",
    "lower": "lower in A",
    "no-difference": f"no difference beyond a ratio of {EQUIVALENT[0]}–{EQUIVALENT[1]}",
    "undetermined": "undetermined: too little to tell",
    "counts-only": "counts only: too few reports",
}
LEVEL_NAMES = {"category": ("category", "categories"), "theme": ("theme", "themes")}
STUDY_CAVEAT = (
    "The study that this carries forward read twenty reports of each framework and reported little difference by deprivation and rurality. With twenty "
    "reports a side, a theme that is asked for twice as often in one group would mostly go unseen: finding no difference was not the same as there being none. "
    "That is why “no difference” and “undetermined” are two verdicts here."
)
_OF_AREAS = ("deprivation", "rurality", "region", "la_type")
_FLIPPED = "{paired} of {areas} areas stand on both sides, so each is compared with itself: the signs of its differences are flipped at random."
# By design, and whether two sets of filters are compared.
_DESIGN_WORDS = {
    (
        "area",
        False,
    ): "{grouping} is given to areas, so labels are permuted between areas, each with all its reports.",
    (
        "report-within-framework",
        False,
    ): "Ratings are given to reports within a framework, so labels are permuted between reports of the same framework.",
    ("report", False): "{grouping} belongs to the report, so labels are permuted between reports.",
    ("sign-flip", False): _FLIPPED,
    (
        "area",
        True,
    ): "No area stands on both sides, so labels are permuted between areas, each with all its reports.",
    ("report-within-framework", True): (
        "Of {areas} areas {paired} stand on both sides, and both sides have the same frameworks, small ones apart, so labels are permuted between "
        "reports of the same framework."
    ),
    (
        "report",
        True,
    ): "Of {areas} areas only {paired} stand on both sides, so labels are permuted between reports.",
    ("sign-flip", True): _FLIPPED,
}


def rank_comparison(comparison: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order they are read: what differs, what does not, what is undetermined, what
    is not tested; the wider difference first.

    `shown_difference`, `_low` and `_high` are the differences that verdicts rest on (within
    frameworks where those are held still); there are none where a side has fewer than `SMALL_GROUP`
    reports. `verdict_words` and `difference_words` (percentage points) print them.
    """
    counted = comparison["verdict"] == "counts-only"
    shown = {
        f"shown_difference{end}": comparison[f"adjusted_difference{end}"].mask(counted)
        for end in ("", "_low", "_high")
    }
    place = (
        comparison["verdict"]
        .map({"higher": 0, "lower": 0, "no-difference": 1})
        .astype(float)
        .fillna(2)
        + comparison["p"].isna()
    )
    ranked = comparison.assign(
        **shown,
        verdict_words=_verdict_words(comparison),
        place=place,
        gap=shown["shown_difference"].abs(),
    )
    ranked["hit_total"] = comparison["first_hit_count"] + comparison["second_hit_count"]
    ranked["difference_words"] = [
        interval_words(row.shown_difference, row.shown_difference_low, row.shown_difference_high)
        for row in ranked.itertuples()
    ]
    ranked = ranked.sort_values(
        ["place", "gap", "hit_total"],
        ascending=[True, False, False],
        kind="stable",
        na_position="last",
    )
    return ranked.drop(columns=["place", "gap", "hit_total"]).reset_index(drop=True)


def headline_comparison(comparison: pd.DataFrame) -> str:
    """How many of the tested codes differ, the widest difference with n of N on both sides, and how
    many cannot be told.
    """
    if comparison.empty:
        return f"Nothing to compare: {NOT_COUNTED}."
    row = comparison.iloc[0]
    one, many = LEVEL_NAMES[row["level"]]
    sides = name_sides(comparison)
    if row["verdict"] == "counts-only":
        named = [
            name if name == side else f"{name}, {side},"
            for name, side in zip("AB", sides, strict=True)
        ]
        counts = f"{named[0]} has {_reports(row['first_report_count'])}; {named[1]} has {_reports(row['second_report_count'])}"
        return f"Too few reports to compare shares. {counts}; with fewer than {SMALL_GROUP} on a side there are counts only."
    if row["overlap_report_count"]:
        return (
            f"A and B share {_reports(row['overlap_report_count'])}, so nothing is tested. Differences are shown with intervals, but without verdicts: "
            "take the shared reports out of one side to compare."
        )
    tested = comparison[comparison["p"].notna()]
    rare = len(comparison) - len(tested)
    left_out = (
        f" {rare} {one if rare == 1 else many} {'is' if rare == 1 else 'are'} too rare to test (fewer than {SMALL_THEME} recommendations)."
        if rare
        else ""
    )
    if tested.empty:
        return (
            f"None of the {many} can be tested. {left_out.strip()}"
            if len(comparison) > 1
            else f"The {one} cannot be tested. {left_out.strip()}"
        )
    different = tested[tested["verdict"].isin(DIFFERENT)]
    between = f"between {sides[0]} and {sides[1]}"
    rest = _rest_words(tested)
    if different.empty:
        opening = (
            f"No difference can be shown {between} in any of the {len(tested)} {many} tested"
            if len(tested) > 1
            else f"No difference can be shown {between} in the {one} tested"
        )
        return f"{opening}. {rest}{left_out}"
    widest = different.loc[different["adjusted_difference"].abs().idxmax()]
    verb = "differs" if len(different) == 1 else "differ"
    count = (
        f"{len(different)} of {len(tested)} {many} tested {verb}"
        if len(tested) > 1
        else f"The {one} tested differs"
    )
    return f"{count} {between}. {_widest_words(widest, sides, len(different) > 1)} {rest}{left_out}".rstrip()


def headline_omnibus(omnibus: pd.DataFrame) -> str:
    """How many codes differ over all groups, and the one whose groups lie furthest apart."""
    if omnibus.empty:
        return f"Nothing to compare: {NOT_COUNTED}."
    row = omnibus.iloc[0]
    one, many = LEVEL_NAMES[row["level"]]
    small = int(row["small_group_count"])
    left_out = (
        f" {small} {'group has' if small == 1 else 'groups have'} fewer than {SMALL_GROUP} reports and {'takes' if small == 1 else 'take'} no part."
        if small
        else ""
    )
    if row["verdict"] == "counts-only":
        return f"The groups cannot be compared all together. Fewer than two of them have {SMALL_GROUP} reports.{left_out}"
    tested, different = omnibus[omnibus["p"].notna()], omnibus[omnibus["verdict"] == "differs"]
    grouping = glossary.field_label(row["grouping"]).lower()
    among = f"over the {int(row['group_count'])} groups by {grouping}"
    if tested.empty:
        return f"None of the {many} can be tested {among}. Fewer than {SMALL_THEME} recommendations carry each.{left_out}"
    if different.empty:
        return f"Over all groups, no difference can be shown in any of the {len(tested)} {many} tested {among}. That is no proof that there is none.{left_out}"
    widest = different.loc[
        (different["highest_difference"] - different["lowest_difference"]).idxmax()
    ]
    ends = " and ".join(
        f"{'highest' if end == 'highest' else 'lowest'} in {reports_of(row['grouping'], widest[end])}, {_share(widest, end)}"
        for end in ("highest", "lowest")
    )
    return (
        f"Over all groups, {len(different)} of {len(tested)} {many if len(tested) > 1 else one} tested "
        f"{'differs' if len(different) == 1 else 'differ'} {among}. "
        f"Furthest apart: {widest['label']}, {ends}.{left_out}"
    )


def list_warnings(comparison: pd.DataFrame, frameworks: Collection[str]) -> list[str]:
    """Where scope and length of the reports may mislead; `frameworks` are those of the reports on
    either side.
    """
    if comparison.empty:
        return []
    row, names = (
        comparison.iloc[0],
        [glossary.short_label("framework", code) for code in frameworks],
    )
    grouping, warnings = row["grouping"], []
    if len(names) > 1 and row["design"] == "report-within-framework":
        warnings.append(
            f"Differences are taken within each framework ({words.listed(names, most=5)}) and averaged, so that the mix of frameworks plays no part."
        )
    elif len(names) > 1 and grouping in ("framework", SELECTION, "period", "year", "body"):
        warnings.append(
            f"{words.listed(names, most=5)} reports differ in scope and length: a difference may come from what inspectors were sent to look at rather "
            "than from what councils did."
        )
    elif len(names) > 1:
        warnings.append(
            f"Reports of {words.listed(names, most=5)} are pooled, and they differ in scope and length: choose one framework in the filters to hold it still."
        )
    if "LAC-2013" in frameworks and len(names) > 1 and grouping != "framework":
        warnings.append(
            "The inspections of 2013 on looked-after children alone (LAC-2013) are among these reports: choose SIF and ILACS in the filters to leave them out."
        )
    if grouping in ("rating", SELECTION, "framework"):
        warnings.append(
            "Reports on worse-rated councils, and SIF reports, list more recommendations. Shares of recommendations are compared, which length alone "
            "does not raise; but a "
            "longer list has room for smaller matters."
        )
    return warnings


def list_caveats(comparison: pd.DataFrame) -> list[str]:
    """How a comparison was tested, where its estimates part ways, and what the study before it
    could not see.
    """
    if comparison.empty:
        return []
    row, caveats = comparison.iloc[0], []
    if comparison["p"].notna().any():
        paired, areas = words.number(row["paired_area_count"]), words.number(row["area_count"])
        is_chance = (
            row["design"] == "area" and row["grouping"] not in _OF_AREAS
        )  # that no area stands on both sides, as with two years next to each other
        told = _DESIGN_WORDS[row["design"], row["grouping"] == SELECTION or is_chance]
        caveats.append(
            told.format(
                grouping=glossary.FIELDS.get(row["grouping"], ""), paired=paired, areas=areas
            )
        )
    turned = int((comparison["signs_differ"] & comparison["verdict"].isin(DIFFERENT)).sum())
    if turned:
        one, many = LEVEL_NAMES[row["level"]]
        caveats.append(
            f"For {turned} {one if turned == 1 else many} that {'differs' if turned == 1 else 'differ'}, the average report points the other way: the download"
            " says which."
        )
    return [*caveats, STUDY_CAVEAT]


def name_sides(comparison: pd.DataFrame) -> tuple[str, str]:
    """Both sides in a few words, e.g. "reports rated good" and "all others"."""
    grouping, first, second = comparison.iloc[0][["grouping", "first", "second"]]
    if grouping == SELECTION:
        return "A", "B"
    return reports_of(grouping, first), "all others" if second == REST else reports_of(
        grouping, second
    )


def interval_words(value: float, low: float, high: float) -> str:
    """A difference of shares in percentage points with its interval, e.g. "+6.5 (3.2 to 10.4)"."""
    if math.isnan(value):
        return "–"
    return f"{points(value, signed=True)} ({points(low)} to {points(high)})"


def points(difference: float, *, signed: bool = False) -> str:
    """A difference of shares in percentage points to one decimal place, with a proper minus."""
    number = f"{abs(difference) * 100:.1f}"
    if number == "0.0":
        return number
    return f"−{number}" if difference < 0 else f"{'+' if signed else ''}{number}"


def _verdict_words(comparison: pd.DataFrame) -> np.ndarray:
    """The verdict of every row; where it was not tested, why."""
    untested = comparison["p"].isna() & (comparison["verdict"] == "undetermined")
    return np.where(
        untested,
        [f"not tested: {reason}" for reason in comparison["reason"]],
        comparison["verdict"].map(VERDICT_WORDS),
    )


def _widest_words(row: pd.Series, sides: tuple[str, str], is_widest: bool) -> str:
    within = (
        " within frameworks"
        if not math.isclose(row["adjusted_difference"], row["difference"], abs_tol=1e-9)
        else ""
    )
    interval = f"95% interval {points(row['adjusted_difference_low'])} to {points(row['adjusted_difference_high'])}"
    return (
        f"{'The widest difference is in ' if is_widest else 'It is '}{row['label']}: {_share(row, 'first')} in {sides[0]} against "
        f"{_share(row, 'second')} in {sides[1]}, "
        f"a difference of {points(row['adjusted_difference'], signed=True)} points{within} ({interval})."
    )


def _rest_words(tested: pd.DataFrame) -> str:
    same, unclear = (
        int((tested["verdict"] == "no-difference").sum()),
        int((tested["verdict"] == "undetermined").sum()),
    )
    parts = (
        [
            f"{same} {'shows' if same == 1 else 'show'} no difference beyond a ratio of {EQUIVALENT[0]}–{EQUIVALENT[1]}"
        ]
        if same
        else []
    )
    parts += (
        [f"{unclear} {'is' if unclear == 1 else 'are'} undetermined: too little to tell"]
        if unclear
        else []
    )
    return f"{'; '.join(parts)}." if parts else ""


def _share(row: pd.Series, side: str) -> str:
    hits, items = (
        words.number(row[f"{side}_{part}"]) for part in ("hit_count", "recommendation_count")
    )
    return f"{words.percent(row[f'{side}_share'], spelled=True)} of recommendations ({hits} of {items})"


def _reports(count: float) -> str:
    return f"{words.number(count)} report{'' if count == 1 else 's'}"
