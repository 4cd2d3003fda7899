"""The views of the codebook: every theme (`full`), or the paper's themes with (`wide`) or without
(`strict`) what later reports needed.

In every view a theme that fewer than `LEAST_RECOMMENDATIONS` recommendations carry, or on which the
coders agree too little, is not counted on its own: it counts under the broader theme that the
codebook names, or in its category only where there is none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from ofsted import glossary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.errors import OfstedError
from ofsted.limits import LEAST_KAPPA, LEAST_RECOMMENDATIONS


@dataclass(frozen=True)
class Place:
    """Where a theme of the codebook is counted in a view: under a theme (itself or another), and
    whether in its category.
    """

    theme: str
    counted_under: str | None
    in_category: bool
    reason: str = ""

    @property
    def is_rolled_up(self) -> bool:
        """Whether it is too rare or too doubtful to be counted on its own, rather than placed
        elsewhere by the view.
        """
        return bool(self.reason)


def apply_scheme(dataset: Dataset, scheme: str, weak: Collection[str] = ()) -> Dataset:
    """The dataset with themes and categories counted as in a view of the codebook.

    Raises `OfstedError` on an unknown view.

    `weak` are themes on which the coders agree too little (kappa below 0.60). The coding itself,
    `leaf_hits`, stays.
    """
    places = place_themes(dataset, scheme, weak)
    theme_ids = tuple(place.theme for place in places if place.counted_under == place.theme)
    column = {theme: number for number, theme in enumerate(theme_ids)}
    under = np.zeros((len(places), len(theme_ids)), dtype=np.float32)
    category = np.zeros((len(places), len(dataset.category_ids)), dtype=np.float32)
    for row, place in enumerate(places):
        if place.counted_under:
            under[row, column[place.counted_under]] = 1
        if place.in_category:
            category[row, dataset.category_ids.index(dataset.codebook.category_of[place.theme])] = 1
    leaves = dataset.leaf_hits.astype(np.float32)
    theme_hits, category_hits = leaves @ under > 0, leaves @ category > 0
    for array in (theme_hits, category_hits):
        array.setflags(write=False)
    rolled = [place for place in places if place.is_rolled_up]
    return replace(
        dataset,
        theme_hits=theme_hits,
        category_hits=category_hits,
        theme_ids=theme_ids,
        scheme=scheme,
        rolled_up=tuple(place.theme for place in rolled),
        rolled_under=tuple(place.counted_under for place in rolled),
    )


# What the views that leave themes out are limited to.
def describe_scheme(dataset: Dataset, level: str) -> str:
    """What a reader must know of the view of the codebook that a figure of a level is counted in;
    "" where there is nothing to say.
    """
    parts = []
    if dataset.scheme in ("wide", "strict"):
        parts.append(f"Theme list: {glossary.label('scheme', dataset.scheme).lower()}.")
    if level == "theme" and dataset.rolled_up:
        parts.append(_describe_all_rolled_up(dataset))
    return " ".join(parts)


def _describe_all_rolled_up(dataset: Dataset) -> str:
    """How many themes are not shown on their own, and where they are counted."""
    count = len(dataset.rolled_up)
    under = sum(home is not None for home in dataset.rolled_under)
    are = "theme is" if count == 1 else "themes are"
    places = [
        f"{number} {'counts' if number == 1 else 'count'} {where}"
        for number, where in (
            (under, "under a broader theme"),
            (count - under, "in the category only"),
        )
        if number
    ]
    return (
        f"{count} {are} too rare (fewer than {LEAST_RECOMMENDATIONS} recommendations) or too "
        f"doubtful to show alone: {', '.join(places)}. The page Reliability lists them."
    )


def describe_rolled_up(dataset: Dataset, themes: Collection[str]) -> str:
    """Where those of some themes are counted that are not shown on their own; "" for none."""
    labels = dataset.codebook.labels
    homes = dict(zip(dataset.rolled_up, dataset.rolled_under, strict=True))
    told = []
    for theme in themes:
        if theme not in homes:
            continue
        home = homes[theme]
        where = f"under “{labels[home]}”" if home else "in its category only"
        told.append(f"“{labels[theme]}” is not shown on its own in figures; it counts {where}.")
    return " ".join(told)


def count_narrower(dataset: Dataset, chosen: np.ndarray) -> dict[str, int]:
    """For every theme that others count under, how many of the chosen recommendations (bool) carry
    one of those that are not shown on their own.
    """
    under: dict[str, list[int]] = {}
    for theme, home in zip(dataset.rolled_up, dataset.rolled_under, strict=True):
        if home is not None:
            under.setdefault(home, []).append(dataset.leaf_ids.index(theme))
    leaves = dataset.leaf_hits[chosen]
    return {home: int(leaves[:, columns].any(axis=1).sum()) for home, columns in under.items()}


def place_themes(dataset: Dataset, scheme: str, weak: Collection[str] = ()) -> list[Place]:
    """Where every theme of the codebook is counted in a view, in codebook order.

    Raises `OfstedError` on an unknown view.
    """
    if scheme not in glossary.codes("scheme"):
        raise OfstedError(
            f"no view {scheme!r} of the codebook; expected one of {glossary.codes('scheme')}"
        )
    themes = {theme.id: theme for theme in dataset.codebook.themes}
    under = {theme: dataset.codebook.home_of(theme, scheme) for theme in themes}
    counts = _count(dataset, under)
    unshown = {
        theme: _why_not(theme, counts, weak) for theme in dict.fromkeys(under.values()) if theme
    }
    unshown = {theme: reason for theme, reason in unshown.items() if reason}
    broader = dict.fromkeys(themes)
    if scheme == "full":
        broader = {theme.id: theme.rolls_up_to for theme in themes.values()}
    placed = []
    for theme in themes.values():
        home, reason = under[theme.id], ""
        # A broader theme can itself be unshown, so the way up is followed to its end.
        while home is not None and home in unshown:
            reason = unshown[home]
            home = broader[home]
        placed.append(Place(theme.id, home, scheme != "strict" or theme.origin == "paper", reason))
    return placed


def _count(dataset: Dataset, under: dict[str, str | None]) -> dict[str, int]:
    """Recommendations per theme of a view, over the whole dataset."""
    homes = {home for home in under.values() if home}
    return {
        home: int(
            dataset.leaf_hits[
                :, [column for column, leaf in enumerate(dataset.leaf_ids) if under[leaf] == home]
            ]
            .any(axis=1)
            .sum()
        )
        for home in homes
    }


def _why_not(theme: str, counts: dict[str, int], weak: Collection[str]) -> str:
    if counts[theme] < LEAST_RECOMMENDATIONS:
        return f"fewer than {LEAST_RECOMMENDATIONS} recommendations ({counts[theme]})"
    if theme in weak:
        return f"coders agree too little (kappa below {LEAST_KAPPA:.2f})"
    return ""
