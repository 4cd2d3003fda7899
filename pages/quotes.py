"""Quotes: every recommendation, searched, ordered and paged, each with its place in its report."""

from collections.abc import Iterable
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from ofsted import words
from ofsted.address.citation import label_report
from ofsted.analysis.counting.selection import choose_recommendations
from ofsted.dashboard import state
from ofsted.dashboard.exhibits import beside_quotes
from ofsted.dashboard.held import data, memory
from ofsted.dashboard.parts import card_list, cards, controls, filters, heading, share
from ofsted.dashboard.parts.absent import told_where_absent
from ofsted.dashboard.parts.figures import offer_csv, offer_workbook, show_coding_note
from ofsted.dashboard.parts.markup import html_table
from ofsted.files.quoted import list_quoted
from ofsted.search import listing
from ofsted.tables.tuples import rows_of
from ofsted.words import plural

view = state.current_view()
release = data.read_release(view.scheme)
dataset, quotes = release.dataset, data.read_hydrated()
found = memory.find(release, view.q, view.selection) if view.q else None


def find_places() -> np.ndarray:
    """The row numbers of the recommendations that filters and search leave, in the order asked
    for.
    """
    chosen = choose_recommendations(dataset, view.selection, coded=True)
    order = memory.row_order(release, view.sort)
    return listing.list_places(dataset.recommendations, chosen, found, view.sort, order)


def draw_one() -> None:
    """The one recommendation that the link points at, whatever the filters."""
    rows = dataset.recommendations
    is_it = rows["recommendation_id"] == view.quote
    row: Any = rows_of(rows[is_it])[0]
    st.header(f"One recommendation: {label_report(row)}", anchor=False)
    card_list.draw_while_wordings_come(
        [row.recommendation_id], lambda: draw_cards(rows[is_it], False)
    )
    with told_where_absent():
        beside_quotes.show_similar(row, release, quotes)
    st.button("Show all recommendations", key="all", on_click=state.edit, kwargs={"quote": None})


def draw_controls() -> None:
    """Search, order and form."""
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    with left:
        state.hold("q", view.q)
        st.text_input(
            "Search",
            key="q",
            max_chars=200,
            on_change=state.take_words,
            args=("q", "q"),
            placeholder='Words, or "words together"',
        )
    with middle:
        controls.pick_sort(view, release.vocabulary)
    with right:
        controls.pick_show(view, release.vocabulary)
    st.caption("Searches the words of wordings, summaries, themes and areas.")
    beside_quotes.show_about(found, release, view)


def draw_list(places: np.ndarray) -> None:
    """One page of what was found."""

    def export_all() -> pd.DataFrame:
        return export(dataset.recommendations.take(places))

    count = len(places)
    pages = listing.count_pages(count, view.show)
    page = min(view.page, pages)
    if view.page > pages:
        st.warning(f"There are fewer pages than the link asks for; this is the last, page {pages}.")
    if not count:
        st.header("No recommendation matches", anchor=False)
        beside_quotes.offer_way_on(found)
        return
    on_page = listing.span_of_page(page, view.show)
    shown = dataset.recommendations.take(places[on_page])
    first = on_page.start + 1
    span = f"{words.number(first)}–{words.number(first + len(shown) - 1)} of " if count > 1 else ""
    st.header(f"{span}{words.number(count)} {plural(count, 'recommendation')}", anchor=False)
    draw_pager(page, pages, "above")
    if view.show == "table":
        draw_table(shown)
    else:
        card_list.draw_while_wordings_come(
            shown["recommendation_id"].tolist(), lambda: draw_cards(shown)
        )
    draw_pager(page, pages, "below")
    with st.container(horizontal=True, gap="small"):
        offer_csv(
            export_all,
            "list",
            release.version,
            f"Download all {words.number(count)} as CSV",
        )
        offer_workbook(
            export_all,
            "list",
            release.version,
            "Recommendations",
            filters.describe_choice(release, view),
        )
    offer_files()


def draw_cards(rows: pd.DataFrame, with_similar: bool = True) -> None:
    """A card for each; what was read meanwhile is shown."""
    at_hand = data.read_hydrated()
    shown: Iterable[Any] = rows_of(rows)
    for row in shown:
        cards.show_card(row, release, at_hand, found, with_similar=with_similar)


def offer_files() -> None:
    """The list in other forms, made by the server."""
    address = share.data_address("quotes", view, release.vocabulary)
    links = " · ".join(
        f'<a href="{escape(address(kind))}" target="_blank" rel="noopener">{label}</a>'
        for kind, label in (("docx", "Word"), ("ods", "OpenDocument"))
    )
    st.html(f"<p>Also for {links} (at most 1,000 recommendations a file)</p>")


def draw_table(rows: pd.DataFrame) -> None:
    """The page as a table with links."""
    table = export(rows)[
        [
            "Area",
            "Framework",
            "Inspection ended",
            "Rating",
            "Addressed to",
            "Themes",
            *(["Wording"] if quotes else []),
            "Page",
            "Number",
        ]
    ]
    links = {
        "Page": rows["url"] + "#page=" + rows["page"].astype(str),
        "Number": rows["recommendation_id"].map(lambda key: cards.permalink(key, release)),
    }
    st.html(
        html_table(
            table.astype({"Page": str, "Number": str}),
            "Recommendations; Page opens the report, Number the recommendation",
            links,
        )
    )


def export(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as a table to read and to take away."""
    return list_quoted(rows, dataset.codebook.labels, quotes)


def draw_pager(page: int, pages: int, place: str) -> None:
    """Previous and next, where there are any."""
    if pages == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"pager-{place}"):
        st.button(
            "Previous page",
            key=f"previous-{place}",
            disabled=page == 1,
            on_click=state.edit,
            kwargs={"page": page - 1},
        )
        st.html(f"<p>Page {words.number(page)} of {words.number(pages)}</p>", width="content")
        st.button(
            "Next page",
            key=f"next-{place}",
            disabled=page == pages,
            on_click=state.edit,
            kwargs={"page": page + 1},
        )


heading.draw_title("quotes")
share.offer_links("quotes", view, release.vocabulary)
show_coding_note(dataset)
if view.quote:
    draw_one()
else:
    listed = find_places()
    filters.draw_active_filters(release, view, len(listed) if view.q else None)
    draw_controls()
    draw_list(listed)
