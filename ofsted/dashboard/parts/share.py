"""The visible way to copy a link to what is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
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
from ofsted.served.templating import render

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
    data = data_address(*of_data, vocabulary) if of_data[0] in _DATA else None
    updating = share_address(page, view, vocabulary)
    fixed = share_address(page, view, vocabulary, is_fixed=True)
    citation = cite_data(cited(fixed), vocabulary.version, date.today())
    texts = (
        ("Copy link", updating, "A link that updates with the data"),
        ("Copy link to this version", fixed, f"A link to data version {vocabulary.version}"),
        ("Copy citation", citation, "How to cite the data as shown"),
    )
    shown = "Show the links, and this view as data" if data else "Show the links"
    show_links(texts, shown, _list_codes(page, view, vocabulary), data)


def show_links(
    texts: Sequence[tuple[str, str, str]],
    summary: str,
    codes: Sequence[tuple[str, str]] = (),
    data: Callable[[str], str] | None = None,
    plain: str = "",
) -> None:
    """Buttons that copy texts, each by its label, itself and what it is; below, folded, the same to
    read. `codes` put the view into another site, `data` gives the address of its table by the kind
    of file, `plain` is the address of the page without scripts.
    """
    st.html(
        render(
            "dashboard/links.html",
            texts=texts,
            codes=codes,
            summary=summary,
            plain=plain,
            data=_list_data(data) if data else None,
        )
    )


def _list_codes(page: str, view: View, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The code that puts the view into another site, as it updates and for this release; none for a
    page that cannot be put there.
    """
    name = _EMBEDS.get(page)
    if name is None:
        return []
    query = canonical_query(view.having(page=1), vocabulary, page)
    address = f"{root_address()}/embed/{name}"
    title = f"{PAGES[page].title} – {NAME}"
    return [
        (label, write_snippet(f"{address}?{query}" if query else address, title))
        for label, query in (
            ("Copy code that updates", query),
            ("Copy code for this version", _with_version(query, vocabulary)),
        )
    ]


def _with_version(query: str, vocabulary: Vocabulary) -> str:
    version = urlencode({"v": vocabulary.version})
    return f"{query}&{version}" if query else version


def _list_data(address: Callable[[str], str]) -> dict[str, object]:
    """Links to a table by the address of each kind of file, and what reads it in three programs."""
    table = address("csv")
    lines = (
        ("Python", f'pandas.read_csv("{table}")'),
        ("R", f'read.csv("{table}")'),
        ("Excel", f"Data, From Web: {table}"),
    )
    addresses = {kind: address(kind) for kind in ("csv", "json")}
    return {"addresses": addresses, "lines": lines, "most": MOST_SERVED_ROWS}


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
