"""The time line of one area: its inspections at their dates, one row of grades per judgement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, Trace, scatter
from ofsted.charts.grades import grade_colour, grade_label, grade_mark
from ofsted.charts.shades import text_colour
from ofsted.charts.style import LINE_COLOUR, TEXT_COLOUR, escaped, figure, notice

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
    rows = [name for name in judgements if _graded(inspections[name]).any()]
    height = _HEAD_PX + _ROW_PX * (len(rows) + 1) + _FOOT_PX
    chart = figure(
        height,
        margin={"l": 2, "r": 2, "t": 0, "b": _FOOT_PX, "autoexpand": False},
        xaxis=_year_axis(years),
        yaxis={"range": [height - _FOOT_PX, 0], "fixedrange": True, "visible": False},
    )
    for inspection in inspections.itertuples():
        chart.add_shape(
            type="line",
            x0=inspection.inspected_to_on,
            x1=inspection.inspected_to_on,
            y0=_HEAD_PX,
            y1=height - _FOOT_PX,
            line={"color": LINE_COLOUR, "width": 1},
            layer="below",
        )
        _write(
            chart,
            inspection.inspected_to_on,
            2,
            f"<b>{escaped(glossary.short_label('framework', inspection.framework))}</b>",
            12,
        )
        _write(
            chart,
            inspection.inspected_to_on,
            _HEAD_PX + _ROW_PX * len(rows) + _LABEL_PX + 2,
            f"<b>{words.number(inspection.asked_count)}</b>",
            15,
        )
    for number, name in enumerate(rows):
        graded = inspections[_graded(inspections[name])]
        _write_label(chart, _HEAD_PX + _ROW_PX * number, judgements[name])
        chart.add_trace(
            _squares(
                graded,
                name,
                judgements[name],
                _HEAD_PX + _ROW_PX * number + _LABEL_PX + _MARK_PX / 2,
            )
        )
    _write_label(chart, _HEAD_PX + _ROW_PX * len(rows), "Recommendations")
    return chart


def timeline_alt(inspections: pd.DataFrame, name: str) -> str:
    """The time line in words: every inspection with its date, framework, overall rating and number
    of recommendations.
    """
    each = [
        f"{row.inspected_to_on:%B %Y} {glossary.short_label('framework', row.framework)}, overall {grade_label(row.rating).lower()}, "
        f"{words.number(row.asked_count)} recommendations"
        for row in inspections.itertuples()
    ]
    return (
        f"Time line of {len(each)} inspections of {name}, with the grades of every judgement. {'; '.join(each)}."
        if each
        else "Empty chart: no reports match these filters."
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


def _graded(grades: pd.Series) -> pd.Series:
    return grades.notna() & ~grades.isin(["not-given", "not-judged"])


def _year_axis(years: tuple[int, int]) -> dict:
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
        bgcolor="#FFFFFF",
        borderpad=0,
    )


def _write_label(chart: Drawing, top: float, text: str) -> None:
    chart.add_annotation(
        text=escaped(text),
        x=0,
        xref="paper",
        xanchor="left",
        y=top,
        yanchor="top",
        showarrow=False,
        align="left",
        bgcolor="#FFFFFF",
        borderpad=0,
    )
