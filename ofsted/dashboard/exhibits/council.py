"""What a council was told: the latest list in whole words, every inspection, and which themes came
up again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from ofsted import glossary, words
from ofsted.address.view import View
from ofsted.analysis.counting.again import count_again, sum_again
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.next_report import (
    GENERAL_THEMES,
    count_by_report,
    count_outcomes,
    is_full,
)
from ofsted.analysis.counting.places import count_asks, list_inspections
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.again import (
    COUNTS_THEMES,
    HOW_COUNTED,
    SUM_CAPTION,
    printed_again,
    tell_again,
)
from ofsted.analysis.headlines.next_report import (
    COUNTS_RECOMMENDATIONS,
    HOW_COMPARED,
    STANDING_LINE,
    headline_outcomes,
    headline_pair,
    tell_raised_before,
)
from ofsted.dashboard.held import contact, hydration
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.navigation import page_address, root_address
from ofsted.dashboard.parts import baskets, cards
from ofsted.dashboard.parts.markup import html_table
from ofsted.served.source import area_slug
from ofsted.words import plural, printed_date

LIMITS = (
    "A report lists what mattered most to inspectors at the time. It is no full account of a "
    "council’s services.",
    STANDING_LINE,
    "Themes were given by machine. Read the wording before you draw a conclusion.",
)
_YES, _NO = "●", "–"


@dataclass(frozen=True)
class Council:
    """A council with its inspections, oldest first, as `list_inspections` gives them."""

    urn: str
    name: str
    release: Release
    inspections: pd.DataFrame

    @property
    def dataset(self) -> Dataset:
        """The dataset that it is read from."""
        return self.release.dataset

    def quotes(self, **filters: object) -> str:
        """The address of recommendations to this council."""
        scheme = self.dataset.scheme
        view = View(Selection(area=(self.urn,)), scheme=scheme).having(**filters)
        return page_address("quotes", view, self.release.vocabulary)


def read_council(release: Release, urn: str) -> Council:
    """A council's inspections; no filter applies but the addressee, which is the council."""
    inspections = list_inspections(release.dataset, Selection(), urn)
    return Council(urn, release.dataset.area_names[urn], release, inspections)


def show_ways(council: Council) -> None:
    """Jumps to the parts of the page."""
    parts = (
        ("latest", "Latest inspection"),
        ("inspections", "All inspections"),
        ("again", "What came up again"),
        ("alike", "Statistical neighbours"),
    )
    links = " · ".join(f'<a href="#{place}">{label}</a>' for place, label in parts)
    st.html(f"<p>On this page: {links}</p>")


def show_latest(council: Council) -> None:
    """Every recommendation of the latest inspection in whole words."""
    latest = council.inspections.iloc[-1]
    count = int(latest["asked_count"])
    when = printed_date(latest["inspected_to_on"])
    rating = _rating(latest["rating"])
    heading = f"Latest inspection, {when}: {count} {plural(count, 'recommendation')}"
    st.html(f'<h2 id="latest">{escape(heading)}</h2>')
    framework = glossary.short_label("framework", latest["framework"])
    report = f"{latest['url']}"
    st.html(
        f'<p class="subtitle">{escape(framework)} · rated {escape(rating)} · '
        f'<a href="{escape(report)}" target="_blank" rel="noopener">Open the report at Ofsted '
        "(PDF)</a></p>"
    )
    if not count:
        st.html("<p>The report lists no recommendation to the council.</p>")
        return
    rows = _rows_of(council, latest["report_id"])
    earlier = _earlier_themes(council)
    if earlier:
        raised = sum(not earlier.keys().isdisjoint(row.themes) for row in rows)
        st.html(f"<p>{escape(tell_raised_before(raised, len(rows)))}</p>")
    entries = "".join(_entry(council, row, earlier) for row in rows)
    st.html(f'<ol class="told">{entries}</ol>')


def latest_rows(council: Council) -> list[Any]:
    """The recommendations of the latest inspection, as named tuples."""
    return _rows_of(council, council.inspections.iloc[-1]["report_id"])


def latest_keys(council: Council) -> list[str]:
    """Ids of the recommendations of the latest inspection."""
    return [row.recommendation_id for row in latest_rows(council)]


