"""What the Compare page sets against each other: two groups of a grouping or two sets of filters,
read from the view and picked by the reader.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from ofsted import words
from ofsted.address.choices import SPLITS
from ofsted.address.url import is_understood, read_selection, read_url, write_selection
from ofsted.address.view import LISTS, View, Vocabulary, cell_view, fold, slug
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    describe_selection,
)
from ofsted.analysis.counting.tallies import group_label, tally_groups
from ofsted.analysis.inference.comparison import REST
from ofsted.dashboard import state
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.limits import SMALL_GROUP
from ofsted.words import plural

OPENING_BY, OPENING_FRAMEWORK = "rating", ("F4",)
GROUPINGS = {code: label for code, label in SPLITS.items() if code != "none"} | {
    "none": "Two sets of filters, A and B"
}
# The sides that a grouping opens with, where both are there.
PAIRS = {
    "framework": ("F3", "F4"),
    "rating": ("inadequate", "good"),
    "deprivation": (1, 3),
    "rurality": (1, 3),
    "la_type": ("London borough", REST),
    "period": ("2024–2026", REST),
    "body": ("authority", "lscb"),
}
REST_LABEL = "All the others"
# Groupings along which frameworks change, so that none is held still.
_ACROSS_FRAMEWORKS = ("framework", "year", "period", "body")


@dataclass(frozen=True)
class Contrast:
    """Two sides: groups `first` and `second` of a grouping within one set of filters, or, by
    "none", two sets of filters, `selection` and `other`.
    """

    by: str
    level: str
    selection: Selection
    other: Selection | None = None
    first: object = None
    second: object = None
    groups: tuple[tuple[object, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to set against each other."""
        return self.selection == self.other if self.by == "none" else len(self.groups) < 2

    @property
    def has_many(self) -> bool:
        """Whether more than two groups have enough reports, so that there is a test over all of
        them to make.
        """
        return sum(count >= SMALL_GROUP for _, count in self.groups) > 2


def read_contrast(release: Release, view: View) -> tuple[Contrast, list[str]]:
    """What a view compares, and messages about parts of it that could not be followed.

    A view that names no grouping and no side opens with ratings within ILACS, or within the
    frameworks of its filters.
    """
    if view.by == "none" and not is_opening(view):
        return _read_sets(release, view)
    by, selection = view.by, view.selection
    if is_opening(view):
        by, selection = (
            OPENING_BY,
            selection if selection.framework else replace(selection, framework=OPENING_FRAMEWORK),
        )
    if by == "body":
        selection = replace(selection, body="both")
    groups = group_sizes(release, selection, by)
    codes = {fold(code_text(by, code)): code for code, _ in groups} | {
        fold(str(code)): code for code, _ in groups
    }
    first, second = (
        codes.get(fold(view.a)),
        codes.get(fold(view.b), REST if fold(view.b) == REST else None),
    )
    unknown = (
        (view.a and first is None)
        or (view.b and second is None)
        or (first is not None and first == second)
    )
    messages = (
        [
            "The link's comparison asks for a side that has no reports under these filters, or for one group on both sides: another is shown."
        ]
        if unknown
        else []
    )
    first, second = _choose_sides(by, list(dict.fromkeys(codes.values())), first, second)
    return Contrast(by, view.level, selection, first=first, second=second, groups=groups), messages


def is_opening(view: View) -> bool:
    """Whether the view names nothing to compare."""
    return view.by == "none" and not view.a and not view.b


def _read_sets(release: Release, view: View) -> tuple[Contrast, list[str]]:
    """A side that is not saved is the filters as they stand."""
    sides, messages = [], []
    for text in (view.a, view.b):
        selection = read_selection(text, release.vocabulary) if text else view.selection
        if text and not is_understood(text, release.vocabulary):
            messages.append(
                "One of the two sets of filters in the link could not be followed in full; what was not understood is left out."
            )
        sides.append(selection)
    return Contrast("none", view.level, *sides), list(dict.fromkeys(messages))


