"""Batches for a coder: ids and texts only, in an order of the coder's own, so that nothing else can
colour the coding.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

TEXT_ID_LENGTH = 12
BATCH_SIZE = 250


def text_id(text_sha256: str) -> str:
    """The id of a text: the first digits of its hash.

    Recommendations with the same wording share it and are coded once.
    """
    return text_sha256[:TEXT_ID_LENGTH]


def make_batches(
    texts: Mapping[str, str], coder: str, size: int = BATCH_SIZE
) -> Iterator[Sequence[dict[str, str]]]:
    """Rows `{"id", "text"}` in batches; the coder's name seeds the order, so it differs between
    coders and can be repeated.
    """
    ids = sorted(texts)
    random.Random(coder).shuffle(ids)
    yield from split([{"id": key, "text": texts[key]} for key in ids], size)


def split(rows: Sequence[dict], size: int = BATCH_SIZE) -> Iterator[Sequence[dict]]:
    """The rows in batches of at most `size`, in their order."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
