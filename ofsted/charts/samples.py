"""How far a figure runs from sample to sample: a bar from low to high and a dot for all reports;
and a sample set against its frame.
"""

from __future__ import annotations

import math

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, bar, scatter
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    PALETTE,
    TEXT_COLOUR,
    escaped,
    figure,
    notice,
    text_px,
    wrapped,
)
from ofsted.limits import SMALL_GROUP

_LABEL_CHARS, _LABEL_PX, _ROW_PX, _GAP_PX = 44, 18, 20, 14
_BAR_COLOUR = "#9DB5CC"
_SIZE = 13


def share_ranges(stability: pd.DataFrame, *, most: int | None = None) -> Drawing:
    """Shares from a `sample_stability` frame, largest in all reports first: bar from the 2.5th to
    the 97.5th percentile, dot for all reports.
    """
    shown = stability.dropna(subset=["full_share", "low_share"]).sort_values(
        "full_share", ascending=False, kind="stable"
    )[:most]
    if shown.empty:
        return notice("No sample has a recommendation that the filters leave.")
    texts = [
        f"{words.percent(row.full_share)}  ({words.percent(row.low_share)} to {words.percent(row.high_share)})"
        for row in shown.itertuples()
    ]
    return _ranges(
        shown["label"], shown["full_share"], shown["low_share"], shown["high_share"], texts
    )


def difference_ranges(contrast: pd.DataFrame, *, most: int | None = None) -> Drawing:
    """Differences from a `contrast_stability` frame, largest in all reports first, zero marked in
    each row; numbers are percentage points.
    """
    shown = contrast.dropna(subset=["full_difference", "low_difference"])
    shown = shown.loc[
        shown["full_difference"].abs().sort_values(ascending=False, kind="stable").index
    ][:most]
    if shown.empty:
        return notice("No sample has recommendations on both sides that the filters leave.")
    texts = [
        f"{points(row.full_difference)}  ({points(row.low_difference)} to {points(row.high_difference)})"
        for row in shown.itertuples()
    ]
    return _ranges(
        shown["label"],
        shown["full_difference"],
        shown["low_difference"],
        shown["high_difference"],
        texts,
    )


def composition_bars(composition: pd.DataFrame) -> Drawing:
    """Sample (bar) and frame (upright line) by framework and field from a `compare_with_frame`
    frame; samples of fewer than 15 reports are left out.
    """
    shown = composition[composition["sample_size"] >= SMALL_GROUP]
    if shown.empty:
        return notice("The sample is too small for shares; the table holds the counts.")
    heads, bars, top = [], [], 2.0
    for (framework, field), rows in shown.groupby(["framework", "field"], sort=False):
        heads.append(
            (
                top,
                f"<b>{escaped(glossary.short_label('framework', framework))}, {escaped(glossary.field_label(field).lower())}</b>",
            )
        )
        top += _LABEL_PX + 4
        for row in rows.itertuples():
            bars.append((top + _ROW_PX / 2, row))
            top += _ROW_PX + 2
        top += _GAP_PX
    places, rows = [place for place, _ in bars], [row for _, row in bars]
    shares, frames = (
        [row.sample_count / row.sample_size for row in rows],
        [row.frame_count / row.frame_size for row in rows],
    )
    ends = [max(pair) for pair in zip(shares, frames, strict=True)]
    texts = [
        f"{escaped(glossary.short_label(row.field, row.code))} {row.sample_count} of {row.sample_size}"
        for row in rows
    ]
    chart = _canvas(top, 0, max(ends), texts)
    hovers = [
        f"<b>{escaped(row.label)}</b><br>sample {words.percent(share)}: {row.sample_count} of {row.sample_size}"
        f"<br>frame {words.percent(frame)}: {row.frame_count} of {row.frame_size}"
        for row, share, frame in zip(rows, shares, frames, strict=True)
    ]
    chart.add_trace(
        bar(
            x=shares,
            y=places,
            width=_ROW_PX - 6,
            orientation="h",
            marker={"color": _BAR_COLOUR, "line": {"width": 0}},
            hoverinfo="text",
            hovertext=hovers,
        )
    )
    for place, frame in zip(places, frames, strict=True):
        half = _ROW_PX / 2 - 1
        chart.add_shape(
            type="line",
            x0=frame,
            x1=frame,
            y0=place - half,
            y1=place + half,
            line={"color": PALETTE[2], "width": 3},
        )
    _write(chart, zip(ends, places, texts, strict=True), heads)
    return chart


