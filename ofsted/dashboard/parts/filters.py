"""The filters that every page shares: the widgets in the side bar, and what is filtered in words
above the content.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from ofsted import glossary, words
from ofsted.address.changes import active_filters
from ofsted.address.view import PARAMETERS, View, Vocabulary
from ofsted.analysis.counting.samples import write_design
from ofsted.analysis.counting.schemes import describe_rolled_up
from ofsted.dashboard import state
from ofsted.dashboard.held import data
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import chosen_counts, option_counts
from ofsted.dashboard.parts import controls
from ofsted.dashboard.parts.markup import escape_markdown
from ofsted.served import counted

TICKED = ("framework", "rating", "deprivation", "rurality")
PICKED = {
    "region": "All regions",
    "la_type": "All types",
    "area": "All areas",
    "next": "Whatever the next report shows",
    "orientation": "Whatever it asks to change",
    "category": "All categories",
    "theme": "All themes",
}
CHIPS_MAX = 12
_OUT_OF_SIGHT = '[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] { display: none }'


def style_panel(view: View, *, is_shown: bool) -> None:
    """The panel's button says how many filters are set; the panel is out of sight on pages that
    heed none.

    It is drawn all the same, for its widgets would lose their values between pages otherwise.
    """
    css = f'[data-testid="stExpandSidebarButton"]::after {{ content: "{panel_label(view)}" }}'
    if not is_shown:
        css = _OUT_OF_SIGHT
    st.html(f"<style>{css}</style>")


def panel_label(view: View) -> str:
    """What opens the filters is called: how many of them are set."""
    near, active = shown_filters(view)
    count = len(active) + (near is not None)
    return f"Filters ({count})" if count else "Filters"


def shown_filters(view: View) -> tuple[str | None, list[tuple[str, Any]]]:
    """The council whose statistical neighbours are chosen, if just these are, and all other filters
    one by one.
    """
    active = active_filters(view)
    chosen = view.selection.area
    near = data.name_neighboured(chosen) if chosen else None
    if near is None:
        return None, active
    return near, [(name, code) for name, code in active if name != "area"]


def _but_for(view: View) -> str:
    """What the numbers beside the options leave out of account."""
    return ", whether or not they match the search" if view.q else ""


def draw_filters(release: Release, view: View, heeds: str, place: str = "") -> None:
    """All filters with the number of recommendations beside each option, given the other filters;
    first which of them the page heeds, if not all.

    They can stand in two places at once, the side bar and the dialog: `place` begins the keys of
    the widgets in the second.
    """
    # One element whether or not there is something to say: were there one more on some pages, every
    # widget below it would be taken down and put up
    # again on the way between pages, and a tick box put up again tells for a moment that it is not
    # ticked, which unticks it.
    st.html(
        (f'<p class="heeds">{escape(heeds)}</p>' if heeds else "")
        + '<p class="hint">Numbers show how many recommendations each choice would give'
        f"{_but_for(view)}.</p>"
    )
    st.button(
        "Clear all filters",
        key=f"{place}clear",
        on_click=state.clear_filters,
        disabled=not active_filters(view),
        width="stretch",
    )
    counts = option_counts(release, view.selection)
    for name in TICKED:
        _draw_ticks(name, counts[name], release, view, place)
    _draw_years(release.vocabulary, view, place)
    for name in ("region", "la_type", "area"):
        _draw_pick(name, counts[name], release, view, place)
    _draw_body(release.vocabulary, view, place)
    for name in ("next", "orientation", "category", "theme"):
        _draw_pick(name, counts[name], release, view, place)
    controls.pick_scheme(view, release.vocabulary, place)


def _draw_ticks(name: str, counts: dict, release: Release, view: View, place: str) -> None:
    with st.container(gap=None, key=f"{place}filter-{name}"):
        st.markdown(
            f"**{glossary.field_label(name)}**{' (index of 2015)' if name == 'deprivation' else ''}"
        )
        for code in _offered(name, release):
            key = f"{place}{name}-{code}"
            state.hold(key, code in view.get(name), on_all_pages=True)
            label = f"{glossary.label(name, code)} ({words.number(counts[code])})"
            st.checkbox(
                label,
                key=key,
                on_change=state.take_tick,
                args=(name, code, key, release.vocabulary),
            )


def _offered(name: str, release: Release) -> list:
    """The options that the release has reports for; the others stand in links alone."""
    present = release.dataset.facets.by_name[name].present
    return [code for code in release.vocabulary.codes[name] if code in present]


def _draw_pick(name: str, counts: dict, release: Release, view: View, place: str) -> None:
    codes = release.vocabulary.codes[name]
    labels = {
        code: f"{code_label(name, code, release)} ({words.number(counts.get(code, 0))})"
        for code in codes
    }
    chosen = list(view.get(name))
    key = f"{place}{PARAMETERS[name].key}"
    state.hold(key, chosen, {code: labels[code] for code in chosen}, on_all_pages=True)
    st.multiselect(
        glossary.field_label(name),
        codes,
        key=key,
        format_func=labels.__getitem__,
        placeholder=PICKED[name],
        select_all=False,
        on_change=state.take_list,
        args=(name, key, release.vocabulary),
    )


def _draw_years(vocabulary: Vocabulary, view: View, place: str) -> None:
    low, high = vocabulary.years
    key = f"{place}year"
    state.hold(key, view.selection.year or vocabulary.years, on_all_pages=True)
    st.slider(
        "Years in which the inspection ended",
        low,
        high,
        key=key,
        on_change=state.take_years,
        args=(key, vocabulary),
    )


def _draw_body(vocabulary: Vocabulary, view: View, place: str) -> None:
    key = f"{place}body"
    state.hold(key, view.selection.body, on_all_pages=True)
    st.radio(
        glossary.field_label("body"),
        vocabulary.codes["body"],
        key=key,
        format_func=lambda code: glossary.label("body", code),
        on_change=state.take_choice,
        args=("body", key, vocabulary),
    )


def code_label(name: str, code: Any, release: Release) -> str:
    """A filter's option in words."""
    if name == "area":
        return release.dataset.area_names[code]
    if name in ("category", "theme"):
        return release.dataset.codebook.labels[code]
    return glossary.label(name, code)


