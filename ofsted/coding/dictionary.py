"""A first, provisional coding by the codebook's own keywords."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ofsted.codebook import Codebook
from ofsted.limits import MOST_THEMES

CODER = "dictionary"


@dataclass(frozen=True)
class Coding:
    """One theme with its trigger: the words from `start` up to `end` of the normalised text."""

    theme: str
    start: int
    end: int


class DictionaryCoder:
    """Codes texts by keyword.

    A keyword inside a longer keyword of another theme is no trigger (rule R4, specific first).
    """

    def __init__(self, codebook: Codebook) -> None:
        self._order = {theme.id: i for i, theme in enumerate(codebook.themes)}
        self._themes_of: dict[str, list[str]] = {}
        for theme in codebook.themes:
            for keyword in theme.keywords:
                self._themes_of.setdefault(keyword.lower(), []).append(theme.id)
        # Longest first, so that one left-to-right pass takes "pathway plan" before "plan".
        words = sorted(self._themes_of, key=len, reverse=True)
        self._pattern = re.compile(
            r"\b(" + "|".join(re.escape(word) for word in words) + r")(?:s|es)?\b", re.I
        )

    def code(self, text: str) -> list[Coding]:
        """Codings of one normalised text in codebook order, at most six: those whose words come
        first.
        """
        first: dict[str, Coding] = {}
        for match in self._pattern.finditer(text):
            for theme in self._themes_of[match[1].lower()]:
                first.setdefault(theme, Coding(theme, match.start(), match.end()))
        chosen = sorted(first.values(), key=lambda c: (c.start, self._order[c.theme]))[:MOST_THEMES]
        return sorted(chosen, key=lambda c: self._order[c.theme])
