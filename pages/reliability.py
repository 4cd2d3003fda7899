"""Reliability: how far two codings agree, what they confused and how it was ruled on, and the
codebook they worked from.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from ofsted import glossary, words
from ofsted.address.parameters import QUERY_MAX_CHARACTERS
from ofsted.analysis.headlines.judged import describe_draw, describe_since, printed_judged
from ofsted.analysis.headlines.own_coding import printed_own, tell_sets
from ofsted.analysis.headlines.reliability import (
    count_lone,
    describe_scope,
    find_confusions,
    pick_scope,
    printed_audit,
    printed_confusions,
    printed_lone,
    printed_sets,
    printed_weak,
    take_scope,
    why_not_shown,
    with_labels,
)
from ofsted.dashboard import navigation, state
from ofsted.dashboard.exhibits import people as people_exhibit
from ofsted.dashboard.exhibits.reliability import (
    agreement_figure,
    cases_html,
    find_themes,
    rules_html,
    themes_html,
)
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import controls, heading, share
from ofsted.dashboard.parts.figures import offer_csv, show_coding_note, show_figure
from ofsted.dashboard.parts.markup import escape_markdown, html_table
from ofsted.limits import MOST_DOTS, SMALL_GROUP
from ofsted.words import plural, printed_date

view = state.current_view()
# The codebook is counted leaf by leaf, whatever the view of it.
release, tables = data.read_release("full"), data.read_reliability()
dataset, codebook = release.dataset, release.dataset.codebook
scope = pick_scope(view.selection.framework, view.selection.body)
by_code = take_scope(tables.by_code, view.scheme, scope, view.level)
by_set = take_scope(tables.by_set, view.scheme, scope, view.level)
themes = with_labels(take_scope(tables.by_code, view.scheme, "all", "theme"), codebook)

INTRO = """
Every recommendation was coded **twice by a large language model** working from the published codebook. Each coding was blind to the other, to area, rating
and year, and took the texts in another order. Where the two differed, a third reading ruled. The figures here compare the two codings **before** any ruling.

They show **consistency, not validity**. Two codings by one model agree more than two people would, and can be wrong together. {people}
"""
UNCHECKED = (
    "**No human has yet checked a sample.** Until one has, this is a machine coding, adjudicated."
)
CHECKED = "What people gave to a sample stands below, beside ours."
INVITATION = (
    "You can add a coding in an afternoon. Code as many wordings of a sample as you like, on a page"
    " or in a spreadsheet, by the codebook alone. Send us the "
    "file. Your agreement with ours is then shown here, by category and with its interval."
    " Comparisons are corrected for the errors found."
)
EXAMPLES_CAUTION = (
    "They are few, and the codebook was made from this study, these quotations among it. So this"
    " shows that the codebook was understood, and nothing more. "
    "The study prints the fourth as Waltham Forest’s; its words are Coventry’s. One theme may count"
    " under the study’s broader one."
)
MEASURES = """
* **Agreement (%)**: of all recommendations, the part on which both did the same. High for any rare theme, since both leave it out nearly everywhere.
* **Cohen’s kappa**: agreement beyond what chance would give (1 is perfect, 0 is chance). Above 0.75 is excellent, 0.40 to 0.75 fair to good, below
  0.40 poor (Fleiss 1981). It falls where a theme is rare: then a few differences weigh heavily. Cohen (1960).
* **Positive agreement**: of the times either coder gave the theme, how often the other did too, 2a / (2a + b + c). It ignores the easy cases in which
  neither did.
* **AC1**: like kappa, but hardly touched by how rare a theme is. It flatters rare themes, so it never stands without kappa. Gwet (2008).
* **Krippendorff’s alpha with MASI distance**: agreement on the whole set of themes of a recommendation, with part marks where sets overlap. From 0.80
  reliable, 0.667 to 0.80 tentative. Krippendorff (2004), Passonneau (2006).
* **95% interval**: reports are drawn again with replacement, {draws} times, and the figure computed each time; the interval holds the middle 95%. Where
  both codings are the same throughout it has no width, which says nothing about how the next reports would be coded.
