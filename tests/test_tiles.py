"""The tile map's layout: one cell per present area, regions together, and what its reader
refuses.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.corpus.areas import Area
from ofsted.corpus.tiles import COLUMNS, Tile, read_tiles
from ofsted.errors import SchemaError
from ofsted.steps.build_rows import make_area_rows
from ofsted.tables.declared import AREAS
from ofsted.tables.stored import read_areas as read_areas_table
from ofsted.tables.stored import read_table, write_table

WIDEST_COLUMNS, TALLEST_ROWS = 14, 20  # what a page 1400 pixels wide shows readably


@pytest.fixture(scope="module")
def tiles(areas: dict[str, Area]) -> dict[str, Tile]:
    return read_tiles(paths.TILES, areas)


def test_every_present_area_has_one_tile_and_no_two_share_a_cell_or_letters(
    areas: dict[str, Area], tiles: dict[str, Tile]
) -> None:
    assert tiles.keys() == areas.keys()
    assert len(tiles) == 153
    assert (
        len({(tile.row, tile.column) for tile in tiles.values()})
        == len({tile.letters for tile in tiles.values()})
        == 153
    )


def test_the_grid_fits_a_page(tiles: dict[str, Tile]) -> None:
    assert max(tile.column for tile in tiles.values()) == WIDEST_COLUMNS
    assert max(tile.row for tile in tiles.values()) == TALLEST_ROWS


def test_every_region_is_one_piece(areas: dict[str, Area], tiles: dict[str, Tile]) -> None:
    for region in {area.region for area in areas.values()}:
        cells = {
            (tile.row, tile.column) for urn, tile in tiles.items() if areas[urn].region == region
        }
        reached, border = set(), [min(cells)]
        while border:
            row, column = border.pop()
            reached.add((row, column))
            around = {(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)}
            border.extend((around & cells) - reached)
        assert reached == cells, region


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("Northumberland", "Leeds"),
        ("Leeds", "Birmingham"),
        ("Norfolk", "Kent"),
        ("Barnet", "Croydon"),
        ("Cumberland", "Cornwall"),
    ],
)
def test_the_north_is_above_the_south(
    north: str, south: str, areas: dict[str, Area], tiles: dict[str, Tile]
) -> None:
    row = {areas[urn].name: tile.row for urn, tile in tiles.items()}
    assert row[north] < row[south]


@pytest.mark.parametrize(
    ("west", "east"),
    [
        ("Liverpool", "Leeds"),
        ("Shropshire", "Norfolk"),
        ("Cornwall", "Kent"),
        ("Hillingdon", "Havering"),
    ],
)
def test_the_west_is_left_of_the_east(
    west: str, east: str, areas: dict[str, Area], tiles: dict[str, Tile]
) -> None:
    column = {areas[urn].name: tile.column for urn, tile in tiles.items()}
    assert column[west] < column[east]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows.pop(), "no tile for Kent"),
        (
            lambda rows: rows[1].update(urn="1"),
            "row 3, column urn: .*provider number of a present area",
        ),
        (
            lambda rows: rows[1].update(name="Gotham"),
            "row 3, column name: 'Gotham', expected Newcastle upon Tyne",
        ),
        (
            lambda rows: rows[1].update(letters="Nw"),
            "row 3, column letters: .*three capital letters",
        ),
        (
            lambda rows: rows[1].update(letters=rows[0]["letters"]),
            "row 3, column letters: .*row 2 has it too",
        ),
        (lambda rows: rows[1].update(row="0"), "row 3, column row: .*from 1"),
        (lambda rows: rows[1].update(row="1", column="7"), "two tiles on row 1, column 7"),
        (lambda rows: rows.reverse(), "out of order"),
    ],
)
def test_a_wrong_layout_is_refused(
    change, message: str, areas: dict[str, Area], tmp_path: Path
) -> None:
    with paths.TILES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with (tmp_path / "tiles.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(SchemaError, match=message):
        read_tiles(tmp_path / "tiles.csv", areas)


# The stored table


@pytest.fixture(scope="module")
def stored() -> pd.DataFrame:
    return read_areas_table()


def test_the_areas_table_is_what_the_two_files_make_and_is_written_canonically(
    tmp_path: Path,
) -> None:
    assert read_table(AREAS, paths.AREAS_TABLE).to_pylist() == make_area_rows()
    write_table(make_area_rows(), AREAS, tmp_path / "areas.parquet")
    assert (tmp_path / "areas.parquet").read_bytes() == paths.AREAS_TABLE.read_bytes()


def test_present_areas_are_called_by_their_provider_number_and_abolished_ones_by_their_ons_code(
    stored: pd.DataFrame,
) -> None:
    is_abolished = stored["urn"].isna()
    assert stored.loc[~is_abolished, "place"].equals(stored.loc[~is_abolished, "urn"])
    assert stored.loc[is_abolished, "place"].equals(stored.loc[is_abolished, "ons_code"])
    assert is_abolished.sum() == 5
    assert stored["letters"].isna().equals(is_abolished)
    assert stored["tile_row"].isna().equals(is_abolished)


def test_successors_name_their_predecessors_back(stored: pd.DataFrame) -> None:
    rows = stored.set_index("name")
    for name, row in rows.iterrows():
        for successor in row["successors"]:
            assert name in rows.loc[successor, "predecessors"], (name, successor)
        for predecessor in row["predecessors"]:
            assert name in rows.loc[predecessor, "successors"]


def test_the_areas_table_is_written_alone_and_renews_the_record_of_the_build(
    tmp_path: Path,
) -> None:
    old = json.loads(paths.BUILD_RECORD.read_text(encoding="utf-8"))
    stale = old | {"data_version": "stale", "sha256": old["sha256"] | {"areas.parquet": "0"}}
    (tmp_path / "build.json").write_text(json.dumps(stale), encoding="utf-8")
    assert main(["build", "--areas", "--to", str(tmp_path)]) == 0
    assert (tmp_path / "areas.parquet").read_bytes() == paths.AREAS_TABLE.read_bytes()
    assert (tmp_path / "build.json").read_bytes() == paths.BUILD_RECORD.read_bytes()
