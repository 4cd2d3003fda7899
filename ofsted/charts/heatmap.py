"""The matrix: codes × groups as a heatmap whose every cell can be read, pointed at and clicked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from ofsted.charts.drawing import Drawing, heatmap, scatter
from ofsted.charts.pictures.figures import describe_grid, describe_heads
from ofsted.charts.pictures.values import Cell, Grid, Nothing
from ofsted.charts.style import (
    SCALE,
    SMALL_COLOUR,
    emptiness,
    figure,
    hover,
    notice,
    shown_unit,
    text_px,
    wrapped,
)
from ofsted.tables.tuples import rows_of

_Placed = tuple[int, int, Cell]  # with its column and its row
_LABEL_CHARS, _LABEL_SIZE, _HEAD_CHARS, _HEAD_SIZE = 28, 13, 12, 12
_LINE_PX, _LEAST_ROW_PX, _LEAST_CELL_PX = 16, 34, 54
_TOOLS_PX = 24  # room for the chart’s own buttons, which otherwise cover the last heading


def matrix(
    counts: pd.DataFrame,
    unit: str = "share",
    *,
    most: int | None = None,
    ranked: bool = True,
    order: Sequence[str] = (),
) -> Drawing:
    """Rows are codes (in the order given, else ranked, or in the frame's order), columns groups
    with what their figures are out of.

    Columns of small groups (`is_small`) are grey and hold counts. Transparent markers over the
    cells carry `customdata=[code, group]`, because Streamlit's `on_select` returns nothing for
    heatmaps.
    """
    described = describe_grid(
        counts,
        unit,
        most,
        ranked=ranked,
        order=order,
    )
    return draw_grid(described, counts, unit)


def draw_grid(described: Grid | Nothing, counts: pd.DataFrame, unit: str) -> Drawing:
    """The chart of a described grid; `counts` say what a reader gets on pointing at a cell."""
    if isinstance(described, Nothing):
        return notice(described.reason)
    labels = [wrapped(label, _LABEL_CHARS) for label in described.labels]
    heads = _heads(described.heads)
    row_px = max(_LEAST_ROW_PX, max(len(lines) for lines in labels) * _LINE_PX + 6)
    head_px = max(len(lines) for lines in heads) * _LINE_PX + 8 + _TOOLS_PX
    row_count, column_count = len(labels), len(heads)
    chart = figure(
        head_px + row_count * row_px + 2,
        margin={"l": _label_px(labels), "r": 2, "t": head_px, "b": 2, "autoexpand": False},
        xaxis=_axis(heads, _HEAD_SIZE, [-0.5, column_count - 0.5], "top"),
        yaxis=_axis(labels, _LABEL_SIZE, [row_count - 0.5, -0.5], "left"),
        hoverdistance=-1,
        clickmode="event+select",
    )
    cells = [(x, y, cell) for y, row in enumerate(described.cells) for x, cell in enumerate(row)]
    _add_fill(chart, cells, row_count, column_count)
    _add_texts(chart, cells)
    _add_targets(chart, cells, counts, shown_unit(counts, unit))
    return chart


def matrix_min_width(counts: pd.DataFrame, unit: str = "share") -> int:
    """Width in pixels below which cells could not be read: give the chart's container this and let
    it scroll.
    """
    if emptiness(counts):
        return 0
    labels = [wrapped(label, _LABEL_CHARS) for label in counts["label"].unique()]
    heads = _heads(describe_heads(counts, shown_unit(counts, unit)))
    widest = max(text_px(line, _HEAD_SIZE) for lines in heads for line in lines)
    return math.ceil(_label_px(labels) + len(heads) * max(_LEAST_CELL_PX, widest + 6) + 2)


def _heads(heads: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    """Lines above each column, all as many: the group, and what its figures are out of."""
    lines = []
    for name, *rest in heads:
        named = [f"<b>{line}</b>" for line in wrapped(name, _HEAD_CHARS)]
        lines.append([*named, *rest])
    most = max(len(each) for each in lines)
    return [[""] * (most - len(each)) + each for each in lines]


def _axis(labels: list[list[str]], size_px: int, span: list[float], side: str) -> dict[str, Any]:
    return {
        "range": span,
        "fixedrange": True,
        "side": side,
        "tickmode": "array",
        "tickvals": list(range(len(labels))),
        "tickangle": 0,
        "automargin": False,
        "ticktext": ["<br>".join(lines) for lines in labels],
        "tickfont": {"size": size_px},
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "showline": False,
        "ticklabelstandoff": 4,
    }


def _add_fill(chart: Drawing, cells: list[_Placed], row_count: int, column_count: int) -> None:
    """Two heatmaps: the scale, and grey for cells that hold no share."""
    levels: list[list[float | None]] = [[None] * column_count for _ in range(row_count)]
    greys: list[list[float | None]] = [[None] * column_count for _ in range(row_count)]
    for x, y, cell in cells:
        if cell.level is None:
            greys[y][x] = 1.0
        else:
            levels[y][x] = round(cell.level, 4)
    place = {
        "x": list(range(column_count)),
        "y": list(range(row_count)),
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "hoverinfo": "skip",
        "zmin": 0,
        "zmax": 1,
    }
    chart.add_trace(heatmap(z=levels, colorscale=SCALE, **place))
    if any(cell.level is None for _, _, cell in cells):
        grey = [[0, SMALL_COLOUR], [1, SMALL_COLOUR]]
        chart.add_trace(heatmap(z=greys, colorscale=grey, **place))


def _add_texts(chart: Drawing, cells: list[_Placed]) -> None:
    """One text trace per ink, so that selecting a cell cannot fade the others."""
    for ink in sorted({cell.ink for _, _, cell in cells}):
        inked = [placed for placed in cells if placed[2].ink == ink]
        chart.add_trace(
            scatter(
                x=[x for x, _, _ in inked],
                y=[y for _, y, _ in inked],
                text=[cell.text for _, _, cell in inked],
                mode="text",
                textposition="middle center",
                hoverinfo="skip",
                textfont={"size": 13, "color": ink},
                selected={"textfont": {"color": ink}},
                unselected={"textfont": {"color": ink}},
            )
        )


def _add_targets(chart: Drawing, cells: list[_Placed], counts: pd.DataFrame, unit: str) -> None:
    rows: dict[tuple[str, Any], Any] = {(str(row.code), row.group): row for row in rows_of(counts)}
    chart.add_trace(
        scatter(
            x=[x for x, _, _ in cells],
            y=[y for _, y, _ in cells],
            mode="markers",
            name="cells",
            marker={"symbol": "square", "size": _LEAST_ROW_PX, "color": "#000000", "opacity": 0},
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            customdata=[[cell.code, cell.group] for _, _, cell in cells],
            hoverinfo="text",
            hovertext=[
                hover(rows[cell.code, cell.group], unit, grouped=True) for _, _, cell in cells
            ],
        )
    )


def _label_px(labels: list[list[str]]) -> int:
    return math.ceil(max(text_px(line, _LABEL_SIZE) for lines in labels for line in lines)) + 12
