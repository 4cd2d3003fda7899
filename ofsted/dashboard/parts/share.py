"""The visible way to copy a link to what is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from ofsted.address.citation import NAME, cite_data
from ofsted.address.view import View, Vocabulary
from ofsted.dashboard.navigation import cited, find_page, root_address
from ofsted.limits import MOST_SERVED_ROWS
from ofsted.served.asked import canonical_query
from ofsted.served.columns import PAGE_OF
from ofsted.served.embeds import write_snippet
from ofsted.served.headlines import PAGES
from ofsted.served.plain import VIEWS
from ofsted.words import number

# What the data behind a page's views is called.
_DATA = {
    "overview": "themes",
    "themes": "themes",
    "heatmap": "heatmap",
    "compare": "compare",
    "trends": "trends",
    "change": "change",
    "places": "areas",
    "quotes": "recommendations",
}
# What a page is called in a frame of another site.
_EMBEDS = {page: name for name, page in VIEWS.items()}


def offer_links(
    page: str, view: View, vocabulary: Vocabulary, *, listed: View | None = None
) -> None:
    """Buttons that copy a link that updates, a link to this version of the data, and a citation,
    and the code for a frame in another site.

    A script of the document does the copying (`served/files/notice.js`); the texts stand below,
    folded, for readers whose browser does not let it. `listed` is the view whose recommendations
    are the data of a page that has no table of its own.
    """
    of_data = ("quotes", listed) if listed else (page, view)
    data = _data_html(*of_data, vocabulary)
    shown = "Show the links, and this view as data" if data else "Show the links"
    updating = share_address(page, view, vocabulary)
    fixed = share_address(page, view, vocabulary, is_fixed=True)
    citation = cite_data(cited(fixed), vocabulary.version, date.today())
    texts = (
        ("Copy link", updating, "A link that updates with the data"),
        ("Copy link to this version", fixed, f"A link to data version {vocabulary.version}"),
        ("Copy citation", citation, "How to cite the data as shown"),
    )
    buttons = "".join(
        f'<button type="button" data-copy="{escape(text)}" title="{escape(told)}">{label}</button>'
        for label, text, told in texts
    )
    texts_listed = "".join(
        f"<dt>{escape(told)}</dt><dd>{escape(text)}</dd>" for _, text, told in texts
    )
    st.html(
        f'<div class="actions">{buttons}<span class="copied" role="status"></span>'
        f"{_embed_html(page, view, vocabulary)}</div>"
        f'<details class="link-texts"><summary>{shown}</summary>'
        f"<dl>{texts_listed}</dl>{data}</details>"
    )


def _embed_html(page: str, view: View, vocabulary: Vocabulary) -> str:
    """The code that puts the view into another site, as it updates and for this release; "" for a
    page that cannot be put there.
    """
    name = _EMBEDS.get(page)
    if name is None:
        return ""
    query = canonical_query(view.having(page=1), vocabulary, page)
    address = f"{root_address()}/embed/{name}"
    title = f"{PAGES[page].title} – {NAME}"
    codes = [
        (label, write_snippet(f"{address}?{query}" if query else address, title))
        for label, query in (
            ("Copy code that updates", query),
            ("Copy code for this version", _with_version(query, vocabulary)),
        )
    ]
    buttons = "".join(
        f'<button type="button" data-copy-code="{place}">{label}</button>'
        for place, (label, _) in enumerate(codes)
    )
    shown = "".join(f"<code>{escape(code)}</code>" for _, code in codes)
    return (
        '<details class="embed"><summary>Embed</summary><div>'
        f'{buttons}<span class="copied" role="status"></span>{shown}</div></details>'
    )


def _with_version(query: str, vocabulary: Vocabulary) -> str:
    version = urlencode({"v": vocabulary.version})
    return f"{query}&{version}" if query else version


def _data_html(page: str, view: View, vocabulary: Vocabulary) -> str:
    """The data behind the view, with a line each for Python, R and Excel."""
    name = _DATA.get(page)
    if name is None:
        return ""
    return data_lines(data_address(page, view, vocabulary))


def data_lines(address: Callable[[str], str]) -> str:
    """Links to a table by the address of each kind of file, and what reads it in three programs."""
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
    told = f"Longer tables come in pages of {number(MOST_SERVED_ROWS)} rows: page=2 gives the next."
    return f"<p>This view as data: {links}. {told}</p><dl>{listed}</dl>"


def data_address(page: str, view: View, vocabulary: Vocabulary) -> Callable[[str], str]:
    """The address of the data behind a view, by the kind of file. Raises `KeyError`."""
    query = canonical_query(view.having(page=1), vocabulary, PAGE_OF[_DATA[page]])
    root = f"{root_address()}/api/v1/{_DATA[page]}"
    return lambda kind: f"{root}.{kind}?{query}" if query else f"{root}.{kind}"


def share_address(page: str, view: View, vocabulary: Vocabulary, *, is_fixed: bool = False) -> str:
    """The full address of a view with what means something on its page, and nothing else."""
    query = canonical_query(view, vocabulary, page)
    if is_fixed:
        query = _with_version(query, vocabulary)
    path = f"{root_address()}/{find_page(page).url_path}"
    return f"{path}?{query}" if query else path
