"""What the Compare page sets against each other: two groups of a grouping or two sets of filters,
read from the view.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import pandas as pd
from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from ofsted.address.url import is_understood, read_selection, write_selection
from ofsted.address.view import View, Vocabulary, cell_view, fold, slug
from ofsted.analysis.counting.counts import SMALL_GROUP
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.analysis.counting.tallies import tally_groups
from ofsted.analysis.inference.comparison import REST, compare_groups, compare_selections
from ofsted.served.counted import shown_level, tested_unit
from ofsted.served.source import Release

OPENING_BY, OPENING_FRAMEWORK = "rating", ("F4",)
# The sides that a grouping opens with, where both are there.
PAIRS: dict[str, tuple[object, object]] = {
    "framework": ("F3", "F4"),
    "rating": ("inadequate", "good"),
    "deprivation": (1, 3),
    "rurality": (1, 3),
    "la_type": ("London borough", REST),
    "period": ("2024–2026", REST),
    "body": ("authority", "lscb"),
}


_UNKNOWN_SIDE = (
    "The link's comparison asks for a side that has no reports under these filters,"
    " or for one group on both sides: another is shown."
)
_UNKNOWN_FILTERS = (
    "One of the two sets of filters in the link could not be followed in full;"
    " what was not understood is left out."
)


@dataclass(frozen=True)
class Contrast:
    """Two sides: groups `first` and `second` of a grouping within one set of filters, or, by
    "none", two sets of filters, `selection` and `other`.
    """

    by: str
    level: str
    selection: Selection
    other: Selection = Selection()
    first: object = None
    second: object = None
    groups: tuple[tuple[object, int], ...] = ()
    unit: str = "share"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to set against each other."""
        if self.by == "none":
            return self.selection == self.other
        return len(self.groups) < 2

    @property
    def has_many(self) -> bool:
        """Whether more than two groups have enough reports, so that there is a test over all of
        them to make.
        """
        return sum(count >= SMALL_GROUP for _, count in self.groups) > 2


def read_contrast(release: Release, view: View) -> tuple[Contrast, list[str]]:
    """What a view compares, and messages about parts of it that could not be followed.

    A view that names no grouping and no side opens with ratings within ILACS, or within the
    frameworks of its filters.
    """
    if view.by == "none" and not is_opening(view):
        return _read_sets(release, view)
    by, selection = _opened(view)
    groups = group_sizes(release, selection, by)
    codes = {fold(code_text(by, code)): code for code, _ in groups}
    codes |= {fold(str(code)): code for code, _ in groups}
    first, second = codes.get(fold(view.a)), codes.get(fold(view.b))
    if second is None and fold(view.b) == REST:
        second = REST
    messages = [_UNKNOWN_SIDE] if _has_unknown_side(view, first, second) else []
    first, second = _choose_sides(by, list(dict.fromkeys(codes.values())), first, second)
    level = shown_level(release.dataset, view.level, selection)
    contrast = Contrast(by, level, selection, first=first, second=second, groups=groups)
    return replace(contrast, unit=tested_unit(view.unit)), messages


def _opened(view: View) -> tuple[str, Selection]:
    """The grouping and the filters of a view, with what it opens with where it names nothing."""
    by, selection = view.by, view.selection
    if is_opening(view):
        by = OPENING_BY
        if not selection.framework:
            selection = replace(selection, framework=OPENING_FRAMEWORK)
    if by == "body":
        selection = replace(selection, body="both")
    return by, selection


def _has_unknown_side(view: View, first: object, second: object) -> bool:
    if (view.a and first is None) or (view.b and second is None):
        return True
    return first is not None and first == second


def is_opening(view: View) -> bool:
    """Whether the view names nothing to compare."""
    return view.by == "none" and not view.a and not view.b


def _read_sets(release: Release, view: View) -> tuple[Contrast, list[str]]:
    """A side that is not saved is the filters as they stand."""
    sides, messages = [], []
    for text in (view.a, view.b):
        selection = view.selection
        if text:
            selection = read_selection(text, release.vocabulary)
            messages += [] if is_understood(text, release.vocabulary) else [_UNKNOWN_FILTERS]
        sides.append(selection)
    level = shown_level(release.dataset, view.level, sides[0])
    contrast = Contrast("none", level, sides[0], sides[1], unit=tested_unit(view.unit))
    return contrast, list(dict.fromkeys(messages))


