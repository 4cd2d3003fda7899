"""What programs read first: the sitemap, the feeds of releases and councils, and a guide for
language models.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ofsted import glossary, words
from ofsted.address.citation import NAME
from ofsted.analysis.counting.places import list_inspections
from ofsted.analysis.counting.selection import Selection
from ofsted.served.plain import VIEWS
from ofsted.served.site import Site
from ofsted.served.source import Release, Source, area_slug, find_area, last_inspection
from ofsted.served.templating import render
from ofsted.steps.releases import About
from ofsted.words import printed_date

_MOST_ENTRIES = 50
_BOTH = Selection(body="both")


@dataclass(frozen=True)
class Entry:
    """One entry of a feed."""

    title: str
    id: str
    updated: date
    address: str
    summary: str


@dataclass(frozen=True)
class Feed:
    """A feed; ids stay the same whatever the site is called."""

    title: str
    id: str
    updated: date
    address: str
    page: str
    entries: tuple[Entry, ...]


def write_sitemap(source: Source, site: Site) -> str:
    """Every page without scripts that stands for itself, under the site's public address."""
    release = source.release()
    codebook = release.dataset.codebook
    paths = ["/", "/view", *(f"/view/{name}" for name in VIEWS), "/area"]
    paths += [f"/area/{area_slug(name)}" for name in source.read_areas()["name"]]
    paths += [f"/theme/{code}" for code in codebook.ids]
    keys = release.dataset.recommendations["recommendation_id"]
    paths += [f"/recommendation/{key}" for key in keys]
    return render("sitemap.xml", addresses=[site.absolute(path) for path in paths])


def write_guide(source: Source, site: Site) -> str:
    """The guide for language models."""
    release = source.release()
    return render("llms.txt", site=site, version=release.version, last_on=last_inspection(release))


def write_release_feed(source: Source, site: Site) -> str:
    """The feed of releases: the current one, and those that are kept."""
    release = source.release()
    latest = max(release.dataset.reports["published_on"])
    items = len(release.dataset.recommendations)
    entry = Entry(
        title=f"Data version {release.version}",
        id=f"urn:ofsted-recommendations:release:{release.version}",
        updated=latest,
        address=site.citable("/view/overview"),
        summary=(
            f"{words.number(items)} recommendations in"
            f" {words.number(len(release.dataset.reports))} reports;"
            f" inspections up to {printed_date(last_inspection(release))}."
        ),
    )
    feed = Feed(
        f"{NAME}: releases",
        "urn:ofsted-recommendations:releases",
        latest,
        site.citable("/feed/releases.atom"),
        site.citable("/"),
        (entry, *_kept_entries(release.version, source, site)),
    )
    return render("feed.xml", feed=feed)


def _kept_entries(current: str, source: Source, site: Site) -> tuple[Entry, ...]:
    """The kept releases besides the current one, the latest first."""
    kept = source.keeper.list_releases() if source.keeper else []
    return tuple(_kept_entry(about, site) for about in kept if about.version != current)


def _kept_entry(about: About, site: Site) -> Entry:
    items, reports = about.counts["recommendations"], about.counts["reports"]
    of_release = replace(site, version=about.version)
    return Entry(
        title=f"Data version {about.version}, kept as it was",
        id=f"urn:ofsted-recommendations:release:{about.version}",
        updated=about.made_on,
        address=of_release.citable("/view/overview"),
        summary=(
            f"{words.number(items)} recommendations in {words.number(reports)} reports."
            f" {about.citation}"
        ),
    )


def write_area_feed(place: str, source: Source, site: Site) -> str:
    """The feed of a council: one entry for each report on it, the newest first."""
    release = source.release()
    area = find_area(source.read_areas(), place)
    page = site.citable(f"/area/{area_slug(area.name)}")
    entries = _report_entries(release, area.urn, page)
    updated = entries[0].updated if entries else last_inspection(release)
    feed = Feed(
        f"{area.name}: what Ofsted told its children’s services to improve",
        f"urn:ofsted-recommendations:area:{place}",
        updated,
        site.citable(f"/area/{area_slug(area.name)}/feed.atom"),
        page,
        entries[:_MOST_ENTRIES],
    )
    return render("feed.xml", feed=feed)


def _report_entries(release: Release, urn: str, page: str) -> tuple[Entry, ...]:
    if urn not in release.dataset.area_names:
        return ()
    rows = list_inspections(release.dataset, _BOTH, urn).iloc[::-1]
    return tuple(_report_entry(row, page) for row in rows.itertuples(index=False))


def _report_entry(row: Any, page: str) -> Entry:
    framework = glossary.short_label("framework", row.framework)
    count = f"{row.asked_count} {words.plural(int(row.asked_count), 'recommendation')}"
    return Entry(
        title=f"{framework} inspection that ended {printed_date(row.inspected_to_on)}",
        id=f"urn:ofsted-recommendations:report:{row.report_id}",
        updated=row.published_on,
        address=page,
        summary=f"{count}, each with its themes and its page in the report.",
    )
