"""The pages, their addresses, and links between them that take the filters along."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from ofsted import paths
from ofsted.address.citation import NAME
from ofsted.address.url import write_url
from ofsted.address.view import View, Vocabulary
from ofsted.dashboard import state


@dataclass(frozen=True)
class PageEntry:
    """One page: its file's stem, its address, what the navigation calls it, and which filters it
    heeds if not all ("" for all).
    """

    name: str
    label: str
    heeds: str = ""

    @property
    def file(self) -> str:
        """The page's script, as Streamlit wants it."""
        return str(paths.PAGES / f"{self.name}.py")

    @property
    def url_path(self) -> str:
        """The address below the root; the first page is the root itself."""
        return "" if self.name == "overview" else self.name


_KEPT = "These do not change this page. They are kept for the other pages."
PAGES = (
    PageEntry("overview", "Overview"),
    PageEntry("themes", "Themes"),
    PageEntry("heatmap", "Heatmap"),
    PageEntry("compare", "Compare"),
    PageEntry("trends", "Trends"),
    PageEntry("places", "Places"),
    PageEntry("quotes", "Quotes"),
    PageEntry(
        "check",
        "Check the paper",
        heeds="None of these changes this page: its reports and views are chosen on it. They are kept for the other pages.",
    ),
    PageEntry(
        "reliability",
        "Reliability",
        heeds="Only a single framework, the addressee and the view of the codebook change this page. The rest is kept for the other pages.",
    ),
    PageEntry("sample", "Sample"),
    PageEntry("code", "Code a report", heeds=_KEPT),
    PageEntry("about", "About the data", heeds=_KEPT),
)


def find_page(name: str) -> PageEntry:
    """The entry of a page by its name. Raises `KeyError`."""
    return {page.name: page for page in PAGES}[name]


def declare_pages():
    """Tell Streamlit about the pages and get the one that the address asks for.

    Its name is its `url_path`.
    """
    return st.navigation(
        [
            st.Page(
                page.file,
                title=f"{page.label} – {NAME}",
                url_path=page.url_path,
                default=page.url_path == "",
            )
            for page in PAGES
        ],
        position="hidden",
    )


def name_tab(name: str) -> None:
    """Call the browser's tab after what the page is about, where that is more than the page's own
    name.
    """
    st.set_page_config(page_title=f"{name} – {NAME}")


def name_of(page) -> str:
    """The name of the page that Streamlit is about to run."""
    return page.url_path or "overview"


def draw_navigation(vocabulary: Vocabulary) -> None:
    """A row of links to all pages; each is a real address with the present filters in it."""
    with st.container(horizontal=True, gap="small", key="site-nav"):
        for page in PAGES:
            st.page_link(
                page.file,
                label=page.label,
                query_params=state.link_parameters(page.name, vocabulary),
            )


def link_to(name: str, label: str, view: View, vocabulary: Vocabulary) -> None:
    """A link to a page showing a given view."""
    st.page_link(find_page(name).file, label=label, query_params=write_url(view, vocabulary))


def go_to(name: str, view: View, vocabulary: Vocabulary, leaving: str) -> None:
    """Leave a page for another one showing a given view; what follows in the script does not run."""
    parameters = write_url(view, vocabulary)
    state.depart(leaving, parameters)
    st.switch_page(find_page(name).file, query_params=parameters)


def page_address(name: str, view: View, vocabulary: Vocabulary, frozen: bool = False) -> str:
    """The full address of a page showing a given view, under the host by which the reader came."""
    here = st.context.url or ""
    root = here.split("?")[0].rstrip("/")
    for page in PAGES:
        if page.url_path and root.endswith(f"/{page.url_path}"):
            root = root.removesuffix(f"/{page.url_path}")
    query = urlencode(write_url(view, vocabulary, frozen), doseq=True)
    return f"{root}/{find_page(name).url_path}" + (f"?{query}" if query else "")
