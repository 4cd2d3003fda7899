"""How well the words of the recommendations match: BM25F over wording, summary and heading.

Source: Robertson, Zaragoza and Taylor (2004), Simple BM25 extension to multiple weighted fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add

import numpy as np
from scipy import sparse

FIELD_WEIGHTS = {"wording": 1.0, "summary": 0.7, "heading": 0.5}
SATURATION = 1.2  # k1
LENGTH_SHARE = 0.5  # b


class Fields:
    """The stems of every recommendation by field, one row each, one column a stem."""

    def __init__(self, bags: Mapping[str, Sequence[Mapping[str, int]]]) -> None:
        self.row_count = len(next(iter(bags.values())))
        stems = {name for field in bags.values() for bag in _different(field) for name in bag}
        self.number_of = {name: number for number, name in enumerate(sorted(stems))}
        counts = {field: self._matrix(rows) for field, rows in bags.items()}
        self.has = {field: matrix.tocsc() for field, matrix in counts.items()}
        weighted = [FIELD_WEIGHTS[field] * _by_length(matrix) for field, matrix in counts.items()]
        frequency = sparse.csc_array(reduce(add, weighted))
        frequency.data = frequency.data * (SATURATION + 1) / (frequency.data + SATURATION)
        self._weights = frequency
        here = np.diff(frequency.indptr)
        self.rarity = np.log1p((self.row_count - here + 0.5) / (here + 0.5))

    def _matrix(self, rows: Sequence[Mapping[str, int]]) -> sparse.csr_array:
        bags = _different(rows)
        starts = np.cumsum([0, *map(len, bags)])
        columns = [self.number_of[name] for bag in bags for name in bag]
        values = [float(count) for bag in bags for count in bag.values()]
        shape = (len(bags), len(self.number_of))
        matrix = sparse.csr_array((values, columns, starts), shape=shape)
        row_of = {id(bag): row for row, bag in enumerate(bags)}
        return matrix[[row_of[id(bag)] for bag in rows]]

    def _part(self, name: str) -> slice | None:
        """Where the rows that have a stem stand in the matrix."""
        number = self.number_of.get(name)
        if number is None:
            return None
        return slice(self._weights.indptr[number], self._weights.indptr[number + 1])

    def score_all(self, names: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """For every row the sum of BM25F over the stems, and the weight of those that it has."""
        scores, part = np.zeros(self.row_count), np.zeros(self.row_count)
        for name in names:
            place = self._part(name)
            if place is not None:
                rows, weight = self._weights.indices[place], self.weight(name)
                scores[rows] += self._weights.data[place] * weight
                part[rows] += weight
        return scores, part

    def weight(self, name: str) -> float:
        """How much a stem says: its inverse row frequency; zero where no row has it."""
        number = self.number_of.get(name)
        if number is None:
            return 0.0
        return float(self.rarity[number])

    @property
    def most_weight(self) -> float:
        """What the rarest stem says, and so one that no row has."""
        return float(self.rarity.max())

    def rows_with(self, name: str, fields: Iterable[str] = ("wording", "summary")) -> np.ndarray:
        """Bool per row: whether one of the fields has the stem."""
        found = np.zeros(self.row_count, dtype=bool)
        number = self.number_of.get(name)
        if number is None:
            return found
        for field in fields:
            matrix = self.has[field]
            found[matrix.indices[matrix.indptr[number] : matrix.indptr[number + 1]]] = True
        return found

    def rows_with_all(self, names: Iterable[str]) -> np.ndarray:
        """Bool per row: whether wording or summary has every one of the stems."""
        found = np.ones(self.row_count, dtype=bool)
        for name in names:
            found &= self.rows_with(name)
        return found

    def row_has(self, row: int, name: str, field: str) -> bool:
        """Whether a field of a row has the stem."""
        number = self.number_of.get(name)
        if number is None:
            return False
        matrix = self.has[field]
        return row in matrix.indices[matrix.indptr[number] : matrix.indptr[number + 1]]


def _different(rows: Sequence[Mapping[str, int]]) -> list[Mapping[str, int]]:
    """The bags that are objects of their own, each once: many rows may share one."""
    return list({id(bag): bag for bag in rows}.values())


def _by_length(counts: sparse.csr_array) -> sparse.csr_array:
    """Counts, those of rows longer than the mean made smaller."""
    lengths = counts.sum(axis=1)
    mean = max(float(lengths.mean()), 1e-9)
    shrink = 1 / (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / mean)
    return sparse.diags_array(shrink) @ counts
