"""Every view under a single filter, as a page of links: without scripts there are no filters to
tick.
"""

from __future__ import annotations

from collections.abc import Iterator

from ofsted import glossary
from ofsted.address.view import LISTS, View, Vocabulary
from ofsted.analysis.counting.selection import choose_recommendations
from ofsted.served.asked import canonical_query
from ofsted.served.contents import Link, Page, Section
from ofsted.served.headlines import PAGES
from ofsted.served.plain import VIEWS, cite
from ofsted.served.site import Site
from ofsted.served.source import Release, Source, last_inspection

FILTERED = tuple(name for name in VIEWS if name != "overview")
_FILTERS = tuple(name for name in LISTS if name not in ("area", "category", "theme"))


def single_filters(release: Release) -> Iterator[tuple[str, View]]:
    """Every filter with one of its values that some report has, in words, and none at all first."""
    for told, view in _all_filters(release.vocabulary):
        if choose_recommendations(release.dataset, view.selection).any():
            yield told, view


def _all_filters(vocabulary: Vocabulary) -> Iterator[tuple[str, View]]:
    yield "No filter: all frameworks", View()
    for name in _FILTERS:
        for code in vocabulary.codes[name]:
            yield _told(name, code), View().having(**{name: (code,)})
    for body in vocabulary.codes["body"]:
        if body != View().selection.body:
            yield _told("body", body), View().having(body=body)
    first, last = vocabulary.years
    for year in range(first, last + 1):
        yield f"Year: {year}", View().having(year=(year, year))


def _told(name: str, code: object) -> str:
    return f"{glossary.field_label(name)}: {glossary.label(name, code)}"


def make_filtered(source: Source, site: Site) -> Page:
    """The page that leads to all of them."""
    release = source.release()
    vocabulary = release.vocabulary
    sections = []
    for name in FILTERED:
        links = []
        for told, view in single_filters(release):
            query = canonical_query(view, vocabulary, VIEWS[name])
            links.append(Link(told, site.path(f"/view/{name}", query)))
        sections.append(Section(PAGES[VIEWS[name]].title, links=tuple(links)))
    return Page(
        title="Views by filter",
        about=("Each link shows one page under one filter. The dashboard combines filters.",),
        sections=tuple(sections),
        citation=cite(release, site, "/view"),
        version=release.version,
        last_on=last_inspection(release),
        dashboard=site.path("/themes"),
        address=site.absolute("/view"),
        description="Every page under each single filter.",
    )
