"""How numbers, dates, shares, changes and lists of names are printed."""

from __future__ import annotations

import math
from datetime import date

MINUS = "−"  # longer than the hyphen that programs write


def number(value: float) -> str:
    """A whole number with thousands separators."""
    return f"{int(value):,}"


def printed_date(day: date) -> str:
    """A date in words: 3 August 2015."""
    return f"{day.day} {day:%B %Y}"


def percent(share: float, *, spelled: bool = False) -> str:
    """A share (0–1) as a whole percentage; small ones are "<1%" ("less than 1%" if spelled), a
    missing one "–" ("no figure").
    """
    missing, least, most = "–", "<1%", ">99%"
    if spelled:
        missing, least, most = "no figure", "less than 1%", "more than 99%"
    if math.isnan(share):
        return missing
    if 0 < share < 0.01:
        return least
    if 0.99 < share < 1:
        return most
    return f"{math.floor(share * 100 + 0.5)}%"


def capitalised(text: str) -> str:
    """The text with a capital at its beginning and as it is in the rest."""
    return f"{text[:1].upper()}{text[1:]}"


def listed(names: list[str], *, most: int = 3, others: str = "more") -> str:
    """Names as "A, B and C", or "A, B, C and 4 more" when there are more than can be printed."""
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} {others}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _unbroken(text: str) -> str:
    """Text in which a full stop never ends a sentence: a heading takes the first one, and some
    names hold one.
    """
    return text.replace(". ", ".\u00a0")


def points(slope: float) -> str:
    """A yearly change of a share in percentage points, with its sign."""
    if math.isnan(slope):
        return "no figure"
    sign = MINUS
    if slope >= 0:
        sign = "+"
    return f"{sign}{abs(slope) * 100:.1f} points a year"


def plural(count: int, noun: str) -> str:
    """The noun with an s unless there is exactly one."""
    if count == 1:
        return noun
    return f"{noun}s"
