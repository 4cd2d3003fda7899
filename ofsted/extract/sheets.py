"""Sheets of paper as pages of a report: turned upright, in the usual size, and one after the other
where two stand side by side.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from operator import itemgetter

from ofsted.errors import ReportError
from ofsted.extract.glyphs import Glyph

USUAL_BODY_POINTS = 12.0
USUAL_HEIGHT_POINTS = 842.0  # A4
_USUAL_SIZES = (11.3, 12.7)
_LEAST_SHARE = 0.1  # of a page's glyphs in the usual size, which say that the page has it
_MOST_TIMES = 2.2  # smaller or larger, beyond which sizes are left as they are
_LANDSCAPE = 1.2  # times as wide as high
_MOST_ACROSS = 4  # glyphs across the fold of two pages: of a stamp
_LEAST_ON_PAGE = 20
_LEAST_TEXT = 150  # glyphs in one size, from which the size of a page's text can be told
_EDGE_POINTS = 24.0  # within which of the upper edge nothing is printed
_NEARLY = 0.015  # by which two proportions differ that count as one
_UPRIGHT = 0.004  # of a letter's direction: lines then stay lines
_LEAST_UPRIGHT = 0.15  # share of a page's letters that run along its edges
_SIZE = itemgetter("size")


class AslantError(ReportError):
    """Most letters of a page stand aslant; the message names the page."""


@dataclass(frozen=True)
class Sheet:
    """The glyphs of the pages on a sheet, each in the order of drawing.

    `left_out` glyphs are set in another direction than most: they lie over the text.
    """

    pages: list[list[Glyph]]
    left_out: int
    times: float  # as large as usual


def pages_on_sheet(
    glyphs: list[Glyph], width: float, height: float, times_before: float = 1.0
) -> Sheet:
    """A sheet as one upright page of the usual size, or as two.

    `times_before` is how many times the usual size the sheet before had: that of a sheet with
    little text. Raises `AslantError` where most letters stand aslant.
    """
    upright, width, height = _upright(glyphs, width, height)
    halves = [upright] if width <= _LANDSCAPE * height else _halves(upright, width / 2)
    times = _times_usual(upright, height, times_before)
    pages = [_in_usual_size(half, height, times) for half in halves]
    return Sheet(pages, len(glyphs) - len(upright), times)


def _upright(glyphs: list[Glyph], width: float, height: float) -> tuple[list[Glyph], float, float]:
    """The glyphs that run the page's way, turned upright, with the size of the page."""
    turned = [_is_turned(glyph["matrix"]) for glyph in glyphs]
    if not any(turned):
        return glyphs, width, height
    main = _main_direction(glyphs)
    kept = list(compress(glyphs, (_direction(glyph["matrix"]) == main for glyph in glyphs)))
    if main % 90:
        raise AslantError(
            f"has its text aslant, at {main} degrees; expected upright text, or text turned by 90,"
            " 180 or 270 degrees"
        )
    if main == 0:
        return kept, width, height
    upright = [_turned_back(glyph, main, width, height) for glyph in kept]
    if main != 180:
        width, height = height, width
    return upright, width, height


def _main_direction(glyphs: list[Glyph]) -> int:
    """Which way most lines run; a quarter turn where a good part of the letters has one, for stamps
    can have more letters than a short page.
    """
    directions = Counter(
        _direction(glyph["matrix"]) for glyph in glyphs if not glyph["text"].isspace()
    )
    quarters = Counter({way: count for way, count in directions.items() if way % 90 == 0})
    way, count = max(quarters.items(), key=itemgetter(1), default=(0, 0))
    if count >= _LEAST_UPRIGHT * directions.total():
        return way
    return max(directions.items(), key=itemgetter(1), default=(0, 0))[0]


def _is_turned(matrix: Sequence[float]) -> bool:
    return matrix[0] <= 0 or abs(matrix[1]) > _UPRIGHT * matrix[0]


