"""A list of cards whose wordings can come while it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from ofsted.dashboard.held import turns, wording


def draw_while_wordings_come(keys: Sequence[str], draw: Callable[[], None]) -> None:
    """Draw cards of these recommendations, and again every few seconds as long as a wording is on
    its way; one line says why others are not there.
    """
    is_coming = bool(wording.await_wordings(keys)) or wording.READING.is_going_on
    every = wording.POLL_SECONDS if is_coming else None

    @st.fragment(run_every=every)
    def draw_now() -> None:
        with turns.turn():
            is_still_coming = bool(wording.await_wordings(keys)) or wording.READING.is_going_on
            told = wording.describe_state()
            # Holds the place, so that the cards below are not put up anew.
            st.html(f'<p class="coding-note" role="status">{escape(told)}</p>')
            draw()
            if is_coming and not is_still_coming:
                st.rerun()

    draw_now()
