"""A table as an Excel workbook that stands on its own: what it says and where it comes from on the
first sheet, the table on the second.

Laid out after the guidance of the Government Analysis Function, "Releasing statistics in
spreadsheets": one table a sheet from the first column on, marked as a table, one header row, no
merged or blank cells, a shorthand where there is no value.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pandas as pd
import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_VALUE = "[x]"
_WIDEST = 60  # characters of a column
_COVER_CHARACTERS = 110
_LONGEST = 32_767  # characters that Excel takes in a cell
# Text stays text: a wording that begins with "=" is no formula, an address no link, a code no
# number.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(table: pd.DataFrame, title: str, about: Sequence[str]) -> bytes:
    """The workbook as bytes:

    `title` heads both sheets, `about` stands on the cover, a paragraph a row.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as workbook:
        workbook.set_properties({"title": title[:255]})
        _write_cover(workbook, title, about)
        _write_table(workbook, table, title)
    return buffer.getvalue()


def _write_cover(workbook: xlsxwriter.Workbook, title: str, about: Sequence[str]) -> None:
    sheet, wrapped = (
        workbook.add_worksheet("Cover"),
        workbook.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet.set_column(0, 0, _COVER_CHARACTERS)
    sheet.write_string(
        0, 0, title, workbook.add_format({"text_wrap": True, "bold": True, "font_size": 14})
    )
    for place, text in enumerate(
        (*about, f"The sheet “Table” holds one table. {NO_VALUE} stands where there is no value."),
        start=1,
    ):
        sheet.write_string(place, 0, text[:_LONGEST], wrapped)


def _write_table(workbook: xlsxwriter.Workbook, table: pd.DataFrame, title: str) -> None:
    sheet = workbook.add_worksheet("Table")
    sheet.write_string(0, 0, title, workbook.add_format({"bold": True, "font_size": 12}))
    sheet.write_string(
        1, 0, f"This sheet holds one table. {NO_VALUE} stands where there is no value."
    )
    heads = [str(name) for name in table.columns]
    rows = [[_cell(value) for value in row] for row in table.itertuples(index=False, name=None)]
    for place, head in enumerate(heads):
        sheet.set_column(
            place,
            place,
            min(_WIDEST, max([len(head), *(len(str(row[place])) for row in rows)]) + 2),
        )
    header = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    if rows and heads:
        columns = [{"header": head, "header_format": header} for head in heads]
        area = {
            "data": rows,
            "columns": columns,
            "name": "figures",
            "autofilter": False,
            "style": "Table Style Light 1",
        }
        sheet.add_table(2, 0, 2 + len(rows), len(heads) - 1, area)
    else:
        sheet.write_row(2, 0, heads, header)
    sheet.freeze_panes(3, 1)


def _cell(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if (
        value is None
        or value is pd.NaT
        or value is pd.NA
        or (isinstance(value, float) and not np.isfinite(value))
    ):
        return NO_VALUE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, (int, float)) else str(value)[:_LONGEST] or NO_VALUE
