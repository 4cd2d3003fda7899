"""A list of recommendations to take away, in one order of columns whatever the format.

The dashboard and the web server call the same four functions with the rows that a view chose, each
a row of the recommendations, in the order in which they are shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.export import csv_text
from ofsted.files import excel, opendocument
from ofsted.files.notes import About
from ofsted.files.sheets import NO_VALUE_NOTE, Column, Sheet
from ofsted.words import printed_date

WORDING, SUMMARY = "wording", "our summary"
NO_RATING = "none: a review of the safeguarding board only"
WHICH_NOTE = (
    "The first column holds the wording where it is at hand and proved against its recorded hash,"
    " and our own summary elsewhere. The second column says which."
)
# What the groups of councils are called at the head of a column, with what they are groups by.
GROUP_HEADS = {
    "deprivation": "Deprivation (third by IMD 2015)",
    "rurality": "Rurality (rural-urban group 2011)",
}
# Columns that only later versions of the data have.
NEXT_REPORT = "next_report"
ORIENTATION = "orientation"


@dataclass(frozen=True)
class Item:
    """One recommendation with what a file says first: its wording, or else our summary."""

    row: Any
    text: str
    which: str

    @property
    def has_wording(self) -> bool:
        """Whether the text is the report's own."""
        return self.which == WORDING


@dataclass(frozen=True)
class Field:
    """One column of a list, and where its value comes from."""

    column: Column
    value: Callable[[Item, About], object]


def take_items(rows: pd.DataFrame, about: About) -> list[Item]:
    """The rows with their texts."""
    return [take_item(row, about) for row in rows.itertuples(index=False)]


def take_item(row: Any, about: About) -> Item:
    """One row, a named tuple, with its text."""
    wording = about.find_wording(row)
    if wording is not None:
        return Item(row, wording, WORDING)
    return Item(row, _text(row.summary) or "No summary yet: see the report.", SUMMARY)


def csv_list(rows: pd.DataFrame, about: About) -> str:
    """The list as CSV: the table alone, cells that a spreadsheet would run defused."""
    fields = list_fields(rows, about)
    items = take_items(rows, about)
    heads = [field.column.head for field in fields]
    values = [[field.value(item, about) for field in fields] for item in items]
    return csv_text(pd.DataFrame(values, columns=heads, dtype=object))


def xlsx_list(rows: pd.DataFrame, about: About) -> bytes:
    """The list as an Excel workbook of one titled sheet."""
    return excel.write_workbook([list_sheet(rows, about)], about.title, about.last_on)


def ods_list(rows: pd.DataFrame, about: About) -> bytes:
    """The list as an OpenDocument spreadsheet of one titled sheet."""
    return opendocument.write_workbook([list_sheet(rows, about)], about.title)


def docx_list(rows: pd.DataFrame, about: About) -> bytes:
    """The list as a Word document, by inspection: every text as a quotation with its source."""
    from ofsted.files import word

    return word.write_quotations(list_groups(rows, about), about)


def docx_in_order(rows: pd.DataFrame, about: About) -> bytes:
    """The list as a Word document in the order of its reader: a heading wherever the next
    recommendation is of another inspection.
    """
    from ofsted.files import word

    items = take_items(rows, about)
    runs = itertools.groupby(items, key=lambda item: item.row.report_id)
    return word.write_quotations((list(run) for _, run in runs), about)


def list_sheet(rows: pd.DataFrame, about: About) -> Sheet:
    """The list as a sheet."""
    fields = list_fields(rows, about)
    values = tuple(
        tuple(field.value(item, about) for field in fields) for item in take_items(rows, about)
    )
    notes = (WHICH_NOTE, NO_VALUE_NOTE, *about.notes())
    columns = tuple(field.column for field in fields)
    return Sheet("Recommendations", about.title, notes, columns, values)


def list_groups(rows: pd.DataFrame, about: About) -> Iterator[list[Item]]:
    """The recommendations of one inspection after another, in the order in which they come up; in
    each by their number in the report.
    """
    for _, group in rows.groupby("report_id", sort=False):
        yield take_items(group.sort_values("order", kind="stable"), about)


def list_fields(rows: pd.DataFrame, about: About) -> tuple[Field, ...]:
    """The columns in their order; what is asked to change and the outcome in the next report where
    the data have them, and the reader's notes where there are any.
    """
    first, second, *others = FIELDS
    noted = (note_field(),) * bool(about.readers)
    place = 1 + [field.column.head for field in FIELDS].index("Categories")
    later = []
    if ORIENTATION in rows:
        later += [
            Field(Column("Asks to change", 24), _orientation),
            Field(Column("Names a change for children", 12), _plain("names_outcome")),
            Field(Column("Sets a target", 12), _plain("sets_target")),
        ]
    if NEXT_REPORT in rows:
        later.append(Field(Column("Next report", 24), _next_report))
    place -= 2
    return (first, second, *noted, *others[:place], *later, *others[place:])


def note_field() -> Field:
    """The column of the reader's notes, blank where there is none."""
    return Field(Column("Your note", 40, "open"), _readers_note)


