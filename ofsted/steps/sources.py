"""Makes `data/areas.csv` and `data/manifest.csv` from the collected listings.

    python -m ofsted.steps.sources AUTHORITIES.csv LISTING.csv

Only needed when the listings change; `data/README.md` says what they are.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from ofsted import paths
from ofsted.corpus.areas import COLUMNS, RANKED_COUNTS, Area, place_by_score, read_areas, third_of
from ofsted.corpus.manifest import Report, write_manifest
from ofsted.errors import SchemaError
from ofsted.glossary import INDICES
from ofsted.tables.rows import Row, write_rows

NOT_A_PDF = "HTML page (report not found), not a PDF"

# Our column, then the listing's, where the two differ in name only.
_RENAMED = {
    "ons_code": "la_code_ons",
    "ons_codes_previous": "la_code_ons_previous",
    "dfe_code": "la_code_3digit",
    "active_from_on": "active_from",
    "active_to_on": "active_to",
    "rurality": "ruc_group",
    "rurality_source": "ruc_source",
    "neighbour_codes": "statistical_neighbours",
    "neighbour_codes_2021": "statistical_neighbours_previous",
}


def read_listing(path: Path) -> list[Row]:
    """The rows of a collected listing, whatever its columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Row(path.name, number, values)
            for number, values in enumerate(csv.DictReader(file), start=2)
        ]


def write_areas(listing: list[Row], path: Path) -> None:
    """Write our areas table, with the thirds of the three indices cut by one rule.

    Raises `SchemaError`.
    """
    scores = {index: _ranked_scores(listing, index) for index in INDICES}
    write_rows(path, COLUMNS, [_area_row(row.values, scores) for row in listing])
    read_areas(path)  # what was written must pass its own reader


def _ranked_scores(listing: list[Row], index: int) -> list[float]:
    scores = [
        float(row.values[f"imd{index}_score"]) for row in listing if row.values[f"imd{index}_rank"]
    ]
    if len(scores) != RANKED_COUNTS[index]:
        raise SchemaError(
            f"IMD {index}: {len(scores)} ranked areas, expected {RANKED_COUNTS[index]}"
        )
    return scores


def _area_row(values: dict[str, str], scores: dict[int, list[float]]) -> dict[str, str]:
    row = {column: values.get(_RENAMED.get(column, column), "") for column in COLUMNS}
    row["also_known_as"] = _other_names(row["name"], row["also_known_as"])
    for index in INDICES:
        rank = _placed_rank(row, index, scores[index])
        row[f"imd{index}_placed_rank"] = str(rank or "")
        row[f"deprivation_{index}"] = ""
        if rank:
            row[f"deprivation_{index}"] = str(third_of(rank, RANKED_COUNTS[index]))
    return row


def _other_names(name: str, names: str) -> str:
    """The listed variants of a name, without those that differ from it in case only."""
    return "|".join(other for other in names.split("|") if other.casefold() != name.casefold())


def _placed_rank(row: dict[str, str], index: int, ranked_scores: list[float]) -> int | None:
    """The area's own rank; by score where the index ranks its predecessor or successors instead;
    None without a score.
    """
    if row[f"imd{index}_rank"]:
        return int(row[f"imd{index}_rank"])
    score = row[f"imd{index}_score"]
    if not score:
        return None
    return place_by_score(float(score), ranked_scores)


def convert_listing(listing: list[Row], areas: dict[str, Area]) -> list[Report]:
    """The reports of a collected listing, under our names.

    Raises `SchemaError` naming the row whose area is unknown.
    """
    return [_report(row, areas) for row in listing]


def _report(row: Row, areas: dict[str, Area]) -> Report:
    row.one_of("urn", list(areas))
    page_count = row.count_or_blank("pages")
    note = NOT_A_PDF  # the listing's own note on such files names folders of one machine
    if page_count:
        note = row.values["note"]
    return Report(
        report_id=row.text("report_id"),
        urn=row.text("urn"),
        area_name=areas[row.text("urn")].name,
        url=row.text("file_url"),
        published_on=row.day("publication_date"),
        sha256=row.text("sha256"),
        byte_count=row.count("bytes"),
        page_count=page_count,
        note=note,
    )


def main() -> None:
    """Write both files from the listings named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("authorities", type=Path, help="CSV of local authorities")
    parser.add_argument("listing", type=Path, help="CSV of report files")
    arguments = parser.parse_args()
    write_areas(read_listing(arguments.authorities), paths.AREAS)
    write_manifest(
        convert_listing(read_listing(arguments.listing), read_areas(paths.AREAS)), paths.MANIFEST
    )


if __name__ == "__main__":
    main()