def draw_active_filters(release: Release, view: View, match_count: int | None = None) -> None:
    """What is chosen, as a sentence with its numbers, and a button to take each filter away.

    `match_count` is how many of the chosen recommendations a search has left.
    """
    matching = ""
    if match_count is not None:
        verb = "matches" if match_count == 1 else "match"
        matching = f" {words.number(match_count)} of them {verb} the search."
    told = describe_choice(release, view) + matching
    if uncounted := describe_rolled_up(release.dataset, view.selection.theme):
        told = f"{told} {uncounted}"
    near, active = shown_filters(view)
    if near is not None:
        told = f"Statistical neighbours of {near}. {told}"
    st.html(f'<p class="chosen" role="status">{escape(told)}</p>')
    if not chosen_counts(release, view.selection)[0]:
        _offer_way_out(release, view, active_filters(view))
    if not active and near is None:
        st.empty()  # holds the place, so that what is below is not put up anew
        return
    with st.container(horizontal=True, gap="small", key="chips"):
        if near is not None:
            _offer_chip("area", f"Statistical neighbours of {near}", state.edit, {"area": ()})
        for name, code in active[:CHIPS_MAX]:
            label = _chip_label(name, code, release)
            _offer_chip(f"{name}-{code}", label, state.remove_code, {"name": name, "code": code})
        if len(active) > CHIPS_MAX:
            st.caption(f"and {len(active) - CHIPS_MAX} more, listed under Filters")
        st.button("Clear all", key="clear-chips", type="tertiary", on_click=state.clear_filters)


def _offer_chip(
    key: str, label: str, remove: Callable[..., None], arguments: dict[str, Any]
) -> None:
    """A button that takes one filter away."""
    shown = escape_markdown(label)
    st.button(
        f"{shown} ✕",
        key=f"chip-{key}",
        help=f"Remove the filter {shown}",
        on_click=remove,
        kwargs=arguments,
    )


def _offer_way_out(release: Release, view: View, active: list[tuple[str, object]]) -> None:
    """Why nothing matches, and what one filter less would give, a button each."""
    names = list(dict.fromkeys(name for name, _ in active if name != "q"))
    told = words.listed([glossary.field_label(name).lower() for name in names], most=9)
    why = _no_such_council(release, view) or (
        f"No report matches all of these filters together: {told}."
    )
    st.html(f"<p>{escape(why)}</p>")
    with st.container(horizontal=True, gap="small", key="way-out"):
        for name in names:
            without = view.having(**{name: View().get(name)})
            count = chosen_counts(release, without.selection)[1]
            if count:
                label = glossary.field_label(name).lower()
                st.button(
                    f"Remove {label}: {words.number(count)}"
                    f" {words.plural(count, 'recommendation')}",
                    key=f"without-{name}",
                    on_click=state.edit,
                    kwargs={name: View().get(name)},
                )


def _no_such_council(release: Release, view: View) -> str:
    """That no council is of the deprivation and the rurality asked for, where that is so."""
    chosen, reports = view.selection, release.dataset.reports
    both = reports["deprivation"].isin(chosen.deprivation) & reports["rurality"].isin(
        chosen.rurality
    )
    if not chosen.deprivation or not chosen.rurality or both.any():
        return ""
    named = [
        " or ".join(glossary.label(name, code).lower() for code in view.get(name))
        for name in ("deprivation", "rurality")
    ]
    return f"No council is both in the {named[0]} and {named[1]}."


def describe_choice(release: Release, view: View) -> str:
    """One sentence: which recommendations are looked at, and how many there are of them in how many
    reports.
    """
    counts = chosen_counts(release, view.selection)
    return counted.describe_choice(release.dataset, view.selection, counts)


def _chip_label(name: str, code: Any, release: Release) -> str:
    if name == "year":
        return f"Years: {code[0]}" if code[0] == code[1] else f"Years: {code[0]}–{code[1]}"
    if name == "q":
        return f"Search: {code}"
    if name == "sample":
        return f"Sample: {write_design(code)}"
    return f"{glossary.field_label(name)}: {code_label(name, code, release)}"