def _choose_sides(by: str, codes: list, first: object, second: object) -> tuple[object, object]:
    """Sides that are there and differ; what is not chosen is the pair a grouping opens with, or one
    group against all the others.
    """
    if not codes:
        return None, None
    usual_first, usual_second = PAIRS.get(by, (codes[0], REST))
    if by == "year":
        usual_first = codes[-1]
    if first is None:
        free = (code for code in (usual_first, *codes) if code in codes and code != second)
        first = next(free, codes[0])
        if second is None and first == usual_first and usual_second in codes:
            second = usual_second
    if second is None or second == first:
        second = REST
    return first, second


@cached(
    LRUCache(maxsize=256),
    key=lambda release, selection, by: hashkey(release.key, selection, by),
    lock=threading.Lock(),
)
def group_sizes(release: Release, selection: Selection, by: str) -> tuple[tuple[object, int], ...]:
    """Every group with its number of reports, in printing order."""
    groups, members, _ = tally_groups(release.dataset, selection, "category", by)
    return tuple(zip(groups, members.sum(axis=1).tolist(), strict=True))


def code_text(by: str, code: object) -> str:
    """A group as it stands in a link."""
    if by in ("region", "la_type"):
        return slug(str(code))
    return str(code).replace("–", "-")


def spelled_out(view: View, contrast: Contrast, vocabulary: Vocabulary) -> View:
    """The view with everything that the contrast took as given, so that a link to it keeps its
    meaning.
    """
    if contrast.by == "none":
        return view.having(
            a=write_selection(contrast.selection, vocabulary),
            b=write_selection(contrast.other, vocabulary),
        )
    sides = {"a": _side_text(contrast, contrast.first), "b": _side_text(contrast, contrast.second)}
    return view.having(
        by=contrast.by,
        framework=contrast.selection.framework,
        body=contrast.selection.body,
        **sides,
    )


def _side_text(contrast: Contrast, code: object) -> str:
    return "" if code is None else code_text(contrast.by, code)


def side_view(view: View, contrast: Contrast, code: str, side: str) -> View | None:
    """The recommendations of one side, "first" or "second", that carry a code; None where no set of
    filters gives them (all other years).
    """
    is_first = side == "first"
    if contrast.by == "none":
        selection = contrast.selection if is_first else contrast.other
        return cell_view(View(selection, level=view.level, scheme=view.scheme), code, None)
    group = contrast.first if is_first else contrast.second
    whole = View(contrast.selection, by=contrast.by, level=view.level, scheme=view.scheme)
    if group != REST:
        return cell_view(whole, code, group)
    others = tuple(other for other, _ in contrast.groups if other != contrast.first)
    if len(others) == 1:
        return cell_view(whole, code, others[0])
    if contrast.by in ("year", "period"):
        return None
    return cell_view(whole.having(by="none", **{contrast.by: others}), code, None)


def words_each(dataset: Dataset, contrast: Contrast) -> tuple[float, float]:
    """How many words a recommendation has on either side, on average."""
    rows = dataset.recommendations
    sides = [choose_recommendations(dataset, contrast.selection)] * 2
    if contrast.by == "none":
        sides[1] = choose_recommendations(dataset, contrast.other)
    else:
        table = rows if contrast.by == "body" else dataset.reports.take(dataset.report_rows)
        group = table[contrast.by].to_numpy()
        is_first = group == contrast.first
        is_second = group == contrast.second
        if contrast.second == REST:
            is_second = ~is_first & ~pd.isna(group)
        sides = [sides[0] & is_first, sides[1] & is_second]
    first, second = (float(rows.loc[side, "word_count"].mean()) for side in sides)
    return first, second


def compare_sides(dataset: Dataset, contrast: Contrast) -> pd.DataFrame:
    """The comparison of a contrast with its statistics, one row per code."""
    if contrast.by == "none":
        return compare_selections(
            dataset, contrast.selection, contrast.other, level=contrast.level, unit=contrast.unit
        )
    second = None if contrast.second == REST else contrast.second
    return compare_groups(
        dataset,
        contrast.selection,
        level=contrast.level,
        by=contrast.by,
        first=contrast.first,
        second=second,
        unit=contrast.unit,
    )
