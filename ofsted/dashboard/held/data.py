"""The committed tables, loaded once per process and again when they change on disk."""

from __future__ import annotations

import itertools
import logging
import os
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ParamSpec, TypeVar

import pandas as pd
from cachetools import LRUCache, cached

from ofsted import glossary, paths
from ofsted.address.choices import make_choices
from ofsted.address.view import Vocabulary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.neighbours import whose_neighbours
from ofsted.analysis.paper.examples import Example
from ofsted.analysis.paper.examples import read_examples as read_paper_examples
from ofsted.codebook import read_codebook
from ofsted.coding.judged import Judged
from ofsted.coding.rounds import SUMMARIES
from ofsted.documents import missing, read_json, reading
from ofsted.errors import SchemaError
from ofsted.search.engine import Engine
from ofsted.steps.people import Person
from ofsted.steps.people import read_people as read_kept_people
from ofsted.steps.published import in_scheme, read_leaves, read_quotes
from ofsted.steps.searching import read_engine as read_search_engine
from ofsted.steps.searching import read_neighbours as read_all_neighbours
from ofsted.steps.summaries import read_judged as read_judged_summaries
from ofsted.tables import stored

_OFFERED = {
    "reports": paths.REPORTS_TABLE,
    "recommendations": paths.RECOMMENDATIONS_TABLE,
    "codings": paths.CODINGS_TABLE,
    "codebook": paths.CODEBOOK,
    "datapackage": paths.DATA_PACKAGE,
    "csv-metadata": paths.DOWNLOADS_METADATA,
}
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
# Loading waits for itself: of readers who come at once the first loads and the others get the same.
_loading = threading.Condition(threading.RLock())
_loads = itertools.count(1)
_this_run = threading.local()
_log = logging.getLogger(__name__)
_MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".yaml": "application/yaml",
}


