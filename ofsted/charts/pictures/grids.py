"""Cells under heads, with their labels at the left."""

from __future__ import annotations

from ofsted.charts.pictures.sheet import Box, Sheet, height_of
from ofsted.charts.pictures.space import QUIET, Space, label_column
from ofsted.charts.pictures.typeface import even_lines_of, lines_of, width_of
from ofsted.charts.pictures.values import Grid


def grid_width(figure: Grid, space: Space) -> float:
    """The width that a grid needs so that all in it can be read."""
    labels = label_column(list(figure.labels), space, 0.31)
    return labels + 14 + len(figure.heads) * _cell_least(figure, space)


def _cell_least(figure: Grid, space: Space) -> float:
    words = [word for head in figure.heads for line in head for word in line.split()]
    texts = [cell.text for row in figure.cells for cell in row]
    widest = max(width_of(text, space.value, is_bold=True) for text in (*words, *texts))
    return max(figure.least_width, widest + 8)


def place_grid(figure: Grid, sheet: Sheet, space: Space) -> float:
    """Put a grid on the sheet; gives where it ends below."""
    labels = label_column(list(figure.labels), space, 0.31)
    start = space.left + labels + 14
    wide = min((space.right - start) / len(figure.heads), 190.0)
    top = _place_heads(sheet, figure, space, start, wide)
    for label, cells in zip(figure.labels, figure.cells, strict=True):
        lines = even_lines_of(label, labels, space.label)
        written = height_of(lines, space.label)
        height = max(written, space.bar + 10)
        middle = top + height / 2
        sheet.write(lines, start - 14, middle - written / 2 - 1, space.label, anchor="right")
        for number, cell in enumerate(cells):
            x = start + number * wide
            sheet.add(Box(x + 1, top, wide - 2, height, cell.fill, "cell"))
            sheet.write_middle(
                cell.text,
                x + wide / 2,
                middle,
                space.value,
                colour=cell.ink,
                anchor="center",
            )
        top += height + 2
    return top


def _place_heads(sheet: Sheet, figure: Grid, space: Space, start: float, wide: float) -> float:
    """The heads, standing on the first row of cells."""
    size = space.value * 0.94
    heads = [_head_lines(head, wide - 4, size) for head in figure.heads]
    bottom = space.top + max(height_of([*named, *rest], size) for named, rest in heads)
    for number, (named, rest) in enumerate(heads):
        x = start + (number + 0.5) * wide
        top = bottom - height_of([*named, *rest], size)
        top = sheet.write(
            named,
            x,
            top,
            size,
            is_bold=True,
            anchor="center",
        )
        sheet.write(
            rest,
            x,
            top,
            size,
            anchor="center",
            colour=QUIET,
        )
    return bottom + 8


def _head_lines(head: tuple[str, ...], width: float, size: float) -> tuple[list[str], list[str]]:
    """The lines of a group's name, and those of what its figures are out of."""
    name, *rest = head
    named = lines_of(name, width, size, is_bold=True)
    told = [line for text in rest for line in lines_of(text, width, size)]
    return named, told
