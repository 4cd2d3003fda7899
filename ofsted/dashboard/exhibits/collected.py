"""The list of an evidence basket, its link and its files."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from ofsted.address.basket import PAGE, Basket, describe_link, read_basket, write_basket
from ofsted.dashboard import navigation, state
from ofsted.dashboard.held import hydration
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.published import current_source
from ofsted.dashboard.navigation import cited, root_address
from ofsted.dashboard.parts import baskets, cards, share
from ofsted.dashboard.parts.figures import file_name
from ofsted.dashboard.parts.markup import escape_markdown, paragraph
from ofsted.limits import MOST_IN_BASKET, MOST_NOTE_CHARACTERS
from ofsted.served.basket import ADDRESS, FILES, basket_rows, write_file
from ofsted.served.basket_then import tell_changes
from ofsted.served.kept import name_release
from ofsted.served.site import Site
from ofsted.served.templating import render
from ofsted.words import plural

HOW = (
    f"Press “Add to basket” beside a recommendation. A basket holds at most {MOST_IN_BASKET}.",
    "It stays in this tab until you close it. To keep it or share it, copy its link.",
)


def show_empty(release: Release) -> None:
    """How a basket is filled, and where."""
    st.header("Your basket is empty", anchor=False)
    st.html("".join(map(paragraph, HOW)))
    view = state.current_view()
    navigation.link_to("quotes", "Find recommendations", view.having(page=1), release.vocabulary)


def show_own(basket: Basket, release: Release) -> None:
    """The reader's own basket, to order, annotate and take away."""
    count = len(basket.items)
    st.header(f"{count} {plural(count, 'recommendation')}", anchor=False)
    show_link(basket, release.version)
    for place, row in enumerate(_rows(basket, release), start=1):
        _show_item(basket, row, place, release)
    st.header("Take it away", anchor=False)
    show_files(basket, release)
    st.button("Empty the basket", key="basket-empty", on_click=_empty)


def _empty() -> None:
    state.change_basket(Basket(), "Your basket is empty.")


def _rows(basket: Basket, release: Release) -> list[Any]:
    return list(basket_rows(basket, release).itertuples(index=False))


def _show_item(basket: Basket, row: Any, place: int, release: Release) -> None:
    key, name = row.recommendation_id, baskets.name_of(row)
    with st.container(border=True, key=f"basket-item-{key}"):
        st.html(item_html(row, place, release))
        state.hold(f"note-{key}", basket.notes.get(key, ""))
        st.text_area(
            f"Your note on number {place}",
            key=f"note-{key}",
            max_chars=MOST_NOTE_CHARACTERS,
            height=68,
            on_change=_take_note,
            args=(key,),
        )
        with st.container(horizontal=True, gap="small"):
            for label, steps, is_last in (
                (f"Move {place} up", -1, place == 1),
                (f"Move {place} down", 1, place == len(basket.items)),
            ):
                st.button(
                    label,
                    key=f"move-{steps}-{key}",
                    disabled=is_last,
                    on_click=_move,
                    args=(key, steps, name),
                )
            st.button(
                f"Remove {place}",
                key=f"remove-{key}",
                on_click=baskets.take_out,
                args=(key, name),
            )


def _take_note(key: str) -> None:
    """Callback: what the reader wrote, as plain text."""
    text = str(state.value_of(f"note-{key}") or "")
    state.change_basket(state.own_basket().noting(key, text), "Note kept.")


def _move(key: str, steps: int, name: str) -> None:
    moved = state.own_basket().moving(key, steps)
    place = moved.keys.index(key) + 1 if key in moved.keys else 0
    state.change_basket(moved, f"{name} is now number {place}.")


