"""Headline sentences made from counts frames.

They are true of whatever data they get, descriptive, and silent on causes.
"""

from __future__ import annotations

import math

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.counts import value_column
from ofsted.analysis.headlines.leaders import (
    count_leads,
    find_large_groups,
    find_leaders,
    find_rivals,
    find_widest,
    tell_other_first,
    tell_other_leads,
    tell_other_widest,
)
from ofsted.analysis.headlines.phrases import by_number, counted, part_of, share_words
from ofsted.analysis.headlines.rows import listed_labels, row_of_most
from ofsted.limits import EQUIVALENT, SMALL_GROUP

FRAMEWORK_CAVEAT = (
    "SIF and ILACS reports differ in scope and length; the page Compare says which differences "
    "are more than chance."
)
DESCRIPTION_CAVEAT = (
    "This describes the reports chosen; the page Compare says which differences are more than "
    "chance."
)
NOT_COUNTED = (
    "what is chosen is not counted on its own in this theme list, but under a broader "
    "theme or in its category"
)
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
    glossary.NAMED: (
        "takes the largest part of all themes named:",
        "take the largest part of all themes named:",
    ),
}


def headline_ranking(counts: pd.DataFrame, unit: str = "share") -> str:
    """What is asked for most, from a counts frame with one group; and what the other measure puts
    first, where it is something else.
    """
    if counts.empty:
        return f"Nothing to show: {NOT_COUNTED}."
    if nothing := _nothing(counts):
        return nothing
    if counts["level"].iloc[0] == "who":
        return _who_words(counts)
    return f"{_ranking_words(counts, unit)} {beside_ranking(counts, unit)}".rstrip()


def beside_ranking(counts: pd.DataFrame, unit: str = "share") -> str:
    """What the other measure puts first, to stand under the headline of a ranking; "" where that
    is the same, or where nothing is ranked.
    """
    if counts.empty or _nothing(counts) or counts["level"].iloc[0] == "who":
        return ""
    return tell_other_first(counts, _ranked_unit(counts, unit))


def _ranked_unit(counts: pd.DataFrame, unit: str) -> str:
    """The unit that a ranking goes by: counts where reports are too few for shares."""
    if counts["report_count"].iloc[0] < SMALL_GROUP:
        return "count"
    return unit


def _ranking_words(counts: pd.DataFrame, unit: str) -> str:
    top = find_leaders(counts, _ranked_unit(counts, unit))
    if counts["report_count"].iloc[0] < SMALL_GROUP:
        return _few_reports_words(top)
    if unit in _LEADING:
        return _leading_words(top, unit)
    share = share_words(top.iloc[0]["share"])
    named = _named_words(top)
    numbers = _each_of(top, unit)
    if counts["code"].nunique() == 1:
        return f"{named} in {numbers} recommendations ({share})."
    return f"{named} most often: {numbers} recommendations ({share})."


def headline_change(
    counts: pd.DataFrame, unit: str = "share", *, first: str = "F3", second: str = "F4"
) -> str:
    """The widest difference between two frameworks, from a counts frame by framework."""
    first_name = glossary.short_label("framework", first)
    second_name = glossary.short_label("framework", second)
    cannot = f"{first_name} and {second_name} cannot be compared:"
    groups = set(counts["group"])
    if not groups & {first, second}:
        return f"{cannot} no {first_name} or {second_name} report is chosen."
    if second not in groups:
        return f"{cannot} only {first_name} reports are chosen."
    if first not in groups:
        return f"{cannot} only {second_name} reports are chosen."
    is_either = counts["group"].isin((first, second))
    return headline_split(counts[is_either], unit)


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
    if find_large_groups(counts, value_column(unit))["group"].nunique() < 2:
        return (
            f"Fewer than two groups have {SMALL_GROUP} reports or more: counts are shown, no "
            "shares are compared."
        )
    ends = find_widest(counts, unit)
    if ends.empty:
        return (
            f"No difference between the groups: every figure is the same in all of them. {caveat}"
        )
    apart = _apart_words(ends, unit)
    opening = by_number(counts["code"].nunique(), "", "The widest difference is in ")
    parts = [f"{opening}{apart}.", tell_other_widest(counts, unit), caveat]
    if unit == "reports":
        parts.append(f"{PREVALENCE_CAVEAT}{_length_words(ends)}")
    return " ".join(part for part in parts if part)


def beside_split(counts: pd.DataFrame, unit: str = "share") -> str:
    """Where the groups lie furthest apart by the other measure, to stand under the headline of a
    split; "" where that is the same code, or where nothing is compared.
    """
    if counts.empty or find_widest(counts, _comparable_unit(unit)).empty:
        return ""
    return tell_other_widest(counts, _comparable_unit(unit))