def offer_latest(council: Council) -> None:
    """The way into the basket for each recommendation of the latest inspection."""
    if rows := latest_rows(council):
        baskets.offer_list(rows, f"latest-{council.urn}", [row.order for row in rows])


def _rows_of(council: Council, report_id: str) -> list[Any]:
    rows = council.dataset.recommendations
    own = rows[(rows["report_id"] == report_id) & (rows["body"] == "authority")]
    return list(own.sort_values("order", kind="stable").itertuples(index=False))


def _earlier_themes(council: Council) -> dict[str, int]:
    """The year of the last full report before the latest that lists a theme, by theme."""
    years: dict[str, int] = {}
    before = council.inspections.iloc[:-1]
    reports: Iterable[Any] = before[is_full(before)].itertuples(index=False)
    for report in reports:
        for row in _rows_of(council, report.report_id):
            named = set(row.themes) - GENERAL_THEMES
            years |= dict.fromkeys(named, int(report.year))
    return years


def _entry(council: Council, row: Any, earlier: dict[str, int]) -> str:
    labels = council.dataset.codebook.labels
    wording = hydration.find_wording(row.recommendation_id)
    said = cards.said_html(row, wording)
    themes = "".join(
        f'<li><a href="{escape(council.quotes(theme=(theme,)))}" target="_self">'
        f"{escape(labels[theme])}</a></li>"
        for theme in row.themes
    )
    links = [
        f'<a href="{escape(row.url)}#page={row.page}" target="_blank" rel="noopener">'
        f"Page {row.page}</a>",
        f'<a href="{escape(cards.permalink(row.recommendation_id, council.release))}" '
        'target="_self">Link to this recommendation</a>',
    ]
    again = [theme for theme in row.themes if theme in earlier]
    if again:
        address = council.quotes(theme=tuple(again))
        year = max(earlier[theme] for theme in again)
        links.append(
            f'<a href="{escape(address)}" target="_self">Came up in {year} too: compare '
            "wordings</a>"
        )
    if len(row.themes):
        links.append(cards.reliability_link(row, council.release, cards.NO_FILTERS))
    lead = cards.lead_html(row, wording)
    return (
        f'<li value="{row.order}"><p>{lead}{said}</p>'
        f'<ul class="chips" aria-label="Themes">{themes}</ul><p class="facts">'
        f"{' · '.join(links)}</p>{cards.similar_fold(row.recommendation_id)}</li>"
    )


def show_inspections(council: Council) -> None:
    """Every inspection with its rating, and the way to what it told the council."""
    st.html('<h2 id="inspections">All inspections</h2>')
    newest = council.inspections.iloc[::-1]
    rows: list[Any] = list(newest.itertuples(index=False))
    table = pd.DataFrame(
        {
            "Inspection": [
                f"{row.inspected_to_on:%B %Y} ({glossary.short_label('framework', row.framework)})"
                for row in rows
            ],
            "Rating": [_rating(code) for code in newest["rating"]],
            "Items": newest["asked_count"].astype(int),
        }
    )
    links = {
        "Inspection": pd.Series(
            [
                council.quotes(framework=(row.framework,), year=(int(row.year), int(row.year)))
                for row in rows
            ],
            dtype=object,
        )
    }
    st.html(html_table(table, "Items are recommendations to the council", links))
    total = int(council.inspections["asked_count"].sum())
    address = council.quotes()
    st.html(
        f'<p><a href="{escape(address)}" target="_self">Read all {words.number(total)} '
        f"{plural(total, 'recommendation')}</a></p>{_board_html(council)}{_plan_html(council)}"
    )


def _board_html(council: Council) -> str:
    """What the reports list besides, to the safeguarding board; empty where they list nothing."""
    rows = council.dataset.recommendations
    count = int(((rows["urn"] == council.urn) & (rows["body"] == "lscb")).sum())
    if not count:
        return ""
    address = council.quotes(body="lscb")
    return (
        f'<p><a href="{escape(address)}" target="_self">{words.number(count)} more</a> to its '
        "safeguarding board (LSCB) are not counted here.</p>"
    )


