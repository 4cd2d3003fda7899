"""The matrix: codes × groups as a heatmap whose every cell can be read, pointed at and clicked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, heatmap, scatter
from ofsted.charts.style import (
    emptiness,
    figure,
    hover,
    notice,
    ranked_codes,
    shown_unit,
    text_px,
    wrapped,
)

SCALE = ((0.0, "#F2F6FA"), (0.5, "#7C9CBB"), (1.0, "#12436D"))
SMALL_COLOUR = "#EFEFEF"

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
    if reason := emptiness(counts):
        return notice(reason)
    unit = shown_unit(counts, unit)
    codes = ranked_codes(counts, unit) if ranked else counts["code"].unique().tolist()
    codes = list(order or codes)[:most]
    groups = counts["group"].unique().tolist()
    cells = _place_cells(counts, unit, codes, groups)
    label_of = {cell.row.code: cell.row.label for cell in cells}
    labels = [wrapped(label_of[code], _LABEL_CHARS) for code in codes]
    heads = _heads(counts, unit)
    row_px = max(_LEAST_ROW_PX, max(len(lines) for lines in labels) * _LINE_PX + 6)
    head_px = max(len(lines) for lines in heads) * _LINE_PX + 8 + _TOOLS_PX
    chart = figure(
        head_px + len(codes) * row_px + 2,
        margin={"l": _label_px(labels), "r": 2, "t": head_px, "b": 2, "autoexpand": False},
        xaxis=_axis(heads, _HEAD_SIZE, [-0.5, len(groups) - 0.5], "top"),
        yaxis=_axis(labels, _LABEL_SIZE, [len(codes) - 0.5, -0.5], "left"),
        hoverdistance=-1,
        clickmode="event+select",
    )
    _add_fill(chart, cells, len(codes), len(groups))
    _add_texts(chart, cells)
    _add_targets(chart, cells, unit)
    return chart


def matrix_min_width(counts: pd.DataFrame, unit: str = "share") -> int:
    """Width in pixels below which cells could not be read: give the chart's container this and let
    it scroll.
    """
    if emptiness(counts):
        return 0
    labels = [wrapped(label, _LABEL_CHARS) for label in counts["label"].unique()]
    heads = _heads(counts, shown_unit(counts, unit))
    widest = max(text_px(line, _HEAD_SIZE) for lines in heads for line in lines)
    return math.ceil(_label_px(labels) + len(heads) * max(_LEAST_CELL_PX, widest + 6) + 2)


def cell_colour(level: float) -> str:
    """Colour of the scale at a level (0–1), as the browser will draw it."""
    level = min(max(level, 0.0), 1.0)
    for (start, first), (end, last) in zip(SCALE, SCALE[1:], strict=False):
        if level <= end:
            part = (level - start) / (end - start)
            mixed = (
                round(a + (b - a) * part)
                for a, b in zip(_channels(first), _channels(last), strict=True)
            )
            return "#{:02X}{:02X}{:02X}".format(*mixed)
    return SCALE[-1][1]


def text_colour(background: str) -> str:
    """Black or white, whichever contrasts more; the better one is never below 4.5:1 (WCAG 2.2,
    1.4.3).
    """
    return (
        "#000000"
        if contrast("#000000", background) >= contrast("#FFFFFF", background)
        else "#FFFFFF"
    )


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two hex colours (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@dataclass(frozen=True)
class _Cell:
    """One cell: its row of the counts frame, its place, its level on the scale, text and ink.

    The level is None where the cell is grey.
    """

    row: Any
    x: int
    y: int
    level: float | None
    text: str
    ink: str


def _place_cells(counts: pd.DataFrame, unit: str, codes: list[str], groups: list) -> list[_Cell]:
    """The frame's rows as cells, in the frame's order."""
    x_of = {group: x for x, group in enumerate(groups)}
    y_of = {code: y for y, code in enumerate(codes)}
    column = glossary.UNITS[unit].column
    placed = []
    for row in counts.itertuples():
        if row.code in y_of:
            is_small = unit != "count" and getattr(row, "is_small", False)
            value = math.nan if is_small else float(getattr(row, column))
            placed.append((row, value))
    highest = max((value for _, value in placed if not math.isnan(value)), default=0.0)
    cells = []
    for row, value in placed:
        level = _level(value, highest)
        text = _cell_text(row, unit, is_grey=level is None)
        ink = _ink(SMALL_COLOUR if level is None else cell_colour(level))
        cells.append(_Cell(row, x_of[row.group], y_of[row.code], level, text, ink))
    return cells


def _level(value: float, highest: float) -> float | None:
    """A value's level on the scale from 0 to the highest; None where there is no value."""
    if math.isnan(value):
        return None
    return value / highest if highest > 0 else 0.0


