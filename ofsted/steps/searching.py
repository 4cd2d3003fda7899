"""Searches the published recommendations, and measures how well and how fast."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ofsted import paths
from ofsted.codebook import Codebook, read_codebook
from ofsted.errors import OfstedError
from ofsted.search.engine import Engine
from ofsted.search.judged import Judgement, judge, read_queries
from ofsted.search.made import Index, make_engine
from ofsted.search.synonyms import read_synonyms
from ofsted.steps.search import read_bags
from ofsted.tables import stored
from ofsted.tables.declared import NEIGHBOURS, SEARCH_STEMS

LOWEST_SHOWN = 5


def read_engine(
    recommendations: pd.DataFrame | None = None, codebook: Codebook | None = None
) -> Engine:
    """The search engine over the published recommendations, in the order of the frame (without one,
    of the stored table).

    Raises `SchemaError` where the index is missing or is not of these recommendations.
    """
    if recommendations is None:
        recommendations = stored.read_recommendations()
    bags = read_bags(paths.SEARCH_TABLE.parent)
    if missing := set(recommendations["recommendation_id"]) - bags.keys():
        raise OfstedError(
            f"search: has no bag of {min(missing)} and {len(missing) - 1} others;"
            " `python -m ofsted build --search` renews it"
        )
    vocabulary = stored.read_table(SEARCH_STEMS, paths.SEARCH_STEMS_TABLE).to_pylist()
    words = tuple(word for row in vocabulary for word in row["words"])
    return make_engine(
        recommendations,
        stored.read_areas(),
        codebook or read_codebook(paths.CODEBOOK),
        Index({key: bag for key, (_, bag) in bags.items()}, words),
        read_synonyms(paths.SYNONYMS),
    )


def find_similar(recommendation_id: str) -> list[tuple[str, float]]:
    """The most similar recommendations of other reports, nearest first, and how similar (0–1).

    Raises `OfstedError` where there is no such recommendation.
    """
    table = stored.read_table(NEIGHBOURS, paths.NEIGHBOURS_TABLE)
    ids = table["recommendation_id"].to_pylist()
    if recommendation_id not in ids:
        raise OfstedError(
            f"no recommendation {recommendation_id!r}; expected a recommendation_id of"
            f" {paths.RECOMMENDATIONS_TABLE.name}, such as {ids[0]}"
        )
    row = table.slice(ids.index(recommendation_id), 1).to_pylist()[0]
    thousandths = row["similarities"]
    return [(key, alike / 1000) for key, alike in zip(row["neighbours"], thousandths, strict=True)]


def read_neighbours() -> dict[str, tuple[str, ...]]:
    """Ids of the most similar recommendations of other reports, nearest first, by recommendation
    id. Raises `SchemaError`.
    """
    table = stored.read_table(NEIGHBOURS, paths.NEIGHBOURS_TABLE)
    ids, near = (table.column(name).to_pylist() for name in ("recommendation_id", "neighbours"))
    return {str(key): tuple(found or ()) for key, found in zip(ids, near, strict=True)}


def measure_search() -> str:
    """A table of precision, empty lists and time over the judged queries, open and sealed, and the
    queries that find least of what is meant.
    """
    codebook = read_codebook(paths.CODEBOOK)
    recommendations = stored.read_recommendations()
    started = time.process_time()
    engine = read_engine(recommendations, codebook)
    load_seconds = time.process_time() - started
    themes = [theme.id for theme in codebook.themes]
    halves = {
        "open": judge(engine, themes, read_queries(paths.QUERIES)),
        "sealed": judge(engine, themes, read_queries(paths.SEALED_QUERIES)),
    }
    lines = [
        f"machine  {platform.machine()}, Python {platform.python_version()}",
        f"index    {len(recommendations):,} recommendations, ready in {load_seconds:.2f} s",
        "",
        "queries  number  precision  empty  median ms  p95 ms",
        *(_line(name, found) for name, found in halves.items()),
        _line("both", [*halves["open"], *halves["sealed"]]),
        "",
        "least of what is meant:",
    ]
    lowest = sorted([*halves["open"], *halves["sealed"]], key=lambda found: found.precision)
    lines += [f"  {found.precision:.2f}  {found.query}" for found in lowest[:LOWEST_SHOWN]]
    return "\n".join(lines)


def _line(name: str, found: Sequence[Judgement]) -> str:
    precision = np.mean([each.precision for each in found])
    empty = sum(not each.count for each in found)
    median, p95 = np.percentile([each.milliseconds for each in found], [50, 95])
    return f"{name:8} {len(found):6} {precision:10.2f} {empty:6} {median:10.1f} {p95:7.1f}"
