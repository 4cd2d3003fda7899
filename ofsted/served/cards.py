"""A recommendation as pages and data show it: where it stands, what it says, its themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from ofsted import glossary
from ofsted.address.citation import label_report
from ofsted.analysis.counting.schemes import describe_rolled_up
from ofsted.served.site import Site
from ofsted.served.source import Release, Source, area_slug
from ofsted.words import printed_date

LEAD_IN = "What needs to improve:"
_LISTED_UNDER_HEADING = "F4"  # its lists stand under the heading that the lead-in repeats


class RecommendationRow(Protocol):
    """What a card reads of a recommendation: a row of the recommendations as a named tuple."""

    recommendation_id: str
    order: int
    urn: str
    area_name: str
    framework: str
    body: str
    rating: str | None
    published_on: date
    inspected_to_on: date
    page: int
    url: str
    text_sha256: str
    summary: str
    themes: Sequence[str]
    is_finding: bool
    section: str | None
    priority: str | None
    orientation: str | None
    next_report: str | None


def is_phrase(row: Any) -> bool:
    """Whether a recommendation is printed as a phrase that needs the heading of its list."""
    return bool(row.framework == _LISTED_UNDER_HEADING)


def name_of(row: Any) -> str:
    """A recommendation by its council, year and number."""
    return f"{label_report(row)}, recommendation {row.order}"


@dataclass(frozen=True)
class Card:
    """One recommendation: `wording` is None where it is not at hand or not proved, and
    `lead_in` stands before it where it is a phrase. `counted` says where those of its themes are
    counted that figures do not show on their own.
    """

    key: str
    heading: str
    facts: str
    wording: str | None
    summary: str
    themes: tuple[tuple[str, str], ...]
    page: int
    report: str
    permalink: str
    area: str
    section: str = ""
    priority: str = ""
    is_finding: bool = False
    word_count: int = 0
    lead_in: str = ""
    note: str = ""
    counted: str = ""


def describe_facts(row: Any) -> str:
    """Framework, dates, rating and addressee of a recommendation in one line."""
    rating = "none, a review of the safeguarding board only"
    if isinstance(row.rating, str):
        rating = glossary.label("rating", row.rating).lower()
    body = glossary.label("body", row.body).lower().replace("lscb", "LSCB")
    return (
        f"{glossary.short_label('framework', row.framework)} · "
        f"inspection ended {printed_date(row.inspected_to_on)}, "
        f"published {printed_date(row.published_on)} · rating: {rating} · to: {body}"
    )


def make_card(row: Any, release: Release, source: Source, site: Site) -> Card:
    """The card of one recommendation, a row of the recommendations as a named tuple."""
    labels = release.dataset.codebook.labels
    return Card(
        key=row.recommendation_id,
        heading=f"{row.area_name}: recommendation {row.order}",
        facts=describe_facts(row),
        wording=source.find_wording(row),
        summary=_text(row.summary),
        themes=tuple((labels[theme], site.path(f"/theme/{theme}")) for theme in row.themes),
        page=int(row.page),
        report=f"{row.url}#page={row.page}",
        permalink=site.path(f"/recommendation/{row.recommendation_id}"),
        area=site.path(f"/area/{area_slug(row.area_name)}"),
        section=_text(row.section),
        priority=_text(row.priority),
        is_finding=bool(row.is_finding),
        word_count=int(row.word_count),
        lead_in=LEAD_IN if is_phrase(row) else "",
        counted=describe_rolled_up(release.dataset, row.themes),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