def _plan_html(council: Council) -> str:
    """The council's recommendations as an action plan to take away."""
    root = f"{root_address()}/area/{area_slug(council.name)}"
    kinds = (
        ("/plan", "one page to print"),
        (".xlsx", "Excel"),
        (".ods", "OpenDocument"),
        (".docx", "Word"),
    )
    links = " · ".join(
        f'<a href="{escape(root + ending)}" target="_blank" rel="noopener">{label}</a>'
        for ending, label in kinds
    )
    return f"<p>Action plan to fill in: {links}</p>"


def show_outcomes(council: Council) -> None:
    """What the next report shows of every recommendation, and of each earlier list."""
    dataset = council.dataset
    pairs = count_by_report(dataset.reports, dataset.recommendations, council.urn)
    if pairs.empty:
        return
    st.html('<h2 id="next">What the next report shows</h2>')
    outcomes = count_outcomes(dataset.recommendations, council.urn)
    newest_first: list[Any] = pairs.iloc[::-1].to_dict("records")
    told = "".join(f"<li>{escape(headline_pair(pair))}</li>" for pair in newest_first)
    st.html(
        f"<p>{COUNTS_RECOMMENDATIONS} {escape(headline_outcomes(outcomes, council.name))}</p>"
        f'<ul>{told}</ul><p class="coding-note">{STANDING_LINE} {HOW_COMPARED}</p>'
    )


def _rating(code: object) -> str:
    return glossary.label("rating", code) if isinstance(code, str) else "no overall rating"


def show_again(council: Council) -> None:
    """What came up again as one sum, then one strip per theme: whether each report lists it."""
    st.html('<h2 id="again">What came up again</h2>')
    again = sum_again(council.dataset, council.urn)
    told = tell_again(again, council.name)
    if again.report_count < 2:
        st.html(f"<p>{escape(told[0])}</p>")
        return
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in told)
    st.html(f"<p>{COUNTS_THEMES} {STANDING_LINE}</p>{paragraphs}")
    counts = count_again(council.dataset, council.urn)
    st.html(html_table(printed_again(counts), SUM_CAPTION))
    strips = _strips(council, counts["report_id"].tolist())
    shown = strips[strips["Reports"] > 1].drop(columns="Reports")
    links = {"Theme": shown.pop("link")}
    if len(shown):
        st.html(html_table(shown, f"Themes in several reports on {council.name}", links))
    folded = st.expander("Every theme", key="every-theme")
    every = strips.drop(columns="Reports")
    folded.html(html_table(every.drop(columns="link"), "Every theme", {"Theme": every["link"]}))
    st.html(f'<p class="coding-note">{HOW_COUNTED}</p>')


def _strips(council: Council, report_ids: list[str]) -> pd.DataFrame:
    """Themes down, full reports across: "● 4" where a report lists it in four recommendations."""
    asks = count_asks(council.dataset, Selection(), council.urn)
    asks = asks[asks["report_id"].isin(report_ids)]
    named = asks.groupby("code")["hit_count"].transform("sum") > 0
    asks = asks[named]
    themes = asks.drop_duplicates("code")
    table = {"Theme": themes["label"].tolist()}
    listing = pd.Series(0, index=range(len(themes)))
    reports = council.inspections[council.inspections["report_id"].isin(report_ids)]
    for row in reports.itertuples(index=False):
        hits = asks.loc[asks["report_id"] == row.report_id, "hit_count"].to_numpy()
        framework = glossary.short_label("framework", row.framework)
        head = f"{row.inspected_to_on:%b %Y} ({framework})"
        table[head] = [f"{_YES} {count}" if count else _NO for count in hits]
        listing += hits > 0
    frame = pd.DataFrame(table).assign(
        Reports=listing,
        link=[council.quotes(theme=(code,)) for code in themes["code"]],
    )
    return frame.sort_values("Reports", ascending=False, kind="stable").reset_index(drop=True)


def show_limits(council: Council) -> None:
    """What the page does not show, and whom a council can write to about an error."""
    st.header("What this can and cannot tell you", anchor=False)
    told = contact.describe_contact(f"an error in what is said of {council.name}")
    st.html("".join(f"<p>{escape(text)}</p>" for text in (*LIMITS, told)))
