"""Glossary: the words, measures and abbreviations of the site."""

from collections.abc import Mapping

import streamlit as st

from ofsted import glossary
from ofsted.dashboard.parts import heading
from ofsted.dashboard.parts.markup import list_terms


def draw_terms(title: str, meanings: Mapping[str, str]) -> None:
    """The terms with their meanings, under a heading."""
    st.header(title, anchor=False)
    st.html(list_terms(meanings))


heading.draw_title("glossary")
draw_terms("Words of this site", dict(sorted(glossary.WORDS.items())))
draw_terms("Measures", {unit.label: unit.meaning for unit in glossary.UNITS.values()})
draw_terms("Abbreviations", glossary.ABBREVIATIONS)
