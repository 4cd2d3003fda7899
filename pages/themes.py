"""Themes: how often each category or theme is asked for, in four units, split by one grouping."""

import streamlit as st

from ofsted.dashboard import navigation, state
from ofsted.dashboard.exhibits import themes
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import controls, filters, share
from ofsted.dashboard.parts.figures import Figure, show_coding_note, show_figure

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


def chosen_figure() -> Figure:
    """The ranking, or the split where one is asked for."""
    if view.by == "none":
        return themes.ranking(release, view.selection, view.level, view.unit)
    return themes.split(release, view.selection, view.level, view.unit, view.by)


navigation.draw_title("themes")
share.offer_links("themes", view, release.vocabulary)
filters.draw_active_filters(release, view)
show_coding_note(release.dataset)
draw_controls()
show_figure(chosen_figure(), release.version)