def describe_inspection(row: Any) -> str:
    """The heading of an inspection: council, framework and its last day."""
    framework = glossary.short_label("framework", row.framework)
    ended = printed_date(row.inspected_to_on)
    return f"{row.area_name}: {framework} inspection that ended {ended}"


def rating_of(row: Any) -> str:
    """The rating in words."""
    if not isinstance(row.rating, str):
        return NO_RATING
    return glossary.label("rating", row.rating)


def themes_of(row: Any, about: About) -> str:
    """The names of the themes, parted by semicolons."""
    return _named(row.themes, about)


def place_in_report(row: Any) -> str:
    """The address of the page that the recommendation starts on."""
    return f"{row.url}#page={row.page}"


def _named(codes: Sequence[str], about: About) -> str:
    return "; ".join(about.labels[code] for code in codes) or "none given"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _readers_note(item: Item, about: About) -> object:
    return about.readers.get(item.row.recommendation_id)


def _orientation(item: Item, about: About) -> object:
    return about.labels.get(item.row.orientation, "")


def _next_report(item: Item, about: About) -> object:
    code = getattr(item.row, NEXT_REPORT)
    return about.labels.get(code, code)


def _group(name: str) -> Callable[[Item, About], object]:
    """The name of the group that a council is in, by a column of `GROUP_HEADS`."""

    def take(item: Item, about: About) -> object:
        return _name_group(name, getattr(item.row, name)) or None

    return take


def name_groups(rows: pd.DataFrame, name: str) -> list[str]:
    """The same of every row; "" where a council is in no group."""
    return [_name_group(name, code) for code in rows[name]]


def _name_group(name: str, code: Any) -> str:
    return "" if pd.isna(code) else glossary.label(name, int(code))


def _terms(item: Item, about: About) -> object:
    return about.terms_of(item.row.report_id) if item.has_wording else None


def _plain(name: str) -> Callable[[Item, About], object]:
    """The value of a column as it is; missing where it is blank."""

    def take(item: Item, about: About) -> object:
        value = getattr(item.row, name)
        return None if value is None or pd.isna(value) else value

    return take


def _text_of(item: Item, about: About) -> object:
    return item.text


def _which(item: Item, about: About) -> object:
    return item.which


def _rating(item: Item, about: About) -> object:
    return rating_of(item.row)


def _framework(item: Item, about: About) -> object:
    return glossary.label("framework", item.row.framework)


def _body(item: Item, about: About) -> object:
    return glossary.label("body", item.row.body)


def _themes(item: Item, about: About) -> object:
    return themes_of(item.row, about)


def _categories(item: Item, about: About) -> object:
    return _named(item.row.categories, about)


def _permalink(item: Item, about: About) -> object:
    return about.permalink(item.row.recommendation_id)


def _place(item: Item, about: About) -> object:
    return place_in_report(item.row)


FIELDS = (
    Field(
        Column("Wording or summary", 70),
        _text_of,
    ),
    Field(
        Column("Which", 14),
        _which,
    ),
    Field(
        Column("Council", 22),
        _plain("area_name"),
    ),
    Field(
        Column("Inspection ended", 18),
        _plain("inspected_to_on"),
    ),
    Field(
        Column("Rating", 20),
        _rating,
    ),
    Field(
        Column("Framework", 18),
        _framework,
    ),
    *(Field(Column(head, 20), _group(name)) for name, head in GROUP_HEADS.items()),
    Field(
        Column("Themes", 44),
        _themes,
    ),
    Field(
        Column("Categories", 40),
        _categories,
    ),
    Field(
        Column("Page", 7),
        _plain("page"),
    ),
    Field(
        Column("Link to this recommendation", 34, "link"),
        _permalink,
    ),
    Field(
        Column("Page in the report (PDF)", 34, "link"),
        _place,
    ),
    Field(
        Column("Our summary", 60),
        _plain("summary"),
    ),
    Field(
        Column("Terms of the wording", 34),
        _terms,
    ),
    Field(
        Column("Addressed to", 20),
        _body,
    ),
    Field(
        Column("Region", 20),
        _plain("region"),
    ),
    Field(
        Column("Published", 18),
        _plain("published_on"),
    ),
    Field(
        Column("Number in the report", 10),
        _plain("order"),
    ),
    Field(
        Column("Under the heading", 34),
        _plain("section"),
    ),
    Field(
        Column("Priority or timescale", 20),
        _plain("priority"),
    ),
    Field(
        Column("Printed as a finding", 12),
        _plain("is_finding"),
    ),
    Field(
        Column("Words of the wording", 10),
        _plain("word_count"),
    ),
    Field(
        Column("Themes given by", 16),
        _plain("coder"),
    ),
    Field(
        Column("Id", 18),
        _plain("recommendation_id"),
    ),
)


def describe_count(rows: pd.DataFrame) -> str:
    """How many recommendations of how many reports a list holds."""
    items, reports = len(rows), rows["report_id"].nunique()
    return (
        f"{words.number(items)} {words.plural(items, 'recommendation')}"
        f" in {words.number(reports)} {words.plural(reports, 'report')}."
    )
