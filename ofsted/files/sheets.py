"""What a spreadsheet holds, before a format is chosen: sheets of one titled table each.

Laid out after the guidance of the Government Analysis Function, "Releasing statistics in
spreadsheets": title and notes above, one table with one header row, no merged cells, and a
shorthand where there is no value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np
import pandas as pd

NO_VALUE = "[x]"
NO_VALUE_NOTE = f"{NO_VALUE} stands where there is no value."
LONGEST_CELL = 32_767  # characters that Excel takes
LONGEST_NAME = 31  # characters of the name of a sheet
DATE_FORMAT = "d mmmm yyyy"
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
Cell = str | float | int | date


@dataclass(frozen=True)
class Column:
    """One column with its width in characters. In a `link` column an address can be followed; an
    `open` one is there to be filled in, so that its cells stay blank. `choices` names a sheet and
    one of its columns, from 0, whose values are offered as a list.
    """

    head: str
    width: int = 20
    kind: str = "plain"
    choices: tuple[str, int] | None = None


@dataclass(frozen=True)
class Sheet:
    """A title, notes of a paragraph each, and one table; a sheet of notes alone has no columns."""

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()

    @property
    def head_row(self) -> int:
        """The row of the heads, counted from 0: below title and notes."""
        return 1 + len(self.notes)


class ChoiceCells(NamedTuple):
    """Where the choices of a column stand: a sheet, the letter of a column, and its first and last
    row, counted from 1.
    """

    sheet: str
    letter: str
    first: int
    last: int


def find_choices(sheets: Sequence[Sheet], column: Column) -> ChoiceCells | None:
    """The cells that hold the choices of a column; None where it has none.

    Raises `StopIteration` where no sheet has that name.
    """
    if column.choices is None:
        return None
    name, place = column.choices
    sheet = next(sheet for sheet in sheets if sheet.name == name)
    first = sheet.head_row + 2
    return ChoiceCells(name, ascii_uppercase[place], first, first + len(sheet.rows) - 1)


def cell_of(value: object, column: Column) -> Cell:
    """A value as a cell holds it: text stays text, whatever it begins with."""
    if isinstance(value, np.generic):
        value = value.item()
    if _is_missing(value):
        return "" if column.kind == "open" else NO_VALUE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float | date):
        return value
    return clean_cell(str(value)) or NO_VALUE


def clean_cell(text: str) -> str:
    """Text without what no file format holds, as long as a cell may be."""
    return _NOT_IN_XML.sub("", text)[:LONGEST_CELL]


def is_address(cell: Cell, column: Column) -> bool:
    """Whether a cell leads somewhere: a web address in a column of addresses."""
    is_web = isinstance(cell, str) and cell.startswith(("https://", "http://"))
    return is_web and column.kind == "link"


def _is_missing(value: object) -> bool:
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    return isinstance(value, float) and not np.isfinite(value)


def name_sheets(names: Sequence[str]) -> list[str]:
    """Names as every program takes them: short, without marks that mean something, each once."""
    found: list[str] = []
    for name in names:
        plain = _NOT_IN_A_NAME.sub(" ", name).strip() or "Sheet"
        found.append(_unused(plain[:LONGEST_NAME], found))
    return found


def _unused(name: str, used: list[str]) -> str:
    folded = {other.casefold() for other in used}
    number, tried = 2, name
    while tried.casefold() in folded:
        end = f" ({number})"
        tried = name[: LONGEST_NAME - len(end)] + end
        number += 1
    return tried