def _latest(
    most: int,
) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Keep the last results of a loader; its first argument tells one state of the files from
    another.
    """
    return cached(LRUCache(maxsize=most), condition=_loading)


@dataclass(frozen=True)
class Release:
    """The data as published: what is counted, what links may say, the version and the record of the
    build.
    """

    dataset: Dataset
    vocabulary: Vocabulary
    build: dict
    loaded: int = 0

    @property
    def key(self) -> tuple[int, str]:
        """What tells this release from any other that this process has loaded."""
        return self.loaded, self.dataset.scheme

    @property
    def version(self) -> str:
        """Version of the data that the figures come from."""
        return self.vocabulary.version


def read_release(scheme: str = "full") -> Release:
    """The current release in a view of the codebook; reads files only when one of them has changed.

    Raises `SchemaError`.
    """
    stamp = getattr(_this_run, "stamp", None)
    return _load(stamp or _stamp(*_files_of_release()), scheme)


@contextmanager
def one_release() -> Iterator[None]:
    """Within it this thread looks at the files of the release once: a run of a page shows one
    release, also where another is put in its place meanwhile.
    """
    _this_run.stamp = _stamp(*_files_of_release())
    try:
        yield
    finally:
        _this_run.stamp = None


def _files_of_release() -> tuple[Path, ...]:
    """What a release is made of: when one of them changes, it is another."""
    return (
        paths.REPORTS_TABLE,
        paths.RECOMMENDATIONS_TABLE,
        paths.AGREEMENT_TABLE,
        paths.AREAS_TABLE,
        paths.CODEBOOK,
        paths.CODEBOOK_NAMES,
        paths.BUILD_RECORD,
    )


@dataclass(frozen=True)
class Reliability:
    """The stored tables on how far the coding can be trusted."""

    by_code: pd.DataFrame
    by_set: pd.DataFrame
    disagreements: pd.DataFrame
    audit: pd.DataFrame


def read_reliability() -> Reliability:
    """Agreement of the coders, their disagreements and the audit; reads files only when one of them
    has changed. Raises `SchemaError`.
    """
    return _load_reliability(
        _stamp(
            paths.AGREEMENT_TABLE,
            paths.AGREEMENT_SETS_TABLE,
            paths.DISAGREEMENTS_TABLE,
            paths.AUDIT_TABLE,
        )
    )


def read_judged() -> list[Judged]:
    """What two readers found in the summaries that were drawn by lot, the earliest draw first;
    reads files only when one of them has changed. Raises `SchemaError`.
    """
    return _load_judged(_stamp(paths.JUDGED_SUMMARIES, SUMMARIES))


def read_people() -> tuple[Person, ...]:
    """The people whose codings are kept; reads files only when one of them has changed.

    Raises `SchemaError`.
    """
    files = (paths.CODERS, *sorted(paths.CODINGS.glob("*.csv")))
    return _load_people(_stamp(paths.CODEBOOK, *files))


def read_examples(release: Release) -> tuple[Example, ...]:
    """The study's own codes of what it quotes; reads the file only when it has changed.

    Raises `SchemaError`.
    """
    return _load_examples(_stamp(paths.PAPER_EXAMPLES, paths.RECOMMENDATIONS_TABLE), release)


def name_neighboured(chosen: Collection[str]) -> str | None:
    """The name of the council whose statistical neighbours are just the chosen areas, if any; none
    where the table of areas cannot be read, for pages that list recommendations do without it.
    """
    try:
        return whose_neighbours(read_areas(), chosen)
    except SchemaError:
        return None


def read_areas() -> pd.DataFrame:
    """All areas, abolished ones too, with their tiles and neighbours; reads the file only when it
    has changed. Raises `SchemaError`.
    """
    return _load_areas(_stamp(paths.AREAS_TABLE))


def list_abolished(release: Release) -> list[str]:
    """Names of the abolished areas on which the release has no report."""
    areas = read_areas()
    return (
        areas.loc[
            areas["active_to_on"].notna() & ~areas["urn"].isin(list(release.dataset.area_names)),
            "name",
        ]
        .sort_values()
        .tolist()
    )


def read_hydrated() -> dict[str, str]:
    """Quotes that were hydrated on this machine and are proved, by recommendation id; read and
    proved again when they or the release change.
    """
    return _load_quotes(_stamp(paths.quotes_table(), paths.RECOMMENDATIONS_TABLE))


def read_engine() -> Engine:
    """The search over the release; reads files only when one of them has changed.

    Raises `SchemaError`.
    """
    files = (paths.SEARCH_TABLE, paths.SEARCH_STEMS_TABLE, paths.SYNONYMS)
    return _load_engine(_stamp(paths.RECOMMENDATIONS_TABLE, paths.CODEBOOK, *files))


def read_neighbours() -> dict[str, tuple[str, ...]]:
    """Ids of the most similar recommendations of other reports, nearest first, by recommendation
    id; reads the file only when it has changed. Raises `SchemaError`.
    """
    return _load_neighbours(_stamp(paths.NEIGHBOURS_TABLE))


def read_file(name: str) -> bytes:
    """A committed file that the page About offers, as it is. Raises `KeyError`, `SchemaError`."""
    with reading(_OFFERED[name], "a file that can be read"):
        return _OFFERED[name].read_bytes()


def why_no_file(name: str) -> str | None:
    """What to tell of such a file that is gone; None where it is there. Raises `KeyError`."""
    path = _OFFERED[name]
    return None if path.is_file() else str(missing(path))


def kind_of(name: str) -> tuple[str, str]:
    """Suffix and media type of a file that the page About offers. Raises `KeyError`."""
    suffix = _OFFERED[name].suffix
    return suffix, _MEDIA_TYPES[suffix]


def data_version() -> str:
    """Version of the data as the build recorded it. Raises `SchemaError`."""
    return str(_read_build()["data_version"])


def _read_build() -> dict:
    with reading(paths.BUILD_RECORD, "the record of a build"):
        record = read_json(paths.BUILD_RECORD)
        if "data_version" not in record:
            raise SchemaError("expected a data_version")
    return record


def _stamp(*files: Path) -> tuple:
    return tuple(map(_stamp_of, files))


def _stamp_of(file: Path) -> tuple[int, int] | None:
    """What tells one state of a file from another; None where it is not there. Every run of a page
    asks some dozen times, so the file is looked at once.
    """
    try:
        state = os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return state.st_mtime_ns, state.st_size


@_latest(len(glossary.codes("scheme")) + 1)
def _load(stamp: tuple, scheme: str | None = None) -> Release:
    if scheme is not None:
        leaves = _load(stamp)
        return replace(leaves, dataset=in_scheme(leaves.dataset, scheme))
    codebook = read_codebook(paths.CODEBOOK)
    dataset = read_leaves(codebook)
    vocabulary = make_choices(dataset, codebook, data_version(), _areas_of_links(dataset))
    return Release(dataset, vocabulary, _read_build(), next(_loads))


def _areas_of_links(dataset: Dataset) -> pd.DataFrame:
    """The areas that a link may name. Where their table cannot be read these are the areas that
    reports name, so that pages which need no more than that go on.
    """
    try:
        return stored.read_areas()
    except SchemaError:
        _log.exception("links know only the areas that reports name")
    named = dataset.area_names
    blank: list[tuple[str, ...]] = [()] * len(named)
    return pd.DataFrame(
        {"place": list(named), "name": list(named.values()), "also_known_as": blank}
    )


@_latest(1)
def _load_reliability(stamp: tuple) -> Reliability:
    return Reliability(
        stored.read_agreement(),
        stored.read_agreement_sets(),
        stored.read_disagreements(),
        stored.read_audit(),
    )


@_latest(1)
def _load_judged(stamp: tuple) -> list[Judged]:
    return read_judged_summaries()


@_latest(1)
def _load_people(stamp: tuple) -> tuple[Person, ...]:
    return tuple(read_kept_people(read_codebook(paths.CODEBOOK)))


@cached(LRUCache(maxsize=1), key=lambda stamp, release: stamp, condition=_loading)
def _load_examples(stamp: tuple, release: Release) -> tuple[Example, ...]:
    dataset = release.dataset
    keys = dataset.recommendations["recommendation_id"].tolist()
    return tuple(read_paper_examples(paths.PAPER_EXAMPLES, dataset.codebook, keys))


@_latest(1)
def _load_areas(stamp: tuple) -> pd.DataFrame:
    return stored.read_areas()


@_latest(1)
def _load_quotes(stamp: tuple) -> dict[str, str]:
    return read_quotes()


@_latest(1)
def _load_neighbours(stamp: tuple) -> dict[str, tuple[str, ...]]:
    return read_all_neighbours()


@_latest(1)
def _load_engine(stamp: tuple) -> Engine:
    dataset = read_release().dataset
    return read_search_engine(dataset.recommendations, dataset.codebook)
