"""Trends: the share of every category or theme by year or quarter, and which rise and fall within
the frameworks.
"""

from dataclasses import replace

import streamlit as st

from ofsted.address.view import cell_view
from ofsted.dashboard import navigation, state
from ofsted.dashboard.exhibits import trends
from ofsted.dashboard.held import data
from ofsted.dashboard.held.pending import await_result
from ofsted.dashboard.parts import controls, foot, heading
from ofsted.dashboard.parts.figures import (
    Figure,
    offer_table,
    show_beside,
    show_chart,
    show_finding,
    show_headline,
    show_table,
    show_told,
)
from ofsted.dashboard.parts.markup import escape_markdown, html_table
from ofsted.limits import NAMED_LINES
from ofsted.served.counted import TESTED_UNITS, tested_unit

COLUMNS = NAMED_LINES  # so that the first row of charts names the policy dates

view = state.current_view()
release = data.read_release(view.scheme)


def draw_controls() -> None:
    """Level and the length of a step."""
    with controls.folded("trends"):
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        with left:
            controls.pick_level(view, release.vocabulary)
        with middle:
            controls.pick_unit(view, release.vocabulary, only=TESTED_UNITS)
        with right:
            controls.pick_steps(view, release.vocabulary)


def draw_counts() -> None:
    """Counts over all years, which need no statistics."""
    st.html(
        '<p class="subtitle" role="status">Counts first; trends and intervals follow in a'
        " moment.</p>"
    )
    st.html(
        html_table(
            trends.count_first(release, view.selection, view.level),
            "Recommendations that carry it, of all, over all years chosen",
        )
    )


def draw_trends(whole: Figure, lines: list[trends.Line], found: Figure) -> None:
    """The lines, the steps as a table, and what rises or falls."""
    draw_lines(lines[:COLUMNS])
    show_beside(whole.beside)  # below the first charts, which stand high on the page
    draw_lines(lines[COLUMNS:])
    show_told(whole)
    draw_policy_dates()
    show_table(whole)
    offer_table(whole, release.version)
    show_headline(found)
    show_table(found, is_open=len(found.table) <= 12)
    offer_table(found, release.version, "Download the changes as CSV")


def draw_policy_dates() -> None:
    """What the numbered lines in the charts stand for."""
    caption = "Policy dates, the numbered lines. A date beside a change is not its cause."
    st.html(html_table(trends.policy_table(), caption, trends.policy_links()))


def draw_lines(lines: list[trends.Line]) -> None:
    """Small multiples on one scale, each with a link to its recommendations."""
    for start in range(0, len(lines), COLUMNS):
        for column, line in zip(st.columns(COLUMNS), lines[start : start + COLUMNS], strict=False):
            with column, st.container(gap=None):
                st.subheader(escape_markdown(line.label), anchor=False)
                show_chart(
                    line.chart,
                    f"trend-{line.code.replace('/', '-')}",
                    line.alt,
                    release.version,
                    has_picture=True,
                )
                st.caption(escape_markdown(line.trend))
                navigation.link_to(
                    "quotes",
                    "Read its recommendations",
                    cell_view(view.having(by="none"), line.code, None),
                    release.vocabulary,
                )


heading.draw_title("trends")
foot.draw_emptiness(release, view)
unit = tested_unit(view.unit)
pending = trends.start_trends(release, view.selection, view.level, view.steps, unit)
top = st.empty()
draw_controls()
place = st.empty()
if not pending.done():
    with place.container():
        draw_counts()
figures = await_result(pending)
with top.container():
    show_finding(replace(figures[0], beside=""))
with place.container():
    draw_trends(*figures)
foot.draw_foot("trends", release, view)
