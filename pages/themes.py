"""Themes: how often each category or theme is asked for, in four units, split by one grouping."""

import streamlit as st

from ofsted.dashboard import state
from ofsted.dashboard.exhibits import themes
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import controls, foot, heading
from ofsted.dashboard.parts.figures import Figure, show_figure, show_finding

view = state.current_view()
release = data.read_release(view.scheme)


def draw_controls() -> None:
    """Level, unit and split."""
    with controls.folded("themes"):
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        with left:
            controls.pick_level(view, release.vocabulary)
        with middle:
            controls.pick_unit(view, release.vocabulary)
        with right:
            controls.pick_split(view, release.vocabulary)
        controls.explain_unit(view)


def draw_head(figure: Figure) -> None:
    """The finding and, in one line, the controls."""
    show_finding(figure)
    draw_controls()


def draw_rankings() -> None:
    """What needs to improve and, beside categories, who it is about."""
    figure = themes.ranking(release, view.selection, view.level, view.unit)
    draw_head(figure)
    themes.show_ranked(release, view, figure, with_headline=False)
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
    draw_head(figure)
    show_figure(figure, release.version, with_headline=False)


heading.draw_title("themes")
foot.draw_emptiness(release, view)
draw_figures()
foot.draw_foot("themes", release, view)
