"""The visible way to copy a link to what is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from ofsted.address.citation import cite_data
from ofsted.address.view import View, Vocabulary
from ofsted.dashboard.navigation import find_page, root_address
from ofsted.served.asked import canonical_query

# What the data behind a page's views is called.
_DATA = {
    "themes": "themes",
    "heatmap": "heatmap",
    "compare": "compare",
    "trends": "trends",
    "quotes": "recommendations",
}


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
        '<details class="link-texts"><summary>Show the links, and this view as data</summary>'
        f"<dl>{listed}</dl>{_data_html(page, view, vocabulary)}</details>"
    )


def _data_html(page: str, view: View, vocabulary: Vocabulary) -> str:
    """The data behind the view, with a line each for Python, R and Excel."""
    name = _DATA.get(page)
    if name is None:
        return ""
    address = data_address(page, view, vocabulary)
    addresses = {kind: address(kind) for kind in ("csv", "json")}
    links = " · ".join(
        f'<a href="{escape(address)}" target="_blank" rel="noopener">{kind.upper()}</a>'
        for kind, address in addresses.items()
    )
    table = addresses["csv"]
    lines = (
        ("Python", f'pandas.read_csv("{table}")'),
        ("R", f'read.csv("{table}")'),
        ("Excel", f"Data, From Web: {table}"),
    )
    listed = "".join(f"<dt>{name}</dt><dd><code>{escape(line)}</code></dd>" for name, line in lines)
    return f"<p>This view as data: {links}</p><dl>{listed}</dl>"


def data_address(page: str, view: View, vocabulary: Vocabulary) -> Callable[[str], str]:
    """The address of the data behind a view, by the kind of file. Raises `KeyError`."""
    query = canonical_query(view.having(page=1), vocabulary, page)
    root = f"{root_address()}/api/v1/{_DATA[page]}"
    return lambda kind: f"{root}.{kind}?{query}" if query else f"{root}.{kind}"


def share_address(page: str, view: View, vocabulary: Vocabulary, *, is_fixed: bool = False) -> str:
    """The full address of a view with what means something on its page, and nothing else."""
    query = canonical_query(view, vocabulary, page)
    if is_fixed:
        version = urlencode({"v": vocabulary.version})
        query = f"{query}&{version}" if query else version
    path = f"{root_address()}/{find_page(page).url_path}"
    return f"{path}?{query}" if query else path
