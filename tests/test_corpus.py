"""The manifest and the areas table: what they hold, how they join, and what their readers
refuse.
"""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

import pytest

from ofsted import paths
from ofsted.corpus.areas import (
    RANKED_COUNTS,
    Area,
    place_by_score,
    read_all_areas,
    read_areas,
    third_of,
)
from ofsted.corpus.files import find_report_file, report_path
from ofsted.corpus.manifest import Report, read_manifest, write_manifest
from ofsted.errors import DownloadError, SchemaError
from ofsted.glossary import INDICES
from ofsted.steps.sources import convert_listing, read_listing, write_areas


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return read_manifest(paths.MANIFEST)


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def copy_with(source: Path, folder: Path, row: int, **values: str) -> Path:
    """A copy of a data file with values of one row replaced; `row` counts the header as 1."""
    lines = lines_of(source)
    lines[row - 2].update(values)
    target = folder / source.name
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return target


# The manifest


def test_the_manifest_lists_497_reports_of_which_four_are_not_pdfs(reports: list[Report]) -> None:
    assert len(reports) == len({report.report_id for report in reports}) == 497
    assert sorted(r.report_id for r in reports if not r.is_pdf) == [
        "50004178",
        "50004183",
        "50004185",
        "50004190",
    ]


def test_files_that_are_not_pdfs_say_so_and_notes_hold_no_paths(reports: list[Report]) -> None:
    assert all("HTML page" in r.note and "not a PDF" in r.note for r in reports if not r.is_pdf)
    assert not [r.note for r in reports if "/" in r.note or "|" in r.note or len(r.note) > 80]


def test_every_address_is_ofsteds_and_ends_in_the_file_number(reports: list[Report]) -> None:
    assert {r.url for r in reports} == {
        f"https://files.ofsted.gov.uk/v1/file/{r.report_id}" for r in reports
    }


def test_every_report_joins_to_exactly_one_area_and_carries_its_name(reports: list[Report]) -> None:
    names = [(line["urn"], line["name"]) for line in lines_of(paths.AREAS)]
    assert [names.count((r.urn, r.area_name)) for r in reports] == [1] * 497


def test_every_report_was_published_while_its_area_existed(
    reports: list[Report], areas: dict[str, Area]
) -> None:
    assert not [r for r in reports if r.published_on < areas[r.urn].active_from_on]


def test_reading_and_writing_the_manifest_gives_the_same_bytes(
    reports: list[Report], tmp_path: Path
) -> None:
    write_manifest(reversed(reports), tmp_path / "manifest.csv")
    assert (tmp_path / "manifest.csv").read_bytes() == paths.MANIFEST.read_bytes()


def test_reports_are_written_by_number_and_not_by_first_digit(
    reports: list[Report], tmp_path: Path
) -> None:
    numbered = [Report(**(vars(reports[0]) | {"report_id": number})) for number in ("10", "9")]
    write_manifest(numbered, tmp_path / "manifest.csv")
    assert [line["report_id"] for line in lines_of(tmp_path / "manifest.csv")] == ["9", "10"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("report_id", "../1"),
        ("urn", ""),
        ("area_name", ""),
        ("url", "http://files.ofsted.gov.uk/v1/file/2754178"),
        ("url", "https://files.ofsted.gov.uk.example.org/v1/file/2754178"),
        ("url", "https://files.ofsted.gov.uk/v1/file/2754179"),
        ("published_on", "2015-13-01"),
        ("published_on", "20150513"),
        ("sha256", "ABC"),
        ("byte_count", "0"),
        ("byte_count", "1.5"),
        ("page_count", "-3"),
    ],
)
def test_a_wrong_value_in_the_manifest_is_refused_by_row_and_column(
    column: str, value: str, tmp_path: Path
) -> None:
    path = copy_with(paths.MANIFEST, tmp_path, 2, **{column: value})
    with pytest.raises(SchemaError, match=rf"manifest\.csv row 2, column {column}: "):
        read_manifest(path)


def test_a_report_without_pages_must_say_why(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"row 2, column note: .*the reason"):
        read_manifest(copy_with(paths.MANIFEST, tmp_path, 2, page_count="", note=""))


