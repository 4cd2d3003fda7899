"""What the Compare page sets against each other: two groups of a grouping or two sets of filters,
read from the view and picked by the reader.
"""

from __future__ import annotations

import streamlit as st

from ofsted import words
from ofsted.address.url import read_url, write_selection
from ofsted.address.view import LISTS, PARAMETERS, View, Vocabulary
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    describe_selection,
)
from ofsted.analysis.counting.tallies import group_label
from ofsted.analysis.inference.comparison import REST
from ofsted.dashboard import state
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.parts.markup import paragraph
from ofsted.served.contrast import OPENING_FRAMEWORK, Contrast, code_text, is_opening, spelled_out
from ofsted.served.counted import describe_size
from ofsted.words import plural

GROUPINGS = {code: label for code, label in PARAMETERS["by"].labels.items() if code != "none"} | {
    "none": "Two sets of filters, A and B"
}
REST_LABEL = "All the others"
# Groupings along which frameworks change, so that none is held still.
_ACROSS_FRAMEWORKS = ("framework", "year", "period", "body")


def explain_emptiness(contrast: Contrast) -> str:
    """Why a grouping has no two sides under its filters."""
    if not contrast.groups:
        return (
            "Under these filters fewer than two groups have a report, so there is nothing to"
            " compare."
        )
    return (
        "Under these filters all reports stand in one group,"
        f" {group_label(contrast.by, contrast.groups[0][0])}: there is nothing to compare it with."
    )


# Controls


def pick_grouping(view: View, contrast: Contrast, vocabulary: Vocabulary) -> None:
    """What the two sides are groups of, or that they are two sets of filters."""
    state.hold("compare-by", contrast.by)
    st.selectbox(
        "Compare by",
        list(GROUPINGS),
        key="compare-by",
        format_func=GROUPINGS.__getitem__,
        filter_mode=None,
        on_change=_take_grouping,
        args=(view, vocabulary),
    )


def _take_grouping(view: View, vocabulary: Vocabulary) -> None:
    """The sides start anew.

    Whoever has not chosen anything stays within the framework that the page opened with, where that
    can be.

    A filter that leaves one group of the new grouping is lifted: there would be nothing to compare.
    """
    by = state.value_of("compare-by")
    if by not in GROUPINGS:
        return
    if by == "none":
        state.edit(by=by, a=write_selection(view.selection, vocabulary), b="")
        return
    held = is_opening(view) and not view.selection.framework and by not in _ACROSS_FRAMEWORKS
    lifted = {by: ()} if by in LISTS and len(view.get(by)) == 1 else {}
    state.edit(by=by, **({"framework": OPENING_FRAMEWORK} if held else lifted))


def pick_sides(view: View, contrast: Contrast, vocabulary: Vocabulary) -> None:
    """Side A, side B, and a button that swaps them."""
    left, right, end = st.columns([4, 4, 1.6], vertical_alignment="bottom")
    labels = {
        code_text(
            contrast.by, code
        ): f"{group_label(contrast.by, code)} ({words.number(count)} {plural(count, 'report')})"
        for code, count in contrast.groups
    }
    whole = spelled_out(view, contrast, vocabulary)
    with left:
        _pick_side(
            "a", "Side A", {text: label for text, label in labels.items() if text != whole.b}, whole
        )
    with right:
        _pick_side(
            "b",
            "Side B",
            {text: label for text, label in labels.items() if text != whole.a} | {REST: REST_LABEL},
            whole,
        )
    with end:
        st.button(
            "Swap A and B",
            key="compare-swap",
            on_click=_take_whole,
            args=(whole.having(a=whole.b, b=whole.a),),
            disabled=whole.b == REST,
            width="stretch",
        )


def _pick_side(name: str, label: str, options: dict[str, str], whole: View) -> None:
    key, chosen = f"compare-{name}", whole.get(name)
    state.hold(key, chosen, {chosen: options[chosen]})
    st.selectbox(
        label,
        list(options),
        key=key,
        format_func=lambda text: options.get(text, text),
        on_change=_take_side,
        args=(name, key, tuple(options), whole),
    )


def _take_side(name: str, key: str, texts: tuple[str, ...], whole: View) -> None:
    picked = state.value_of(key)
    if picked in texts:
        _take_whole(whole.having(**{name: picked}))


def _take_whole(view: View) -> None:
    """Grouping, sides and the filters that hold them, all at once."""
    state.edit(
        by=view.by, framework=view.selection.framework, body=view.selection.body, a=view.a, b=view.b
    )


def pick_sets(release: Release, view: View, contrast: Contrast) -> None:
    """Both sets in words, and buttons that save the filters of the side bar as A or as B, swap the
    two, and clear them.
    """
    vocabulary = release.vocabulary
    here = write_selection(view.selection, vocabulary)
    fits = read_url({"a": [here]}, vocabulary)[0].a == here
    st.html(
        "".join(paragraph(f"{text}.", "chosen") for text in describe_sets(release, view, contrast))
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Save the current filters as A",
            key="compare-save-a",
            on_click=_take_sets,
            args=(here, view.b),
            disabled=not fits,
        )
        st.button(
            "Save the current filters as B",
            key="compare-save-b",
            on_click=_take_sets,
            args=(view.a, here),
            disabled=not fits,
        )
        whole = spelled_out(view, contrast, vocabulary)
        st.button(
            "Swap A and B",
            key="compare-swap",
            on_click=_take_sets,
            args=(whole.b, whole.a),
            disabled=contrast.is_empty,
        )
        st.button(
            "Clear A and B",
            key="compare-clear",
            type="tertiary",
            on_click=_take_sets,
            args=("", ""),
        )
    if view.a and view.b:
        st.caption(
            "Both sets are saved: the filters in the side bar change neither until you save them as"
            " one of the two."
        )
    if not fits:
        st.info("These filters are too many to be saved as a side: they would not fit into a link.")
    if contrast.is_empty:
        st.info(
            "A and B are the same set of filters. Change the filters in the side bar: a side that"
            " is not saved follows them."
        )


def _take_sets(a: str, b: str) -> None:
    state.edit(by="none", a=a, b=b)


def describe_sets(release: Release, view: View, contrast: Contrast) -> list[str]:
    """Each set of filters in words with its size."""
    return [
        f"{name}{'' if text else ' (the current filters, not saved)'}:"
        f" {_describe(release, selection)}"
        for name, text, selection in (
            ("A", view.a, contrast.selection),
            ("B", view.b, contrast.other),
        )
    ]


def _describe(release: Release, selection: Selection) -> str:
    dataset = release.dataset
    items, reports = (
        int(choose_recommendations(dataset, selection).sum()),
        int(choose_reports(dataset, selection).sum()),
    )
    return f"{describe_selection(selection, dataset, coded=False)}, {describe_size(items, reports)}"
