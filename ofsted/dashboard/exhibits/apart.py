"""The recommendations that a reader and we code differently: what each says, and both codings
side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from ofsted import words
from ofsted.dashboard import state
from ofsted.dashboard.held import hydration
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.parts import cards
from ofsted.served.cards import name_of

MOST_APART = 20  # at once; the reader asks for more
_SHOWN = "own-apart-shown"
_BETWEEN = "; "  # between the labels of a set, as `beside.list_apart` joins them


def show_apart(apart: pd.DataFrame, release: Release, sample: str) -> None:
    """The differences, as many as the reader has asked for; `apart` is the frame of `list_apart`,
    `sample` names the sample.
    """
    if apart.empty:
        st.html("<p>There is no difference.</p>")
        return
    most = _most_shown(sample)
    rows = release.dataset.recommendations.set_index("recommendation_id", drop=False)
    found: Iterable[Any] = rows.loc[apart["recommendation_id"].head(most)].itertuples(index=False)
    each: Iterable[Any] = apart.head(most).itertuples(index=False)
    entries = [entry_html(row, two, release) for row, two in zip(found, each, strict=True)]
    st.html(f'<ol class="told">{"".join(entries)}</ol>')
    if len(apart) > most:
        left = len(apart) - most
        st.button(
            f"Show {words.number(min(left, MOST_APART))} more of {words.number(left)}",
            key="own-apart-more",
            on_click=_show_more,
            args=(sample, most),
        )


def _most_shown(sample: str) -> int:
    of_sample, most = state.kept(_SHOWN) or ("", MOST_APART)
    return most if of_sample == sample else MOST_APART


def _show_more(sample: str, most: int) -> None:
    """Callback: as many again."""
    state.touch()
    state.keep(_SHOWN, (sample, most + MOST_APART))


def entry_html(row: Any, two: Any, release: Release) -> str:
    """One recommendation with both codings, every text from data or a reader escaped. `row` is that
    of the recommendations, `two` that of `list_apart`.
    """
    wording = hydration.find_wording(row.recommendation_id)
    lead = cards.lead_html(row, wording)
    address = cards.permalink(row.recommendation_id, release)
    reason = f"<p>Your reason: {escape(two.reason)}</p>" if two.reason else ""
    return (
        f"<li><p>{lead}{cards.said_html(row, wording)}</p>"
        '<div class="beside">'
        f"{_side_html('You', two.theirs, two.only_theirs)}"
        f"{_side_html('We', two.ours, two.only_ours)}</div>{reason}"
        f'<p class="facts"><a href="{escape(row.url)}#page={row.page}" target="_blank" '
        f'rel="noopener">Page {row.page}</a> · <a href="{escape(address)}" target="_self">'
        f"{escape(name_of(row))}</a></p></li>"
    )


def _side_html(who: str, labels: str, alone: str) -> str:
    """One side's themes; those that it alone gave are marked, in words too."""
    own = set(alone.split(_BETWEEN))
    given = [label for label in labels.split(_BETWEEN) if label]
    listed = "".join(
        f"<li>{_marked(label, f'only {who.lower()}') if label in own else escape(label)}</li>"
        for label in given
    )
    return (
        f"<div><p><strong>{who}</strong></p>"
        f'<ul class="chips" aria-label="{who}: themes">{listed or "<li>None</li>"}</ul></div>'
    )


def _marked(label: str, told: str) -> str:
    return f"<strong>{escape(label)}</strong> ({told})"
