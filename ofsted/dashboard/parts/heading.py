"""The head of a page."""

from __future__ import annotations

from html import escape

import streamlit as st

from ofsted.dashboard.navigation import PageEntry, find_page
from ofsted.dashboard.parts.markup import escape_markdown


def draw_title(name: str, title: str = "") -> None:
    """The page's title, and beside it the question that it answers; under it on a phone."""
    page = find_page(name)
    with st.container(horizontal=True, vertical_alignment="bottom", key="page-head"):
        st.title(escape_markdown(title or page.label), anchor=False, width="content")
        if page.answers and not title:
            st.html(f'<p class="lede">{escape(page.answers)}{_way_back(page)}</p>', width="content")


def _way_back(page: PageEntry) -> str:
    """A link to the filters, seen when it has the focus: they stand before the page, and a page may
    hold hundreds of links after it.
    """
    if not page.heeds:
        return ""
    return ' <a class="to-filters" href="#filters">Go to the filters</a>'
