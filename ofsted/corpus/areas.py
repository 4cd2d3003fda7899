"""The areas: local authorities with their region, deprivation, rurality and statistical
neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ofsted.glossary import LA_TYPES, REGIONS, RURALITY_OF_CLASS
from ofsted.tables.handkept import AREA_SOURCES
from ofsted.tables.rows import Row, check_declared, check_unique, read_rows

# How many areas each index ranks; the thirds are cut from these. Areas outside a ranking are placed
# by score.
RANKED_COUNTS = {2015: 152, 2019: 151, 2025: 153}

COLUMNS = (
    *(
        "urn",
        "ons_code",
        "ons_codes_previous",
        "dfe_code",
        "name",
        "also_known_as",
        "region",
        "la_type",
    ),
    *("active_from_on", "active_to_on", "predecessors", "successors", "status_note"),
    *("imd2015_score", "imd2015_rank", "imd2015_placed_rank", "deprivation_2015", "imd2015_source"),
    *("imd2019_score", "imd2019_rank", "imd2019_placed_rank", "deprivation_2019", "imd2019_source"),
    *("imd2025_score", "imd2025_rank", "imd2025_placed_rank", "deprivation_2025", "imd2025_source"),
    *("ruc2011_class", "ruc2011_code", "rurality", "rurality_source"),
    *("neighbour_codes", "neighbour_codes_2021"),
)


@dataclass(frozen=True)
class Area:
    """One local authority with children's services, present or abolished.

    Thirds run from 1 (most deprived) to 3 (least) and are None where the index has no such area;
    `rurality` is 1 major conurbation, 2 other urban, 3 largely or mainly rural. `neighbours` are
    provider numbers, nearest first (DfE model of 2025). An abolished area has no provider number
    and no neighbours.
    """

    urn: str
    ons_code: str
    dfe_code: str
    name: str
    also_known_as: tuple[str, ...]
    region: str
    la_type: str
    deprivation: int | None
    deprivation_2019: int | None
    deprivation_2025: int | None
    rurality: int
    neighbours: tuple[str, ...]
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    active_from_on: date
    active_to_on: date | None


def third_of(rank: int, ranked_count: int) -> int:
    """The third that a rank falls in, 1 to 3: cut after the whole numbers nearest to one and two
    thirds of the ranking.
    """
    if rank <= round(ranked_count / 3):
        return 1
    if rank <= round(2 * ranked_count / 3):
        return 2
    return 3


def place_by_score(score: float, ranked_scores: Sequence[float]) -> int:
    """The rank that a score would take among ranked scores: one more than the number of higher
    ones.
    """
    return 1 + sum(ranked > score for ranked in ranked_scores)


def read_areas(path: Path) -> dict[str, Area]:
    """The areas with an Ofsted provider number, by that number.

    Raises `SchemaError` naming row and column.
    """
    return {area.urn: area for area in read_all_areas(path) if area.urn}


def read_all_areas(path: Path) -> list[Area]:
    """All areas, abolished ones too, in the order of the file.

    Raises `SchemaError` naming row and column.
    """
    rows = read_rows(path, COLUMNS)
    check_declared(rows, AREA_SOURCES)  # first: other rows refer to a cell that is wrong
    for column in ("urn", "ons_code", "dfe_code", "name"):
        check_unique(rows, column)
    names = {row.values["name"] for row in rows}
    for row in rows:
        _check_names(row, names)
    urn_of_code = {row.values["dfe_code"]: row.values["urn"] for row in rows if row.values["urn"]}
    return [_parse_area(row, urn_of_code) for row in rows]


def _parse_area(row: Row, urn_of_code: dict[str, str]) -> Area:
    _check_life(row)
    return Area(
        urn=row.matching(
            "urn", re.compile(r"[0-9]*").fullmatch, "Ofsted's provider number, or nothing"
        ),
        ons_code=row.matching(
            "ons_code", re.compile(r"E[0-9]{8}").fullmatch, "an ONS code such as E06000001"
        ),
        dfe_code=row.matching("dfe_code", re.compile(r"[0-9]{3}").fullmatch, "three digits"),
        name=row.text("name"),
        also_known_as=row.items("also_known_as"),
        region=row.one_of("region", REGIONS),
        la_type=row.one_of("la_type", LA_TYPES),
        deprivation=_third(row, 2015),
        deprivation_2019=_third(row, 2019),
        deprivation_2025=_third(row, 2025),
        rurality=_rurality(row),
        neighbours=_neighbours(row, urn_of_code),
        predecessors=row.items("predecessors"),
        successors=row.items("successors"),
        active_from_on=row.day("active_from_on"),
        active_to_on=row.day_or_blank("active_to_on"),
    )


def _check_life(row: Row) -> None:
    began, ended = row.day("active_from_on"), row.day_or_blank("active_to_on")
    if ended and ended < began:
        raise row.error("active_to_on", f"a date after {began}, when the area began")
    if bool(ended) == bool(row.values["urn"]):
        raise row.error(
            "active_to_on",
            "a date where the area has no provider number, and nothing where it has one",
        )


def _check_names(row: Row, names: set[str]) -> None:
    for column in ("predecessors", "successors"):
        unknown = [name for name in row.items(column) if name not in names]
        if unknown:
            raise row.error(column, f"names of areas in this file, which {unknown[0]!r} is not")


def _third(row: Row, index: int) -> int | None:
    """The deprivation third, which must follow from the rank beside it."""
    column = f"deprivation_{index}"
    rank = row.count_or_blank(f"imd{index}_placed_rank")
    expected = ""
    if rank is not None:
        expected = str(third_of(rank, RANKED_COUNTS[index]))
    row.matching(
        column,
        lambda value: value == expected,
        f"{expected or 'nothing'}, by imd{index}_placed_rank",
    )
    return row.count_or_blank(column)


def _rurality(row: Row) -> int:
    code = row.one_of("ruc2011_code", list(RURALITY_OF_CLASS))
    return int(row.one_of("rurality", [str(RURALITY_OF_CLASS[code])]))


def _neighbours(row: Row, urn_of_code: dict[str, str]) -> tuple[str, ...]:
    codes = row.items("neighbour_codes")
    unknown = [code for code in codes if code not in urn_of_code]
    if unknown:
        raise row.error("neighbour_codes", f"codes of present areas, which {unknown[0]} is not")
    if row.values["dfe_code"] in codes:
        raise row.error("neighbour_codes", "other areas than itself")
    return tuple(urn_of_code[code] for code in codes)
