"""A whole picture: title, what was counted, the figure, how to read it, and where it comes from;
and the preview that stands beside a link.
"""

from __future__ import annotations

from dataclasses import replace

from ofsted.charts.pictures.grids import grid_width
from ofsted.charts.pictures.layout import place
from ofsted.charts.pictures.sheet import Box, Sheet, Stroke
from ofsted.charts.pictures.space import QUIET, Space
from ofsted.charts.pictures.typeface import cut_to, even_lines_of, lines_of
from ofsted.charts.pictures.values import (
    Bars,
    Figure,
    Grid,
    Nothing,
    Pairs,
    Panels,
    Picture,
)
from ofsted.charts.style import LINE_COLOUR, PALETTE
from ofsted.limits import PREVIEW_HEIGHT, PREVIEW_WIDTH

WIDTH = 900.0
_MARGIN = 28.0
_TITLES, _TOLD, _FOOT = (28.0, 25.0, 22.0), 17.0, 13.5
PREVIEW_ROWS = 6
_PREVIEW_PANELS = 3
_EDGE = 48.0
_PREVIEW_TITLES = (46.0, 40.0, 35.0)
_CARD_TITLES = (64.0, 56.0, 48.0, 40.0)
_PREVIEW_SIZES, _LEAST_PREVIEW_SIZE = (27.0, 24.0, 21.0), 18.0
# Rows and size of type, the best first: two rows in large type before more in small.
_TRIED = (
    *((rows, size) for rows in range(PREVIEW_ROWS, 1, -1) for size in _PREVIEW_SIZES),
    *((rows, _LEAST_PREVIEW_SIZE) for rows in range(PREVIEW_ROWS, 0, -1)),
)
_LONGEST_ADDRESS = 400  # characters; a longer one is no use on paper


def whole_sheet(picture: Picture) -> Sheet:
    """The picture in full."""
    space = Space(_MARGIN, 0, WIDTH - 2 * _MARGIN)
    if isinstance(picture.figure, Grid):
        space = replace(space, width=max(space.width, grid_width(picture.figure, space)))
    sheet = Sheet(space.width + 2 * _MARGIN)
    size, lines = _fit_title(picture.title, space.width, _TITLES)
    top = sheet.write(lines, _MARGIN, 22, size, is_bold=True) + 4
    for told in (picture.caveats, picture.told):
        if told:
            top = sheet.draw_text(
                told,
                _MARGIN,
                top,
                space.width,
                _TOLD,
                colour=QUIET,
            )
    bottom = place(sheet, picture.figure, replace(space, top=top + 22))
    sheet.height = _foot(sheet, picture, bottom + 22, space.width) + 18
    return sheet


def _foot(sheet: Sheet, picture: Picture, top: float, width: float) -> float:
    """How to read it, source, date and address."""
    if picture.notes:
        told = " ".join(picture.notes)
        top = (
            sheet.draw_text(
                told,
                _MARGIN,
                top,
                width,
                _FOOT,
                colour=QUIET,
            )
            + 8
        )
    sheet.add(Stroke(((_MARGIN, top), (_MARGIN + width, top)), LINE_COLOUR))
    told = f"{picture.source} {picture.as_of}"
    top = sheet.draw_text(told, _MARGIN, top + 8, width, _FOOT)
    if not picture.address or len(picture.address) > _LONGEST_ADDRESS:
        return top
    return sheet.draw_text(
        picture.address,
        _MARGIN,
        top,
        width,
        _FOOT,
        colour=QUIET,
    )


