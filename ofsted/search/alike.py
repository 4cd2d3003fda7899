"""Which recommendations of other reports ask for the same.

Similarity is the cosine of the stems of wording and summary (tf-idf, logarithmic counts) and of the
themes (inverse frequency), added with fixed weights: Salton and Buckley (1988), Term-weighting
approaches in automatic text retrieval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from ofsted.limits import MOST_SIMILAR

WORDING_SHARE, SUMMARY_SHARE, THEMES_SHARE = 0.5, 0.25, 0.25
BLOCK_ROWS = 512
WHOLE = 1000  # similarities are stored in thousandths


def find_neighbours(
    ids: Sequence[str],
    report_ids: Sequence[str],
    wordings: Sequence[Mapping[str, int]],
    summaries: Sequence[Mapping[str, int]],
    themes: Sequence[Sequence[str]],
) -> list[dict]:
    """The rows of the stored table `neighbours`: the ten most similar recommendations of other
    reports, nearest first, equally similar ones by id.
    """
    carried = [dict.fromkeys(given, 1) for given in themes]
    parts = [
        (WORDING_SHARE, _weigh(wordings)),
        (SUMMARY_SHARE, _weigh(summaries)),
        (THEMES_SHARE, _weigh(carried)),
    ]
    joined = sparse.hstack([share**0.5 * matrix for share, matrix in parts]).tocsr()
    across = joined.T.tocsc()
    reports = np.array(report_ids)
    by_id = np.argsort(np.argsort(np.array(ids)))
    rows = []
    for first in range(0, len(ids), BLOCK_ROWS):
        block = (joined[first : first + BLOCK_ROWS] @ across).toarray()
        for at, found in enumerate(np.rint(block * WHOLE).astype(int), start=first):
            found[reports == reports[at]] = -1
            nearest = np.lexsort((by_id, -found))[:MOST_SIMILAR]
            rows.append(_row(ids, at, nearest, found))
    return rows


def _row(ids: Sequence[str], at: int, nearest: np.ndarray, found: np.ndarray) -> dict:
    alike = [int(number) for number in nearest if found[number] > 0]
    return {
        "recommendation_id": ids[at],
        "neighbours": [ids[number] for number in alike],
        "similarities": [int(found[number]) for number in alike],
    }


def _weigh(bags: Sequence[Mapping[str, int]]) -> sparse.csr_array:
    """Bags as rows of unit length: logarithmic counts times inverse frequency."""
    names = sorted({name for bag in bags for name in bag})
    number_of = {name: number for number, name in enumerate(names)}
    starts = np.cumsum([0, *map(len, bags)])
    columns = np.array([number_of[name] for bag in bags for name in bag], dtype=int)
    counts = np.array([count for bag in bags for count in bag.values()], dtype=float)
    here = np.bincount(columns, minlength=len(names))
    values = (1 + np.log(counts)) * np.log((1 + len(bags)) / (1 + here))[columns]
    matrix = sparse.csr_array((values, columns, starts), shape=(len(bags), len(names)))
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(lengths, 1e-12)) @ matrix)
