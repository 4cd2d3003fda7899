"""The tile map's layout: every present area on its own cell of a grid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ofsted.corpus.areas import Area
from ofsted.errors import SchemaError
from ofsted.tables.handkept import TILES
from ofsted.tables.rows import Row, check_declared, check_unique, read_rows

COLUMNS = ("urn", "name", "letters", "row", "column")


@dataclass(frozen=True)
class Tile:
    """Where an area stands on the map: row and column from 1, counted from the north-west, and the
    three letters printed there.
    """

    letters: str
    row: int
    column: int


def read_tiles(path: Path, areas: Mapping[str, Area]) -> dict[str, Tile]:
    """The tile of every present area by its provider number, row by row.

    Raises `SchemaError` naming row and column.
    """
    rows = read_rows(path, COLUMNS)
    for column in ("urn", "letters"):
        check_unique(rows, column)
    tiles = {_known_urn(row, areas): _parse_tile(row) for row in rows}
    check_declared(rows, TILES)
    missing = sorted(area.name for urn, area in areas.items() if urn not in tiles)
    if missing:
        raise SchemaError(
            f"{path.name}: no tile for {', '.join(missing)}; expected one for each of the"
            f" {len(areas)} present areas"
        )
    places = [(tile.row, tile.column) for tile in tiles.values()]
    if twice := next((place for place in places if places.count(place) > 1), None):
        raise SchemaError(
            f"{path.name}: two tiles on row {twice[0]}, column {twice[1]}; expected one at most"
        )
    if places != sorted(places):
        raise SchemaError(
            f"{path.name}: tiles out of order; expected row by row from the west, as the keyboard"
            " visits them"
        )
    return tiles


def _known_urn(row: Row, areas: Mapping[str, Area]) -> str:
    urn = row.matching("urn", areas.__contains__, "the provider number of a present area")
    row.matching(
        "name", lambda name: name == areas[urn].name, f"{areas[urn].name}, the name of {urn}"
    )
    return urn


def _parse_tile(row: Row) -> Tile:
    return Tile(
        row.matching("letters", re.compile(r"[A-Z]{3}").fullmatch, "three capital letters"),
        row.count("row"),
        row.count("column"),
    )
