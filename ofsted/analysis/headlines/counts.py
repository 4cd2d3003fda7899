"""Headline sentences made from counts frames.

They are true of whatever data they get, descriptive, and silent on causes.
"""

from __future__ import annotations

import math

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.counts import SMALL_GROUP, value_column
from ofsted.analysis.headlines.phrases import by_number, counted
from ofsted.analysis.headlines.rows import row_of_most

FRAMEWORK_CAVEAT = (
    "SIF and ILACS reports differ in scope and length; the page Compare says which differences "
    "are more than chance."
)
DESCRIPTION_CAVEAT = (
    "This describes the reports chosen; the page Compare says which differences are more than "
    "chance."
)
NOT_COUNTED = (
    "what is chosen is not counted on its own in this view of the codebook, but under a broader "
    "theme or in its category"
)
ASIDE = "groups"  # the category that says of whom a recommendation speaks, beside what it asks for
PREVALENCE_CAVEAT = "Reports that list more recommendations mention more, whatever the content."

# Regions that a sentence names without "the".
_WITHOUT_ARTICLE = ("London", "Yorkshire")
_PLURALS = {
    "London borough": "London boroughs",
    "metropolitan district": "metropolitan districts",
    "unitary authority": "unitary authorities",
    "county": "counties",
}
_BOARD_LISTS = "lists for the safeguarding board"
_BODY_LISTS = {"authority": "lists for the authority"}
# What is said of the codes that lead by a unit, where one leads and where several do.
_LEADING = {
    "reports": (
        "is asked for in the largest number of reports:",
        "are asked for in the largest number of reports:",
    ),
    "report-weighted": (
        "takes the largest part of an average report’s recommendations:",
        "take the largest part of an average report’s recommendations:",
    ),
    "expected": (
        "has the largest share of reports expected to ask for it, length allowed for:",
        "have the largest share of reports expected to ask for it, length allowed for:",
    ),
}


def headline_ranking(counts: pd.DataFrame, unit: str = "share") -> str:
    """What is asked for most, from a counts frame with one group."""
    if counts.empty:
        return f"Nothing to show: {NOT_COUNTED}."
    if nothing := _nothing(counts):
        return nothing
    is_small = counts["report_count"].iloc[0] < SMALL_GROUP
    if is_small:
        unit = "count"
    values = counts[value_column(unit)]
    top = counts[values == values.max()]
    if is_small:
        return _few_reports_words(top)
    if unit in _LEADING:
        return _leading_words(top, unit)
    subjects = counts[counts["code"] != ASIDE]
    if top["code"].tolist() == [ASIDE] and subjects["hit_count"].any():
        return _subjects_words(subjects, top.iloc[0], unit)
    share = words.percent(top["share"].iloc[0], spelled=True)
    named, numbers = _named_words(top), _each_of(top, unit)
    if counts["code"].nunique() == 1:
        return f"{named} in {numbers} recommendations ({share})."
    return f"{named} most often: {numbers} recommendations ({share})."


def headline_change(
    counts: pd.DataFrame, unit: str = "share", *, first: str = "F3", second: str = "F4"
) -> str:
    """The widest difference between two frameworks, from a counts frame by framework."""
    names = [glossary.short_label("framework", code) for code in (first, second)]
    present = [code for code in (first, second) if (counts["group"] == code).any()]
    cannot = f"{names[0]} and {names[1]} cannot be compared:"
    if not present:
        return f"{cannot} no {names[0]} or {names[1]} report is chosen."
    if len(present) < 2:
        only = glossary.short_label("framework", present[0])
        return f"{cannot} only {only} reports are chosen."
    return headline_split(counts[counts["group"].isin(present)], unit)


def headline_split(counts: pd.DataFrame, unit: str = "share", *, caveat: str | None = None) -> str:
    """The widest difference between any two groups of a counts frame, in percentage points.

    Both sides stand with n of N. Groups of fewer than `SMALL_GROUP` reports take no part; plain
    counts are compared as shares, as groups differ in size.
    """
    if counts.empty:
        return "No reports match these filters."
    if nothing := _nothing(counts):
        return nothing
    caveat = caveat or _usual_caveat(counts)
    unit = _comparable_unit(unit)
    column = value_column(unit)
    large = _large_groups(counts, column)
    if large["group"].nunique() < 2:
        return (
            f"Fewer than two groups have {SMALL_GROUP} reports or more: counts are shown, no "
            "shares are compared."
        )
    value = large.pivot(index="code", columns="group", values=column)[large["group"].unique()]
    gap = value.max(axis=1) - value.min(axis=1)
    if gap.max() == 0:
        return (
            f"No difference between the groups: every figure is the same in all of them. {caveat}"
        )
    widest = row_of_most(value, gap)
    is_end = large["group"].isin((widest.idxmax(), widest.idxmin()))
    apart = _apart_words(large[(large["code"] == widest.name) & is_end], unit)
    opening = by_number(counts["code"].nunique(), "", "The widest difference is in ")
    warning = ""
    if unit == "reports":
        warning = f" {PREVALENCE_CAVEAT}"
    return f"{opening}{apart}. {caveat}{warning}"


