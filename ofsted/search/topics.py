"""Which themes of the codebook a query means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from ofsted.codebook import Codebook, Theme
from ofsted.search.stems import stems_of

# How much it says that a stem stands in a theme's name, in its keywords, in what it takes in, or in
# its category's name.
NAME, KEYWORD, SCOPE, CATEGORY = 1.0, 0.85, 0.4, 0.15
USUAL_RARITY = 1.5  # of a stem that no theme has


class Topics:
    """The stems of every theme's entry in the codebook, and the phrases that name it."""

    def __init__(self, codebook: Codebook) -> None:
        self.ids = tuple(theme.id for theme in codebook.themes)
        self.labels = {theme.id: theme.label for theme in codebook.themes}
        categories = {category.id: category.label for category in codebook.categories}
        self._phrases: dict[tuple[str, ...], dict[int, float]] = {}
        said: dict[str, dict[int, float]] = {}
        for number, theme in enumerate(codebook.themes):
            for text, firmness in _texts(theme, categories[theme.category]):
                for name in stems_of(text):
                    by_theme = said.setdefault(name, {})
                    by_theme[number] = max(by_theme.get(number, 0.0), firmness)
            for text, firmness in _names(theme):
                if key := _key(stems_of(text)):
                    self._phrases.setdefault(key, {})[number] = firmness
        self._said = {name: self._row(by_theme) for name, by_theme in said.items()}
        self._rarity = {name: self._rarity_of(row) for name, row in self._said.items()}
        self._unsaid = np.zeros(len(self.ids))

    def _row(self, by_theme: Mapping[int, float]) -> np.ndarray:
        row = np.zeros(len(self.ids))
        row[list(by_theme)] = list(by_theme.values())
        return row

    def _rarity_of(self, row: np.ndarray) -> float:
        said = float(row.sum())
        return float(np.log1p((len(self.ids) - said + 0.5) / (said + 0.5)))

    def __len__(self) -> int:
        return len(self.ids)

    def said_of(self, name: str) -> np.ndarray:
        """How firmly each theme's entry has the stem, 0 to 1."""
        return self._said.get(name, self._unsaid)

    def rarity(self, name: str) -> float:
        """How much a stem says about which theme is meant."""
        return self._rarity.get(name, USUAL_RARITY)

    def match_phrase(self, names: Sequence[str]) -> Mapping[int, float]:
        """The themes that a phrase names, by their number, and how firmly."""
        return self._phrases.get(_key(names), {})


def _key(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _texts(theme: Theme, category: str) -> list[tuple[str, float]]:
    return [
        (theme.label, NAME),
        *((keyword, KEYWORD) for keyword in theme.keywords),
        *((text, SCOPE) for text in (theme.definition, *theme.include)),
        (category, CATEGORY),
    ]


def _names(theme: Theme) -> list[tuple[str, float]]:
    """Keywords, the name, and the parts of it that can stand alone."""
    plain = re.sub(r"\([^)]*\)", "", theme.label)
    parts = re.split(r",| and |:|/|\(|\)", theme.label)
    return [
        *((keyword, KEYWORD) for keyword in theme.keywords),
        *((part, NAME) for part in parts),
        (plain, NAME),
    ]
