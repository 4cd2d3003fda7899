"""An evidence basket as a page without scripts, as a table and as files to take away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from ofsted.address.basket import PAGE, Basket, write_basket
from ofsted.files.collected import csv_collected, ods_collected, xlsx_collected
from ofsted.files.lists import describe_count, docx_in_order
from ofsted.files.notes import MACHINE_NOTE, About
from ofsted.files.references import FORMATS, Reference, write_several
from ofsted.served.cards import Card, make_card
from ofsted.served.columns import BASKET
from ofsted.served.contents import Link, Page, Section
from ofsted.served.document import preview_address
from ofsted.served.headlines import PAGES
from ofsted.served.openapi import MEDIA_TYPES
from ofsted.served.plain import FILE_KINDS, cite, data_links, reference_links
from ofsted.served.site import Site
from ofsted.served.source import Release, Source, last_inspection
from ofsted.served.tables import TablePage, add_wordings, list_values
from ofsted.served.taken import make_about, reference_of_recommendation

ADDRESS = f"/view/{PAGE}"
_CHOSEN = "Collected by a reader, in the reader’s order."
_EMPTY = "The basket is empty"
_HOW = (
    "Press “Add to basket” beside a recommendation in the dashboard, and copy the link to your"
    " basket there."
)
_WRITERS: dict[str, Callable[[pd.DataFrame, About], str | bytes]] = {
    "csv": csv_collected,
    "xlsx": xlsx_collected,
    "ods": ods_collected,
    "docx": docx_in_order,
}
# By ending: what a file is called for its reader, and its media type.
FILES = {
    "csv": ("CSV", "text/csv"),
    "xlsx": ("Excel (XLSX)", MEDIA_TYPES["xlsx"]),
    "ods": ("OpenDocument (ODS)", MEDIA_TYPES["ods"]),
    "docx": ("Word (DOCX)", MEDIA_TYPES["docx"]),
    "ris": ("RIS", FORMATS["ris"][1]),
    "bib": ("BibTeX", FORMATS["bib"][1]),
    "csl.json": ("CSL-JSON", FORMATS["csl.json"][1]),
}


def basket_rows(basket: Basket, release: Release) -> pd.DataFrame:
    """The recommendations of a basket in its order; the release must have them."""
    rows = release.dataset.recommendations
    places = pd.Index(rows["recommendation_id"]).get_indexer(pd.Index(basket.keys))
    return rows.iloc[places]


def write_file(ending: str, basket: Basket, source: Source, site: Site) -> bytes:
    """A basket as a file; `ending` is a key of `FILES`."""
    if ending in FORMATS:
        return write_several(ending, _references(basket, source, site)).encode()
    rows = basket_rows(basket, source.release())
    held = _WRITERS[ending](rows, _about(basket, rows, source, site))
    # Excel takes a CSV file for UTF-8 where it begins with this mark.
    return held if isinstance(held, bytes) else held.encode("utf-8-sig")


def _about(basket: Basket, rows: pd.DataFrame, source: Source, site: Site) -> About:
    release = source.release()
    about = make_about(
        "Recommendations of Ofsted’s inspections: an evidence basket",
        f"{_CHOSEN} {describe_count(rows)}",
        cite(release, site, ADDRESS, write_basket(basket).query),
        (release, source, site),
    )
    return replace(about, readers=basket.notes)


def _references(basket: Basket, source: Source, site: Site) -> list[Reference]:
    """A reference to each recommendation, with the reader's note after what is said of it."""
    today, notes, works = date.today(), basket.notes, []
    for key in basket.keys:
        work = reference_of_recommendation(key, source, site, today)
        note = notes.get(key)
        works.append(
            replace(work, note=f"{work.note} Note of the reader: {note}") if note else work
        )
    return works


def make_basket_table(basket: Basket, source: Source, site: Site) -> TablePage:
    """The recommendations of a basket as the data behind a view, with the notes."""
    release = source.release()
    rows = add_wordings(basket_rows(basket, release), 1, release, source)
    notes = [basket.notes.get(key) for key in basket.keys]
    frame = rows.assign(note=pd.Series(notes, rows.index, dtype=object))
    query = write_basket(basket).query
    return TablePage(
        PAGE,
        BASKET,
        list_values(frame[[column.name for column in BASKET]], BASKET),
        len(rows),
        1,
        query,
        "",
        release.version,
        last_inspection(release),
        cite(release, site, f"/api/v1/{PAGE}.csv", query),
    )


def make_basket(basket: Basket, source: Source, site: Site) -> Page:
    """The page without scripts of a basket."""
    release = source.release()
    query = write_basket(basket).query
    rows = basket_rows(basket, release)
    section = Section(_EMPTY, (_HOW,))
    if basket.items:
        cards = tuple(_cards(basket, rows, source, site))
        section = Section(f"{_CHOSEN} {describe_count(rows)}", cards=cards)
    return Page(
        title=PAGES[PAGE].title,
        about=(MACHINE_NOTE,),
        sections=(section,),
        citation=cite(release, site, ADDRESS, query),
        version=release.version,
        last_on=last_inspection(release),
        dashboard=site.path(f"/{PAGE}", query),
        address=site.absolute(ADDRESS, query),
        data=_ways_out(site, query) if basket.items else (),
        references=reference_links(site, ADDRESS, query) if basket.items else (),
        is_indexed=False,
        description=section.headline,
        image=preview_address(site, PAGE),
    )


def _cards(basket: Basket, rows: pd.DataFrame, source: Source, site: Site) -> list[Card]:
    notes, release = basket.notes, source.release()
    rows_of_basket: Iterable[Any] = rows.itertuples(index=False)
    return [
        replace(make_card(row, release, source, site), note=notes.get(row.recommendation_id, ""))
        for row in rows_of_basket
    ]


def _ways_out(site: Site, query: str) -> tuple[Link, ...]:
    """The ways to the basket as files."""
    files = tuple(
        Link(f"This basket {told}", site.path(f"/api/v1/{PAGE}.{kind}", query))
        for kind, told in FILE_KINDS.items()
    )
    return (*data_links(site, PAGE, query), *files)
