"""Bags of stems: which stems a wording has and how often, in no order.

A bag is a fact about a text and not the text (precedent: HathiTrust's Extracted Features). So that
no short wording can be put together again, one of fewer than `LEAST_WORDS` words gives only the
stems that its summary has too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ofsted.search.stems import is_said, split_words, stem, stems_of

LEAST_WORDS = 9


@dataclass(frozen=True)
class Wording:
    """What a bag is made of: the verbatim text of a recommendation, its length and its summary."""

    recommendation_id: str
    text_id: str
    text: str
    word_count: int
    summary: str


def make_bag(wording: Wording) -> Counter[str]:
    """How often each stem stands in a wording, as far as it may be told."""
    bag = Counter(stems_of(wording.text))
    if wording.word_count >= LEAST_WORDS:
        return bag
    told = set(stems_of(wording.summary))
    return Counter({name: count for name, count in bag.items() if name in told})


def make_index(wordings: Sequence[Wording]) -> tuple[list[dict], list[dict]]:
    """The rows of the index and of its vocabulary, for the stored tables `search` and
    `search_stems`.

    Stems are numbered in the order of the alphabet, so a bag sorted by number tells no order.
    """
    bags = [make_bag(wording) for wording in wordings]
    row_counts = Counter(name for bag in bags for name in bag)
    number_of = {name: number for number, name in enumerate(sorted(row_counts))}
    forms = _forms(wordings, bags)
    rows = [
        _index_row(wording, bag, number_of) for wording, bag in zip(wordings, bags, strict=True)
    ]
    vocabulary = [
        {"stem_id": number, "stem": name, "words": forms[name], "row_count": row_counts[name]}
        for name, number in number_of.items()
    ]
    return rows, vocabulary


def _index_row(wording: Wording, bag: Mapping[str, int], number_of: Mapping[str, int]) -> dict:
    names = sorted(bag)
    return {
        "recommendation_id": wording.recommendation_id,
        "text_id": wording.text_id,
        "stems": [number_of[name] for name in names],
        "counts": [bag[name] for name in names],
    }


def _forms(wordings: Iterable[Wording], bags: Iterable[Mapping[str, int]]) -> dict[str, list[str]]:
    """The words that each stem stands for, the most frequent first."""
    counts: dict[str, Counter[str]] = {}
    for wording, bag in zip(wordings, bags, strict=True):
        for word in split_words(wording.text):
            name = stem(word)
            if is_said(word) and name in bag:
                counts.setdefault(name, Counter())[word] += 1
    return {
        name: sorted(found, key=lambda word: (-found[word], word)) for name, found in counts.items()
    }