def test_a_report_listed_twice_is_refused_with_both_rows(tmp_path: Path) -> None:
    path = copy_with(paths.MANIFEST, tmp_path, 5, report_id="2754178")
    with pytest.raises(
        SchemaError, match=r"row 5, column report_id: '2754178'.*manifest\.csv row 2 has it too"
    ):
        read_manifest(path)


def test_a_missing_a_misshapen_and_a_short_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    with pytest.raises(SchemaError, match=r"manifest\.csv: not there"):
        read_manifest(path)
    path.write_text("report_id,urn\n1,2\n", encoding="utf-8")
    with pytest.raises(SchemaError, match=r"manifest\.csv: columns .* expected"):
        read_manifest(path)
    path.write_bytes(paths.MANIFEST.read_bytes().splitlines(keepends=True)[0] + b"1,2,3\n")
    with pytest.raises(SchemaError, match=r"manifest\.csv row 2: 3 values, expected 9"):
        read_manifest(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SchemaError, match=r"manifest\.csv: not a CSV file in UTF-8"):
        read_manifest(path)


# The areas


def test_there_are_153_present_areas_and_five_abolished_ones(areas: dict[str, Area]) -> None:
    abolished = {area.name for area in read_all_areas(paths.AREAS) if area.active_to_on}
    assert len(areas) == 153
    assert abolished == {
        "Bournemouth",
        "Poole",
        "Dorset County (pre-2019)",
        "Northamptonshire",
        "Cumbria",
    }


def test_every_present_area_has_a_third_of_each_index_a_rurality_group_and_ten_neighbours(
    areas: dict[str, Area],
) -> None:
    for area in areas.values():
        assert {area.deprivation, area.deprivation_2019, area.deprivation_2025, area.rurality} <= {
            1,
            2,
            3,
        }, area.name
        assert len(set(area.neighbours)) == 10, area.name
        assert set(area.neighbours) <= set(areas) - {area.urn}, area.name


def test_neighbours_keep_the_order_of_their_codes(areas: dict[str, Area]) -> None:
    urn_of_code = {line["dfe_code"]: line["urn"] for line in lines_of(paths.AREAS)}
    for line in lines_of(paths.AREAS):
        if line["urn"]:
            codes = line["neighbour_codes"].split("|")
            assert areas[line["urn"]].neighbours == tuple(urn_of_code[code] for code in codes)


@pytest.mark.parametrize("index", INDICES)
def test_ranks_of_an_index_follow_its_scores_and_cover_the_ranking(index: int) -> None:
    ranked = [line for line in lines_of(paths.AREAS) if line[f"imd{index}_rank"]]
    ranked.sort(key=lambda line: (-float(line[f"imd{index}_score"]), int(line[f"imd{index}_rank"])))
    ranks = [int(line[f"imd{index}_rank"]) for line in ranked]
    assert ranks == sorted(ranks)
    assert (len(ranks), ranks[0], ranks[-1]) == (RANKED_COUNTS[index], 1, RANKED_COUNTS[index])


@pytest.mark.parametrize("index", INDICES)
def test_areas_outside_a_ranking_are_placed_by_score(index: int) -> None:
    lines = lines_of(paths.AREAS)
    scores = [float(line[f"imd{index}_score"]) for line in lines if line[f"imd{index}_rank"]]
    for line in lines:
        rank, placed, score = (
            line[f"imd{index}_{name}"] for name in ("rank", "placed_rank", "score")
        )
        assert placed == (rank or (str(place_by_score(float(score), scores)) if score else "")), (
            line["name"]
        )


def test_an_area_with_the_score_of_a_ranked_one_shares_its_rank() -> None:
    assert [place_by_score(score, [9, 5, 1]) for score in (10, 9, 6, 5, 0)] == [1, 1, 2, 2, 4]


@pytest.mark.parametrize(
    ("ranked_count", "last_of_first", "last_of_second"),
    [(152, 51, 101), (151, 50, 101), (153, 51, 102)],
)
def test_thirds_are_cut_where_the_documentation_says(
    ranked_count: int, last_of_first: int, last_of_second: int
) -> None:
    assert ranked_count in RANKED_COUNTS.values()
    assert [third_of(rank, ranked_count) for rank in (1, last_of_first)] == [1, 1]
    assert [third_of(rank, ranked_count) for rank in (last_of_first + 1, last_of_second)] == [2, 2]
    assert [third_of(rank, ranked_count) for rank in (last_of_second + 1, ranked_count)] == [3, 3]


