"""Two sides of a comparison: both shares of every row as two dots on one line, and beside them the
difference with its interval and the outcome in words.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, Trace, scatter
from ofsted.charts.printed import ALT_TEXT_LIMIT
from ofsted.charts.style import (
    LINE_COLOUR,
    NARROW_PX,
    PALETTE,
    TEXT_COLOUR,
    escaped,
    figure,
    notice,
    text_px,
    wrapped,
)

# Verdict → sign before it, and its name.
MARKS = {
    "higher": ("▶", "clearly more in A"),
    "lower": ("◀", "clearly less in A"),
    "higher-little": ("▷", "more in A, but little"),
    "lower-little": ("◁", "less in A, but little"),
    "no-difference": ("■", "about the same"),
    "undetermined": ("○", "can’t tell"),
    "untested": ("×", "not tested"),
}
LEVEL_NAMES = {"category": "categories", "what": "categories", "theme": "themes"}
NOTHING = "Too few reports for shares: the table holds the counts."
UNSTEADY = "†"  # after an outcome that the other unit does not share
_DIFFERENT = ("higher", "lower", "higher-little", "lower-little")
_COLUMN_HEAD = "A − B, points (95% interval)"
_LABEL_CHARS, _LABEL_PX, _ROW_PX, _GAP_PX = 44, 18, 36, 8
_SIZE_PX, _DOT_PX, _END_PX = 13, 13, 40  # of the figures, of a dot, of a dot’s figure beside it


class _Side(NamedTuple):
    """How one side is drawn and called."""

    letter: str
    field: str
    colour: str
    symbol: str
    sign: str


_SIDES = (
    _Side("A", "first", PALETTE[0], "circle", "●"),
    _Side("B", "second", PALETTE[3], "diamond", "◆"),
)


class _Place(NamedTuple):
    """One row of the frame with where its label and its dots stand, in pixels from the top."""

    row: Any
    label: str
    label_top: float
    middle: float


def pair_dots(
    ranked: pd.DataFrame, sides: tuple[str, str] = ("A", "B"), *, most: int | None = None
) -> Drawing:
    """The first `most` rows of a `rank_comparison` frame that have a difference; `sides` are the
    names of A and B.

    The dots are the shares that the verdicts rest on: at one mix of frameworks where those are held
    still.
    """
    rows = list(_drawn(ranked, most).itertuples())
    if not rows:
        return notice(NOTHING)
    legend = _legend(sides)
    head = len(legend) * _LABEL_PX + 4.0
    places, height = _place(rows, head + _LABEL_PX + _GAP_PX)
    room = _column_part(rows)
    chart = figure(
        height,
        xaxis={
            "range": _range(rows, NARROW_PX * (1 - room)),
            "domain": [0, 1 - room],
            "fixedrange": True,
            "visible": False,
        },
        yaxis={"range": [height, 0], "fixedrange": True, "visible": False},
        clickmode="event+select",
        shapes=[shape for place in places for shape in _lines(place)],
        annotations=[
            _note("<br>".join(legend), 0, 0, align="left"),
            _note(_COLUMN_HEAD, head, 1, size=12),
            *(_note(place.label, place.label_top, 0, align="left") for place in places),
            *(_note(_outcome(place.row), place.middle, 1, yanchor="middle") for place in places),
        ],
    )
    for side in _SIDES:
        chart.add_trace(_dots(places, side))
    return chart


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
        f"Two dots a row: the share of {unit} in {sides_words} for {len(shown)} {level}: "
        f"{counted}. First: {first}."
    )
    return text if len(text) <= ALT_TEXT_LIMIT else text[: ALT_TEXT_LIMIT - 1].rstrip() + "…"


def kind_of(row: Any) -> str:
    """The key of `MARKS` for a row: its verdict, or that it was not tested."""
    is_untested = row.verdict == "undetermined" and math.isnan(row.p)
    return "untested" if is_untested else row.verdict


def unbroken(text: str) -> str:
    """The text on one line: a narrow screen scrolls rather than parts a number from what it is out
    of.
    """
    return text.replace(" ", "\u00a0")


def q_words(q: float) -> str:
    """q as it is printed."""
    if math.isnan(q):
        return "not tested"
    return "<0.001" if q < 0.001 else f"{q:.3f}"


def _drawn(ranked: pd.DataFrame, most: int | None) -> pd.DataFrame:
    return ranked.dropna(subset=["shown_difference", "shown_difference_low"])[:most]


def _row_words(row: Any) -> str:
    shares = " against ".join(words.percent(_share(row, side), spelled=True) for side in _SIDES)
    return f"{row.label} {shares}, {row.difference_words}, {MARKS[kind_of(row)][1]}"


def _legend(sides: tuple[str, str]) -> list[str]:
    """A line or more for each side: its sign in its colour, its letter and its name."""
    lines = []
    for side, name in zip(_SIDES, sides, strict=True):
        told = side.letter if name == side.letter else f"{side.letter}: {name}"
        first, *others = wrapped(told, _LABEL_CHARS - 2)
        sign = f'<span style="color:{side.colour}">{side.sign}</span>'
        lines += [f"{sign} {first}", *others]
    return lines


def _place(rows: list, top: float) -> tuple[list[_Place], float]:
    """Where every row stands, and the height that all need."""
    places = []
    for row in rows:
        lines = wrapped(row.label, _LABEL_CHARS)
        middle = top + len(lines) * _LABEL_PX + _ROW_PX / 2
        places.append(_Place(row, "<br>".join(lines), top, middle))
        top = middle + _ROW_PX / 2 + _GAP_PX
    return places, top


def _column_part(rows: list) -> float:
    """The part of the width that the column of differences takes, so that it fits on a phone."""
    texts = [line for row in rows for line in _outcome(row).split("<br>")]
    widest = max(text_px(text, _SIZE_PX) for text in texts)
    return min(0.5, (widest + 4) / NARROW_PX)


def _range(rows: list, width_px: float) -> list[float]:
    """The axis from 0 to the widest share, with room at both ends for a dot and its figure."""
    top = max((_share(row, side) for row in rows for side in _SIDES), default=0.0) or 1.0
    end = _END_PX * top / (width_px - 2 * _END_PX)
    return [-end, top + end]


def _lines(place: _Place) -> list[dict]:
    """A short line at zero, and the line between the dots: dark where the sides are shown to
    differ.
    """
    shares = [_share(place.row, side) for side in _SIDES]
    is_different = place.row.verdict in _DIFFERENT
    colour = TEXT_COLOUR if is_different else LINE_COLOUR
    at = place.middle
    return [
        _line((0, 0), (at - 10, at + 10), LINE_COLOUR, 1),
        _line((min(shares), max(shares)), (at, at), colour, 3),
    ]


def _line(x: tuple[float, float], y: tuple[float, float], colour: str, width: int) -> dict:
    return {
        "type": "line",
        "x0": x[0],
        "x1": x[1],
        "y0": y[0],
        "y1": y[1],
        "line": {"color": colour, "width": width},
        "layer": "below",
    }


def _note(text: str, y: float, x: float, *, yanchor: str = "top", **looks: Any) -> dict:
    """A text at the left (x 0) or the right (x 1) edge."""
    size = looks.pop("size", _SIZE_PX if x else 14)
    return {
        "text": text,
        "x": x,
        "xref": "paper",
        "xanchor": "right" if x else "left",
        "y": y,
        "yanchor": yanchor,
        "showarrow": False,
        "borderpad": 0,
        "align": looks.get("align", "right"),
        "font": {"size": size},
    }


def _outcome(row: Any) -> str:
    """The difference with its interval, and under it the outcome, with a mark where the other unit
    has another one.
    """
    mark = f" {UNSTEADY}" if getattr(row, "is_unsteady", False) else ""
    outcome = " ".join(MARKS[kind_of(row)]) + mark
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
    is_left = first <= second if side.field == "first" else second < first
    return "middle left" if is_left else "middle right"


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
        share, hits, whole = (
            getattr(row, f"{side.field}_{part}") for part in ("share", "hit_count", unit.whole)
        )
        lines.append(
            f"{side.letter}: {escaped(words.percent(share))}, {words.number(hits)} of {words.number(whole)} {unit.of}"
        )
    return "<br>".join([*lines, f"q {escaped(q_words(row.q))}"])
