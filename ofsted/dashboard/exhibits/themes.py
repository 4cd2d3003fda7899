"""The figures of the pages: counts, chart, words and table put together, and remembered for views
that are asked for often.

Each is a function of the release (named by its version) and of what is passed; remembered figures
are shared and never changed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from ofsted import words
from ofsted.address.view import View
from ofsted.analysis.counting.counts import count_left_out, shown_codes
from ofsted.analysis.counting.coverage import count_reports
from ofsted.analysis.counting.cross import count_parts, cross_table, describe_parts
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import (
    Selection,
    choose_reports,
    describe_selection,
)
from ofsted.analysis.headlines.counts import (
    NOT_COUNTED,
    beside_heatmap,
    beside_ranking,
    beside_split,
    headline_coverage,
    headline_heatmap,
    headline_ranking,
    headline_split,
)
from ofsted.charts.coverage import coverage_bars
from ofsted.charts.heatmap import matrix, matrix_min_width
from ofsted.charts.printed import alt_text, printed_table, wide_table
from ofsted.charts.ranking import grouped_bars, grouped_min_width, ranked_bars
from ofsted.charts.style import notice, ordered_codes, ranked_codes
from ofsted.dashboard import navigation, state
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.parts.chart_notes import cut_note, interval_note
from ofsted.dashboard.parts.figures import Figure, show_figure
from ofsted.dashboard.parts.markup import html_table
from ofsted.limits import MOST_RANKED, MOST_SPLIT, SMALL_GROUP
from ofsted.served.counted import among, count_shown, subtitle
from ofsted.words import plural


@remember
def ranking(
    release: Release, selection: Selection, level: str, unit: str, most: int = MOST_RANKED
) -> Figure:
    """Categories or themes of all chosen reports, ranked; the chart holds the first `most`."""
    dataset = release.dataset
    counts = count_shown(dataset, selection, level, unit)
    codes = tuple(ranked_codes(counts, unit)) if len(counts) else ()
    figure = Figure(
        level,
        among(selection, headline_ranking(counts, unit), counts),
        subtitle(dataset, selection, unit, level)
        + interval_note(unit, counts)
        + cut_note(most, len(counts)),
        ranked_bars(counts, unit, most=most),
        _alt("ranked", counts, unit, selection, dataset),
        partial(printed_table, counts, unit),
        codes=codes,
        picture="themes",
        kind="ranked",
        beside=beside_ranking(counts, unit),
    )
    return _told_if_uncounted(figure, dataset, selection, level)


@remember
def who(release: Release, selection: Selection, unit: str) -> Figure:
    """Who the chosen recommendations are about; empty where only other categories are chosen."""
    dataset = release.dataset
    counts = count_shown(dataset, selection, "who", unit)
    return Figure(
        "who",
        headline_ranking(counts, unit),
        "Share of recommendations that name them; one recommendation can name several.",
        ranked_bars(counts, unit),
        _alt("ranked", counts, unit, selection, dataset),
        partial(printed_table, counts, unit),
        codes=tuple(ranked_codes(counts, unit)) if len(counts) else (),
        picture="who",
    )


def show_ranked(
    release: Release, view: View, figure: Figure, *, with_headline: bool = True
) -> None:
    """A ranking whose bars lead to their recommendations, as do the rows of its table."""
    codes = figure.codes
    links = partial(_row_links, release, view, codes)
    told = replace(figure, make_links=links, view=view)
    marks = show_figure(told, release.version, selectable=True, with_headline=with_headline)
    picked = next((mark[0] for mark in marks if mark and mark[0] in codes), None)
    if picked:
        target = row_view(release, view, picked)
        navigation.go_to("quotes", target, release.vocabulary, leaving=state.current_page())


def _row_links(release: Release, view: View, codes: tuple[str, ...]) -> list[str]:
    return [
        navigation.page_address("quotes", row_view(release, view, code), release.vocabulary)
        for code in codes
    ]


def row_view(release: Release, view: View, code: str) -> View:
    """The recommendations behind one row: of a category, a theme, or a block of themes."""
    codebook = release.dataset.codebook
    plain = View(view.selection, scheme=view.scheme).having(category=(), theme=())
    if code in release.dataset.who_ids:
        return plain.having(theme=codebook.themes_of(code))
    if code in codebook.category_of:
        return plain.having(theme=(code,))
    return plain.having(category=(code,))


@remember
def split(release: Release, selection: Selection, level: str, unit: str, by: str) -> Figure:
    """Categories or themes by group.

    Groups of fewer than 15 reports appear in the table, with counts only.
    """
    dataset = release.dataset
    counts = count_shown(dataset, selection, level, unit, by)
    is_table = grouped_min_width(counts, unit) > 0  # too many groups for bars
    notes = (
        ("" if is_table else interval_note(unit, counts))
        + cut_note(MOST_SPLIT, counts["code"].nunique())
        + _group_notes(dataset, selection, by, counts)
    )
    figure = Figure(
        f"{level}-by-{by}",
        among(selection, headline_split(counts, unit), counts),
        subtitle(dataset, selection, unit, level) + notes,
        grouped_bars(counts, unit, most=MOST_SPLIT),
        _alt("grouped", counts, unit, selection, dataset),
        partial(printed_table, counts, unit),
        picture="themes",
        kind="grouped",
        beside=beside_split(counts, unit),
    )
    return _told_if_uncounted(figure, dataset, selection, level)


def show_cross(release: Release, selection: Selection) -> None:
    """What needs to improve by who it is about, folded away, with the sum of the parts."""
    dataset = release.dataset
    st.html(f'<p class="subtitle">{escape(describe_parts(count_parts(dataset, selection)))}</p>')
    folded = st.expander(
        "What needs to improve, by who it is about", key="cross", on_change=state.touch
    )
    if folded.open:
        caption = "Recommendations; one can stand in several rows and columns"
        folded.html(html_table(cross_table(dataset, selection), caption))


@remember
def coverage(release: Release, selection: Selection) -> Figure:
    """Reports by year and framework."""
    counts = count_reports(release.dataset, "year", "framework", selection)
    return Figure(
        "coverage",
        headline_coverage(counts),
        "Number of reports by the year in which the inspection ended, and framework.",
        coverage_bars(counts),
        alt_text("coverage", counts),
        partial(_coverage_table, counts),
    )


def _coverage_table(counts: pd.DataFrame) -> pd.DataFrame:
    table = counts[["row_label", "column_label", "report_count", "recommendation_count"]]
    return table.set_axis(["Year", "Framework", "Reports", "Recommendations"], axis=1)


@remember
def grid(
    release: Release,
    selection: Selection,
    level: str,
    unit: str,
    by: str,
    order: str = "total",
    group: object = None,
    most: int | None = None,
) -> tuple[Figure, pd.DataFrame, int]:
    """Codes down, groups across, in an order of `ordered_codes`; with the counts of its cells and
    the width in pixels below which it cannot be read.

    The picture holds the first `most` rows, the table all.
    """
    dataset = release.dataset
    counts = count_shown(dataset, selection, level, unit, by)
    is_grey = unit != "count" and counts["is_small"].any()
    notes = (
        f" Grey columns have fewer than {SMALL_GROUP} reports and hold counts." if is_grey else ""
    ) + (" Click a cell to read its recommendations." if len(counts) else "")
    codes = tuple(ordered_codes(counts, unit, order, group)) if len(counts) else ()
    figure = Figure(
        f"{level}-by-{by}-grid",
        among(selection, headline_heatmap(counts, unit), counts),
        subtitle(dataset, selection, unit, level) + notes,
        matrix(counts, unit, order=codes, most=most),
        _alt("matrix", counts, unit, selection, dataset),
        partial(wide_table, counts, unit, codes),
        codes=codes,
        picture="heatmap",
        kind="grid",
        beside=beside_heatmap(counts, unit),
    )
    return (
        _told_if_uncounted(figure, dataset, selection, level),
        counts,
        matrix_min_width(counts, unit),
    )


def _told_if_uncounted(
    figure: Figure, dataset: Dataset, selection: Selection, level: str
) -> Figure:
    """The figure, or one that says so where reports are chosen but no row is left: themes chosen
    are not counted on their own in every view.
    """
    if shown_codes(dataset, selection, level, None) or not choose_reports(dataset, selection).any():
        return figure
    told = f"Nothing to show: {NOT_COUNTED}."
    chart, alt = notice(told), f"Empty chart. {told}"
    return replace(figure, headline=told, chart=chart, alt=alt, beside="")


def _alt(kind: str, counts: pd.DataFrame, unit: str, selection: Selection, dataset: Dataset) -> str:
    return alt_text(kind, counts, unit, describe_selection(selection, dataset, coded=False))


def _group_notes(dataset: Dataset, selection: Selection, by: str, counts: pd.DataFrame) -> str:
    """Which groups the chart leaves out, and how many reports stand in no group."""
    small = counts.loc[counts["is_small"], "group_label"].unique().tolist()
    reports, items = count_left_out(dataset, selection, by)
    notes = (
        f" Too few reports (under {SMALL_GROUP}) for shares, so only counts in the table:"
        f" {', '.join(small)}."
        if small
        else ""
    )
    if reports:
        notes += (
            f" Blank for {words.number(reports)} {plural(reports, 'report')} with"
            f" {words.number(items)} {plural(items, 'recommendation')}, which stand in no group."
        )
    return notes
