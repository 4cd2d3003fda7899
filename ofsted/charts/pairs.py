"""Two sides of a comparison: both shares of every row as two dots on one line, and beside them the
difference with its interval and the outcome in words.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, Trace, scatter
from ofsted.charts.stacking import LABEL_PX, Stack
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    PALETTE,
    TEXT_COLOUR,
    clipped,
    escaped,
    figure,
    hidden_axis,
    notice,
    text_px,
    wrapped,
)

_SIGNS = {
    "higher": "▶",
    "lower": "◀",
    "higher-little": "▷",
    "lower-little": "◁",
    "no-difference": "■",
    "undetermined": "○",
}
# Outcome → sign before it, and its name.
MARKS = {code: (sign, glossary.OUTCOMES[code]) for code, sign in _SIGNS.items()}
MARKS["untested"] = ("×", "not tested")
LEVEL_NAMES = {"category": "categories", "what": "categories", "theme": "themes"}
NOTHING = "Too few reports for shares: the table holds the counts."
UNSTEADY = "†"  # after an outcome that the other unit does not share
_DIFFERENT = ("higher", "lower", "higher-little", "lower-little")
_COLUMN_HEAD = "A − B, points (95% interval)"
_LABEL_CHARS, _ROW_PX, _GAP_PX = 44, 36, 8
_SIZE_PX, _DOT_PX, _END_PX = 13, 13, 40  # of the figures, of a dot, of a dot’s figure beside it
_LABEL_FONT = {"size": 14}


class _Side(NamedTuple):
    """How one side is drawn and called."""

    letter: str
    field: str
    colour: str
    symbol: str
    sign: str


_SIDES = (
    _Side(
        "A",
        "first",
        PALETTE[0],
        "circle",
        "●",
    ),
    _Side(
        "B",
        "second",
        PALETTE[3],
        "diamond",
        "◆",
    ),
)


class _Place(NamedTuple):
    """One row of the frame with where its dots stand, in pixels from the top."""

    row: Any
    middle: float


def pair_dots(
    ranked: pd.DataFrame, sides: tuple[str, str] = ("A", "B"), *, most: int | None = None
) -> Drawing:
    """The first `most` rows of a `rank_comparison` frame that have a difference; `sides` are the
    names of A and B.

    The dots are the shares that the verdicts rest on: at one mix of frameworks where those are held
    still.
    """
    rows: list[Any] = list(_drawn(ranked, most).itertuples())
    if not rows:
        return notice(NOTHING)
    legend = _legend(sides)
    head = len(legend) * LABEL_PX + 4.0
    stack = Stack(head + LABEL_PX + _GAP_PX)
    places = []
    for row in rows:
        stack.add_label(row.label, _LABEL_CHARS, 0)
        places.append(_Place(row, stack.add_bar(_ROW_PX, _GAP_PX)))
    room = _column_part(rows)
    low, high = _range(rows, NARROW_PX * (1 - room))
    chart = figure(
        stack.top,
        xaxis=hidden_axis(low, high) | {"domain": [0, 1 - room]},
        yaxis=hidden_axis(stack.top, 0),
        clickmode="event+select",
    )
    for place in places:
        _draw_lines(chart, place)
    _write_notes(
        chart,
        legend,
        head,
        stack,
        places,
    )
    for side in _SIDES:
        chart.add_trace(_dots(places, side))
    return chart


def _write_notes(
    chart: Drawing, legend: list[str], head: float, stack: Stack, places: list[_Place]
) -> None:
    """Legend and labels at the left edge, differences and outcomes at the right one."""
    chart.add_label("<br>".join(legend), 0, font=_LABEL_FONT)
    _write_right(chart, _COLUMN_HEAD, head, size_px=12)
    stack.write_labels(chart, font=_LABEL_FONT)
    for place in places:
        _write_right(chart, _outcome(place.row), place.middle, yanchor="middle")


def pair_alt_text(ranked: pd.DataFrame, sides_words: str, *, most: int | None = None) -> str:
    """What `pair_dots` shows: how many rows of each outcome, and the first three with both shares,
    in at most `ALT_TEXT_LIMIT` characters.
    """
    shown = _drawn(ranked, most)
    if shown.empty:
        return f"Empty chart. {NOTHING}"
    kinds = pd.Series([kind_of(row) for row in shown.itertuples()]).value_counts(sort=False)
    counted = ", ".join(f"{kinds[kind]} {MARKS[kind][1]}" for kind in MARKS if kind in kinds)
    first = "; ".join(_row_words(row) for row in shown[:3].itertuples())
    level = LEVEL_NAMES[shown["level"].iloc[0]]
    unit = glossary.UNITS[shown["unit"].iloc[0]].of
    text = (
        f"Two marks a row, a circle for A and a diamond for B: the share of {unit} in "
        f"{sides_words} for {len(shown)} {level}: "
        f"{counted}. First: {first}."
    )
    return clipped(text)


def kind_of(row: Any) -> str:
    """The key of `MARKS` for a row: its verdict, or that it was not tested."""
    if row.verdict == "undetermined" and math.isnan(row.p):
        return "untested"
    return row.verdict


def unbroken(text: str) -> str:
    """The text on one line: a narrow screen scrolls rather than parts a number from what it is out
    of.
    """
    return text.replace(" ", "\u00a0")


def q_words(q: float) -> str:
    """q as it is printed."""
    if math.isnan(q):
        return "not tested"
    if q < 0.001:
        return "<0.001"
    return f"{q:.3f}"


def _drawn(ranked: pd.DataFrame, most: int | None) -> pd.DataFrame:
    return ranked.dropna(subset=["shown_difference", "shown_difference_low"])[:most]


def _row_words(row: Any) -> str:
    shares = " against ".join(words.percent(_share(row, side), spelled=True) for side in _SIDES)
    return f"{row.label} {shares}, {row.difference_words}, {MARKS[kind_of(row)][1]}"


def _legend(sides: tuple[str, str]) -> list[str]:
    """A line or more for each side: its sign in its colour, its letter and its name."""
    lines = []
    for side, name in zip(_SIDES, sides, strict=True):
        told = side.letter
        if name != side.letter:
            told = f"{side.letter}: {name}"
        first, *others = wrapped(told, _LABEL_CHARS - 2)
        sign = f'<span style="color:{side.colour}">{side.sign}</span>'
        lines += [f"{sign} {first}", *others]
    return lines


def _column_part(rows: list[Any]) -> float:
    """The part of the width that the column of differences takes, so that it fits on a phone."""
    texts = [line for row in rows for line in _outcome(row).split("<br>")]
    widest = max(text_px(text, _SIZE_PX) for text in texts)
    return min(0.5, (widest + 4) / NARROW_PX)


def _range(rows: list[Any], width_px: float) -> tuple[float, float]:
    """The axis from 0 to the widest share, with room at both ends for a dot and its figure."""
    top = max((_share(row, side) for row in rows for side in _SIDES), default=0.0) or 1.0
    end = _END_PX * top / (width_px - 2 * _END_PX)
    return -end, top + end


def _draw_lines(chart: Drawing, place: _Place) -> None:
    """A short line at zero, and the line between the dots: dark where the sides are shown to
    differ.
    """
    shares = [_share(place.row, side) for side in _SIDES]
    at = place.middle
    colour = LINE_COLOUR
    if place.row.verdict in _DIFFERENT:
        colour = TEXT_COLOUR
    chart.add_line((0, at - 10), (0, at + 10), LINE_COLOUR, is_below=True)
    chart.add_line(
        (min(shares), at),
        (max(shares), at),
        colour,
        3,
        is_below=True,
    )


def _write_right(
    chart: Drawing, text: str, y: float, *, yanchor: str = "top", size_px: int = _SIZE_PX
) -> None:
    """A text at the right edge."""
    chart.add_annotation(
        text=text,
        x=1,
        xref="paper",
        xanchor="right",
        y=y,
        yanchor=yanchor,
        showarrow=False,
        borderpad=0,
        align="right",
        font={"size": size_px},
    )


def _outcome(row: Any) -> str:
    """The difference with its interval, and under it the outcome, with a mark where the other unit
    has another one.
    """
    outcome = " ".join(MARKS[kind_of(row)])
    if getattr(row, "is_unsteady", False):
        outcome += f" {UNSTEADY}"
    return "<br>".join([unbroken(row.difference_words), unbroken(outcome)])


def _dots(places: list[_Place], side: _Side) -> Trace:
    rows = [place.row for place in places]
    return scatter(
        x=[_share(row, side) for row in rows],
        y=[place.middle for place in places],
        mode="markers+text",
        name=side.letter,
        text=[escaped(words.percent(_share(row, side))) for row in rows],
        textposition=[_end(row, side) for row in rows],
        textfont={"size": _SIZE_PX, "color": TEXT_COLOUR},
        hoverinfo="text",
        hovertext=[_hover(row) for row in rows],
        customdata=[[row.code] for row in rows],
        cliponaxis=False,
        selected={"textfont": {"color": TEXT_COLOUR}},
        unselected={"marker": {"opacity": 1}, "textfont": {"color": TEXT_COLOUR}},
        marker={"color": side.colour, "symbol": side.symbol, "size": _DOT_PX},
    )


def _end(row: Any, side: _Side) -> str:
    """The figure of a dot stands on the side that is away from the other dot."""
    first, second = (_share(row, each) for each in _SIDES)
    is_first = side.field == "first"
    if (first <= second) == is_first:
        return "middle left"
    return "middle right"


def _share(row: Any, side: _Side) -> float:
    return float(getattr(row, f"{side.field}_adjusted_share"))


def _hover(row: Any) -> str:
    lines = [
        f"<b>{'<br>'.join(wrapped(row.label, 44))}</b>",
        *wrapped(row.verdict_words, 44),
        f"A − B: {row.difference_words} points",
    ]
    unit = glossary.UNITS[row.unit]
    for side in _SIDES:
        share = escaped(words.percent(getattr(row, f"{side.field}_share")))
        hits = words.number(getattr(row, f"{side.field}_hit_count"))
        whole = words.number(getattr(row, f"{side.field}_{unit.whole}"))
        lines.append(f"{side.letter}: {share}, {hits} of {whole} {unit.of}")
    return "<br>".join([*lines, f"{glossary.Q_HEAD}: {escaped(q_words(row.q))}"])
