"""Process or outcome: what recommendations ask to change, and who is asked for what."""

import streamlit as st

from ofsted.dashboard import navigation, state
from ofsted.dashboard.exhibits import orientation
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import controls, foot, heading
from ofsted.dashboard.parts.figures import show_figure
from ofsted.dashboard.parts.markup import html_table, paragraph
from ofsted.glossary import ORIENTATIONS, label
from ofsted.served.orientation import shown_groupings

AGREEMENT_NOTE = """
Both readings are by machine and follow the same rules, so they agree more than two people would.
Agreement shows consistency, not validity. **No person has checked a sample.**
"""

view = state.current_view()
release = data.read_release(view.scheme)


def draw_overall() -> None:
    """All chosen recommendations, what else they name, and the way to read them."""
    show_figure(orientation.overall(release, view.selection), release.version)
    st.html(paragraph(orientation.marks(release, view.selection)))
    for code in ORIENTATIONS:
        navigation.link_to(
            "quotes",
            f"Read those on: {label('orientation', code).lower()}",
            view.having(orientation=(code,), by="none"),
            release.vocabulary,
        )


def draw_groups() -> None:
    """The same by the grouping chosen, or by framework, rating and year."""
    for by in shown_groupings(view):
        figure = orientation.grouped(release, view.selection, by)
        if figure is not None:
            show_figure(figure, release.version)


heading.draw_title("change")
foot.draw_emptiness(release, view)
draw_overall()
controls.pick_split(view, release.vocabulary)
draw_groups()
with st.expander("What the three kinds mean"):
    st.html(orientation.meanings_html())
with st.expander("How far two readings agree"):
    st.html(html_table(orientation.agreement(release), "Two readings before the third"))
    st.markdown(AGREEMENT_NOTE)
foot.draw_foot("change", release, view)
