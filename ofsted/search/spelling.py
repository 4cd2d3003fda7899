"""Misspelt words read as known ones, and a way on where nothing was found: known words for unknown
ones, themes of a like name, the query with less in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from ofsted.search.questions import Question
from ofsted.search.stems import split_words

MOST_SUGGESTIONS = 5
LONG_WORD = 6  # letters from which a word may be two letters away
MOST_LETTERS = 30  # of a word that is compared; no known word is longer
MOST_WORDS = 3  # unknown words of a query that are compared
# Letters of a word that is read as another one, from which it may be two letters away, and of each
# part of a word that is read as two.
SHORTEST_READ, LONG_READ, SHORTEST_PART = 5, 8, 4
LEAST_LIKENESS = 60  # of a theme's name, out of 100


@dataclass(frozen=True)
class Suggestion:
    """A query to try instead, and why: `spelling`, `theme`, `without-quotes`, `without-minus`,
    `without-filters`.
    """

    query: str
    reason: str


@dataclass(frozen=True)
class Spelled:
    """A word of a query that nothing here has, and the known words that were searched for in its
    place.
    """

    word: str
    taken_for: str


class Speller:
    """Every word that is known, and the names of the themes; `everyday` are the words of the
    synonyms, which a query may use too.
    """

    def __init__(
        self, words: Sequence[str], themes: Sequence[str], everyday: Sequence[str] = ()
    ) -> None:
        self._words = sorted(words)
        self._themes = list(themes)
        self._readable = sorted({*words, *everyday})

    def read(self, word: str, how_common: Callable[[str], float]) -> str | None:
        """What a misspelt word most likely means: the nearest known word, of equally near ones the
        most common; else two known words written as one. None where there is no telling.
        """
        if not SHORTEST_READ <= len(word) <= MOST_LETTERS or not word.isalpha():
            return None
        near = process.extract(
            word,
            self._readable,
            scorer=DamerauLevenshtein.distance,
            score_cutoff=1 + (len(word) >= LONG_READ),
            limit=None,
        )
        # A slip seldom stands at the beginning of a word.
        likely = [
            (distance, -how_common(found), found)
            for found, distance, _ in near
            if found[0] == word[0] and len(found) >= SHORTEST_READ
        ]
        if likely:
            return min(likely)[2]
        return self._parted(word, how_common)

    def _parted(self, word: str, how_common: Callable[[str], float]) -> str | None:
        """The word as two known ones, the rarer of which is as common as can be."""
        places = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        parts = [(word[:place], word[place:]) for place in places]
        known = [both for both in parts if all(map(self._is_readable, both))]
        if not known:
            return None
        return " ".join(max(known, key=lambda both: min(map(how_common, both))))

    def _is_readable(self, word: str) -> bool:
        place = bisect_left(self._readable, word)
        return self._readable[place : place + 1] == [word]

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
