"""The tile map: every area a link on a grid, with its letters and a mark, so that it can be read
without colour and without a mouse.

HTML instead of a picture: links are reached by the keyboard, named by screen readers and opened in
new tabs like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from ofsted.charts.grades import BLANK_COLOUR, grade_colour, grade_label, grade_mark
from ofsted.charts.shades import text_colour
from ofsted.charts.style import PALETTE
from ofsted.tables.tuples import rows_of

TILE_LEAST_PX = 40  # a finger’s width; below it the map scrolls sideways

_MENTIONS = {
    "latest": ("●", PALETTE[0], "Latest report lists it"),
    "earlier": ("○", PALETTE[5], "An earlier report did"),
    "never": ("·", "#FFFFFF", "Never listed"),
}
_NO_REPORT = ("–", BLANK_COLOUR, "No report chosen")


@dataclass(frozen=True)
class _Look:
    mark: str
    fill: str
    label: str


def tile_map(
    tiles: pd.DataFrame, addresses: Mapping[str, str], label: str, *, by: str = "rating"
) -> str:
    """HTML of the map from a `list_tiles` frame: an ordered list of links, row by row from the
    north-west, and a legend with numbers.

    `addresses` are by place, `label` names the list; tiles are filled and marked by "rating" or by
    "mention".
    """
    areas = rows_of(tiles)
    looks = [_look(row, by) for row in areas]
    items = "".join(
        _tile(row, look, addresses[place])
        for row, look, place in zip(areas, looks, tiles["place"], strict=True)
    )
    columns, lines = (int(max([1, *tiles[name]])) for name in ("tile_column", "tile_row"))
    # A grid keeps its cells square-cornered and of one size at every width; the list stays one list
    # for screen readers.
    return (
        f'{_legend(looks)}<p class="hint narrow-only">Where the map is wider than the screen,'
        " it scrolls sideways, with the arrow keys too.</p>"
        f'<div class="tiles-scroll" role="region" tabindex="0" aria-label="{escape(label)}">'
        '<ol class="tiles" style="'
        f"grid-template-columns: repeat({columns}, minmax({TILE_LEAST_PX}px, 1fr));"
        f' grid-template-rows: repeat({lines}, auto)">'
        f"{items}</ol></div>"
    )


def count_looks(tiles: pd.DataFrame, *, by: str = "rating") -> dict[str, int]:
    """Areas per entry of the legend, in its order."""
    looks = [_look(row, by) for row in rows_of(tiles)]
    return {look.label: looks.count(look) for look in _ordered(looks)}


def _look(row: Any, by: str) -> _Look:
    if pd.isna(row.report_count):
        return _Look(*_NO_REPORT)
    if by == "mention":
        return _Look(*_MENTIONS[row.mention])
    return _Look(grade_mark(row.rating), grade_colour(row.rating), grade_label(row.rating))


def _ordered(looks: list[_Look]) -> list[_Look]:
    order = [
        grade_label(grade)
        for grade in (
            "outstanding",
            "good",
            "requires-improvement",
            "adequate",
            "inadequate",
            "not-given",
            None,
        )
    ]
    order += [label for _, _, label in (*_MENTIONS.values(), _NO_REPORT)]
    return sorted(set(looks), key=lambda look: order.index(look.label))


def _tile(row: Any, look: _Look, address: str) -> str:
    told = f"{row.name}: {look.label.lower()}"
    if pd.notna(row.report_count):
        told += f", report of {row.inspected_to_on.year}"
    title = escape(told)
    # The visible letters come first in the link's name, so that speech control finds it by what is
    # seen.
    return (
        f'<li style="grid-column: {row.tile_column}; grid-row: {row.tile_row}">'
        f'<a href="{escape(address)}" target="_self" style="{_style(look)}" title="{title}">'
        f"<span>{escape(row.letters)}</span> <b>{look.mark}</b>"
        f'<span class="unseen">, {title}</span></a></li>'
    )


def _style(look: _Look) -> str:
    return f"background: {look.fill}; color: {text_colour(look.fill)}"


def _legend(looks: list[_Look]) -> str:
    entries = "".join(
        f'<li><span class="swatch" style="{_style(look)}" aria-hidden="true">{look.mark}</span> '
        f"{escape(look.label)}: {looks.count(look)}</li>"
        for look in _ordered(looks)
    )
    return f'<ul class="tiles-legend" aria-label="Key, with the number of areas">{entries}</ul>'