@lru_cache(maxsize=1024)
def _ink(background: str) -> str:
    return text_colour(background)


def _cell_text(row: Any, unit: str, *, is_grey: bool) -> str:
    """What stands in a cell: the share, "0" for none, the count in a small group, a dash where
    there is nothing to divide by.
    """
    chosen = glossary.UNITS[unit]
    if unit == "count":
        return words.number(row.hit_count)
    part = getattr(row, chosen.part)
    if is_grey:
        return words.number(part) if getattr(row, chosen.whole) else "–"
    return words.percent(getattr(row, chosen.column)) if part else "0"


def _heads(counts: pd.DataFrame, unit: str) -> list[list[str]]:
    """Lines above each column: the group, what its figures are out of, and whether they are
    counts.
    """
    whole = glossary.UNITS[unit].whole
    heads = []
    for row in counts.drop_duplicates("group").itertuples():
        name = wrapped(glossary.short_label(row.grouping, row.group), _HEAD_CHARS)
        lines = [f"<b>{line}</b>" for line in name]
        lines.append(f"of {words.number(getattr(row, whole))}")
        if unit != "count" and getattr(row, "is_small", False):
            lines.append("(counts)")
        heads.append(lines)
    most = max(len(lines) for lines in heads)
    return [[""] * (most - len(lines)) + lines for lines in heads]


def _axis(labels: list[list[str]], size_px: int, span: list[float], side: str) -> dict:
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


def _add_fill(chart: Drawing, cells: list[_Cell], row_count: int, column_count: int) -> None:
    """Two heatmaps: the scale, and grey for cells that hold no share."""
    levels: list[list[float | None]] = [[None] * column_count for _ in range(row_count)]
    greys: list[list[float | None]] = [[None] * column_count for _ in range(row_count)]
    for cell in cells:
        if cell.level is None:
            greys[cell.y][cell.x] = 1.0
        else:
            levels[cell.y][cell.x] = round(cell.level, 4)
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
    if any(cell.level is None for cell in cells):
        grey = [[0, SMALL_COLOUR], [1, SMALL_COLOUR]]
        chart.add_trace(heatmap(z=greys, colorscale=grey, **place))


def _add_texts(chart: Drawing, cells: list[_Cell]) -> None:
    """One text trace per ink, so that selecting a cell cannot fade the others."""
    for ink in sorted({cell.ink for cell in cells}):
        inked = [cell for cell in cells if cell.ink == ink]
        chart.add_trace(
            scatter(
                x=[cell.x for cell in inked],
                y=[cell.y for cell in inked],
                text=[cell.text for cell in inked],
                mode="text",
                textposition="middle center",
                hoverinfo="skip",
                textfont={"size": 13, "color": ink},
                selected={"textfont": {"color": ink}},
                unselected={"textfont": {"color": ink}},
            )
        )


def _add_targets(chart: Drawing, cells: list[_Cell], unit: str) -> None:
    chart.add_trace(
        scatter(
            x=[cell.x for cell in cells],
            y=[cell.y for cell in cells],
            mode="markers",
            name="cells",
            marker={"symbol": "square", "size": _LEAST_ROW_PX, "color": "#000000", "opacity": 0},
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            customdata=[[cell.row.code, cell.row.group] for cell in cells],
            hoverinfo="text",
            hovertext=[hover(cell.row, unit, grouped=True) for cell in cells],
        )
    )


def _label_px(labels: list[list[str]]) -> int:
    return math.ceil(max(text_px(line, _LABEL_SIZE) for lines in labels for line in lines)) + 12


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    ]
    return sum(
        weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )
