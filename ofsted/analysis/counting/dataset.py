"""The dataset as one value: reports, recommendations, codebook, and who carries which theme as
matrices.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from cachetools import LRUCache

from ofsted import glossary
from ofsted.analysis.counting.facets import Facets, make_facets
from ofsted.analysis.counting.next_report import follow_reports
from ofsted.codebook import GROUPS, ONLY_WHO, Codebook
from ofsted.errors import CodebookError, SchemaError

CHOICES_KEPT = 32


class Choices:
    """The rows that filters chose lately, as arrays of bool: what a page shows asks for the same
    ones a dozen times, and readers choose in threads of their own.
    """

    def __init__(self) -> None:
        self._found: LRUCache = LRUCache(CHOICES_KEPT)
        self._lock = threading.Lock()

    def find(self, key: Hashable, choose: Callable[[], np.ndarray]) -> np.ndarray:
        """What was chosen by the key, else what `choose` gives; a copy, which may be changed."""
        with self._lock:
            chosen = self._found.get(key)
        if chosen is None:
            chosen = choose()
            with self._lock:
                self._found[key] = chosen
        return chosen.copy()


@dataclass(frozen=True)
class Dataset:
    """Everything the analysis reads.

    Matrices are bool, one row per recommendation, columns in codebook order.

    `leaf_hits` has a column for every theme of the codebook, as coded; `theme_hits` has one for
    every theme in `theme_ids`, those that are counted on their own in the view of the codebook,
    `scheme`, that the dataset was made for (`schemes.apply_scheme`; every leaf until then).
    `rolled_up` are the themes that are too rare, or coded too differently, to be counted on their
    own in that view, and `rolled_under` the broader themes that they count under, in their order:
    None for one that counts in its category only.
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
    rolled_under: tuple[str | None, ...] = ()

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
    def area_numbers(self) -> np.ndarray:
        """The area of every report as an integer, in the order of the URNs."""
        return pd.factorize(self.reports["urn"], sort=True)[0]

    @cached_property
    def choices(self) -> Choices:
        """The rows that filters chose lately."""
        return Choices()

    @cached_property
    def coders(self) -> tuple[str, ...]:
        """Who gave the recommendations their themes."""
        return tuple(sorted(self.recommendations["coder"].unique()))

    @cached_property
    def rows_by_area(self) -> np.ndarray:
        """Row numbers of the reports by URN and by the day on which the inspection ended."""
        ordered = self.reports.sort_values(["urn", "inspected_to_on"], kind="stable")
        return ordered.index.to_numpy()

    @cached_property
    def consecutive_rows(self) -> np.ndarray:
        """Row numbers of consecutive full reports on the same area, one pair a row."""
        following = follow_reports(self.reports)
        rows = pd.Index(self.reports["report_id"])
        columns = [rows.get_indexer(following[name]) for name in ("report_id", "next_report_id")]
        return np.stack(columns, axis=1)

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Name of every area by its URN, in the order of the names."""
        names = dict(zip(self.reports["urn"], self.reports["area_name"], strict=True))
        return {urn: names[urn] for urn in self.facets.by_name["area"].options}

    @cached_property
    def what_ids(self) -> tuple[str, ...]:
        """What needs to improve: the categories besides groups, and `ONLY_WHO` for the rest."""
        return (*(code for code in self.category_ids if code != GROUPS), ONLY_WHO)

    @cached_property
    def is_only_who(self) -> np.ndarray:
        """Bool over recommendations: those that only say who they are about."""
        is_group = np.array([code == GROUPS for code in self.category_ids])
        names_groups = self.category_hits[:, is_group].any(axis=1)
        return np.asarray(names_groups & ~self.category_hits[:, ~is_group].any(axis=1))

    @cached_property
    def what_hits(self) -> np.ndarray:
        """Bool [recommendation × `what_ids`]."""
        is_what = np.array([code != GROUPS for code in self.category_ids])
        return np.column_stack([self.category_hits[:, is_what], self.is_only_who])

    @cached_property
    def who_ids(self) -> tuple[str, ...]:
        """Who it is about: the blocks of the codebook."""
        return tuple(block.id for block in self.codebook.blocks)

    @cached_property
    def who_hits(self) -> np.ndarray:
        """Bool [recommendation × `who_ids`], from the themes as coded."""
        column = {theme: place for place, theme in enumerate(self.leaf_ids)}
        hits = np.zeros((len(self.leaf_hits), len(self.who_ids)), dtype=bool)
        for place, block in enumerate(self.codebook.blocks):
            hits[:, place] = self.leaf_hits[:, [column[theme] for theme in block.themes]].any(
                axis=1
            )
        return hits

    def codes(self, level: str) -> tuple[str, ...]:
        """The ids of a level ("category", "theme", "what" or "who") in codebook order.

        Raises `KeyError` on another level.
        """
        ids = {
            "category": self.category_ids,
            "theme": self.theme_ids,
            "what": self.what_ids,
            "who": self.who_ids,
        }
        return ids[level]

    def hits(self, level: str) -> np.ndarray:
        """The matrix of a level ("category", "theme", "what" or "who").

        Raises `AttributeError` on another level.
        """
        return getattr(self, f"{level}_hits")


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
