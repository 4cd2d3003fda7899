"""Compare: two groups of reports or two sets of filters set against each other, with intervals,
tests and verdicts in words.
"""

from html import escape

import pandas as pd
import streamlit as st

from ofsted import glossary, words
from ofsted.analysis.headlines.comparison import tell_tipping
from ofsted.dashboard import navigation, state
from ofsted.dashboard.exhibits import adjusted, comparison, contrasts
from ofsted.dashboard.held import data
from ofsted.dashboard.held.pending import await_result
from ofsted.dashboard.parts import controls, foot, heading
from ofsted.dashboard.parts.absent import told_where_absent
from ofsted.dashboard.parts.figures import (
    Figure,
    offer_table,
    show_chart,
    show_finding,
    show_headline,
    show_table,
    show_told,
)
from ofsted.dashboard.parts.markup import escape_markdown, html_table
from ofsted.limits import EQUIVALENT, SMALL_GROUP, SMALL_THEME
from ofsted.served.contrast import PAIRS, is_opening, read_contrast, side_view, spelled_out
from ofsted.served.counted import TESTED_UNITS
from ofsted.words import plural

HOW = f"""
**What is compared.** The share of recommendations that carry a theme, in A and in B. The difference is A − B in percentage points, the ratio A ÷ B. Each
comes with a 95% interval. For it, whole reports, or whole areas where an area has several reports, are drawn anew 2,000 times (a bootstrap).

**Two measures.** Long recommendations name more themes, so each theme takes a larger share of recommendations. Of all themes named, the shares sum to
100% on both sides. An outcome that the two measures do not share is marked †.

**The outcomes.**

* *Clearly more* or *clearly less in A*: the difference would seldom arise by chance, with a false-alarm rate (q) below 0.05.
* *More* or *less in A, but little*: that too, and the ratio is shown to lie between {EQUIVALENT[0]} and {EQUIVALENT[1]}.
* *About the same*: a ratio beyond {EQUIVALENT[0]}–{EQUIVALENT[1]} is ruled out, and neither side is shown to have more.
* *Can’t tell*: neither can be shown. It does not mean that both sides are alike.
* *Counts only*: a side has fewer than {SMALL_GROUP} reports. Themes with fewer than {SMALL_THEME} recommendations are not tested.

**What chance gives (p), and false alarms (q).** The groups are dealt out anew 2,000 times among the reports or areas that they belong to (a
permutation test). Where nearly all areas stand on both sides, the sides of each area change places at random instead (a sign-flip test). Each time
the difference is measured in its standard error. p is how often chance gives one at least as wide. Where p is below 0.02 this is done 20,000 times.
With many themes some would look different by luck. So the false-alarm rate q (Benjamini and Hochberg) keeps false findings to about 5% of those
reported in one comparison.

**Leans.** Where nothing is proved, the table says which way the difference points and how wide it is. It may point the other way in other reports.

**What could have been found.** How much more often A would have to be asked for the test to find it in four of five such comparisons. That is 80% power
with false alarms in 5%, for that row alone. Among many rows a difference must be wider still. A wide one here means that “can’t tell” says little.

**What would undo a verdict.** Our coding may miss mentions. If it missed more of them on one side, a difference could come of that alone. The table
says how many would have to be missed on one side only to make the verdict fall. Sources: Greenland
(1996), Fox, MacLehose and Lash (2021).

A difference is described here, not explained.
"""

CORRECTED = (
    "A person has coded a sample. Where their codes differ from ours, the difference counts for as"
    " many recommendations as it stands for "
    "(design-based supervised learning, Egami and others 2023). Frameworks are not held still here."
    " A dash stands where fewer than 30 of a side were read."
)

view = state.current_view()
release = data.read_release(view.scheme)
contrast, messages = read_contrast(release, view)
whole = spelled_out(view, contrast, release.vocabulary)


def draw_opening() -> None:
    """That nothing was chosen yet, what is shown instead, and ways to change it."""
    names = words.listed(
        [glossary.short_label("framework", code) for code in contrast.selection.framework], most=5
    )
    st.html(
        "<p>Nothing is chosen to compare yet, so this compares <strong>ratings within"
        f" {escape(names)}</strong>. Pick another grouping or other "
        "sides below.</p>"
    )
    if not view.selection.framework:
        with st.container(horizontal=True, gap="small"):
            st.button(
                f"Keep {names} as a filter",
                key="compare-keep",
                on_click=state.edit,
                kwargs={"by": contrast.by, "framework": contrast.selection.framework},
            )
            st.button(
                "Compare ratings over all frameworks",
                key="compare-all",
                on_click=state.edit,
                kwargs={"by": contrast.by},
            )


def draw_controls() -> None:
    """Level, grouping and the two sides; first that nothing was chosen, where that is so."""
    if is_opening(view) and not contrast.is_empty:
        draw_opening()
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        controls.pick_level(view, release.vocabulary)
    with middle:
        controls.pick_unit(view, release.vocabulary, only=TESTED_UNITS)
    with right:
        contrasts.pick_grouping(view, contrast, release.vocabulary)
    if contrast.by == "none":
        contrasts.pick_sets(release, view, contrast)
    elif not contrast.is_empty:
        contrasts.pick_sides(view, contrast, release.vocabulary)


def draw_counts() -> None:
    """Counts of both sides, which need no statistics."""
    counts = comparison.count_sides(release, contrast)
    st.html(
        '<p class="subtitle" role="status">Counts first; intervals and verdicts follow in a'
        " moment.</p>"
    )
    st.html(
        html_table(
            comparison.printed_counts(counts.head(25), view.level),
            "Recommendations that carry it, of all on each side",
        )
    )