def headline_heatmap(counts: pd.DataFrame, unit: str = "share") -> str:
    """What leads in each group, and the highest cell, from a counts frame by any grouping."""
    if counts.empty:
        return "No reports match these filters."
    if nothing := _nothing(counts):
        return nothing
    unit = _comparable_unit(unit)
    column = value_column(unit)
    large = _large_groups(counts, column)
    if large.empty:
        return f"Every group has fewer than {SMALL_GROUP} reports: counts are shown, not shares."
    highest = large.groupby("group", sort=False)[column].transform("max")
    leaders = large[(large[column] == highest) & (large[column] > 0)]
    if leaders.empty:
        return (
            f"No group of {SMALL_GROUP} reports or more has any of these: counts are shown for "
            "the rest."
        )
    often = leaders.groupby("label", sort=False)["group"].nunique()
    most = int(often.max())
    names = often[often == most].index.tolist()
    top = row_of_most(large, large[column])
    group_count = large["group"].nunique()
    if group_count == 1:
        return f"{top['label']} is named most often: {_figure(top, unit)}."
    where = _where_words(most, group_count)
    if group_count < counts["group"].nunique():
        where += f" of {SMALL_GROUP} reports or more"
    lead = by_number(len(names), "leads", "each lead")
    figure = f"the highest figure is for {top['label']}:"
    if names == [top["label"]]:
        figure = "its highest figure is"
    return f"{words.listed(names)} {lead} in {where}; {figure} {_figure(top, unit)}."


def headline_coverage(coverage: pd.DataFrame) -> str:
    """How many reports and recommendations there are, and over which years.

    `coverage` is a `count_reports` frame by year.
    """
    reports = int(coverage["report_count"].sum())
    recommendations = int(coverage["recommendation_count"].sum())
    if not reports:
        return "No reports match these filters."
    years = coverage.loc[coverage["report_count"] > 0, "row"]
    span = f"from {years.min()} to {years.max()}"
    if years.min() == years.max():
        span = f"in {years.min()}"
    listed = counted(recommendations, "recommendation")
    return f"{counted(reports, 'report')} of inspections {span}, with {listed}."


def reports_of(grouping: str, group: object) -> str:
    """The reports of a group, e.g. "reports rated good"."""
    label, short = glossary.label(grouping, group), glossary.short_label(grouping, group)
    if grouping == "framework":
        return f"{short} reports"
    if grouping == "rating" and group == "not-given":
        return "reports without an overall rating"
    named = {
        "rating": f"reports rated {short.lower()}",
        "deprivation": f"reports on areas of the {label.lower()}",
        "rurality": f"reports on {label.lower()} areas",
        "region": f"reports on {_region_words(label)}",
        "year": f"reports of {label} inspections",
        "period": f"reports of {label} inspections",
        "la_type": f"reports on {_PLURALS.get(str(group), label)}",
        "body": _BODY_LISTS.get(str(group), _BOARD_LISTS),
    }
    return named.get(grouping, "reports")


def _nothing(counts: pd.DataFrame) -> str:
    """The sentence for a frame in which nothing was found, or ""."""
    per_group = counts.drop_duplicates("group")
    reports = int(per_group["report_count"].sum())
    recommendations = int(per_group["recommendation_count"].sum())
    if not reports:
        return "No reports match these filters."
    if not recommendations:
        if reports == 1:
            return "The one report chosen lists no recommendations."
        return f"The {words.number(reports)} reports chosen list no recommendations."
    if counts["hit_count"].any():
        return ""
    shown = by_number(counts["code"].nunique(), "this theme", "these themes")
    if recommendations == 1:
        return f"The one recommendation does not carry {shown}."
    return f"None of the {words.number(recommendations)} recommendations carries {shown}."


def _few_reports_words(top: pd.DataFrame) -> str:
    """What is named most often by reports that are too few for percentages."""
    reports = counted(top["report_count"].iloc[0], "report")
    return (
        f"{_named_words(top)} most often: {_each_of(top, 'count')} recommendations, in {reports}, "
        "too few for percentages."
    )


