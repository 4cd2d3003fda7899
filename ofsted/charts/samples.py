"""How far a figure runs from sample to sample: a bar from low to high and a dot for all reports;
and a sample set against its frame.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, Trace, bar, scatter
from ofsted.charts.stacking import Stack
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    PALETTE,
    TEXT_COLOUR,
    escaped,
    figure,
    hidden_axis,
    notice,
    text_px,
    wrapped,
)
from ofsted.limits import SMALL_GROUP

_LABEL_CHARS, _ROW_PX, _GAP_PX = 44, 20, 14
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
    texts = [_share_words(row) for row in shown.itertuples()]
    return _ranges(shown["label"], _Ranges.of(shown, "share"), texts)


def _share_words(row: Any) -> str:
    low, high = words.percent(row.low_share), words.percent(row.high_share)
    return f"{words.percent(row.full_share)}  ({low} to {high})"


def difference_ranges(contrast: pd.DataFrame, *, most: int | None = None) -> Drawing:
    """Differences from a `contrast_stability` frame, largest in all reports first, zero marked in
    each row; numbers are percentage points.
    """
    shown = contrast.dropna(subset=["full_difference", "low_difference"])
    sizes = shown["full_difference"].abs()
    shown = shown.loc[sizes.sort_values(ascending=False, kind="stable").index][:most]
    if shown.empty:
        return notice("No sample has recommendations on both sides that the filters leave.")
    texts = [_difference_words(row) for row in shown.itertuples()]
    return _ranges(shown["label"], _Ranges.of(shown, "difference"), texts)


def _difference_words(row: Any) -> str:
    low, high = points(row.low_difference), points(row.high_difference)
    return f"{points(row.full_difference)}  ({low} to {high})"


def composition_bars(composition: pd.DataFrame) -> Drawing:
    """Sample (bar) and frame (upright line) by framework and field from a `compare_with_frame`
    frame; samples of fewer than 15 reports are left out.
    """
    shown = composition[composition["sample_size"] >= SMALL_GROUP]
    if shown.empty:
        return notice("The sample is too small for shares; the table holds the counts.")
    stack = Stack(2.0)
    places: list[float] = []
    rows: list[Any] = []
    for (framework, field), own in shown.groupby(["framework", "field"], sort=False):
        named = escaped(glossary.short_label("framework", framework))
        told = escaped(glossary.field_label(str(field)).lower())
        stack.add_lines([f"<b>{named}, {told}</b>"], 1, 4)
        for row in own.itertuples():
            rows.append(row)
            places.append(stack.add_bar(_ROW_PX, 2))
        stack.add_gap(_GAP_PX)
    shares = [row.sample_count / row.sample_size for row in rows]
    frames = [row.frame_count / row.frame_size for row in rows]
    ends = [max(pair) for pair in zip(shares, frames, strict=True)]
    texts = [_sample_words(row) for row in rows]
    chart = _canvas(stack.top, 0, max(ends), texts)
    chart.add_trace(
        bar(
            x=shares,
            y=places,
            width=_ROW_PX - 6,
            orientation="h",
            marker={"color": _BAR_COLOUR, "line": {"width": 0}},
            hoverinfo="text",
            hovertext=[_composition_hover(row) for row in rows],
        )
    )
    half = _ROW_PX / 2 - 1
    for place, frame in zip(places, frames, strict=True):
        chart.add_line((frame, place - half), (frame, place + half), PALETTE[2], 3)
    _write(chart, ends, places, texts)
    stack.write_labels(chart)
    return chart


def _sample_words(row: Any) -> str:
    name = escaped(glossary.short_label(row.field, row.code))
    return f"{name} {row.sample_count} of {row.sample_size}"


def _composition_hover(row: Any) -> str:
    share = words.percent(row.sample_count / row.sample_size)
    frame = words.percent(row.frame_count / row.frame_size)
    return (
        f"<b>{escaped(row.label)}</b>"
        f"<br>sample {share}: {row.sample_count} of {row.sample_size}"
        f"<br>frame {frame}: {row.frame_count} of {row.frame_size}"
    )


def points(difference: float) -> str:
    """A difference of shares (−1 to 1) in whole percentage points with its sign."""
    rounded = math.floor(abs(difference) * 100 + 0.5)
    if not rounded:
        return "0"
    if difference > 0:
        return f"+{rounded}"
    return f"−{rounded}"


class _Ranges(NamedTuple):
    """For every row the figure of all reports, and the ends between which samples have it."""

    values: pd.Series
    lows: pd.Series
    highs: pd.Series

    @classmethod
    def of(cls, shown: pd.DataFrame, what: str) -> _Ranges:
        """Those of a column of the frame."""
        return cls(shown[f"full_{what}"], shown[f"low_{what}"], shown[f"high_{what}"])

    @property
    def least(self) -> float:
        """The lowest of all."""
        return min(self.lows.min(), self.values.min())


def _ranges(labels: pd.Series, ranges: _Ranges, texts: list[str]) -> Drawing:
    stack = Stack(2.0)
    places = []
    for label in labels:
        stack.add_label(label, _LABEL_CHARS, 2)
        places.append(stack.add_bar(_ROW_PX, _GAP_PX - 6))
    ends = [max(pair) for pair in zip(ranges.values, ranges.highs, strict=True)]
    chart = _canvas(stack.top, min(0.0, ranges.least), max(0.0, *ends), texts)
    if ranges.least < 0:
        # Zero is marked row by row, so that no line runs through the labels.
        for place in places:
            foot, head = (0, place - _ROW_PX / 2), (0, place + _ROW_PX / 2)
            chart.add_line(foot, head, TEXT_COLOUR, is_below=True)
    hovers = [
        f"<b>{'<br>'.join(wrapped(label, 44))}</b><br>{text}"
        for label, text in zip(labels, texts, strict=True)
    ]
    chart.add_trace(_spans(ranges, places, hovers))
    chart.add_trace(_dots(ranges, places, hovers))
    _write(chart, ends, places, texts)
    stack.write_labels(chart)
    return chart


def _spans(ranges: _Ranges, places: list[float], hovers: list[str]) -> Trace:
    """The bars from the low to the high end."""
    return bar(
        x=(ranges.highs - ranges.lows).tolist(),
        base=ranges.lows.tolist(),
        y=places,
        width=8,
        orientation="h",
        marker={"color": _BAR_COLOUR, "line": {"width": 0}},
        hoverinfo="text",
        hovertext=hovers,
    )


def _dots(ranges: _Ranges, places: list[float], hovers: list[str]) -> Trace:
    """The figures of all reports."""
    return scatter(
        x=ranges.values.tolist(),
        y=places,
        mode="markers",
        marker={"color": PALETTE[0], "size": 11, "line": {"color": "#FFFFFF", "width": 1}},
        hoverinfo="text",
        hovertext=hovers,
        cliponaxis=False,
    )


def _canvas(height: float, low: float, high: float, texts: list[str]) -> Drawing:
    """An empty chart with room for the texts at the right end; a line at zero where nothing is
    below it.
    """
    room = min(0.72, (max(text_px(text, _SIZE) for text in texts) + 14) / NARROW_PX)
    left = 0.0
    if low < 0:
        # Half a dot to the left, so that none is cut.
        left = low - 0.02 * ((high - low) or 1)
    chart = figure(
        height,
        barmode="overlay",
        xaxis=hidden_axis(left, left + (high - left) / (1 - room)),
        yaxis=hidden_axis(height, 0),
    )
    if low == 0:
        chart.add_line((0, 0), (0, height), LINE_COLOUR, is_below=True)
    return chart


def _write(chart: Drawing, ends: list[float], places: list[float], texts: list[str]) -> None:
    """The texts after their bars."""
    for end, place, text in zip(ends, places, texts, strict=True):
        chart.add_value(
            text,
            (end, place),
            _SIZE,
            9,
            borderpad=0,
        )
