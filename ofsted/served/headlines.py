"""What a view of the dashboard says in one sentence, as its page has it for a heading."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache

from ofsted import words
from ofsted.address.citation import label_report
from ofsted.address.url import read_url
from ofsted.address.view import View, opening_view
from ofsted.analysis.counting.places import list_inspections, list_tiles
from ofsted.analysis.headlines.comparison import headline_comparison, rank_comparison
from ofsted.analysis.headlines.counts import headline_heatmap, headline_ranking, headline_split
from ofsted.analysis.headlines.main_points import find_main_points
from ofsted.analysis.headlines.places import headline_inspections, headline_tiles
from ofsted.served.asked import canonical_query
from ofsted.served.contrast import compare_sides, read_contrast
from ofsted.served.counted import (
    among,
    count_chosen,
    count_shown,
    describe_choice,
    picture_subtitle,
)
from ofsted.served.limits import Allowance
from ofsted.served.orientation import headline_asked
from ofsted.served.source import Release, Source, find_area, last_inspection
from ofsted.words import printed_date

_KEPT = 1024  # headlines


@dataclass(frozen=True)
class Told:
    """A view in words: the sentence above its picture, and what was counted."""

    headline: str
    about: str = ""


@dataclass(frozen=True)
class PageWords:
    """What is said of a page of the dashboard whatever it is turned to."""

    title: str
    about: str


PAGES = {
    "overview": PageWords(
        "What Ofsted tells councils’ children’s services to improve",
        "Every recommendation we could read, sorted by theme. Each links to its page in Ofsted’s"
        " report.",
    ),
    "themes": PageWords("Themes", "What do councils need to improve, and how often?"),
    "heatmap": PageWords("Heatmap", "Which groups of councils are told what?"),
    "compare": PageWords("Compare", "Where do two groups of councils differ, and where not?"),
    "trends": PageWords("Trends", "What does Ofsted ask for more, or less, than before?"),
    "change": PageWords("Process or outcome", "Do they ask for better work, or for better lives?"),
    "places": PageWords("Councils", "What was each council told, and what came up again?"),
    "quotes": PageWords("Quotes", "What do the recommendations say?"),
    "basket": PageWords("Evidence basket", "Which recommendations have you collected?"),
    "check": PageWords("Check the study", "Which findings of the 2019 study hold for all reports?"),
    "reliability": PageWords("Reliability", "How far can you trust the themes?"),
    "coding": PageWords("Check the coding", "Would you give the same themes?"),
    "sample": PageWords("Sample", "How far do findings depend on which reports were drawn?"),
    "code": PageWords("Code a report", "Which themes does a report of your own carry?"),
    "outside": PageWords(
        "Checked against others", "Do our figures agree with those that others published?"
    ),
    "about": PageWords("About the data", "Where do the figures come from?"),
    "glossary": PageWords("Glossary", "What do the words and abbreviations mean?"),
    "accessibility": PageWords("Accessibility", "How accessible is this site?"),
}


class Headlines:
    """The sentences of views, the last ones remembered by page, release and view."""

    def __init__(self, source: Source, allowance: Allowance) -> None:
        self._source, self._allowance = source, allowance
        self._kept: LRUCache = LRUCache(_KEPT)
        self._lock = threading.Lock()

    def of(self, page: str, view: View, source: Source | None = None) -> Told:
        """What the page says of the view, in the kept release of a source where one is given.
        Raises `TooMany`.
        """
        source = source or self._source
        release = source.release(view.scheme)
        key = page, release.key, canonical_query(view, release.vocabulary, page)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        if page in _TELLERS:
            self._allowance.take()
        told = tell(page, view, source)
        with self._lock:
            self._kept[key] = told
        return told


def tell(page: str, view: View, source: Source) -> Told:
    """What a page of the dashboard says of a view."""
    if page not in _TELLERS:
        return general(page)
    return _TELLERS[page](view, source.release(view.scheme), source)


def general(page: str) -> Told:
    """What is said of a page whatever it is turned to."""
    return Told(PAGES[page].title, PAGES[page].about)


def as_of(release: Release) -> str:
    """The date that the data reach to, in words."""
    return f"Inspections up to {printed_date(last_inspection(release))}."


def _tell_ranking(view: View, release: Release, source: Source) -> Told:
    told = _tell_themes(opening_of(source), release, source)
    if not release.dataset.codebook.blocks:
        return told  # main points name blocks, which the first releases do not have
    points = find_main_points(release.dataset)
    if not points:
        return told
    return Told(points[0].told, told.about)


def opening_of(source: Source) -> View:
    """What an address without parameters shows in the release of a source."""
    if source.kept is None:
        return opening_view()
    return read_url(source.kept.about.opening, source.release().vocabulary)[0]


def _tell_themes(view: View, release: Release, source: Source) -> Told:
    by = None if view.by == "none" else view.by
    counts = count_shown(release.dataset, view.selection, view.level, view.unit, by)
    told = headline_split if by else headline_ranking
    headline = among(view.selection, told(counts, view.unit), counts)
    about = picture_subtitle(release.dataset, view.selection, view.unit, view.level)
    return Told(headline, about)


def _tell_heatmap(view: View, release: Release, source: Source) -> Told:
    by = "rating" if view.by == "none" else view.by
    counts = count_shown(release.dataset, view.selection, view.level, view.unit, by)
    headline = among(view.selection, headline_heatmap(counts, view.unit), counts)
    about = picture_subtitle(release.dataset, view.selection, view.unit, view.level)
    return Told(headline, about)


def _tell_comparison(view: View, release: Release, source: Source) -> Told:
    contrast, _ = read_contrast(release, view)
    if contrast.is_empty:
        return general("compare")
    comparison = compare_sides(release.dataset, contrast)
    ranked = rank_comparison(comparison)
    headline = among(contrast.selection, headline_comparison(comparison), ranked)
    about = picture_subtitle(release.dataset, contrast.selection, contrast.unit, view.level)
    return Told(headline, about)


def _tell_change(view: View, release: Release, source: Source) -> Told:
    dataset, selection = release.dataset, view.selection
    about = describe_choice(dataset, selection, count_chosen(dataset, selection))
    return Told(headline_asked(dataset, selection), about)


def _tell_place(view: View, release: Release, source: Source) -> Told:
    areas, dataset = source.read_areas(), release.dataset
    if view.place is None:
        labels = dataset.codebook.labels
        what = [labels[code] for code in (*view.selection.category, *view.selection.theme)]
        tiles = list_tiles(dataset, areas, view.selection)
        return Told(headline_tiles(tiles, what), PAGES["places"].about)
    area = find_area(areas, view.place)
    if area.urn not in dataset.area_names:
        return Told(f"{area.name}: no report in this release", PAGES["places"].about)
    rows = list_inspections(dataset, view.selection, area.urn)
    return Told(headline_inspections(rows, area.name), PAGES["places"].about)


def _tell_quotes(view: View, release: Release, source: Source) -> Told:
    if view.quote:
        return tell_recommendation(find_recommendation(release, view.quote))
    counts = count_chosen(release.dataset, view.selection)
    told = describe_choice(release.dataset, view.selection, counts)
    count = counts[1]
    found = f"{words.number(count)} {words.plural(count, 'recommendation')}"
    if view.q:
        return Told("Recommendations that match a search", told)
    return Told(f"{found} to read, each with its page in the report", told)


def find_recommendation(release: Release, key: str) -> Any:
    """A recommendation by its id, as a named tuple; the release must have it."""
    rows = release.dataset.recommendations
    return next(rows[rows["recommendation_id"] == key].itertuples(index=False))


def tell_recommendation(row: Any) -> Told:
    """A recommendation's own sentence: our summary, and where it stands."""
    heading = f"{label_report(row)}: recommendation {row.order}"
    summary = row.summary if isinstance(row.summary, str) else ""
    return Told(heading, f"{summary} (Our summary.)" if summary else "")


_TELLERS: dict[str, Callable[[View, Release, Source], Told]] = {
    "overview": _tell_ranking,
    "themes": _tell_themes,
    "heatmap": _tell_heatmap,
    "compare": _tell_comparison,
    "change": _tell_change,
    "places": _tell_place,
    "quotes": _tell_quotes,
}
