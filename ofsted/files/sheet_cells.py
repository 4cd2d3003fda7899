"""The cells of a spreadsheet that a person hands in, OpenDocument or Excel, within limits.

`read_sent_cells` reads a file by a stranger in a process of its own, as reports are read: a small
file can claim a million rows. `python -m ofsted.files.sheet_cells` is that process.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from itertools import islice

from ofsted.coding.own import Cells
from ofsted.errors import OfstedError, ReportError
from ofsted.extract.sandbox import limit_process, read_in_process
from ofsted.limits import MOST_OWN_SAMPLE

MAX_BYTES = 3_000_000
MAX_SECONDS = 30
_MOST_SHEETS, _MOST_ROWS, _MOST_COLUMNS, _MOST_CHARACTERS = 5, MOST_OWN_SAMPLE + 100, 20, 300
_MOST_ANSWER_BYTES = 4_000_000  # a full sheet with its codebook gives about one million
_EXPECTED = "expected the sheet that was filled in, as .xlsx or .ods"
_UNREADABLE = "cannot be read as a spreadsheet"


def read_cells_here(content: bytes, name: str) -> list[Cells]:
    """The first cells of every sheet; for a file of one's own.

    Raises `OfstedError` where it is no spreadsheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, XmlError, ZipError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Cells(name, sheet_name, _rows(book.get_sheet_by_name(sheet_name).to_python(False)))
            for sheet_name in book.sheet_names[:_MOST_SHEETS]
        ]
    except (CalamineError, XmlError, ZipError, ValueError) as error:
        raise OfstedError(f"{name}: {_UNREADABLE}; {_EXPECTED}") from error


def _rows(rows: Iterable[Iterable[object]]) -> tuple[tuple[str, ...], ...]:
    """Rows as text. Blank rows at the top are given too, so that the numbers are the program's."""
    return tuple(
        tuple(str(cell)[:_MOST_CHARACTERS] for cell in islice(row, _MOST_COLUMNS))
        for row in islice(rows, _MOST_ROWS)
    )


def read_sent_cells(content: bytes, name: str) -> list[Cells]:
    """The same of a file by a stranger. Raises `OfstedError`."""
    if len(content) > MAX_BYTES:
        raise OfstedError(f"{name}: more than {MAX_BYTES // 1_000_000} MB; {_EXPECTED}")
    try:
        answer = read_in_process(content, "ofsted.files.sheet_cells", "sheets", MAX_SECONDS)
    except ReportError as error:
        raise OfstedError(f"{name}: {_UNREADABLE}; {_EXPECTED}") from error
    if "error" in answer:
        raise OfstedError(f"{name}: {answer['error']}; {_EXPECTED}")
    return [
        Cells(name, str(sheet), tuple(tuple(map(str, row)) for row in rows))
        for sheet, rows in answer["sheets"]
    ]


def main() -> None:
    """Read a spreadsheet from standard input and print its cells, or the error, as JSON."""
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    limit_process()
    try:
        sheets = [(cells.sheet, cells.rows) for cells in read_cells_here(content, "sheet")]
        answer = json.dumps({"sheets": sheets})
        if len(answer) > _MOST_ANSWER_BYTES:
            answer = json.dumps({"error": "holds more text than such a sheet"})
    except BaseException:  # whatever a hostile file does to the library, the sender gets a sentence
        answer = json.dumps({"error": _UNREADABLE})
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