def preview_sheet(picture: Picture) -> Sheet:
    """The picture as it stands beside a link: 1200 × 630, large type, at most six rows."""
    sheet = Sheet(float(PREVIEW_WIDTH))
    sheet.height = float(PREVIEW_HEIGHT)
    width = PREVIEW_WIDTH - 2 * _EDGE
    sheet.add(Box(0, 0, PREVIEW_WIDTH, 12, PALETTE[0]))
    top = sheet.write(
        [picture.site],
        _EDGE,
        32,
        23,
        is_bold=True,
        colour=PALETTE[0],
    )
    foot = PREVIEW_HEIGHT - 52.0
    sheet.write(_preview_foot(picture, width), _EDGE, foot, 20, colour=QUIET)
    if isinstance(picture.figure, Nothing):
        _write_card(sheet, picture, width)
        return sheet
    size, lines = _fit_title(picture.title, width, _PREVIEW_TITLES)
    top = sheet.write(lines, _EDGE, top + 8, size, is_bold=True)
    for text in filter(None, (picture.beside, picture.told)):
        told = cut_to(lines_of(text, width, 22), 1)
        top = sheet.write(told, _EDGE, top + 4, 22, colour=QUIET)
    _fit_figure(sheet, picture.figure, top + 20, foot - 14)
    return sheet


def _write_card(sheet: Sheet, picture: Picture, width: float) -> None:
    """Words alone, where there is nothing to draw."""
    size, lines = _fit_title(picture.title, width, _CARD_TITLES)
    top = sheet.write(lines, _EDGE, 150, size, is_bold=True)
    told = cut_to(lines_of(picture.told, width, 32), 4)
    sheet.write(told, _EDGE, top + 20, 32, colour=QUIET)


def _fit_title(title: str, width: float, sizes: tuple[float, ...]) -> tuple[float, list[str]]:
    """The largest type in which the title has two lines; four of the smallest at most."""
    for size in sizes:
        lines = even_lines_of(title, width, size, is_bold=True)
        if len(lines) <= 2:
            return size, lines
    return size, cut_to(lines, 4)


def _preview_foot(picture: Picture, width: float) -> list[str]:
    told = f"{picture.source.partition('. ')[0].rstrip('.')}. {picture.as_of}"
    return cut_to(lines_of(told, width, 20), 1)


def _fit_figure(sheet: Sheet, figure: Figure, top: float, bottom: float) -> None:
    """As many rows as have room, in type that is as large as leaves room for them."""
    width = PREVIEW_WIDTH - 2 * _EDGE
    for rows, size in _TRIED:
        space = Space(
            _EDGE,
            top,
            width,
            size,
            size,
            size * 1.3,
            size * 0.55,
            size * 5,
            3,
        )
        shown = first_rows(figure, rows)
        if size == _LEAST_PREVIEW_SIZE:
            shown = _fit_columns(shown, space)
        if isinstance(shown, Grid) and grid_width(shown, space) > width:
            continue
        room = bottom - place(Sheet(sheet.width), shown, space)
        if room >= 0:
            # Small charts take what is left of the height; nothing else can.
            place(sheet, shown, replace(space, panel=space.panel + room))
            return


def _fit_columns(figure: Figure, space: Space) -> Figure:
    """A grid with as many of its last columns as can be read."""
    if not isinstance(figure, Grid):
        return figure
    while grid_width(figure, space) > space.width and len(figure.heads) > 1:
        cells = tuple(row[1:] for row in figure.cells)
        figure = replace(figure, heads=figure.heads[1:], cells=cells)
    return figure


def first_rows(figure: Figure, most: int) -> Figure:
    """A figure with its first rows only, and without what has no room beside them."""
    if isinstance(figure, Bars):
        return replace(figure, rows=figure.rows[:most])
    if isinstance(figure, Pairs):
        rows = tuple(replace(pair, difference="") for pair in figure.rows[:most])
        return replace(figure, rows=rows)
    if isinstance(figure, Grid):
        return replace(figure, labels=figure.labels[:most], cells=figure.cells[:most])
    if isinstance(figure, Panels):
        panels = figure.panels[: min(most, _PREVIEW_PANELS)]
        return replace(figure, panels=tuple(replace(panel, days=(), names=()) for panel in panels))
    return figure
