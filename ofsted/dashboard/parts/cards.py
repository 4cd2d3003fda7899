"""A recommendation as a card: where it stands, what it says if that is known here, and ways to the
source.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from ofsted import glossary
from ofsted.address.citation import NAME, cite_recommendation, dated, label_report
from ofsted.address.view import View
from ofsted.analysis.counting.schemes import describe_rolled_up
from ofsted.analysis.headlines.next_report import STANDING_LINE, label_outcome
from ofsted.dashboard import state
from ofsted.dashboard.held import hydration
from ofsted.dashboard.held.contact import contact_address
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.navigation import cited, page_address
from ofsted.dashboard.parts import baskets
from ofsted.search.engine import Found
from ofsted.search.marks import find_marks
from ofsted.served.cards import LEAD_IN, RecommendationRow, describe_facts, is_phrase

NO_FILTERS = View()


def show_card(
    row: RecommendationRow,
    release: Release,
    quotes: dict[str, str],
    found: Found | None = None,
    *,
    with_similar: bool = True,
) -> None:
    """Draw the card of one recommendation, a row of `recommendations` as a named tuple.

    Words that were searched for are marked. Similar recommendations are folded away beside the
    text, so that an open fold stays as it is when the wording comes.
    """
    key, address = row.recommendation_id, permalink(row.recommendation_id, release)
    with st.container(border=True, key=f"card-{key}"):
        wording = quotes.get(key) or hydration.shared_wordings().find(key)
        view = state.current_view()
        st.html(card_html(row, release, wording, address, found, view))
        baskets.offer_one(row)
        if with_similar:
            st.html(similar_fold(key))


def similar_fold(recommendation_id: str) -> str:
    """The most similar recommendations of other reports, folded away: a script of the document has
    the server write them when somebody opens the fold (`served/files/notice.js`).
    """
    key = escape(recommendation_id)
    return f'<details data-similar="{key}"><summary>Similar recommendations</summary></details>'


def card_html(
    row: RecommendationRow,
    release: Release,
    wording: str | None,
    address: str,
    found: Found | None = None,
    view: View = NO_FILTERS,
) -> str:
    """The card's text as HTML in which everything from data is escaped.

    What it leads to within the dashboard keeps the filters of `view`.
    """
    labels = release.dataset.codebook.labels
    themes = (
        "".join(
            f'<li><a href="{escape(_theme_address(theme, release, view))}" target="_self">'
            f"{escape(labels[theme])}</a></li>"
            for theme in row.themes
        )
        or "<li>No theme given</li>"
    )
    council = page_address("places", _filters_of(view).having(place=row.urn), release.vocabulary)
    facts = describe_facts(row)
    source = f"Page {row.page} of the report (PDF)"
    return (
        f'<article class="card"><h3><a href="{escape(council)}"'
        f' target="_self">{escape(row.area_name)}</a>: recommendation {row.order}</h3><p'
        f' class="facts">{escape(facts)}</p>'
        f'{_body_html(row, wording, found)}<ul aria-label="Themes">{themes}</ul>'
        f"{_rolled_up_html(row, release)}"
        f'<p><a href="{escape(row.url)}#page={row.page}" target="_blank"'
        f' rel="noopener">{source}</a> · '
        f'<a href="{escape(address)}" target="_self">Link to this recommendation</a></p>'
        f"{_actions_html(row, release, wording, address, view)}</article>"
    )


def _rolled_up_html(row: RecommendationRow, release: Release) -> str:
    """Where those of its themes are counted that figures do not show on their own."""
    told = describe_rolled_up(release.dataset, row.themes)
    return f'<p class="facts">{escape(told)}</p>' if told else ""


def example_html(row: RecommendationRow, release: Release, quotes: dict[str, str]) -> str:
    """One recommendation in a line: what it says, where, and the way to it."""
    wording = quotes.get(row.recommendation_id)
    said = f"“{wording}”" if wording else f"{row.summary} (our summary)"
    address = permalink(row.recommendation_id, release)
    where = f"{label_report(row)}, page {row.page}"
    return (
        '<p class="example"><strong>Example. What needs to improve:</strong> '
        f'{escape(said)} <a href="{escape(address)}" target="_self">{escape(where)}</a></p>'
    )


def said_html(row: RecommendationRow, wording: str | None) -> str:
    """What a recommendation says: its wording, else our summary, named as such."""
    if wording:
        return f"<q>{escape(wording)}</q>"
    return f"{escape(row.summary)} <em>(our summary)</em>"


def lead_html(row: RecommendationRow, wording: str | None) -> str:
    """What stands before a wording that is printed as a phrase; nothing before our summary."""
    return f"<strong>{LEAD_IN}</strong> " if wording and is_phrase(row) else ""


def similar_html(row: RecommendationRow, release: Release, quotes: dict[str, str]) -> str:
    """One recommendation in a list of similar ones: what it says, and whom it was told."""
    wording = quotes.get(row.recommendation_id)
    said = f"{lead_html(row, wording)}{said_html(row, wording)}"
    address = permalink(row.recommendation_id, release)
    where = label_report(row)
    return (
        f'<li><p>{said}</p><p class="facts"><a href="{escape(address)}"'
        f' target="_self">{escape(where)}</a></p></li>'
    )


def _filters_of(view: View) -> View:
    """A view's filters and theme list without what else it shows."""
    return View(view.selection, scheme=view.scheme)


