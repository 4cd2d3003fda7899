"""The pages, their addresses, and links between them that take the filters along."""

from __future__ import annotations

import os
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ofsted import paths
from ofsted.address import basket
from ofsted.address.citation import NAME
from ofsted.address.url import write_url
from ofsted.address.view import View, Vocabulary
from ofsted.dashboard import state
from ofsted.dashboard.held import data
from ofsted.served.headlines import PAGES as PAGE_WORDS
from ofsted.served.site import make_site


@dataclass(frozen=True)
class PageEntry:
    """One page: its file's stem, what the navigation calls it, what it answers, and which filters
    it heeds: all ("all"), none ("") or those that a sentence names.
    """

    name: str
    label: str
    answers: str
    heeds: str = "all"

    @property
    def file(self) -> str:
        """The page's script, as Streamlit wants it."""
        return str(paths.PAGES / f"{self.name}.py")

    @property
    def url_path(self) -> str:
        """The address below the root; the first page is the root itself."""
        return "" if self.name == "overview" else self.name


_HEEDS = {
    "overview": "",
    "reliability": (
        "Only a single framework, the addressee and the theme list change this page. "
        "The rest is kept for the other pages."
    ),
    "basket": "",
    "check": "",
    "outside": "",
    "about": "",
    "coding": "",
    "code": "",
    "glossary": "",
    "accessibility": "",
}
PAGES = tuple(
    PageEntry(
        name,
        "Main points" if name == "overview" else told.title,
        told.about,
        _HEEDS.get(name, "all"),
    )
    for name, told in PAGE_WORDS.items()
)


@dataclass(frozen=True)
class Section:
    """An entry of the navigation, and the pages behind it; it opens the first of them."""

    name: str
    label: str
    pages: tuple[str, ...]


SECTIONS = (
    Section("main", "Main points", ("overview",)),
    Section("explore", "Explore", ("themes", "heatmap", "compare", "trends", "change")),
    Section("councils", "Councils", ("places",)),
    Section("quotes", "Quotes", ("quotes",)),
    Section("basket", "Basket", ("basket",)),
    Section(
        "methods",
        "Methods",
        (
            "reliability",
            "check",
            "outside",
            "about",
            "coding",
            "sample",
            "code",
            "glossary",
            "accessibility",
        ),
    ),
)


def find_page(name: str) -> PageEntry:
    """The entry of a page by its name. Raises `KeyError`."""
    return {page.name: page for page in PAGES}[name]


def section_of(name: str) -> Section:
    """The section that a page belongs to. Raises `StopIteration` for one in none."""
    return next(section for section in SECTIONS if name in section.pages)


def declare_pages() -> StreamlitPage:
    """Tell Streamlit about the pages and get the one that the address asks for.

    Its name is its `url_path`.
    """
    # Copies: Streamlit notes in the page of a run that it may be run once.
    pages = [copy(page) for page in _pages_of_streamlit().values()]
    return st.navigation(pages, position="hidden")


@cache
def _pages_of_streamlit() -> dict[str, StreamlitPage]:
    """The pages as Streamlit has them, by name; only a run of a page can ask for them.

    Made once: Streamlit looks for the file of each page whenever it makes one.
    """
    return {
        page.name: st.Page(
            page.file,
            title=f"{page.label} – {NAME}",
            url_path=page.url_path,
            default=page.url_path == "",
        )
        for page in PAGES
    }


def name_tab(name: str) -> None:
    """Call the browser's tab after what the page is about, where that is more than the page's own
    name.
    """
    st.set_page_config(page_title=f"{name} – {NAME}")


def name_of(page: StreamlitPage) -> str:
    """The name of the page that Streamlit is about to run."""
    return page.url_path or "overview"


def draw_navigation(current: str, vocabulary: Vocabulary) -> None:
    """The sections, and under them the pages of the present one.

    Each is a real address with the present filters in it. On a phone `draw_menu` stands for both.
    """
    section = section_of(current)
    with st.container(horizontal=True, gap="small", key="site-nav"):
        for entry in SECTIONS:
            place = "here" if entry == section else "there"
            with st.container(key=f"nav-{place}-{entry.name}", width="content"):
                _link(entry.pages[0], _counted(entry.name, entry.label), vocabulary)
    if len(section.pages) > 1:
        with st.container(horizontal=True, gap="small", key="section-nav"):
            for name in section.pages:
                _link(name, find_page(name).label, vocabulary)
    else:
        st.empty()  # holds the place, so that what is below is not put up anew


def _counted(name: str, label: str) -> str:
    """What a page is called in the navigation; the basket with what it holds."""
    count = len(state.own_basket().items) if name == basket.PAGE else 0
    return f"{label} ({count})" if count else label


def draw_menu(current: str, vocabulary: Vocabulary) -> None:
    """All pages behind one button, for a phone."""
    # Of its own key on every page, so that it is closed on the next one.
    menu = st.popover("Menu", key=f"menu-{current}", on_change=state.touch, width="content")
    if menu.open:
        with menu:
            for entry in SECTIONS:
                for name in entry.pages:
                    _link(name, _counted(name, find_page(name).label), vocabulary)


def _link(name: str, label: str, vocabulary: Vocabulary) -> None:
    dropped = {} if name == state.current_page() else _left_on_leaving()
    parameters = state.link_parameters(name, vocabulary, dropped)
    st.page_link(_pages_of_streamlit()[name], label=label, query_params=parameters)


def _left_on_leaving() -> dict[str, tuple[str, ...]]:
    """The councils of the view where they are the neighbours of one: they were chosen by one link
    on its page, and would stay unnoticed on every page after it.
    """
    chosen = state.current_view().selection.area
    if not chosen or data.name_neighboured(chosen) is None:
        return {}
    return {"area": ()}


def link_to(name: str, label: str, view: View, vocabulary: Vocabulary) -> None:
    """A link to a page showing a given view."""
    page = _pages_of_streamlit()[name]
    st.page_link(page, label=label, query_params=write_url(view, vocabulary))


def go_to(name: str, view: View, vocabulary: Vocabulary, leaving: str) -> None:
    """Leave a page for another one showing a given view; what follows in the script does not
    run.
    """
    parameters = write_url(view, vocabulary)
    state.depart(leaving, parameters)
    st.switch_page(find_page(name).file, query_params=parameters)


def page_address(name: str, view: View, vocabulary: Vocabulary, frozen: bool = False) -> str:
    """The full address of a page showing a given view, under the host by which the reader came."""
    query = urlencode(write_url(view, vocabulary, frozen), doseq=True)
    return f"{root_address()}/{find_page(name).url_path}" + (f"?{query}" if query else "")


def root_address() -> str:
    """The address of the first page, without a stroke at its end, by which the reader came."""
    return _root_of(st.context.url or "")


@lru_cache(maxsize=256)
def _root_of(address: str) -> str:
    """The address of the first page, from that of any page; a list asks for it on every line."""
    root = address.split("?")[0].rstrip("/")
    for page in PAGES:
        if page.url_path and root.endswith(f"/{page.url_path}"):
            root = root.removesuffix(f"/{page.url_path}")
    return root


@cache
def _declared_address() -> str:
    return make_site("", os.environ).public


def cited(address: str) -> str:
    """One of the dashboard's addresses as citations and files name it: under the public address
    that the host has declared, else under the one in the reader's own address bar.
    """
    declared = _declared_address()
    return declared + address.removeprefix(root_address()) if declared else address
