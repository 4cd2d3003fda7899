"""Pairs of dots on one line, and beside them both figures, their difference and the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from ofsted.charts.pictures.sheet import LINE_HEIGHT, Dot, Sheet, height_of
from ofsted.charts.pictures.space import RAIL_COLOUR, Space, label_column
from ofsted.charts.pictures.typeface import even_lines_of, lines_of, width_of
from ofsted.charts.pictures.values import INK, Mark, Pair, Pairs
from ofsted.charts.style import LINE_COLOUR, PALETTE

_BETWEEN_COLOUR = "#9AA3A8"
_DARKER = {PALETTE[3]: "#B0430B"}  # at least 4.5:1 on white


@dataclass(frozen=True)
class _Columns:
    """Where the parts of a row of pairs begin, and pixels for a value of 1."""

    rail: float
    first: float
    second: float
    difference: float
    scale: float


def place_pairs(figure: Pairs, sheet: Sheet, space: Space) -> float:
    """Put pairs on the sheet; gives where they end below."""
    columns = _pair_columns(figure, space)
    bottom = _place_pair_heads(sheet, figure, space, columns)
    for pair in figure.rows:
        bottom = _place_pair(sheet, pair, space, columns, bottom)
    return bottom


def _pair_columns(figure: Pairs, space: Space) -> _Columns:
    rows, apart = figure.rows, space.value
    firsts = [pair.first for pair in rows]
    seconds = [pair.second for pair in rows]
    figures = [width_of(mark.text, space.value) for mark in (*firsts, *seconds)]
    names = f"{figure.first} {figure.second}".split()
    heads = [width_of(word, space.value, is_bold=True) + _sign_room(space) for word in names]
    widest = max(*figures, *heads)
    difference = space.right - _verdict_width(rows, space)
    second = difference - widest - 1.2 * apart
    first = second - widest - apart
    label = label_column([pair.label for pair in rows], space, 0.27)
    rail = space.left + label + 1.4 * apart
    highest = max((mark.length for mark in (*firsts, *seconds)), default=1)
    return _Columns(
        rail=rail,
        first=first,
        second=second,
        difference=difference,
        scale=(first - rail - 1.6 * apart) / (highest or 1.0),
    )


def _verdict_width(rows: tuple[Pair, ...], space: Space) -> float:
    """How wide the column of differences and verdicts is."""
    told = [text for pair in rows for text in (pair.difference, pair.verdict)]
    return max(width_of(text, space.value * 0.95, is_bold=True) for text in told)


def _place_pair_heads(sheet: Sheet, figure: Pairs, space: Space, columns: _Columns) -> float:
    size, height = space.value * 0.9, space.value * LINE_HEIGHT
    pair = figure.rows[0]
    told = ""
    if pair.difference:
        told = "A − B, points (95% interval)"
    room = _sign_room(space)
    heads = (
        (columns.first + room, columns.second, figure.first, pair.first.colour),
        (columns.second + room, columns.difference, figure.second, pair.second.colour),
        (columns.difference, space.right, told, INK),
    )
    wrapped = [
        (x, lines_of(text, end - x - 8, size, is_bold=True), colour)
        for x, end, text, colour in heads
    ]
    bottom = space.top + max(height_of(lines, size) for _, lines, _ in wrapped)
    for x, lines, colour in wrapped:
        sheet.write(
            lines,
            x,
            bottom - height_of(lines, size),
            size,
            is_bold=True,
            colour=_readable(colour),
        )
    for mark, (x, lines, _) in zip((pair.first, pair.second), wrapped[:2], strict=True):
        middle = bottom - height_of(lines, size) + size * LINE_HEIGHT / 2
        dot = _dot_size(mark, space)
        sheet.add(Dot(x - room / 2, middle, dot, mark.colour, mark.kind, "key"))
    sheet.rule((space.left, space.right), bottom + 6, LINE_COLOUR)
    return bottom + 6 + height * 0.4


def _sign_room(space: Space) -> float:
    """The room for a side's mark before its name."""
    return space.value * 1.2


def _readable(colour: str) -> str:
    """A colour in which text can be read on white: the orange of the palette is too light."""
    return _DARKER.get(colour, colour)


def _place_pair(sheet: Sheet, pair: Pair, space: Space, columns: _Columns, top: float) -> float:
    room = columns.rail - space.left - space.value
    lines = even_lines_of(pair.label, room, space.label)
    label = height_of(lines, space.label)
    figures = space.value * LINE_HEIGHT
    if pair.difference:
        figures *= 2
    height = max(label, figures) + space.gap
    middle = top + height / 2
    sheet.write(lines, space.left, middle - label / 2, space.label)
    _place_dots(sheet, pair, space, columns, middle)
    sheet.write_middle(pair.first.text, columns.first, middle, space.value)
    sheet.write_middle(pair.second.text, columns.second, middle, space.value)
    _write_verdict(sheet, pair, columns.difference, middle, space.value * 0.95)
    sheet.rule((space.left, space.right), top + height, RAIL_COLOUR)
    return top + height


def _place_dots(
    sheet: Sheet,
    pair: Pair,
    space: Space,
    columns: _Columns,
    middle: float,
) -> None:
    """Both shares on their rail, and the line between them."""
    first = columns.rail + pair.first.length * columns.scale
    second = columns.rail + pair.second.length * columns.scale
    sheet.rule((columns.rail, columns.first - 1.6 * space.value), middle, RAIL_COLOUR, 1.5)
    sheet.rule((first, second), middle, _BETWEEN_COLOUR, 3.0)
    for x, mark in ((first, pair.first), (second, pair.second)):
        sheet.add(Dot(x, middle, _dot_size(mark, space), mark.colour, mark.kind, "share"))


def _dot_size(mark: Mark, space: Space) -> float:
    """The size of a dot; a diamond is measured along its edge and looks larger."""
    if mark.kind == "diamond":
        return space.value * 0.66
    return space.value * 0.8


def _write_verdict(sheet: Sheet, pair: Pair, x: float, middle: float, size: float) -> None:
    """The verdict, below the difference where that is written."""
    colour, below = _readable(pair.colour), middle
    if pair.difference:
        sheet.write_middle(pair.difference, x, middle - size * 0.62, size)
        below = middle + size * 0.62
    sheet.write_middle(
        pair.verdict,
        x,
        below,
        size,
        is_bold=True,
        colour=colour,
    )
