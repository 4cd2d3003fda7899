"""Reads and writes the corpus's CSV files, so that every error names the file, the row and the
column.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ofsted.documents import reading
from ofsted.errors import SchemaError
from ofsted.tables.cells import what_is_expected
from ofsted.tables.formulas import read_cell, write_cell
from ofsted.tables.schema import Schema
from ofsted.tables.whole import write_text_whole

_COUNT = re.compile(r"0*[1-9][0-9]{0,17}")  # Python reads no number of thousands of digits


class Row:
    """One line of a CSV file that knows where it stands."""

    def __init__(self, file_name: str, number: int, values: dict[str, str]) -> None:
        self.place = f"{file_name} row {number}"
        self.values = values

    def error(self, column: str, expected: str) -> SchemaError:
        """The error for a value that is not what `column` should hold."""
        return SchemaError(
            f"{self.place}, column {column}: {self.values[column]!r}, expected {expected}"
        )

    def text(self, column: str) -> str:
        """A value that must not be blank. Raises `SchemaError`."""
        if not self.values[column]:
            raise self.error(column, "a value")
        return self.values[column]

    def matching(self, column: str, is_right: Callable[[str], Any], expected: str) -> str:
        """A value that passes `is_right`. Raises `SchemaError` saying what was `expected`."""
        if not is_right(self.values[column]):
            raise self.error(column, expected)
        return self.values[column]

    def one_of(self, column: str, codes: Sequence[str]) -> str:
        """A value from a closed list. Raises `SchemaError`."""
        return self.matching(column, lambda value: value in codes, f"one of {', '.join(codes)}")

    def count(self, column: str) -> int:
        """A whole number from 1. Raises `SchemaError`."""
        value = self.matching(column, _COUNT.fullmatch, "a whole number from 1")
        return int(value)

    def count_or_blank(self, column: str) -> int | None:
        """A whole number from 1, or None where the value is blank. Raises `SchemaError`."""
        if not self.values[column]:
            return None
        return self.count(column)

    def day(self, column: str) -> date:
        """A date written YYYY-MM-DD. Raises `SchemaError`."""
        try:
            day = date.fromisoformat(self.values[column])
        except ValueError as error:
            raise self.error(column, "a date written YYYY-MM-DD") from error
        # Python also reads 20240131 and 2024-W05-3, which other programs do not.
        if day.isoformat() != self.values[column]:
            raise self.error(column, "a date written YYYY-MM-DD")
        return day

    def day_or_blank(self, column: str) -> date | None:
        """A date, or None where the value is blank. Raises `SchemaError`."""
        if not self.values[column]:
            return None
        return self.day(column)

    def items(self, column: str) -> tuple[str, ...]:
        """The items of a list written with `|` between them.

        Raises `SchemaError` for an empty or repeated item.
        """
        if not self.values[column]:
            return ()
        items = tuple(self.values[column].split("|"))
        if "" in items or len(set(items)) != len(items):
            raise self.error(column, "different items with | between them")
        return items


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """The lines of a CSV file under exactly these columns; the first line below the header is row
    2, as in a spreadsheet.

    Raises `SchemaError` where the file is missing, not UTF-8, has other columns, or a line is too
    short or too long.
    """
    with reading(path, "a CSV file in UTF-8"):
        return _read_rows(path, columns)


def _read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    lines = _read_lines(path)
    header = next(iter(lines), [])
    if header != list(columns):
        raise SchemaError(f"{path.name}: columns {header}, expected {list(columns)}")
    return [
        _row(path.name, number, line, columns) for number, line in enumerate(lines[1:], start=2)
    ]


def _read_lines(path: Path) -> list[list[str]]:
    lines: list[list[str]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.reader(file, strict=True):
                lines.append(line)  # noqa: PERF402  # their number is told where one is faulty
    except UnicodeDecodeError as error:
        raise SchemaError(f"{path.name}: not a CSV file in UTF-8 ({error})") from error
    except csv.Error as error:
        place = f"{path.name} row {len(lines) + 1}"
        raise SchemaError(f"{place}: {error}; expected a CSV file in UTF-8") from error
    return lines


def _row(file_name: str, number: int, line: list[str], columns: Sequence[str]) -> Row:
    if len(line) != len(columns):
        raise SchemaError(f"{file_name} row {number}: {len(line)} values, expected {len(columns)}")
    return Row(file_name, number, dict(zip(columns, map(read_cell, line), strict=True)))


def read_declared(path: Path, schema: Schema) -> list[Row]:
    """The lines of a hand-kept CSV file whose every cell holds what its column declares.

    Raises `SchemaError` naming row and column.
    """
    rows = read_rows(path, [column.name for column in schema.columns])
    check_declared(rows, schema)
    return rows


def check_declared(rows: Iterable[Row], schema: Schema) -> None:
    """Check every cell against its column. Raises `SchemaError` naming row and column."""
    for row in rows:
        for column in schema.columns:
            if expected := what_is_expected(column, row.values[column.name]):
                raise row.error(column.name, expected)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a CSV file whole or not at all: the same rows give the same bytes on every system."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: write_cell(cell) for name, cell in row.items()})
    write_text_whole(path, text.getvalue())


def check_unique(rows: Iterable[Row], column: str) -> None:
    """Check that no two rows share a value; blanks do not count.

    Raises `SchemaError` naming both rows.
    """
    first: dict[str, Row] = {}
    for row in rows:
        value = row.values[column]
        if value and value in first:
            raise row.error(column, f"a value of its own, but {first[value].place} has it too")
        first[value] = row
