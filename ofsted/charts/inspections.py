"""The time line of one area: its inspections at their dates, one row of grades per judgement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, Trace, scatter
from ofsted.charts.grades import grade_colour, grade_label, grade_mark, is_graded
from ofsted.charts.shades import text_colour
from ofsted.charts.style import (
    LINE_COLOUR,
    PAPER_COLOUR,
    TEXT_COLOUR,
    escaped,
    figure,
    hidden_axis,
    notice,
)
from ofsted.tables.tuples import rows_of

_HEAD_PX, _ROW_PX, _LABEL_PX, _MARK_PX, _FOOT_PX = 26, 56, 23, 26, 24
_YEAR_STEPS = 2


def timeline(
    inspections: pd.DataFrame, judgements: Mapping[str, str], years: tuple[int, int]
) -> Drawing:
    """Inspections from a `list_inspections` frame between the first and the last of the years, with
    a square per grade given.

    Each square holds the grade's letters (O, G, RI, A, I); above all stands the framework, below
    all the number of recommendations. Judgements that no inspection graded are left out.
    """
    if inspections.empty:
        return notice("No reports match these filters.")
    rows = [name for name in judgements if is_graded(inspections[name]).any()]
    foot = _HEAD_PX + _ROW_PX * len(rows)
    height = foot + _ROW_PX + _FOOT_PX
    chart = figure(
        height,
        margin={"l": 2, "r": 2, "t": 0, "b": _FOOT_PX, "autoexpand": False},
        xaxis=_year_axis(years),
        yaxis=hidden_axis(height - _FOOT_PX, 0),
    )
    inspection: Any
    for inspection in rows_of(inspections):
        day = inspection.inspected_to_on
        framework = escaped(glossary.short_label("framework", inspection.framework))
        asked = words.number(inspection.asked_count)
        chart.add_line((day, _HEAD_PX), (day, height - _FOOT_PX), LINE_COLOUR, is_below=True)
        _write(
            chart,
            day,
            2,
            f"<b>{framework}</b>",
            12,
        )
        _write(
            chart,
            day,
            foot + _LABEL_PX + 2,
            f"<b>{asked}</b>",
            15,
        )
    for number, name in enumerate(rows):
        graded = inspections[is_graded(inspections[name])]
        top = _HEAD_PX + _ROW_PX * number
        chart.add_label(escaped(judgements[name]), top, bgcolor=PAPER_COLOUR)
        middle = top + _LABEL_PX + _MARK_PX / 2
        chart.add_trace(_squares(graded, name, judgements[name], middle))
    chart.add_label("Recommendations", foot, bgcolor=PAPER_COLOUR)
    return chart


def timeline_alt(inspections: pd.DataFrame, name: str) -> str:
    """The time line in words: every inspection with its date, framework, overall rating and number
    of recommendations.
    """
    told = [_inspection_words(row) for row in rows_of(inspections)]
    if not told:
        return "Empty chart: no reports match these filters."
    return (
        f"Time line of {len(told)} inspections of {name}, with the grades of every judgement."
        f" {'; '.join(told)}."
    )


def _inspection_words(row: Any) -> str:
    framework = glossary.short_label("framework", row.framework)
    return (
        f"{row.inspected_to_on:%B %Y} {framework}, overall {grade_label(row.rating).lower()},"
        f" {words.number(row.asked_count)} recommendations"
    )


def timeline_table(inspections: pd.DataFrame, judgements: Mapping[str, str]) -> pd.DataFrame:
    """The same inspections under column names a reader understands, one row each, oldest first."""
    table = {
        "Inspection ended": [str(day) for day in inspections["inspected_to_on"]],
        "Published": [str(day) for day in inspections["published_on"]],
        "Framework": [glossary.short_label("framework", code) for code in inspections["framework"]],
        "Kind of report": [glossary.label("variant", code) for code in inspections["variant"]],
        **{
            label: [grade_label(grade) for grade in inspections[name]]
            for name, label in judgements.items()
        },
        "Recommendations": inspections["asked_count"].tolist(),
        "Report": inspections["report_id"].tolist(),
    }
    return pd.DataFrame(table)


def _year_axis(years: tuple[int, int]) -> dict[str, Any]:
    ticks = list(range(years[0], years[1] + 1, _YEAR_STEPS))
    return {
        "type": "date",
        "range": [date(years[0] - 1, 7, 1), date(years[1] + 1, 6, 30)],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": [date(year, 1, 1) for year in ticks],
        "ticktext": [str(year) for year in ticks],
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 4,
        "showline": True,
        "linecolor": LINE_COLOUR,
        "tickfont": {"size": 12},
    }


def _squares(graded: pd.DataFrame, name: str, label: str, top: float) -> Trace:
    fills = [grade_colour(grade) for grade in graded[name]]
    return scatter(
        x=graded["inspected_to_on"].tolist(),
        y=[top] * len(graded),
        mode="markers+text",
        cliponaxis=False,
        marker={
            "symbol": "square",
            "size": _MARK_PX,
            "color": fills,
            "line": {"color": TEXT_COLOUR, "width": 1},
        },
        text=[f"<b>{grade_mark(grade)}</b>" for grade in graded[name]],
        textposition="middle center",
        textfont={"size": 12, "color": [text_colour(fill) for fill in fills]},
        hoverinfo="text",
        hovertext=[
            f"<b>{escaped(label)}</b><br>{grade_label(grade)}<br>{day:%B %Y}"
            for grade, day in zip(graded[name], graded["inspected_to_on"], strict=True)
        ],
    )


def _write(chart: Drawing, day: date, top: float, text: str, size_px: int) -> None:
    chart.add_annotation(
        text=text,
        x=day,
        y=top,
        xanchor="center",
        yanchor="top",
        showarrow=False,
        font={"size": size_px},
        bgcolor=PAPER_COLOUR,
        borderpad=0,
    )
