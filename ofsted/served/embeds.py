"""Views to put into other sites: the finding of a page without scripts with its picture and table,
its source and the way back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ofsted.address.view import View
from ofsted.served.contents import Section, Table
from ofsted.served.plain import VIEWS, make_view
from ofsted.served.site import Site
from ofsted.served.source import Source
from ofsted.served.templating import render

EMBEDDED = tuple(VIEWS)  # the pages that can be put into other sites
# The height that fits most views at 700 px; beyond it the frame scrolls.
SNIPPET_HEIGHT = 620
_MOST_ROWS = 12  # of a table
_MOST_CARDS = 3


@dataclass(frozen=True)
class Embed:
    """What a frame in another site shows."""

    title: str
    section: Section
    choice: str
    page: str
    version: str
    last_on: date


def make_embed(name: str, view: View, source: Source, site: Site, query: str) -> Embed:
    """The first finding of a page without scripts; `query` is that of its address."""
    page = make_view(name, view, source, site)
    section = _shorten(name, page.sections[0])
    return Embed(
        page.title,
        section,
        page.about[-1],
        site.path(f"/view/{name}", query),
        page.version,
        page.last_on,
    )


def _shorten(name: str, section: Section) -> Section:
    """What a frame has room for: the picture and the head of the table, or the first of a list."""
    if name != "recommendations":
        return replace(section, cards=(), links=(), table=_shorten_table(section.table))
    cards = section.cards[:_MOST_CARDS]
    if not cards:
        return section
    count = section.headline.rpartition(" of ")[2]
    told = f"The first {len(cards)} of them; the page has all." if len(cards) > 1 else ""
    return replace(section, headline=count, about=(told,) * bool(told), cards=cards, links=())


def _shorten_table(table: Table | None) -> Table | None:
    if table is None or len(table.rows) <= _MOST_ROWS:
        return table
    note = f"The first {_MOST_ROWS} of {len(table.rows)} rows; the page has more. {table.note}"
    return replace(table, rows=table.rows[:_MOST_ROWS], note=note.strip())


def write_snippet(address: str, title: str) -> str:
    """The markup that puts a view into another page; a frame without a title could not be told
    from others by those who do not see it.
    """
    return render("snippet.html", address=address, title=title, height=SNIPPET_HEIGHT)