def _theme_address(theme: str, release: Release, view: View) -> str:
    """The list of a theme under the reader's filters; the theme takes the place of theirs."""
    listed = _filters_of(view).having(theme=(theme,), category=())
    return page_address("quotes", listed, release.vocabulary)


def _actions_html(
    row: RecommendationRow, release: Release, wording: str | None, address: str, view: View
) -> str:
    """Buttons that copy the quote and how to cite it; the way to how reliable its themes are; whom
    to tell about an error.
    """
    citation = cite_recommendation(row, cited(address), release.version)
    said = f"“{wording}”" if wording else f"{row.summary} (summary by {NAME})"
    lead = f"{LEAD_IN} " if wording and is_phrase(row) else ""
    where = f"Ofsted, {row.area_name}, {dated(row)}, page {row.page}"
    quote = f"{lead}{said} ({where}. {row.url}#page={row.page})"
    links = [reliability_link(row, release, view)] if len(row.themes) else []
    if contact_address():
        links.append(_error_link(row))
    buttons = "".join(
        f'<button type="button" data-copy="{escape(text)}">{label}</button>'
        for label, text in (("Copy quote", quote), ("Copy citation", citation))
    )
    return (
        f'<div class="actions">{buttons}<span class="copied" role="status"></span>'
        f"{' · '.join(links)}</div>"
    )


def reliability_link(row: RecommendationRow, release: Release, view: View) -> str:
    """The way from a recommendation to how reliable its themes are."""
    sought = _filters_of(view).having(find=release.dataset.codebook.labels[row.themes[0]])
    address = page_address("reliability", sought, release.vocabulary)
    return f'<a href="{escape(address)}" target="_self">How reliable are its themes?</a>'


def _error_link(row: RecommendationRow) -> str:
    """The way to tell the host about an error in a row; its address is a page or a mailbox."""
    address = contact_address()
    if "@" in address:
        address = f"mailto:{address}?subject=Recommendation%20{row.recommendation_id}"
    return f'<a href="{escape(address)}">Report an error in this row</a>'


def _body_html(row: RecommendationRow, wording: str | None, found: Found | None) -> str:
    parts = []
    if isinstance(row.section, str) and row.section:
        parts.append(f'<p class="facts">Under the heading: {escape(row.section)}</p>')
    if isinstance(row.priority, str) and row.priority:
        parts.append(f'<p class="facts">Timescale or priority: {escape(row.priority)}</p>')
    if row.is_finding:
        parts.append(
            '<p class="facts">Printed as a finding: it asks for nothing outright, and is coded by'
            " its subject.</p>"
        )
    if isinstance(row.orientation, str):
        asked = glossary.label("orientation", row.orientation)
        parts.append(f'<p class="facts">Asks to change: {escape(asked)}</p>')
    if outcome := label_outcome(row.next_report):
        standing = f" {STANDING_LINE}" if row.next_report == "not" else ""
        parts.append(f'<p class="facts">{escape(outcome)}.{escape(standing)}</p>')
    if wording:
        lead = f"<strong>{LEAD_IN}</strong> " if is_phrase(row) else ""
        parts.append(f"<blockquote>{lead}{_marked(wording, found)}</blockquote>")
    if isinstance(row.summary, str) and row.summary:
        parts.append(f"<p><strong>Our summary:</strong> {_marked(row.summary, found)}</p>")
    return "".join(parts)


def _marked(text: str, found: Found | None) -> str:
    """The text as HTML, escaped, with the words that were searched for marked."""
    if found is None:
        return escape(text)
    parts, last = [], 0
    for start, end in find_marks(text, found):
        parts.append(f"{escape(text[last:start])}<mark>{escape(text[start:end])}</mark>")
        last = end
    return "".join([*parts, escape(text[last:])])


def permalink(recommendation_id: str, release: Release) -> str:
    """The address of a recommendation's own view."""
    return page_address("quotes", View(quote=recommendation_id), release.vocabulary)
