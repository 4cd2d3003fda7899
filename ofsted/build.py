"""Builds the dataset from the report files: reads every report, joins its area, codes its recommendations, writes the tables.

The same files give the same bytes. What could not be read is part of the result, in `data/build.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from ofsted import __version__, paths
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding.batches import text_id
from ofsted.coding.rows import Coders, coded_columns, coding_rows, gather_coders
from ofsted.codings import Rounds, read_rounds, reliability_rows
from ofsted.corpus.areas import Area, read_all_areas, read_areas
from ofsted.corpus.files import file_sha256, find_report_file
from ofsted.corpus.manifest import Report as Entry
from ofsted.corpus.manifest import read_manifest
from ofsted.corpus.tiles import Tile, read_tiles
from ofsted.errors import OfstedError, ReportError
from ofsted.extract.report import Recommendation, Report, extract_report
from ofsted.extract.wording import NORMAL_FORM, normal_text, text_hash
from ofsted.schema import AREAS, CODINGS, RECOMMENDATIONS, REPORTS
from ofsted.tables import data_version, write_table

MOST_FAILURES_SHARE = 0.05


@dataclass(frozen=True)
class Reading:
    """What came of one report of the manifest: the report, or the reason why it could not be read."""

    entry: Entry
    report: Report | None
    error: str | None


@dataclass(frozen=True)
class Tables:
    """The rows of the three stored tables."""

    reports: list[dict]
    recommendations: list[dict]
    codings: list[dict]


def build(folders: Sequence[Path], data: Path = paths.DATA, show_progress: bool = True) -> dict:
    """Read every report of the manifest from the folders and write the tables into `data`; give back the build's record.

    Raises `OfstedError` where more than one report in twenty cannot be read: then something else is wrong.
    """
    entries = read_manifest(paths.MANIFEST)
    readings = list(read_all(entries, folders, show_progress))
    failed = [reading for reading in readings if reading.report is None]
    unexpected = [reading for reading in failed if reading.entry.is_pdf]
    if len(unexpected) > MOST_FAILURES_SHARE * len(entries):
        raise OfstedError(
            f"{len(unexpected)} of {len(entries)} reports could not be read, so nothing was written; the first: {unexpected[0].error}"
        )
    codebook = read_codebook(paths.CODEBOOK)
    rounds = read_rounds(codebook)
    tables = make_tables(readings, read_areas(paths.AREAS), codebook, rounds)
    data.mkdir(parents=True, exist_ok=True)
    written = {}
    for rows, schema, path in (
        (tables.reports, REPORTS, paths.REPORTS_TABLE),
        (tables.recommendations, RECOMMENDATIONS, paths.RECOMMENDATIONS_TABLE),
        (tables.codings, CODINGS, paths.CODINGS_TABLE),
        (make_area_rows(), AREAS, paths.AREAS_TABLE),
    ):
        write_table(rows, schema, data / path.name)
        written[path.name] = hashlib.sha256((data / path.name).read_bytes()).hexdigest()
    # These follow from the tables above and the committed codings, so they take no part in the data version.
    for rows, schema, path in reliability_rows(pd.DataFrame(tables.recommendations), codebook, rounds):
        write_table(rows, schema, data / path.name)
    record = _record(tables, failed, written)
    _write_record(record, data)
    return record


def _write_record(record: dict, data: Path) -> None:
    (data / paths.BUILD_RECORD.name).write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_areas(data: Path = paths.DATA) -> dict:
    """Write the areas table alone, which needs no report file, and give back the record with its hash and data version renewed."""
    write_table(make_area_rows(), AREAS, data / paths.AREAS_TABLE.name)
    record = json.loads((data / paths.BUILD_RECORD.name).read_text(encoding="utf-8"))
    record["sha256"][paths.AREAS_TABLE.name] = file_sha256(data / paths.AREAS_TABLE.name)
    record["data_version"] = data_version(record["sha256"])
    _write_record(record, data)
    return record


def make_area_rows() -> list[dict]:
    """The rows of the areas table, in the order of `areas.csv`."""
    areas = read_all_areas(paths.AREAS)
    tiles = read_tiles(paths.TILES, {area.urn: area for area in areas if area.urn})
    return [_area_row(area, tiles.get(area.urn)) for area in areas]


def _area_row(area: Area, tile: Tile | None) -> dict:
    return {
        "place": area.urn or area.ons_code,
        "urn": area.urn or None,
        "ons_code": area.ons_code,
        "name": area.name,
        "also_known_as": list(area.also_known_as),
        "region": area.region,
        "la_type": area.la_type,
        "deprivation": area.deprivation,
        "rurality": area.rurality,
        "neighbours": list(area.neighbours),
        "predecessors": list(area.predecessors),
        "successors": list(area.successors),
        "active_from_on": area.active_from_on,
        "active_to_on": area.active_to_on,
        "letters": tile.letters if tile else None,
        "tile_row": tile.row if tile else None,
        "tile_column": tile.column if tile else None,
    }


def read_all(entries: Sequence[Entry], folders: Sequence[Path], show_progress: bool) -> Iterator[Reading]:
    """Read the reports side by side, one process a core, and give the results in the order of the manifest."""
    files = [find_report_file(entry.report_id, entry.sha256, folders, entry.byte_count) for entry in entries]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = pool.map(_read_one, files, chunksize=4)
        for entry, (report, error) in tqdm(zip(entries, results, strict=True), total=len(entries), disable=not show_progress, unit="report"):
            yield Reading(entry, report, error)


def _read_one(path: Path | None) -> tuple[Report | None, str | None]:
    if path is None:
        return None, "no file with the manifest's hash in any of the folders; `python -m ofsted download` fetches it"
    try:
        return extract_report(path), None
    except ReportError as error:
        return None, str(error)


def make_tables(readings: Sequence[Reading], areas: dict[str, Area], codebook: Codebook, rounds: Rounds) -> Tables:
    """The rows of all tables, reports by inspection date and number. Raises `OfstedError` on an unknown area."""
    readable = [reading for reading in readings if reading.report is not None]
    texts = {text_id(text_hash(item.text)) for reading in readable for item in reading.report.recommendations}
    coders = gather_coders(codebook, rounds.coders, rounds.adjudicated, texts)
    tables = Tables([], [], [])
    for reading in sorted(readable, key=lambda r: (_inspected(r)[1], int(r.entry.report_id))):
        area = areas.get(reading.entry.urn)
        if area is None:
            raise OfstedError(f"{reading.entry.report_id}: no area with the provider number {reading.entry.urn} in areas.csv")
        report_row = _report_row(reading, area)
        tables.reports.append(report_row)
        for item in reading.report.recommendations:
            row, codings = _recommendation_rows(item, report_row, coders, rounds)
            tables.recommendations.append(row)
            tables.codings.extend(codings)
    return tables


def _inspected(reading: Reading) -> tuple:
    cover = reading.report.cover
    if cover.inspected_from is None or cover.inspected_to is None:
        raise ReportError(f"{reading.report.file_name}: no inspection dates on the cover")
    return cover.inspected_from, cover.inspected_to


def _code(grade: str | None) -> str | None:
    return grade.replace(" ", "-") if grade else None


def _report_row(reading: Reading, area: Area) -> dict:
    entry, report = reading.entry, reading.report
    inspected_from, inspected_to = _inspected(reading)
    bodies = [item.body for item in report.recommendations]
    grades = {name: _code(grade) for name, grade in report.judgements.items()}
    overall = grades.pop("overall")
    return {
        "report_id": entry.report_id,
        "framework": report.cover.framework,
        "rating": None if report.cover.variant == "lscb-review" else overall,
        "deprivation": area.deprivation,
        "rurality": area.rurality,
        "year": inspected_to.year,
        "region": area.region,
        "urn": entry.urn,
        "area_name": area.name,
        "la_type": area.la_type,
        "variant": report.cover.variant,
        "lead_inspector": report.cover.lead_inspector,
        "inspected_from_on": inspected_from,
        "inspected_to_on": inspected_to,
        "published_on": entry.published_on,
        "printed_published_on": report.cover.published,
        **grades,
        "deprivation_2019": area.deprivation_2019,
        "deprivation_2025": area.deprivation_2025,
        "list_state": report.list_states["authority"],
        "lscb_list_state": report.list_states["lscb"],
        "recommendation_count": len(bodies),
        "authority_count": bodies.count("authority"),
        "lscb_count": bodies.count("lscb"),
        "list_pages": list(report.list_pages),
        "warnings": report.warnings,
        "url": entry.url,
        "sha256": report.sha256,
        "byte_count": entry.byte_count,
        "page_count": report.page_count,
        "is_non_commercial": report.is_non_commercial,
    }


SECTION_WORDS = 8  # more would be report text, which the repository does not hold


def _short_section(section: str | None) -> str | None:
    words = (section or "").split()
    return " ".join(words[:SECTION_WORDS]) + "…" if len(words) > SECTION_WORDS else section


_REPEATED = ("framework", "rating", "deprivation", "rurality", "year", "region", "urn", "area_name", "variant", "inspected_to_on", "published_on", "url")


def _recommendation_rows(item: Recommendation, report_row: dict, coders: Coders, rounds: Rounds) -> tuple[dict, list[dict]]:
    recommendation_id = f"{report_row['report_id']}-{item.order:02d}"
    digest = text_hash(item.text)
    key = text_id(digest)
    given = coders.labels(key, normal_text(item.text))
    row = {
        "recommendation_id": recommendation_id,
        "report_id": report_row["report_id"],
        "order": item.order,
        "body": item.body,
        "section": _short_section(item.section),
        "priority": item.priority,
        "page": item.page,
        "end_page": item.end_page,
        "word_count": len(item.text.split()),
        "text_sha256": digest,
        "framework_tag": item.framework_tag,
        "paragraphs": list(item.paragraphs),
        "summary": rounds.summaries.get(key),
        "is_finding": rounds.is_finding(key),
        **coded_columns(given, coders),
        **{name: report_row[name] for name in _REPEATED},
    }
    return row, coding_rows(recommendation_id, given, coders.codebook.version)


def _record(tables: Tables, failed: list[Reading], written: dict[str, str]) -> dict:
    """The build's record."""
    counts: dict[str, int] = {}
    for row in tables.reports:
        counts[row["framework"]] = counts.get(row["framework"], 0) + 1
    return {
        "data_version": data_version(written),
        "package_version": __version__,
        "normal_form": NORMAL_FORM,
        "coder": tables.recommendations[0]["coder"],
        "counts": {
            "files": len(tables.reports) + len(failed),
            "reports": len(tables.reports),
            "recommendations": len(tables.recommendations),
            "authority_recommendations": sum(row["authority_count"] for row in tables.reports),
            "lscb_recommendations": sum(row["lscb_count"] for row in tables.reports),
            "codings": sum(row["coder"] == tables.recommendations[0]["coder"] for row in tables.codings),
            "uncoded_recommendations": sum(not row["themes"] for row in tables.recommendations),
            "reports_by_framework": dict(sorted(counts.items())),
            "latest_published": max(row["published_on"] for row in tables.reports).isoformat(),
        },
        "sha256": written,
        "failed": [{"report_id": r.entry.report_id, "area": r.entry.area_name, "published": r.entry.published_on.isoformat(), "url": r.entry.url, "error": r.error} for r in failed],
        "warnings": [{"report_id": row["report_id"], "area": row["area_name"], "warning": text} for row in tables.reports for text in row["warnings"]],
    }
