"""Headline sentences made from counts frames: true of whatever data they get, descriptive, and
silent on causes.
"""

from __future__ import annotations

import math

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.counts import value_column
from ofsted.limits import SMALL_GROUP

FRAMEWORK_CAVEAT = "SIF and ILACS reports differ in scope and length; the page Compare says which differences are more than chance."
DESCRIPTION_CAVEAT = "This describes the reports chosen; the page Compare says which differences are more than chance."
NOT_COUNTED = "what is chosen is not counted on its own in this view of the codebook, but under a broader theme or in its category"
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


def headline_ranking(counts: pd.DataFrame, unit: str = "share") -> str:
    """What is asked for most, from a counts frame with one group."""
    if counts.empty:
        return f"Nothing to show: {NOT_COUNTED}."
    if nothing := _nothing(counts):
        return nothing
    is_small = counts["report_count"].iloc[0] < SMALL_GROUP
    unit = "count" if is_small else unit
    best = counts[value_column(unit)].max()
    top = counts[counts[value_column(unit)] == best]
    names, row, is_tie = words.listed(top["label"].tolist()), top.iloc[0], len(top) > 1
    numbers = f"{'each in ' if is_tie else ''}{_of(row, unit)}"
    if is_small:
        return f"{names} {_are(is_tie)} named most often: {numbers} recommendations, in {_reports(row['report_count'])}, too few for percentages."
    share = words.percent(row["share"] if unit == "count" else best, spelled=True)
    if unit == "reports":
        return f"{names} {_are(is_tie)} asked for in the largest number of reports: {numbers} ({share})."
    if unit == "report-weighted":
        weighed = words.number(row["weighted_report_count"])
        return f"{names} {'take' if is_tie else 'takes'} the largest part of an average report’s recommendations: {share}, over {weighed} reports."
    if unit == "expected":
        return (
            f"{names} {'have' if is_tie else 'has'} the largest share of reports expected to ask for it, length allowed for: {share}, {_of(row, unit)}"
            " recommendations."
        )
    subjects = counts[counts["code"] != ASIDE]
    if top["code"].tolist() == [ASIDE] and subjects["hit_count"].any():
        leads = subjects[subjects["hit_count"] == subjects["hit_count"].max()]
        is_tie, lead = len(leads) > 1, leads.iloc[0]
        return (
            f"{words.listed(leads['label'].tolist())} {_are(is_tie)} asked for most often: {'each ' if is_tie else ''}in {_of(lead, unit)} recommendations "
            f"({words.percent(lead['share'], spelled=True)}). "
            f"{words.percent(row['share'], spelled=True).capitalize()} name a particular group of children or families ({_of(row, unit)})."
        )
    if counts["code"].nunique() == 1:
        return f"{names} {_are(is_tie)} named in {numbers} recommendations ({share})."
    return f"{names} {_are(is_tie)} named most often: {numbers} recommendations ({share})."


def headline_change(
    counts: pd.DataFrame, unit: str = "share", *, first: str = "F3", second: str = "F4"
) -> str:
    """The widest difference between two frameworks, from a counts frame by framework."""
    names = [glossary.short_label("framework", code) for code in (first, second)]
    present = [code for code in (first, second) if (counts["group"] == code).any()]
    if len(present) < 2:
        only = (
            f"only {glossary.short_label('framework', present[0])} reports are chosen"
            if present
            else f"no {names[0]} or {names[1]} report is chosen"
        )
        return f"{names[0]} and {names[1]} cannot be compared: {only}."
    return headline_split(counts[counts["group"].isin(present)], unit)


def headline_split(counts: pd.DataFrame, unit: str = "share", *, caveat: str | None = None) -> str:
    """The widest difference between any two groups of a counts frame, in percentage points with n
    of N on both sides.

    Groups of fewer than `SMALL_GROUP` reports take no part; plain counts are compared as shares, as
    groups differ in size.
    """
    if counts.empty:
        return "No reports match these filters."
    if nothing := _nothing(counts):
        return nothing
    caveat = caveat or (
        FRAMEWORK_CAVEAT if counts["grouping"].iloc[0] == "framework" else DESCRIPTION_CAVEAT
    )
    unit = "share" if unit == "count" else unit
    column = value_column(unit)
    large = counts[(counts["report_count"] >= SMALL_GROUP) & counts[column].notna()]
    if large["group"].nunique() < 2:
        return f"Fewer than two groups have {SMALL_GROUP} reports or more: counts are shown, no shares are compared."
    value = large.pivot(index="code", columns="group", values=column)[large["group"].unique()]
    gap = value.max(axis=1) - value.min(axis=1)
    if gap.max() == 0:
        return (
            f"No difference between the groups: every figure is the same in all of them. {caveat}"
        )
    code = gap.idxmax()
    ends = (value.loc[code].idxmax(), value.loc[code].idxmin())
    first, second = (
        row for _, row in large[(large["code"] == code) & large["group"].isin(ends)].iterrows()
    )
    warning = f" {PREVALENCE_CAVEAT}" if unit == "reports" else ""
    return (
        f"{'The widest difference is in ' if counts['code'].nunique() > 1 else ''}{first['label']}: {_figure(first, unit)} against {_figure(second, unit)},"
        f" {_points(first[column], second[column])}. {caveat}{warning}"
    )


