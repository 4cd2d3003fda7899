"""Shares from step to step in time: a line with its 95% intervals for one category or theme, made
to stand beside others of its kind.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.policy import PolicyDate, place_dates
from ofsted.charts.drawing import Drawing, scatter
from ofsted.charts.style import (
    LINE_COLOUR,
    PALETTE,
    PAPER_COLOUR,
    TEXT_COLOUR,
    escaped,
    figure,
    notice,
    wrapped,
)

HEIGHT_PX = 190
_FOOT = 0.12  # of the height, below zero, for the crosses
_MARGIN = {"l": 38, "r": 10, "t": 20, "b": 26}
_SMALL_COLOUR = "#6F777B"
_POLICY_COLOUR = "#A285D1"


def step_line(
    counts: pd.DataFrame,
    starts: dict[str, str],
    top: float,
    policy: Sequence[PolicyDate] = (),
) -> Drawing:
    """One code of a `count_steps` frame; `starts` are the steps in which frameworks begin, `top`
    the share at the top of the axis, `policy` days that stand as thin lines with their numbers.

    Steps of too few reports have no share: a cross below the axis says so, away from zero; steps
    without reports have no mark, and the axis runs from the first to the last with any. Partial
    steps have hollow marks. The line breaks at both gaps and crosses.
    """
    reported = counts["report_count"].to_numpy().nonzero()[0]
    if not len(reported):
        return notice("No reports match these filters.")
    counts = counts.iloc[reported[0] : reported[-1] + 1].reset_index(drop=True)
    x = counts.index.to_series()
    shown = ~counts["is_small"] & counts["share"].notna()
    chart = figure(
        HEIGHT_PX,
        margin=_MARGIN,
        xaxis=_time_axis(counts["step"].tolist()),
        yaxis={
            "range": [-_FOOT * top, top * (1.25 if policy else 1.08)],
            "fixedrange": True,
            "tickformat": ".0%",
            "nticks": 4,
            "gridcolor": "#E5E6E7",
            "zeroline": True,
            "zerolinecolor": LINE_COLOUR,
        },
    )
    _add_interval(chart, counts, x, shown)
    share = counts["share"].where(shown)
    chart.add_trace(
        scatter(
            x=x,
            y=share,
            mode="lines+markers",
            connectgaps=False,
            line={"color": PALETTE[0], "width": 2},
            marker={
                "size": 8 if len(counts) < 20 else 5,
                "color": ["#FFFFFF" if partial else PALETTE[0] for partial in counts["is_partial"]],
                "line": {"color": PALETTE[0], "width": 2},
            },
            hoverinfo="text",
            hovertext=[_hover(row) for row in counts.itertuples()],
        )
    )
    few = counts[~shown & (counts["report_count"] > 0)]
    chart.add_trace(
        scatter(
            x=few.index,
            y=[-_FOOT * top / 2] * len(few),
            mode="markers",
            marker={"symbol": "x-thin", "size": 8, "line": {"color": _SMALL_COLOUR, "width": 2}},
            hoverinfo="text",
            hovertext=[_hover(row) for row in few.itertuples()],
            cliponaxis=False,
        )
    )
    names = counts["step"].tolist()
    _mark_policy(chart, names, policy)
    _mark_starts(chart, names, starts)
    return chart


def step_alt_text(counts: pd.DataFrame, trend: str) -> str:
    """What one line shows: its first, highest and last share with n of N, and the trend in words."""
    shown = counts[~counts["is_small"] & counts["share"].notna()]
    label = counts["label"].iloc[0]
    if shown.empty:
        return f"Line chart of {label}: no step has enough reports for a share. {trend}"
    named = {
        "First": shown.iloc[0],
        "highest": shown.loc[shown["share"].idxmax()],
        "last": shown.iloc[-1],
    }
    return (
        f"Line chart of {label} by {counts['steps'].iloc[0]}. "
        + "; ".join(f"{name} {row['step']}: {_value(row)}" for name, row in named.items())
        + f". {trend}"
    )


def _add_interval(chart: Drawing, counts: pd.DataFrame, x: pd.Series, shown: pd.Series) -> None:
    """The band of the intervals, one piece for each run of steps without a gap."""
    runs = (shown != shown.shift()).cumsum()[shown]
    for _, places in runs.groupby(runs):
        part = counts.loc[places.index]
        chart.add_trace(
            scatter(
                x=[*x[places.index], *x[places.index][::-1]],
                y=[*part["share_high"].clip(upper=1), *part["share_low"][::-1]],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor="rgba(18,67,109,0.16)",
                hoverinfo="skip",
            )
        )


def _mark_policy(chart: Drawing, names: list[str], policy: Sequence[PolicyDate]) -> None:
    """A thin line for every day on the axis, its number in the list of all days at its top."""
    number_of = {row: number for number, row in enumerate(policy, start=1)}
    for at, row in place_dates(policy, names):
        chart.add_shape(
            type="line",
            x0=at,
            x1=at,
            y0=0,
            y1=0.92,
            yref="paper",
            line={"color": _POLICY_COLOUR, "width": 1},
            layer="below",
        )
        chart.add_annotation(
            x=at,
            y=1,
            yref="paper",
            yanchor="top",
            text=str(number_of[row]),
            hovertext=f"{row.day.day} {row.day:%B %Y}: {escaped(row.what)}",
            showarrow=False,
            font={"size": 12, "color": TEXT_COLOUR},
            bgcolor=PAPER_COLOUR,
            borderpad=0,
        )


def _mark_starts(chart: Drawing, names: list[str], starts: dict[str, str]) -> None:
    annotations, shapes = [], []
    narrow = len(names) / 5  # steps that a note at the top needs for itself
    for framework, step in starts.items():
        if step in names and names.index(step) > 0:
            at = names.index(step) - 0.5
            shapes.append(
                {
                    "type": "line",
                    "x0": at,
                    "x1": at,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": _SMALL_COLOUR, "width": 1, "dash": "dot"},
                }
            )
            if annotations and at - annotations[-1]["x"] < 2 * narrow:
                annotations[-1]["text"] = ""  # the line stays; two notes would run into one
            annotations.append(
                {
                    "x": at,
                    "y": 1,
                    "yref": "paper",
                    "text": f"{escaped(glossary.short_label('framework', framework))} from {step}",
                    "showarrow": False,
                    "xanchor": "left",
                    "yanchor": "bottom",
                    "font": {"size": 12, "color": TEXT_COLOUR},
                }
            )
    for annotation in annotations:
        chart.add_annotation(**annotation)
    for shape in shapes:
        chart.add_shape(**shape)


def _time_axis(names: list[str]) -> dict:
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


def _hover(row: object) -> str:
    lines = [
        f"<b>{'<br>'.join(wrapped(row.label, 40))}</b>",
        ("Four quarters to " if row.steps == "quarter" else "")
        + row.step
        + (" (partial)" if row.is_partial else ""),
    ]
    lines.append(_value(row._asdict()))
    if row.is_small:
        lines.append(f"{words.number(row.report_count)} reports: too few for a share")
    elif row.recommendation_count:
        lines.append(
            f"95% interval {words.percent(row.share_low)} to {words.percent(row.share_high)}; {words.number(row.report_count)} reports"
        )
    return "<br>".join(lines)


def _value(row: dict | pd.Series) -> str:
    whole = row.get("whole_count", row["recommendation_count"])
    out_of = f"{words.number(row['hit_count'])} of {words.number(whole)}"
    return (
        out_of
        if row["is_small"] or not row["recommendation_count"]
        else f"{words.percent(row['share'])} ({out_of})"
    )
