"""Checked against others: figures that others published beside what this release gives."""

from html import escape

import streamlit as st

from ofsted.analysis.outside import telling
from ofsted.dashboard import state
from ofsted.dashboard.exhibits import outside
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import heading, share
from ofsted.dashboard.parts.figures import offer_csv
from ofsted.dashboard.parts.markup import html_table

release = data.read_release()


def draw_figures(results: list) -> None:
    """Theirs and ours, a row each, with what the verdicts mean."""
    table = outside.printed_table(results)
    st.header(telling.headline_outside(results), anchor=False)
    st.html(html_table(table, "Figures published by others, and ours"))
    offer_csv(table, "outside", release.version)
    with st.expander("What the verdicts mean"):
        meanings = "".join(
            f"<dt>{escape(name)}</dt><dd>{escape(told)}</dd>"
            for name, told in telling.MEANINGS.items()
        )
        st.html(f'<dl class="terms">{meanings}</dl>')


heading.draw_title("outside")
share.offer_links("outside", state.current_view(), release.vocabulary)
found = outside.compare(release)
draw_figures(found)
st.header("A finding is not a recommendation", anchor=False)
st.html(f"<p>{escape(telling.findings_are_not_recommendations(found))}</p>")
st.header("What missing reports could change", anchor=False)
st.html(f"<p>{escape(outside.missing(release))}</p>")