def headline_heatmap(counts: pd.DataFrame, unit: str = "share") -> str:
    """What leads in each group, and the highest cell, from a counts frame by any grouping."""
    if counts.empty:
        return "No reports match these filters."
    if nothing := _nothing(counts):
        return nothing
    unit = "share" if unit == "count" else unit
    column = value_column(unit)
    large = counts[(counts["report_count"] >= SMALL_GROUP) & counts[column].notna()]
    if large.empty:
        return f"Every group has fewer than {SMALL_GROUP} reports: counts are shown, not shares."
    leaders = large[
        (large[column] == large.groupby("group", sort=False)[column].transform("max"))
        & (large[column] > 0)
    ]
    if leaders.empty:
        return f"No group of {SMALL_GROUP} reports or more has any of these: counts are shown for the rest."
    often = leaders.groupby("label", sort=False)["group"].nunique()
    groups, most = large["group"].nunique(), int(often.max())
    names = often[often == most].index.tolist()
    top = large.loc[large[column].idxmax()]
    if groups == 1:
        return f"{top['label']} is named most often: {_figure(top, unit)}."
    where = (
        f"{most} of {groups} groups"
        if most < groups
        else "both groups"
        if groups == 2
        else f"all {groups} groups"
    )
    where += f" of {SMALL_GROUP} reports or more" if groups < counts["group"].nunique() else ""
    lead = f"{words.listed(names)} {'each lead' if len(names) > 1 else 'leads'} in {where}"
    highest = (
        "its highest figure is"
        if names == [top["label"]]
        else f"the highest figure is for {top['label']}:"
    )
    return f"{lead}; {highest} {_figure(top, unit)}."


def headline_coverage(coverage: pd.DataFrame) -> str:
    """How many reports and recommendations there are and over which years, from a `count_reports`
    frame by year.
    """
    reports, recommendations = (
        int(coverage["report_count"].sum()),
        int(coverage["recommendation_count"].sum()),
    )
    if not reports:
        return "No reports match these filters."
    years = coverage.loc[coverage["report_count"] > 0, "row"]
    span = (
        f"in {years.min()}"
        if years.min() == years.max()
        else f"from {years.min()} to {years.max()}"
    )
    listed = f"{words.number(recommendations)} recommendation{'' if recommendations == 1 else 's'}"
    return f"{_reports(reports)} of inspections {span}, with {listed}."


def _nothing(counts: pd.DataFrame) -> str:
    """The sentence for a frame in which nothing was found, or ""."""
    per_group = counts.drop_duplicates("group")
    reports, recommendations = (
        int(per_group["report_count"].sum()),
        int(per_group["recommendation_count"].sum()),
    )
    if not reports:
        return "No reports match these filters."
    if not recommendations:
        return (
            "The one report chosen lists no recommendations."
            if reports == 1
            else f"The {words.number(reports)} reports chosen list no recommendations."
        )
    if not counts["hit_count"].any():
        shown = "this theme" if counts["code"].nunique() == 1 else "these themes"
        if recommendations == 1:
            return f"The one recommendation does not carry {shown}."
        return f"None of the {words.number(recommendations)} recommendations carries {shown}."
    return ""


def _figure(row: pd.Series, unit: str) -> str:
    """A cell in words, e.g.

    "32% of recommendations in SIF reports (1,234 of 3,900)"; a zero is "none of the 3,900
    recommendations in …".
    """
    chosen, reports = glossary.UNITS[unit], reports_of(row["grouping"], row["group"])
    share = words.percent(row[chosen.column], spelled=True)
    if row[chosen.part] == 0:
        whole = words.number(row[chosen.whole])
        return (
            f"none of the {whole} {reports}"
            if unit == "reports"
            else f"none of the {whole} recommendations in {reports}"
        )
    if unit == "report-weighted":
        return f"{share} of recommendations in an average one of the {words.number(row['weighted_report_count'])} {reports}"
    if unit == "expected":
        return f"{share} expected of {reports} ({_of(row, unit)} recommendations)"
    return (
        f"{share} of {reports} ({_of(row, unit)})"
        if unit == "reports"
        else f"{share} of recommendations in {reports} ({_of(row, unit)})"
    )


def _of(row: pd.Series, unit: str) -> str:
    part, whole = glossary.UNITS[unit].part, glossary.UNITS[unit].whole
    return f"{glossary.UNITS[unit].before}{words.number(row[part])} of {words.number(row[whole])}"


def reports_of(grouping: str, group: object) -> str:
    """The reports of a group, e.g. "reports rated good"."""
    label, short = glossary.label(grouping, group), glossary.short_label(grouping, group)
    if grouping == "framework":
        return f"{short} reports"
    if grouping == "rating":
        return (
            "reports without an overall rating"
            if group == "not-given"
            else f"reports rated {short.lower()}"
        )
    return {
        "deprivation": f"reports on areas of the {label.lower()}",
        "rurality": f"reports on {label.lower()} areas",
        "region": f"reports on {'' if label.startswith(_WITHOUT_ARTICLE) else 'the '}{label}",
        "year": f"reports of {label} inspections",
        "period": f"reports of {label} inspections",
        "la_type": f"reports on {_PLURALS.get(group, label)}",
        "body": f"lists for the {'authority' if group == 'authority' else 'safeguarding board'}",
    }.get(grouping, "reports")


def _points(first: float, second: float) -> str:
    """The distance of two shares; says so where the printed percentages would give another."""
    gap = abs(first - second)
    if gap < 0.01:
        return "less than 1 percentage point apart"
    points, printed = _rounded(gap), abs(_rounded(first) - _rounded(second))
    return (
        f"{points} percentage point{'' if points == 1 else 's'} apart"
        if points == printed
        else f"{gap * 100:.1f} percentage points apart"
    )


def _rounded(share: float) -> int:
    return math.floor(share * 100 + 0.5)


def _reports(count: float) -> str:
    return f"{words.number(count)} report{'' if count == 1 else 's'}"


def _are(is_tie: bool) -> str:
    return "are" if is_tie else "is"
