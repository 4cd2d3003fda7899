"""Texts as numbers: hashed words, word pairs and character n-grams of a text, and hashed contexts
of its single words.

Features are 32-bit hashes, so a stored model holds no wording. TF-IDF as in Salton & Buckley 1988
(sublinear term frequency, unit length).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.sparse as sparse

MOST_WORDS = 2000  # words read of one text; far more than any recommendation has
REACH = 5  # words to either side that count as the context of a word
_WORD = re.compile(r"[a-z0-9]+", re.I)


@dataclass(frozen=True)
class Words:
    """The words of several texts in a row: their hashes, places (`starts`, `ends` in the text) and
    the row of their text.
    """

    forms: list[str]
    hashes: np.ndarray
    rows: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    text_count: int


def split_words(texts: Sequence[str]) -> Words:
    """The first `MOST_WORDS` words of every text, lower case: runs of Latin letters and digits."""
    forms, rows, starts, ends = [], [], [], []
    for row, text in enumerate(texts):
        for count, match in enumerate(_WORD.finditer(text)):
            if count == MOST_WORDS:
                break
            forms.append(match[0].lower())
            rows.append(row)
            starts.append(match.start())
            ends.append(match.end())
    hashes = np.fromiter((zlib.crc32(form.encode()) for form in forms), np.uint32, len(forms))
    return Words(
        forms,
        hashes,
        np.array(rows, np.int64),
        np.array(starts, np.int64),
        np.array(ends, np.int64),
        len(texts),
    )


@dataclass(frozen=True)
class Hashes:
    """Features as found: pairs of a matrix row and a feature's hash."""

    rows: np.ndarray
    values: np.ndarray
    row_count: int


def word_hashes(words: Words) -> Hashes:
    """Single words and pairs of neighbours, by text."""
    pairs = words.rows[1:] == words.rows[:-1]
    return Hashes(
        np.concatenate([words.rows, words.rows[1:][pairs]]),
        np.concatenate(
            [_mix(1, words.hashes), _mix(2, words.hashes[:-1][pairs], words.hashes[1:][pairs])]
        ),
        words.text_count,
    )


def character_hashes(words: Words) -> Hashes:
    """Three to five characters within a word and its edges, by text."""
    grams = [_character_hashes(form, 3, 5) for form in words.forms]
    return Hashes(np.repeat(words.rows, [len(g) for g in grams]), _joined(grams), words.text_count)


def context_hashes(words: Words) -> Hashes:
    """What stands at, beside and around each word, by word: the two before and after by place,
    pairs, triples, characters.
    """
    count = len(words.forms)
    # Gaps of `REACH` zeros between texts keep one text's words out of the next one's contexts.
    places = np.arange(count) + REACH * (words.rows + 1)
    line = np.zeros(count + REACH * (words.text_count + 1), np.uint32)
    line[places] = words.hashes
    near = {step: line[places + step] for step in range(-REACH, REACH + 1)}
    by_place = [
        (10, 0),
        (11, -1),
        (12, 1),
        (13, -2),
        (14, 2),
        (15, -1, 0),
        (16, 0, 1),
        (17, -1, 0, 1),
        (18, -2, -1, 0),
        (19, 0, 1, 2),
    ]
    rows = [np.tile(np.arange(count), len(by_place))]
    values = [_mix(kind, *(near[step] for step in steps)) for kind, *steps in by_place]
    for hashes in near.values():
        there = np.flatnonzero(hashes)
        rows.append(there)
        values.append(_mix(20, hashes[there]))
    grams = [_character_hashes(form, 4, 4) for form in words.forms]
    rows.append(np.repeat(np.arange(count), [len(g) for g in grams]))
    values.append(_mix(21, _joined(grams)))
    return Hashes(np.concatenate(rows), np.concatenate(values), count)


def _joined(grams: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.uint32), *grams])


@lru_cache(maxsize=20000)
def _character_hashes(form: str, shortest: int, longest: int) -> np.ndarray:
    edged = f" {form[:40]} "
    grams = [
        edged[i : i + size]
        for size in range(shortest, longest + 1)
        for i in range(len(edged) - size + 1)
    ] or [edged]
    return np.fromiter((zlib.crc32(gram.encode()) for gram in grams), np.uint32, len(grams))


def _mix(kind: int, *parts: np.ndarray) -> np.ndarray:
    mixed = np.full(len(parts[0]), kind * 0x9E3779B1 & 0xFFFFFFFF, np.uint32)
    for part in parts:
        mixed = (mixed ^ part) * np.uint32(0x85EBCA6B)
        mixed ^= mixed >> np.uint32(15)
    return mixed


@dataclass(frozen=True)
class Vocabulary:
    """The features a model knows: their hashes in rising order and the weight of each (inverse
    document frequency).
    """

    hashes: np.ndarray
    idf: np.ndarray

    def matrix(self, found: Hashes) -> sparse.csr_matrix:
        """TF-IDF, float32 [row × feature], every row of length one or empty; unknown features are
        passed over.
        """
        if not len(self.hashes):
            return sparse.csr_matrix(np.zeros((found.row_count, 0), np.float32))
        columns = np.minimum(np.searchsorted(self.hashes, found.values), len(self.hashes) - 1)
        known = self.hashes[columns] == found.values
        shape = (found.row_count, len(self.hashes))
        counts = sparse.coo_matrix(
            (np.ones(int(known.sum()), np.float32), (found.rows[known], columns[known])),
            shape=shape,
        ).tocsr()
        counts.sum_duplicates()
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        squares = np.bincount(
            np.repeat(np.arange(found.row_count), np.diff(counts.indptr)),
            counts.data**2,
            found.row_count,
        )
        lengths = np.sqrt(squares).clip(1e-12)
        counts.data = (counts.data / np.repeat(lengths, np.diff(counts.indptr))).astype(np.float32)
        return counts


def find_vocabulary(found: Hashes, fewest_rows: int) -> Vocabulary:
    """The features of at least `fewest_rows` rows, with smoothed inverse document frequency."""
    pairs = np.unique(
        found.rows.astype(np.uint64) << np.uint64(32) | found.values.astype(np.uint64)
    )
    hashes, counts = np.unique(
        (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32), return_counts=True
    )
    kept = counts >= fewest_rows
    return Vocabulary(
        hashes[kept], (1 + np.log((1 + found.row_count) / (1 + counts[kept]))).astype(np.float32)
    )