def test_thirds_at_the_cuts_and_of_successor_areas_are_as_documented(
    areas: dict[str, Area],
) -> None:
    by_name = {area.name: area for area in areas.values()}
    thirds = {
        name: (
            by_name[name].deprivation,
            by_name[name].deprivation_2019,
            by_name[name].deprivation_2025,
        )
        for name in (
            "Blackpool",
            "Wokingham",
            "Enfield",
            "Suffolk",
            "West Northamptonshire",
            "Cumberland",
        )
    }
    assert thirds == {
        "Blackpool": (1, 1, 1),
        "Wokingham": (3, 3, 3),
        "Enfield": (1, 2, 1),
        "Suffolk": (3, 2, 2),
        "West Northamptonshire": (3, 3, 3),
        "Cumberland": (2, 2, 2),
    }


def test_successors_and_predecessors_name_each_other() -> None:
    by_name = {area.name: area for area in read_all_areas(paths.AREAS)}
    for area in by_name.values():
        assert all(area.name in by_name[name].predecessors for name in area.successors), area.name
        assert all(area.name in by_name[name].successors for name in area.predecessors), area.name


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("urn", "80 486"),
        ("ons_code", "09000002"),
        ("dfe_code", "30"),
        ("name", ""),
        ("also_known_as", "a||b"),
        ("region", "Wessex"),
        ("la_type", "parish"),
        ("active_from_on", ""),
        ("active_to_on", "1066-10-14"),
        ("active_to_on", "2030-01-01"),
        ("predecessors", "Mercia"),
        ("imd2015_placed_rank", "first"),
        ("deprivation_2015", "2"),
        ("deprivation_2019", ""),
        ("deprivation_2025", "4"),
        ("ruc2011_code", "7"),
        ("rurality", "3"),
        ("neighbour_codes", "308|308"),
        ("neighbour_codes", "308|999"),
        ("neighbour_codes", "308|928"),
        ("neighbour_codes", "301"),
    ],
)
def test_a_wrong_value_in_the_areas_table_is_refused_by_row_and_column(
    column: str, value: str, tmp_path: Path
) -> None:
    with pytest.raises(SchemaError, match=rf"areas\.csv row 2, column {column}: "):
        read_areas(copy_with(paths.AREAS, tmp_path, 2, **{column: value}))


def test_an_area_cannot_end_before_it_began(tmp_path: Path) -> None:
    row = next(n for n, line in enumerate(lines_of(paths.AREAS), start=2) if line["active_to_on"])
    with pytest.raises(
        SchemaError, match=rf"row {row}, column active_to_on: '1066-10-14', expected a date after"
    ):
        read_areas(copy_with(paths.AREAS, tmp_path, row, active_to_on="1066-10-14"))


@pytest.mark.parametrize("column", ["urn", "ons_code", "dfe_code", "name"])
def test_two_areas_cannot_share_a_key(column: str, tmp_path: Path) -> None:
    value = lines_of(paths.AREAS)[0][column]
    with pytest.raises(
        SchemaError, match=rf"row 9, column {column}: .*areas\.csv row 2 has it too"
    ):
        read_areas(copy_with(paths.AREAS, tmp_path, 9, **{column: value}))


def test_every_column_of_both_files_is_documented() -> None:
    documented = (paths.DATA / "README.md").read_text(encoding="utf-8")
    for column in (*lines_of(paths.MANIFEST)[0], *lines_of(paths.AREAS)[0]):
        short = re.sub(
            r"^imd\d{4}_source$", "…_source", re.sub(r"^imd\d{4}_(?!source)", "imd…_", column)
        )
        assert f"`{short}`" in documented, column


# Making both files