def item_html(row: Any, place: int, release: Release, note: str = "") -> str:
    """One recommendation of a basket, every text from data or a link escaped."""
    return render(
        "dashboard/basket_item.html",
        row=row,
        place=place,
        name=baskets.name_of(row),
        said=Markup(cards.said_html(row, hydration.find_wording(row.recommendation_id))),
        lead_in=cards.LEAD_IN if cards.is_phrase(row) else "",
        address=cards.permalink(row.recommendation_id, release),
        note=note,
    )


def show_link(basket: Basket, version: str) -> None:
    """Buttons that copy a link to a basket, as it updates and for this version of the data, and
    what the link carries.
    """
    link = write_basket(basket)
    address = f"{root_address()}/{PAGE}?"
    st.html(paragraph(describe_link(basket, link), "subtitle"))
    links = (
        ("Copy link", address + link.query, "A link that updates with the data"),
        (
            "Copy link to this version",
            address + link.at(version),
            f"A link to data version {version}",
        ),
    )
    share.show_links(
        links,
        "Show the links, and this basket as data",
        data=lambda kind: f"{root_address()}/api/v1/{PAGE}.{kind}?{link.query}",
        plain=f"{root_address()}{ADDRESS}?{link.query}",
    )


def show_files(basket: Basket, release: Release) -> None:
    """A button for every kind of file; each is made when it is pressed."""
    st.html(
        "<p>Every file holds the recommendations in your order, with your notes. Lists come "
        "first, then references.</p>"
    )
    source, site = current_source(), Site(public=cited(root_address()))
    with st.container(horizontal=True, gap="small"):
        for ending, (label, media_type) in FILES.items():
            st.download_button(
                f"Download {label}",
                partial(write_file, ending, basket, source, site),
                file_name=f"{file_name(PAGE, release.version)}.{ending}",
                mime=media_type,
                key=f"basket-file-{ending}",
                on_click="ignore",
            )


def show_other(other: Basket, release: Release) -> None:
    """A basket from a link beside the reader's own: what it holds, and how to take it over."""
    count, own = len(other.items), len(state.own_basket().items)
    st.header(f"A basket from a link: {count} {plural(count, 'recommendation')}", anchor=False)
    st.html(
        f"<p>It is not your own basket, which holds {own}. It comes from somebody’s link, or from "
        "before you changed yours.</p>"
    )
    with st.container(horizontal=True, gap="small"):
        st.button("Add these to my basket", key="basket-join", on_click=_join, args=(other,))
        st.button("Show my basket", key="basket-own", on_click=state.show_own_basket)
    for place, row in enumerate(_rows(other, release), start=1):
        note = other.notes.get(row.recommendation_id, "")
        with st.container(border=True, key=f"basket-linked-{row.recommendation_id}"):
            st.html(item_html(row, place, release, note))


def _join(other: Basket) -> None:
    """Callback: put what a link holds at the end of the reader's own basket."""
    before = state.own_basket()
    after = before.taking_in(other)
    added = len(after.items) - len(before.items)
    missed = len(set(other.keys) - set(after.keys))
    full = f" {missed} found no room in it." if missed else ""
    state.change_basket(after, f"Added to your basket: {added}.{full}")
    state.show_own_basket()


def show_version(linked: state.Linked, release: Release) -> None:
    """What has changed since the release that a link to a basket was made for."""
    if linked.version in ("", release.version):
        return
    now = current_source()
    then = now.find_kept(linked.version)
    if then is None or then.kept is None:
        st.warning(escape_markdown(state.tell_not_kept(release.version)))
        return
    asked, _ = read_basket(linked.raw, then.release().vocabulary.quotes)
    st.html(
        render(
            "kept_basket.html",
            release_name=name_release(then.kept.about),
            version=release.version,
            address=f"{root_address()}{ADDRESS}?{write_basket(asked).at(linked.version)}",
            told=tell_changes(asked.keys, then, now) if asked.items else (),
        )
    )


def show_messages(messages: tuple[str, ...]) -> None:
    """What of the link could not be followed."""
    if messages:
        st.warning("\n\n".join(escape_markdown(message) for message in messages))
