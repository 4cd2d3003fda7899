"""Agreement of two coders: a dot for each kappa on its 95 % interval, colour and shape by what the
kappa is worth, value written beside.
"""

from __future__ import annotations

import pandas as pd

from ofsted.charts.drawing import Drawing, scatter
from ofsted.charts.printed import ALT_TEXT_LIMIT
from ofsted.charts.style import (
    LINE_COLOUR,
    PALETTE,
    PAPER_COLOUR,
    TEXT_COLOUR,
    figure,
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
_LABEL_CHARS, _LABEL_PX, _DOT_PX, _GAP_PX, _BAND_PX, _FOOT_PX = 44, 18, 18, 14, 22, 30
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
    top, labels, dots = head, [], []
    for row in rows:
        lines = wrapped(row.label, _LABEL_CHARS)
        labels.append((top, "<br>".join(lines)))
        top += len(lines) * _LABEL_PX + 2
        dots.append(top + _DOT_PX / 2)
        top += _DOT_PX + _GAP_PX
    height = top - _GAP_PX + _FOOT_PX
    lowest = min(0.5, *(float(low) for low in (row.kappa_low for row in rows) if low == low))
    chart = figure(
        height,
        showlegend=True,
        margin={"l": 2, "r": 0, "t": 0, "b": 0},
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis={
            "range": [lowest - 0.02, 1 + (1 - lowest) * _ROOM / (1 - _ROOM)],
            "fixedrange": True,
            "visible": False,
        },
        yaxis={"range": [height, 0], "fixedrange": True, "visible": False},
    )
    _draw_lines(chart, head, height, lowest)
    for low, high, y in (
        (row.kappa_low, row.kappa_high, y)
        for row, y in zip(rows, dots, strict=True)
        if row.kappa_low == row.kappa_low
    ):
        chart.add_shape(
            type="line", x0=low, x1=high, y0=y, y1=y, line={"color": TEXT_COLOUR, "width": 2}
        )
    for place, (_, name, colour, shape) in enumerate(BANDS):
        mine = [(row, y) for row, y in zip(rows, dots, strict=True) if _band(row.kappa) == place]
        if mine:
            chart.add_trace(
                scatter(
                    x=[row.kappa for row, _ in mine],
                    y=[y for _, y in mine],
                    mode="markers",
                    name=name,
                    hoverinfo="text",
                    hovertext=[_hover(row) for row, _ in mine],
                    marker={
                        "color": colour,
                        "symbol": shape,
                        "size": 11,
                        "line": {"width": 1, "color": TEXT_COLOUR},
                    },
                )
            )
    for row, y in zip(rows, dots, strict=True):
        chart.add_annotation(
            x=1,
            y=y,
            text=_value(row),
            showarrow=False,
            xanchor="left",
            xshift=8,
            font={"size": 12},
            align="left",
        )
    for place, label in labels:
        chart.add_annotation(
            text=label,
            x=0,
            xref="paper",
            xanchor="left",
            y=place,
            yref="y",
            yanchor="top",
            showarrow=False,
            align="left",
            borderpad=0,
            bgcolor=PAPER_COLOUR,
        )
    return chart


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
        f"Dot chart of Cohen’s kappa with 95% intervals for {len(rows)} {level_name}, out of {total} {scope_words}, lowest first. "
        f"Lowest: {lowest}. Highest: {rows[-1].label} {rows[-1].kappa:.2f}."
    )
    return text if len(text) <= ALT_TEXT_LIMIT else text[: ALT_TEXT_LIMIT - 1].rstrip() + "…"


def _ranked(by_code: pd.DataFrame) -> list:
    return list(by_code[by_code["kappa"].notna()].sort_values("kappa", kind="stable").itertuples())


def _band(kappa: float) -> int:
    if kappa > BANDS[0][0]:
        return 0
    return 1 if kappa >= BANDS[1][0] else 2


def _draw_lines(chart: Drawing, head: float, height: float, lowest: float) -> None:
    """The lines that a kappa is judged by, named at the foot."""
    for value in (LEAST_KAPPA, EXCELLENT_KAPPA, 1.0):
        if value >= lowest:
            chart.add_shape(
                type="line",
                x0=value,
                x1=value,
                y0=head,
                y1=height - _FOOT_PX,
                line={"color": LINE_COLOUR, "width": 1, "dash": "dot"},
                layer="below",
            )
            chart.add_annotation(
                x=value,
                y=height - _FOOT_PX / 2,
                text=f"{value:.2f}",
                showarrow=False,
                font={"size": 12},
                xanchor="center",
            )


def _value(row: object) -> str:
    interval = (
        f" ({row.kappa_low:.2f}–{row.kappa_high:.2f})" if row.kappa_low == row.kappa_low else ""
    )
    return f"<b>{row.kappa:.2f}</b>{interval}"


def _hover(row: object) -> str:
    either = row.both_count + row.first_only_count + row.second_only_count
    lines = [
        f"<b>{'<br>'.join(wrapped(row.label, 44))}</b>",
        f"kappa {_value(row)}",
        f"given by both to {row.both_count:,} of the {either:,} recommendations",
    ]
    return "<br>".join([*lines, f"to which either gave it, out of {row.recommendation_count:,}"])
