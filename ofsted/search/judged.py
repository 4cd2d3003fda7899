"""How well the search finds what readers mean by queries that were read twice.

Precision is taken at min(10, number relevant). A recommendation is relevant if it carries one of
the themes that are meant, which are those of both readings.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from ofsted.errors import SchemaError
from ofsted.search.engine import Engine

MOST_LOOKED_AT = 10


@dataclass(frozen=True)
class JudgedQuery:
    """A query and the themes that a reader means by it."""

    query: str
    themes: frozenset[str]


@dataclass(frozen=True)
class Judgement:
    """What a query found: precision, length of the list, and milliseconds of processor time."""

    query: str
    precision: float
    count: int
    milliseconds: float


def read_queries(path: Path) -> list[JudgedQuery]:
    """The queries of a file.

    Raises `SchemaError` naming the query whose readings have no theme in common.
    """
    found = []
    for item in yaml.safe_load(path.read_text(encoding="utf-8")):
        themes = frozenset(item["first"]) & frozenset(item["second"])
        if not themes:
            raise SchemaError(
                f"{path.name}: {item['query']!r} has no theme of both readings; expected one"
            )
        found.append(JudgedQuery(item["query"], themes))
    return found


def judge(engine: Engine, themes: Sequence[str], queries: Sequence[JudgedQuery]) -> list[Judgement]:
    """What each query found; `themes` are the columns of the engine's corpus."""
    return [_judge_one(engine, themes, query) for query in queries]


def _judge_one(engine: Engine, themes: Sequence[str], query: JudgedQuery) -> Judgement:
    started = time.thread_time()
    found = engine.search(query.query)
    milliseconds = 1000 * (time.thread_time() - started)
    meant = [column for column, theme in enumerate(themes) if theme in query.themes]
    is_relevant = np.logical_or.reduce(engine.corpus.hits[:, meant], axis=1)
    looked_at = min(MOST_LOOKED_AT, int(is_relevant.sum()))
    right = int(is_relevant[found.rows[:looked_at]].sum())
    return Judgement(query.query, right / max(looked_at, 1), len(found), milliseconds)
