"""How many reports there are: one row per year, stacked by framework, with its numbers written at
the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, bar
from ofsted.charts.style import (
    LEGEND,
    LINE_COLOUR,
    NARROW_PX,
    colours,
    escaped,
    figure,
    hidden_axis,
    notice,
    places,
    text_px,
)
from ofsted.tables.tuples import rows_of

_BAR_PX, _STEP_PX, _HEAD_PX, _YEAR_PX = 18, 26, 34, 44
_PATTERN = {"fillmode": "overlay", "fgcolor": "#FFFFFF", "size": 6, "solidity": 0.2}
_PATTERNS = ("", "/", ".", "x", "-", "+")


def coverage_bars(coverage: pd.DataFrame, field: str = "framework") -> Drawing:
    """Reports by year from a `count_reports` frame; colour, pattern and the text at the end of the
    bar each tell the frameworks apart.
    """
    if coverage.empty or not coverage["report_count"].sum():
        return notice("No reports match these filters.")
    years, columns = coverage["row"].unique().tolist(), coverage["column"].unique().tolist()
    place = {year: _STEP_PX * number + _STEP_PX / 2 for number, year in enumerate(years)}
    wide = coverage.pivot(index="row", columns="column", values="report_count").loc[years, columns]
    totals = wide.sum(axis=1)
    texts = [_row_text(wide.loc[year], field) for year in years]
    room = min(0.6, (max(text_px(text, 13) for text in texts) + 8) / (NARROW_PX - _YEAR_PX))
    height = _STEP_PX * len(years)
    chart = figure(
        height + _HEAD_PX,
        barmode="stack",
        showlegend=True,
        margin={"l": _YEAR_PX, "r": 0, "t": _HEAD_PX, "b": 0, "autoexpand": False},
        legend={**LEGEND, "yanchor": "bottom"},
        xaxis=hidden_axis(0, totals.max() / (1 - room)),
        yaxis=_year_axis(place, height),
    )
    patterns = [_PATTERNS[place % len(_PATTERNS)] for place in places(field, columns)]
    for column, colour, pattern in zip(columns, colours(field, columns), patterns, strict=True):
        rows = coverage[coverage["column"] == column]
        chart.add_trace(
            bar(
                x=rows["report_count"].tolist(),
                y=[place[year] for year in rows["row"]],
                width=_BAR_PX,
                orientation="h",
                name=escaped(glossary.short_label(field, column)),
                marker=_look(colour, pattern),
                hoverinfo="text",
                hovertext=[_hover(row) for row in rows_of(rows)],
            )
        )
    for year, text in zip(years, texts, strict=True):
        chart.add_value(text, (totals[year], place[year]), 13, 4)
    return chart


def _look(colour: str, pattern: str) -> dict[str, Any]:
    return {"color": colour, "line": {"width": 0}, "pattern": {**_PATTERN, "shape": pattern}}


def _year_axis(place: Mapping[Any, float], height: float) -> dict[str, Any]:
    """The years at their places."""
    return {
        "range": [height, 0],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": list(place.values()),
        "ticktext": [str(year) for year in place],
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "showline": True,
        "linecolor": LINE_COLOUR,
        "ticklabelstandoff": 4,
    }


def _row_text(row: pd.Series, field: str) -> str:
    """The year's number of reports, with its parts where there are several."""
    total = words.number(row.sum())
    counts = {
        escaped(glossary.short_label(field, column)): count
        for column, count in row.items()
        if count
    }
    if len(counts) < 2:
        return " ".join([total, *counts])
    parts = ", ".join(f"{name} {words.number(count)}" for name, count in counts.items())
    return f"{total} ({parts})"


def _hover(row: Any) -> str:
    return (
        f"<b>{escaped(row.row_label)}, {escaped(row.column_label)}</b>"
        f"<br>{words.number(row.report_count)} reports"
        f"<br>{words.number(row.recommendation_count)} recommendations"
    )
