"""The head of a page."""

from __future__ import annotations

from html import escape

import streamlit as st

from ofsted.dashboard.navigation import find_page
from ofsted.dashboard.parts.markup import escape_markdown


def draw_title(name: str, title: str = "") -> None:
    """The page's title, and under it the question that it answers."""
    page = find_page(name)
    st.title(escape_markdown(title or page.label), anchor=False)
    if page.answers and not title:
        st.html(f'<p class="lede">{escape(page.answers)}</p>')
