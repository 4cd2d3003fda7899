"""What stands beside the list of a search: themes that match the words, filters that they name,
words that were not searched for, and a way on where nothing was found.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from ofsted import words
from ofsted.address.view import View
from ofsted.dashboard import navigation, state
from ofsted.dashboard.held import data
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.parts import baskets, cards
from ofsted.dashboard.parts.markup import escape_markdown
from ofsted.search.engine import Found
from ofsted.search.questions import Offer
from ofsted.search.spelling import Suggestion
from ofsted.served.cards import RecommendationRow

MOST_TOPICS = 3
MOST_OFFERS = 4
MOST_SUGGESTIONS = 4


def show_about(found: Found | None, release: Release, view: View) -> None:
    """Themes and filters that the query seems to mean, and what of it was left out."""
    if found is None:
        return
    _show_topics(found, release, view)
    _show_offers(found)
    if found.spelled:
        told = ", and for ".join(
            f"“{each.taken_for}” in place of “{each.word}”" for each in found.spelled
        )
        st.caption(f"Searched for {escape_markdown(told)}.")
    if found.ignored:
        told = "; ".join(f"{each.word} ({each.reason})" for each in found.ignored)
        st.caption(f"Not searched for: {escape_markdown(told)}")


def _show_topics(found: Found, release: Release, view: View) -> None:
    known = [topic for topic in found.topics if topic.theme in release.vocabulary.codes["theme"]]
    if not known:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="topics"):
        st.markdown("**Themes that match your words**")
        for topic in known[:MOST_TOPICS]:
            label = f"{escape_markdown(topic.label)} ({words.number(topic.count)})"
            themed = view.having(theme=(topic.theme,), q="", page=1)
            navigation.link_to("quotes", label, themed, release.vocabulary)


def _show_offers(found: Found) -> None:
    if not found.offers:
        return
    with st.container(horizontal=True, gap="small", key="offers"):
        for number, offer in enumerate(found.offers[:MOST_OFFERS]):
            st.button(
                f"Only {escape_markdown(offer.label)}",
                key=f"offer-{number}",
                on_click=_apply,
                args=(offer, found.question.rest),
            )


def _apply(offer: Offer, rest: str) -> None:
    """Callback: filter by what the query named, and search for the rest of it."""
    chosen = offer.years if offer.field == "year" else offer.codes
    state.edit(**{offer.field: chosen}, q=rest)


def offer_way_on(found: Found | None) -> None:
    """What to try where no recommendation is left."""
    st.write("Take a filter away above, or search for other words.")
    if found is None:
        return
    for number, suggestion in enumerate(found.suggestions[:MOST_SUGGESTIONS]):
        st.button(
            _suggested(suggestion),
            key=f"suggestion-{number}",
            on_click=_try,
            args=(suggestion,),
        )


def _suggested(suggestion: Suggestion) -> str:
    if suggestion.reason == "without-filters":
        return "Search without the filters"
    return f"Search for {escape_markdown(suggestion.query)}"


def _try(suggestion: Suggestion) -> None:
    """Callback: search for what was suggested."""
    if suggestion.reason == "without-filters":
        state.clear_filters()
    state.edit(q=suggestion.query)


def show_similar(row: RecommendationRow, release: Release, quotes: dict[str, str]) -> None:
    """What other councils were told about the same: the most similar recommendations."""
    near = data.read_neighbours().get(row.recommendation_id, ())
    rows = release.dataset.recommendations.set_index("recommendation_id", drop=False)
    st.header("What other councils were told about this", anchor=False)
    if not near:
        st.html("<p>No other report has a recommendation like it.</p>")
        return
    others: list[Any] = list(rows.loc[list(near)].itertuples(index=False))
    entries = "".join(cards.similar_html(other, release, quotes) for other in others)
    st.html(
        '<p class="subtitle">The most similar recommendations of other reports, by their words and '
        f'themes.</p><ol class="told">{entries}</ol>'
    )
    baskets.offer_list(others, f"near-{row.recommendation_id}")
