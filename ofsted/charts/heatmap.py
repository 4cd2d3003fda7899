"""The matrix: codes × groups as a heatmap whose every cell can be read, pointed at and clicked."""

from __future__ import annotations

import math

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
    small,
    text_px,
    values,
    wrapped,
)

SCALE = ((0.0, "#F2F6FA"), (0.5, "#7C9CBB"), (1.0, "#12436D"))
SMALL_COLOUR = "#EFEFEF"

_LABEL_CHARS, _LABEL_SIZE, _HEAD_CHARS, _HEAD_SIZE = 28, 13, 12, 12
_LINE_PX, _LEAST_ROW_PX, _LEAST_CELL_PX = 16, 34, 54
_TOOLS_PX = 24  # room for the chart’s own buttons, which otherwise cover the last heading


def matrix(
    counts: pd.DataFrame, unit: str = "share", *, most: int | None = None, ranked: bool = True
) -> Drawing:
    """Rows are codes (ranked, or in the frame's order), columns groups with what their figures are
    out of.

    Columns of small groups (`is_small`) are grey and hold counts. Transparent markers over the
    cells carry `customdata=[code, group]`, because Streamlit's `on_select` returns nothing for
    heatmaps.
    """
    if reason := emptiness(counts):
        return notice(reason)
    unit = shown_unit(counts, unit)
    codes = (ranked_codes(counts, unit) if ranked else counts["code"].unique().tolist())[:most]
    groups = counts["group"].unique().tolist()
    cells = _place_cells(counts, unit, codes, groups)
    labels = [
        wrapped(label, _LABEL_CHARS)
        for label in cells.drop_duplicates("y").sort_values("y")["label"]
    ]
    heads = _heads(cells, unit)
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
    _add_fill(chart, cells)
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
    per_group = counts.drop_duplicates("group").assign(x=range(counts["group"].nunique()))
    widest = max(
        text_px(line, _HEAD_SIZE)
        for lines in _heads(per_group, shown_unit(counts, unit))
        for line in lines
    )
    return math.ceil(_label_px(labels) + len(per_group) * max(_LEAST_CELL_PX, widest + 6) + 2)


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


def _place_cells(counts: pd.DataFrame, unit: str, codes: list[str], groups: list) -> pd.DataFrame:
    """The frame's rows with the column `x`, the row `y`, the level on the scale (NaN where grey),
    the text and its colour.
    """
    cells = counts[counts["code"].isin(codes)]
    is_small = small(cells) if unit != "count" else pd.Series(False, index=cells.index)
    value = values(cells, unit).where(~is_small)
    level = value / value.max() if value.max() > 0 else value * 0
    cells = cells.assign(
        x=cells["group"].map({group: x for x, group in enumerate(groups)}),
        y=cells["code"].map({code: y for y, code in enumerate(codes)}),
        is_grey=is_small | value.isna(),
        level=level,
    )
    texts = [_cell_text(row, unit) for row in cells.itertuples()]
    return cells.assign(
        text=texts,
        ink=[text_colour(SMALL_COLOUR if math.isnan(at) else cell_colour(at)) for at in level],
    )


def _cell_text(row: object, unit: str) -> str:
    """What stands in a cell: the share, "0" for none, the count in a small group, a dash where
    there is nothing to divide by.
    """
    chosen = glossary.UNITS[unit]
    if unit == "count":
        return words.number(row.hit_count)
    if row.is_grey:
        return words.number(getattr(row, chosen.part)) if getattr(row, chosen.whole) else "–"
    part = getattr(row, chosen.part)
    return words.percent(getattr(row, chosen.column)) if part else "0"


def _heads(cells: pd.DataFrame, unit: str) -> list[list[str]]:
    """Lines above each column: the group, what its figures are out of, and whether they are counts."""
    per_group = cells.drop_duplicates("group").sort_values("x")
    whole = glossary.UNITS[unit].whole
    heads = []
    for row, is_small in zip(per_group.itertuples(), small(per_group), strict=True):
        name = wrapped(glossary.short_label(row.grouping, row.group), _HEAD_CHARS)
        heads.append(
            [
                *(f"<b>{line}</b>" for line in name),
                f"of {words.number(getattr(row, whole))}",
                *(["(counts)"] if is_small and unit != "count" else []),
            ]
        )
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


def _add_fill(chart: Drawing, cells: pd.DataFrame) -> None:
    """Two heatmaps: the scale, and grey for cells that hold no share."""
    grid = cells.pivot(index="y", columns="x", values="level").sort_index()
    grey = (
        cells.pivot(index="y", columns="x", values="is_grey")
        .sort_index()
        .astype(float)
        .replace(0.0, math.nan)
    )
    place = {
        "x": grid.columns.tolist(),
        "y": grid.index.tolist(),
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "hoverinfo": "skip",
        "zmin": 0,
        "zmax": 1,
    }
    chart.add_trace(heatmap(z=_lists(grid), colorscale=SCALE, **place))
    if cells["is_grey"].any():
        chart.add_trace(
            heatmap(z=_lists(grey), colorscale=[[0, SMALL_COLOUR], [1, SMALL_COLOUR]], **place)
        )


def _add_texts(chart: Drawing, cells: pd.DataFrame) -> None:
    """One text trace per ink, so that selecting a cell cannot fade the others."""
    for ink, inked in cells.groupby("ink"):
        chart.add_trace(
            scatter(
                x=inked["x"].tolist(),
                y=inked["y"].tolist(),
                text=inked["text"].tolist(),
                mode="text",
                textposition="middle center",
                hoverinfo="skip",
                textfont={"size": 13, "color": ink},
                selected={"textfont": {"color": ink}},
                unselected={"textfont": {"color": ink}},
            )
        )


def _add_targets(chart: Drawing, cells: pd.DataFrame, unit: str) -> None:
    rows = list(cells.itertuples())
    chart.add_trace(
        scatter(
            x=cells["x"].tolist(),
            y=cells["y"].tolist(),
            mode="markers",
            name="cells",
            marker={"symbol": "square", "size": _LEAST_ROW_PX, "color": "#000000", "opacity": 0},
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            customdata=[[row.code, row.group] for row in rows],
            hoverinfo="text",
            hovertext=[hover(row, unit, grouped=True) for row in rows],
        )
    )


def _lists(grid: pd.DataFrame) -> list[list[float | None]]:
    return [
        [None if math.isnan(value) else round(value, 4) for value in row]
        for row in grid.to_numpy(dtype=float).tolist()
    ]


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
