"""A quick look at what a page draws first and last: whether its text needs to be read by place."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import pypdfium2
from pypdfium2 import raw

_MOST_OBJECTS = 40  # that are looked at from each end
_MOST_CHARACTERS = 200
_HEAD_POINTS = 72.0
_FOOT_POINTS = 54.0
_UPRIGHT = 0.004


@dataclass(frozen=True)
class _Drawn:
    """One piece of text as drawn; its edges in points from the foot of the page."""

    family: str
    is_upright: bool
    lower: float
    upper: float


class Look(IntEnum):
    """What a quick look at a page finds."""

    PLAIN = 0  # its text can be read in the order of drawing
    ODD = 1  # what is drawn first or last may be no part of its text
    TURNED = 2  # turned, or wide: nothing can be read in the order of drawing


def look_at(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> Look:
    """Whether a page is turned, or may be stamped."""
    width, height = page.get_size()
    if page.get_rotation() or width > height:
        return Look.TURNED
    count = raw.FPDFPage_CountObjects(page)
    first = _lettered(page, text_page, range(min(count, _MOST_OBJECTS)))
    last = _lettered(page, text_page, range(count - 1, max(-1, count - 1 - _MOST_OBJECTS), -1))
    middle = _lettered(page, text_page, range(count // 2, min(count, count // 2 + _MOST_OBJECTS)))
    if first is None or last is None or middle is None:
        return Look.PLAIN if first is None and last is None else Look.ODD
    if not middle.is_upright:
        return Look.TURNED
    is_odd = _may_be_stamped(first, last, middle, height)
    return Look.ODD if is_odd else Look.PLAIN


def _may_be_stamped(first: _Drawn, last: _Drawn, middle: _Drawn, height: float) -> bool:
    if not (first.is_upright and last.is_upright):
        return True
    if {first.family, last.family} != {middle.family}:
        return True
    is_in_head = first.lower > height - _HEAD_POINTS or last.lower > height - _HEAD_POINTS
    is_first_low = _FOOT_POINTS < first.upper < middle.lower
    return is_in_head or is_first_low or last.lower > middle.upper


def _lettered(
    page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, places: Iterable[int]
) -> _Drawn | None:
    """The first text with a letter in it; a drawing within the drawing counts as aslant."""
    for place in places:
        drawn = raw.FPDFPage_GetObject(page, place)
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            return _Drawn("", is_upright=False, lower=0.0, upper=0.0)
        if kind == raw.FPDF_PAGEOBJ_TEXT and _has_letter(drawn, text_page):
            return _describe(drawn)
    return None


def _has_letter(drawn: raw.FPDF_PAGEOBJECT, text_page: pypdfium2.PdfTextPage) -> bool:
    buffer = (ctypes.c_ushort * _MOST_CHARACTERS)()
    size = raw.FPDFTextObj_GetText(drawn, text_page, buffer, ctypes.sizeof(buffer))
    text = bytes(buffer)[: max(0, size - 2)].decode("utf-16-le", "replace")
    return any(char.isalpha() for char in text)


def _describe(drawn: raw.FPDF_PAGEOBJECT) -> _Drawn:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(drawn, *edges)
    _, lower, _, upper = (edge.value for edge in edges)
    is_upright = matrix.a > 0 and abs(matrix.b) <= _UPRIGHT * matrix.a
    return _Drawn(_family_of(drawn), is_upright, lower, upper)


def _family_of(drawn: raw.FPDF_PAGEOBJECT) -> str:
    buffer = ctypes.create_string_buffer(_MOST_CHARACTERS)
    font = raw.FPDFTextObj_GetFont(drawn)
    raw.FPDFFont_GetBaseFontName(font, buffer, _MOST_CHARACTERS)
    return family_of(buffer.value.decode("utf-8", "replace"))


def family_of(font: str) -> str:
    """The name of a typeface, without weight and without the mark of a subset."""
    name = font.rpartition("+")[2]
    return name.replace("-", ",").partition(",")[0].removesuffix("MT").lower()
