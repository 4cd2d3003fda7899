"""Counts and sentences of a view, the same for the dashboard, the pages without scripts and the
data.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.counts import are_few, count_tallied, shown_codes
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.schemes import count_narrower, describe_scheme
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    describe_selection,
)
from ofsted.analysis.counting.tallies import tally_groups
from ofsted.analysis.headlines.trends import headline_only_who
from ofsted.analysis.inference.intervals import interval_columns
from ofsted.codebook import GROUPS
from ofsted.words import plural

_ADDRESSED = {
    "authority": "to councils",
    "lscb": "to safeguarding boards",
    "both": "to councils and safeguarding boards",
}
_WITH_INTERVAL = ("share", "report-weighted", "expected", glossary.NAMED)
TESTED_UNITS = ("share", glossary.NAMED)  # whose differences and trends are tested


def count_shown(
    dataset: Dataset, selection: Selection, level: str, unit: str, by: str | None = None
) -> pd.DataFrame:
    """Counts with the interval of the chosen unit; that of shares of reports is always there.
    Themes of all reports have `narrower_count`: how many of their recommendations carry a narrower
    theme that is not shown on its own.

    Categories come as what needs to improve, see `shown_level`.
    """
    level = shown_level(dataset, level, selection)
    codes = shown_codes(dataset, selection, level, None)
    tallied = tally_groups(dataset, selection, level, by, codes)
    _, members, tally = tallied
    added = {"is_small": are_few(members, tally)}
    if unit in _WITH_INTERVAL:
        added |= interval_columns(tally, members, unit)
    counts = count_tallied(dataset, level, by, tallied, added)
    if level == "theme" and by is None:
        narrower = count_narrower(dataset, choose_recommendations(dataset, selection))
        counts["narrower_count"] = [narrower.get(code, 0) for code in counts["code"]]
    return counts


def tell_only_who(dataset: Dataset, selection: Selection) -> str:
    """That more and more recommendations only say who they are about, where that is shown; chosen
    themes play no part, for all shares are out of all recommendations.
    """
    chosen = replace(selection, category=(), theme=())
    if shown_level(dataset, "category", chosen) != "what":
        return ""
    return headline_only_who(count_shown(dataset, chosen, "category", "share", "period"))


def tested_unit(unit: str) -> str:
    """The unit of comparisons and trends: that of the view where it can be tested, else the share
    of recommendations.
    """
    return unit if unit in TESTED_UNITS else "share"


def shown_level(dataset: Dataset, level: str, selection: Selection) -> str:
    """What stands for categories: what needs to improve, without the category that only says who
    it is about. The study's nine stand where that category is chosen, or one of the study's own
    views of the codebook.
    """
    if level != "category" or dataset.scheme != "full" or not dataset.codebook.blocks:
        return level
    category_of = dataset.codebook.category_of
    chosen = {*selection.category, *(category_of.get(theme) for theme in selection.theme)}
    return "category" if GROUPS in chosen else "what"


def count_chosen(dataset: Dataset, selection: Selection) -> tuple[int, int, int]:
    """Chosen reports, recommendations with a chosen code, and the reports that list those."""
    reports = int(choose_reports(dataset, selection).sum())
    chosen = choose_recommendations(dataset, selection, coded=True)
    listing = len(set(dataset.report_rows[chosen].tolist()))
    return reports, int(chosen.sum()), listing


def describe_choice(dataset: Dataset, selection: Selection, counts: tuple[int, int, int]) -> str:
    """One sentence: which recommendations are looked at, and how many there are of them in how many
    reports; `counts` are those of `count_chosen`.
    """
    reports, recommendations, listing = counts
    of_reports = f"{words.number(reports)} {plural(reports, 'report')}"
    if selection.category or selection.theme:
        of_reports = f"{words.number(listing)} of {of_reports}"
    found = f"{words.number(recommendations)} {plural(recommendations, 'recommendation')}"
    filters = describe_selection(selection, dataset)
    scope = "" if filters == "all reports" else f" ({filters})"
    return f"{found} {_ADDRESSED[selection.body]}, from {of_reports}{scope}."


def subtitle(dataset: Dataset, selection: Selection, unit: str, level: str = "category") -> str:
    """Measure, N, filters and view of the codebook in words, for a figure whose N the chosen themes
    do not touch.
    """
    reports = int(choose_reports(dataset, selection).sum())
    items = int(choose_recommendations(dataset, selection).sum())
    filters = describe_selection(selection, dataset, coded=False)
    told = f"{glossary.label('unit', unit)}: {describe_size(items, reports)} ({filters})."
    return " ".join(part for part in (told, describe_scheme(dataset, level)) if part)


def picture_subtitle(
    dataset: Dataset, selection: Selection, unit: str, level: str = "category"
) -> str:
    """What a picture must say by itself, as no page stands around it: measure, n of N, years and
    filters, and the view of the codebook.
    """
    told = f"{glossary.label('unit', unit)}: {describe_part(dataset, selection)}."
    return " ".join(part for part in (told, describe_scheme(dataset, level)) if part)


def describe_part(dataset: Dataset, selection: Selection) -> str:
    """What is chosen of all there is that is addressed to the same body, the years in which its
    inspections ended, and the filters.
    """
    counts = [_count_listed(dataset, each) for each in (selection, Selection(body=selection.body))]
    (items, reports), (all_items, all_reports) = counts
    filters = describe_selection(selection, dataset, coded=False)
    return (
        f"{words.number(items)} of {words.number(all_items)} recommendations"
        f" {_ADDRESSED[selection.body]}, in {words.number(reports)} of"
        f" {words.number(all_reports)} reports{_years_words(dataset, selection)} ({filters})"
    )


def _count_listed(dataset: Dataset, selection: Selection) -> tuple[int, int]:
    """Chosen recommendations, whatever their themes, and chosen reports."""
    items = int(choose_recommendations(dataset, selection).sum())
    return items, int(choose_reports(dataset, selection).sum())


def _years_words(dataset: Dataset, selection: Selection) -> str:
    """The years of the chosen inspections, beginning with a comma; "" where there are none."""
    years = dataset.reports["year"][choose_reports(dataset, selection)]
    if years.empty:
        return ""
    first, last = int(years.min()), int(years.max())
    if first == last:
        return f", inspections in {first}"
    return f", inspections {first} to {last}"


def describe_size(items: int, reports: int) -> str:
    """How many recommendations in how many reports."""
    return (
        f"{words.number(items)} {plural(items, 'recommendation')}"
        f" in {words.number(reports)} {plural(reports, 'report')}"
    )


def among(selection: Selection, headline: str, rows: pd.DataFrame) -> str:
    """The headline of a figure whose rows are chosen categories or themes: first and widest are so
    among these, not among all.

    Where themes are chosen and categories are shown, the figures are those of whole categories,
    which the reader may not expect.
    """
    is_of_categories = len(rows) > 0 and rows["level"].iloc[0] in ("category", "what")
    if selection.theme and not selection.category and is_of_categories:
        whole = "Whole category" if rows["code"].nunique() == 1 else "Whole categories"
        return f"{whole} of the themes chosen, not the themes alone: {headline}"
    if (selection.category or selection.theme) and rows["code"].nunique() > 1:
        return f"Of those chosen: {headline}"
    return headline
