"""Sheets as an Excel workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ofsted.files.sheets import (
    DATE_FORMAT,
    Cell,
    Column,
    Sheet,
    cell_of,
    clean_cell,
    find_choices,
    is_address,
    name_sheets,
)

if TYPE_CHECKING:
    import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_A4 = 9  # the number of the paper in the format
_LONGEST_TITLE = 255
_LONGEST_ADDRESS = 2_079
# Text stays text: a wording that begins with "=" is no formula, an address no link, a code no
# number.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(sheets: Sequence[Sheet], title: str, made_on: date | None = None) -> bytes:
    """The workbook as bytes; the same sheets of the same day give the same bytes."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as workbook:
        about: dict[str, Any] = {"title": title[:_LONGEST_TITLE]}
        if made_on is not None:
            about["created"] = datetime(made_on.year, made_on.month, made_on.day)
        workbook.set_properties(about)
        formats = _make_formats(workbook)
        names = name_sheets([sheet.name for sheet in sheets])
        for number, (sheet, name) in enumerate(zip(sheets, names, strict=True), start=1):
            page = workbook.add_worksheet(name)
            _write_sheet(page, sheet, formats, f"table_{number}")
            _offer_choices(page, sheet, sheets)
    return buffer.getvalue()


def _make_formats(workbook: xlsxwriter.Workbook) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    return {
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "note": workbook.add_format({"valign": "top"}),
        "head": workbook.add_format({"bold": True, **wrapped}),
        "cell": workbook.add_format(wrapped),
        "day": workbook.add_format({"num_format": DATE_FORMAT, "align": "left", **wrapped}),
        "link": workbook.add_format({"font_color": "#12436d", "underline": True, **wrapped}),
    }


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any], table_name: str) -> None:
    page.write_string(0, 0, clean_cell(sheet.title), formats["title"])
    for row, note in enumerate(sheet.notes, start=1):
        page.write_string(row, 0, clean_cell(note), formats["note"])
    if not sheet.columns:
        return
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    _write_table(page, sheet, formats, table_name)
    page.freeze_panes(sheet.head_row + 1, 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(sheet.head_row)


def _offer_choices(page: Any, sheet: Sheet, sheets: Sequence[Sheet]) -> None:
    """Lists to choose from in the cells of columns that have choices."""
    first, last = sheet.head_row + 1, sheet.head_row + len(sheet.rows)
    for place, column in enumerate(sheet.columns):
        found = find_choices(sheets, column)
        if found is None or not sheet.rows:
            continue
        letter = found.letter
        source = f"='{found.sheet}'!${letter}${found.first}:${letter}${found.last}"
        told = {"validate": "list", "source": source, "error_type": "warning"}
        page.data_validation(first, place, last, place, told)


def _write_table(page: Any, sheet: Sheet, formats: dict[str, Any], table_name: str) -> None:
    first = sheet.head_row
    heads = [column.head for column in sheet.columns]
    if not sheet.rows:
        page.write_row(first, 0, heads, formats["head"])
        return
    columns = [{"header": head, "header_format": formats["head"]} for head in heads]
    own = {
        "columns": columns,
        "name": table_name,
        "autofilter": False,
        "style": "Table Style Light 1",
    }
    page.add_table(first, 0, first + len(sheet.rows), len(heads) - 1, own)
    for row, values in enumerate(sheet.rows, start=first + 1):
        for place, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            _write_cell(page, (row, place), cell_of(value, column), column, formats)


def _write_cell(
    page: Any, place: tuple[int, int], cell: Cell, column: Column, formats: dict[str, Any]
) -> None:
    if isinstance(cell, date):
        page.write_datetime(*place, cell, formats["day"])
    elif isinstance(cell, int | float):
        page.write_number(*place, cell, formats["cell"])
    elif cell == "":
        page.write_blank(*place, None, formats["cell"])
    elif is_address(cell, column) and len(cell) <= _LONGEST_ADDRESS:
        page.write_url(*place, cell, formats["link"], cell)
    else:
        page.write_string(*place, cell, formats["cell"])