def headline_heatmap(counts: pd.DataFrame, unit: str = "share") -> str:
    """What leads in each group, and the highest cell, from a counts frame by any grouping; and what
    leads by the other measure, where it is something else.
    """
    if counts.empty:
        return "No reports match these filters."
    if nothing := _nothing(counts):
        return nothing
    unit = _comparable_unit(unit)
    if find_large_groups(counts, value_column(unit)).empty:
        return f"Every group has fewer than {SMALL_GROUP} reports: counts are shown, not shares."
    if count_leads(counts, unit).empty:
        return (
            f"No group of {SMALL_GROUP} reports or more has any of these: counts are shown for "
            "the rest."
        )
    return f"{_heatmap_words(counts, unit)} {beside_heatmap(counts, unit)}".rstrip()


def beside_heatmap(counts: pd.DataFrame, unit: str = "share") -> str:
    """What leads in the groups by the other measure, to stand under the headline of a heatmap; ""
    where that is the same, or where nothing leads.
    """
    unit = _comparable_unit(unit)
    if counts.empty or count_leads(counts, unit).empty:
        return ""
    large = find_large_groups(counts, value_column(unit))
    if large["group"].nunique() == 1:
        return tell_other_first(large, unit)
    return tell_other_leads(counts, unit)


def _heatmap_words(counts: pd.DataFrame, unit: str) -> str:
    large = find_rivals(find_large_groups(counts, value_column(unit)))
    often = count_leads(counts, unit)
    most = int(often.max())
    names = often[often == most].index.tolist()
    top = row_of_most(large, large[value_column(unit)])
    label = top["label"]
    figure = _figure(top, unit)
    group_count = large["group"].nunique()
    if group_count == 1:
        return f"{label} is named most often: {figure}."
    where = _where_words(most, group_count)
    if group_count < counts["group"].nunique():
        where += f" of {SMALL_GROUP} reports or more"
    lead = by_number(len(names), "leads", "each lead")
    highest_is = f"the highest figure is for {label}:"
    if names == [label]:
        highest_is = "its highest figure is"
    return f"{words.listed(names)} {lead} in {where}; {highest_is} {figure}."


def headline_coverage(coverage: pd.DataFrame) -> str:
    """How many reports and recommendations there are, and over which years.

    `coverage` is a `count_reports` frame by year.
    """
    reports = int(coverage["report_count"].sum())
    recommendations = int(coverage["recommendation_count"].sum())
    if not reports:
        return "No reports match these filters."
    years = coverage.loc[coverage["report_count"] > 0, "row"]
    first, last = years.min(), years.max()
    span = f"from {first} to {last}"
    if first == last:
        span = f"in {first}"
    inspected = counted(reports, "report")
    listed = counted(recommendations, "recommendation")
    return f"{inspected} of inspections {span}, with {listed}."


