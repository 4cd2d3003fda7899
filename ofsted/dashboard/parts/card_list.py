"""A list of cards whose wordings can come while it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from ofsted.dashboard.held import turns, wording


def draw_while_wordings_come(keys: Sequence[str], draw: Callable[[], None]) -> None:
    """Draw cards of these recommendations; one line above says which wordings are on their way, or
    why they are not there.

    As long as some are on their way that line alone is looked at again every few seconds, and the
    page is drawn anew only when one has come.
    """
    place = st.container()
    before = wording.ask_for(keys)
    draw()

    @st.fragment(run_every=wording.poll_seconds() if before.is_pending else None)
    def tell() -> None:
        with turns.turn():
            now = wording.ask_for(keys)
            # Holds the place, so that the cards below are not put up anew.
            st.html(f'<p class="coding-note" data-told>{escape(now.told)}</p>')
            has_come = now.missing < before.missing
            if before.is_pending and (has_come or not now.is_pending):
                st.rerun()

    with place:
        tell()
