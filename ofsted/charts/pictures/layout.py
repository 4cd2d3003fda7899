"""Where everything of a figure stands on the sheet, for pictures in pages and for previews."""

from __future__ import annotations

from ofsted.charts.pictures.bars import place_bars
from ofsted.charts.pictures.grids import place_grid
from ofsted.charts.pictures.pairs import place_pairs
from ofsted.charts.pictures.panels import place_panels
from ofsted.charts.pictures.sheet import Sheet
from ofsted.charts.pictures.space import QUIET, Space
from ofsted.charts.pictures.values import Bars, Figure, Grid, Nothing, Pairs


def place(sheet: Sheet, figure: Figure, space: Space) -> float:
    """Put a figure on the sheet; gives where it ends below."""
    if isinstance(figure, Nothing):
        return _place_reason(figure, sheet, space)
    if isinstance(figure, Bars):
        return place_bars(figure, sheet, space)
    if isinstance(figure, Pairs):
        return place_pairs(figure, sheet, space)
    if isinstance(figure, Grid):
        return place_grid(figure, sheet, space)
    return place_panels(figure, sheet, space)


def _place_reason(figure: Nothing, sheet: Sheet, space: Space) -> float:
    return sheet.draw_text(
        figure.reason,
        space.left,
        space.top + 8,
        space.width,
        space.label,
        colour=QUIET,
    )
