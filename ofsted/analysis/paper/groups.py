"""The groups that claims set side by side, and their names."""

from __future__ import annotations

from itertools import combinations

from ofsted import glossary
from ofsted.analysis.counting.selection import Selection


def list_pairs(by: str, selection: Selection) -> list[tuple[tuple, tuple]]:
    """The groups that a claim of no difference sets side by side, two at a time.

    Ratings are taken as the paper has them, inadequate and not.
    """
    if by == "rating":
        return [(("inadequate",), ("requires-improvement", "good", "outstanding"))]
    codes = glossary.codes(by)
    if by == "framework":
        codes = selection.framework
    return [((first,), (second,)) for first, second in combinations(codes, 2)]


def name_groups(by: str, codes: tuple) -> str:
    """Groups in short words, e.g. "Good or Outstanding"."""
    return " or ".join(glossary.short_label(by, code) for code in codes)
