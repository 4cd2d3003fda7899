"""What the web server gives to take away: lists, council packs and references, made of the same
rows as its pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ofsted.address.view import View
from ofsted.analysis.counting.again import sum_again
from ofsted.analysis.headlines.again import COUNTS_THEMES, tell_again
from ofsted.analysis.headlines.next_report import STANDING_LINE
from ofsted.analysis.headlines.places import tell_addressees
from ofsted.files.lists import docx_list, ods_list, xlsx_list
from ofsted.files.notes import About, name_codes
from ofsted.files.packs import Inspection, list_plan
from ofsted.files.references import (
    Reference,
    refer_to_data,
    refer_to_recommendation,
    refer_to_view,
)
from ofsted.limits import MOST_SERVED_ROWS as MOST_ROWS
from ofsted.served.asked import canonical_query
from ofsted.served.counted import count_chosen, describe_choice
from ofsted.served.headlines import find_recommendation
from ofsted.served.plain import VIEWS, cite, find_rows, make_view
from ofsted.served.site import Site, query_text
from ofsted.served.source import Release, Source, area_slug, last_inspection
from ofsted.words import number

LIST_WRITERS = {"xlsx": xlsx_list, "ods": ods_list, "docx": docx_list}


@dataclass(frozen=True)
class TakenList:
    """One page of a list of recommendations, and the query of the next page if there is one."""

    rows: pd.DataFrame
    about: About
    next_query: str


def take_list(view: View, source: Source, site: Site) -> TakenList:
    """The page of the list that a view asks for."""
    release = source.release(view.scheme)
    rows = find_rows(view, release, source)
    first = (view.page - 1) * MOST_ROWS
    shown = rows.iloc[first : first + MOST_ROWS]
    query = canonical_query(view.having(page=1), release.vocabulary, VIEWS["recommendations"])
    next_query = ""
    if first + MOST_ROWS < len(rows):
        page = query_text({"page": [str(view.page + 1)]})
        next_query = "&".join(part for part in (query, page) if part)
    choice = describe_choice(
        release.dataset, view.selection, count_chosen(release.dataset, view.selection)
    )
    more = [f"Searched for: {view.q}. {number(len(rows))} found."] if view.q else []
    if len(shown) < len(rows):
        more.append(_tell_page(view.page, len(shown), len(rows)))
    about = make_about(
        "Recommendations of Ofsted’s inspections of children’s services",
        choice,
        cite(release, site, "/view/recommendations", query),
        (release, source, site),
        tuple(more),
    )
    return TakenList(shown, about, next_query)


def _tell_page(page: int, shown: int, whole: int) -> str:
    first = (page - 1) * MOST_ROWS
    span = f"{number(first + 1)} to {number(first + shown)}" if shown else "none"
    return (
        f"This file holds {span} of {number(whole)} recommendations:"
        f" at most {number(MOST_ROWS)} go into one file."
        " Add page=2, page=3 and so on for the others."
    )


def make_about(
    title: str,
    choice: str,
    citation: str,
    made_of: tuple[Release, Source, Site],
    more: tuple[str, ...] = (),
) -> About:
    """What a file says of itself."""
    release, source, site = made_of
    reports = release.dataset.reports
    return About(
        title=title,
        choice=choice,
        citation=citation,
        version=release.version,
        last_on=last_inspection(release),
        labels=name_codes(release.dataset.codebook),
        find_wording=source.find_wording,
        permalink=lambda key: site.citable(f"/recommendation/{key}"),
        restricted=frozenset(reports.loc[reports["is_non_commercial"], "report_id"]),
        more=more,
    )


def take_plan(area: Any, source: Source, site: Site) -> tuple[list[Inspection], About]:
    """The action plan of a council, the latest inspection first; empty where there is no report on
    it.
    """
    release = source.release()
    dataset = release.dataset
    reports = dataset.reports[dataset.reports["urn"] == area.urn]
    address = f"/area/{area_slug(area.name)}"
    told = tell_again(sum_again(dataset, area.urn), area.name)
    about = make_about(
        f"{area.name}: what Ofsted told its children’s services to improve",
        f"All recommendations of {len(reports)} reports on {area.name}, the latest first: "
        f"{tell_addressees(dataset.recommendations, area.urn)}",
        cite(release, site, address),
        (release, source, site),
        (f"{COUNTS_THEMES} {' '.join(told)} {STANDING_LINE}",),
    )
    own = dataset.recommendations[dataset.recommendations["urn"] == area.urn]
    return list_plan(reports, own, about), about


def reference_of_recommendation(key: str, source: Source, site: Site, today: date) -> Reference:
    """The reference of one recommendation, by its id."""
    release = source.release()
    row = find_recommendation(release, key)
    address = site.citable(f"/recommendation/{key}")
    labels = release.dataset.codebook.labels
    return refer_to_recommendation(row, labels, address, release.version, today)


def reference_of_data(source: Source, site: Site, today: date) -> Reference:
    """The reference of the dataset."""
    release = source.release()
    return refer_to_data(site.citable("/"), release.version, _issued_on(release), today)


def reference_of_view(name: str, view: View, source: Source, site: Site, today: date) -> Reference:
    """The reference of a view: its title is that of its page with what the page found."""
    release = source.release(view.scheme)
    page = make_view(name, view, source, site)
    query = canonical_query(view, release.vocabulary, VIEWS[name])
    title = f"{page.title}: {page.sections[0].headline}"
    address = site.citable(f"/view/{name}", query)
    return refer_to_view(title, address, release.version, _issued_on(release), today)


def _issued_on(release: Release) -> date:
    """The day that a version of the data is dated by: the last on which a report came out."""
    return max(release.dataset.reports["published_on"])
