"""Bars with their labels at the left and their figures at the end."""

from __future__ import annotations

from ofsted.charts.pictures.sheet import Box, Sheet, Stroke, height_of
from ofsted.charts.pictures.space import Space, label_column
from ofsted.charts.pictures.typeface import even_lines_of, width_of
from ofsted.charts.pictures.values import INK, Bars, Mark, Row
from ofsted.charts.style import LINE_COLOUR


def place_bars(figure: Bars, sheet: Sheet, space: Space) -> float:
    """Put bars on the sheet; gives where they end below."""
    labels = [row.label for row in figure.rows]
    column = label_column(labels, space, 0.36)
    start = space.left + column + 10
    marks = [mark for row in figure.rows for mark in row.marks]
    scale = _scale(marks, space, space.right - start)
    bottom = space.top
    for row in figure.rows:
        bottom = (
            _place_row(
                sheet,
                row,
                space,
                (start, bottom),
                scale,
            )
            + space.gap
        )
    bottom -= space.gap
    axis = ((start, space.top - 4), (start, bottom + 4))
    sheet.add(Stroke(axis, LINE_COLOUR, 1.0))
    return bottom


def _scale(marks: list[Mark], space: Space, room: float) -> float:
    """Pixels for a value of 1, so that every bar and its text have room."""
    scales = []
    for mark in marks:
        if end := mark.high or mark.length:
            scales.append(room / end)
        if mark.length:
            left = room - _text_width(mark, space) - 8
            scales.append(left / mark.length)
    return max(min(scales, default=0.0), 0.0)


def _text_width(mark: Mark, space: Space) -> float:
    width = width_of(mark.text, space.value)
    if mark.name:
        width += width_of(f"{mark.name} ", space.value, is_bold=True)
    return width


def _place_row(
    sheet: Sheet, row: Row, space: Space, corner: tuple[float, float], scale: float
) -> float:
    start, top = corner
    height = space.bar
    if len(row.marks) > 1:
        height = space.bar * 0.82
    step = height + 7
    lines = even_lines_of(row.label, start - space.left - 10, space.label)
    text_height = height_of(lines, space.label)
    bars_height = len(row.marks) * step - 3
    block = max(text_height, bars_height)
    middle = top + block / 2
    label_top = middle - text_height / 2
    if len(row.marks) > 1:
        label_top = top
    sheet.write(
        lines,
        start - 10,
        label_top - 1,
        space.label,
        anchor="right",
    )
    bar_top = middle - bars_height / 2
    for mark in row.marks:
        _place_bar(
            sheet,
            mark,
            (start, bar_top),
            (height, scale),
            space,
        )
        bar_top += step
    return top + block


def _place_bar(
    sheet: Sheet,
    mark: Mark,
    corner: tuple[float, float],
    measure: tuple[float, float],
    space: Space,
) -> None:
    (start, top), (height, scale) = corner, measure
    end = start + mark.length * scale
    sheet.add(
        Box(
            start,
            top,
            end - start,
            height,
            mark.colour,
            "bar",
        )
    )
    if mark.low is not None and mark.high is not None:
        # Under the bar, so that neither bar nor text hides it.
        y = top + height + 2
        whisker = ((start + mark.low * scale, y), (start + mark.high * scale, y))
        sheet.add(Stroke(whisker, INK, 1.8, role="interval"))
    x, middle = end + 7, top + height / 2
    if mark.name:
        x = sheet.write_middle(
            f"{mark.name} ",
            x,
            middle,
            space.value,
            is_bold=True,
        )
    sheet.write_middle(mark.text, x, middle, space.value)
