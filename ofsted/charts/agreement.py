"""Agreement of two coders: a dot for each kappa on its 95 % interval, colour and shape by what the
kappa is worth, value written beside.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from ofsted.charts.drawing import Drawing, Trace, scatter
from ofsted.charts.stacking import Stack
from ofsted.charts.style import (
    LEGEND,
    LINE_COLOUR,
    PALETTE,
    PAPER_COLOUR,
    TEXT_COLOUR,
    clipped,
    figure,
    hidden_axis,
    notice,
    wrapped,
)
from ofsted.limits import EXCELLENT_KAPPA, LEAST_KAPPA

# Least kappa of each band, its name, colour and shape, best first. Fleiss's bands, the middle one
# parted where themes cease to be shown.
BANDS = (
    (EXCELLENT_KAPPA, f"excellent (above {EXCELLENT_KAPPA})", PALETTE[0], "circle"),
    (LEAST_KAPPA, f"fair to good ({LEAST_KAPPA:.2f} to {EXCELLENT_KAPPA})", PALETTE[3], "diamond"),
    (-1.0, f"below {LEAST_KAPPA:.2f}: not shown on its own", PALETTE[2], "x"),
)
_Placed = tuple[Any, float]  # a row of the table, and how far down its dot stands
_LABEL_CHARS, _DOT_PX, _GAP_PX, _BAND_PX, _FOOT_PX = 44, 18, 14, 22, 30
_ROOM = 0.42  # of the width, for the figures written beside the interval
_NOTHING = "No kappa can be given here: too few reports, or nothing coded by both."


def kappa_dots(by_code: pd.DataFrame, *, most: int | None = None) -> Drawing:
    """Kappa of every code that has one, lowest first, at most the first `most`, from labelled rows
    of the agreement table.
    """
    rows = _ranked(by_code)[:most]
    if not rows:
        return notice(_NOTHING)
    # On a phone each band of the legend takes a line of its own.
    head = 10.0 + _BAND_PX * len({_band(row.kappa) for row in rows})
    stack = Stack(head)
    placed: list[_Placed] = []
    for row in rows:
        stack.add_label(row.label, _LABEL_CHARS, 2)
        placed.append((row, stack.add_bar(_DOT_PX, _GAP_PX)))
    height = stack.top - _GAP_PX + _FOOT_PX
    lowest = min(0.5, *(row.kappa_low for row in rows if not math.isnan(row.kappa_low)))
    chart = figure(
        height,
        showlegend=True,
        margin={"l": 2, "r": 0, "t": 0, "b": 0},
        legend={**LEGEND, "yanchor": "top"},
        xaxis=hidden_axis(lowest - 0.02, 1 + (1 - lowest) * _ROOM / (1 - _ROOM)),
        yaxis=hidden_axis(height, 0),
    )
    _draw_lines(chart, head, height, lowest)
    _draw_dots(chart, placed)
    stack.write_labels(chart, bgcolor=PAPER_COLOUR)
    return chart


def _draw_dots(chart: Drawing, placed: list[_Placed]) -> None:
    """The intervals, the dots band by band, and the figures beside them."""
    for row, y in placed:
        if not math.isnan(row.kappa_low):
            chart.add_line((row.kappa_low, y), (row.kappa_high, y), TEXT_COLOUR, 2)
    for place in range(len(BANDS)):
        mine = [(row, y) for row, y in placed if _band(row.kappa) == place]
        if mine:
            chart.add_trace(_band_trace(mine, place))
    for row, y in placed:
        chart.add_value(_value(row), (1, y), 12, 8)


def _band_trace(placed: list[_Placed], place: int) -> Trace:
    _, name, colour, shape = BANDS[place]
    return scatter(
        x=[row.kappa for row, _ in placed],
        y=[y for _, y in placed],
        mode="markers",
        name=name,
        hoverinfo="text",
        hovertext=[_hover(row) for row, _ in placed],
        marker={
            "color": colour,
            "symbol": shape,
            "size": 11,
            "line": {"width": 1, "color": TEXT_COLOUR},
        },
    )


def kappa_alt_text(by_code: pd.DataFrame, level_name: str, scope_words: str) -> str:
    """What `kappa_dots` shows, with the three lowest and the highest; `level_name` is "themes" or
    "categories".
    """
    rows = _ranked(by_code)
    if not rows:
        return f"Empty chart. {_NOTHING}"
    total = f"{int(by_code['recommendation_count'].iloc[0]):,}"
    lowest = "; ".join(f"{row.label} {row.kappa:.2f}" for row in rows[:3])
    text = (
        f"Dot chart of Cohen’s kappa with 95% intervals for {len(rows)} {level_name},"
        f" out of {total} {scope_words}, lowest first."
        f" Lowest: {lowest}. Highest: {rows[-1].label} {rows[-1].kappa:.2f}."
    )
    return clipped(text)


def _ranked(by_code: pd.DataFrame) -> list[Any]:
    return list(by_code[by_code["kappa"].notna()].sort_values("kappa", kind="stable").itertuples())


def _band(kappa: float) -> int:
    if kappa > BANDS[0][0]:
        return 0
    if kappa >= BANDS[1][0]:
        return 1
    return 2


def _draw_lines(chart: Drawing, head: float, height: float, lowest: float) -> None:
    """The lines that a kappa is judged by, named at the foot."""
    for value in (LEAST_KAPPA, EXCELLENT_KAPPA, 1.0):
        if value >= lowest:
            foot = height - _FOOT_PX
            chart.add_line(
                (value, head),
                (value, foot),
                LINE_COLOUR,
                dash="dot",
                is_below=True,
            )
            chart.add_annotation(
                x=value,
                y=height - _FOOT_PX / 2,
                text=f"{value:.2f}",
                showarrow=False,
                font={"size": 12},
                xanchor="center",
            )


def _value(row: Any) -> str:
    value = f"<b>{row.kappa:.2f}</b>"
    if math.isnan(row.kappa_low):
        return value
    return f"{value} ({row.kappa_low:.2f}–{row.kappa_high:.2f})"


def _hover(row: Any) -> str:
    either = row.both_count + row.first_only_count + row.second_only_count
    lines = [
        f"<b>{'<br>'.join(wrapped(row.label, 44))}</b>",
        f"kappa {_value(row)}",
        f"given by both to {row.both_count:,} of the {either:,} recommendations",
    ]
    return "<br>".join([*lines, f"to which either gave it, out of {row.recommendation_count:,}"])
