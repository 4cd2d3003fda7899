"""Codes in words: the label of every framework, rating, group, body and unit, and how numbers are
printed.
"""

from __future__ import annotations

import math

import numpy as np


def number(value: float) -> str:
    """A whole number with thousands separators."""
    return f"{int(value):,}"


def percent(share: float, *, spelled: bool = False) -> str:
    """A share (0–1) as a whole percentage; small ones are "<1%" ("less than 1%" if spelled), a
    missing one "–" ("no figure").
    """
    if math.isnan(share):
        return "no figure" if spelled else "–"
    if 0 < share < 0.01:
        return "less than 1%" if spelled else "<1%"
    if 0.99 < share < 1:
        return "more than 99%" if spelled else ">99%"
    return f"{math.floor(share * 100 + 0.5)}%"


def listed(names: list[str], *, most: int = 3, others: str = "more") -> str:
    """Names as "A, B and C", or "A, B, C and 4 more" when there are more than can be printed."""
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} {others}"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _unbroken(text: str) -> str:
    """Text in which a full stop never ends a sentence: a heading takes the first one, and some
    names hold one.
    """
    return text.replace(". ", ".\u00a0")


def points(slope: float) -> str:
    """A yearly change of a share in percentage points, with its sign."""
    return (
        "no figure"
        if np.isnan(slope)
        else f"{'+' if slope >= 0 else '−'}{abs(slope) * 100:.1f} points a year"
    )


def plural(count: int, noun: str) -> str:
    """The noun with an s unless there is exactly one."""
    return noun if count == 1 else f"{noun}s"