def draw_result(result: comparison.Result) -> None:
    """Chart, what must be known to read it, the way to the quotes, and the table."""
    figure = result.figure
    if not len(result.ranked):
        return
    codes = dict(zip(result.ranked["code"], result.ranked["label"], strict=True))
    assert figure.chart is not None  # a comparison that ranks anything has its chart
    show_chart(
        figure.chart,
        figure.name,
        figure.alt,
        release.version,
        row_codes=tuple(codes),
        has_picture=True,
    )
    show_told(figure)
    if result.warnings:
        st.info(" ".join(escape_markdown(text) for text in result.warnings))
    draw_trust(result)
    with st.container(key="screen-sides"):
        draw_reading(result, codes)
    with st.expander(
        "All of them as a table, with ratios and links to the recommendations",
        expanded=bool(result.ranked["verdict"].eq("counts-only").all()),
    ):
        st.html(html_table(result.brief, figure.headline.partition(". ")[0], cell_links(result)))
    offer_table(figure, release.version)
    with told_where_absent():
        adjusted.show_adjusted(release, contrast, result.ranked)
    st.header("What this can and cannot tell you", anchor=False)
    st.html("".join(f"<p>{escape(text)}</p>" for text in result.caveats))


def draw_trust(result: comparison.Result) -> None:
    """The difference corrected for errors of the coding where a person has coded a sample; else how
    much would have to be missed on one side to undo what is said.
    """
    corrected = comparison.correct_contrast(release, contrast)
    if corrected is not None and len(corrected):
        st.html(html_table(corrected, "The same corrected for errors of the coding"))
        st.caption(CORRECTED)
    elif told := tell_tipping(result.ranked):
        st.html(f'<p class="subtitle">{escape(told)}</p>')


def draw_reading(result: comparison.Result, codes: dict[str, str]) -> None:
    """Pick a row, or click its mark, and follow the link to its recommendations on either side."""
    ranked = result.ranked
    st.header("Read the recommendations on both sides", anchor=False)
    code = controls.pick_one(
        "row", glossary.field_label(view.level), codes, next(iter(codes)), view
    )
    row = ranked[ranked["code"] == code].iloc[0]
    st.html(f"<p>{escape(row['label'])}: {escape(row['verdict_words'])}.</p>")
    for name, side in (("A", "first"), ("B", "second")):
        hits, items = (
            int(row[f"{side}_hit_count"]),
            words.number(row[f"{side}_recommendation_count"]),
        )
        target = side_view(view, contrast, code, side)
        if not hits:
            st.write(f"None of the {items} recommendations in {name} carries it.")
        elif target is None:
            st.write(
                f"{words.number(hits)} of {items} recommendations in {name}; no single filter gives"
                " them: pick one group as side B to read them."
            )
        else:
            navigation.link_to(
                "quotes",
                f"Read {words.number(hits)} {plural(hits, 'recommendation')} in {name}",
                target,
                release.vocabulary,
            )


def cell_links(result: comparison.Result) -> dict:
    """For both columns of counts the address of the recommendations that are counted; none for a
    zero.
    """
    ranked = result.ranked
    return {
        name: ranked.apply(lambda row, side=side: cell_link(row, side), axis=1)
        for name, side in (("A", "first"), ("B", "second"))
    }


def cell_link(row: pd.Series, side: str) -> str:
    """The address of one side's recommendations of one row; "" where there is none."""
    target = side_view(view, contrast, row["code"], side) if row[f"{side}_hit_count"] else None
    return navigation.page_address("quotes", target, release.vocabulary) if target else ""


def draw_omnibus(figure: Figure) -> None:
    """The test over all groups at once."""
    show_headline(figure)
    show_table(figure)
    offer_table(figure, release.version)


def draw_comparison() -> None:
    """Finding, controls and chart of the two sides, and the test over all groups where there are
    more.
    """
    pending = comparison.start_comparison(release, contrast)
    all_groups = (
        comparison.start_omnibus(
            release, contrast.selection, contrast.by, contrast.level, contrast.unit
        )
        if contrast.has_many
        else None
    )
    # A pair that nobody picked is one of many: whether the groups differ at all comes first.
    overall_first = all_groups is not None and not (view.a or view.b) and contrast.by not in PAIRS
    above, top = st.empty(), st.empty()
    with controls.folded("compare", "Change what is compared"):
        draw_controls()
    place, below = st.empty(), st.empty()
    if not pending.done():
        with place.container():
            draw_counts()
    result = await_result(pending)
    with top.container():
        show_finding(result.figure)
    with place.container():
        draw_result(result)
    if all_groups is not None:
        with (above if overall_first else below).container():
            draw_omnibus(await_result(all_groups))


def draw_nothing() -> None:
    """Why there is nothing to compare, with the controls that change it."""
    if contrast.by != "none":
        st.info(contrasts.explain_emptiness(contrast))
    with controls.folded("compare", "Change what is compared", is_open=True):
        draw_controls()


heading.draw_title("compare")
foot.draw_emptiness(release, view)
for message in messages:
    st.warning(message)
if contrast.is_empty:
    draw_nothing()
else:
    draw_comparison()
if contrast.by == "none" and view.a and view.b:
    st.html(
        '<p class="chosen">Two saved sets of filters are compared; those at the side change'
        " neither.</p>"
    )
foot.draw_foot("compare", release, view, shared=whole)
with st.expander("How the comparison is made"):
    st.markdown(HOW)
