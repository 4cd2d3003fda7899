"""Stacked bars of verdicts, and strips of dots for the claims that the way to count turns."""

from __future__ import annotations

import pandas as pd

from ofsted.charts.drawing import Drawing, Trace, bar, scatter
from ofsted.charts.stacking import LABEL_PX, Stack
from ofsted.charts.style import (
    NARROW_PX,
    PALETTE,
    TEXT_COLOUR,
    escaped,
    figure,
    hidden_axis,
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
_BAR_PX, _STEP_PX, _SIZE_PX = 28, 66, 14
_LABEL_CHARS = 44
_STRIP_PX = 24
_MOST_DOTS = 72
_MIX_PX = 46


def verdict_bars(summary: pd.DataFrame) -> Drawing:
    """A frame with `label`, `verdict`, `verdict_label` and `claim_count`, one row per bar and
    verdict, as one bar per label.
    """
    if summary.empty:
        return notice("No claim is tested.")
    labels = summary["label"].unique().tolist()
    stack = Stack(0.0)
    key = _key_lines(summary)
    stack.add_lines(key, len(key), 12)
    middles = []
    for label in labels:
        stack.add_lines([escaped(label)], 1, 4)
        middles.append(stack.add_bar(_BAR_PX, _STEP_PX - LABEL_PX - 4 - _BAR_PX))
    total = int(summary.groupby("label")["claim_count"].sum().max())
    chart = figure(
        stack.top,
        barmode="stack",
        xaxis=hidden_axis(0, max(total, 1)),
        yaxis=hidden_axis(stack.top, 0),
    )
    for verdict, rows in summary.groupby("verdict", sort=False):
        counts = rows.set_index("label")["claim_count"].reindex(labels, fill_value=0)
        name = rows["verdict_label"].iloc[0]
        chart.add_trace(
            _verdict_trace(
                str(verdict),
                name,
                counts,
                middles,
                total,
            )
        )
    stack.write_labels(chart)
    return chart


def _key_lines(summary: pd.DataFrame) -> list[str]:
    """The signs with their verdicts, none of them parted at the end of a line."""
    once = summary.drop_duplicates("verdict")
    keys = [
        f"{SIGNS[verdict]} {name}".replace(" ", "\N{NO-BREAK SPACE}")
        for verdict, name in zip(once["verdict"], once["verdict_label"], strict=True)
    ]
    return wrapped("  ".join(keys), _LABEL_CHARS)


def _verdict_trace(
    verdict: str, name: str, counts: pd.Series, middles: list[float], total: int
) -> Trace:
    """The parts of all bars that one verdict makes up; `counts` are by label."""
    fill, ink = _FILLS[verdict]
    return bar(
        x=counts.tolist(),
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
            f"{escaped(str(label))}<br>{escaped(name)}: {count} of {total}"
            for label, count in counts.items()
        ],
    )


def verdict_alt_text(summary: pd.DataFrame) -> str:
    """Every bar in words."""
    bars = []
    for label, rows in summary.groupby("label", sort=False):
        parts = zip(rows["claim_count"], rows["verdict_label"], strict=True)
        bars.append(f"{label}: " + ", ".join(f"{count} {name.lower()}" for count, name in parts))
    if not bars:
        return "Empty chart. No claim is tested."
    return f"Stacked bars of verdicts. {'; '.join(bars)}."


def specification_strips(dots: pd.DataFrame) -> Drawing:
    """A frame with `label`, `note`, `holds` and `kept_share`, one row per way to count, as a strip
    of dots per label: a full dot where the claim holds, an empty one where it does not.
    """
    if dots.empty:
        return notice("The way to count turns no claim.")
    stack = Stack(0)
    middles = []
    labels, notes = _labels_and_notes(dots)
    for label, note in zip(labels, notes, strict=True):
        lines = [*wrapped(label, _LABEL_CHARS), *wrapped(note, _LABEL_CHARS)]
        stack.add_lines(lines, len(lines), 0)
        middles.append(stack.top + 8)
        stack.add_gap(_STRIP_PX)
    chart = figure(
        stack.top,
        xaxis=hidden_axis(-1, _MOST_DOTS),
        yaxis=hidden_axis(stack.top, 0),
    )
    for label, middle in zip(labels, middles, strict=True):
        chart.add_trace(_strip(dots[dots["label"] == label], middle))
    stack.write_labels(chart)
    return chart


def _strip(rows: pd.DataFrame, y: float) -> Trace:
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
    head = LABEL_PX + 6
    bottom = head + _MIX_PX * len(mixes)
    reach = max(float(mixes["high"].max()), bound) * 1.05
    chart = figure(bottom, xaxis=hidden_axis(0, reach), yaxis=hidden_axis(bottom, 0))
    middles = [2 * LABEL_PX + 14 + place * _MIX_PX for place in range(len(mixes))]
    chart.add_line((bound, head), (bound, bottom), TEXT_COLOUR, dash="dash")
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
        chart.add_line((by_chance, middle - 7), (by_chance, middle + 7), PALETTE[3], 3)
        told = f"{escaped(row['label'])}: {row['points']:.1f}, by chance {by_chance:.1f}"
        chart.add_label(told, middle - LABEL_PX - 8)
    return chart


def _dots(mixes: pd.DataFrame, middles: list[int]) -> Trace:
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
    if not count:
        return ""
    room = count / max(total, 1) * NARROW_PX
    for text in (f"{SIGNS[verdict]} {count}", str(count)):
        if text_px(text, _SIZE_PX) + 4 <= room:
            return text
    return ""
