"""Ranked bars: one group, or several groups side by side, each bar labelled directly with its value
and n of N.

Vertical positions are pixels from the top, so that a label of any length stands above its bar and
nothing overlaps at any width.
"""

from __future__ import annotations

import math
from collections import defaultdict

import pandas as pd

from ofsted import glossary
from ofsted.charts.drawing import Drawing, bar, scatter
from ofsted.charts.heatmap import matrix, matrix_min_width
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    OTHER_COLOUR,
    PALETTE,
    TEXT_COLOUR,
    colours,
    emptiness,
    escaped,
    figure,
    hover,
    interval,
    notice,
    printed_both,
    printed_value,
    ranked_codes,
    shown_unit,
    small,
    text_px,
    wrapped,
)
from ofsted.codebook import ONLY_WHO

MOST_GROUPS = len(PALETTE)

_LABEL_CHARS = 44
_LABEL_PX, _BAR_PX, _GAP_PX = 18, 20, 10
_GROUP_BAR_PX, _GROUP_STEP_PX = 15, 23
_WHISKER_PX = 2.5


def ranked_bars(counts: pd.DataFrame, unit: str = "share", *, most: int | None = None) -> Drawing:
    """Codes of one group ranked by the unit, at most the first `most`.

    Where the group is small, counts are drawn instead of shares.
    """
    if reason := emptiness(counts):
        return notice(reason)
    unit = shown_unit(counts, unit)
    by_code = {row.code: row for row in counts.itertuples()}
    rows = [by_code[code] for code in ranked_codes(counts, unit)[:most]]
    layout = _Layout([(row.label, [row]) for row in rows], _BAR_PX, _BAR_PX)
    return layout.draw(
        unit, [_fill(row.code) for row in rows], [printed_both(row, unit) for row in rows], 14
    )


def _fill(code: str) -> str:
    """The colour of a row; the row for the rest stands back."""
    return OTHER_COLOUR if code == ONLY_WHO else PALETTE[0]


def grouped_bars(counts: pd.DataFrame, unit: str = "share", *, most: int | None = None) -> Drawing:
    """Codes ranked by their pooled value, under each a bar per group that names its group, so that
    colour is never alone.

    Groups with `is_small` are left out. More than six groups cannot be told apart as bars: those
    come back as a `matrix`.
    """
    if reason := emptiness(counts):
        return notice(reason)
    counts = counts[~small(counts)]
    if counts.empty:
        return notice("No group has enough reports to compare shares; the table holds the counts.")
    if counts["group"].nunique() > MOST_GROUPS:
        return matrix(counts, unit, most=most)
    field, groups = counts["grouping"].iloc[0], counts["group"].unique().tolist()
    colour = dict(zip(groups, colours(field, groups), strict=True))
    blocks = []
    by_code = defaultdict(list)
    for row in counts.itertuples():
        by_code[row.code].append(row)
    for code in ranked_codes(counts, unit)[:most]:
        rows = by_code[code]
        blocks.append((rows[0].label, rows))
    rows = [row for _, rows in blocks for row in rows]
    texts = [
        f"<b>{escaped(glossary.short_label(field, row.group))}</b> {printed_value(row, unit)}"
        for row in rows
    ]
    return _Layout(blocks, _GROUP_BAR_PX, _GROUP_STEP_PX).draw(
        unit, [colour[row.group] for row in rows], texts, 12, grouped=True
    )


def grouped_min_width(counts: pd.DataFrame, unit: str = "share") -> int:
    """Width in pixels that `grouped_bars` needs: none for bars, that of the `matrix` where there
    are too many groups for bars.
    """
    counts = counts[~small(counts)]
    return matrix_min_width(counts, unit) if counts["group"].nunique() > MOST_GROUPS else 0


class _Layout:
    """Where each label and bar stands, in pixels from the top."""

    def __init__(self, blocks: list[tuple[str, list]], bar_px: int, step_px: int) -> None:
        self.labels: list[tuple[float, str]] = []
        self.bars: list[float] = []
        self.rows: list = []
        self.bar_px = bar_px
        top = 2.0
        for label, rows in blocks:
            lines = wrapped(label, _LABEL_CHARS)
            self.labels.append((top, "<br>".join(lines)))
            top += len(lines) * _LABEL_PX + 4
            for row in rows:
                self.bars.append(top + bar_px / 2)
                self.rows.append(row)
                top += step_px
            top += _GAP_PX
        self.height = top - _GAP_PX + 6

    def draw(
        self, unit: str, fills: list[str], texts: list[str], size_px: int, *, grouped: bool = False
    ) -> Drawing:
        """The bars from zero with their texts at the end and their labels above."""
        column = glossary.UNITS[unit].column
        drawn = [_drawn(getattr(row, column)) for row in self.rows]
        intervals = [interval(row, unit) for row in self.rows]
        longest = max([*drawn, *(ends[1] for ends in intervals if ends)])
        room = min(0.72, (max(text_px(text, size_px) for text in texts) + 8) / NARROW_PX)
        chart = figure(
            self.height,
            xaxis={
                "range": [0, max((max(drawn) or 1) / (1 - room), longest)],
                "fixedrange": True,
                "visible": False,
            },
            yaxis={"range": [self.height, 0], "fixedrange": True, "visible": False},
            clickmode="event+select",
        )
        chart.add_trace(
            bar(
                x=drawn,
                y=self.bars,
                width=self.bar_px,
                orientation="h",
                marker={"color": fills, "line": {"width": 0}},
                text=texts,
                textposition="outside",
                textangle=0,
                constraintext="none",
                cliponaxis=False,
                textfont={"size": size_px},
                hoverinfo="text",
                hovertext=[hover(row, unit, grouped=grouped) for row in self.rows],
                customdata=[[row.code, row.group] for row in self.rows],
                unselected={"marker": {"opacity": 1}},
            )
        )
        # A thin line under each bar, so that neither bar nor text hides it.
        whiskers = [
            (ends, at + self.bar_px / 2 + _WHISKER_PX)
            for ends, at in zip(intervals, self.bars, strict=True)
            if ends
        ]
        chart.add_trace(
            scatter(
                x=[x for ends, _ in whiskers for x in (*ends, None)],
                y=[y for _, at in whiskers for y in (at, at, None)],
                mode="lines",
                line={"color": TEXT_COLOUR, "width": 2},
                hoverinfo="skip",
            )
        )
        place = {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "yref": "y",
            "yanchor": "top",
            "showarrow": False,
            "align": "left",
            "borderpad": 0,
        }
        for top, label in self.labels:
            chart.add_annotation(text=label, y=top, **place)
        chart.add_shape(
            type="line",
            x0=0,
            x1=0,
            y0=0,
            y1=self.height,
            line={"color": LINE_COLOUR, "width": 1},
            layer="below",
        )
        return chart


def _drawn(value: float) -> float:
    """The length of a bar: nothing where there is no value."""
    return 0.0 if math.isnan(value) else float(value)
