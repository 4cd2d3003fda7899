"""Shares from step to step in time: a line with its 95% intervals for one category or theme, made
to stand beside others of its kind.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.policy import PolicyDate, name_days, place_dates
from ofsted.charts.drawing import Drawing, Trace, scatter
from ofsted.charts.style import (
    LINE_COLOUR,
    PALETTE,
    PAPER_COLOUR,
    TEXT_COLOUR,
    escaped,
    figure,
    notice,
    text_px,
    wrapped,
)
from ofsted.tables.tuples import rows_of

HEIGHT_PX = 190
_FOOT = 0.12  # of the height, below zero, for the crosses
_MARGIN = {"l": 38, "r": 10, "t": 20, "b": 26}
_SMALL_COLOUR = "#6F777B"
_POLICY_COLOUR = "#A285D1"
_DAY_PX = 12
_MANY_STEPS = 20
_HEAD, _HEAD_WITH_DAYS = 1.08, 1.25  # how far the axis reaches, in parts of its top


def step_line(
    counts: pd.DataFrame,
    starts: dict[str, str],
    top: float,
    policy: Sequence[PolicyDate] = (),
    *,
    is_named: bool = False,
) -> Drawing:
    """One code of a `count_steps` frame; `starts` are the steps in which frameworks begin, `top`
    the share at the top of the axis, `policy` days that stand as thin lines with their numbers,
    and their names above the chart where `is_named`: once for a row of charts on one axis.

    Steps of too few reports have no share: a cross below the axis says so, away from zero; steps
    without reports have no mark, and the axis runs from the first to the last with any. Partial
    steps have hollow marks. The line breaks at both gaps and crosses.
    """
    reported = counts["report_count"].to_numpy().nonzero()[0]
    if not len(reported):
        return notice("No reports match these filters.")
    counts = counts.iloc[reported[0] : reported[-1] + 1].reset_index(drop=True)
    shown = ~counts["is_small"] & counts["share"].notna()
    names = counts["step"].tolist()
    begins = _begins(names, starts)
    days = place_dates(policy, names)
    number_of = {row: number for number, row in enumerate(policy, start=1)}
    told = [str(number_of[row]) for _, row in days]
    if is_named:
        told = name_days(days, number_of, list(begins))
    band = _band_px(told) if is_named else 0
    chart = figure(
        HEIGHT_PX + band,
        margin=_MARGIN | {"t": _MARGIN["t"] + band},
        xaxis=_time_axis(names),
        yaxis=_share_axis(top, _HEAD_WITH_DAYS if policy else _HEAD),
    )
    _add_interval(chart, counts, shown)
    chart.add_trace(_line(counts, shown))
    chart.add_trace(_crosses(counts[~shown & (counts["report_count"] > 0)], -_FOOT * top / 2))
    for (at, row), name in zip(days, told, strict=True):
        _mark_day(chart, at, row, name, is_named=is_named)
    _mark_starts(chart, begins, len(names), band)
    return chart


def _band_px(names: Sequence[str]) -> int:
    """How high names stand that run from the bottom up."""
    return math.ceil(max((text_px(name, _DAY_PX) for name in names), default=0.0))


def _begins(names: list[str], starts: dict[str, str]) -> dict[float, str]:
    """Where each framework begins within the steps shown, and what is written there."""
    return {
        names.index(step) - 0.5: f"{glossary.short_label('framework', framework)} from {step}"
        for framework, step in starts.items()
        if step in names[1:]
    }


def _share_axis(top: float, head: float) -> dict[str, Any]:
    return {
        "range": [-_FOOT * top, top * head],
        "fixedrange": True,
        "tickformat": ".0%",
        "nticks": 4,
        "gridcolor": "#E5E6E7",
        "zeroline": True,
        "zerolinecolor": LINE_COLOUR,
    }


def _line(counts: pd.DataFrame, shown: pd.Series) -> Trace:
    """The shares that are shown, with hollow marks for partial steps."""
    fills = counts["is_partial"].map({True: "#FFFFFF", False: PALETTE[0]})
    size = 8
    if len(counts) >= _MANY_STEPS:
        size = 5
    return scatter(
        x=counts.index.to_series(),
        y=counts["share"].where(shown),
        mode="lines+markers+text",
        text=_ends(counts, shown),
        textposition="top center",
        textfont={"size": 13, "color": TEXT_COLOUR},
        cliponaxis=False,
        connectgaps=False,
        line={"color": PALETTE[0], "width": 2},
        marker={
            "size": size,
            "color": fills.tolist(),
            "line": {"color": PALETTE[0], "width": 2},
        },
        hoverinfo="text",
        hovertext=[_hover(row) for row in rows_of(counts)],
    )


def _ends(counts: pd.DataFrame, shown: pd.Series) -> list[str]:
    """The first and the last share that is shown, each at its place; nothing between."""
    places = counts.index[shown].tolist()
    ends = {*places[:1], *places[-1:]}
    shares = counts["share"].tolist()
    return [
        escaped(words.percent(shares[place])) if place in ends else ""
        for place in range(len(counts))
    ]


def _crosses(few: pd.DataFrame, y: float) -> Trace:
    """Below the axis the steps that have reports, but too few."""
    return scatter(
        x=few.index,
        y=[y] * len(few),
        mode="markers",
        marker={"symbol": "x-thin", "size": 8, "line": {"color": _SMALL_COLOUR, "width": 2}},
        hoverinfo="text",
        hovertext=[_hover(row) for row in rows_of(few)],
        cliponaxis=False,
    )


def step_alt_text(counts: pd.DataFrame, trend: str) -> str:
    """What one line shows: its first, highest and last share with n of N, and its trend."""
    shown = counts[~counts["is_small"] & counts["share"].notna()]
    label = counts["label"].iloc[0]
    if shown.empty:
        return f"Line chart of {label}: no step has enough reports for a share. {trend}"
    named = {
        "First": shown.iloc[0],
        "highest": shown.iloc[int(shown["share"].argmax())],
        "last": shown.iloc[-1],
    }
    told = "; ".join(f"{name} {row['step']}: {_value(row)}" for name, row in named.items())
    return f"Line chart of {label} by {counts['steps'].iloc[0]}. {told}. {trend}"


def _add_interval(chart: Drawing, counts: pd.DataFrame, shown: pd.Series) -> None:
    """The band of the intervals, one piece for each run of steps without a gap."""
    runs = (shown != shown.shift()).cumsum()[shown]
    for _, part in counts[shown].groupby(runs):
        chart.add_trace(
            scatter(
                x=[*part.index, *part.index[::-1]],
                y=[*part["share_high"].clip(upper=1), *part["share_low"][::-1]],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor="rgba(18,67,109,0.16)",
                hoverinfo="skip",
            )
        )


def _mark_day(chart: Drawing, at: float, row: PolicyDate, name: str, *, is_named: bool) -> None:
    """A thin line at a day, its number at its top or its name above it."""
    looks: dict[str, Any] = {"yanchor": "top", "bgcolor": PAPER_COLOUR}
    if is_named:
        looks = {"yanchor": "bottom", "textangle": -90}
    chart.add_line(
        (at, 0),
        (at, 1 if is_named else 0.92),
        _POLICY_COLOUR,
        is_below=True,
        yref="paper",
    )
    chart.add_annotation(
        x=at,
        y=1,
        yref="paper",
        text=escaped(name),
        hovertext=f"{row.day.day} {row.day:%B %Y}: {escaped(row.what)}",
        showarrow=False,
        font={"size": _DAY_PX, "color": TEXT_COLOUR},
        borderpad=0,
        **looks,
    )


def _mark_starts(chart: Drawing, begins: dict[float, str], steps: int, band: int) -> None:
    """A dotted line where each framework begins, with a note unless it would run into the next;
    `band` is the height of what stands above the chart, in pixels.
    """
    room = 2 * steps / 5  # steps that a note at the top needs for itself
    following = [*list(begins)[1:], math.inf]
    for (at, told), end in zip(begins.items(), following, strict=False):
        text = ""
        if end - at >= room:
            text = escaped(told)
        chart.add_annotation(
            x=at,
            y=1,
            yref="paper",
            yshift=band,
            text=text,
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            font={"size": 12, "color": TEXT_COLOUR},
        )
        chart.add_line(
            (at, 0),
            (at, 1),
            _SMALL_COLOUR,
            dash="dot",
            yref="paper",
        )


def _time_axis(names: list[str]) -> dict[str, Any]:
    places = list(range(len(names)))
    every = max(1, -(-len(names) // 5))
    ticks = places[::every]
    return {
        "range": [-0.6, len(names) - 0.4],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [names[at][:4] for at in ticks],
        "showgrid": False,
        "zeroline": False,
        "linecolor": LINE_COLOUR,
        "tickangle": 0,
    }


def _hover(row: Any) -> str:
    step = row.step
    if row.steps == "quarter":
        step = f"Four quarters to {step}"
    if row.is_partial:
        step += " (partial)"
    lines = [f"<b>{'<br>'.join(wrapped(row.label, 40))}</b>", step, _value(row._asdict())]
    reports = f"{words.number(row.report_count)} reports"
    if row.is_small:
        lines.append(f"{reports}: too few for a share")
    elif row.recommendation_count:
        low, high = words.percent(row.share_low), words.percent(row.share_high)
        lines.append(f"95% interval {low} to {high}; {reports}")
    return "<br>".join(lines)


def _value(row: dict[str, Any] | pd.Series) -> str:
    whole = row.get("whole_count", row["recommendation_count"])
    out_of = f"{words.number(row['hit_count'])} of {words.number(whole)}"
    if row["is_small"] or not row["recommendation_count"]:
        return out_of
    return f"{words.percent(row['share'])} ({out_of})"
