"""Pictures of counts as plain shapes that a template writes as SVG: bars, and a grid of cells."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.printed import alt_text
from ofsted.charts.style import printed_value, ranked_codes, shown_unit, small

MOST_BARS = 12
MOST_ROWS = 12  # of a grid
_WIDTH, _BAR_WIDTH = 400, 190
_LINE, _BAR, _GAP = 18, 16, 8
_LABEL_CHARACTERS = 52
_CELL, _HEAD_LINE, _CHARACTER = 26, 14, 7.6
_LEAST_CELL_WIDTH = 76
MAIN, OTHER = "#12436D", "#F46A25"


@dataclass(frozen=True)
class Text:
    """A line of text with its place; `anchor` is where the place lies in it."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    colour: str = "#14181d"


@dataclass(frozen=True)
class Shape:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str = MAIN


@dataclass(frozen=True)
class Picture:
    """A picture with its title and what it shows in words."""

    title: str
    description: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Bar:
    """One bar: its length (0–1 of the longest possible), what is written after it."""

    length: float
    text: str
    colour: str = MAIN


def bars(title: str, description: str, rows: Sequence[tuple[str, Sequence[Bar]]]) -> Picture:
    """Labelled bars under one another, one or more to a label, drawn from zero to the longest."""
    longest = max((bar.length for _, each in rows for bar in each), default=0) or 1
    shapes, texts, y = [], [], 0.0
    for label, each in rows:
        for line in textwrap.wrap(label, _LABEL_CHARACTERS):
            y += _LINE
            texts.append(Text(0, y - 4, line))
        for bar in each:
            length = max(1.0, bar.length / longest * _BAR_WIDTH)
            shapes.append(Shape(0, y, round(length, 1), _BAR, bar.colour))
            texts.append(Text(round(length + 6, 1), y + _BAR - 3, bar.text))
            y += _BAR + 2
        y += _GAP
    return Picture(title, description, _WIDTH, int(y) + 1, tuple(shapes), tuple(texts))


def ranked(counts: pd.DataFrame, unit: str, title: str, chosen: str) -> Picture | None:
    """The counts of one group as bars, the longest first; `chosen` are the filters in words."""
    if counts.empty or not counts["hit_count"].any():
        return None
    unit = shown_unit(counts, unit)
    column = glossary.UNITS[unit].column
    by_code = counts.set_index("code").loc[ranked_codes(counts, unit)[:MOST_BARS]]
    rows = []
    for row in by_code.itertuples():
        value = float(getattr(row, column))
        rows.append((str(row.label), [Bar(value, printed_value(row, unit).replace("  ", " "))]))
    return bars(title, alt_text("ranked", counts, unit, chosen), rows)


def grid(counts: pd.DataFrame, unit: str, title: str, chosen: str) -> Picture | None:
    """Codes down, groups across, the darker the higher; groups too small for shares stay white."""
    if counts.empty or not counts["hit_count"].any():
        return None
    unit = shown_unit(counts, unit)
    codes = ranked_codes(counts, unit)[:MOST_ROWS]
    groups = counts["group"].unique().tolist()
    width = max(_WIDTH, _LEAST_CELL_WIDTH * len(groups))
    cell = width / len(groups)
    texts = _heads(counts["grouping"].iloc[0], groups, cell)
    y = max(text.y for text in texts) + 6
    column = glossary.UNITS[unit].column
    cells = counts.assign(is_few=small(counts)).set_index(["code", "group"])
    highest = float(counts.loc[~small(counts), column].max())
    if not highest > 0:  # nor is it where every group is too small
        highest = 1.0
    shapes = []
    for code in codes:
        y += _LINE
        texts.append(Text(0, y - 4, cells.loc[code]["label"].iloc[0]))
        for place, group in enumerate(groups):
            row = cells.loc[(code, group)]
            shape, text = _cell(row, column, unit, highest, place * cell, y, cell)
            shapes.append(shape)
            texts.append(text)
        y += _CELL + _GAP
    told = alt_text("matrix", counts, unit, chosen)
    return Picture(title, told, int(width), int(y) + 1, tuple(shapes), tuple(texts))


def _heads(grouping: str, groups: list, cell: float) -> list[Text]:
    texts = []
    for place, group in enumerate(groups):
        label = glossary.short_label(grouping, group)
        lines = textwrap.wrap(label, max(4, int(cell / _CHARACTER)))
        for number, line in enumerate(lines[:4], start=1):
            middle = round(place * cell + cell / 2, 1)
            texts.append(Text(middle, number * _HEAD_LINE, line, "middle"))
    return texts


def _cell(
    row: pd.Series, column: str, unit: str, highest: float, x: float, y: float, width: float
) -> tuple[Shape, Text]:
    place = (round(x + 1, 1), y, round(width - 2, 1), _CELL)
    middle = (round(x + width / 2, 1), y + _CELL - 8)
    if row["is_few"] and unit != "count":
        count = f"{words.number(row['hit_count'])} of {words.number(row['recommendation_count'])}"
        return Shape(*place, "#f3f2f1"), Text(*middle, count, "middle")
    value = float(row[column])
    part = 0.0 if value != value else value / highest
    is_share = glossary.UNITS[unit].is_share
    text = words.percent(value) if is_share else words.number(value)
    ink = "#ffffff" if part > 0.45 else "#14181d"
    return Shape(*place, _shade(part)), Text(*middle, text, "middle", ink)


def _shade(part: float) -> str:
    """From nearly white to the main colour."""
    light, dark = (0xEE, 0xF2, 0xF7), (0x12, 0x43, 0x6D)
    mixed = (round(a + (b - a) * part) for a, b in zip(light, dark, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)
