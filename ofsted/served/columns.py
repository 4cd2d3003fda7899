"""The columns of the served data: names that stay, types, units and meanings."""

from __future__ import annotations

from dataclasses import dataclass

from ofsted.glossary import OUTCOMES
from ofsted.limits import SMALL_GROUP

_MISSING = f"missing under {SMALL_GROUP} reports"
_FEWER = f"fewer than {SMALL_GROUP} reports: counts only"


@dataclass(frozen=True)
class Column:
    """One column of `kind` text, whole, number, yes-no or day; a value may be missing."""

    name: str
    kind: str
    meaning: str
    unit: str = ""


def _text(name: str, meaning: str) -> Column:
    return Column(name, "text", meaning)


def _count(name: str, meaning: str, unit: str) -> Column:
    return Column(name, "whole", meaning, unit)


def _share(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, "share, 0 to 1")


_CODE = (
    _text("code", "id of the category or theme in the codebook"),
    _text("label", "its name"),
)
_CATEGORY = (
    _text("category", "id of its category"),
    _text("category_label", "name of its category"),
    _text("level", "category or theme"),
)
_COUNTED = (
    _count("hit_count", "recommendations that carry it", "recommendations"),
    _count("recommendation_count", "all recommendations of the group", "recommendations"),
    _share("share", f"hit_count of recommendation_count; {_MISSING}"),
    _share("share_low", "lower end of the 95% interval of share"),
    _share("share_high", "upper end of the 95% interval of share"),
)
_BY_GROUP = (
    *_CODE,
    *_CATEGORY,
    _text("grouping", "what the reports are grouped by; all where they are not"),
    _text("group", "code of the group"),
    _text("group_label", "name of the group"),
    *_COUNTED,
    _count("report_hit_count", "reports with at least one such recommendation", "reports"),
    _count("report_count", "all reports of the group", "reports"),
    _share("report_share", f"report_hit_count of report_count; {_MISSING}"),
    _share("report_share_low", "lower end of its 95% interval (Wilson)"),
    _share("report_share_high", "upper end of its 95% interval (Wilson)"),
    _share("report_weighted_share", "share within each report, averaged over reports"),
    _share("expected_share", "share of reports adjusted for their length"),
    _count("named_count", "all themes (or categories) named in the group", "themes named"),
    _share("named_share", "hit_count of named_count"),
    _share("named_share_low", "lower end of the 95% interval of named_share"),
    _share("named_share_high", "upper end of the 95% interval of named_share"),
    Column("is_small", "yes-no", f"the group has {_FEWER}"),
)


def _side(side: str) -> tuple[Column, ...]:
    return (
        _text(f"{side}_label", f"{side} side in words"),
        _count(f"{side}_hit_count", f"{side} side: with it", "recommendations"),
        _count(f"{side}_recommendation_count", f"{side} side: all", "recommendations"),
        _count(f"{side}_report_count", f"{side} side: reports", "reports"),
        _count(f"{side}_named_count", f"{side} side: all themes named", "themes named"),
        _share(f"{side}_share", f"{side} side: share by the unit"),
    )


def _estimate(name: str, meaning: str, unit: str) -> tuple[Column, ...]:
    ends = (("_low", "lower end of its 95% interval"), ("_high", "upper end of its 95% interval"))
    return (
        Column(name, "number", meaning, unit),
        *(Column(f"{name}{end}", "number", told, unit) for end, told in ends),
    )