def _direction(matrix: Sequence[float]) -> int:
    """Which way a glyph's line runs, in degrees against the clock: 0, 90, 180, 270 or between."""
    degrees = math.degrees(math.atan2(matrix[1], matrix[0])) % 360
    quarter = round(degrees / 90) * 90
    if abs(degrees - quarter) < math.degrees(_UPRIGHT):
        return quarter % 360
    if round(degrees) % 90:
        return round(degrees)
    # Close to a quarter, yet not upright enough to count as one.
    return quarter + int(math.copysign(1, degrees - quarter))


def _turned_back(glyph: Glyph, degrees: int, width: float, height: float) -> Glyph:
    x0, x1, top, bottom = glyph["x0"], glyph["x1"], glyph["top"], glyph["bottom"]
    box = {
        90: (height - bottom, height - top, x0, x1),
        180: (width - x1, width - x0, height - bottom, height - top),
        270: (top, bottom, width - x1, width - x0),
    }[degrees]
    return _placed(glyph, *box)


def _placed(glyph: Glyph, x0: float, x1: float, top: float, bottom: float) -> Glyph:
    return glyph | {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "size": bottom - top,
    }


def _halves(glyphs: list[Glyph], fold: float) -> list[list[Glyph]]:
    """The glyphs left and right of the fold, each half placed as a page; all where it is no
    fold.
    """
    across = sum(glyph["x0"] < fold - 1 and glyph["x1"] > fold + 1 for glyph in glyphs)
    left = [glyph for glyph in glyphs if glyph["x0"] + glyph["x1"] < 2 * fold]
    right = [glyph for glyph in glyphs if glyph["x0"] + glyph["x1"] >= 2 * fold]
    if across > _MOST_ACROSS or min(len(left), len(right)) < _LEAST_ON_PAGE:
        return [glyphs]
    moved = [
        _placed(glyph, glyph["x0"] - fold, glyph["x1"] - fold, glyph["top"], glyph["bottom"])
        for glyph in right
    ]
    return [left, moved]


def _in_usual_size(glyphs: list[Glyph], height: float, times: float) -> list[Glyph]:
    """The glyphs with body text of the usual size, on a page of the usual height."""
    if times == 1:
        return glyphs
    above = _above(glyphs, height / times, times)
    return [
        _placed(
            glyph,
            glyph["x0"] / times,
            glyph["x1"] / times,
            glyph["top"] / times - above,
            glyph["bottom"] / times - above,
        )
        for glyph in glyphs
    ]


def _above(glyphs: list[Glyph], height: float, times: float) -> float:
    """How far down its sheet a page begins that is printed smaller or larger: it stands in the
    middle, at the head or at the foot, wherever its text keeps within the page.
    """
    spare = height - USUAL_HEIGHT_POINTS
    bottoms = [glyph["bottom"] / times for glyph in glyphs]
    for above in (spare / 2, 0.0, spare):
        if above + _EDGE_POINTS < min(bottoms) and max(bottoms) < above + USUAL_HEIGHT_POINTS:
            return above
    return spare / 2


def _times_usual(glyphs: list[Glyph], height: float, before: float) -> float:
    """How many times the usual size a page is printed in."""
    sizes: Counter[float] = Counter()
    for size, count in Counter(map(_SIZE, glyphs)).items():
        sizes[round(size, 2)] += count
    if not sizes:
        return before
    as_high = height / USUAL_HEIGHT_POINTS
    if abs(as_high - 1) > _NEARLY and _share_in(sizes, _as_usual(as_high)) > _LEAST_SHARE:
        return as_high
    size, count = max(sizes.items(), key=itemgetter(1))
    if count < _LEAST_TEXT:
        return before
    times = size / USUAL_BODY_POINTS
    is_usual = _share_in(sizes, _USUAL_SIZES) > _LEAST_SHARE
    return 1.0 if is_usual or not 1 / _MOST_TIMES <= times <= _MOST_TIMES else times


def _as_usual(times: float) -> tuple[float, float]:
    """Sizes of body text on a sheet that is so many times as high as usual."""
    size = times * USUAL_BODY_POINTS
    return size * (1 - _NEARLY), size * (1 + _NEARLY)


def _share_in(sizes: Counter[float], bounds: tuple[float, float]) -> float:
    least, most = bounds
    return sum(count for size, count in sizes.items() if least <= size <= most) / sizes.total()
