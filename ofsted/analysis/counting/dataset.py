"""The dataset as one value: reports, recommendations, codebook, and who carries which theme as
matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.facets import Facets, make_facets
from ofsted.codebook import Codebook
from ofsted.errors import CodebookError, SchemaError


@dataclass(frozen=True)
class Dataset:
    """Everything the analysis reads.

    Matrices are bool, one row per recommendation, columns in codebook order.

    `leaf_hits` has a column for every theme of the codebook, as coded; `theme_hits` has one for
    every theme in `theme_ids`, those that are counted on their own in the view of the codebook,
    `scheme`, that the dataset was made for (`schemes.apply_scheme`; every leaf until then).
    `rolled_up` are the themes that are too rare, or coded too differently, to be counted on their
    own in that view.
    """

    reports: pd.DataFrame
    recommendations: pd.DataFrame
    codebook: Codebook
    leaf_hits: np.ndarray
    theme_hits: np.ndarray
    category_hits: np.ndarray
    report_rows: np.ndarray
    theme_ids: tuple[str, ...]
    scheme: str = ""
    rolled_up: tuple[str, ...] = ()

    @cached_property
    def leaf_ids(self) -> tuple[str, ...]:
        """All theme ids of the codebook: the columns of `leaf_hits`."""
        return tuple(theme.id for theme in self.codebook.themes)

    @cached_property
    def category_ids(self) -> tuple[str, ...]:
        """Category ids: the columns of `category_hits`."""
        return tuple(category.id for category in self.codebook.categories)

    @cached_property
    def facets(self) -> Facets:
        """The filter columns as small integers."""
        return make_facets(self.reports, self.recommendations)

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Name of every area by its URN, in the order of the names."""
        names = dict(zip(self.reports["urn"], self.reports["area_name"], strict=True))
        return {urn: names[urn] for urn in self.facets.by_name["area"].options}

    def codes(self, level: str) -> tuple[str, ...]:
        """The ids of a level, "category" or "theme", in codebook order."""
        if level == "category":
            return self.category_ids
        return self.theme_ids

    def hits(self, level: str) -> np.ndarray:
        """The matrix of a level, "category" or "theme"."""
        if level == "category":
            return self.category_hits
        return self.theme_hits


def join_dataset(
    reports: pd.DataFrame, recommendations: pd.DataFrame, codebook: Codebook
) -> Dataset:
    """Join recommendations to their reports and to the codebook; reports get their `period` of
    years.

    Raises `SchemaError` on a recommendation without its report, `CodebookError` on a theme or
    category that the codebook does not have.
    """
    rows = pd.Index(reports["report_id"]).get_indexer(recommendations["report_id"])
    if (rows < 0).any():
        orphan = recommendations["recommendation_id"].iloc[int(np.argmax(rows < 0))]
        raise SchemaError(f"recommendations: {orphan} belongs to no report of the reports table")
    leaf_ids = tuple(theme.id for theme in codebook.themes)
    leaves = _hit_matrix(recommendations["themes"], leaf_ids)
    categories = _hit_matrix(
        recommendations["categories"], [category.id for category in codebook.categories]
    )
    for array in (leaves, categories, rows):
        array.setflags(write=False)
    dated = reports.reset_index(drop=True).assign(
        period=reports["year"].map(glossary.period_of).to_numpy(dtype=object)
    )
    return Dataset(
        dated,
        recommendations.reset_index(drop=True),
        codebook,
        leaves,
        leaves,
        categories,
        rows,
        leaf_ids,
    )


def _hit_matrix(lists: pd.Series, ids: Sequence[str]) -> np.ndarray:
    """Bool matrix [row × id] of a column of lists."""
    position = {code: column for column, code in enumerate(ids)}
    values = lists.tolist()
    flat = [code for codes in values for code in codes]
    if unknown := sorted(set(flat) - position.keys()):
        raise CodebookError(f"recommendations carry codes that the codebook lacks: {unknown}")
    hits = np.zeros((len(values), len(ids)), dtype=bool)
    hits[
        np.repeat(np.arange(len(values)), [len(codes) for codes in values]),
        [position[code] for code in flat],
    ] = True
    return hits