_GROUPS_OF_COUNCILS = (
    _count("deprivation", "third of areas by the IMD 2015", "1 most deprived to 3 least"),
    _count(
        "rurality",
        "rural-urban group 2011",
        "1 major conurbation, 2 other urban, 3 largely or mainly rural",
    ),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    "themes": _BY_GROUP,
    "heatmap": _BY_GROUP,
    "compare": (
        *_CODE,
        *_CATEGORY,
        _text("grouping", "what the sides are groups of"),
        _text("unit", "share, of recommendations, or themes-named, of all themes named"),
        *_side("first"),
        *_side("second"),
        *_estimate("shown_difference", "first minus second share", "share, −1 to 1"),
        *_estimate("adjusted_ratio", "first divided by second share", "ratio"),
        Column(
            "detectable_difference",
            "number",
            "how much larger the first share must be to be found in 80% of such comparisons, at 5%",
            "share, 0 to 1",
        ),
        Column("detectable_ratio", "number", "the same as a ratio to the second share", "ratio"),
        Column("p", "number", "probability under permuted labels; missing where not tested"),
        Column("q", "number", "p after Benjamini and Hochberg over all rows"),
        _text(
            "verdict",
            f"one of: {', '.join(f'{code} ({told})' for code, told in OUTCOMES.items())}",
        ),
        _text("verdict_words", "the outcome in words; where it was not tested, why"),
    ),
    "trends": (
        *_CODE,
        _text("level", "category or theme"),
        _text("step", "year or quarter in which the inspection ended"),
        _text("unit", "share, of recommendations, or themes-named, of all themes named"),
        _count("whole_count", "what share is out of", "recommendations or themes named"),
        *_COUNTED,
        _count("report_count", "all reports of the step", "reports"),
        Column("is_small", "yes-no", f"the step has {_FEWER}"),
        Column("is_partial", "yes-no", "the step is not covered in full by the data"),
    ),
    "change": (
        _text("grouping", "what the recommendations are grouped by; all for none"),
        _text("group", "code of the group"),
        _text("group_label", "the group in words"),
        _text("code", "process, output, outcome, names_outcome or sets_target"),
        _text("label", "the same in words; the last two are marks beside the first three"),
        _count("hit_count", "recommendations that it is given to", "recommendations"),
        _count("recommendation_count", "all recommendations of the group", "recommendations"),
        _count("report_count", "all reports of the group", "reports"),
        _share("share", "hit_count of recommendation_count"),
        _share("share_low", "lower end of its 95% interval"),
        _share("share_high", "upper end of its 95% interval"),
        Column("is_small", "yes-no", f"the group has {_FEWER}"),
    ),
    "recommendations": (
        _text("recommendation_id", "report id and running number"),
        _text("report_id", "Ofsted's file number"),
        _count("order", "running number in the report", "1 and up"),
        _text("area_name", "council"),
        _text("urn", "provider number of the council"),
        _text("region", "region of England"),
        _text("framework", "code of the inspection framework"),
        _text("rating", "overall effectiveness"),
        *_GROUPS_OF_COUNCILS,
        Column("inspected_to_on", "day", "day on which the inspection ended"),
        Column("published_on", "day", "day of publication"),
        _text("body", "addressee: authority or lscb"),
        _text("section", "heading that it stands under"),
        _text("priority", "timescale or priority as printed"),
        _text("themes", "theme ids, parted by semicolons"),
        _text("categories", "category ids, parted by semicolons"),
        _text("next_report", "what the next report shows: theme, delay, not, none or unknown"),
        _text("orientation", "what it asks to change: process, output or outcome"),
        Column("names_outcome", "yes-no", "it names a change in the lives of children"),
        Column("sets_target", "yes-no", "it says how much or by when"),
        _text("coder", "who gave the themes"),
        _text("summary", "our own one-sentence restatement (CC BY 4.0)"),
        _text("wording", "the verbatim text where it is at hand and proved"),
        _text("wording_licence", "terms of the wording; missing without wording"),
        _count("page", "page of the report", "1 and up"),
        _text("url", "the page in the report (PDF)"),
    ),
    "areas": (
        _text("place", "code of the area"),
        _text("urn", "provider number; missing for abolished areas"),
        _text("name", "name of the area"),
        _text("region", "region of England"),
        _text("la_type", "type of authority"),
        *_GROUPS_OF_COUNCILS,
        _count("report_count", "reports that the filters choose", "reports"),
        _text("rating", "overall effectiveness in the latest of them"),
        Column("inspected_to_on", "day", "day on which the latest of them ended"),
        _count("recommendation_count", "recommendations of the latest of them", "recommendations"),
    ),
}
TITLES = {
    "themes": "Categories or themes of all chosen reports, or by group",
    "heatmap": "Categories or themes by group",
    "compare": "Two groups or two sets of filters set against each other",
    "trends": "Categories or themes by year or quarter",
    "change": "What recommendations ask to change, by group",
    "recommendations": "Recommendations, one to a row",
    "areas": "Areas with the latest of their chosen reports",
    "basket": "Recommendations that a reader collected, in the reader's order",
}
# The page of the dashboard whose parameters a table takes.
PAGE_OF = {
    "themes": "themes",
    "heatmap": "heatmap",
    "compare": "compare",
    "trends": "trends",
    "change": "change",
    "recommendations": "quotes",
    "areas": "places",
}
# A basket is no view, so it stands apart from the tables of views.
BASKET = (
    *COLUMNS["recommendations"],
    _text("note", "what the reader who collected it wrote about it"),
)