def reports_of(grouping: str, group: object) -> str:
    """The reports of a group, e.g. "reports rated good"."""
    label = glossary.label(grouping, group)
    short = glossary.short_label(grouping, group)
    if grouping == "framework":
        return f"{short} reports"
    if grouping == "rating" and group == "not-given":
        return "reports without an overall rating"
    named = {
        "rating": f"reports rated {short.lower()}",
        "deprivation": f"reports on councils in the {label.lower()}",
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
    if counts["hit_count"].any():
        return ""
    per_group = counts.drop_duplicates("group")
    reports = int(per_group["report_count"].sum())
    recommendations = int(per_group["recommendation_count"].sum())
    if not reports:
        return "No reports match these filters."
    if not recommendations:
        if reports == 1:
            return "The one report chosen lists no recommendations."
        return f"The {words.number(reports)} reports chosen list no recommendations."
    shown = by_number(counts["code"].nunique(), "this theme", "these themes")
    if recommendations == 1:
        return f"The one recommendation does not carry {shown}."
    return f"None of the {words.number(recommendations)} recommendations carries {shown}."


def _who_words(counts: pd.DataFrame) -> str:
    """Who recommendations are about; the groups are listed, not ranked: their order is chance."""
    labels = [str(label).lower() for label in counts["label"]]
    numbers = [words.percent(float(share)) for share in counts["share"]]
    if counts["report_count"].iloc[0] < SMALL_GROUP:
        whole = counts["recommendation_count"]
        numbers = [part_of(*pair) for pair in zip(counts["hit_count"], whole, strict=True)]
    named = [f"{label} {number}" for label, number in zip(labels, numbers, strict=True)]
    return f"Who recommendations are about: {words.listed(named, most=9)}."


def _few_reports_words(top: pd.DataFrame) -> str:
    """What is named most often by reports that are too few for percentages."""
    reports = counted(top["report_count"].iloc[0], "report")
    numbers = _each_of(top, "count")
    return (
        f"{_named_words(top)} most often: {numbers} recommendations, in {reports}, "
        "too few for percentages."
    )


def _leading_words(top: pd.DataFrame, unit: str) -> str:
    """What leads by a unit that weighs recommendations otherwise than one by one."""
    row = top.iloc[0]
    share = share_words(row[value_column(unit)])
    leading = by_number(len(top), *_LEADING[unit])
    lead = f"{listed_labels(top)} {leading}"
    if unit == "reports":
        numbers = _each_of(top, unit)
        return f"{lead} {numbers} ({share})."
    if unit == "report-weighted":
        weighed = words.number(row["weighted_report_count"])
        return f"{lead} {share}, over {weighed} reports."
    if unit == glossary.NAMED:
        return f"{lead} {share} ({_of(row, unit)})."
    numbers = _of(row, unit)
    return f"{lead} {share}, {numbers} recommendations."


def _named_words(top: pd.DataFrame) -> str:
    """The codes that lead, e.g. "Timeliness and Consistency are named"."""
    are = by_number(len(top), "is", "are")
    return f"{listed_labels(top)} {are} named"


def _each_of(top: pd.DataFrame, unit: str) -> str:
    """The n of N of the codes that lead, "each in" where they are several."""
    each = by_number(len(top), "", "each in ")
    return f"{each}{_of(top.iloc[0], unit)}"


def _of(row: pd.Series, unit: str) -> str:
    chosen = glossary.UNITS[unit]
    numbers = part_of(row[chosen.part], row[chosen.whole])
    return f"{chosen.before}{numbers}"


def _usual_caveat(counts: pd.DataFrame) -> str:
    if counts["grouping"].iloc[0] == "framework":
        return FRAMEWORK_CAVEAT
    return DESCRIPTION_CAVEAT


def _comparable_unit(unit: str) -> str:
    """The unit in which groups of different size can be compared."""
    if unit == "count":
        return "share"
    return unit


def _where_words(leading_count: int, group_count: int) -> str:
    if leading_count < group_count:
        return f"{leading_count} of {group_count} groups"
    if group_count == 2:
        return "both groups"
    return f"all {group_count} groups"


def _apart_words(ends: pd.DataFrame, unit: str) -> str:
    """Two cells of one code and the distance between them."""
    first = ends.iloc[0]
    second = ends.iloc[1]
    column = value_column(unit)
    apart = _points(first[column], second[column])
    first_figure = _figure(first, unit)
    second_figure = _figure(second, unit)
    return f"{first['label']}: {first_figure} against {second_figure}, {apart}"


def _length_words(ends: pd.DataFrame) -> str:
    """That longer lists explain a difference of shares of reports, beginning with a space, where
    the shares of all themes named are about alike or lie the other way; "" where they do not.
    """
    if "named_share" not in ends:
        return ""
    first, second = ends.iloc[0], ends.iloc[1]
    if first["report_share"] < second["report_share"]:
        first, second = second, first
    more, less = float(first["named_share"]), float(second["named_share"])
    if more > less * EQUIVALENT[1]:
        return ""
    return (
        " Longer lists explain this: of all themes named it is "
        f"{share_words(more)} in {reports_of(first['grouping'], first['group'])} and "
        f"{share_words(less)} in {reports_of(second['grouping'], second['group'])}."
    )


def _figure(row: pd.Series, unit: str) -> str:
    """A cell in words, e.g. "32% of recommendations in SIF reports (1,234 of 3,900)".

    A zero is "none of the 3,900 recommendations in …".
    """
    chosen = glossary.UNITS[unit]
    reports = reports_of(row["grouping"], row["group"])
    share = share_words(row[chosen.column])
    if row[chosen.part] == 0:
        whole = words.number(row[chosen.whole])
        return _none_words(whole, reports, unit)
    if unit == "report-weighted":
        weighed = words.number(row["weighted_report_count"])
        return f"{share} of recommendations in an average one of the {weighed} {reports}"
    numbers = _of(row, unit)
    if unit == "expected":
        return f"{share} expected of {reports} ({numbers} recommendations)"
    if unit == "reports":
        return f"{share} of {reports} ({numbers})"
    return f"{share} of {chosen.of} in {reports} ({numbers})"


def _none_words(whole: str, reports: str, unit: str) -> str:
    if unit == "reports":
        return f"none of the {whole} {reports}"
    return f"none of the {whole} {glossary.UNITS[unit].of} in {reports}"


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
