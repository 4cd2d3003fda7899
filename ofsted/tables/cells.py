"""Whether the cell of a hand-kept CSV file holds what its column declares."""

from __future__ import annotations

import math
import re
from datetime import date

import pyarrow as pa

from ofsted.tables.handkept import FALSE, LIST_SEPARATOR, TRUE
from ofsted.tables.schema import Column

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def what_is_expected(column: Column, text: str) -> str | None:
    """What the column expects in words, where the cell does not hold it; None where it does."""
    if not text:
        if column.blank or pa.types.is_list(column.type):
            return None
        return "a value"
    if pa.types.is_list(column.type):
        return _expected_of_list(text)
    if column.codes and text not in {str(code) for code in column.codes}:
        return f"one of {', '.join(str(code) for code in column.codes if code != '')}"
    return _expected_of_type(column.type, text)


def _expected_of_list(text: str) -> str | None:
    items = text.split(LIST_SEPARATOR)
    if "" in items or len(set(items)) < len(items):
        return f"different items with {LIST_SEPARATOR} between them"
    return None


def _expected_of_type(kind: pa.DataType, text: str) -> str | None:
    if pa.types.is_boolean(kind) and text not in (FALSE, TRUE):
        return f"{FALSE} or {TRUE}"
    if pa.types.is_integer(kind) and not _is_whole_number(kind, text):
        return f"a whole number of at most {kind.bit_width} bits"
    if pa.types.is_floating(kind) and not _is_number(text):
        return "a number"
    if pa.types.is_date(kind) and not _is_day(text):
        return "a date written YYYY-MM-DD"
    return None


def _is_whole_number(kind: pa.DataType, text: str) -> bool:
    most = 2 ** (kind.bit_width - 1)
    return bool(_WHOLE_NUMBER.fullmatch(text)) and -most <= int(text) < most


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and text.isascii()
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False
