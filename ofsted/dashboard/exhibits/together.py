"""The Heatmap page's exhibit of themes that are named together: list, matrix, and the
recommendations that carry both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from ofsted import glossary, words
from ofsted.address.citation import label_report
from ofsted.address.view import View
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.analysis.headlines.together import (
    describe_pairs,
    headline_pairs,
    pair_name,
    proved_pairs,
)
from ofsted.dashboard import navigation, state
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.parts import cards, controls
from ofsted.dashboard.parts.figures import offer_csv
from ofsted.dashboard.parts.markup import html_table
from ofsted.limits import SIGNIFICANT
from ofsted.tables.stored import read_theme_pairs
from ofsted.tables.tuples import rows_of
from ofsted.words import plural

MOST_LISTED, MOST_IN_MATRIX, MOST_READ = 15, 20, 20
_BETWEEN = "~"  # the two themes of a pair in a link


def shown_framework(view: View) -> str:
    """The framework whose pairs stand on the page: the one that is chosen alone, else ILACS."""
    return "F3" if view.selection.framework == ("F3",) else "F4"


@remember
def read_pairs(release: Release, framework: str) -> pd.DataFrame:
    """The pairs of a framework with the labels of both themes."""
    pairs = read_theme_pairs()
    pairs = pairs[pairs["framework"] == framework].reset_index(drop=True)
    labels = release.dataset.codebook.labels
    return pairs.assign(
        text=pairs["first"] + _BETWEEN + pairs["second"],
        label=[
            pair_name(labels[first], labels[second])
            for first, second in zip(pairs["first"], pairs["second"], strict=True)
        ],
    )


def show_pairs(release: Release, view: View) -> None:
    """The list of pairs, the matrix, and what stands in both themes of one of them."""
    framework = shown_framework(view)
    pairs = read_pairs(release, framework)
    found = proved_pairs(pairs)
    st.header(headline_pairs(pairs).removesuffix("."), anchor=False)
    st.html(f'<p class="subtitle">{escape(describe_pairs(framework))}</p>')
    if found.empty:
        return
    caption = f"The {min(MOST_LISTED, len(found))} pairs that most recommendations name"
    st.html(_list_html(found.head(MOST_LISTED), view, release, caption))
    _fold("All pairs shown to be named together", "pairs-all", _list_html, found, view, release)
    _fold("The same as a matrix of themes", "pairs-matrix", _matrix_html, pairs, found, release)
    offer_csv(lambda: _full_table(pairs), "themes-together", release.version)
    _show_both(release, view, found, framework)


def _fold(label: str, key: str, make: Callable[..., str], *values: object) -> None:
    folded = st.expander(label, key=key, on_change=state.touch)
    if folded.open:
        folded.html(make(*values, label))


def _list_html(found: pd.DataFrame, view: View, release: Release, caption: str) -> str:
    table = pd.DataFrame(
        {
            "Themes": found["label"],
            "With both": found["pair_count"].astype(int),
            "Expected": found["expected"].round(1),
            "Times as often": found["lift"].round(1),
            glossary.Q_HEAD: ["<0.001" if q < 0.001 else f"{q:.3f}" for q in found["q"]],
        }
    )
    addresses = [
        navigation.page_address("heatmap", view.having(pair=text), release.vocabulary)
        for text in found["text"]
    ]
    return html_table(table, caption, {"Themes": pd.Series(addresses, dtype=object)})


def _matrix_html(pairs: pd.DataFrame, found: pd.DataFrame, release: Release, caption: str) -> str:
    """Themes by themes: how many times as often as expected, marked where that is proved."""
    named = pd.concat([found["first"], found["second"]]).value_counts(sort=True)
    shown = set(named.index[:MOST_IN_MATRIX])
    codes = [code for code in release.dataset.theme_ids if code in shown]
    labels = release.dataset.codebook.labels
    rows: Iterable[Any] = rows_of(pairs)
    texts = {frozenset((row.first, row.second)): _cell(row.lift, row.q) for row in rows}
    numbered = enumerate(codes, start=1)
    table = pd.DataFrame({"Theme": [f"{place}. {labels[code]}" for place, code in numbered]})
    for place, code in enumerate(codes, start=1):
        table[str(place)] = [
            "" if code == other else texts.get(frozenset((code, other)), "") for other in codes
        ]
    told = f"{caption}: times as often as expected; ▲ where proved; blank where not tested"
    return html_table(table, told)


def _cell(lift: float, q: float) -> str:
    if pd.isna(q):
        return ""
    return f"{lift:.1f} ▲" if q < SIGNIFICANT else f"{lift:.1f}"


def _full_table(pairs: pd.DataFrame) -> pd.DataFrame:
    heads = {
        "label": "Themes",
        "pair_count": "Recommendations with both",
        "expected": "Expected",
        "lift": "Times as often",
        "p": "p",
        "q": "q",
    }
    return (
        pairs[list(heads)]
        .round({"expected": 2, "lift": 2, "p": 4, "q": 4})
        .set_axis(list(heads.values()), axis=1)
    )


def _show_both(release: Release, view: View, found: pd.DataFrame, framework: str) -> None:
    """Pick a pair, and read every recommendation that names both of its themes."""
    options = dict(zip(found["text"], found["label"], strict=True))
    text = controls.pick_one(
        "pair", "Read what names both of two themes", options, next(iter(options)), view
    )
    rows = carrying_both(release, tuple(text.split(_BETWEEN)), framework)
    count = len(rows)
    entries = [_entry(row, release) for row in rows_of(rows.head(MOST_READ))]
    st.html(
        f"<p>{words.number(count)} {plural(count, 'recommendation')}, the newest first"
        f"{f'; the first {MOST_READ} are listed' if count > MOST_READ else ''}.</p>"
        f'<ol class="told">{"".join(entries)}</ol>'
    )


def carrying_both(release: Release, themes: tuple[str, ...], framework: str) -> pd.DataFrame:
    """The recommendations of a framework to councils that carry both themes, the newest first."""
    dataset = release.dataset
    chosen = choose_recommendations(dataset, Selection(framework=(framework,)))
    hits = dataset.hits("theme")
    for theme in themes:
        chosen = chosen & hits[:, dataset.theme_ids.index(theme)]
    return dataset.recommendations[chosen].sort_values(
        "inspected_to_on", ascending=False, kind="stable"
    )


def _entry(row: Any, release: Release) -> str:
    address = cards.permalink(row.recommendation_id, release)
    told = row.summary or f"Recommendation {row.order}"
    return (
        f'<li><p><a href="{escape(address)}" target="_self">{escape(told)}</a></p>'
        f'<p class="facts">{escape(label_report(row))}. Our'
        " summary.</p></li>"
    )
