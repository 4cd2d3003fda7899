"""The words of a query as they are matched: single words, everyday phrases with the terms that may
stand for them, and beginnings of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ofsted.search.questions import FRAME_WORDS, Ignored, Question
from ofsted.search.stems import stem
from ofsted.search.synonyms import Span, Stems, Synonyms, Term
from ofsted.search.topics import Topics

TERM_SHARE = 0.9  # what a term counts for that stands in for an everyday word
MOST_PHRASE = 5  # words of the longest phrase that a frame word is kept in


@dataclass(frozen=True)
class Group:
    """Words of a query that are matched as one, and the terms that may stand for them."""

    words: tuple[str, ...]
    stems: Stems
    terms: tuple[Term, ...] = ()

    @property
    def alternatives(self) -> list[tuple[Stems, float]]:
        """What may stand in a row for it, and how much it counts."""
        terms = [(term.stems, TERM_SHARE) for term in self.terms]
        if not self.stems:
            return terms
        return [(self.stems, 1.0), *terms]

    @property
    def said(self) -> str:
        """Its words as one text."""
        return " ".join(self.words)


@dataclass(frozen=True)
class _Word:
    text: str
    stem: str


def group_words(
    question: Question, synonyms: Synonyms, topics: Topics
) -> tuple[list[Group], list[Ignored]]:
    """The groups of a query, each once, and the words on the collection as a whole, which ask for
    nothing in it.
    """
    words = [_Word(word, stem(word)) for word in question.words]
    framed = _find_framed(words, synonyms, topics)
    kept = [word for word in words if word.text not in framed]
    stems = [word.stem for word in kept]
    named = _find_named(stems, topics)
    spans = {
        span.start: span
        for span in synonyms.find_spans(stems)
        if not any(run.start <= span.start and span.end <= run.stop for run in named)
    }
    groups: list[Group] = []
    place = 0
    while place < len(kept):
        span = spans.get(place, Span(place, place + 1, ()))
        texts = tuple(word.text for word in kept[place : span.end])
        groups.append(Group(texts, tuple(stems[place : span.end]), span.terms))
        place = span.end
    ignored = [Ignored(text, "on the collection as a whole") for text in framed]
    return list(dict.fromkeys(groups)), ignored


def _find_framed(words: Sequence[_Word], synonyms: Synonyms, topics: Topics) -> list[str]:
    """Words on the collection as a whole that stand in no phrase of codebook or synonyms."""
    framed = dict.fromkeys(word.text for word in words if word.text in FRAME_WORDS)
    if len(framed) == len({word.text for word in words}):
        return []
    stems = [word.stem for word in words]
    kept: set[str] = set()
    for run in _find_named(stems, topics):
        kept |= {words[place].text for place in run}
    for span in synonyms.find_spans(stems):
        kept |= {word.text for word in words[span.start : span.end]}
    return [text for text in framed if text not in kept]


def _find_named(stems: Sequence[str], topics: Topics) -> list[range]:
    """The runs of two words or more that name a theme in the codebook's own terms."""
    runs = [
        range(start, end)
        for start in range(len(stems))
        for end in range(start + 2, min(len(stems), start + MOST_PHRASE) + 1)
    ]
    return [run for run in runs if topics.match_phrase(stems[run.start : run.stop])]