def points(difference: float) -> str:
    """A difference of shares (−1 to 1) in whole percentage points with its sign."""
    rounded = math.floor(abs(difference) * 100 + 0.5)
    return f"{'+' if difference > 0 else '−'}{rounded}" if rounded else "0"


def _ranges(
    labels: pd.Series, values: pd.Series, lows: pd.Series, highs: pd.Series, texts: list[str]
) -> Drawing:
    heads, places, top = [], [], 2.0
    for label in labels:
        lines = wrapped(label, _LABEL_CHARS)
        heads.append((top, "<br>".join(lines)))
        top += len(lines) * _LABEL_PX + 2
        places.append(top + _ROW_PX / 2)
        top += _ROW_PX + _GAP_PX - 6
    ends = [max(pair) for pair in zip(values, highs, strict=True)]
    chart = _canvas(top, min(0.0, lows.min(), values.min()), max(0.0, *ends), texts)
    if min(lows.min(), values.min()) < 0:
        # Zero is marked row by row, so that no line runs through the labels.
        for place in places:
            chart.add_shape(
                type="line",
                x0=0,
                x1=0,
                y0=place - _ROW_PX / 2,
                y1=place + _ROW_PX / 2,
                line={"color": TEXT_COLOUR, "width": 1},
                layer="below",
            )
    hovers = [
        f"<b>{'<br>'.join(wrapped(label, 44))}</b><br>{text}"
        for label, text in zip(labels, texts, strict=True)
    ]
    chart.add_trace(
        bar(
            x=(highs - lows).tolist(),
            base=lows.tolist(),
            y=places,
            width=8,
            orientation="h",
            marker={"color": _BAR_COLOUR, "line": {"width": 0}},
            hoverinfo="text",
            hovertext=hovers,
        )
    )
    chart.add_trace(
        scatter(
            x=values.tolist(),
            y=places,
            mode="markers",
            marker={"color": PALETTE[0], "size": 11, "line": {"color": "#FFFFFF", "width": 1}},
            hoverinfo="text",
            hovertext=hovers,
            cliponaxis=False,
        )
    )
    _write(chart, zip(ends, places, texts, strict=True), heads)
    return chart


def _canvas(height: float, low: float, high: float, texts: list[str]) -> Drawing:
    """An empty chart with room for the texts at the right end; a line at zero where nothing is
    below it.
    """
    room = min(0.72, (max(text_px(text, _SIZE) for text in texts) + 14) / NARROW_PX)
    span = (high - low) or 1
    # Half a dot to the left, so that none is cut.
    left = low - 0.02 * span if low < 0 else 0
    chart = figure(
        height,
        barmode="overlay",
        xaxis={
            "range": [left, left + (high - left) / (1 - room)],
            "fixedrange": True,
            "visible": False,
        },
        yaxis={"range": [height, 0], "fixedrange": True, "visible": False},
    )
    if low == 0:
        chart.add_shape(
            type="line",
            x0=0,
            x1=0,
            y0=0,
            y1=height,
            line={"color": LINE_COLOUR, "width": 1},
            layer="below",
        )
    return chart


def _write(chart: Drawing, ends: object, heads: list[tuple[float, str]]) -> None:
    """The texts after their bars and the labels above them."""
    for end, place, text in ends:
        chart.add_annotation(
            text=text,
            x=end,
            y=place,
            xanchor="left",
            xshift=9,
            showarrow=False,
            font={"size": _SIZE},
            align="left",
            borderpad=0,
        )
    for top, label in heads:
        chart.add_annotation(
            text=label,
            x=0,
            xref="paper",
            xanchor="left",
            y=top,
            yref="y",
            yanchor="top",
            showarrow=False,
            align="left",
            borderpad=0,
        )
