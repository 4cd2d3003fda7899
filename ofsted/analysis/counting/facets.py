"""The filter columns of a dataset as small integers, made once, so that filtering is arithmetic.

Comparing columns of strings anew for every reader costs most of a page's time and makes threads
take turns over the interpreter's lock; comparing small integers does not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

import numpy as np
import pandas as pd

from ofsted import glossary

REPORT_FACETS = ("framework", "rating", "deprivation", "rurality", "region", "la_type", "area")
# Filters over recommendations, and the column of each.
ITEM_FACETS = {"next": "next_report", "orientation": "orientation"}
_COLUMNS = {"area": "urn"}  # the column of the reports table, where it is not the facet's name
BODIES = glossary.BODIES


@dataclass(frozen=True)
class Facet:
    """One filter: its options in printing order, and the option of each report or, for
    `ITEM_FACETS`, of each recommendation.

    `codes` [row] are positions in `options`; the number of options stands for a blank, or for a
    value that no option has.
    """

    options: tuple
    codes: np.ndarray

    @cached_property
    def positions(self) -> dict:
        """Where each option stands among the options."""
        return {option: position for position, option in enumerate(self.options)}

    @cached_property
    def present(self) -> frozenset:
        """The options that any row has."""
        counts = np.bincount(self.codes, minlength=len(self.options) + 1)
        return frozenset(compress(self.options, counts.tolist()))

    def among(self, wanted: Collection) -> np.ndarray:
        """Bool over rows: those with one of the wanted options."""
        is_wanted = np.zeros(len(self.options) + 1, dtype=bool)
        is_wanted[[self.positions[option] for option in wanted if option in self.positions]] = True
        return is_wanted[self.codes]

    def count(self, weights: np.ndarray) -> dict:
        """The weights of the rows added up by option, as whole numbers; every option is there."""
        totals = np.bincount(self.codes, weights=weights, minlength=len(self.options) + 1)
        numbers = totals[: len(self.options)].astype(int).tolist()
        return dict(zip(self.options, numbers, strict=True))


@dataclass(frozen=True)
class Facets:
    """All filters over reports, their years, whom they address, and each recommendation's body.

    `addressed` gives, by body, a bool over reports: those that could list recommendations to it.
    `is_of_body` gives, by body, a bool over recommendations; `of_items` the filters over
    recommendations themselves, by name. Arrays are read-only.
    """

    by_name: dict[str, Facet]
    years: np.ndarray
    addressed: dict[str, np.ndarray]
    is_of_body: dict[str, np.ndarray]
    of_items: dict[str, Facet]


def make_facets(reports: pd.DataFrame, recommendations: pd.DataFrame) -> Facets:
    """The facets of the tables of a dataset."""
    by_name = {name: _make_facet(reports, name) for name in REPORT_FACETS}
    authority = (reports["variant"] != "lscb-review").to_numpy(dtype=bool)
    board = (reports["lscb_list_state"] != "not-applicable").to_numpy(dtype=bool)
    addressed = {"authority": authority, "lscb": board, "both": authority | board}
    bodies = recommendations["body"].to_numpy(dtype=object)
    is_of_body = {body: bodies == body for body in BODIES}
    years = reports["year"].to_numpy()
    for array in (years, *addressed.values(), *is_of_body.values()):
        array.setflags(write=False)
    of_items = {
        name: _code_column(recommendations[column], glossary.codes(name))
        for name, column in ITEM_FACETS.items()
    }
    return Facets(by_name, years, addressed, is_of_body, of_items)


def _make_facet(reports: pd.DataFrame, name: str) -> Facet:
    column = reports[_COLUMNS.get(name, name)]
    return _code_column(column, facet_options(reports, name))


def _code_column(column: pd.Series, options: tuple) -> Facet:
    values = column.astype(object).where(column.notna(), None)
    places = pd.Index(options, dtype=object).get_indexer(values)
    codes = np.where(places < 0, len(options), places).astype(np.int16)
    codes.setflags(write=False)
    return Facet(options, codes)


def facet_options(reports: pd.DataFrame, name: str) -> tuple:
    """Every option of a filter over reports in printing order: regions and areas by name.

    Raises `KeyError` on a filter that has no fixed list and no column.
    """
    if name == "area":
        areas = reports[["urn", "area_name"]].drop_duplicates("urn")
        return tuple(areas.sort_values(["area_name", "urn"])["urn"].tolist())
    if name == "region":
        return tuple(sorted(reports["region"].dropna().unique().tolist()))
    return glossary.codes(name)
