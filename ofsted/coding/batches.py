"""Batches for a coder: ids and texts only, in an order of the coder's own, so that nothing else can colour the coding."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

TEXT_ID_LENGTH = 12
BATCH_SIZE = 250


def text_id(text_sha256: str) -> str:
    """The id of a text: the first digits of its hash. Recommendations with the same wording share it and are coded once."""
    return text_sha256[:TEXT_ID_LENGTH]


def make_batches(texts: Mapping[str, str], coder: str, size: int = BATCH_SIZE) -> Iterator[list[dict[str, str]]]:
    """Rows `{"id", "text"}` in batches; the coder's name seeds the order, so it differs between coders and can be repeated."""
    ids = sorted(texts)
    random.Random(coder).shuffle(ids)
    for start in range(0, len(ids), size):
        yield [{"id": key, "text": texts[key]} for key in ids[start : start + size]]


def write_batches(texts: Mapping[str, str], coder: str, folder: Path, size: int = BATCH_SIZE) -> list[Path]:
    """Write the batches as JSON lines, `batch_01.jsonl` and on; they hold report text and stay out of the repository."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, batch in enumerate(make_batches(texts, coder, size), start=1):
        path = folder / f"batch_{number:02d}.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in batch), encoding="utf-8")
        written.append(path)
    return written
