"""The action plan of a council as a page that prints on one sheet: its latest inspection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ofsted.address.citation import printed_address
from ofsted.analysis.counting.again import sum_again
from ofsted.analysis.headlines.again import tell_again_briefly
from ofsted.analysis.headlines.next_report import STANDING_LINE
from ofsted.files.lists import place_in_report
from ofsted.files.packs import NOTHING_LISTED, PLAN_NOTE, TO_FILL_IN, priority_of
from ofsted.limits import MOST_PRINTED_WORDS
from ofsted.served.site import Site
from ofsted.served.source import Source, area_slug
from ofsted.served.taken import take_plan
from ofsted.served.templating import render
from ofsted.words import number, plural


def write_plan_page(area: Any, source: Source, site: Site) -> str:
    """The page; where the wordings would not go on one sheet, our summaries stand for them."""
    plan, about = take_plan(area, source, site)
    latest, *earlier = plan
    again = sum_again(source.release().dataset, area.urn)
    words = sum(len(item.text.split()) for item in latest.items)
    is_long = words > MOST_PRINTED_WORDS
    labels = source.release().dataset.codebook.labels
    rows = [_row(item, labels, is_long) for item in latest.items]
    return render(
        "plan.html",
        site=site,
        council=area.name,
        page=site.path(f"/area/{area_slug(area.name)}"),
        address=printed_address(site.citable(f"/area/{area_slug(area.name)}/plan")),
        latest=latest,
        rows=rows,
        heads=TO_FILL_IN,
        is_long=is_long,
        is_dense=words > MOST_PRINTED_WORDS / 3,
        note=PLAN_NOTE,
        nothing=NOTHING_LISTED,
        earlier=_told_earlier(earlier),
        about=about,
        again=tell_again_briefly(again, area.name),
        standing=STANDING_LINE,
    )


def _told_earlier(earlier: Sequence[Any]) -> str:
    """How many recommendations earlier reports have, and to whom; empty where there are none."""
    if not earlier:
        return ""
    bodies = [item.row.body for inspection in earlier for item in inspection.items]
    told = f"{number(len(bodies))} earlier {plural(len(bodies), 'recommendation')}"
    if to_board := bodies.count("lscb"):
        told += f", {number(to_board)} of them to the safeguarding board,"
    return f"{told} of {len(earlier)} {plural(len(earlier), 'report')}"


def _row(item: Any, labels: dict[str, str], is_long: bool) -> dict[str, object]:
    row = item.row
    has_wording = item.has_wording and not is_long
    text = row.summary if item.has_wording and is_long else item.text
    return {
        "order": row.order,
        "text": text,
        "has_wording": has_wording,
        "themes": "; ".join(labels[theme] for theme in row.themes),
        "priority": priority_of(row),
        "page": row.page,
        "report": place_in_report(row),
    }
