"""Stacked bars of verdicts, and strips of dots for the claims that the way to count turns."""

from __future__ import annotations

import pandas as pd

from ofsted.charts.drawing import Drawing, bar, scatter
from ofsted.charts.style import (
    NARROW_PX,
    PALETTE,
    TEXT_COLOUR,
    escaped,
    figure,
    notice,
    text_px,
    wrapped,
)

SIGNS = {
    "supported": "✓",
    "contradicted": "✗",
    "at-most-small": "≤",
    "depends-on-coding": "±",
    "undetermined": "?",
    "not-testable": "–",
}
# Light parts carry dark figures, dark parts white ones.
_FILLS = {
    "supported": (PALETTE[0], "#FFFFFF"),
    "contradicted": (PALETTE[2], "#FFFFFF"),
    "at-most-small": (PALETTE[3], TEXT_COLOUR),
    "depends-on-coding": (PALETTE[1], TEXT_COLOUR),
    "undetermined": (PALETTE[5], TEXT_COLOUR),
    "not-testable": ("#D9DCE0", TEXT_COLOUR),
}
_LABEL_PX, _BAR_PX, _STEP_PX, _SIZE_PX = 18, 28, 66, 14
_LABEL_CHARS = 44
_STRIP_PX, _LINE_PX = 24, 18
_MOST_DOTS = 72


def verdict_bars(summary: pd.DataFrame) -> Drawing:
    """A frame with `label`, `verdict`, `verdict_label` and `claim_count`, one row per bar and
    verdict, as one bar per label.
    """
    if summary.empty:
        return notice("No claim is tested.")
    labels = summary["label"].unique().tolist()
    keys = summary.drop_duplicates("verdict")[["verdict", "verdict_label"]].itertuples(index=False)
    key_lines = wrapped(
        "  ".join(
            f"{SIGNS[verdict]} {name}".replace(" ", "\N{NO-BREAK SPACE}") for verdict, name in keys
        ),
        _LABEL_CHARS,
    )
    top = len(key_lines) * _LABEL_PX + 12
    height = top + len(labels) * _STEP_PX
    total = int(summary.groupby("label")["claim_count"].sum().max())
    chart = figure(
        height,
        barmode="stack",
        xaxis={"range": [0, max(total, 1)], "fixedrange": True, "visible": False},
        yaxis={"range": [height, 0], "fixedrange": True, "visible": False},
    )
    middles = [top + place * _STEP_PX + _LABEL_PX + 4 + _BAR_PX / 2 for place in range(len(labels))]
    for verdict, rows in summary.groupby("verdict", sort=False):
        counts = rows.set_index("label")["claim_count"].reindex(labels, fill_value=0).tolist()
        fill, ink = _FILLS[verdict]
        name = rows["verdict_label"].iloc[0]
        chart.add_trace(
            bar(
                x=counts,
                y=middles,
                width=_BAR_PX,
                orientation="h",
                marker={"color": fill, "line": {"color": "#FFFFFF", "width": 1}},
                text=[_part_text(verdict, count, total) for count in counts],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                textfont={"size": _SIZE_PX, "color": ink},
                hoverinfo="text",
                hovertext=[
                    f"{escaped(label)}<br>{escaped(name)}: {count} of {total}"
                    for label, count in zip(labels, counts, strict=True)
                ],
            )
        )
    texts = [("<br>".join(key_lines), 0.0)] + [
        (escaped(label), top + place * _STEP_PX) for place, label in enumerate(labels)
    ]
    for text, y in texts:
        chart.add_annotation(
            text=text,
            x=0,
            xref="paper",
            xanchor="left",
            y=y,
            yref="y",
            yanchor="top",
            showarrow=False,
            align="left",
            borderpad=0,
        )
    return chart


def verdict_alt_text(summary: pd.DataFrame) -> str:
    """Every bar in words."""
    bars = [
        f"{label}: "
        + ", ".join(f"{row.claim_count} {row.verdict_label.lower()}" for row in rows.itertuples())
        for label, rows in summary.groupby("label", sort=False)
    ]
    return (
        f"Stacked bars of verdicts. {'; '.join(bars)}."
        if bars
        else "Empty chart. No claim is tested."
    )


def specification_strips(dots: pd.DataFrame) -> Drawing:
    """A frame with `label` and `holds`, one row per way to count, as a strip of dots per label:
    a full dot where the claim holds, an empty one where it does not.
    """
    if dots.empty:
        return notice("The way to count turns no claim.")
    labels = dots["label"].unique().tolist()
    lines = [wrapped(label, _LABEL_CHARS) for label in labels]
    tops, height = [], 0
    for parts in lines:
        tops.append(height)
        height += len(parts) * _LINE_PX + _STRIP_PX
    chart = figure(
        height,
        xaxis={"range": [-1, _MOST_DOTS], "fixedrange": True, "visible": False},
        yaxis={"range": [height, 0], "fixedrange": True, "visible": False},
    )
    for label, parts, top in zip(labels, lines, tops, strict=True):
        rows = dots[dots["label"] == label]
        chart.add_trace(_strip(rows, top + len(parts) * _LINE_PX + 8))
        chart.add_annotation(
            text="<br>".join(parts),
            x=0,
            xref="paper",
            xanchor="left",
            y=top,
            yref="y",
            yanchor="top",
            showarrow=False,
            align="left",
            borderpad=0,
        )
    return chart


def _strip(rows: pd.DataFrame, y: float) -> dict:
    """The dots of one claim, full ones first."""
    fills = {True: PALETTE[0], False: "#FFFFFF"}
    said = {True: "holds", False: "does not hold"}
    holds = rows["holds"].tolist()
    return scatter(
        x=list(range(len(rows))),
        y=[y] * len(rows),
        mode="markers",
        marker={
            "size": 5,
            "color": [fills[each] for each in holds],
            "line": {"color": PALETTE[0], "width": 1},
        },
        hoverinfo="text",
        hovertext=[
            f"{said[each]}; in {kept:.0%} of resamples"
            for each, kept in zip(holds, rows["kept_share"], strict=True)
        ],
        showlegend=False,
    )


def strips_alt_text(dots: pd.DataFrame) -> str:
    """Every strip in words."""
    labels = dots["label"].unique().tolist()
    if not labels:
        return "Empty chart. The way to count turns no claim."
    return f"Strips of dots, one dot for each way to count. {'. '.join(labels)}."


def _part_text(verdict: str, count: int, total: int) -> str:
    """Sign and number, the number alone or nothing, as the part of the bar has room on a phone."""
    room = count / max(total, 1) * NARROW_PX
    return (
        next(
            (
                text
                for text in (f"{SIGNS[verdict]} {count}", str(count))
                if text_px(text, _SIZE_PX) + 4 <= room
            ),
            "",
        )
        if count
        else ""
    )
