"""A way on where nothing was found: known words for unknown ones, themes of a like name, the query
with less in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from ofsted.search.questions import Question
from ofsted.search.stems import split_words

MOST_SUGGESTIONS = 5
LONG_WORD = 6  # letters from which a word may be two letters away
MOST_LETTERS = 30  # of a word that is compared; no known word is longer
MOST_WORDS = 3  # unknown words of a query that are compared
LEAST_LIKENESS = 60  # of a theme's name, out of 100


@dataclass(frozen=True)
class Suggestion:
    """A query to try instead, and why: `spelling`, `theme`, `without-quotes`, `without-minus`,
    `without-filters`.
    """

    query: str
    reason: str


class Speller:
    """Every word that is known, and the names of the themes."""

    def __init__(self, words: Sequence[str], themes: Sequence[str]) -> None:
        self._words = sorted(words)
        self._themes = list(themes)

    def beginning(self, letters: str) -> list[str]:
        """The known words that begin so, in the order of the alphabet."""
        first = bisect_left(self._words, letters)
        found = []
        for word in self._words[first:]:
            if not word.startswith(letters):
                break
            found.append(word)
        return found

    def suggest(self, question: Question, unknown: Sequence[str]) -> list[Suggestion]:
        """What to try instead of a query that found nothing."""
        found = self._simpler(question)
        for word in unknown[:MOST_WORDS]:
            found += [self._corrected(question, word, near) for near in self._nearest(word)]
        found += [Suggestion(name, "theme") for name in self._like_themes(question)]
        return list(dict.fromkeys(found))[:MOST_SUGGESTIONS]

    def _simpler(self, question: Question) -> list[Suggestion]:
        found = []
        if question.phrases and (plain := question.rest.replace('"', " ").strip()):
            found.append(Suggestion(" ".join(plain.split()), "without-quotes"))
        kept = [*question.words, *(f'"{phrase.text}"' for phrase in question.phrases)]
        if question.without and kept:
            found.append(Suggestion(" ".join(kept), "without-minus"))
        return found

    def _nearest(self, word: str) -> list[str]:
        """The known words that differ by a letter, or two where the word is long."""
        if len(word) > MOST_LETTERS:
            return []
        near = process.extract(
            word,
            self._words,
            scorer=DamerauLevenshtein.distance,
            score_cutoff=1 + (len(word) >= LONG_WORD),
            limit=MOST_SUGGESTIONS,
        )
        return [found for found, _, _ in near]

    def _corrected(self, question: Question, word: str, near: str) -> Suggestion:
        corrected = {word: near}
        words = [corrected.get(part, part) for part in split_words(question.rest)]
        return Suggestion(" ".join(words), "spelling")

    def _like_themes(self, question: Question) -> list[str]:
        if not question.words:
            return self._themes[:MOST_SUGGESTIONS]
        near = process.extract(
            " ".join(question.words)[:MOST_LETTERS],
            self._themes,
            scorer=fuzz.WRatio,
            processor=str.casefold,
            limit=MOST_SUGGESTIONS,
        )
        alike = [name for name, likeness, _ in near if likeness >= LEAST_LIKENESS]
        return alike or [name for name, _, _ in near]