def as_listing(areas_file: Path, target: Path) -> Path:
    """Our areas table as the collected listing has it: other column names, nothing computed, each
    name repeated in lower case.
    """
    names = {
        "la_code_ons": "ons_code",
        "la_code_ons_previous": "ons_codes_previous",
        "la_code_3digit": "dfe_code",
        "active_from": "active_from_on",
        "active_to": "active_to_on",
        "ruc_group": "rurality",
        "ruc_source": "rurality_source",
        "statistical_neighbours": "neighbour_codes",
        "statistical_neighbours_previous": "neighbour_codes_2021",
    }
    computed = ("deprivation_", "placed_rank")
    lines = lines_of(areas_file)
    kept = [
        c for c in lines[0] if c not in names.values() and not any(word in c for word in computed)
    ]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*kept, *names])
        writer.writeheader()
        for line in lines:
            line["also_known_as"] = "|".join(
                filter(None, [line["also_known_as"], line["name"].lower()])
            )
            writer.writerow(
                {c: line[c] for c in kept} | {theirs: line[ours] for theirs, ours in names.items()}
            )
    return target


def test_the_areas_table_is_made_again_from_its_source_columns_alone(tmp_path: Path) -> None:
    write_areas(
        read_listing(as_listing(paths.AREAS, tmp_path / "authorities.csv")), tmp_path / "areas.csv"
    )
    assert (tmp_path / "areas.csv").read_bytes() == paths.AREAS.read_bytes()


def test_a_listing_row_becomes_a_report_with_the_proper_name_and_a_short_note(
    areas: dict[str, Area], tmp_path: Path
) -> None:
    listing = tmp_path / "listing.csv"
    listing.write_text(
        "report_id,urn,local_authority,file_url,publication_date,sha256,bytes,pages,note\n"
        "1,80441,bristol city"
        f" of,https://files.ofsted.gov.uk/v1/file/1,2020-01-31,{'a' * 64},10,2,kept\n"
        "2,80441,bristol city"
        f" of,https://files.ofsted.gov.uk/v1/file/2,2020-01-31,{'b' * 64},10,,same as"
        " folder/x.pdf\n",
        encoding="utf-8",
    )
    first, second = convert_listing(read_listing(listing), areas)
    assert (first.area_name, first.page_count, first.note) == ("Bristol, City of", 2, "kept")
    assert (second.page_count, second.note) == (None, "HTML page (report not found), not a PDF")


def test_a_listing_row_of_an_unknown_area_is_refused(
    areas: dict[str, Area], tmp_path: Path
) -> None:
    listing = tmp_path / "listing.csv"
    listing.write_text("report_id,urn,pages\n1,99,2\n", encoding="utf-8")
    with pytest.raises(SchemaError, match=r"listing\.csv row 2, column urn: '99'"):
        convert_listing(read_listing(listing), areas)


# Files on this computer


def put(folder: Path, content: bytes) -> str:
    """A file for report 7 in the folder; gives its hash."""
    folder.mkdir(exist_ok=True)
    (folder / "7.pdf").write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def test_the_first_folder_whose_file_has_the_hash_is_taken(tmp_path: Path) -> None:
    put(tmp_path / "wrong", b"other")
    sha256 = put(tmp_path / "right", b"right")
    put(tmp_path / "later", b"right")
    folders = [tmp_path / name for name in ("absent", "wrong", "right", "later")]
    assert find_report_file("7", sha256, folders) == tmp_path / "right" / "7.pdf"


def test_a_file_with_another_hash_or_size_is_not_the_report(tmp_path: Path) -> None:
    sha256 = put(tmp_path, b"right")
    assert find_report_file("7", "0" * 64, [tmp_path]) is None
    assert find_report_file("7", sha256, [tmp_path], byte_count=6) is None
    assert find_report_file("7", sha256, [tmp_path], byte_count=5) == tmp_path / "7.pdf"


def test_a_file_of_another_size_is_refused_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = put(tmp_path, b"right")
    monkeypatch.setattr("ofsted.corpus.files.file_sha256", lambda path: pytest.fail("was read"))
    assert find_report_file("7", sha256, [tmp_path], byte_count=6) is None


@pytest.mark.parametrize("report_id", ["../7", "7/../7", "", "7.pdf", "٧"])
def test_an_id_that_is_no_file_number_cannot_name_a_path(report_id: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="not one of Ofsted's file numbers"):
        report_path(report_id, tmp_path)
