"""Themes: how often each category or theme is asked for, in four units, split by one grouping."""

import streamlit as st

from ofsted.dashboard import state
from ofsted.dashboard.exhibits import themes
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import controls, filters, heading, share
from ofsted.dashboard.parts.figures import show_coding_note, show_figure

view = state.current_view()
release = data.read_release(view.scheme)


def draw_controls() -> None:
    """Level, unit and split."""
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        controls.pick_level(view, release.vocabulary)
    with middle:
        controls.pick_unit(view, release.vocabulary)
    with right:
        controls.pick_split(view, release.vocabulary)
    controls.explain_unit(view)


def draw_rankings() -> None:
    """What needs to improve and, beside categories, who it is about."""
    figure = themes.ranking(release, view.selection, view.level, view.unit)
    themes.show_ranked(release, view, figure)
    if view.level == "category" and view.scheme == "full":
        about = themes.who(release, view.selection, view.unit)
        if about.codes:
            themes.show_ranked(release, view, about)
            themes.show_cross(release, view.selection)


def draw_figures() -> None:
    """The rankings, or the split where one is asked for."""
    if view.by == "none":
        draw_rankings()
        return
    figure = themes.split(release, view.selection, view.level, view.unit, view.by)
    show_figure(figure, release.version)


heading.draw_title("themes")
share.offer_links("themes", view, release.vocabulary)
filters.draw_active_filters(release, view)
show_coding_note(release.dataset)
draw_controls()
draw_figures()
