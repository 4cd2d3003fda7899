"""Sheets as an OpenDocument spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from ofsted.files.sheets import (
    Cell,
    Column,
    Sheet,
    cell_of,
    clean_cell,
    find_choices,
    is_address,
    name_sheets,
)

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MILLIMETRES = 2.1  # of a character


def write_workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """The workbook as bytes."""
    from odf.dc import Title
    from odf.opendocument import OpenDocumentSpreadsheet

    document = OpenDocumentSpreadsheet()
    document.meta.addElement(Title(text=clean_cell(title)))
    _add_styles(document)
    _declare_choices(document, sheets)
    names = name_sheets([sheet.name for sheet in sheets])
    for sheet, name in zip(sheets, names, strict=True):
        document.spreadsheet.addElement(_make_table(document, sheet, name))
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


def _declare_choices(document: Any, sheets: Sequence[Sheet]) -> None:
    """The lists that columns are to be filled in from, each declared once."""
    from odf.table import ContentValidation, ContentValidations

    wanted = {column.choices: column for sheet in sheets for column in sheet.columns}
    declared = [
        (choices, found)
        for choices, column in wanted.items()
        if choices and (found := find_choices(sheets, column))
    ]
    if not declared:
        return
    listing = ContentValidations()
    for choices, found in declared:
        letter = found.letter
        cells = f"[${found.sheet}.${letter}${found.first}:.${letter}${found.last}]"
        condition = f"of:cell-content-is-in-list({cells})"
        name = _choices_name(choices)
        listing.addElement(ContentValidation(name=name, condition=condition))
    document.spreadsheet.addElement(listing)


def _choices_name(choices: tuple[str, int]) -> str:
    return f"choices-{choices[0]}-{choices[1]}"


def _add_styles(document: Any) -> None:
    from odf.number import DateStyle, Day, Month, Text, Year
    from odf.style import Style, TableCellProperties, TextProperties

    day = DateStyle(name="day")
    for part in (Day(), Text(text=" "), Month(textual=True, style="long"), Text(text=" ")):
        day.addElement(part)
    day.addElement(Year(style="long"))
    document.automaticstyles.addElement(day)
    wrapped = {"wrapoption": "wrap", "verticalalign": "top"}
    bold = {"fontweight": "bold"}
    for name, cells, letters, more in (
        ("title", {}, {"fontsize": "14pt", **bold}, {}),
        ("note", {"verticalalign": "top"}, {}, {}),
        ("head", wrapped, bold, {}),
        ("cell", wrapped, {}, {}),
        ("date", wrapped, {}, {"datastylename": "day"}),
    ):
        style = Style(name=name, family="table-cell", **more)
        style.addElement(TableCellProperties(**cells))
        style.addElement(TextProperties(**letters))
        document.automaticstyles.addElement(style)


def _make_table(document: Any, sheet: Sheet, name: str) -> Any:
    from odf.table import Table, TableHeaderRows, TableRow

    table = Table(name=name)
    for place, column in enumerate(sheet.columns):
        table.addElement(_make_column(document, column, f"{name}-{place}"))
    for text, style in ((sheet.title, "title"), *((note, "note") for note in sheet.notes)):
        row = TableRow()
        row.addElement(_make_cell(clean_cell(text), Column(""), style))
        table.addElement(row)
    if sheet.columns:
        heads = TableHeaderRows()
        heads.addElement(_make_row(sheet.columns, [column.head for column in sheet.columns], True))
        table.addElement(heads)
    for values in sheet.rows:
        table.addElement(_make_row(sheet.columns, values, False))
    return table


def _make_column(document: Any, column: Column, key: str) -> Any:
    from odf.style import Style, TableColumnProperties
    from odf.table import TableColumn

    name = "".join(letter if letter.isalnum() else "-" for letter in f"column-{key}")
    style = Style(name=name, family="table-column")
    style.addElement(TableColumnProperties(columnwidth=f"{column.width * _MILLIMETRES:.1f}mm"))
    document.automaticstyles.addElement(style)
    return TableColumn(stylename=name, defaultcellstylename="cell")


def _make_row(columns: Sequence[Column], values: Sequence[object], is_head: bool) -> Any:
    from odf.table import TableRow

    row = TableRow()
    for value, column in zip(values, columns, strict=True):
        style = "head" if is_head else "cell"
        row.addElement(_make_cell(cell_of(value, column), column, style))
    return row


def _make_cell(cell: Cell, column: Column, style: str) -> Any:
    from odf.table import TableCell
    from odf.text import A, P

    if isinstance(cell, date):
        return TableCell(valuetype="date", datevalue=cell.isoformat(), stylename="date")
    if isinstance(cell, int | float):
        made = TableCell(valuetype="float", value=repr(cell), stylename=style)
        made.addElement(P(text=str(cell)))
        return made
    if cell == "" and column.choices is not None:
        return TableCell(stylename=style, contentvalidationname=_choices_name(column.choices))
    if cell == "":
        return TableCell(stylename=style)
    made = TableCell(valuetype="string", stylename=style)
    if is_address(cell, column):
        paragraph = P()
        paragraph.addElement(A(href=cell, type="simple", text=cell))
        made.addElement(paragraph)
        return made
    for line in cell.split("\n"):
        made.addElement(P(text=line))
    return made
