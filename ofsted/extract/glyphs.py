"""The glyphs of a page that print its text, row by row: cleaned, and each letter once."""

from __future__ import annotations

from collections.abc import Iterable

from ofsted.extract.wording import clean_glyph

Glyph = dict  # as pdfplumber gives it: text, x0, x1, top, bottom, size, fontname, matrix, …

_ROW_TOLERANCE_POINTS = 3.0
_TWICE_POINTS = 1.1  # how far apart the prints of one letter lie at most
_TWICE_SHARE = 0.6  # of the letter's width
_TWICE_LETTERS = 4  # letters between them at most, in the order of their left edges


def rows_of(chars: Iterable[Glyph]) -> list[list[Glyph]]:
    """Rows from top to bottom, the glyphs of each from left to right."""
    rows: list[list[Glyph]] = []
    for char in sorted(_clean(chars), key=lambda c: (c["bottom"], c["x0"])):
        if rows and char["bottom"] - rows[-1][0]["bottom"] < _ROW_TOLERANCE_POINTS:
            rows[-1].append(char)
        else:
            rows.append([char])
    return [_printed_once(sorted(row, key=lambda c: c["x0"])) for row in rows]


def _clean(chars: Iterable[Glyph]) -> list[Glyph]:
    """The glyphs that print something, each with what it says."""
    kept: list[Glyph] = []
    for char in chars:
        text = char["text"]
        if len(text) == 1 and " " <= text <= "~":
            kept.append(char)
        elif cleaned := clean_glyph(text):
            kept.append(char if cleaned == text else char | {"text": cleaned})
        elif kept and abs(kept[-1]["x1"] - char["x0"]) < _TWICE_POINTS:
            # What prints nothing can still take up room, which is no blank between two words.
            kept[-1] = kept[-1] | {"x1": char["x1"]}
    return kept


def _printed_once(row: list[Glyph]) -> list[Glyph]:
    """The row without the second print of a letter that is printed twice, a little apart, to look
    bold.
    """
    kept: list[Glyph] = []
    for char in row:
        first = next((c for c in kept[-_TWICE_LETTERS:] if _is_same_letter(c, char)), None)
        if first is None:
            kept.append(char)
        else:
            first["is_printed_twice"] = True
    return kept


def _is_same_letter(first: Glyph, second: Glyph) -> bool:
    if first["text"] != second["text"]:
        return False
    across = abs(second["x0"] - first["x0"])
    if across > _TWICE_POINTS or across > _TWICE_SHARE * first["width"]:
        return False
    return abs(second["bottom"] - first["bottom"]) <= _TWICE_POINTS
