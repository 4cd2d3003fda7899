"""The figures of the pages: counts, chart, words and table put together, and remembered for views that are asked for often.

Each is a function of the release (named by its version) and of what is passed; remembered figures are shared and never changed.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ofsted import analysis, charts, words
from ofsted.analysis import Dataset, Selection
from ofsted.analysis.counts import shown_codes
from ofsted.analysis.findings import NOT_COUNTED
from ofsted.charts.style import notice
from ofsted.dashboard.data import Release
from ofsted.dashboard.figures import Figure
from ofsted.dashboard.markup import plural

KEPT = 64  # figures of each kind
MOST_RANKED, MOST_SPLIT = 25, 12  # codes in a chart; its table holds all

remember = st.cache_resource(max_entries=KEPT, show_spinner=False, hash_funcs={Release: lambda release: (release.version, id(release))})


@remember
def ranking(release: Release, selection: Selection, level: str, unit: str, most: int = MOST_RANKED) -> Figure:
    """Categories or themes of all chosen reports, ranked; the chart holds the first `most`."""
    dataset = release.dataset
    counts = _count(dataset, selection, level, unit)
    figure = Figure(
        level,
        among(selection, analysis.headline_ranking(counts, unit), counts),
        subtitle(dataset, selection, unit, level) + _interval_note(unit, counts) + _cut_note(most, len(counts)),
        charts.ranked_bars(counts, unit, most=most),
        _alt("ranked", counts, unit, selection, dataset),
        charts.printed_table(counts, unit),
    )
    return _told_if_uncounted(figure, dataset, selection, level)


@remember
def split(release: Release, selection: Selection, level: str, unit: str, by: str) -> Figure:
    """Categories or themes by group. Groups of fewer than 15 reports appear in the table, with counts only."""
    dataset = release.dataset
    counts = _count(dataset, selection, level, unit, by)
    is_table = charts.grouped_min_width(counts, unit) > 0  # too many groups for bars
    notes = ("" if is_table else _interval_note(unit, counts)) + _cut_note(MOST_SPLIT, counts["code"].nunique()) + _group_notes(dataset, selection, by, counts)
    figure = Figure(
        f"{level}-by-{by}", among(selection, analysis.headline_split(counts, unit), counts), subtitle(dataset, selection, unit, level) + notes,
        charts.grouped_bars(counts, unit, most=MOST_SPLIT), _alt("grouped", counts, unit, selection, dataset), charts.printed_table(counts, unit),
    )
    return _told_if_uncounted(figure, dataset, selection, level)


@remember
def change(release: Release, selection: Selection) -> Figure:
    """Categories in SIF and ILACS reports side by side; frameworks that were chosen are kept."""
    dataset = release.dataset
    both = selection if selection.framework else replace(selection, framework=("F3", "F4"))
    counts = _count(dataset, both, "category", "share", "framework")
    return Figure(
        "sif-ilacs", analysis.headline_change(counts), subtitle(dataset, both, "share") + _interval_note("share", counts), charts.grouped_bars(counts),
        _alt("grouped", counts, "share", both, dataset), charts.printed_table(counts),
    )


@remember
def coverage(release: Release, selection: Selection) -> Figure:
    """Reports by year and framework."""
    counts = analysis.count_reports(release.dataset, "year", "framework", selection)
    table = counts[["row_label", "column_label", "report_count", "recommendation_count"]]
    return Figure(
        "coverage", analysis.headline_coverage(counts), "Number of reports by the year in which the inspection ended, and framework.",
        charts.coverage_bars(counts), charts.alt_text("coverage", counts), table.set_axis(["Year", "Framework", "Reports", "Recommendations"], axis=1),
    )


@remember
def grid(release: Release, selection: Selection, level: str, unit: str, by: str) -> tuple[Figure, pd.DataFrame, int]:
    """Codes down, groups across; with the counts of its cells and the width in pixels below which it cannot be read."""
    dataset = release.dataset
    counts = _count(dataset, selection, level, unit, by)
    is_grey = unit != "count" and counts["is_small"].any()
    notes = (f" Grey columns have fewer than {analysis.SMALL_GROUP} reports and hold counts." if is_grey else "") + (
        " Click a cell to read its recommendations." if len(counts) else ""
    )
    figure = Figure(
        f"{level}-by-{by}-grid", among(selection, analysis.headline_heatmap(counts, unit), counts), subtitle(dataset, selection, unit, level) + notes,
        charts.matrix(counts, unit), _alt("matrix", counts, unit, selection, dataset), charts.wide_table(counts, unit),
    )
    return _told_if_uncounted(figure, dataset, selection, level), counts, charts.matrix_min_width(counts, unit)


@remember
def option_counts(release: Release, selection: Selection, name: str) -> dict:
    """Recommendations per option of a filter, with the other filters as they are."""
    return analysis.count_options(release.dataset, selection, name)


def subtitle(dataset: Dataset, selection: Selection, unit: str, level: str = "category") -> str:
    """Measure, N, filters and view of the codebook in words, for a figure whose N the chosen themes do not touch."""
    reports = int(analysis.choose_reports(dataset, selection).sum())
    items = int(analysis.choose_recommendations(dataset, selection).sum())
    numbers = f"{words.number(items)} {plural(items, 'recommendation')} in {words.number(reports)} {plural(reports, 'report')}"
    told = f"{words.label('unit', unit)}. {numbers}: {analysis.describe_selection(selection, dataset, coded=False)}."
    return " ".join(part for part in (told, analysis.describe_scheme(dataset, level)) if part)


def _told_if_uncounted(figure: Figure, dataset: Dataset, selection: Selection, level: str) -> Figure:
    """The figure, or one that says so where reports are chosen but no row is left: themes chosen are not counted on their own in every view."""
    if shown_codes(dataset, selection, level, None) or not analysis.choose_reports(dataset, selection).any():
        return figure
    told = f"Nothing to show: {NOT_COUNTED}."
    return replace(figure, headline=told, chart=notice(told), alt=f"Empty chart. {told}")


def _count(dataset: Dataset, selection: Selection, level: str, unit: str, by: str | None = None) -> pd.DataFrame:
    """Counts with the interval of the chosen unit; that of shares of reports is always there."""
    counts = analysis.few_reports(analysis.count_codes(dataset, selection, level=level, by=by))
    return analysis.add_intervals(counts, dataset, selection, level, by, [unit]) if unit in ("share", "report-weighted", "expected") else counts


def _alt(kind: str, counts: pd.DataFrame, unit: str, selection: Selection, dataset: Dataset) -> str:
    return charts.alt_text(kind, counts, unit, analysis.describe_selection(selection, dataset, coded=False))


def among(selection: Selection, headline: str, rows: pd.DataFrame) -> str:
    """The headline of a figure whose rows are chosen categories or themes: first and widest are so among these, not among all.

    Where themes are chosen and categories are shown, the figures are those of whole categories, which the reader may not expect.
    """
    if selection.theme and not selection.category and len(rows) and rows["level"].iloc[0] == "category":
        return f"{'Whole category' if rows['code'].nunique() == 1 else 'Whole categories'} of the themes chosen, not the themes alone: {headline}"
    return f"Of those chosen: {headline}" if (selection.category or selection.theme) and rows["code"].nunique() > 1 else headline


def _interval_note(unit: str, counts: pd.DataFrame) -> str:
    has_interval = words.UNITS[unit].is_share and (counts["report_count"] >= analysis.SMALL_GROUP).any()
    return " The thin line under a bar is its 95% interval." if has_interval else ""


def _cut_note(most: int, shown: int) -> str:
    return f" The chart shows the first {most} of {shown}; the table and the download hold all." if shown > most else ""


def _group_notes(dataset: Dataset, selection: Selection, by: str, counts: pd.DataFrame) -> str:
    """Which groups the chart leaves out, and how many reports stand in no group."""
    small = counts.loc[counts["is_small"], "group_label"].unique().tolist()
    reports, items = analysis.count_left_out(dataset, selection, by)
    notes = f" Too few reports (under {analysis.SMALL_GROUP}) for shares, so only counts in the table: {', '.join(small)}." if small else ""
    if reports:
        notes += f" Blank for {words.number(reports)} {plural(reports, 'report')} with {words.number(items)} {plural(items, 'recommendation')}, which stand in no group."
    return notes
