"""The defensible ways to count, and the recommendations counted in one of them.

The study and our coding differ where neither is wrong: whose recommendations count, where
promptness belongs, whether a group that is merely named is asked for, what is counted, and which
themes there are. Each choice is defined in the data; together they are 72 specifications.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property
from itertools import product

import numpy as np

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.schemes import Place, place_themes
from ofsted.analysis.counting.selection import choose_recommendations
from ofsted.analysis.paper.measures import mention
from ofsted.glossary import SPECIFICATION_CHOICES

PROMPTNESS_THEME = "casework/timeliness"
GROUPS_CATEGORY = "groups"

_SCHEMES = {"named": "strict", "all": "wide"}


@dataclass(frozen=True)
class Specification:
    """One way to count.

    `promptness`: whether timeliness counts in the category of casework, in performance as well, or
    there alone. `groups`: whether a group counts wherever it is named and is a rival of the other
    categories, is no rival, or counts only where the primary theme is a group. `unit`: whether a
    recommendation counts once, or every theme that it was given. `theme_list`: the study's named
    themes, or those that the codebook added too.
    """

    body: str = "authority"
    promptness: str = "casework"
    groups: str = "rival"
    unit: str = "recommendations"
    theme_list: str = "named"


def list_specifications() -> Iterator[Specification]:
    """All 72, the choices in their order."""
    for levels in product(*SPECIFICATION_CHOICES.values()):
        yield Specification(*levels)


def choices_of(specification: Specification) -> tuple[str, ...]:
    """The levels of a specification, in the order of the choices."""
    return tuple(getattr(specification, field.name) for field in fields(specification))


class Kept:
    """What every specification needs of a dataset (with every theme as coded), worked out once."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.area_of_report = np.unique(dataset.reports["urn"], return_inverse=True)[1]
        self.area_count = int(self.area_of_report.max(initial=-1)) + 1
        self.find_words = cache(lambda pattern: mention(dataset, pattern))
        self.choose = cache(lambda selection: choose_recommendations(dataset, selection))
        self.places = {name: place_themes(dataset, view) for name, view in _SCHEMES.items()}
        self.targeted = _take_targeted(dataset)


def _take_targeted(dataset: Dataset) -> np.ndarray:
    """The themes as coded, groups only where the primary theme of the recommendation is one."""
    primary = dataset.recommendations["primary_theme"].fillna("")
    is_targeted = primary.str.startswith(f"{GROUPS_CATEGORY}/").to_numpy()
    of_group = [leaf.startswith(f"{GROUPS_CATEGORY}/") for leaf in dataset.leaf_ids]
    kept = dataset.leaf_hits.copy()
    kept[:, of_group] &= is_targeted[:, None]
    return kept


@dataclass(frozen=True)
class Counting:
    """The recommendations of a dataset counted in one specification."""

    shared: Kept
    specification: Specification

    @property
    def dataset(self) -> Dataset:
        """The dataset that is counted."""
        return self.shared.dataset

    @property
    def counts_items(self) -> bool:
        """Whether every theme given counts, rather than every recommendation once."""
        return self.specification.unit == "coded-items"

    @property
    def leaves(self) -> np.ndarray:
        """Bool [recommendations × themes]: the themes as coded, groups as the specification
        says.
        """
        if self.specification.groups == "targeted-only":
            return self.shared.targeted
        return self.dataset.leaf_hits

    @cached_property
    def _under(self) -> list[str | None]:
        """The theme that each theme is counted under in the list of themes."""
        return [place.counted_under for place in self._places]

    @property
    def _places(self) -> list[Place]:
        return self.shared.places[self.specification.theme_list]

    @cached_property
    def theme_ids(self) -> tuple[str, ...]:
        """The themes that are counted on their own."""
        return tuple(place.theme for place in self._places if place.counted_under == place.theme)

    def themes_of(self, category: str) -> list[str]:
        """The themes of a category that are counted on their own."""
        category_of = self.dataset.codebook.category_of
        return [theme for theme in self.theme_ids if category_of[theme] == category]

    def count(self, code: str) -> np.ndarray:
        """How often each recommendation counts for a category or a theme."""
        found = self.leaves[:, self._columns_of(code)].sum(axis=1)
        if self.counts_items:
            return found
        return np.minimum(found, 1)

    def count_any(self, codes: Collection[str], leaves: Collection[str], words: str) -> np.ndarray:
        """How often each recommendation counts for any of some codes, themes as coded or words."""
        columns = {self.dataset.leaf_ids.index(leaf) for leaf in leaves}
        for code in codes:
            columns |= set(self._columns_of(code))
        found = self.leaves[:, sorted(columns)].sum(axis=1)
        if words:
            return np.maximum(found > 0, self.shared.find_words(words)).astype(int)
        if self.counts_items:
            return found
        return np.minimum(found, 1)

    @cached_property
    def whole(self) -> np.ndarray:
        """What each recommendation counts in the whole: once, or its themes in the list."""
        if not self.counts_items:
            return np.ones(len(self.leaves), dtype=int)
        counted = [place.in_category for place in self._places]
        return self.leaves[:, counted].sum(axis=1)

    def _columns_of(self, code: str) -> list[int]:
        """The columns of the themes as coded that count for a category or a theme.

        A theme that is not counted on its own is taken as it was coded.
        """
        if code in self.dataset.category_ids:
            return self._columns_of_category(code)
        columns = [column for column, home in enumerate(self._under) if home == code]
        return columns or [self.dataset.leaf_ids.index(code)]

    def _columns_of_category(self, category: str) -> list[int]:
        category_of = self.dataset.codebook.category_of
        columns = []
        for column, place in enumerate(self._places):
            homes = {category_of[place.theme]}
            if PROMPTNESS_THEME in (place.theme, place.counted_under):
                homes = _HOMES_OF_PROMPTNESS[self.specification.promptness]
            if place.in_category and category in homes:
                columns.append(column)
        return columns


_HOMES_OF_PROMPTNESS = {
    "casework": {"casework"},
    "performance-too": {"casework", "performance"},
    "performance-alone": {"performance"},
}
