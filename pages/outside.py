"""Checked against others: figures that others published beside what this release gives."""

import streamlit as st

from ofsted.analysis.outside import telling
from ofsted.dashboard import state
from ofsted.dashboard.exhibits import outside
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import heading, share
from ofsted.dashboard.parts.figures import offer_csv
from ofsted.dashboard.parts.markup import html_table, list_terms, paragraph

release = data.read_release()


def draw_figures(results: list) -> None:
    """Theirs and ours, a row each, with what the verdicts mean."""
    table = outside.printed_table(results)
    st.header(telling.headline_outside(results), anchor=False)
    st.html(html_table(table, "Figures published by others, and ours"))
    offer_csv(table, "outside", release.version)
    with st.expander("What the verdicts mean"):
        st.html(list_terms(telling.MEANINGS))


heading.draw_title("outside")
share.offer_links("outside", state.current_view(), release.vocabulary)
found = outside.compare(release)
draw_figures(found)
st.header("A finding is not a recommendation", anchor=False)
st.html(paragraph(telling.findings_are_not_recommendations(found)))
st.header("What missing reports could change", anchor=False)
st.html(paragraph(outside.missing(release)))
