"""The controls that pages share: how things are counted, how they are split, and at which level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ofsted import glossary
from ofsted.address.view import PARAMETERS, View, Vocabulary, fold
from ofsted.dashboard import state

Code = TypeVar("Code")
UNIT_WARNINGS = {
    "reports": (
        "Read with care: reports on worse-rated councils, and SIF reports, list more"
        " recommendations, so more of them mention almost "
        "anything. A difference in the share of reports says little about emphasis; the share of"
        " recommendations does."
    ),
    "count": "Plain counts follow the size of a group: one with more or longer reports has more of"
    " everything.",
}


def folded(
    page: str, label: str = "Change what is shown", *, is_open: bool = False
) -> DeltaGenerator:
    """The place of a chart's controls: one line above it, so that the chart stands high."""
    return st.expander(label, key=f"controls-{page}", expanded=is_open)


def pick_level(view: View, vocabulary: Vocabulary) -> None:
    """Categories or themes."""
    _radio("level", view, vocabulary)


def pick_unit(view: View, vocabulary: Vocabulary, *, only: Sequence[str] = ()) -> None:
    """What is counted; `only` are the units that a page has, the first of them for all others."""
    units = only or vocabulary.codes["unit"]
    shown = view if view.unit in units else view.having(unit=units[0])
    options = {unit: glossary.label("unit", unit) for unit in units}
    _select("unit", shown, vocabulary, options)


def pick_scheme(view: View, vocabulary: Vocabulary, place: str = "") -> None:
    """The view of the codebook: every theme, or the paper's; `place` begins the widget's key."""
    _select("scheme", view, vocabulary, on_all_pages=True, place=place)


def pick_basis(view: View, vocabulary: Vocabulary) -> None:
    """Which reports and which view of the codebook the paper's claims are judged on."""
    _select("basis", view, vocabulary)


def pick_verdict(view: View, vocabulary: Vocabulary, labels: dict[str, str]) -> None:
    """One verdict on the paper's claims, or all."""
    _select("verdict", view, vocabulary, PARAMETERS["verdict"].labels | labels)


def pick_section(view: View, sections: dict[str, str]) -> str:
    """One section of the paper by its code, or "" for all, also where the link names one that is
    not there.
    """
    chosen = view.section if view.section in sections else ""
    key = PARAMETERS["section"].key
    state.hold(key, chosen)
    options = {"": "All sections"} | sections
    st.selectbox(
        "Section of the paper",
        list(options),
        key=key,
        format_func=options.__getitem__,
        filter_mode=None,
        on_change=state.take_one_of,
        args=("section", key, tuple(options)),
    )
    return chosen


def pick_steps(view: View, vocabulary: Vocabulary) -> None:
    """Years or quarters."""
    _radio("steps", view, vocabulary)


def pick_counting(view: View, vocabulary: Vocabulary) -> None:
    """Whether a sample's recommendations count once or by the weight of their report."""
    _select("counting", view, vocabulary)


def pick_split(
    view: View, vocabulary: Vocabulary, *, label: str = "", may_be_none: bool = True
) -> None:
    """One grouping, or none where a page can do without."""
    splits = PARAMETERS["by"].labels
    options = {code: text for code, text in splits.items() if may_be_none or code != "none"}
    _select("by", view, vocabulary, options, label=label)


def pick_order(view: View, columns: Mapping[str, str]) -> None:
    """The order of a heatmap's rows; `columns` are the groups by their text in the address."""
    orders = PARAMETERS["order"].labels
    fixed = {code: label for code, label in orders.items() if code != "column"}
    options = fixed | {text: f"{label} first" for text, label in columns.items()}
    is_column = view.order == "column" and view.column in columns
    chosen = view.column if is_column else view.order
    state.hold(PARAMETERS["order"].key, chosen if chosen in options else "total")
    st.selectbox(
        PARAMETERS["order"].label,
        list(options),
        key=PARAMETERS["order"].key,
        format_func=lambda text: options.get(text, text),
        on_change=_take_order,
        args=(tuple(columns),),
    )


def _take_order(columns: tuple[str, ...]) -> None:
    picked = state.value_of(PARAMETERS["order"].key)
    if picked in columns:
        state.edit(order="column", column=picked)
    elif picked in PARAMETERS["order"].labels:
        state.edit(order=picked)


def pick_sort(view: View, vocabulary: Vocabulary) -> None:
    """The order of the list."""
    _select("sort", view, vocabulary)


def pick_show(view: View, vocabulary: Vocabulary) -> None:
    """Cards or table."""
    _radio("show", view, vocabulary)


def pick_dots(view: View, vocabulary: Vocabulary) -> None:
    """The themes of the lowest agreement, or all."""
    _select("dots", view, vocabulary)


def pick_one(name: str, label: str, options: Mapping[str, str], default: str, view: View) -> str:
    """One of what the page shows, by its text in the address; the default, and a note, where the
    address names something that is not shown.
    """
    chosen = next((text for text in options if fold(text) == fold(view.get(name))), None)
    key = PARAMETERS[name].key
    state.hold(key, chosen or default, dict(options))
    st.selectbox(
        label,
        list(options),
        key=key,
        format_func=lambda text: options.get(text, text),
        on_change=state.take_one_of,
        args=(name, key, tuple(options)),
    )
    if chosen is None and view.get(name):
        st.caption(
            "What the address names here is not among what is shown; another is shown instead."
        )
    return chosen or default


def pick_here(key: str, label: str, options: Mapping[Code, str], default: Code) -> Code:
    """A choice that belongs to the page alone and is in no link; gives the chosen code."""
    codes = list(options)
    chosen = st.selectbox(
        label,
        codes,
        codes.index(default),
        key=key,
        format_func=lambda code: str(options.get(code, code)),
        on_change=state.touch,
    )
    return chosen if chosen in options else default


def explain_unit(view: View) -> None:
    """What the chosen unit means, and a warning where it misleads."""
    st.caption(glossary.UNITS[view.unit].meaning)
    if view.unit in UNIT_WARNINGS and view.by != "none":
        st.info(UNIT_WARNINGS[view.unit])


def _select(
    name: str,
    view: View,
    vocabulary: Vocabulary,
    options: dict[str, str] | None = None,
    *,
    label: str = "",
    on_all_pages: bool = False,
    place: str = "",
) -> None:
    """A list to choose a parameter from; `options` and `label` where a page has its own."""
    parameter = PARAMETERS[name]
    shown = options or parameter.labels
    key = f"{place}{parameter.key}"
    state.hold(key, view.get(name), on_all_pages=on_all_pages)
    st.selectbox(
        label or parameter.label,
        list(shown),
        key=key,
        format_func=shown.__getitem__,
        filter_mode=None,
        on_change=state.take_choice,
        args=(name, key, vocabulary),
    )


def _radio(name: str, view: View, vocabulary: Vocabulary) -> None:
    parameter = PARAMETERS[name]
    labels = parameter.labels
    state.hold(parameter.key, view.get(name))
    st.radio(
        parameter.label,
        list(labels),
        key=parameter.key,
        format_func=labels.__getitem__,
        horizontal=True,
        on_change=state.take_choice,
        args=(name, parameter.key, vocabulary),
    )
