"""Ranked bars: one group, or several groups side by side, each bar labelled directly with its value
and n of N.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ofsted.charts.drawing import Drawing, Trace, bar, scatter
from ofsted.charts.heatmap import draw_grid, matrix_min_width
from ofsted.charts.pictures.figures import MOST_GROUPS, describe_groups, describe_ranking
from ofsted.charts.pictures.values import Bars, Grid, Mark, Nothing
from ofsted.charts.stacking import Stack
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    TEXT_COLOUR,
    escaped,
    figure,
    hidden_axis,
    hover,
    notice,
    shown_unit,
    small,
    text_px,
)
from ofsted.tables.tuples import rows_of

_LABEL_CHARS = 44
_BAR_PX, _GAP_PX = 20, 10
_GROUP_BAR_PX, _GROUP_STEP_PX = 15, 23
_WHISKER_PX = 2.5


def ranked_bars(counts: pd.DataFrame, unit: str = "share", *, most: int | None = None) -> Drawing:
    """Codes of one group ranked by the unit, at most the first `most`.

    Where the group is small, counts are drawn instead of shares.
    """
    described = describe_ranking(counts, unit, most)
    if isinstance(described, Nothing):
        return notice(described.reason)
    unit = shown_unit(counts, unit)
    return _Layout(described, _BAR_PX, _BAR_PX).draw(counts, unit, 14)


def grouped_bars(counts: pd.DataFrame, unit: str = "share", *, most: int | None = None) -> Drawing:
    """Codes ranked by their pooled value, under each a bar per group that names its group, so that
    colour is never alone.

    Groups with `is_small` are left out. More than six groups cannot be told apart as bars: those
    come back as a `matrix`.
    """
    described = describe_groups(counts, unit, most)
    if isinstance(described, Nothing):
        return notice(described.reason)
    if isinstance(described, Grid):
        return draw_grid(described, counts, unit)
    return _Layout(described, _GROUP_BAR_PX, _GROUP_STEP_PX).draw(counts, unit, 12, grouped=True)


def grouped_min_width(counts: pd.DataFrame, unit: str = "share") -> int:
    """Width in pixels that `grouped_bars` needs: none for bars, that of the `matrix` where there
    are too many groups for bars.
    """
    counts = counts[~small(counts)]
    if counts["group"].nunique() <= MOST_GROUPS:
        return 0
    return matrix_min_width(counts, unit)


class _Layout:
    """Where each label and bar stands, in pixels from the top."""

    def __init__(self, described: Bars, bar_px: int, step_px: int) -> None:
        self.stack = Stack(2.0)
        self.bars: list[float] = []
        self.marks: list[Mark] = []
        self.bar_px = bar_px
        for row in described.rows:
            self.stack.add_label(row.label, _LABEL_CHARS, 4)
            for mark in row.marks:
                self.bars.append(self.stack.add_bar(bar_px, step_px - bar_px))
                self.marks.append(mark)
            self.stack.add_gap(_GAP_PX)
        self.height = self.stack.top - _GAP_PX + 6

    def draw(
        self, counts: pd.DataFrame, unit: str, size_px: int, *, grouped: bool = False
    ) -> Drawing:
        """The bars from zero with their texts at the end and their labels above; `counts` say what
        a reader gets on pointing at a bar.
        """
        rows: dict[tuple[str, Any], Any] = {
            (str(row.code), row.group): row for row in rows_of(counts)
        }
        texts = [_bar_text(mark) for mark in self.marks]
        chart = figure(
            self.height,
            xaxis=hidden_axis(0, self._reach(texts, size_px)),
            yaxis=hidden_axis(self.height, 0),
            clickmode="event+select",
        )
        hovers = [hover(rows[mark.code, mark.group], unit, grouped=grouped) for mark in self.marks]
        chart.add_trace(self._bars(texts, hovers, size_px))
        chart.add_trace(self._whiskers())
        self.stack.write_labels(chart)
        chart.add_line((0, 0), (0, self.height), LINE_COLOUR, is_below=True)
        return chart

    def _bars(self, texts: list[str], hovers: list[str], size_px: int) -> Trace:
        return bar(
            x=[mark.length for mark in self.marks],
            y=self.bars,
            width=self.bar_px,
            orientation="h",
            marker={"color": [mark.colour for mark in self.marks], "line": {"width": 0}},
            text=texts,
            textposition="outside",
            textangle=0,
            constraintext="none",
            cliponaxis=False,
            textfont={"size": size_px},
            hoverinfo="text",
            hovertext=hovers,
            customdata=[[mark.code, mark.group] for mark in self.marks],
            unselected={"marker": {"opacity": 1}},
        )

    def _reach(self, texts: list[str], size_px: int) -> float:
        """The value at the right edge, so that every text has room after its bar."""
        longest = max(mark.length for mark in self.marks)
        ends = [mark.high for mark in self.marks if mark.high is not None]
        room = min(0.72, (max(text_px(text, size_px) for text in texts) + 8) / NARROW_PX)
        return max((longest or 1) / (1 - room), longest, *ends)

    def _whiskers(self) -> Trace:
        """A thin line under each bar, so that neither bar nor text hides it."""
        x: list[float | None] = []
        y: list[float | None] = []
        for mark, middle in zip(self.marks, self.bars, strict=True):
            if mark.low is not None:
                at = middle + self.bar_px / 2 + _WHISKER_PX
                x += [mark.low, mark.high, None]
                y += [at, at, None]
        line = {"color": TEXT_COLOUR, "width": 2}
        return scatter(
            x=x,
            y=y,
            mode="lines",
            line=line,
            hoverinfo="skip",
        )


def _bar_text(mark: Mark) -> str:
    """What stands at the end of a bar; where there are several groups, its group first."""
    if not mark.name:
        return mark.text
    return f"<b>{escaped(mark.name)}</b> {mark.text}"