* **Prevalence (%)**: the part of recommendations to which a coder gives the theme, averaged over the two.
"""
WEAK = (
    "A theme is not shown on its own where its kappa is below 0.60, or where fewer than 20"
    " recommendations have it. Its "
    "recommendations count under the broader theme that the codebook names, or in its category"
    " only."
)


def draw_scope() -> None:
    """Which recommendations the figures are about, and how to choose others."""
    chosen = (
        f"{describe_scope(scope)}, view of the codebook: {glossary.label('scheme', view.scheme)}"
    )
    st.html(f'<p class="chosen">Figures on agreement: {chosen}.</p>')
    st.caption(
        "Choose a single framework, or the safeguarding board as addressee, in the filters to see"
        " it alone; the other filters do not change this page. "
        "Figures for recommendations to authorities alone are in the table of sets below."
    )


def draw_agreement() -> None:
    """Kappa of every code, with the choice of level, and all coefficients."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        controls.pick_level(view, release.vocabulary)
    most: int | None = MOST_DOTS
    if view.level == "theme":
        with right:
            controls.pick_dots(view, release.vocabulary)
        if view.dots == "all":
            most = None
    show_figure(agreement_figure(by_code, by_set, codebook, most=most), release.version)


def draw_sets() -> None:
    """Alpha and the course of adjudication, for every scope."""
    st.header("Whole sets of codes, and how rulings went", anchor=False)
    rows = tables.by_set[
        (tables.by_set["scheme"] == view.scheme) & (tables.by_set["level"] == view.level)
    ]
    if rows.empty:
        st.write("No two codings are kept in this release.")
        return
    table = printed_sets(rows)
    st.html(
        html_table(
            table,
            f"Agreement on sets of {'themes' if view.level == 'theme' else 'categories'}, and what"
            " a third reading kept of what only one coder gave",
        )
    )
    st.caption(
        f"Groups of fewer than {SMALL_GROUP} reports are shown as counts only. The mean of kappas is"
        " unweighted: a theme with one hit weighs as much as any."
    )
    offer_csv(table, "agreement-sets", release.version)
    with st.expander("What these figures mean"):
        st.markdown(MEASURES.format(draws=words.number(rows["draws"].iloc[0])))


def draw_weak() -> None:
    """Themes that are never shown on their own, and where they are counted."""
    st.header("Not shown on their own", anchor=False)
    st.write(WEAK)
    table = printed_weak(themes, codebook, view.scheme)
    if len(table):
        st.html(
            html_table(
                table,
                f"{len(table)} of {len(themes)} themes are not shown on their own, over all"
                " recommendations",
            )
        )
    else:
        st.write(f"None of the {len(themes)} themes of this view.")


def draw_confusions() -> None:
    """What one coder gave where the other gave something else or nothing, with worked examples."""
    st.header("What the two codings confused", anchor=False)
    confusions, lone = find_confusions(tables.disagreements), count_lone(tables.disagreements)
    apart = tables.disagreements["recommendation_id"].nunique()
    if not apart:
        st.write("No disagreement is recorded in this release.")
        return
    swapped = len({key for keys in confusions["recommendation_ids"] for key in keys})
    total = len(dataset.recommendations)
    st.write(
        f"The themes differ on {words.number(apart)} of {words.number(total)} recommendations. On"
        f" {words.number(swapped)} of these "
        f"{words.number(apart)} each coder "
        f"gave a theme that the other did not; on the other {words.number(apart - swapped)} one"
        " coder simply gave more."
    )
    st.html(
        html_table(
            printed_confusions(confusions.head(15), codebook),
            f"Pairs of themes taken for each other: the first {min(15, len(confusions))} of"
            f" {len(confusions)}",
        )
    )
    offer_csv(printed_confusions(confusions, codebook), "confusions", release.version)
    with st.expander("Themes that only one coder saw"):
        st.html(
            html_table(
                printed_lone(lone, codebook),
                "Given by one coder where the other gave nothing in its place",
            )
        )
    draw_cases(confusions)


def draw_cases(confusions: pd.DataFrame) -> None:
    """Worked examples of one pair, in our summaries."""
    if confusions.empty:
        return
    st.subheader("Worked disagreements", anchor=False)
    rows: Iterable[Any] = confusions.itertuples()
    pairs = {
        f"{row.theme}~{row.other}": f"{codebook.labels[row.theme]} / {codebook.labels[row.other]}"
        f" ({row.recommendation_count})"
        for row in rows
    }
    pair = controls.pick_one("pair", "Pair of themes", pairs, next(iter(pairs)), view)
    cases = cases_html(confusions.iloc[list(pairs).index(pair)], tables.disagreements, release)
    st.html(cases or "<p>No summary is kept of these recommendations.</p>")


def draw_audit() -> None:
    """How often what both gave was wrong, as far as anybody has looked."""
    st.header("Wrong together: the audit", anchor=False)
    if tables.audit.empty:
        st.write(
            "A random sample of what both codings agree on is to be read again. That has not been"
            " done for this release, so no error rate can be given."
        )
        return
    st.write(
        "A random sample of the wordings on which both codings agree was read again against the"
        " codebook, by the same kind of model. Errors found are "
        "corrected in the data. The rates say how often both codings are wrong together, as far as"
        " such a reading can tell."
    )
    st.html(
        html_table(
            printed_audit(tables.audit), "What the reading of a random sample of agreements found"
        )
    )


