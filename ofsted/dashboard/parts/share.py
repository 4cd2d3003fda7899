"""The visible way to copy a link to what is on the screen."""

from __future__ import annotations

from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from ofsted.address.citation import cite_data
from ofsted.address.view import View, Vocabulary
from ofsted.dashboard.navigation import find_page, root_address
from ofsted.served.asked import canonical_query


def offer_links(page: str, view: View, vocabulary: Vocabulary) -> None:
    """Buttons that copy a link that updates, a link to this version of the data, and a citation.

    A script of the document does the copying (`served/files/notice.js`); the texts stand below,
    folded, for readers whose browser does not let it.
    """
    updating = share_address(page, view, vocabulary)
    fixed = share_address(page, view, vocabulary, is_fixed=True)
    citation = cite_data(fixed, vocabulary.version, date.today())
    texts = (
        ("Copy link", updating, "A link that updates with the data"),
        ("Copy link to this version", fixed, f"A link to data version {vocabulary.version}"),
        ("Copy citation", citation, "How to cite the data as shown"),
    )
    buttons = "".join(
        f'<button type="button" data-copy="{escape(text)}" title="{escape(told)}">{label}</button>'
        for label, text, told in texts
    )
    listed = "".join(f"<dt>{escape(told)}</dt><dd>{escape(text)}</dd>" for _, text, told in texts)
    st.html(
        f'<div class="actions">{buttons}<span class="copied" role="status"></span></div>'
        f'<details class="link-texts"><summary>Show the links</summary><dl>{listed}</dl></details>'
    )


def share_address(page: str, view: View, vocabulary: Vocabulary, *, is_fixed: bool = False) -> str:
    """The full address of a view with what means something on its page, and nothing else."""
    query = canonical_query(view, vocabulary, page)
    if is_fixed:
        version = urlencode({"v": vocabulary.version})
        query = f"{query}&{version}" if query else version
    path = f"{root_address()}/{find_page(page).url_path}"
    return f"{path}?{query}" if query else path
