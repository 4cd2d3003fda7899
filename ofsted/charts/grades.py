"""How grades look wherever they are drawn: a colour and a mark for each, so that colour is never
alone.
"""

from __future__ import annotations

import pandas as pd

from ofsted import glossary
from ofsted.charts.style import PALETTE

BLANK_COLOUR = "#EFEFEF"
_UNGRADED = ("not-given", "not-judged")

_COLOURS = {
    "outstanding": PALETTE[0],
    "good": PALETTE[1],
    "requires-improvement": PALETTE[3],
    "adequate": PALETTE[5],
    "inadequate": PALETTE[2],
    "not-given": "#FFFFFF",
    "not-judged": "#FFFFFF",
}
_MARKS = {
    "outstanding": "O",
    "good": "G",
    "requires-improvement": "RI",
    "adequate": "A",
    "inadequate": "I",
    "not-given": "N",
    "not-judged": "N",
}


def grade_colour(grade: object) -> str:
    """The fill of a grade; grey where there is none."""
    return _COLOURS.get(str(grade), BLANK_COLOUR)


def grade_mark(grade: object) -> str:
    """One or two letters for a grade; a dash where there is none."""
    return _MARKS.get(str(grade), "–")


def grade_label(grade: object) -> str:
    """A grade in words, as a judgement on any part of the services."""
    if grade == "not-judged":
        return "Not judged"
    if grade == "not-given":
        return "Not given"
    if not isinstance(grade, str):
        return "None"
    return glossary.short_label("rating", grade)


def is_graded(grades: pd.Series) -> pd.Series:
    """Which of the judgements were given a grade."""
    return grades.notna() & ~grades.isin(_UNGRADED)
