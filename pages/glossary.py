"""Glossary: the words, abbreviations and statistics of the site."""

from html import escape

import streamlit as st

from ofsted import terms
from ofsted.dashboard.parts import heading


def draw_terms(heading: str, listed: tuple[terms.Term, ...]) -> None:
    """The terms with their meanings, under a heading."""
    st.header(heading, anchor=False)
    entries = "".join(
        f"<dt>{escape(term.name)}</dt><dd>{escape(_explain(term))}</dd>" for term in listed
    )
    st.html(f'<dl class="terms">{entries}</dl>')


def _explain(term: terms.Term) -> str:
    full = f"{term.full[:1].upper()}{term.full[1:]}." if term.full else ""
    return " ".join(text for text in (full, term.meaning) if text)


heading.draw_title("glossary")
draw_terms("Words of this site", terms.WORDS)
draw_terms("Abbreviations", terms.ABBREVIATIONS)
draw_terms("Statistics", terms.STATISTICS)
