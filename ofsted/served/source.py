"""What the served pages are made from: the release as the dashboard has loaded it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pandas as pd

from ofsted.address.view import Vocabulary, slug
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.extract.wording import text_hash
from ofsted.search.engine import Found
from ofsted.steps.releases import About, KeptRelease


class Release(Protocol):
    """The data as published, in one view of the codebook."""

    @property
    def dataset(self) -> Dataset:
        """What is counted."""

    @property
    def vocabulary(self) -> Vocabulary:
        """What a link may say."""

    @property
    def version(self) -> str:
        """Version of the data."""

    @property
    def key(self) -> tuple[int, str]:
        """What tells this release from any other that was loaded."""


class AreaRow(Protocol):
    """What pages read of an area: a row of the areas table as a named tuple."""

    place: str
    urn: str
    name: str
    region: str
    la_type: str
    deprivation: int
    rurality: int
    neighbours: Collection[str]
    predecessors: Collection[str]
    successors: Collection[str]
    active_from_on: date
    active_to_on: date | None


class Keeper(Protocol):
    """Finds the kept releases."""

    def find(self, version: str, current: Source) -> Source | None:
        """Where the pages of a kept release read, with wording from the current source."""

    def list_releases(self) -> list[About]:
        """What every kept release says of itself, the latest first."""


@dataclass(frozen=True)
class Source:
    """Where the served pages read: each function reads files only when one of them has changed.

    `keeper` finds kept releases; `kept` is the one that is read, None for the current data.
    `read_neighbours` gives the ids of similar recommendations, nearest first, by id.
    """

    read_release: Callable[[str], Release]
    read_areas: Callable[[], pd.DataFrame]
    read_quotes: Callable[[], Mapping[str, str]]
    find: Callable[[Release, str, Selection], Found]
    keeper: Keeper | None = None
    kept: KeptRelease | None = None
    read_neighbours: Callable[[], Mapping[str, Sequence[str]]] = dict

    def release(self, scheme: str = "full") -> Release:
        """The release in a view of the codebook. Raises `SchemaError`."""
        return self.read_release(scheme)

    def find_kept(self, version: str) -> Source | None:
        """Where the pages of a kept release read, None where none of that version is kept. Raises
        `SchemaError`.
        """
        return self.keeper.find(version, self) if self.keeper else None

    def find_wording(self, row: Any) -> str | None:
        """The wording of a recommendation where it is at hand and its hash proves it; `row` is a
        row of the recommendations as a named tuple.
        """
        wording = self.read_quotes().get(row.recommendation_id)
        if wording is None or text_hash(wording) != row.text_sha256:
            return None
        return wording


def last_inspection(release: Release) -> date:
    """The day on which the last inspection in the data ended."""
    return max(release.dataset.reports["inspected_to_on"])


def area_slug(name: str) -> str:
    """The name of an area as it stands in the address of its page."""
    return slug(name)


def find_area(areas: pd.DataFrame, place: str | None) -> Any:
    """The row of an area, by its code, as a named tuple; None where there is none."""
    rows = areas[areas["place"] == place]
    return next(rows.itertuples(index=False), None)
