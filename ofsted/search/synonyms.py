"""Everyday words for the terms of the field, as kept in `data/synonyms.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from ofsted.documents import reading
from ofsted.errors import SchemaError
from ofsted.search.stems import is_said, split_texts, stems_of

Stems = tuple[str, ...]

# The same safe loader in C, which is ten times as fast, where there is one.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_STEMS = 8  # of an everyday phrase or a term
_KEYS = {"say", "for", "explained"}


@dataclass(frozen=True)
class Term:
    """Words that may stand in a row for others: their stems, and as they are printed."""

    stems: Stems
    text: str


@dataclass(frozen=True)
class Entry:
    """One line of the list: what people say, and the terms that reports have for it.

    `explained` says why reports have no word for it, where that is so.
    """

    said: tuple[str, ...]
    terms: tuple[str, ...]
    explained: str = ""


@dataclass(frozen=True)
class Span:
    """A run of a query's stems that an everyday phrase matches, from `start` up to `end`, and the
    terms that it stands for.
    """

    start: int
    end: int
    terms: tuple[Term, ...]


class Synonyms:
    """The list, to be looked up by stems."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._terms_of: dict[Stems, dict[Stems, Term]] = {}
        for entry in entries:
            terms = [Term(tuple(stems_of(text)), text) for text in entry.terms]
            for phrase in entry.said:
                known = self._terms_of.setdefault(tuple(stems_of(phrase)), {})
                for term in terms:
                    known.setdefault(term.stems, term)

    @property
    def words(self) -> set[str]:
        """Every word that the everyday phrases and the terms are made of."""
        phrases = (text for entry in self.entries for text in (*entry.said, *entry.terms))
        return {word for said in split_texts(list(phrases)) for word in said if is_said(word)}

    def find_spans(self, stems: Sequence[str]) -> Iterator[Span]:
        """The everyday phrases among the stems of a query: the longest first at every place, none
        over another.
        """
        start = 0
        while start < len(stems):
            span = self._longest(stems, start)
            if span is None:
                start += 1
            else:
                yield span
                start = span.end

    def _longest(self, stems: Sequence[str], start: int) -> Span | None:
        for end in range(min(len(stems), start + MOST_STEMS), start, -1):
            terms = self._terms_of.get(tuple(stems[start:end]))
            if terms:
                return Span(start, end, tuple(terms.values()))
        return None


def read_synonyms(path: Path) -> Synonyms:
    """Read the list.

    Raises `SchemaError` naming the entry that lacks something.
    """
    with reading(path, "a list of synonyms"):
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
        if not isinstance(raw, list):
            raise SchemaError(f"{path.name}: expected a list of entries")
        numbered = enumerate(raw, start=1)
        return Synonyms([_entry(path.name, number, item) for number, item in numbered])


def _entry(file: str, number: int, item: object) -> Entry:
    if not isinstance(item, dict) or item.keys() - _KEYS:
        raise SchemaError(f"{file}: entry {number}: expected say, for and perhaps explained")
    said, terms = _phrases(item.get("say")), _phrases(item.get("for"))
    if not said or not terms:
        raise SchemaError(f"{file}: entry {number}: expected phrases under say and under for")
    for phrase in (*said, *terms):
        length = len(stems_of(phrase))
        if not 1 <= length <= MOST_STEMS:
            raise SchemaError(
                f"{file}: entry {number}: {phrase!r} has {length} words that say something;"
                f" expected 1 to {MOST_STEMS}"
            )
    return Entry(said, terms, str(item.get("explained", "")))


def _phrases(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(str(phrase) for phrase in value)
