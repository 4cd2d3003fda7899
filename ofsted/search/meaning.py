"""How firmly a query means each theme: by the codebook, and by what the rows with its words are
coded with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ofsted.search.fields import Fields
from ofsted.search.groups import MOST_PHRASE, Group
from ofsted.search.synonyms import Stems
from ofsted.search.topics import Topics

# What each sign counts for; the strongest theme has at most 1.
ENTRY_SHARE, PHRASE_SHARE, BEST_ROWS_SHARE, WORDS_SHARE = 0.6, 0.5, 0.6, 0.3
BEST_ROWS = 25
FEW_ROWS = 5.0  # rows that a word is thought to have besides its own, coded as usual
UNKNOWN_WEIGHT = 4.0  # of a phrase's word that no row has
MOST_TERMS, MOST_READINGS = 8, 64


class Meaning:
    """The signs of what is meant, over a corpus whose `hits` are bool per row and theme."""

    def __init__(self, fields: Fields, topics: Topics, hits: np.ndarray) -> None:
        self._fields = fields
        self._topics = topics
        self._hits = hits
        self._usual = self._hits.mean(axis=0)

    def strengths(self, groups: Sequence[Group], words: np.ndarray) -> np.ndarray:
        """How firmly each theme is meant, 0 to 1; `words` is what each row scores by its words."""
        if not groups:
            return np.zeros(len(self._topics))
        found = (
            ENTRY_SHARE * self._by_entry(groups)
            + PHRASE_SHARE * self._by_phrase(groups)
            + BEST_ROWS_SHARE * self._by_best_rows(words)
            + WORDS_SHARE * self._by_words(groups)
        )
        return found / max(1.0, float(found.max()))

    def _by_entry(self, groups: Sequence[Group]) -> np.ndarray:
        """The part of the query's weight that each theme's entry in the codebook has."""
        found, whole = np.zeros(len(self._topics)), 0.0
        for group in groups:
            best, weight = self._entry_of_group(group)
            found += weight * best
            whole += weight
        return found / whole

    def _entry_of_group(self, group: Group) -> tuple[np.ndarray, float]:
        best, weight = np.zeros(len(self._topics)), 1.0
        for names, share in group.alternatives:
            rarities = [self._topics.rarity(name) for name in names]
            found = np.zeros(len(self._topics))
            for name, rarity in zip(names, rarities, strict=True):
                found += rarity * self._topics.said_of(name)
            best = np.maximum(best, share * found / sum(rarities))
            weight = max(weight, *rarities)
        return best, weight

    def _by_phrase(self, groups: Sequence[Group]) -> np.ndarray:
        """Themes that a phrase of the query names: the part of its weight that the phrase has."""
        found = np.zeros(len(self._topics))
        weights = [self._weight(group) for group in groups]
        whole = sum(weights)
        for start in range(len(groups)):
            for end in range(start + 1, min(len(groups), start + MOST_PHRASE) + 1):
                part = sum(weights[start:end]) / whole
                for names, share in _readings(groups[start:end]):
                    for number, firmness in self._topics.match_phrase(names).items():
                        found[number] = max(found[number], share * firmness * part)
        return found

    def _weight(self, group: Group) -> float:
        weights = [self._fields.weight(name) for name in group.stems]
        return max(weights, default=0.0) or UNKNOWN_WEIGHT

    def _by_best_rows(self, words: np.ndarray) -> np.ndarray:
        """How much more often the rows that match best carry each theme than all rows do."""
        best = np.argsort(-words, kind="stable")[:BEST_ROWS]
        most = float(words[best].max(initial=0.0))
        if most <= 0:
            return np.zeros(len(self._topics))
        weights = (np.maximum(words[best], 0) / most) ** 2
        return self._above_usual(weights @ self._hits[best] / weights.sum())

    def _by_words(self, groups: Sequence[Group]) -> np.ndarray:
        """How much more often rows with the query's words carry each theme than all rows do."""
        found, whole = np.zeros(len(self._topics)), 0.0
        for group in groups:
            has, weight = self._rows_of_group(group)
            if weight == 0:
                continue
            rows = np.flatnonzero(has)
            carried = has[rows] @ self._hits[rows] + FEW_ROWS * self._usual
            found += weight * self._above_usual(carried / (has.sum() + FEW_ROWS))
            whole += weight
        return found / max(whole, 1e-9)

    def _rows_of_group(self, group: Group) -> tuple[np.ndarray, float]:
        """How far each row has the group, and what the group weighs; 0 where no row can have it."""
        has, weight = np.zeros(self._fields.row_count), 0.0
        for names, share in group.alternatives:
            weights = [self._fields.weight(name) for name in names]
            if all(weights):
                has = np.maximum(has, share * self._fields.rows_with_all(names))
                weight = max(weight, *weights)
        return has, weight

    def _above_usual(self, share: np.ndarray) -> np.ndarray:
        return np.maximum(share - self._usual, 0) / (1 - self._usual)


def _readings(groups: Sequence[Group]) -> list[tuple[Stems, float]]:
    """The ways to read some groups that stand together, as one phrase, and what each counts for."""
    readings: list[tuple[Stems, float]] = [((), 1.0)]
    for group in groups:
        longer = [
            ((*names, *more), min(share, other))
            for names, share in readings
            for more, other in group.alternatives[:MOST_TERMS]
        ]
        readings = longer[:MOST_READINGS]
    return readings