def _choose_sides(by: str, codes: list, first: object, second: object) -> tuple[object, object]:
    """Sides that are there and differ; what is not chosen is the pair a grouping opens with, or one
    group against all the others.
    """
    if not codes:
        return None, None
    usual = PAIRS.get(by, (codes[-1] if by == "year" else codes[0], REST))
    if first is None:
        first = next(
            (code for code in (usual[0], *codes) if code in codes and code != second), codes[0]
        )
        second = usual[1] if second is None and first == usual[0] and usual[1] in codes else second
    return first, REST if second is None or second == first else second


@remember
def group_sizes(release: Release, selection: Selection, by: str) -> tuple[tuple[object, int], ...]:
    """Every group with its number of reports, in printing order."""
    groups, members, _ = tally_groups(release.dataset, selection, "category", by)
    return tuple(zip(groups, members.sum(axis=1).tolist(), strict=True))


def code_text(by: str, code: object) -> str:
    """A group as it stands in a link."""
    return slug(str(code)) if by in ("region", "la_type") else str(code).replace("–", "-")


def spelled_out(view: View, contrast: Contrast, vocabulary: Vocabulary) -> View:
    """The view with everything that the contrast took as given, so that a link to it keeps its
    meaning.
    """
    if contrast.by == "none":
        return view.having(
            a=write_selection(contrast.selection, vocabulary),
            b=write_selection(contrast.other, vocabulary),
        )
    sides = {"a": _side_text(contrast, contrast.first), "b": _side_text(contrast, contrast.second)}
    return view.having(
        by=contrast.by,
        framework=contrast.selection.framework,
        body=contrast.selection.body,
        **sides,
    )


def _side_text(contrast: Contrast, code: object) -> str:
    return "" if code is None else code_text(contrast.by, code)


def side_view(view: View, contrast: Contrast, code: str, side: str) -> View | None:
    """The recommendations of one side, "first" or "second", that carry a code; None where no set of
    filters gives them (all other years).
    """
    if contrast.by == "none":
        return cell_view(
            View(
                contrast.selection if side == "first" else contrast.other,
                level=view.level,
                scheme=view.scheme,
            ),
            code,
            None,
        )
    group = contrast.first if side == "first" else contrast.second
    whole = View(contrast.selection, by=contrast.by, level=view.level, scheme=view.scheme)
    if group != REST:
        return cell_view(whole, code, group)
    others = tuple(other for other, _ in contrast.groups if other != contrast.first)
    if len(others) == 1:
        return cell_view(whole, code, others[0])
    return (
        None
        if contrast.by in ("year", "period")
        else cell_view(whole.having(by="none", **{contrast.by: others}), code, None)
    )


def explain_emptiness(contrast: Contrast) -> str:
    """Why a grouping has no two sides under its filters."""
    if not contrast.groups:
        return "Under these filters fewer than two groups have a report, so there is nothing to compare."
    return f"Under these filters all reports stand in one group, {group_label(contrast.by, contrast.groups[0][0])}: there is nothing to compare it with."


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
        "".join(
            f'<p class="chosen">{escape(text)}.</p>'
            for text in describe_sets(release, view, contrast)
        )
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
            "Both sets are saved: the filters in the side bar change neither until you save them as one of the two."
        )
    if not fits:
        st.info("These filters are too many to be saved as a side: they would not fit into a link.")
    if contrast.is_empty:
        st.info(
            "A and B are the same set of filters. Change the filters in the side bar: a side that is not saved follows them."
        )


def _take_sets(a: str, b: str) -> None:
    state.edit(by="none", a=a, b=b)


def describe_sets(release: Release, view: View, contrast: Contrast) -> list[str]:
    """Each set of filters in words with its size."""
    return [
        f"{name}{'' if text else ' (the current filters, not saved)'}: {_describe(release, selection)}"
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


def describe_size(items: int, reports: int) -> str:
    """How many recommendations in how many reports."""
    return f"{words.number(items)} {plural(items, 'recommendation')} in {words.number(reports)} {plural(reports, 'report')}"