def _leading_words(top: pd.DataFrame, unit: str) -> str:
    """What leads by a unit that weighs recommendations otherwise than one by one."""
    row = top.iloc[0]
    share = words.percent(row[value_column(unit)], spelled=True)
    lead = f"{words.listed(top['label'].tolist())} {by_number(len(top), *_LEADING[unit])}"
    if unit == "reports":
        return f"{lead} {_each_of(top, unit)} ({share})."
    if unit == "report-weighted":
        return f"{lead} {share}, over {words.number(row['weighted_report_count'])} reports."
    return f"{lead} {share}, {_of(row, unit)} recommendations."


def _subjects_words(subjects: pd.DataFrame, aside: pd.Series, unit: str) -> str:
    """What is asked for most, and beside it how many say of whom they speak (`ASIDE`)."""
    top = subjects[subjects["hit_count"] == subjects["hit_count"].max()]
    are = by_number(len(top), "is", "are")
    each = by_number(len(top), "", "each ")
    row = top.iloc[0]
    share = words.percent(row["share"], spelled=True)
    aside_share = words.percent(aside["share"], spelled=True).capitalize()
    return (
        f"{words.listed(top['label'].tolist())} {are} asked for most often: {each}in "
        f"{_of(row, unit)} recommendations ({share}). {aside_share} name a particular group of "
        f"children or families ({_of(aside, unit)})."
    )


def _named_words(top: pd.DataFrame) -> str:
    """The codes that lead, e.g. "Timeliness and Consistency are named"."""
    are = by_number(len(top), "is", "are")
    return f"{words.listed(top['label'].tolist())} {are} named"


def _each_of(top: pd.DataFrame, unit: str) -> str:
    """The n of N of the codes that lead, "each in" where they are several."""
    each = by_number(len(top), "", "each in ")
    return f"{each}{_of(top.iloc[0], unit)}"


def _of(row: pd.Series, unit: str) -> str:
    chosen = glossary.UNITS[unit]
    part, whole = words.number(row[chosen.part]), words.number(row[chosen.whole])
    return f"{chosen.before}{part} of {whole}"


def _usual_caveat(counts: pd.DataFrame) -> str:
    if counts["grouping"].iloc[0] == "framework":
        return FRAMEWORK_CAVEAT
    return DESCRIPTION_CAVEAT


def _comparable_unit(unit: str) -> str:
    """The unit in which groups of different size can be compared."""
    if unit == "count":
        return "share"
    return unit


def _large_groups(counts: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows of groups that have enough reports for shares, where there is a share."""
    return counts[(counts["report_count"] >= SMALL_GROUP) & counts[column].notna()]


def _where_words(leading_count: int, group_count: int) -> str:
    if leading_count < group_count:
        return f"{leading_count} of {group_count} groups"
    if group_count == 2:
        return "both groups"
    return f"all {group_count} groups"


def _apart_words(ends: pd.DataFrame, unit: str) -> str:
    """Two cells of one code and the distance between them."""
    first, second = (row for _, row in ends.iterrows())
    column = value_column(unit)
    against = f"{_figure(first, unit)} against {_figure(second, unit)}"
    return f"{first['label']}: {against}, {_points(first[column], second[column])}"


def _figure(row: pd.Series, unit: str) -> str:
    """A cell in words, e.g. "32% of recommendations in SIF reports (1,234 of 3,900)".

    A zero is "none of the 3,900 recommendations in …".
    """
    chosen = glossary.UNITS[unit]
    reports = reports_of(row["grouping"], row["group"])
    share = words.percent(row[chosen.column], spelled=True)
    if row[chosen.part] == 0:
        return _none_words(words.number(row[chosen.whole]), reports, unit)
    if unit == "report-weighted":
        weighed = words.number(row["weighted_report_count"])
        return f"{share} of recommendations in an average one of the {weighed} {reports}"
    if unit == "expected":
        return f"{share} expected of {reports} ({_of(row, unit)} recommendations)"
    if unit == "reports":
        return f"{share} of {reports} ({_of(row, unit)})"
    return f"{share} of recommendations in {reports} ({_of(row, unit)})"


def _none_words(whole: str, reports: str, unit: str) -> str:
    if unit == "reports":
        return f"none of the {whole} {reports}"
    return f"none of the {whole} recommendations in {reports}"


def _region_words(label: str) -> str:
    if label.startswith(_WITHOUT_ARTICLE):
        return label
    return f"the {label}"


def _points(first: float, second: float) -> str:
    """The distance of two shares; says so where the printed percentages would give another."""
    gap = abs(first - second)
    if gap < 0.01:
        return "less than 1 percentage point apart"
    points = _rounded(gap)
    printed = abs(_rounded(first) - _rounded(second))
    if points == printed:
        return f"{points} {words.plural(points, 'percentage point')} apart"
    return f"{gap * 100:.1f} percentage points apart"


def _rounded(share: float) -> int:
    """A share as a whole percentage, halves upwards, as `words.percent` prints it."""
    return math.floor(share * 100 + 0.5)
