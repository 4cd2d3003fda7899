"""Overview: what this is, what is asked for most, what changed, and what the data covers."""

import streamlit as st

from ofsted import words
from ofsted.dashboard import state
from ofsted.dashboard.exhibits import themes
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import filters, share
from ofsted.dashboard.parts.figures import show_coding_note, show_figure

LEDE = (
    "Grades tell you how a council was judged; this tells you what it was told to do about it. The recommendations to English councils’ children’s "
    "services in the Ofsted inspection reports of 2013 to 2026 that could be had are here, coded by theme, one click from their page in the report."
)
GROUPS_NOTE = (
    "A recommendation can carry several categories. “Specific service user groups” counts every recommendation that names a population, a "
    "legal status or a type of harm, beside the category of what must improve."
)
COVERAGE_NOTE = (
    "This release holds single inspection framework (SIF) reports of 2013–18, inspections of local authority children’s services (ILACS) from "
    "2018, and four inspections of looked-after children’s services of 2013. Reports under the two earlier frameworks (F1, 2009–12, and "
    "F2, 2012–13) are not in this release."
)

view = state.current_view()
release = data.read_release(view.scheme)

st.title("What Ofsted tells councils’ children’s services to improve", anchor=False)
st.html(f'<p class="lede">{LEDE}</p>')
share.offer_links("overview", view, release.vocabulary)
filters.draw_active_filters(release, view)
show_coding_note(release.dataset)
show_figure(themes.ranking(release, view.selection, "category", "share"), release.version)
st.html(f'<p class="subtitle">{GROUPS_NOTE}</p>')
show_figure(
    themes.ranking(release, view.selection, "theme", "share", themes.TOP_THEMES), release.version
)
show_figure(themes.change(release, view.selection), release.version)
show_figure(themes.coverage(release, view.selection), release.version)
abolished = data.list_abolished(release)
st.markdown(
    COVERAGE_NOTE
    + (
        f" Nor is any report on {words.listed(abolished, most=9)}, abolished since."
        if abolished
        else ""
    )
)
