"""How many reports there are: one row per year, stacked by framework, with its numbers written at
the end.
"""

from __future__ import annotations

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, bar
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    colours,
    escaped,
    figure,
    notice,
    places,
    text_px,
)

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
    totals, texts = wide.sum(axis=1), [_row_text(wide.loc[year], field) for year in years]
    room = min(0.6, (max(text_px(text, 13) for text in texts) + 8) / (NARROW_PX - _YEAR_PX))
    height = _STEP_PX * len(years)
    chart = figure(
        height + _HEAD_PX,
        barmode="stack",
        showlegend=True,
        margin={"l": _YEAR_PX, "r": 0, "t": _HEAD_PX, "b": 0, "autoexpand": False},
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis={"range": [0, totals.max() / (1 - room)], "fixedrange": True, "visible": False},
        yaxis={
            "range": [height, 0],
            "fixedrange": True,
            "tickmode": "array",
            "tickvals": list(place.values()),
            "ticktext": [str(year) for year in years],
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "showline": True,
            "linecolor": LINE_COLOUR,
            "ticklabelstandoff": 4,
        },
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
                marker={
                    "color": colour,
                    "line": {"width": 0},
                    "pattern": {**_PATTERN, "shape": pattern},
                },
                hoverinfo="text",
                hovertext=[_hover(row) for row in rows.itertuples()],
            )
        )
    for year, text in zip(years, texts, strict=True):
        chart.add_annotation(
            x=totals[year],
            y=place[year],
            text=text,
            showarrow=False,
            xanchor="left",
            xshift=4,
            font={"size": 13},
            align="left",
        )
    return chart


def _row_text(row: pd.Series, field: str) -> str:
    """The year's number of reports, with its parts where there are several."""
    total, names = (
        words.number(row.sum()),
        {
            column: escaped(glossary.short_label(field, column))
            for column, count in row.items()
            if count
        },
    )
    if len(names) < 2:
        return " ".join([total, *names.values()])
    return f"{total} ({', '.join(f'{name} {words.number(row[column])}' for column, name in names.items())})"


def _hover(row: object) -> str:
    numbers = f"{words.number(row.report_count)} reports<br>{words.number(row.recommendation_count)} recommendations"
    return f"<b>{escaped(row.row_label)}, {escaped(row.column_label)}</b><br>{numbers}"
