"""A table as an Excel workbook that stands on its own: what it says and where it comes from on the
first sheet, the table on the second.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ofsted.files import excel
from ofsted.files.sheets import NO_VALUE, NO_VALUE_NOTE, Column, Sheet

MEDIA_TYPE = excel.MEDIA_TYPE
__all__ = ["MEDIA_TYPE", "NO_VALUE", "write_workbook"]
_WIDEST = 60  # characters of a column


def write_workbook(table: pd.DataFrame, title: str, about: Sequence[str]) -> bytes:
    """The workbook as bytes:

    `title` heads both sheets, `about` stands on the cover, a paragraph a row.
    """
    told = f"The sheet “Table” holds one table. {NO_VALUE_NOTE}"
    cover = Sheet("Cover", title, (*about, told))
    notes = (f"This sheet holds one table. {NO_VALUE_NOTE}",)
    rows = tuple(table.itertuples(index=False, name=None))
    columns = tuple(
        _column(str(name), [row[place] for row in rows]) for place, name in enumerate(table.columns)
    )
    sheet = Sheet("Table", title, notes, columns, rows)
    return excel.write_workbook([cover, sheet], title)


def _column(head: str, values: Sequence[object]) -> Column:
    lengths = [len(str(value)) for value in values]
    longest = max([len(head), *lengths])
    width = min(_WIDEST, longest + 2)
    return Column(head, width)
