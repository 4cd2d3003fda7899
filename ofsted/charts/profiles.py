"""Shares of a few groups side by side: under each label a dot per group, with its name, value and n
of N written beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ofsted import words
from ofsted.charts.drawing import Drawing, scatter
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    PALETTE,
    escaped,
    figure,
    notice,
    text_px,
    wrapped,
)

_SYMBOLS = ("circle", "diamond", "square", "triangle-up")
_COLOURS = (PALETTE[0], PALETTE[2], PALETTE[3], PALETTE[4])
_LABEL_CHARS, _LABEL_PX, _DOT_PX, _STEP_PX, _GAP_PX = 46, 18, 11, 20, 14
_LEFT_PX = 8  # so that a dot at zero is whole


@dataclass(frozen=True)
class Share:
    """One dot: whose it is, how many of how many, whether the group is too small for a share to be
    shown, and what else to write there.
    """

    series: str
    part: int
    whole: int
    is_small: bool = False
    note: str = ""

    @property
    def value(self) -> float:
        """The share, 0–1; NaN where there is nothing to divide by or too little."""
        return self.part / self.whole if self.whole and not self.is_small else math.nan

    @property
    def text(self) -> str:
        """The value with what it is out of; a small group's count alone."""
        out_of = f"{words.number(self.part)} of {words.number(self.whole)}"
        return (
            out_of if math.isnan(self.value) else f"{words.percent(self.value)} ({out_of})"
        ) + self.note


def share_dots(blocks: list[tuple[str, list[Share]]]) -> Drawing:
    """Blocks of a label and its shares, top to bottom, on one scale from zero; shares of small
    groups are written, not drawn.
    """
    if not blocks:
        return notice("There is nothing to compare.")
    series = list(dict.fromkeys(share.series for _, shares in blocks for share in shares))
    top, labels, dots = 2.0, [], []
    for label, shares in blocks:
        lines = wrapped(label, _LABEL_CHARS)
        labels.append((top, "<br>".join(lines)))
        top += len(lines) * _LABEL_PX + 4
        for share in shares:
            dots.append((top + _STEP_PX / 2, share))
            top += _STEP_PX
        top += _GAP_PX
    texts = [f"<b>{escaped(share.series)}</b> {share.text}" for _, share in dots]
    highest = max((share.value for _, share in dots if not math.isnan(share.value)), default=0) or 1
    room = min(
        0.78, (max(text_px(text, 12) for text in texts) + 2 * _DOT_PX) / (NARROW_PX - _LEFT_PX)
    )
    chart = figure(
        top,
        margin={"l": _LEFT_PX, "r": 0, "t": 0, "b": 0},
        xaxis={"range": [0, highest / (1 - room)], "fixedrange": True, "visible": False},
        yaxis={"range": [top, 0], "fixedrange": True, "visible": False},
    )
    chart.add_shape(
        type="line",
        x0=0,
        x1=0,
        y0=0,
        y1=top,
        line={"color": LINE_COLOUR, "width": 1},
        layer="below",
    )
    for number, name in enumerate(series):
        own = [
            (y, share, text)
            for (y, share), text in zip(dots, texts, strict=True)
            if share.series == name
        ]
        chart.add_trace(
            scatter(
                x=[0 if math.isnan(share.value) else share.value for _, share, _ in own],
                y=[y for y, _, _ in own],
                mode="markers+text",
                cliponaxis=False,
                marker={
                    "symbol": _SYMBOLS[number % len(_SYMBOLS)],
                    "size": _DOT_PX,
                    "color": _COLOURS[number % len(_COLOURS)],
                    "opacity": [0 if math.isnan(share.value) else 1 for _, share, _ in own],
                },
                text=[f" {text}" for _, _, text in own],
                textposition="middle right",
                textfont={"size": 12},
                hoverinfo="text",
                hovertext=[text for _, _, text in own],
            )
        )
    for top_px, label in labels:
        chart.add_annotation(
            text=label,
            x=0,
            xref="paper",
            xanchor="left",
            y=top_px,
            yanchor="top",
            showarrow=False,
            align="left",
            borderpad=0,
        )
    return chart


def share_dots_alt(what: str, blocks: list[tuple[str, list[Share]]], *, most: int = 4) -> str:
    """The first blocks in words."""
    named = [
        f"{label}: {', '.join(f'{share.series} {share.text}' for share in shares)}"
        for label, shares in blocks[:most]
    ]
    return f"Dot chart of {what}. {'; '.join(named)}." if named else f"Empty chart: no {what}."
