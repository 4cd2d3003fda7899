"""The pack of a council: its recommendations as an action plan to be filled in, the latest
inspection first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ofsted import glossary
from ofsted.files import excel, opendocument
from ofsted.files.lists import (
    Item,
    place_in_report,
    rating_of,
    take_items,
    themes_of,
)
from ofsted.files.notes import About
from ofsted.files.sheets import NO_VALUE_NOTE, Column, Sheet
from ofsted.words import plural, printed_date

TO_FILL_IN = ("Owner", "Due", "Evidence", "Progress")
PLAN_NOTE = (
    "The columns Owner, Due, Evidence and Progress are for the council to fill in."
    " Ofsted did not write this plan."
)
NOTHING_LISTED = "The report lists no recommendations."
_COLUMNS = (
    Column("Number", 9),
    Column("Recommendation", 60),
    Column("Which", 14),
    Column("Addressed to", 18),
    Column("Themes", 36),
    Column("Priority or timescale", 18),
    Column("Page", 7),
    *(Column(head, 24, "open") for head in TO_FILL_IN),
    Column("Page in the report (PDF)", 30, "link"),
    Column("Link to this recommendation", 30, "link"),
)
_BLANK = (None,) * len(TO_FILL_IN)


@dataclass(frozen=True)
class Inspection:
    """One inspection of a council with its recommendations in the order of the report."""

    name: str
    heading: str
    facts: str
    url: str
    items: tuple[Item, ...]


def list_plan(
    reports: pd.DataFrame, recommendations: pd.DataFrame, about: About
) -> list[Inspection]:
    """The inspections of a council, the latest first, with their recommendations.

    `reports` are the rows of its reports, `recommendations` hold at least theirs.
    """
    dated = reports.sort_values(["inspected_to_on", "report_id"], ascending=False, kind="stable")
    found = []
    for report in dated.itertuples(index=False):
        own = recommendations[recommendations["report_id"] == report.report_id]
        items = take_items(own.sort_values("order", kind="stable"), about)
        found.append(_describe(report, tuple(items)))
    return found


def _describe(report: Any, items: tuple[Item, ...]) -> Inspection:
    framework = glossary.short_label("framework", report.framework)
    ended = report.inspected_to_on
    count = f"{len(items)} {plural(len(items), 'recommendation')}"
    facts = f"Rating: {rating_of(report)}. Published {printed_date(report.published_on)}. {count}."
    return Inspection(
        name=f"{framework} {ended:%B %Y}",
        heading=f"{framework} inspection that ended {printed_date(ended)}",
        facts=facts,
        url=report.url,
        items=items,
    )


def plan_sheets(plan: Sequence[Inspection], about: About) -> list[Sheet]:
    """The plan as sheets, one for each inspection."""
    return [_plan_sheet(inspection, about) for inspection in plan]


def _plan_sheet(inspection: Inspection, about: About) -> Sheet:
    notes = [inspection.facts, PLAN_NOTE, NO_VALUE_NOTE, *about.notes()]
    if not inspection.items:
        notes.insert(1, NOTHING_LISTED)
    title = f"{about.title}: {inspection.heading}"
    rows = tuple(_plan_row(item, about) for item in inspection.items)
    return Sheet(inspection.name, title, tuple(notes), _COLUMNS, rows)


def _plan_row(item: Item, about: About) -> tuple[object, ...]:
    row = item.row
    return (
        row.order,
        item.text,
        item.which,
        glossary.label("body", row.body),
        themes_of(row, about),
        priority_of(row),
        row.page,
        *_BLANK,
        place_in_report(row),
        about.permalink(row.recommendation_id),
    )


def priority_of(row: Any) -> str | None:
    """The priority or timescale that the report prints, if any."""
    return row.priority if isinstance(row.priority, str) else None


def xlsx_plan(plan: Sequence[Inspection], about: About) -> bytes:
    """The plan as an Excel workbook."""
    return excel.write_workbook(plan_sheets(plan, about), about.title, about.last_on)


def ods_plan(plan: Sequence[Inspection], about: About) -> bytes:
    """The plan as an OpenDocument spreadsheet."""
    return opendocument.write_workbook(plan_sheets(plan, about), about.title)


def docx_plan(plan: Sequence[Inspection], about: About) -> bytes:
    """The plan as a Word document with a table for each inspection."""
    from ofsted.files import word_plan

    return word_plan.write_plan(plan, about)
