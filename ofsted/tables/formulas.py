"""Cells that a spreadsheet would run as a formula, and how they are written so that it does not.

After OWASP, "CSV injection": an apostrophe in front makes a cell text.
"""

from __future__ import annotations

import re
import unicodedata

# Full-width and small forms count as the signs themselves: spreadsheets in some languages read them
# so.
_SIGNS = "".join(
    sign
    for sign in map(chr, (*range(0x7F), *range(0xFE50, 0xFE70), *range(0xFF01, 0xFF5F)))
    if unicodedata.normalize("NFKC", sign) in ("=", "+", "-", "@")
)
# What a spreadsheet, or a program before it, may drop from the start of a cell: blanks, line feeds,
# other controls, byte-order marks and what leaves no trace on paper.
_DROPPED = (
    r"\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
)
_FORMULA = re.compile(rf"[{_DROPPED}]*[{re.escape(_SIGNS)}]|[\t\r]")
_ESCAPED = re.compile(rf"'+(?:{_FORMULA.pattern})")


def defuse(cell: object) -> object:
    """The cell, with an apostrophe in front where a spreadsheet would take it for a formula."""
    if isinstance(cell, str) and _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def write_cell(cell: object) -> object:
    """The cell defused so that `read_cell` gives it back: apostrophes of its own before a formula
    are kept apart from ours.
    """
    if isinstance(cell, str) and (_FORMULA.match(cell) or _ESCAPED.match(cell)):
        return f"'{cell}"
    return cell


def read_cell(text: str) -> str:
    """The text of a cell that `write_cell` wrote."""
    return text[1:] if _ESCAPED.match(text) else text
