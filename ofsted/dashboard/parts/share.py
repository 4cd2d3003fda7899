"""The visible way to copy a link to what is on the screen."""

from __future__ import annotations

from datetime import date

import streamlit as st

from ofsted.address.citation import cite_data
from ofsted.address.view import View, Vocabulary
from ofsted.dashboard.navigation import page_address


def offer_links(page: str, view: View, vocabulary: Vocabulary) -> None:
    """A live and a frozen link to the view, each with a button that copies it, and how to cite the
    data.
    """
    with st.popover("Copy link"):
        st.markdown("**Live link**: these settings on whatever data is current")
        _copyable(page_address(page, view, vocabulary))
        st.markdown(
            "**Frozen link**: every setting spelled out, and a notice once the data has changed"
        )
        _copyable(page_address(page, view, vocabulary, frozen=True))
        st.markdown("**Cite the data**")
        _copyable(
            cite_data(
                page_address(page, view, vocabulary, frozen=True), vocabulary.version, date.today()
            )
        )


def _copyable(text: str) -> None:
    st.code(text, language=None, wrap_lines=True)