def draw_judged() -> None:
    """How far the summaries can be trusted in place of the wording."""
    st.header("Summaries held against the wording", anchor=False)
    draws = data.read_judged()
    if not draws:
        st.write("No summary of this release has been judged.")
        return
    latest = draws[-1]
    st.write(describe_draw(latest, dataset.recommendations["text_sha256"].nunique()))
    table = printed_judged(latest)
    st.html(
        html_table(
            table,
            f"What two readings of {latest.content.whole} summaries found, and what was aimed at",
        )
    )
    day = printed_date(date.fromisoformat(latest.draw.judged_on))
    st.caption(describe_since(latest, day))
    offer_csv(table, "summaries-judged", release.version)


def draw_people() -> None:
    """What people gave to a sample beside ours; the invitation to code one."""
    st.header("Checked by people", anchor=False)
    if not people:
        st.write("Nobody has coded a sample yet.")
    for person in people:
        found = people_exhibit.compare_person(release, person)
        st.subheader(
            f"{person.name}, {words.number(found.answered_count)} recommendations", anchor=False
        )
        st.html(f"<p>{tell_sets(found.by_set['category'], found.by_set['theme'])}</p>")
        table = printed_own(found.by_code["category"], "Category", who="them")
        st.html(html_table(table, f"Agreement of {person.name} with the published coding"))
    st.write(INVITATION)
    navigation.link_to("coding", "Check the coding", view, release.vocabulary)


def draw_examples() -> None:
    """The study's own codes of what it quotes, beside ours."""
    st.header("The study’s own codes", anchor=False)
    table = people_exhibit.compare_with_study(release)
    theme, category = int(table["has_theme"].sum()), int(table["has_category"].sum())
    st.write(
        f"Of the recommendations that the study quotes, {len(table)} stand in this release. Ours"
        f" has the study’s category for {category} of {len(table)}, and "
        f"its theme for {theme} of {len(table)}."
    )
    st.write(EXAMPLES_CAUTION)
    st.html(
        html_table(
            people_exhibit.printed_examples(table),
            "Recommendations that the study quotes, with its code and ours",
            people_exhibit.example_links(table, release),
        )
    )


def draw_codebook() -> None:
    """Every category and theme with definition, limits, example and count; a search; the rules."""
    st.header("The codebook", anchor=False)
    st.write(
        f"Version {codebook.version}, {len(codebook.categories)} categories and"
        f" {len(codebook.themes)} themes. Counts are recommendations to both "
        "bodies, all years."
    )
    state.hold("find", view.find)
    st.text_input(
        "Find a theme",
        key="find",
        max_chars=QUERY_MAX_CHARACTERS,
        placeholder="Words of its name, definition or triggers",
        on_change=state.take_words,
        args=("find", "find"),
    )
    found = find_themes(codebook, view.find)
    if view.find:
        st.write(
            f"{len(found)} of {len(codebook.themes)} {plural(len(codebook.themes), 'theme')} match."
        )
    hits = dict(zip(dataset.leaf_ids, dataset.leaf_hits.sum(axis=0).tolist(), strict=True))
    totals = dict(
        zip(dataset.category_ids, dataset.category_hits.sum(axis=0).tolist(), strict=True)
    )
    weak = why_not_shown(tables.by_code)
    total = len(dataset.recommendations)
    for category in codebook.categories:
        inside = [theme for theme in found if theme.category == category.id]
        if not inside:
            continue
        name = (
            f"{category.label}: {len(inside)} {plural(len(inside), 'theme')},"
            f" {words.number(totals[category.id])} of {words.number(total)} recommendations"
        )
        with st.expander(escape_markdown(name), expanded=bool(view.find) and len(found) <= 5):
            st.write(escape_markdown(category.definition))
            st.html(themes_html(inside, hits, total, release, weak))
    with st.expander(f"The {len(codebook.rules)} coding rules"):
        st.html(rules_html(codebook))


heading.draw_title("reliability")
share.offer_links("reliability", view, release.vocabulary)
show_coding_note(dataset)
people = data.read_people()
st.markdown(INTRO.format(people=CHECKED if people else UNCHECKED))
draw_scope()
draw_agreement()
draw_sets()
draw_weak()
draw_confusions()
draw_audit()
draw_judged()
draw_people()
draw_examples()
draw_codebook()
