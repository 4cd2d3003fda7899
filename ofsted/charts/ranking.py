"""Ranked bars: one group, or several groups side by side, each bar labelled directly with its value
and n of N.

Vertical positions are pixels from the top, so that a label of any length stands above its bar and
nothing overlaps at any width.
"""

from __future__ import annotations

import pandas as pd

from ofsted.charts.drawing import Drawing, bar, scatter
from ofsted.charts.heatmap import draw_grid, matrix_min_width
from ofsted.charts.pictures.figures import MOST_GROUPS, describe_groups, describe_ranking
from ofsted.charts.pictures.values import Bars, Grid, Mark, Nothing
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    TEXT_COLOUR,
    escaped,
    figure,
    hover,
    notice,
    shown_unit,
    small,
    text_px,
    wrapped,
)

_LABEL_CHARS = 44
_LABEL_PX, _BAR_PX, _GAP_PX = 18, 20, 10
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
    return matrix_min_width(counts, unit) if counts["group"].nunique() > MOST_GROUPS else 0


class _Layout:
    """Where each label and bar stands, in pixels from the top."""

    def __init__(self, described: Bars, bar_px: int, step_px: int) -> None:
        self.labels: list[tuple[float, str]] = []
        self.bars: list[float] = []
        self.marks: list[Mark] = []
        self.bar_px = bar_px
        top = 2.0
        for row in described.rows:
            lines = wrapped(row.label, _LABEL_CHARS)
            self.labels.append((top, "<br>".join(lines)))
            top += len(lines) * _LABEL_PX + 4
            for mark in row.marks:
                self.bars.append(top + bar_px / 2)
                self.marks.append(mark)
                top += step_px
            top += _GAP_PX
        self.height = top - _GAP_PX + 6

    def draw(
        self, counts: pd.DataFrame, unit: str, size_px: int, *, grouped: bool = False
    ) -> Drawing:
        """The bars from zero with their texts at the end and their labels above; `counts` say what
        a reader gets on pointing at a bar.
        """
        rows = {(row.code, row.group): row for row in counts.itertuples()}
        drawn = [mark.length for mark in self.marks]
        texts = [_bar_text(mark) for mark in self.marks]
        longest = max([*drawn, *(mark.high for mark in self.marks if mark.high is not None)])
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
                marker={"color": [mark.colour for mark in self.marks], "line": {"width": 0}},
                text=texts,
                textposition="outside",
                textangle=0,
                constraintext="none",
                cliponaxis=False,
                textfont={"size": size_px},
                hoverinfo="text",
                hovertext=[
                    hover(rows[mark.code, mark.group], unit, grouped=grouped) for mark in self.marks
                ],
                customdata=[[mark.code, mark.group] for mark in self.marks],
                unselected={"marker": {"opacity": 1}},
            )
        )
        # A thin line under each bar, so that neither bar nor text hides it.
        whiskers = [
            ((mark.low, mark.high), at + self.bar_px / 2 + _WHISKER_PX)
            for mark, at in zip(self.marks, self.bars, strict=True)
            if mark.low is not None
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


def _bar_text(mark: Mark) -> str:
    """What stands at the end of a bar; where there are several groups, its group first."""
    if not mark.name:
        return mark.text
    return f"<b>{escaped(mark.name)}</b> {mark.text}"
