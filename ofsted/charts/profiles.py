"""Shares of a few groups side by side: under each label a dot per group, with its name, value and n
of N written beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ofsted import words
from ofsted.charts.drawing import Drawing, Trace, scatter
from ofsted.charts.stacking import Stack
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    PALETTE,
    escaped,
    figure,
    hidden_axis,
    notice,
    text_px,
)

_SYMBOLS = ("circle", "diamond", "square", "triangle-up")
_COLOURS = (PALETTE[0], PALETTE[2], PALETTE[3], PALETTE[4])
_LABEL_CHARS, _DOT_PX, _STEP_PX, _GAP_PX = 46, 11, 20, 14
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
        if self.is_small or not self.whole:
            return math.nan
        return self.part / self.whole

    @property
    def text(self) -> str:
        """The value with what it is out of; a small group's count alone."""
        out_of = f"{words.number(self.part)} of {words.number(self.whole)}"
        if math.isnan(self.value):
            return out_of + self.note
        return f"{words.percent(self.value)} ({out_of}){self.note}"


class Dot(Protocol):
    """What a dot is drawn from: a share, or anything else that has a value."""

    @property
    def series(self) -> str:
        """Whose it is."""

    @property
    def value(self) -> float:
        """How far it stands from zero; NaN where it is written, not drawn."""

    @property
    def text(self) -> str:
        """What is written beside it."""


# How far down a dot stands, whose it is, and what is written beside it.
_Placed = tuple[float, Dot, str]


def share_dots(blocks: Sequence[tuple[str, Sequence[Dot]]]) -> Drawing:
    """Blocks of a label and its shares, top to bottom, on one scale from zero; shares of small
    groups are written, not drawn.
    """
    if not blocks:
        return notice("There is nothing to compare.")
    stack = Stack(2.0)
    placed: list[_Placed] = []
    for label, shares in blocks:
        stack.add_label(label, _LABEL_CHARS, 4)
        for share in shares:
            text = f"<b>{escaped(share.series)}</b> {share.text}"
            placed.append((stack.add_bar(_STEP_PX, 0), share, text))
        stack.add_gap(_GAP_PX)
    highest = max((_length(share) for _, share, _ in placed), default=0) or 1
    widest = max(text_px(text, 12) for _, _, text in placed)
    room = min(0.78, (widest + 2 * _DOT_PX) / (NARROW_PX - _LEFT_PX))
    chart = figure(
        stack.top,
        margin={"l": _LEFT_PX, "r": 0, "t": 0, "b": 0},
        xaxis=hidden_axis(0, highest / (1 - room)),
        yaxis=hidden_axis(stack.top, 0),
    )
    chart.add_line((0, 0), (0, stack.top), LINE_COLOUR, is_below=True)
    series = dict.fromkeys(share.series for _, share, _ in placed)
    for number, name in enumerate(series):
        own = [each for each in placed if each[1].series == name]
        chart.add_trace(_series_trace(own, number))
    stack.write_labels(chart)
    return chart


def _length(dot: Dot) -> float:
    """How far a dot stands from zero; at zero where it has no value."""
    if math.isnan(dot.value):
        return 0
    return dot.value


def _series_trace(placed: list[_Placed], number: int) -> Trace:
    """The dots of one series, which is the `number`th."""
    texts = [text for _, _, text in placed]
    return scatter(
        x=[_length(share) for _, share, _ in placed],
        y=[y for y, _, _ in placed],
        mode="markers+text",
        cliponaxis=False,
        marker={
            "symbol": _SYMBOLS[number % len(_SYMBOLS)],
            "size": _DOT_PX,
            "color": _COLOURS[number % len(_COLOURS)],
            "opacity": [int(not math.isnan(share.value)) for _, share, _ in placed],
        },
        text=[f" {text}" for text in texts],
        textposition="middle right",
        textfont={"size": 12},
        hoverinfo="text",
        hovertext=texts,
    )


def share_dots_alt(what: str, blocks: Sequence[tuple[str, Sequence[Dot]]], *, most: int = 4) -> str:
    """The first blocks in words."""
    named = [
        f"{label}: {', '.join(f'{share.series} {share.text}' for share in shares)}"
        for label, shares in blocks[:most]
    ]
    if not named:
        return f"Empty chart: no {what}."
    return f"Dot chart of {what}. {'; '.join(named)}."
