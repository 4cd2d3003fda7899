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
_MIX_PX = 46


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
    """A frame with `label`, `note`, `holds` and `kept_share`, one row per way to count, as a strip
    of dots per label: a full dot where the claim holds, an empty one where it does not.
    """
    if dots.empty:
        return notice("The way to count turns no claim.")
    labels, notes = _labels_and_notes(dots)
    lines = [
        [*wrapped(label, _LABEL_CHARS), *wrapped(note, _LABEL_CHARS)]
        for label, note in zip(labels, notes, strict=True)
    ]
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
    labels, notes = _labels_and_notes(dots)
    if not labels:
        return "Empty chart. The way to count turns no claim."
    strips = " ".join(f"{label} {note}." for label, note in zip(labels, notes, strict=True))
    return f"Strips of dots, one dot for each way to count. {strips}"


def _labels_and_notes(dots: pd.DataFrame) -> tuple[list[str], list[str]]:
    once = dots.drop_duplicates("label")
    return once["label"].tolist(), once["note"].tolist()


def mixes_dots(mixes: pd.DataFrame, bound: float) -> Drawing:
    """A frame with `label`, `points`, `low`, `high` and `by_chance`, one row per pair of groups:
    a dot with its interval, an upright stroke where chance puts it, a dashed line at the bound.
    """
    if mixes.empty:
        return notice("No two groups have reports enough.")
    bottom = _LABEL_PX + 6 + _MIX_PX * len(mixes)
    reach = max(float(mixes["high"].max()), bound) * 1.05
    chart = figure(
        bottom,
        xaxis={"range": [0, reach], "fixedrange": True, "visible": False},
        yaxis={"range": [bottom, 0], "fixedrange": True, "visible": False},
    )
    middles = [2 * _LABEL_PX + 14 + place * _MIX_PX for place in range(len(mixes))]
    chart.add_shape(
        type="line",
        x0=bound,
        x1=bound,
        y0=_LABEL_PX + 6,
        y1=bottom,
        line={"color": TEXT_COLOUR, "dash": "dash", "width": 1},
    )
    chart.add_annotation(
        text=f"bound: {bound:.0f} points",
        x=bound,
        xanchor="right",
        y=0,
        yanchor="top",
        showarrow=False,
        borderpad=0,
    )
    chart.add_trace(_dots(mixes, middles))
    for row, middle in zip(mixes.to_dict("records"), middles, strict=True):
        by_chance = row["by_chance"]
        chart.add_shape(
            type="line",
            x0=by_chance,
            x1=by_chance,
            y0=middle - 7,
            y1=middle + 7,
            line={"color": PALETTE[3], "width": 3},
        )
        chart.add_annotation(
            text=f"{escaped(row['label'])}: {row['points']:.1f}, by chance {by_chance:.1f}",
            x=0,
            xref="paper",
            xanchor="left",
            y=middle - _LABEL_PX - 8,
            yref="y",
            yanchor="top",
            showarrow=False,
            align="left",
            borderpad=0,
        )
    return chart


def _dots(mixes: pd.DataFrame, middles: list[int]) -> dict:
    return scatter(
        x=mixes["points"].tolist(),
        y=middles,
        mode="markers",
        marker={"size": 10, "color": PALETTE[0]},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (mixes["high"] - mixes["points"]).tolist(),
            "arrayminus": (mixes["points"] - mixes["low"]).tolist(),
            "color": PALETTE[0],
        },
        hoverinfo="skip",
        showlegend=False,
    )


def mixes_alt_text(mixes: pd.DataFrame) -> str:
    """Every pair of groups in words."""
    if mixes.empty:
        return "Empty chart. No two groups have reports enough."
    said = [
        f"{row['label']}: {row['points']:.1f} points apart, limits {row['low']:.1f} and "
        f"{row['high']:.1f}, by chance {row['by_chance']:.1f}"
        for row in mixes.to_dict("records")
    ]
    return f"Dots with intervals. {'; '.join(said)}."


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
