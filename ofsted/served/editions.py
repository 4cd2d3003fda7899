"""Where the pages of a kept release read: its own tables, the last releases asked for in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from cachetools import LRUCache, cached

from ofsted import glossary, paths
from ofsted.address.choices import make_choices
from ofsted.address.view import Vocabulary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.facets import ITEM_FACETS
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.codebook import read_codebook
from ofsted.documents import read_json
from ofsted.limits import MOST_KEPT_IN_MEMORY
from ofsted.search.engine import Found
from ofsted.served.source import Release, Source
from ofsted.steps.published import in_scheme, read_leaves, read_quotes
from ofsted.steps.releases import About, KeptRelease, is_kept, list_releases, read_release
from ofsted.steps.searching import read_engine, read_neighbours
from ofsted.tables import stored


@dataclass(frozen=True)
class Edition:
    """A release in one view of the codebook."""

    dataset: Dataset
    vocabulary: Vocabulary
    key: tuple[int, str]

    @property
    def version(self) -> str:
        """Version of the data."""
        return self.vocabulary.version


class Editions:
    """The kept releases: read when a link first asks for one, at most `most` held at once."""

    def __init__(self, releases: Path = paths.RELEASES, most: int = MOST_KEPT_IN_MEMORY) -> None:
        self._releases = releases
        hold = cached(LRUCache(most), condition=threading.Condition(threading.RLock()))
        self._read = hold(self._read_parts)

    def find(self, version: str, current: Source) -> Source | None:
        """Where the pages of a release read, None where it is not kept; wording is what the current
        source has and proves. Raises `SchemaError` where the release is damaged.
        """
        if not is_kept(version, self._releases):
            return None
        kept, read_in_scheme = self._read(version)
        return replace(
            current,
            read_release=read_in_scheme,
            read_areas=lambda: kept.areas,
            find=_find_in(kept),
            kept=kept,
        )

    def list_releases(self) -> list[About]:
        """What every kept release says of itself, the latest first. Raises `SchemaError`."""
        return list_releases(self._releases)

    def _read_parts(self, version: str) -> tuple[KeptRelease, Callable[[str], Release]]:
        kept = read_release(version, self._releases)
        vocabulary = _vocabulary_of(kept)

        @lru_cache(len(glossary.codes("scheme")))
        def read_in_scheme(scheme: str) -> Edition:
            # Below 0, so that it is that of no state of the current tables.
            key = (-int(version, 16), scheme)
            return Edition(kept.in_scheme(scheme), vocabulary, key)

        return kept, read_in_scheme


def _vocabulary_of(kept: KeptRelease) -> Vocabulary:
    """What a link to the release may say: nothing of columns that it does not have."""
    made = make_choices(kept.leaves, kept.codebook, kept.about.version, kept.areas)
    defaults = {name: values[0] for name, values in kept.about.defaults.items()}
    known = {name: value for name, value in defaults.items() if name in made.codes}
    codes = dict(made.codes)
    spellings = dict(made.spellings)
    for name in _filters_without(kept):
        codes[name], spellings[name] = (), {}
    return replace(made, codes=codes, spellings=spellings, defaults=known)


def _filters_without(kept: KeptRelease) -> list[str]:
    """The filters by columns that the release does not have."""
    return [name for name, column in ITEM_FACETS.items() if column in kept.absent_columns]


def _find_in(kept: KeptRelease) -> Callable[[Release, str, Selection], Found]:
    def find(release: Release, query: str, selection: Selection) -> Found:
        chosen = choose_recommendations(release.dataset, selection, coded=True)
        return kept.engine.search(query, chosen)

    return find


def read_published(*, with_wording: bool) -> Source:
    """Where pages read that are made by a command, of the tables as they are now. Raises
    `SchemaError`.
    """
    codebook = read_codebook(paths.CODEBOOK)
    leaves = read_leaves(codebook)
    version = str(read_json(paths.BUILD_RECORD)["data_version"])
    vocabulary = make_choices(leaves, codebook, version)
    areas = stored.read_areas()
    quotes: Mapping[str, str] = read_quotes() if with_wording else {}
    engine = read_engine(leaves.recommendations, codebook)

    @lru_cache(len(glossary.codes("scheme")))
    def read_in_scheme(scheme: str) -> Edition:
        return Edition(in_scheme(leaves, scheme), vocabulary, (1, scheme))

    def find(release: Release, query: str, selection: Selection) -> Found:
        chosen = choose_recommendations(release.dataset, selection, coded=True)
        return engine.search(query, chosen)

    near = read_neighbours()
    return Source(read_in_scheme, lambda: areas, lambda: quotes, find, read_neighbours=lambda: near)
