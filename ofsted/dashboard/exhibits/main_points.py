"""The exhibits of the first page: the box to find something, the lead with its chart, and the
other main points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from ofsted import words
from ofsted.address.view import View, opening_view
from ofsted.analysis.headlines.main_points import MainPoint, find_main_points
from ofsted.dashboard import navigation
from ofsted.dashboard.exhibits import themes
from ofsted.dashboard.held import data
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import chosen_counts, remember
from ofsted.dashboard.parts import cards
from ofsted.dashboard.parts.figures import show_beside, show_figure
from ofsted.words import printed_date

_SINCE = {"again": "since 2013"}


@remember
def main_points(release: Release) -> tuple[MainPoint, ...]:
    """The main points of the release."""
    return find_main_points(release.dataset)


def show_size(release: Release) -> None:
    """How much there is."""
    reports, recommendations, _ = chosen_counts(release, opening_view().selection)
    st.html(
        f'<p class="lede">{words.number(recommendations)} recommendations in '
        f"{words.number(reports)} inspection reports since 2018.</p>"
    )


def show_status(release: Release) -> None:
    """Up to which date the reports go, and how far to trust what is said of them."""
    last = printed_date(release.dataset.reports["published_on"].max())
    trust = navigation.page_address("reliability", opening_view(), release.vocabulary)
    st.html(
        f'<p class="coding-note">Reports published up to {last}. '
        "Sorted into themes by machine, not yet checked by people. "
        f'<a href="{escape(trust)}" target="_self">How far to trust this</a></p>'
    )


def offer_search(release: Release) -> None:
    """One box for a council, a theme or any words; it leads to the page that answers."""
    told = "Type a council or a theme"
    with (
        st.form("find-anything", border=False),
        st.container(horizontal=True, gap="small", vertical_alignment="bottom"),
    ):
        text = st.text_input(
            told, key="find-words", max_chars=200, label_visibility="collapsed", placeholder=told
        )
        pressed = st.form_submit_button("Find")
    if pressed and text.strip():
        name, view = _answer(text, release)
        navigation.go_to(name, view, release.vocabulary, leaving="overview")


def _answer(text: str, release: Release) -> tuple[str, View]:
    """The page and the view that answer what was typed: a council's page, else the quotes of a
    theme, else a search.
    """
    vocabulary = release.vocabulary
    place = vocabulary.find_code("place", text)
    if place is not None:
        return "places", View(place=str(place))
    for name in ("theme", "category"):
        code = vocabulary.find_code(name, text)
        if code is not None:
            return "quotes", opening_view().having(**{name: (code,)})
    return "quotes", opening_view().having(q=text)


def show_lead(release: Release, point: MainPoint) -> None:
    """The first main point with its chart and one example in words."""
    chosen = opening_view().selection
    figure = replace(themes.ranking(release, chosen, "category", "share"), picture="overview")
    st.html(f'<h2 class="lead">{escape(point.headline)}</h2>')
    show_beside(point.beside)
    themes.show_ranked(release, opening_view(), figure, with_headline=False)
    show_example(release, point)


def show_example(release: Release, point: MainPoint) -> None:
    """The newest recommendation that carries the code of a main point."""
    rows = release.dataset.recommendations
    is_current = (rows["framework"] == "F4") & (rows["body"] == "authority")
    carries = rows["categories"].map(lambda codes: point.code in codes)
    newest = rows[is_current & carries].sort_values("inspected_to_on", kind="stable").tail(1)
    shown: Iterable[Any] = newest.itertuples(index=False)
    for row in shown:
        st.html(cards.example_html(row, release, data.read_hydrated()))


def show_points(release: Release, points: tuple[MainPoint, ...]) -> None:
    """The other main points, each a card that leads to the view that proves it."""
    entries = "".join(_card(release, point) for point in points)
    st.html(f'<ul class="main-points">{entries}</ul>')


def _card(release: Release, point: MainPoint) -> str:
    name, view = proof_of(point)
    address = navigation.page_address(name, view, release.vocabulary)
    label = navigation.find_page(name).label
    told = " ".join(part for part in (f"{point.numbers}.", point.beside) if part)
    return (
        f'<li><a href="{escape(address)}" target="_self"><span>{escape(point.headline)}.</span>'
        f"<small>{escape(told)} {label} ›</small></a></li>"
    )


def proof_of(point: MainPoint) -> tuple[str, View]:
    """The page and the view that prove a main point."""
    view = opening_view().having(level="theme" if point.level == "theme" else "category")
    if point.kind == "largest":
        return "themes", view
    if point.kind == "changed":
        return "trends", view
    if point.kind == "again":
        return "places", View().having(theme=(point.code,))
    first, second = point.groups or ("", "")
    return "compare", view.having(by=point.by, a=str(first), b=str(second), row=point.code)


def show_who(release: Release) -> None:
    """Who recommendations are about."""
    figure = themes.who(release, opening_view().selection, "share")
    themes.show_ranked(release, opening_view(), figure)


def show_coverage(release: Release) -> None:
    """Reports by year and framework, over the whole release."""
    show_figure(themes.coverage(release, View().selection), release.version)
