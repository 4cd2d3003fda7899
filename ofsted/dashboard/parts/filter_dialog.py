"""The filters on a narrow screen: a button above the page, and a dialog over it."""

from __future__ import annotations

from html import escape

import streamlit as st

from ofsted import words
from ofsted.dashboard import state
from ofsted.dashboard.held import data, turns
from ofsted.dashboard.held.memory import chosen_counts
from ofsted.dashboard.parts import filters

PLACE = "dialog-"  # begins the keys of the widgets in the dialog


def offer_filters(heeds: str, *, is_shown: bool) -> None:
    """The button that opens the filters, which the style sheet shows on narrow screens alone;
    nothing on a page that heeds none. `heeds` says which of them the page heeds, if not all.
    """
    if is_shown:
        _offer(heeds)
    else:
        st.empty()  # holds the place, so that what is below is not put up anew


@st.fragment
def _offer(heeds: str) -> None:
    # A fragment: to open the dialog, or to tick a box in it, the page beneath is not drawn again.
    with turns.turn():
        label = filters.panel_label(state.current_view())
        if st.button(label, key="open-filters", on_click=state.touch):
            _show_filters(heeds)


@st.dialog("Filters", width="small", on_dismiss="rerun")
def _show_filters(heeds: str) -> None:
    with turns.turn():
        opening = data.read_release()
        view = state.sync_view(state.current_page(), opening.vocabulary)
        release = data.read_release(view.scheme)
        filters.draw_filters(release, view, heeds, PLACE)
        count = chosen_counts(release, view.selection)[1]
        label = f"Show {words.number(count)} {words.plural(count, 'recommendation')}"
        # A screen reader is told of a new count; what a button is called is not read out again.
        st.html(f'<p class="unseen" role="status">{escape(label)}</p>')
        with st.container(key="dialog-close"):
            is_done = st.button(label, key=f"{PLACE}show", type="primary", width="stretch")
    if is_done:
        st.rerun()
