"""A reader's evidence basket to take away: the few columns that a reader wants come first, in the
reader's order and numbered; a second sheet has the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ofsted.analysis.counting.export import csv_text
from ofsted.files import excel, opendocument
from ofsted.files.lists import Field, list_fields, note_field, take_items
from ofsted.files.notes import About
from ofsted.files.sheets import NO_VALUE_NOTE, Column, Sheet

NUMBER = Column("Number", 9)
FIRST_HEADS = (
    "Council",
    "Inspection ended",
    "Framework",
    "Rating",
    "Wording or summary",
    "Which",
    "Themes",
    "Your note",
    "Link to this recommendation",
)
FIRST_SHEET, SECOND_SHEET = "Basket", "Other columns"
_WHICH_NOTE = (
    "The text is the wording where it is at hand and proved against its recorded hash, and our own"
    " summary elsewhere. The column “Which” says which."
)
_ID = "Id"


def csv_collected(rows: pd.DataFrame, about: About) -> str:
    """The basket as CSV: one table, the few columns first."""
    first, others = _part_fields(rows, about)
    table = _table((*first, *others), rows, about)
    return csv_text(table)


def xlsx_collected(rows: pd.DataFrame, about: About) -> bytes:
    """The basket as an Excel workbook of two sheets."""
    return excel.write_workbook(collected_sheets(rows, about), about.title, about.last_on)


def ods_collected(rows: pd.DataFrame, about: About) -> bytes:
    """The basket as an OpenDocument spreadsheet of two sheets."""
    return opendocument.write_workbook(collected_sheets(rows, about), about.title)


def collected_sheets(rows: pd.DataFrame, about: About) -> list[Sheet]:
    """The few columns with all notes on the file, and the others under the same numbers."""
    first, others = _part_fields(rows, about)
    told = f"The sheet “{SECOND_SHEET}” has the other columns under the same numbers."
    notes = (_WHICH_NOTE, told, NO_VALUE_NOTE, *about.notes())
    again = f"The other columns of the sheet “{FIRST_SHEET}”, under the same numbers."
    return [
        _sheet(FIRST_SHEET, notes, first, rows, about),
        _sheet(SECOND_SHEET, (again, NO_VALUE_NOTE), others, rows, about),
    ]


def _part_fields(rows: pd.DataFrame, about: About) -> tuple[list[Field], list[Field]]:
    """The few fields in their order, and the others with the id first."""
    fields = {field.column.head: field for field in list_fields(rows, about)}
    fields[note_field().column.head] = note_field()
    first = [fields[head] for head in FIRST_HEADS]
    others = [field for head, field in fields.items() if head not in (*FIRST_HEADS, _ID)]
    return first, [fields[_ID], *others]


def _sheet(
    name: str, notes: tuple[str, ...], fields: Sequence[Field], rows: pd.DataFrame, about: About
) -> Sheet:
    columns = (NUMBER, *(field.column for field in fields))
    return Sheet(name, about.title, notes, columns, _values(fields, rows, about))


def _table(fields: Sequence[Field], rows: pd.DataFrame, about: About) -> pd.DataFrame:
    heads = [NUMBER.head, *(field.column.head for field in fields)]
    return pd.DataFrame(_values(fields, rows, about), columns=heads, dtype=object)


def _values(
    fields: Sequence[Field], rows: pd.DataFrame, about: About
) -> tuple[tuple[object, ...], ...]:
    """A row for each recommendation, its place in the basket first."""
    return tuple(
        (place, *(field.value(item, about) for field in fields))
        for place, item in enumerate(take_items(rows, about), start=1)
    )
