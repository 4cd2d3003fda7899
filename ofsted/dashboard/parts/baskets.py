"""The ways into the evidence basket from wherever recommendations are shown."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from ofsted.dashboard import state
from ofsted.dashboard.parts.markup import escape_markdown
from ofsted.limits import MOST_IN_BASKET
from ofsted.served.cards import name_of
from ofsted.words import plural

FOLDED_ON = ("quotes", "places")  # pages whose similar recommendations unfold
_ASKED, _MOST_ASKED = "basket-asked-for", 40
_FULL = f"The basket is full: it holds at most {MOST_IN_BASKET} recommendations."


def offer_one(row: Any) -> None:
    """A button that puts a recommendation, a row as a named tuple, into the basket or takes it out
    again.
    """
    key, name = row.recommendation_id, name_of(row)
    label = "Remove from basket" if key in state.own_basket().keys else "Add to basket"
    # A callback hears a press even where the next one stops the run before it comes here. A session
    # that has just begun has no callbacks yet, as after a restart of the server.
    if st.button(label, key=f"basket-{key}", on_click=_press, args=(key, name)):
        if not state.take_heard(key):
            _change(key, name)
        st.rerun()  # the whole page, for the navigation says how many there are


def _press(key: str, name: str) -> None:
    _change(key, name)
    state.note_heard(key)


def _change(key: str, name: str) -> None:
    """Put a recommendation in, or take it out where it is in."""
    if key in state.own_basket().keys:
        take_out(key, name)
    else:
        put_in([key], name)


def offer_list(rows: Sequence[Any], name: str, numbers: Sequence[int] = ()) -> None:
    """One toggle for each recommendation of a numbered list; it counts from 1 where no other
    numbers are given.
    """
    numbers = [int(number) for number in numbers] or list(range(1, len(rows) + 1))
    rows_of = dict(zip(numbers, rows, strict=True))
    collected = state.own_basket().keys
    key = f"basket-of-{name}"
    state.hold(
        key, [number for number in numbers if rows_of[number].recommendation_id in collected]
    )
    st.pills(
        "Choose by number what to put into your basket",
        numbers,
        selection_mode="multi",
        key=key,
        on_change=_take_list,
        args=(key, rows_of),
    )


def _take_list(key: str, rows_of: dict[int, Any]) -> None:
    """Callback of the toggles of a list: what differs from the basket was changed by the reader."""
    state.touch()
    picked = state.value_of(key) or ()
    for number, row in rows_of.items():
        is_in = row.recommendation_id in state.own_basket().keys
        if is_in and number not in picked:
            take_out(row.recommendation_id, name_of(row))
        if not is_in and number in picked:
            put_in([row.recommendation_id], name_of(row))


def hear_folds(rows: pd.DataFrame) -> None:
    """What a button of an unfolded list of similar recommendations says: the server wrote it, so
    it is none of Streamlit's. The script of the document writes `+ID` or `-ID` into this box, which
    nobody sees (`served/files/notice.js`). `rows` are all recommendations.
    """
    with st.container(key="basket-asked"):
        state.hold(_ASKED, "")
        st.text_input(
            "Into or out of the basket",
            key=_ASKED,
            max_chars=_MOST_ASKED,
            on_change=_take_asked,
            args=(rows,),
        )


def _take_asked(rows: pd.DataFrame) -> None:
    """Callback: whatever the browser sends, only known recommendations are taken."""
    state.touch()
    asked = str(state.value_of(_ASKED) or "")
    step, key = asked[:1], asked[1:]
    found: list[Any] = list(rows[rows["recommendation_id"] == key].itertuples(index=False))
    if not found:
        return
    if step == "+":
        put_in([key], name_of(found[0]))
    elif step == "-":
        take_out(key, name_of(found[0]))


def put_in(keys: Sequence[str], name: str) -> None:
    """Put recommendations into the basket, and say so; `name` is that of the first."""
    before = state.own_basket()
    after = before.adding(keys)
    if after == before:
        state.tell_of_basket(_FULL)
        return
    state.change_basket(after, f"Added to your basket: {name}. {_count(len(after.items))}")


def take_out(key: str, name: str) -> None:
    """Take a recommendation out of the basket, and say so."""
    after = state.own_basket().without({key})
    state.change_basket(after, f"Removed from your basket: {name}. {_count(len(after.items))}")


def _count(count: int) -> str:
    return f"It holds {count} {plural(count, 'recommendation')}."


def tell() -> str:
    """Say for a moment what happened to the basket in this run; gives the same as markup that is
    read out, for the notice that is seen is not in every browser.
    """
    told = state.take_told_of_basket()
    if told:
        st.toast(escape_markdown(told))
    return f'<p class="unseen" role="alert">{escape(told)}</p>'
